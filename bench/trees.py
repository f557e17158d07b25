"""Inputs that are not one Deployment beside the other: kustomizations, small objects, other YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from bench.vary import deployment, name_of

Files: TypeAlias = Iterator[tuple[str, str]]
"""Paths below the input, and texts."""


def write(files: Files, directory: Path) -> None:
    """Write the files into ``directory``."""
    for name, text in files:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def each(count: int, text: Callable[[int], str]) -> Files:
    """One file for each number, a hundred in a directory."""
    for number in range(count):
        yield f"app-{number // 100:03}/manifest-{number:05}.yaml", text(number)


def stream(count: int) -> Files:
    """One file of as many Deployments."""
    texts = (deployment(number).removeprefix("---\n") for number in range(count))
    yield "all.yaml", "---\n".join(texts)


LINES_OF_ONE = 62
"""About how many lines a Deployment of ``stream`` has."""

_SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: app-{number}
spec:
  selector:
    app: app-{number}
  ports:
    - name: http
      port: 80
      targetPort: 8080
"""
_CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: app-{number}-config
data:
  LEVEL: info
  application.properties: |
    name=app-{number}
    threads=4
"""
_ACCOUNT = """\
apiVersion: v1
kind: ServiceAccount
metadata: {{name: app-{number}, namespace: team-{number}}}
automountServiceAccountToken: false
"""
_ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: reader-{number}
rules:
  - apiGroups: [""]
    resources: ["pods", "pods/log"]
    verbs: ["get", "list", "watch"]
"""
_BUDGET = """\
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: app-{number}
spec:
  maxUnavailable: 1
  selector: {{matchLabels: {{app: app-{number}}}}}
"""
_NAMESPACE = """\
# one for each team
apiVersion: v1
kind: Namespace
metadata:
  name: "team-{number}"
"""
_SMALL = (_SERVICE, _CONFIG, _ACCOUNT, _ROLE, _BUDGET, _NAMESPACE)


def small(number: int) -> str:
    """A small manifest with nothing to be found in it."""
    return _SMALL[number % len(_SMALL)].format(number=number)


_BASE = """\
resources:
  - deployment.yaml
  - service.yaml
  - config.yaml
"""
_OVERLAY = """\
resources:
  - ../../base
namePrefix: {stage}-
patches:
  - path: replicas.yaml
  - path: image.yaml
    target:
      kind: Deployment
"""
_REPLICAS = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: {replicas}
  template:
    spec:
      containers:
        - name: {name}
          resources:
            requests:
              memory: 128Mi
            limits:
              memory: 128Mi
"""
_IMAGE = """\
- op: replace
  path: /spec/template/spec/containers/0/image
  value: registry.example.com/app:2.{number}.0
"""
FILES_OF_APP = 10
"""How many files ``kustomized`` writes for an application."""
MANIFESTS_OF_APP = 5
"""How many of them are manifests: patches of an object are, lists of operations are not."""


def kustomized(count: int) -> Files:
    """Applications of a base and two overlays, each of which patches it twice."""
    for number in range(count):
        app = f"apps/app-{number:04}"
        text = deployment(number)
        yield f"{app}/base/kustomization.yaml", _BASE
        yield f"{app}/base/deployment.yaml", text
        yield f"{app}/base/service.yaml", _SERVICE.format(number=number)
        yield f"{app}/base/config.yaml", _CONFIG.format(number=number)
        for stage, replicas in (("staging", 1), ("production", 5)):
            overlay = f"{app}/overlays/{stage}"
            yield f"{overlay}/kustomization.yaml", _OVERLAY.format(stage=stage)
            patch = _REPLICAS.format(name=name_of(number), replicas=replicas)
            yield f"{overlay}/replicas.yaml", patch
            yield f"{overlay}/image.yaml", _IMAGE.format(number=number)


_COMPOSE = """\
services:
  web:
    image: registry.example.com/web:{number}
    ports: ["8080:80"]
    environment:
      LEVEL: debug
    depends_on:
      - database
  database:
    image: postgres:17
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data: {{}}
"""
_WORKFLOW = """\
name: build {number}
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        version: ["3.11", "3.12", "3.13"]
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: |
          make test
          make lint
"""
_PLAYBOOK = """\
- name: Configure host {number}
  hosts: all
  become: true
  tasks:
    - name: Install packages
      ansible.builtin.apt:
        name: [nginx, certbot]
        state: present
    - name: Start
      ansible.builtin.service:
        name: nginx
        state: started
"""
_VALUES = """\
replicaCount: {number}
image:
  repository: registry.example.com/web
  tag: ""
service:
  type: ClusterIP
  port: 80
ingress:
  enabled: false
  hosts:
    - host: web.example.com
      paths: [/]
"""
_API = """\
openapi: 3.1.0
info:
  title: An API of some kind
  version: "{number}"
paths:
  /items:
    get:
      responses:
        "200":
          description: a list
          content:
            application/json:
              schema:
                type: object
                properties:
                  kind: {{type: string}}
"""
_OTHER = (_COMPOSE, _WORKFLOW, _PLAYBOOK, _VALUES, _API)


def other(number: int) -> str:
    """YAML that is no manifest; in a fifth of it the word ``kind`` stands."""
    return _OTHER[number % len(_OTHER)].format(number=number)
