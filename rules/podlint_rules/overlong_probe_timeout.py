"""Probes that wait for an answer longer than until the next one is due.

## What it does

Reports a probe whose `timeoutSeconds` is larger than its `periodSeconds`.

## Why it matters

The kubelet does not ask again while it waits. The probe runs at the pace of the timeout, so a container
that hangs is noticed later than `failureThreshold` and `periodSeconds` say.

## What to do instead

Raise the period to what is really meant, or lower the timeout. The fix raises the period to the
timeout: a hang is noticed just when it is today, and no answer that counts today comes too late. It is
not offered where the timeout is more than three times the period: one of the two is wrong then, and
which one cannot be told.

## When it is fine

Never quite: the same is said more clearly with a longer period.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Fix, Good, Probe, Problem, Role, Rule, Severity
from podlint_rules._examples import deployment

_TIMES = 3
"""How many times the period the timeout may be for the period to be what is raised."""


class OverlongProbeTimeout(Rule):
    """Compares timeout and period."""

    id = "overlong-probe-timeout"
    group = "probes"
    summary = "a probe that waits for an answer longer than until the next one is due"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="Thirty seconds, asked every ten",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    httpGet: {path: /health, port: 8080}
    periodSeconds: 10
    timeoutSeconds: 30  # expect: overlong-probe-timeout
"""
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    httpGet: {path: /health, port: 8080}
    periodSeconds: 30
    timeoutSeconds: 30
"""
            ),
        ),
        Bad(
            title="A period that nobody wrote down",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  readinessProbe:
    httpGet: {path: /ready, port: 8080}
    initialDelaySeconds: 5
    # The cache may be cold.
    timeoutSeconds: 15  # expect: overlong-probe-timeout
"""
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  readinessProbe:
    httpGet: {path: /ready, port: 8080}
    initialDelaySeconds: 5
    periodSeconds: 15
    # The cache may be cold.
    timeoutSeconds: 15
"""
            ),
        ),
        Bad(
            title="Too far apart to tell what is wrong",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  readinessProbe:
    httpGet: {path: /ready, port: 8080}
    periodSeconds: 1
    timeoutSeconds: 15  # expect: overlong-probe-timeout
"""
            ),
        ),
        Good(
            title="The answer is due before the next question",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  livenessProbe:
    httpGet: {path: /health, port: 8080}
    periodSeconds: 30
    timeoutSeconds: 30
"""
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        if container.role not in (Role.APP, Role.SIDECAR):
            return
        for field in ("livenessProbe", "readinessProbe", "startupProbe"):
            data = container.data.get(field)
            if not isinstance(data, dict):
                continue
            probe = Probe(data, (*container.path, field))
            if not probe.certain or probe.timeout <= probe.period:
                continue
            where = "timeoutSeconds" if data.get("timeoutSeconds") else "periodSeconds"
            late = probe.failure_threshold * probe.timeout
            meant = probe.failure_threshold * probe.period
            yield Problem(
                probe.value(where),
                f"it waits {probe.timeout} s for an answer and asks every {probe.period} s: "
                f"a hang is noticed after about {late} s, not {meant} s",
                help=f"raise periodSeconds to {probe.timeout}, "
                f"or lower timeoutSeconds to {probe.period} or less",
                fix=_fix(container, probe),
            )


def _fix(container: Container, probe: Probe) -> Fix | None:
    """Ask no sooner than an answer may come: a shorter timeout could end what works today."""
    if probe.timeout > _TIMES * probe.period:
        return None
    from podlint_rules._probe_edits import set_number

    edit = set_number(container, probe, "periodSeconds", probe.timeout)
    return Fix((edit,), f"raise periodSeconds to {probe.timeout}")
