"""Long-running helpers among the init containers.

## What it does

Reports a known long-running helper (a proxy, a log shipper) in `initContainers` without
`restartPolicy: Always`, or with it for a version of Kubernetes before 1.29.

## Why it matters

Init containers run one after the other, each to its end. One that never ends keeps the application from
ever starting: the Pod stays in `Init:0/1`.

## What to do instead

Add `restartPolicy: Always`: that makes it a native sidecar, which starts before the application and runs
beside it. Before 1.29, put it among `containers`.

## When it is fine

Where the helper is only run once, to write a configuration, and ends.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Good, Problem, Role, Rule, Severity
from podlint_rules._examples import deployment
from podlint_rules._known import runs_for_ever


class BlockingInitContainer(Rule):
    """Looks for helpers that run to no end before the application."""

    id = "blocking-init-container"
    group = "containers"
    summary = "a long-running helper among the init containers keeps the Pod from starting"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="Envoy never ends",
            text=deployment(
                """\
- name: web
  image: acme/web:1
""",
                spec="""\
initContainers:
  - name: envoy  # expect: blocking-init-container
    image: envoyproxy/envoy:v1.31.0
""",
            ),
        ),
        Good(
            title="A native sidecar",
            text=deployment(
                """\
- name: web
  image: acme/web:1
""",
                spec="""\
initContainers:
  - name: envoy
    image: envoyproxy/envoy:v1.31.0
    restartPolicy: Always
""",
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        kind = runs_for_ever(container) if container.role is Role.INIT else ""
        if not kind:
            return
        if container.data.get("restartPolicy") == "Always":
            version = container.workload.manifest.target.version
            reason = f"restartPolicy makes it no sidecar in Kubernetes {version}"
        else:
            reason = "an init container has to end before the next one starts"
        yield Problem(
            container.place,
            f'"{container.name}" is a known {kind} that runs for ever, and {reason}: '
            "the application never starts",
            help="add restartPolicy: Always (Kubernetes 1.29 and later), or put it among containers",
        )
