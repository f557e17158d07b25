"""One port name for different ports of a Pod.

## What it does

Reports a port name that two containers of a Pod declare with different numbers and the same protocol.

## Why it matters

A Service, an Ingress or a PodMonitor that names the port gets the first one: application containers come
before native sidecars, in the order of the manifest. The other cannot be reached by name.

## What to do instead

Give each port a name of its own, such as `http` and `http-admin`.

## When it is fine

Where nothing refers to the port by its name.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    RELATED_LINE,
    Bad,
    Good,
    Path,
    Problem,
    Related,
    Role,
    Rule,
    Severity,
    Workload,
    has_placeholder,
    value_of,
)
from podlint_rules._examples import deployment


class ShadowedPortName(Rule):
    """Compares the port names of all containers that run side by side."""

    id = "shadowed-port-name"
    group = "containers"
    summary = "a port name that another container of the Pod gives to another port"
    severity = Severity.INFO
    examples = (
        Bad(
            title="Two ports called metrics",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  ports:
    - {name: metrics, containerPort: 9090}
- name: exporter
  image: acme/redis-exporter:1
  ports:
    - {name: metrics, containerPort: 9121}  # expect: shadowed-port-name
"""
            ),
        ),
        Good(
            title="Names of their own",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  ports:
    - {name: metrics, containerPort: 9090}
- name: exporter
  image: acme/redis-exporter:1
  ports:
    - {name: redis-metrics, containerPort: 9121}
"""
            ),
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        first: dict[tuple[str, str], tuple[int, str, Path]] = {}
        for role in (Role.APP, Role.SIDECAR):
            for container in workload.containers:
                if container.role is not role:
                    continue
                for port in container.ports:
                    if not port.number or not port.name or has_placeholder(port.name):
                        continue
                    here = (port.number, container.name, port.path)
                    number, other, path = first.setdefault((port.name, port.protocol), here)
                    if number != port.number and other != container.name:
                        yield Problem(
                            value_of((*port.path, "name")),
                            f'"{port.name}" is {number} of container "{other}" (line {RELATED_LINE}) to '
                            f"whoever asks by name; this {port.number} cannot be reached so",
                            related=(Related(value_of((*path, "name")), "the first one"),),
                        )
