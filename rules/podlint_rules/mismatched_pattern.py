"""Stated patterns that say nothing.

## What it does

Reports an annotation `podlint.dev/pattern.<container>` that names a container the Pod does not have,
whose word is none of `sidecar`, `ambassador` and `adapter`, or that gives no reason.

## Why it matters

The annotation is there to explain why a container shares the Pod. One that does not match explains
nothing: the container is reported, or was renamed and is no longer explained.

## What to do instead

Write `podlint.dev/pattern.<container>: "sidecar: <why>"`, with the name of the container.

## When it is fine

Never.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Good,
    Path,
    Problem,
    Rule,
    Severity,
    Workload,
    has_placeholder,
    nearest,
    value_of,
)
from podlint_rules._coupling import ANNOTATION, PATTERNS
from podlint_rules._examples import deployment


class MismatchedPattern(Rule):
    """Reads the annotations that state a pattern."""

    id = "mismatched-pattern"
    group = "containers"
    summary = "an annotation states a pattern for no container, or without a reason"
    severity = Severity.INFO
    examples = (
        Bad(
            title="No such container",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    podlint.dev/pattern.geoip: "adapter: turns addresses into places"  # expect: mismatched-pattern
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: acme/web:1
        - name: geo
          image: acme/geo:1
""",
        ),
        Good(
            title="Nothing stated",
            text=deployment(
                """\
- name: web
  image: acme/web:1
"""
            ),
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        names = [each.name for each in workload.containers]
        for path, key, value in _stated(workload):
            name = key.removeprefix(ANNOTATION)
            word, colon, reason = str(value).partition(":")
            if name not in names and (_may_be_elsewhere(workload, path) or _any_unknown(names)):
                continue
            if name not in names:
                close = nearest(name, names)
                hint = f', did you mean "{close}"?' if close else ""
                message = f'the Pod has no container "{name}"{hint}'
            elif word.strip() not in PATTERNS:
                message = f'"{word.strip()}" is none of sidecar, ambassador and adapter'
            elif not colon or not reason.strip():
                message = f'no reason is given for "{name}": write "{word.strip()}: <why>"'
            else:
                continue
            yield Problem(value_of(path), message)


def _may_be_elsewhere(workload: Workload, path: Path) -> bool:
    """Whether it stands on an object of several Pod templates, and may speak of another one."""
    on_object = len(path) == len(workload.manifest.path) + 3
    return on_object and workload.kind in _OF_SEVERAL_TEMPLATES


def _any_unknown(names: list[str]) -> bool:
    return any(map(has_placeholder, names))


_OF_SEVERAL_TEMPLATES = ("JobSet", "LeaderWorkerSet")


def _stated(workload: Workload) -> Iterator[tuple[Path, str, object]]:
    """The pattern annotations of the object and of the Pod template: Path, key and value."""
    base = workload.manifest.path
    places = [((*base, "metadata", "annotations"), workload.manifest.annotations)]
    template = workload.metadata.get("annotations")
    if not workload.is_pod and isinstance(template, dict):
        places.append(((*workload.pod_path[:-1], "metadata", "annotations"), template))
    for path, found in places:
        for key, value in found.items():
            if key.startswith(ANNOTATION):
                yield (*path, key), key, value
