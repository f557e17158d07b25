"""What couples the containers of a Pod: evidence that they are made for each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from podlint.rule import Container, Path, Workload

_LOCALHOST = r"(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)"
_LOCAL_PORT = re.compile(_LOCALHOST + r":(\d{1,5})\b")
_LOCAL_ALONE = re.compile(r"(?:\w+://)?" + _LOCALHOST + r"/?")
_NUMBER = re.compile(r"\b\d{2,5}\b")
_READ_ONLY_VOLUMES = ("configMap", "secret", "projected", "downwardAPI", "image")
_NODE_PATHS = (
    "/dev",
    "/etc/localtime",
    "/etc/ssl",
    "/lib/modules",
    "/proc",
    "/run/xtables.lock",
    "/sys",
)


def components(workload: Workload) -> dict[Path, int]:
    """Containers by Path to a number that coupled ones share."""
    containers = workload.containers
    group = {each.path: index for index, each in enumerate(containers)}
    for one, other in combinations(containers, 2):
        if group[one.path] != group[other.path] and are_coupled(one, other):
            old, new = group[other.path], group[one.path]
            group = {path: new if number == old else number for path, number in group.items()}
    return group


def are_coupled(one: Container, other: Container) -> bool:
    """Whether evidence in the manifest couples two containers of a Pod."""
    workload = one.workload
    if workload.spec.get("shareProcessNamespace") is True:
        return True
    if one.image.name and are_one_product(one, other):
        return True
    return (
        _share_files(one, other)
        or _talks_to(one, other)
        or _talks_to(other, one)
        or _probes(one, other)
        or _probes(other, one)
    )


def are_one_product(one: Container, other: Container) -> bool:
    """Whether the images are one, or two parts of one: ``hubble-ui`` and ``hubble-ui-backend``."""
    if one.image.name == other.image.name:
        return True
    short, long = sorted((one.image.basename, other.image.basename), key=len)
    return bool(short) and long.startswith((f"{short}-", f"{short}_"))


def are_released_together(one: Container, other: Container) -> bool:
    """Whether the images come from one place with one version."""
    places = {each.image.name.rpartition("/")[0] for each in (one, other)}
    tags = {each.image.tag for each in (one, other)}
    return len(places) == len(tags) == 1 and places != {""} and not tags & {"", "latest"}


def _share_files(one: Container, other: Container) -> bool:
    mine, theirs = dict(_mounts(one)), dict(_mounts(other))
    writable = _writable_volumes(one.workload)
    return any(
        name in writable and (mine[name] or theirs[name]) for name in mine.keys() & theirs.keys()
    )


def _mounts(container: Container) -> Iterator[tuple[str, bool]]:
    """Volume names, and whether the container may write there."""
    listed = container.data.get("volumeMounts")
    for mount in listed if isinstance(listed, list) else ():
        if isinstance(mount, dict) and isinstance(mount.get("name"), str):
            yield mount["name"], mount.get("readOnly") is not True


def _writable_volumes(workload: Workload) -> set[str]:
    listed = workload.spec.get("volumes")
    names = {
        volume["name"]
        for volume in (listed if isinstance(listed, list) else ())
        if isinstance(volume, dict) and isinstance(volume.get("name"), str) and _is_writable(volume)
    }
    claims = workload.manifest.spec.get("volumeClaimTemplates")
    for claim in claims if isinstance(claims, list) else ():
        metadata = claim.get("metadata") if isinstance(claim, dict) else None
        if isinstance(metadata, dict) and isinstance(metadata.get("name"), str):
            names.add(metadata["name"])
    return names


def _is_writable(volume: Mapping[str, Any]) -> bool:
    if any(volume.get(field) is not None for field in _READ_ONLY_VOLUMES):
        return False
    host = volume.get("hostPath")
    path = host.get("path") if isinstance(host, dict) else None
    return not (isinstance(path, str) and path.startswith(_NODE_PATHS))


def _texts(container: Container) -> Iterator[str]:
    yield from container.words
    yield from (str(value) for value in container.env.values() if value is not None)


def _talks_to(one: Container, other: Container) -> bool:
    """Whether ``one`` names a port of ``other`` on localhost."""
    ports = {port.number for port in other.ports} | set(_mentioned_ports(other))
    own = {port.number for port in one.ports}
    for text in _texts(one):
        for match in _LOCAL_PORT.finditer(text):
            if int(match[1]) in ports - own:
                return True
    if not any(_LOCAL_ALONE.fullmatch(text) for text in _texts(one)):
        return False
    numbers = {port.number for port in other.ports}
    said = {int(match[0]) for text in _texts(one) for match in _NUMBER.finditer(text)} - own
    return bool(numbers & said) or (bool(numbers) and not said)


def _mentioned_ports(container: Container) -> Iterator[int]:
    for text in _texts(container):
        for match in re.finditer(r"(?:^|[:=\s])(\d{2,5})\b", text):
            yield int(match[1])


def _probes(one: Container, other: Container) -> bool:
    """Whether a probe of ``one`` asks at a port that only ``other`` declares."""
    own = {port.number for port in one.ports}
    theirs = {port.number for port in other.ports} - own
    for probe in (one.liveness, one.readiness, one.startup):
        if probe is not None:
            for handler in ("httpGet", "tcpSocket", "grpc"):
                data = probe.data.get(handler)
                if isinstance(data, dict) and data.get("port") in theirs:
                    return True
    return False
