"""Ingresses and NetworkPolicies: backends, paths, peers, ranges of ports and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.rule import Path
from podlint_rules.invalid_value.found import (
    Found,
    Mapped,
    every,
    fields,
    given,
    integer,
    items,
    mapping,
    mappings,
    sequence,
    shortened,
    spoken,
)
from podlint_rules.invalid_value.selectors import selector

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
_EXACT = frozenset({"Exact", "Prefix"})
_TYPES = _EXACT | {"ImplementationSpecific"}
_NOT_IN_PATHS = ("//", "/./", "/../", "%2f", "%2F")
_NOT_AT_END = ("/..", "/.")
_FIRST_MINOR_WITH_STRICT_ADDRESSES = 36


# --- Ingress --------------------------------------------------------------------------------------


def ingress(found: Found, data: Mapped, path: Path) -> None:
    """An Ingress."""
    spec = data.get("spec")
    if not isinstance(spec, dict):
        return
    place = (*path, "spec")
    if not spec.get("rules") and spec.get("defaultBackend") is None:
        found.key(
            place, "ingress-rules", "an Ingress needs rules or a defaultBackend, and has neither"
        )
    _check_spec(found, spec, place)
    named, noted = spec.get("ingressClassName"), found.manifest.annotations.get(_CLASS_ANNOTATION)
    if named is not None and isinstance(noted, str) and named != noted:
        found.value(
            (*path, "metadata", "annotations", _CLASS_ANNOTATION),
            "ingress-class",
            f'the annotation says the class "{noted}", and ingressClassName "{named}"',
            help="remove the annotation",
            given=(named, noted),
        )


def _backend(found: Found, value: Any, path: Path) -> None:
    if not isinstance(value, dict):
        return
    kinds = given(value, ("resource", "service"))
    if not kinds:
        found.key(
            path,
            "ingress-backend",
            "this backend names neither a service nor a resource",
            help="add service",
        )
    elif len(kinds) > 1:
        found.key(
            (*path, kinds[1]),
            "ingress-backend",
            f"a backend is either a service or a resource, and this one has {spoken(kinds)}",
        )
    elif isinstance(value.get("service"), dict):
        _service_port(found, value["service"], (*path, "service"))


def _service_port(found: Found, service: Mapped, path: Path) -> None:
    port = service.get("port")
    if port is not None and not isinstance(port, dict):
        return
    ways = [each for each in mapping(port) if each in ("name", "number") and mapping(port)[each]]
    if not ways:
        found.key(
            path if port is None else (*path, "port"),
            "ingress-backend",
            "this backend does not say which port of the Service",
            help="add port: {number: ...} or port: {name: ...}",
        )
    elif len(ways) > 1:
        found.key(
            (*path, "port", ways[1]),
            "ingress-backend",
            "a backend gives the port of the Service by name or by number, not by both",
        )


def _path(found: Found, value: Mapped, path: Path) -> None:
    kind, written = value.get("pathType"), value.get("path")
    if not isinstance(written, str | None) or not isinstance(kind, str) or kind not in _TYPES:
        return
    if not written:
        if kind in _EXACT:
            found.value(
                (*path, "pathType"),
                "ingress-path",
                f"pathType {kind} needs a path that begins with /, and there is none",
            )
        return
    if kind not in _EXACT or not written.startswith("/"):
        return
    bad = [each for each in _NOT_IN_PATHS if each in written]
    bad += [each for each in _NOT_AT_END if written.endswith(each)]
    if bad:
        found.value(
            (*path, "path"),
            "ingress-path",
            f'with pathType {kind} a path has no {bad[0]} in it: "{shortened(written)}"',
            given=(written,),
        )


_check_path = every(_path, fields({"backend": _backend}))
_check_http = fields({"paths": items(_check_path)})
_check_spec = fields({"defaultBackend": _backend, "rules": items(fields({"http": _check_http}))})


# --- NetworkPolicy --------------------------------------------------------------------------------


def _peer(found: Found, value: Mapped, path: Path) -> None:
    kinds = given(value, ("ipBlock", "namespaceSelector", "podSelector"))
    if not kinds:
        found.nearest(
            value,
            path,
            "network-peer",
            "this peer is nobody: it needs podSelector, namespaceSelector or ipBlock",
        )
    elif "ipBlock" in kinds and len(kinds) > 1:
        found.key(
            (*path, "ipBlock"),
            "network-peer",
            "ipBlock stands in a peer of its own, without selectors",
            help="make two items of the list of it",
        )
    for name in ("namespaceSelector", "podSelector"):
        selector(found, value.get(name), (*path, name))
    if isinstance(value.get("ipBlock"), dict):
        _ip_block(found, value["ipBlock"], (*path, "ipBlock"))


def _ip_block(found: Found, value: Mapped, path: Path) -> None:
    blocks: list[IPv4Network | IPv6Network | None] = []
    written = [value.get("cidr"), *sequence(value.get("except"))]
    places = [(*path, "cidr"), *((*path, "except", index) for index in range(len(written) - 1))]
    for each, place in zip(written, places, strict=True):
        blocks.append(_block(found, each, place) if isinstance(each, str) and each else None)
    outer = blocks[0]
    for inner, each, place in zip(blocks[1:], written[1:], places[1:], strict=True):
        if outer is None or inner is None:
            continue
        inside = inner.version == outer.version and inner.network_address in outer
        if not inside or inner.prefixlen <= outer.prefixlen:
            found.value(
                place,
                "network-except",
                f"{each} is no part of {written[0]}, from which it is taken away",
            )


def _block(found: Found, written: str, path: Path) -> IPv4Network | IPv6Network | None:
    """The addresses of a CIDR; None where it is none, or where a bit behind the prefix is set."""
    from ipaddress import ip_network

    try:
        network = ip_network(written, strict=False)
    except ValueError:
        return None
    if found.minor >= _FIRST_MINOR_WITH_STRICT_ADDRESSES and _has_host_bits(written):
        found.value(
            path,
            "network-cidr",
            f"{written} has bits behind the prefix; the range is written {network}",
        )
        return None
    return network


def _has_host_bits(written: str) -> bool:
    from ipaddress import ip_network

    try:
        ip_network(written)
    except ValueError:
        return True
    return False


def _port(found: Found, value: Mapped, path: Path) -> None:
    end, start = integer(value.get("endPort")), value.get("port")
    if end is None:
        return
    place = (*path, "endPort")
    if start is None:
        found.key(place, "end-port", "endPort needs the port that the range begins with")
    elif isinstance(start, str):
        found.key(
            place,
            "end-port",
            f'a range begins with a number, and port is "{start}"',
            given=(start,),
        )
    elif type(start) is int and end < start:
        found.value(place, "end-port", f"endPort {end} lies before port {start}")


def network_policy(found: Found, data: Mapped, path: Path) -> None:
    """A NetworkPolicy."""
    spec, place = mapping(data.get("spec")), (*path, "spec")
    selector(found, spec.get("podSelector"), (*place, "podSelector"))
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for index, rule in mappings(spec.get(direction)):
            here = (*place, direction, index)
            for at, peer in mappings(rule.get(side)):
                _peer(found, peer, (*here, side, at))
            for at, port in mappings(rule.get("ports")):
                _port(found, port, (*here, "ports", at))
