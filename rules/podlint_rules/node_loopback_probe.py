"""Probes that ask the node instead of the container.

## What it does

Reports `host: 127.0.0.1`, `localhost` or `0.0.0.0` in a probe of a Pod that is not on the host network.

## Why it matters

The kubelet dials from the node. `127.0.0.1` is then the node, not the Pod: the probe asks some other
program, or none, and the container is restarted or never ready for no fault of its own.

## What to do instead

Leave `host` out: the kubelet asks at the Pod's address. The fix does that; the program must then
listen there, not at its own 127.0.0.1 alone.

## When it is fine

On the host network, where the node's address is the Pod's.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Container,
    Delete,
    Fix,
    Good,
    Problem,
    Role,
    Rule,
    Severity,
    has_placeholder,
    key_of,
    value_of,
)
from podlint_rules._examples import deployment

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "0.0.0.0", "::1"})


class NodeLoopbackProbe(Rule):
    """Looks for loopback addresses in probes."""

    id = "node-loopback-probe"
    group = "probes"
    summary = "a probe at 127.0.0.1 asks the node, not the container"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="The node's own port 8080",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  readinessProbe:
    httpGet:
      host: 127.0.0.1  # expect: node-loopback-probe
      path: /ready
      port: 8080
"""
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  readinessProbe:
    httpGet:
      path: /ready
      port: 8080
"""
            ),
        ),
        Good(
            title="On the host network",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  readinessProbe:
    httpGet: {host: 127.0.0.1, path: /ready, port: 8080}
""",
                spec="hostNetwork: true\n",
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        workload = container.workload
        if workload.is_knative or container.role not in (Role.APP, Role.SIDECAR):
            return
        on_host = workload.spec.get("hostNetwork")
        if on_host is True or has_placeholder(on_host):
            return
        for field in ("livenessProbe", "readinessProbe", "startupProbe"):
            probe = container.data.get(field)
            for handler in ("httpGet", "tcpSocket"):
                data = probe.get(handler) if isinstance(probe, dict) else None
                host = data.get("host") if isinstance(data, dict) else None
                if isinstance(host, str) and host in _LOOPBACK:
                    path = (*container.path, field, handler, "host")
                    yield Problem(
                        value_of(path),
                        f"the kubelet asks from the node, where {host} is the node itself, "
                        f'not container "{container.name}"',
                        help="leave host out, so that the Pod's address is asked",
                        fix=Fix((Delete(key_of(path)),), "leave host out"),
                    )
