"""Two applications in one Pod.

## What it does

Reports a Pod with more than one application container and no reason seen for it. A container is
explained

- when it is a known helper: a **sidecar** (ships logs, reloads configuration, syncs files), an
  **ambassador** (a proxy for what goes in or out), an **adapter** (turns output into metrics);
- when evidence couples it to another: a volume that one writes and the other mounts, the other's port
  on localhost or on the Pod's own address, one proxy before the ports of both, the same image or two
  parts of one (`hubble-ui`, `hubble-ui-backend`), a shared process namespace;
- when the manifest states it: the annotation `podlint.dev/pattern.<container>` with one of the three
  words and a reason, as in `"sidecar: ships the audit log"`;
- when it is a native sidecar, for that is what the field says.

A server that stands alone (a database, a broker, WordPress) beside another application is a warning,
even if they share a volume; so are two that declare ports and have nothing in common. Otherwise it is
only worth knowing: in a Job, whose Pod ends with its task; for parts that are released together; where
one of the two serves nothing. `kubectl.kubernetes.io/default-container` names the main container; the
others are reported.

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
)
from podlint_rules._coupling import (
    ANNOTATION,
    MAIN,
    UNEXPLAINED,
    Member,
    are_released_together,
    classify,
    is_application,
    is_stand_alone_server,
    share_files,
    talks_to,
)
from podlint_rules._known import is_web_server


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
        applications = [each for each in containers if is_application(each)]
        if len(applications) < 2:
            return
        members = classify(workload)
        main = next(each.container for each in members if each.role == MAIN)
        pair = _two_applications(main, applications)
        if pair:
            yield _server_problem(workload, *pair)
        else:
            yield from _apart(main, members)


def _two_applications(
    main: Container, applications: list[Container]
) -> tuple[Container, Container] | None:
    """A stand-alone server and an application of another image: first the main one of them."""
    if main.workload.spec.get("shareProcessNamespace") is True:
        return None
    for server in filter(is_stand_alone_server, applications):
        for other in applications:
            if not _is_one_family(server, other) and not _stands_before(other, server):
                first, second = sorted(
                    (server, other), key=lambda each: (each is not main, each.path)
                )
                return first, second
    return None


def _is_one_family(one: Container, other: Container) -> bool:
    return one.image.name == other.image.name or one.image.basename == other.image.basename


def _stands_before(web: Container, served: Container) -> bool:
    """Whether ``web`` is a web server that serves the files or the port of ``served``."""
    return is_web_server(web) and (share_files(web, served) or talks_to(web, served))


def _server_problem(workload: Workload, first: Container, second: Container) -> Problem:
    return Problem(
        second.place,
        f"{_name(first)} and {_name(second)} are two applications in one Pod: "
        "they scale, restart and are scheduled together",
        help=_help(second),
        severity=Severity.WARNING if workload.is_long_running else Severity.INFO,
        related=(Related(first.place, "the other application"),),
    )


def _apart(main: Container, members: tuple[Member, ...]) -> Iterator[Problem]:
    for container, role in members:
        if role != UNEXPLAINED:
            continue
        both_serve = bool(container.ports) and bool(main.ports)
        apart = main.workload.is_long_running and not are_released_together(container, main)
        yield Problem(
            container.place,
            f"nothing couples {_name(container)} to {_name(main)}: it is no known sidecar, ambassador "
            "or adapter and shares no files, localhost port or image with it, "
            "yet they scale, restart and are scheduled together",
            help=_help(container),
            severity=Severity.WARNING if both_serve and apart else Severity.INFO,
            related=(Related(main.place, "the other application"),),
        )


def _name(container: Container) -> str:
    return f'"{container.name or container.image.basename}"'


def _help(container: Container) -> str:
    return (
        "give each a workload of its own, or state the pattern: "
        f'{ANNOTATION}{container.name}: "sidecar: <why>" (or ambassador, adapter)'
    )
