"""Probes at a port name that the container does not declare.

## What it does

Reports a probe whose `port` is a name that no port of the same container has. Numbers need not be
declared, and are not reported.

## Why it matters

The kubelet cannot find the port, and throws the error away. Such a liveness probe never fires, such a
readiness probe never lets the Pod become ready, and behind such a startup probe nothing ever starts.

## What to do instead

Declare the port under that name, or write the number.

## When it is fine

Never.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Container,
    Good,
    Probe,
    Problem,
    Role,
    Rule,
    Severity,
    has_placeholder,
    nearest,
)
from podlint_rules._examples import deployment

_CONSEQUENCES = (
    ("livenessProbe", "it never fires"),
    ("readinessProbe", "the Pod never becomes ready"),
    ("startupProbe", "the container never counts as started"),
)


class UndefinedProbePort(Rule):
    """Looks port names up among the ports of the container."""

    id = "undefined-probe-port"
    group = "probes"
    summary = "a probe at a port name that the container does not declare"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="No such port",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  ports:
    - {name: http, containerPort: 8080}
  readinessProbe:
    httpGet:
      path: /ready
      port: web  # expect: undefined-probe-port
"""
            ),
        ),
        Good(
            title="Declared",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  ports:
    - {name: http, containerPort: 8080}
  readinessProbe:
    httpGet: {path: /ready, port: http}
  livenessProbe:
    tcpSocket: {port: 9090}
"""
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        if container.workload.is_knative or container.role not in (Role.APP, Role.SIDECAR):
            return
        for field, consequence in _CONSEQUENCES:
            data = container.data.get(field)
            if isinstance(data, dict):
                probe = Probe(data, (*container.path, field))
                yield from self._check(container, probe, consequence)

    def _check(self, container: Container, probe: Probe, consequence: str) -> Iterator[Problem]:
        for handler in ("httpGet", "tcpSocket"):
            data = probe.data.get(handler)
            name = data.get("port") if isinstance(data, dict) else None
            if not isinstance(name, str) or not name or name.isdecimal() or has_placeholder(name):
                continue
            names = [port.name for port in container.ports if port.name]
            if name in names or any(map(has_placeholder, names)):
                continue
            close = nearest(name, names)
            hint = f', did you mean "{close}"?' if close else ""
            yield Problem(
                probe.value(handler, "port"),
                f'container "{container.name}" declares no port "{name}"{hint}; {consequence}',
                help="name a port that the container declares, or write its number",
            )
