"""Requests and limits: their names, and one against the other."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path, has_placeholder
from podlint_rules.invalid_value.found import Found, Mapped, mapping, mappings, text
from podlint_rules.invalid_value.quantity import ONE, amount

_CONTAINER = frozenset({"cpu", "memory", "ephemeral-storage"})
_POD = frozenset({"cpu", "memory"})
_HUGE = "hugepages-"
_FIRST_MINOR_WITH_NAMES_IN_THE_SCHEMA = 29
_COMPUTE = frozenset({"cpu", "memory"})


def resources(found: Found, value: Any, path: Path) -> None:
    """The resources of a container."""
    if not isinstance(value, dict):
        return
    requests, limits = mapping(value.get("requests")), mapping(value.get("limits"))
    for field, listed in (("requests", requests), ("limits", limits)):
        if not listed.keys() <= _CONTAINER:
            _names(found, listed, (*path, field))
    for name, request in requests.items():
        if name in limits:
            if request != limits[name]:
                _pair(found, name, request, limits[name], (*path, "requests", name))
        elif not _may_overcommit(name) and not has_placeholder(name):
            found.key(
                (*path, "requests", name),
                "resource-limit",
                f"{name} is requested without a limit, and cannot be shared out twice",
                help=f"give {name} a limit that equals the request",
            )
    if "claims" in value:
        _claims(found, value["claims"], (*path, "claims"))
    _huge_pages(found, {**limits, **requests}, path)


def _may_overcommit(name: str) -> bool:
    return ("/" not in name or "kubernetes.io/" in name) and not name.startswith(_HUGE)


def _names(found: Found, listed: Mapped, path: Path) -> None:
    for name, value in listed.items():
        if name in _CONTAINER or has_placeholder(name):
            continue
        if "/" not in name and not name.startswith(_HUGE):
            if found.minor >= _FIRST_MINOR_WITH_NAMES_IN_THE_SCHEMA:
                continue
            found.key(
                (*path, name),
                "resource-name",
                f'a container cannot ask for "{name}": it is none of cpu, memory, ephemeral-storage '
                "and hugepages-SIZE, and has no domain",
                help="resources of other kinds are called domain/name, such as nvidia.com/gpu",
            )
        elif name.startswith("requests.") and "/" in name:
            found.key((*path, name), "resource-name", f'"{name}" is no name of a resource')
        else:
            _whole(found, name, value, (*path, name))


def _whole(found: Found, name: str, value: object, path: Path) -> None:
    """Extended resources are counted; huge pages come in pages."""
    number = amount(value)
    if number is None:
        return
    if name.startswith(_HUGE):
        page = amount(name.removeprefix(_HUGE))
        if page and number % page:
            found.value(path, "huge-pages", f"{value} is no whole number of pages ({name})")
    elif "kubernetes.io/" not in name and number % ONE:
        found.value(
            path, "resource-integer", f"{name} is counted in whole numbers, and this is {value}"
        )


def _pair(found: Found, name: str, request: object, limit: object, path: Path) -> None:
    wanted, most = amount(request), amount(limit)
    if wanted is None or most is None:
        return
    if wanted > most and _may_overcommit(name):
        found.value(
            path,
            "request-over-limit",
            f"it requests {request} of {name}, more than its limit of {limit}",
            help="raise the limit or lower the request",
        )
    elif wanted != most and not _may_overcommit(name):
        found.value(
            path,
            "request-over-limit",
            f"it requests {request} of {name}, whose limit is {limit}: the two must be equal",
        )


def _huge_pages(found: Found, asked: Mapped, path: Path) -> None:
    names = [name for name in asked if name.startswith(_HUGE)]
    if names and not asked.keys() & _COMPUTE:
        found.key(
            path, "huge-pages", f"{names[0]} is asked for without cpu or memory, which it needs"
        )


_DECIMAL = frozenset(1000**power * ONE for power in range(7))
_BINARY = frozenset(1024**power * ONE for power in range(7))
_OF_CPU = frozenset({ONE, ONE // 1000})


def divisor(found: Found, reference: Mapped, path: Path) -> None:
    """The unit in which a resource is shown (of a resourceFieldRef): one, as it is written."""
    written, resource = reference.get("divisor"), reference.get("resource")
    number = amount(written)
    if not number or not isinstance(resource, str):
        return
    if resource.endswith(".cpu"):
        fits, words = number in _OF_CPU, "1 or 1m"
    elif str(written).strip().endswith("i"):
        fits, words = number in _BINARY, "1, or one of a unit such as 1Mi or 1M"
    else:
        scientific = not {"e", "E"}.isdisjoint(str(written)[:-1])
        fits = number in _DECIMAL and not scientific
        words = "1, or one of a unit such as 1Mi or 1M"
    if not fits:
        found.value(
            path, "divisor", f"the divisor of {resource} can be {words}, and this is {written}"
        )


def _claims(found: Found, value: object, path: Path) -> None:
    known = {text(claim.get("name")) for _, claim in mappings(found.pod.get("resourceClaims"))}
    seen: set[tuple[str, str]] = set()
    for index, claim in mappings(value):
        name, request = text(claim.get("name")), text(claim.get("request"))
        if name and name not in known:
            found.value(
                (*path, index, "name"),
                "resource-claim",
                f'the Pod has no resourceClaim "{name}"',
                help="list it in resourceClaims of the Pod",
                given=(name, *known),
            )
        if {(name, request), (name, "")} & seen or (not request and name in dict(seen)):
            found.value((*path, index, "name"), "resource-claim", f'"{name}" is claimed twice')
        seen.add((name, request))


# --- The resources of the Pod as a whole (1.34) ---------------------------------------------------


def pod_resources(found: Found, value: Any, path: Path) -> None:
    """Resources of the Pod itself: not less than what its containers ask for together."""
    if not isinstance(value, dict) or found.minor < 34:
        return
    requests, limits = mapping(value.get("requests")), mapping(value.get("limits"))
    if value.get("claims"):
        found.key((*path, "claims"), "pod-resources", "claims stand in containers, not in the Pod")
    for field, listed in (("requests", requests), ("limits", limits)):
        for name in listed:
            if name not in _POD and not name.startswith(_HUGE):
                found.key(
                    (*path, field, name),
                    "pod-resources",
                    f"a Pod as a whole takes cpu, memory and hugepages-SIZE, not {name}",
                    given=(name,),
                )
    for name, request in requests.items():
        if name in limits and request != limits[name]:
            _pair(found, name, request, limits[name], (*path, "requests", name))
        _enough(found, name, request, (*path, "requests", name))
    for name in limits:
        if name not in requests:
            _enough_room(found, name, limits[name], (*path, "limits", name))
        _within(found, name, limits[name], (*path, "limits", name))


def _within(found: Found, name: str, limit: object, path: Path) -> None:
    most = amount(limit)
    for _, container in mappings(found.pod.get("containers")):
        wanted = mapping(mapping(container.get("resources")).get("limits")).get(name)
        number = amount(wanted)
        if most is not None and number is not None and number > most:
            found.value(
                path,
                "pod-resources",
                f'container "{text(container.get("name"))}" may use {wanted} of {name}, '
                f"the whole Pod only {limit}",
            )


def _enough(found: Found, name: str, request: object, path: Path) -> None:
    least, most = amount(request), _together(found, name)
    if least is not None and most > least:
        found.value(
            path,
            "pod-resources",
            f"the containers together request more of {name} than the Pod, which requests {request}",
        )


def _enough_room(found: Found, name: str, limit: object, path: Path) -> None:
    """Where the Pod requests nothing itself its requests are those of its containers."""
    most = amount(limit)
    if most is not None and _together(found, name) > most:
        found.value(
            path,
            "pod-resources",
            f"the containers together request more of {name} than the Pod may use, {limit}",
        )


def _together(found: Found, name: str) -> int:
    """What the containers of the Pod request together, at the most."""
    running = [_request(each, name) for _, each in mappings(found.pod.get("containers"))]
    sidecars, most = 0, 0
    for _, each in mappings(found.pod.get("initContainers")):
        if each.get("restartPolicy") == "Always":
            sidecars += _request(each, name)
        else:
            most = max(most, sidecars + _request(each, name))
    return max(most, sidecars + sum(running))


def _request(container: Mapped, name: str) -> int:
    """What a container requests: its limit where it says only that, and nothing if unknown."""
    resources = mapping(container.get("resources"))
    for field in ("requests", "limits"):
        listed = mapping(resources.get(field))
        if name in listed:
            return amount(listed[name]) or 0
    return 0
