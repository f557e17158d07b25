"""Two containers of a Pod that want the same port.

## What it does

Reports a `containerPort` that another container of the Pod declares too, with the same protocol. Native
sidecars count; plain init containers do not, since they are gone when the others start. It also reports
the same `hostPort`, protocol and `hostIP` twice.

## Why it matters

The containers of a Pod share one address and one range of ports. The second process cannot bind the
port: it fails with `address already in use` and is restarted for ever. The API server says nothing.

## What to do instead

Let one of them listen elsewhere, and declare that.

## When it is fine

Where one of the declarations is left over and nothing listens there. Remove it.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    RELATED_LINE,
    Bad,
    Container,
    Good,
    Path,
    Problem,
    Related,
    Role,
    Rule,
    Severity,
    Workload,
    value_of,
)
from podlint_rules._examples import deployment


class PortConflict(Rule):
    """Compares the ports of all containers that run side by side."""

    id = "port-conflict"
    group = "containers"
    summary = "two containers of a Pod declare the same port, and the second cannot bind it"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="Both want 8080",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  ports:
    - containerPort: 8080
- name: envoy
  image: envoyproxy/envoy:v1.31.0
  ports:
    - containerPort: 8080  # expect: port-conflict
"""
            ),
        ),
        Good(
            title="One number, two protocols",
            text=deployment(
                """\
- name: dns
  image: acme/dns:1
  ports:
    - {containerPort: 53, protocol: UDP}
- name: dns-tcp
  image: acme/dns:1
  ports:
    - {containerPort: 53, protocol: TCP}
"""
            ),
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        declared: dict[tuple[int, str], tuple[Container, Path]] = {}
        on_host: dict[tuple[int, str, str], Path] = {}
        shares_host = workload.spec.get("hostNetwork") is True
        for container in workload.containers:
            if container.role not in (Role.APP, Role.SIDECAR):
                continue
            for port in container.ports:
                path = (*port.path, "containerPort")
                first = declared.setdefault((port.number, port.protocol), (container, path))
                if port.number and first[0] is not container:
                    yield _conflict(container, *first, path, f"{port.number}/{port.protocol}")
                elif not shares_host:
                    yield from _on_host(container, port.path, port.protocol, on_host)


def _conflict(
    second: Container, first: Container, first_path: Path, path: Path, port: str
) -> Problem:
    return Problem(
        value_of(path),
        f'container "{second.name}" declares port {port}, and so does "{first.name}" on line '
        f"{RELATED_LINE}: they share one address, so the second cannot bind it",
        help="let one of them listen on another port",
        related=(Related(value_of(first_path), "the first one"),),
    )


def _on_host(
    container: Container, path: Path, protocol: str, seen: dict[tuple[int, str, str], Path]
) -> Iterator[Problem]:
    port = container.data["ports"][path[-1]]
    number = port.get("hostPort")
    if not isinstance(number, int) or not number:
        return
    here = (*path, "hostPort")
    first = seen.setdefault((number, protocol, str(port.get("hostIP") or "")), here)
    if first != here:
        yield Problem(
            value_of(here),
            f"hostPort {number}/{protocol} is taken by the one on line {RELATED_LINE}: "
            "no node can run this Pod",
            related=(Related(value_of(first), "the first one"),),
        )
