"""What the containers of a Pod are to each other, and the evidence that they are made for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from podlint.rule import Container, Path, Role, Workload, has_placeholder
from podlint_rules._known import (
    AMBASSADOR,
    has_server_image,
    helper_kind,
    is_known_image,
    main_container,
)

ANNOTATION = "podlint.dev/pattern."
"""States the pattern of the container whose name follows, and a reason."""
PATTERNS = ("sidecar", "ambassador", "adapter")

MAIN = "main"
COUPLED = "coupled"
STATED = "stated"
UNKNOWN = "unknown"
UNEXPLAINED = "unexplained"

_LOCALHOST = r"(?:localhost\.?|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)"
_LOCAL_PORT = _LOCALHOST + r"[:#](\d{1,5})\b"
_LOCAL_WEB = r"(http|https)://" + _LOCALHOST + r"(?:/|$)"
_LOCAL_ALONE = r"(?:\w+://)?" + _LOCALHOST + r"/?"
_PLACES_OF_THE_POD = ("status.podIP", "status.podIPs", "status.hostIP", "status.hostIPs")
_LEADER = "LWS_LEADER_ADDRESS"
"""The variable for the address of the first Pod of a group; the LeaderWorkerSet's controller sets it."""

_READ_ONLY_VOLUMES = ("configMap", "secret", "projected", "downwardAPI", "image")
_NODE_PATHS = ("/dev", "/etc/localtime", "/etc/ssl", "/lib/modules", "/proc", "/sys")

# Programs in the images of servers that serve nothing, and such as serve.
_CLIENTS = (
    r"(?<![\w-])(?:mysqldump|mysqladmin|mysqlsh|mariadb-dump|psql|pg_dump|pg_dumpall|pg_restore"
    r"|pg_isready|pgbench|vacuumdb|mongodump|mongorestore|mongosh|redis-cli|valkey-cli"
    r"|redis-benchmark|etcdctl|rabbitmqctl|rabbitmqadmin|promtool|kafka-topics|cqlsh|nodetool|wp)"
    r"(?![\w-])"
)
_DAEMONS = (
    r"(?<![\w-])(?:docker-entrypoint|mysqld|mysqld_safe|mariadbd|pg_ctl|mongod|mongos|redis-server"
    r"|valkey-server|rabbitmq-server|kafka-server-start|exec postgres)(?![\w-])"
)


class Member(NamedTuple):
    """An app container, and what it is to the others of its Pod."""

    container: Container
    role: str
    """``main``, ``ambassador``, ``adapter``, ``sidecar``, ``coupled``, ``stated``, ``unknown`` (its
    image is filled in later) or ``unexplained``."""


def classify(workload: Workload) -> tuple[Member, ...]:
    """The app containers, each with what it is to the others."""
    if not workload.app_containers:
        return ()
    main = _main(workload)
    joined = components(workload)
    seen = {joined[main.path]}
    members = []
    for each in workload.app_containers:
        role = MAIN if each is main else _explanation(each)
        if not role:
            role = COUPLED if joined[each.path] in seen else UNEXPLAINED
            seen.add(joined[each.path])
        members.append(Member(each, role))
    return tuple(members)


def _main(workload: Workload) -> Container:
    main = main_container(workload)
    if not _is_stated(main):
        return main
    return next((each for each in workload.app_containers if is_application(each)), main)


def _explanation(container: Container) -> str:
    """What a container is by itself, whatever stands beside it; empty for an application."""
    return helper_kind(container) or (
        STATED if _is_stated(container) else UNKNOWN if _is_unknown(container) else ""
    )


def is_application(container: Container) -> bool:
    """Whether nothing but evidence of coupling can explain it beside another container."""
    return not _explanation(container)


def _is_stated(container: Container) -> bool:
    value = container.workload.annotations.get(ANNOTATION + container.name)
    word, _, reason = value.partition(":") if isinstance(value, str) else ("", "", "")
    return word.strip() in PATTERNS and bool(reason.strip())


def _is_unknown(container: Container) -> bool:
    """Whether its image is filled in later, so that nothing is known of it."""
    image = container.data.get("image")
    return (has_placeholder(image) and not container.image.basename.strip("\0")) or image == "auto"


def is_stand_alone_server(container: Container) -> bool:
    """Whether it runs a stand-alone server; a client out of a server's image is none."""
    if not has_server_image(container) or container.only_sleeps:
        return False
    command = " ".join(container.words)
    return re.search(_CLIENTS, command) is None or re.search(_DAEMONS, command) is not None


# --- Evidence -------------------------------------------------------------------------------------


def components(workload: Workload) -> dict[Path, int]:
    """Containers by Path to a number that coupled ones share.

    A helper whose image is made for anybody's Pod joins nobody: two applications with one log shipper
    are two. But what a proxy stands before by its ports on localhost is one.
    """
    containers = workload.containers
    group = {each.path: index for index, each in enumerate(containers)}
    for one, other in combinations(containers, 2):
        if group[one.path] != group[other.path] and _are_joined(one, other):
            old, new = group[other.path], group[one.path]
            group = {path: new if number == old else number for path, number in group.items()}
    return group


def _are_joined(one: Container, other: Container) -> bool:
    if one.role is Role.INIT or other.role is Role.INIT:
        return False
    for helper, served in ((one, other), (other, one)):
        if is_known_image(helper):
            return helper_kind(helper) == AMBASSADOR and talks_to(helper, served)
    return are_coupled(one, other)


def are_coupled(one: Container, other: Container) -> bool:
    """Whether evidence in the manifest couples two containers of a Pod."""
    if one.workload.spec.get("shareProcessNamespace") is True:
        return True
    return (
        are_one_product(one, other)
        or share_files(one, other)
        or talks_to(one, other)
        or talks_to(other, one)
        or _probes(one, other)
        or _probes(other, one)
    )


def are_one_product(one: Container, other: Container) -> bool:
    """Whether the images are one, or two parts of one: ``hubble-ui`` and ``hubble-ui-backend``."""
    if not one.image.name or not other.image.name:
        return False
    if _family(one) == _family(other):
        return True
    short, long = sorted((_family(one), _family(other)), key=len)
    return long.startswith((f"{short}-", f"{short}_"))


def _family(container: Container) -> str:
    return container.image.repository.removeprefix("library/")


def are_released_together(one: Container, other: Container) -> bool:
    """Whether the images come from one place with one version."""
    places = {each.image.name.rpartition("/")[0] for each in (one, other)}
    tags = {each.image.tag for each in (one, other)}
    return len(places) == len(tags) == 1 and places != {""} and not tags & {"", "latest"}


def share_files(one: Container, other: Container) -> bool:
    """Whether both mount a volume that one of them may write."""
    mine, theirs = dict(_mounts(one)), dict(_mounts(other))
    shared = mine.keys() & theirs.keys()
    if not shared:
        return False
    writable = _writable_volumes(one.workload)
    return any(name in writable and (mine[name] or theirs[name]) for name in shared)


def _mounts(container: Container) -> Iterator[tuple[str, bool]]:
    """Volume names, and whether the container may write there."""
    for mount in _mappings(container.data.get("volumeMounts")):
        if isinstance(mount.get("name"), str):
            yield mount["name"], mount.get("readOnly") is not True


def _mappings(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _writable_volumes(workload: Workload) -> set[str]:
    names = {
        volume["name"]
        for volume in _mappings(workload.spec.get("volumes"))
        if isinstance(volume.get("name"), str) and _is_writable(volume)
    }
    for claim in _mappings(workload.manifest.spec.get("volumeClaimTemplates")):
        metadata = claim.get("metadata")
        if isinstance(metadata, dict) and isinstance(metadata.get("name"), str):
            names.add(metadata["name"])
    return names


def _is_writable(volume: Mapping[str, Any]) -> bool:
    if any(volume.get(field) is not None for field in _READ_ONLY_VOLUMES):
        return False
    host = volume.get("hostPath")
    path = host.get("path") if isinstance(host, dict) else None
    return not (isinstance(path, str) and path.startswith(_NODE_PATHS))


def talks_to(one: Container, other: Container) -> bool:
    """Whether ``one`` names a port of ``other`` on localhost, or on the Pod's own address."""
    texts = tuple(_texts(one))
    local = set(_local_ports(texts))
    own = {port.number for port in one.ports}
    declared = {port.number for port in other.ports}
    if local and local & (declared | set(_served_ports(other))) - own - _ports_beside(one, other):
        return True
    if not any(re.fullmatch(_LOCAL_ALONE, text) for text in texts):
        return False
    said = {int(each) for text in texts for each in re.findall(r"\b\d{2,5}\b", text)} - own
    return bool(declared & said) or (bool(declared) and not said)


def _ports_beside(one: Container, other: Container) -> set[int]:
    """The ports of the rest of the Pod: two that ask at them need know nothing of each other."""
    rest = [each for each in one.workload.containers if each is not one and each is not other]
    declared = {port.number for each in rest for port in each.ports}
    return declared.union(*(_served_ports(each) for each in rest if helper_kind(each)))


def _local_ports(texts: Iterable[str]) -> Iterator[int]:
    for text in texts:
        yield from (int(port) for port in re.findall(_LOCAL_PORT, text))
        yield from ({"http": 80, "https": 443}[each] for each in re.findall(_LOCAL_WEB, text))


def _served_ports(container: Container) -> Iterator[int]:
    """The ports that it is told of, other than in a URL: it may serve there."""
    for text in _texts(container):
        if "://" not in text:
            yield from (int(port) for port in re.findall(r"(?:^|[:=\s])(\d{2,5})\b", text))


def _texts(container: Container) -> Iterator[str]:
    """What it is told: its command and its variables, with localhost for the Pod's own address."""
    own = "|".join(re.escape(f"$({name})") for name in (_LEADER, *_variables_of_the_pod(container)))
    yield from (re.sub(own, "localhost", word) for word in container.words)
    for value in container.env.values():
        if value is not None:
            yield re.sub(own, "localhost", str(value))


def _variables_of_the_pod(container: Container) -> Iterator[str]:
    for variable in _mappings(container.data.get("env")):
        source = variable.get("valueFrom")
        field = source.get("fieldRef") if isinstance(source, dict) else None
        if isinstance(field, dict) and field.get("fieldPath") in _PLACES_OF_THE_POD:
            yield str(variable.get("name"))


def _probes(one: Container, other: Container) -> bool:
    """Whether a probe of ``one`` asks at a port that only ``other`` declares."""
    own = {port.number for port in one.ports}
    theirs = {port.number for port in other.ports} - own
    for probe in (one.liveness, one.readiness, one.startup):
        if probe is not None:
            for handler in ("httpGet", "tcpSocket", "grpc"):
                data = probe.data.get(handler)
                port = data.get("port") if isinstance(data, dict) else None
                if isinstance(port, int) and port in theirs:
                    return True
    return False
