"""Containers without a liveness probe.

## What it does

Reports a container of a long-running workload that has no `livenessProbe`. For a known helper, for a
native sidecar, and where another container of the Pod has one, it is only worth knowing.

## Why it matters

The kubelet restarts a process that exits. It cannot see one that hangs: a deadlock, an exhausted
pool, a lost connection that is never made again. Such a container stays Running, and stays useless,
until somebody notices.

## What to do instead

Add a `livenessProbe` that asks for something only a healthy process answers, and nothing that
depends on others: a database that is down is no reason to restart everything that uses it. Where the
container has a readiness probe or declares a port, the help names what the new probe could ask. There is
no fix: only you know what a healthy process answers.

## When it is fine

Where the process ends by itself when it can no longer work. Say so in an ignore comment.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Good, Problem, Role, Rule, Severity
from podlint_rules._known import helper_beside


class MissingLivenessProbe(Rule):
    """Looks for containers that may hang unnoticed."""

    id = "missing-liveness-probe"
    group = "probes"
    summary = "a container without a liveness probe may hang unnoticed"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="No probe at all",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  selector:
    matchLabels: {app: worker}
  template:
    metadata:
      labels: {app: worker}
    spec:
      containers:
        - name: worker  # expect: missing-liveness-probe
          image: acme/worker:2
""",
        ),
        Good(
            title="A probe of its own",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  selector:
    matchLabels: {app: worker}
  template:
    metadata:
      labels: {app: worker}
    spec:
      containers:
        - name: worker
          image: acme/worker:2
          livenessProbe:
            exec: {command: [worker, ping]}
""",
        ),
        Good(
            title="A Job ends",
            text="""\
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: acme/migrate:3
""",
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        if not container.is_probed_for_long or not container.lacks("livenessProbe"):
            return
        name = f'container "{container.name}"' if container.name else "this container"
        message = f"{name} has no liveness probe; a hang is never noticed"
        severity, reason = Severity.WARNING, ""
        kind = helper_beside(container)
        probed = next(
            (
                each.name
                for each in container.workload.app_containers
                if each is not container and each.liveness is not None
            ),
            "",
        )
        if container.role is Role.SIDECAR:
            severity, reason = Severity.INFO, "it is a native sidecar"
        elif kind:
            severity, reason = Severity.INFO, f"it is a known {kind}"
        elif probed:
            severity, reason = Severity.INFO, f'container "{probed}" beside it has one'
        yield Problem(
            container.place,
            f"{message} ({reason})" if reason else message,
            help=_help(container),
            severity=severity,
        )


def _help(container: Container) -> str:
    """What to add, with a handler where the manifest shows one."""
    from podlint_rules._handlers import asks, port

    readiness = container.readiness
    if readiness is not None and readiness.certain and readiness.handler:
        threshold = 3 * readiness.failure_threshold
        return (
            f"add a livenessProbe, say like the readiness probe ({asks(readiness)}) with "
            f"failureThreshold: {threshold}, if that needs nothing but this container"
        )
    if number := port(container):
        return (
            "add a livenessProbe that only a healthy process answers, "
            f"or at least a tcpSocket on port {number}"
        )
    return "add a livenessProbe that only a healthy process answers"
