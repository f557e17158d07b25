"""Two applications in one Pod.

## What it does

Reports a Pod with more than one application container and no reason seen for it. A container is
explained

- when it is a known helper: a **sidecar** (ships logs, reloads configuration, syncs files), an
  **ambassador** (a proxy for what goes in or out), an **adapter** (turns output into metrics);
- when evidence couples it to another: a volume that one writes and the other mounts, the other's port
  on localhost, the same image or two parts of one (`hubble-ui`, `hubble-ui-backend`), a shared process
  namespace;
- when the manifest states it: the annotation `podlint.dev/pattern.<container>` with one of the three
  words and a reason, as in `"sidecar: ships the audit log"`;
- when it is a native sidecar, for that is what the field says.

A server that stands alone (a database, a broker, WordPress) beside another application is a warning,
even if they share a volume; so are two that declare ports and have nothing in common. Otherwise it is
only worth knowing.

## Why it matters

The containers of a Pod share an address, volumes and a life. They are scheduled together, scaled
together, updated and restarted together. Two applications in one Pod cannot be scaled apart: three
replicas of the shop are three databases.

## What to do instead

Give each application a workload of its own and let them talk through a Service.

## When it is fine

Where two programs cannot work apart. State the pattern and the reason in the annotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Container,
    Good,
    Problem,
    Related,
    Rule,
    Severity,
    Workload,
    has_placeholder,
)
from podlint_rules._coupling import are_one_product, are_released_together, components
from podlint_rules._known import helper_kind, stand_alone_server

ANNOTATION = "podlint.dev/pattern."
_STATED = re.compile(r"\s*(?:sidecar|ambassador|adapter)\s*:\s*\S.*", re.S)


class UnjustifiedContainers(Rule):
    """Looks for Pods that hold more than one application."""

    id = "unjustified-containers"
    group = "containers"
    summary = "more than one application in a Pod, without a reason that can be seen"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="An application and its database",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: blog
spec:
  selector:
    matchLabels: {app: blog}
  template:
    metadata:
      labels: {app: blog}
    spec:
      containers:
        - name: wordpress
          image: wordpress:6.6
        - name: mysql  # expect: unjustified-containers
          image: mysql:8.4
""",
        ),
        Bad(
            title="Two servers with nothing in common",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: cart
          image: acme/cart:4.2
          ports: [{containerPort: 8080}]
        - name: search  # expect: unjustified-containers
          image: acme/search:1.9
          ports: [{containerPort: 8081}]
""",
        ),
        Good(
            title="A log shipper reads what the application writes",
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
          image: acme/web:1
          volumeMounts: [{name: logs, mountPath: /var/log/web}]
        - name: ship
          image: acme/ship:1
          volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
      volumes:
        - name: logs
          emptyDir: {}
""",
        ),
        Good(
            title="Stated",
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
      annotations:
        podlint.dev/pattern.geo: "adapter: turns addresses into places for web"
    spec:
      containers:
        - name: web
          image: acme/web:1
        - name: geo
          image: acme/geo:1
""",
        ),
    )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        containers = workload.app_containers
        if len(containers) < 2:
            return
        unexplained = [
            each
            for each in containers
            if not helper_kind(each) and not _is_stated(each) and not _is_unknown(each)
        ]
        if len(unexplained) < 2:
            return
        pair = _two_applications(unexplained)
        if pair and workload.spec.get("shareProcessNamespace") is not True:
            yield _server_problem(*pair)
            return
        yield from _apart(workload, unexplained)


def _is_stated(container: Container) -> bool:
    value = container.workload.annotations.get(ANNOTATION + container.name)
    return isinstance(value, str) and _STATED.fullmatch(value) is not None


def _is_unknown(container: Container) -> bool:
    """Whether its image is filled in later, so that nothing is known of it."""
    image = container.data.get("image")
    return (has_placeholder(image) and not container.image.basename.strip("\0")) or image == "auto"


def _two_applications(unexplained: list[Container]) -> tuple[Container, Container] | None:
    """The first stand-alone server beside an application of another image, in their order."""
    for server in unexplained:
        if not stand_alone_server(server):
            continue
        for other in unexplained:
            if not are_one_product(other, server):
                first, second = sorted((server, other), key=lambda each: each.path)
                return first, second
    return None


def _server_problem(first: Container, second: Container) -> Problem:
    return Problem(
        second.place,
        f"{_name(first)} and {_name(second)} are two applications in one Pod: "
        "they scale, restart and are scheduled together",
        help=_help(second),
        related=(Related(first.place, "the other application"),),
    )


def _apart(workload: Workload, unexplained: list[Container]) -> Iterator[Problem]:
    groups = components(workload)
    main = _main(workload, unexplained)
    for container in unexplained:
        if groups[container.path] == groups[main.path]:
            continue
        if any(
            groups[each.path] == groups[container.path] and each.path < container.path
            for each in unexplained
        ):
            continue
        both_serve = bool(container.ports) and bool(main.ports)
        apart = not are_released_together(container, main)
        yield Problem(
            container.place,
            f"nothing couples {_name(container)} to {_name(main)}: it is no known sidecar, ambassador "
            "or adapter and shares no files, localhost port or image with it, "
            "yet they scale, restart and are scheduled together",
            help=_help(container),
            severity=Severity.WARNING if both_serve and apart else Severity.INFO,
            related=(Related(main.place, "the other application"),),
        )


def _main(workload: Workload, unexplained: list[Container]) -> Container:
    named = workload.annotations.get("kubectl.kubernetes.io/default-container")
    return next((each for each in unexplained if each.name == named), unexplained[0])


def _name(container: Container) -> str:
    return f'"{container.name or container.image.basename}"'


def _help(container: Container) -> str:
    return (
        "give each a workload of its own, or state the pattern: "
        f'{ANNOTATION}{container.name}: "sidecar: <why>" (or ambassador, adapter)'
    )
