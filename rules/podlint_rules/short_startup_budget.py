"""Startup probes that give up before a slow application is up.

## What it does

Reports a `startupProbe` on an image that is known to start slowly, or on a container whose annotation
`podlint.dev/startup-seconds.<container>` says how long it takes, when the probe gives up earlier.

## Why it matters

A container whose startup probe fails is restarted, and starts just as slowly. It never comes up, or
only on a day on which the node has nothing else to do.

## What to do instead

Raise `failureThreshold` until `initialDelaySeconds` plus `failureThreshold` times `periodSeconds` covers
the slowest start. It costs nothing: the probe ends with its first success. The fix does it: up to the
time in the annotation, or to twice what the image is known to need at least. There is none while the
probe waits longer for an answer than its period, which is to be raised first.

## When it is fine

Where the application is known to be quicker than others of its kind: say so in the annotation.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Fix, Good, Probe, Problem, Rule, Severity
from podlint_rules._examples import deployment
from podlint_rules._known import seconds_to_start
from podlint_rules._startup import budget, stated_seconds


class ShortStartupBudget(Rule):
    """Compares what a startup probe allows with what is known to be needed."""

    id = "short-startup-budget"
    group = "probes"
    summary = "a startup probe that gives up before the application is known to be up"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="Thirty seconds for Keycloak",
            text=deployment(
                """\
- name: keycloak
  image: quay.io/keycloak/keycloak:26.0
  startupProbe:  # expect: short-startup-budget
    httpGet: {path: /health/started, port: 9000}
"""
            ),
            fixed=deployment(
                """\
- name: keycloak
  image: quay.io/keycloak/keycloak:26.0
  startupProbe:
    httpGet: {path: /health/started, port: 9000}
    failureThreshold: 12
"""
            ),
        ),
        Good(
            title="Five minutes",
            text=deployment(
                """\
- name: keycloak
  image: quay.io/keycloak/keycloak:26.0
  startupProbe:
    httpGet: {path: /health/started, port: 9000}
    failureThreshold: 30
"""
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        probe = container.startup
        if (
            not container.is_probed_for_long
            or probe is None
            or not probe.certain
            or not probe.handler
        ):
            return
        stated = stated_seconds(container)
        needed = stated or seconds_to_start(container)
        if probe.grace >= needed:
            return
        who = f'"{container.name}" is said' if stated else f"{container.image.basename} is known"
        yield Problem(
            probe.key,
            f"the kubelet restarts it when it is not up after about {probe.grace} s; "
            f"{who} to need {needed} s or more, so it may never come up",
            help=f"raise failureThreshold to {_threshold(probe, needed)} or more",
            fix=_fix(container, probe, budget(stated, needed)),
        )


def _threshold(probe: Probe, seconds: int) -> int:
    return -(-seconds // max(probe.period, 1))


def _fix(container: Container, probe: Probe, seconds: int) -> Fix | None:
    from podlint_rules._probe_edits import raise_threshold

    return raise_threshold(container, probe, _threshold(probe, seconds))
