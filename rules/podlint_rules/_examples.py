"""Manifests that the examples of several rules are made of."""

from __future__ import annotations


def indent(text: str, prefix: str) -> str:
    """As that of ``textwrap``, whose import takes longer than most rules."""
    return "".join(prefix + line if line.strip() else line for line in text.splitlines(True))


def deployment(containers: str, *, spec: str = "") -> str:
    """A Deployment around the YAML of its containers (a list), and of more of the Pod spec."""
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {{app: web}}
  template:
    metadata:
      labels: {{app: web}}
    spec:
{indent(spec, "      ")}      containers:
{indent(containers, "        ")}"""


def job(containers: str, *, spec: str = "") -> str:
    """A Job around the YAML of its containers (a list), and of more of the Pod spec."""
    return f"""\
apiVersion: batch/v1
kind: Job
metadata:
  name: report
spec:
  template:
    spec:
      restartPolicy: Never
{indent(spec, "      ")}      containers:
{indent(containers, "        ")}"""
