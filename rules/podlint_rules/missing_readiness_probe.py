"""Containers without a readiness probe.

## What it does

Reports a container of a long-running workload that has no `readinessProbe`, and names the Service that
sends traffic to it where the repository holds one. Where the container declares no ports and no Service
selects the Pod, and for known helpers and native sidecars, it is only worth knowing.

## Why it matters

Without a readiness probe a container counts as ready as soon as its process runs. A Service sends
traffic to it before it listens, at every start and every rollout, and goes on sending when it is
overloaded. A rollout that breaks the application is not stopped either: every new Pod is ready.

## What to do instead

Add a `readinessProbe` that answers once the container can serve. It only takes the Pod out of the
Service's endpoints; it restarts nothing, so it may well depend on what the container needs. Where the
container has another probe or declares a port, the help names what the new probe could ask. There is
no fix: only you know when it can serve.

## When it is fine

Where nobody sends traffic: a worker that takes its work from a queue.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Good, Problem, Role, Rule, Severity
from podlint_rules._known import helper_beside


class MissingReadinessProbe(Rule):
    """Looks for containers that get traffic before they can serve."""

    id = "missing-readiness-probe"
    group = "probes"
    summary = "a container without a readiness probe gets traffic before it can serve"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="A server",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web  # expect: missing-readiness-probe
          image: nginx:1.27
          ports:
            - containerPort: 8080
""",
        ),
        Bad(
            title="No port, but a Service",
            text="""\
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector: {app: shop}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop, tier: web}
    spec:
      containers:
        - name: shop  # expect: missing-readiness-probe(warning)
          image: acme/shop:1
""",
        ),
        Good(
            title="Ready when it says so",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports:
            - containerPort: 8080
          readinessProbe:
            httpGet: {path: /ready, port: 8080}
""",
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        workload = container.workload
        if not container.is_probed_for_long or not container.lacks("readinessProbe"):
            return
        if workload.is_knative or workload.manifest.static_pod_reason:
            return
        name = f'container "{container.name}"' if container.name else "this container"
        begin = "its startup probe passes" if container.startup else "its process runs"
        severity, reason = Severity.WARNING, ""
        service = _service(container)
        kind = helper_beside(container)
        if container.role is Role.SIDECAR:
            severity, reason = Severity.INFO, "it is a native sidecar"
        elif kind:
            severity, reason = Severity.INFO, f"it is a known {kind}"
        elif not container.ports and not service:
            severity, reason = Severity.INFO, "it declares no ports"
        traffic = f'Service "{service}" sends traffic' if service else "traffic arrives"
        message = f"{name} has no readiness probe; {traffic} as soon as {begin}"
        if reason:
            message = f"{name} has no readiness probe, so it counts as ready as soon as {begin}"
        yield Problem(
            container.place,
            f"{message} ({reason})" if reason else message,
            help=_help(container),
            severity=severity,
        )


def _help(container: Container) -> str:
    """What to add, with a handler where the manifest shows one."""
    from podlint_rules._handlers import asks, port

    for kind, probe in (("liveness", container.liveness), ("startup", container.startup)):
        if probe is not None and probe.handler and probe.handler != "exec":
            like = f"say like the {kind} probe ({asks(probe)})"
            return f"add a readinessProbe that answers once it can serve, {like}"
    if number := port(container):
        return (
            "add a readinessProbe that answers once it can serve, "
            f"or at least a tcpSocket on port {number}"
        )
    return "add a readinessProbe that answers once it can serve"


def _service(container: Container) -> str:
    """The name of a Service whose traffic may be for this container; empty where there is none.

    Where other containers of the Pod declare ports and this one does not, the traffic is theirs.
    """
    workload = container.workload
    others = any(each.ports for each in workload.app_containers)
    if not workload.services or (others and not container.ports):
        return ""
    return workload.services[0].name
