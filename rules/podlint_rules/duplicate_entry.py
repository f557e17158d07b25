"""Two entries of a list that are the same entry.

## What it does

Reports the second of two containers of one name, two volumes of one name, two mounts at one path,
two devices, two ports of one name in a container, and two spread constraints for the same topology.
As a warning it reports what only some ways of applying it refuse: an environment variable or a port
that stands twice in a container, an image pull secret or a host alias that stands twice in a Pod.

## Why it matters

The API server refuses the manifest. Where it does not, server-side apply does (Argo CD and Flux use
it), and kubectl apply merges by that name and loses one of the two at the next change.

## What to do instead

Remove one, or give it a name of its own.

## When it is fine

When a variable extends itself: `PATH` may stand twice if the later value says `$(PATH)`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from podlint.rule import (
    RELATED_LINE,
    Bad,
    Container,
    Good,
    Path,
    Problem,
    Related,
    Rule,
    Severity,
    Workload,
    has_placeholder,
    value_of,
)


class DuplicateEntry(Rule):
    """Looks for entries that stand twice in the lists of Pods and containers."""

    id = "duplicate-entry"
    group = "schema"
    summary = "an entry that stands twice in a list where each may stand once"
    severity = Severity.ERROR
    examples = (
        Bad(
            title="Two containers of one name",
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
      initContainers:
        - name: web  # expect: duplicate-entry(error)
          image: acme/prepare:1
      containers:
        - name: web
          image: acme/web:1
          volumeMounts:
            - {name: cache, mountPath: /cache}
            - {name: data, mountPath: /cache}  # expect: duplicate-entry(error)
      volumes:
        - name: cache
        - name: data
""",
        ),
        Bad(
            title="A variable that is set twice",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: task
spec:
  containers:
    - name: task
      image: acme/task:1
      env:
        - {name: LEVEL, value: debug}
        - {name: LEVEL, value: info}  # expect: duplicate-entry(warning)
""",
        ),
        Good(
            title="A variable that extends itself",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: task
spec:
  containers:
    - name: task
      image: acme/task:1
      env:
        - {name: PATH, value: /usr/bin}
        - {name: PATH, value: "/opt/bin:$(PATH)"}
      ports:
        - {name: dns, containerPort: 53, protocol: UDP}
        - {name: dns-tcp, containerPort: 53, protocol: TCP}
""",
        ),
    )

    def check_workload(self, workload: Workload) -> Iterable[Problem]:
        spec, path = workload.spec, workload.pod_path
        found = _container_names(workload)
        if "volumes" in spec and workload.manifest.spec.get("volumeClaimTemplates") is None:
            found += _refused(spec["volumes"], (*path, "volumes"), "name", "volume")
        for field, name, what in _OF_PODS_MERGED:
            if field in spec:
                found += _merged(spec[field], (*path, field), name, what)
        if "topologySpreadConstraints" in spec:
            found += _constraints(spec, path)
        return found

    def check_container(self, container: Container) -> Iterable[Problem]:
        data, path = container.data, container.path
        found: list[Problem] = []
        for field, name, what in _OF_CONTAINERS:
            if field in data:
                found += _refused(data[field], (*path, field), name, what)
        if "ports" in data:
            found += _ports(container)
        if "env" in data:
            found += _variables(data["env"], (*path, "env"))
        return found


_OF_PODS_MERGED = (
    ("hostAliases", "ip", "host alias for"),
    ("imagePullSecrets", "name", "imagePullSecret"),
)
_OF_CONTAINERS = (
    ("ports", "name", "port"),
    ("volumeDevices", "devicePath", "device at"),
    ("volumeDevices", "name", "device"),
    ("volumeMounts", "mountPath", "mount at"),
)
_REFUSED = "Kubernetes refuses it"
_MERGED = "server-side apply refuses it, and kubectl apply loses one of the two at the next change"

Keyed = tuple[Hashable, Path]
"""What may stand once, and where it stands."""


def _named(listed: object, path: Path, field: str) -> list[Keyed]:
    """The values of a field in a list of mappings; what is not known yet is left out."""
    if not isinstance(listed, list) or len(listed) < 2:
        return []
    return [
        (item[field], (*path, index, field))
        for index, item in enumerate(listed)
        if isinstance(item, dict) and isinstance(item.get(field), str) and item[field]
    ]


def _twice(keyed: list[Keyed]) -> Iterator[tuple[Any, Path, Path]]:
    """What stands there a second time: its key, where, and where the first one is."""
    if len(keyed) < 2 or len({key for key, _ in keyed}) == len(keyed):
        return
    first: dict[Hashable, Path] = {}
    for key, path in keyed:
        if key not in first:
            first[key] = path
        elif not any(map(has_placeholder, key if isinstance(key, tuple) else (key,))):
            yield key, path, first[key]


def _problem(path: Path, first: Path, what: str, then: str, *, warning: bool) -> Problem:
    return Problem(
        value_of(path),
        f"the {what} stands here a second time (the first on line {RELATED_LINE}): {then}",
        help="remove one of the two, or give it a name of its own",
        severity=Severity.WARNING if warning else None,
        related=(Related(value_of(first), "the first one"),),
    )


def _refused(listed: object, path: Path, field: str, what: str) -> list[Problem]:
    return [
        _problem(place, first, f'{what} "{name}"', _REFUSED, warning=False)
        for name, place, first in _twice(_named(listed, path, field))
    ]


def _merged(listed: object, path: Path, field: str, what: str) -> list[Problem]:
    return [
        _problem(place, first, f'{what} "{name}"', _MERGED, warning=True)
        for name, place, first in _twice(_named(listed, path, field))
    ]


def _container_names(workload: Workload) -> list[Problem]:
    """The application's containers come first, as the API server looks at them."""
    containers = workload.containers
    if len(containers) < 2:
        return []
    ordered = sorted(containers, key=lambda each: "containers" not in each.path)
    keyed: list[Keyed] = [(each.name, (*each.path, "name")) for each in ordered if each.name]
    return [
        _problem(place, first, f'container "{name}"', _REFUSED, warning=False)
        for name, place, first in _twice(keyed)
    ]


def _ports(container: Container) -> list[Problem]:
    declared = container.data["ports"]
    if not isinstance(declared, list) or len(declared) < 2:
        return []
    if container.workload.spec.get("hostNetwork") is True:
        return []  # there each port is one of the node's, and port-conflict speaks of it
    keyed: list[Keyed] = [
        ((port.number, port.protocol), (*port.path, "containerPort"))
        for port in container.ports
        if port.number
    ]
    return [
        _problem(place, first, f"containerPort {key[0]} ({key[1]})", _MERGED, warning=True)
        for key, place, first in _twice(keyed)
    ]


def _variables(listed: object, path: Path) -> list[Problem]:
    found: list[Problem] = []
    for name, place, first in _twice(_named(listed, path, "name")):
        assert isinstance(listed, list)
        value = listed[int(place[-2])].get("value")
        if isinstance(value, str) and f"$({name})" in value:
            continue
        then = f"the later value wins, {_MERGED}"
        found.append(_problem(place, first, f"variable {name}", then, warning=True))
    return found


def _constraints(spec: dict[str, Any], path: Path) -> list[Problem]:
    field = "topologySpreadConstraints"
    keyed: list[Keyed] = [
        ((key, item.get("whenUnsatisfiable")), (*place[:-1], "topologyKey"))
        for key, place in _named(spec[field], (*path, field), "topologyKey")
        if isinstance((item := spec[field][place[-2]]).get("whenUnsatisfiable"), str)
    ]
    return [
        _problem(place, first, f"constraint for {key[0]}, {key[1]},", _REFUSED, warning=False)
        for key, place, first in _twice(keyed)
    ]
