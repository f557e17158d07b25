"""Sidecars among the application's containers.

## What it does

Reports a known helper among `containers` of a long-running workload, where the target version has native
sidecars (1.29 and later). Opt-in: `--select sidecar-as-app-container`.

## Why it matters

Containers start in no order and stop at once. The application may start before its proxy is there, and
lose it, or its log shipper, before it has finished its last requests. A native sidecar is ready before
the application starts, and is ended after it.

## What to do instead

Move it to `initContainers` and give it `restartPolicy: Always`.

## When it is fine

Where the helper does not mind, or clusters before 1.29 have to run the Pod.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Container, Good, Problem, Role, Rule, Severity
from podlint_rules._examples import deployment
from podlint_rules._known import helper_beside

_FIRST_MINOR = 29


class SidecarAsAppContainer(Rule):
    """Looks for helpers that could be native sidecars."""

    id = "sidecar-as-app-container"
    group = "containers"
    summary = "a known helper that could be a native sidecar"
    severity = Severity.INFO
    default = False
    examples = (
        Bad(
            title="A proxy beside the application",
            text=deployment(
                """\
- name: web
  image: acme/web:1
- name: envoy  # expect: sidecar-as-app-container
  image: envoyproxy/envoy:v1.31.0
"""
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
        workload = container.workload
        if container.role is not Role.APP or not workload.is_long_running:
            return
        kind = helper_beside(container)
        if kind and workload.manifest.target.minor >= _FIRST_MINOR:
            yield Problem(
                container.place,
                f'"{container.name}" is a known {kind}: as a native sidecar it would be up before the '
                "application starts and stay until it has stopped",
                help="move it to initContainers with restartPolicy: Always",
            )
