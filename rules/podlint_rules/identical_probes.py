"""Liveness and readiness that ask the same and give up together.

## What it does

Reports a liveness and a readiness probe with the same handler where the liveness probe is not slower:
its `failureThreshold` times `periodSeconds` is not more than that of the readiness probe.

## Why it matters

A container that is slow under load fails both at once. Readiness alone would take it out of the
Service until it has caught up; liveness kills it, the rest get its load, and are killed next.

## What to do instead

Give liveness more patience, say three times the `failureThreshold`: the Pod is out of rotation long
before it is restarted. Or let liveness ask for less than readiness does. The fix raises
`failureThreshold` until liveness takes three times as long as readiness to give up; it is not offered
where that is more than ten minutes, since so much patience is meant for the start, which a
`startupProbe` is there for, nor while one of the two waits longer for an answer than its period.

## When it is fine

Where a restart is really the remedy for whatever makes the Pod unready.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.rule import Bad, Container, Fix, Good, Probe, Problem, Rule, Severity
from podlint_rules._examples import deployment

_TIMES = 3
"""How much more patient liveness is to be: readiness has the time to fail, and to come back."""

_LONGEST = 600
"""Seconds; who waits longer has put the time of a start into the threshold."""


class IdenticalProbes(Rule):
    """Compares liveness with readiness."""

    id = "identical-probes"
    group = "probes"
    summary = "liveness asks what readiness asks and gives up no later"
    severity = Severity.INFO
    examples = (
        Bad(
            title="The same twice",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:  # expect: identical-probes
    httpGet: {path: /health, port: 8080}
  readinessProbe:
    httpGet: {path: /health, port: 8080}
"""
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    httpGet: {path: /health, port: 8080}
    failureThreshold: 9
  readinessProbe:
    httpGet: {path: /health, port: 8080}
"""
            ),
        ),
        Bad(
            title="Each at a pace of its own",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:  # expect: identical-probes
    tcpSocket: {port: 8080}
    periodSeconds: 20  # it need not be quick
    failureThreshold: 1
    timeoutSeconds: 5
  readinessProbe:
    tcpSocket: {port: 8080}
    periodSeconds: 5
    failureThreshold: 5
"""
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    tcpSocket: {port: 8080}
    periodSeconds: 20  # it need not be quick
    failureThreshold: 4
    timeoutSeconds: 5
  readinessProbe:
    tcpSocket: {port: 8080}
    periodSeconds: 5
    failureThreshold: 5
"""
            ),
        ),
        Bad(
            title="A threshold that is meant for the start",
            text=deployment(
                """\
- name: model
  image: acme/model:1
  livenessProbe:  # expect: identical-probes
    httpGet: {path: /health, port: 8080}
    periodSeconds: 60
    failureThreshold: 30
  readinessProbe:
    httpGet: {path: /health, port: 8080}
    periodSeconds: 60
    failureThreshold: 30
"""
            ),
        ),
        Good(
            title="Liveness is more patient",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    httpGet: {path: /health, port: 8080}
    failureThreshold: 9
  readinessProbe:
    httpGet: {path: /health, port: 8080}
"""
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        liveness, readiness = container.liveness, container.readiness
        if liveness is None or readiness is None or not container.is_probed_for_long:
            return
        handler = liveness.handler
        if (
            not handler
            or handler != readiness.handler
            or not (liveness.certain and readiness.certain)
        ):
            return
        alive = liveness.failure_threshold * liveness.period
        ready = readiness.failure_threshold * readiness.period
        if alive > ready or _path(liveness) != _path(readiness):
            return
        if _asked(liveness, container) == _asked(readiness, container):
            threshold = -(-_TIMES * ready // liveness.period)
            yield Problem(
                liveness.key,
                f"liveness asks what readiness asks and gives up after {alive} s, readiness after "
                f"{ready} s: under load the container is killed instead of being taken out of rotation",
                help=f"raise failureThreshold to {threshold}, "
                "or ask for less here than readiness does",
                fix=_fix(container, liveness, threshold),
            )


def _fix(container: Container, liveness: Probe, threshold: int) -> Fix | None:
    if threshold * liveness.period > _LONGEST:
        return None
    from podlint_rules._probe_edits import is_overlong, raise_threshold

    if container.readiness is not None and is_overlong(container.readiness):
        return None
    return raise_threshold(container, liveness, threshold)


def _path(probe: Probe) -> object:
    """The path that an HTTP probe asks for; most probes differ in that."""
    data = probe.data.get("httpGet")
    return (data.get("path") or "/") if isinstance(data, dict) else None


_DEFAULTS: dict[str, dict[str, Any]] = {
    "httpGet": {"path": "/", "scheme": "HTTP"},
    "grpc": {"service": ""},
}


def _asked(probe: Probe, container: Container) -> object:
    """What the handler asks, with the defaults of the API and with port names as numbers."""
    data = probe.data[probe.handler]
    if not isinstance(data, dict):
        return data
    said = {key: value for key, value in data.items() if value not in (None, "")}
    numbers = {port.name: port.number for port in container.ports if port.name}
    port = said.get("port")
    if isinstance(port, str):
        said["port"] = numbers.get(port, port)
    return {**_DEFAULTS.get(probe.handler, {}), **said}
