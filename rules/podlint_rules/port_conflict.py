"""Two containers of a Pod that want the same port.

## What it does

Reports a `containerPort` that another container of the Pod declares too, with the same protocol. Native
sidecars count; plain init containers do not, since they are gone when the others start. It also reports
the same `hostPort`, protocol and `hostIP` twice; on the host network a `hostPort` that is not said is
the `containerPort`.

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
from typing import NamedTuple

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
    has_placeholder,
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
        declared: dict[tuple[int, str], list[_Bound]] = {}
        on_host: dict[tuple[int, str, str], _Bound] = {}
        for container in workload.containers:
            if container.role not in (Role.APP, Role.SIDECAR):
                if container.role is Role.INIT:
                    yield from _on_host(_bound(container), {})
                continue
            free: list[_Bound] = []
            for bound in _bound(container):
                earlier = declared.setdefault((bound.number, bound.protocol), [])
                first = next((each for each in earlier if _clash(each, bound)), None)
                earlier.append(bound)
                if first is None:
                    free.append(bound)
                else:
                    yield _conflict(bound, first)
            yield from _on_host(free, on_host)


class _Bound(NamedTuple):
    """A port that a container declares; ``host`` is 0 where it takes none of the node's."""

    container: Container
    path: Path
    number: int
    protocol: str
    host: int
    address: str


def _bound(container: Container) -> list[_Bound]:
    """The ports of a container; on the host network they are the node's."""
    found: list[_Bound] = []
    shares_host = container.workload.spec.get("hostNetwork") is True
    for port in container.ports:
        data = container.data["ports"][port.path[-1]]
        host, address = data.get("hostPort"), data.get("hostIP")
        if not isinstance(host, int) or not host:
            host = port.number if shares_host and data.get("hostPort") in (None, 0) else 0
        address = address if isinstance(address, str) else ""
        if not has_placeholder(port.protocol) and not has_placeholder(address):
            found.append(_Bound(container, port.path, port.number, port.protocol, host, address))
    return found


def _clash(first: _Bound, second: _Bound) -> bool:
    """Whether two containers want one port; on the host network they may have an address each."""
    if first.container is second.container or not second.number:
        return False
    shares_host = second.container.workload.spec.get("hostNetwork") is True
    apart = first.address and second.address and first.address != second.address
    return not (shares_host and apart)


def _conflict(second: _Bound, first: _Bound) -> Problem:
    port = f"{second.number}/{second.protocol}"
    return Problem(
        value_of((*second.path, "containerPort")),
        f'container "{second.container.name}" declares port {port}, and so does '
        f'"{first.container.name}" on line {RELATED_LINE}: '
        "they share one address, so the second cannot bind it",
        help="let one of them listen on another port",
        related=(Related(value_of((*first.path, "containerPort")), "the first one"),),
    )


def _on_host(ports: list[_Bound], seen: dict[tuple[int, str, str], _Bound]) -> Iterator[Problem]:
    for bound in ports:
        if not bound.host:
            continue
        first = seen.setdefault((bound.host, bound.protocol, bound.address), bound)
        if first is bound:
            continue
        refused = first.container.role is bound.container.role is not Role.SIDECAR or (
            first.container is bound.container
        )
        yield Problem(
            value_of(_host_path(bound)),
            f"the node's port {bound.host}/{bound.protocol} is taken by the one on line "
            f"{RELATED_LINE}: "
            + ("Kubernetes refuses the Pod" if refused else "only one of the two gets it"),
            help="give each a hostPort of its own, or only one of them",
            related=(Related(value_of(_host_path(first)), "the first one"),),
        )


def _host_path(bound: _Bound) -> Path:
    """Where its port of the node is said: ``hostPort``, or ``containerPort`` on the host network."""
    data = bound.container.data["ports"][bound.path[-1]]
    return (*bound.path, "hostPort" if data.get("hostPort") else "containerPort")
