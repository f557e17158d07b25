"""Liveness probes that kill over one short stall.

## What it does

Reports a liveness probe whose patience is less than 10 seconds: `failureThreshold` minus one times
`periodSeconds`, plus `timeoutSeconds`. With `failureThreshold: 1` beside a startup probe it is only
worth knowing, since the documentation of Kubernetes shows that.

## Why it matters

A garbage collection, a full disk queue, a busy neighbour: many a healthy process stalls for some
seconds. A restart then costs more than the stall, and throws the load onto others that are just as busy.

## What to do instead

Raise `failureThreshold` or `periodSeconds`, so that only a container that stays down is restarted. The
fix raises `failureThreshold` until a stall of 10 seconds is survived; beside a startup probe, where
`failureThreshold: 1` may well be meant, there is none, nor while the probe waits longer for an answer
than its period.

## When it is fine

Where a stall of seconds is really a fault, and a restart takes less.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Fix, Good, Probe, Problem, Rule, Severity
from podlint_rules._examples import deployment

_PATIENCE = 10


class ImpatientLiveness(Rule):
    """Looks for liveness probes with little patience."""

    id = "impatient-liveness"
    group = "probes"
    summary = "a liveness probe that restarts the container over one short stall"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="One stall of a second",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:  # expect: impatient-liveness
    httpGet: {path: /health, port: 8080}
    failureThreshold: 1
"""
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    httpGet: {path: /health, port: 8080}
    failureThreshold: 3
"""
            ),
        ),
        Bad(
            title="A quick failure beside a startup probe",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:  # expect: impatient-liveness(info)
    httpGet: {path: /health, port: 8080}
    failureThreshold: 1
  startupProbe:
    httpGet: {path: /health, port: 8080}
    failureThreshold: 30
"""
            ),
        ),
        Good(
            title="The defaults",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    httpGet: {path: /health, port: 8080}
"""
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        probe = container.liveness
        if probe is None or not container.is_probed_for_long:
            return
        if not probe.certain or not probe.handler or probe.patience >= _PATIENCE:
            return
        severity = None
        reason = ""
        if probe.failure_threshold == 1 and container.startup is not None:
            severity, reason = Severity.INFO, " (a startup probe guards its start)"
        yield Problem(
            probe.key,
            f"liveness restarts it when it stalls for about {probe.patience} s: "
            f"{_failures(probe)}{reason}",
            help=f"raise failureThreshold to {_threshold(probe)} or more, "
            "so that only what stays down is restarted",
            severity=severity,
            fix=None if severity is Severity.INFO else _fix(container, probe),
        )


def _fix(container: Container, probe: Probe) -> Fix | None:
    from podlint_rules._probe_edits import raise_threshold

    return raise_threshold(container, probe, _threshold(probe))


def _failures(probe: Probe) -> str:
    if probe.failure_threshold == 1:
        return f"one answer that takes more than {probe.timeout} s is enough"
    return f"{probe.failure_threshold} failures in a row, one every {probe.period} s"


def _threshold(probe: Probe) -> int:
    """The failureThreshold with which the probe is no longer impatient."""
    missing = _PATIENCE - probe.timeout
    return max(3, 1 - (-missing // max(probe.period, 1)))
