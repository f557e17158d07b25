"""Services: what goes with their type, and their ports one against another."""

from __future__ import annotations

import re
from typing import Any

from podlint.rule import Path, has_placeholder
from podlint_rules.invalid_value.found import (
    Found,
    Mapped,
    fields,
    given,
    mappings,
    sequence,
    shortened,
)

_LOAD_BALANCER_ONLY = frozenset(
    {"allocateLoadBalancerNodePorts", "loadBalancerClass", "loadBalancerSourceRanges"}
)
_HOST = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\.?")
_NOT_EXTERNAL_NAME = frozenset({"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"})
_TYPES = frozenset({"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"})
_FIELDS = _LOAD_BALANCER_ONLY | {
    "clusterIP",
    "clusterIPs",
    "externalTrafficPolicy",
    "healthCheckNodePort",
    "ipFamilies",
}


def _spec(found: Found, value: Any, path: Path) -> None:
    if not isinstance(value, dict):
        return
    kind = value.get("type") or "ClusterIP"
    if not isinstance(kind, str) or kind not in _TYPES:
        return
    _ports(found, value, path, kind)
    if kind == "ExternalName":
        _external_name(found, value, path)
    if not _FIELDS.isdisjoint(value):
        _type(found, value, path, kind)


service = fields({"spec": _spec})


def _is_headless(spec: Mapped) -> bool:
    return spec.get("clusterIP") == "None" or spec.get("clusterIPs") == ["None"]


def _external_name(found: Found, spec: Mapped, path: Path) -> None:
    if not spec.get("externalName"):
        found.value(
            (*path, "type"),
            "service-external-name",
            "a Service of the type ExternalName needs an externalName",
            help="add externalName",
        )
    name = spec.get("externalName")
    if isinstance(name, str) and name and not _HOST.fullmatch(name):
        found.value(
            (*path, "externalName"),
            "service-external-name",
            f'"{shortened(name)}" is no DNS name: only a-z, 0-9, "-" and ".", '
            "without scheme, port and path",
            help="write the name of the host alone",
            given=(name,),
        )
    for field in given(spec, _NOT_EXTERNAL_NAME):
        if spec[field] not in ("", []):
            found.key(
                (*path, field),
                "service-external-name",
                f"a Service of the type ExternalName takes no {field}",
                help="remove it",
                given=(spec[field],),
            )


def _type(found: Found, spec: Mapped, path: Path, kind: str) -> None:
    if kind in ("LoadBalancer", "NodePort") and _is_headless(spec):
        found.value(
            (*path, "clusterIP" if "clusterIP" in spec else "clusterIPs"),
            "service-cluster-ip",
            f"a Service of the type {kind} cannot be headless (clusterIP: None)",
            help=f"remove clusterIP, or the type {kind}",
        )
    if kind != "LoadBalancer":
        for field in given(spec, _LOAD_BALANCER_ONLY):
            if spec[field] != []:
                _only_balanced(found, (*path, field))
    outside = kind in ("LoadBalancer", "NodePort") or bool(spec.get("externalIPs"))
    if spec.get("externalTrafficPolicy") and not outside:
        found.key(
            (*path, "externalTrafficPolicy"),
            "service-type",
            "externalTrafficPolicy needs the type NodePort or LoadBalancer (or externalIPs)",
            given=(spec["externalTrafficPolicy"],),
        )
    local = kind == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"
    if spec.get("healthCheckNodePort") and not local:
        found.key(
            (*path, "healthCheckNodePort"),
            "service-type",
            "healthCheckNodePort needs the type LoadBalancer and externalTrafficPolicy: Local",
        )
    if kind != "ExternalName":
        if "clusterIPs" in spec:
            _cluster_ips(found, spec, path)
        if "ipFamilies" in spec:
            _families(found, spec, path)


def _only_balanced(found: Found, path: Path) -> None:
    found.key(
        path,
        "service-type",
        f"{path[-1]} needs the type LoadBalancer",
        help="set type: LoadBalancer, or remove it",
    )


def _cluster_ips(found: Found, spec: Mapped, path: Path) -> None:
    first, addresses = spec.get("clusterIP") or "", sequence(spec["clusterIPs"])
    if not addresses or any(map(has_placeholder, (first, *addresses))):
        return
    if addresses[0] != first:
        found.value(
            (*path, "clusterIPs", 0),
            "service-cluster-ip",
            f"the first of clusterIPs must be clusterIP, which is {first or 'not given'}",
        )
    families = {":" in each for each in addresses if isinstance(each, str)}
    wanted = zip(addresses, sequence(spec.get("ipFamilies")), strict=False)
    for index, (address, family) in enumerate(wanted):
        known = isinstance(address, str) and address != "None" and family in ("IPv4", "IPv6")
        if known and (":" in address) != (family == "IPv6"):
            found.value(
                (*path, "clusterIPs", index),
                "service-families",
                f"{address} is no {family} address, as ipFamilies says",
            )
    if len(addresses) > 2 or (len(addresses) == 2 and ("None" in addresses or len(families) < 2)):
        found.value(
            (*path, "clusterIPs", len(addresses) - 1),
            "service-cluster-ip",
            "clusterIPs holds None alone, or one address of each family",
        )


def _families(found: Found, spec: Mapped, path: Path) -> None:
    families = sequence(spec["ipFamilies"])
    policy = spec.get("ipFamilyPolicy")
    if len({*map(str, families)}) < len(families):
        found.value(
            (*path, "ipFamilies", len(families) - 1),
            "service-families",
            "a family of addresses stands twice in ipFamilies",
        )
    elif len(families) == 2 and policy in (None, "SingleStack"):
        if policy is None and _is_headless(spec) and not spec.get("selector"):
            return
        found.key(
            (*path, "ipFamilies"),
            "service-families",
            "two ipFamilies need ipFamilyPolicy: PreferDualStack or RequireDualStack",
            given=families,
        )


# --- Ports ----------------------------------------------------------------------------------------


def _ports(found: Found, spec: Mapped, path: Path, kind: str) -> None:
    ports = spec.get("ports")
    if ports is None or ports == []:
        if kind != "ExternalName" and not _is_headless(spec):
            found.key(
                (*path, "ports") if "ports" in spec else path,
                "service-ports",
                "a Service needs at least one port, unless it is headless or an ExternalName",
                help="add ports",
            )
        return
    listed = mappings(ports)
    place = (*path, "ports")
    if len(listed) > 1:
        _among_each_other(found, listed, place)
    if kind == "ClusterIP":
        for index, port in listed:
            if port.get("nodePort"):
                found.key(
                    (*place, index, "nodePort"),
                    "service-node-port",
                    "nodePort needs the type NodePort or LoadBalancer, and the type is ClusterIP",
                    help="set the type, or remove nodePort",
                    given=(port["nodePort"],),
                )


def _among_each_other(found: Found, listed: list[tuple[int, Mapped]], path: Path) -> None:
    names: set[object] = set()
    taken: set[tuple[str, object, object]] = set()
    for index, port in listed:
        name = port.get("name")
        if name is None or name == "":
            found.nearest(
                port,
                (*path, index),
                "service-port-name",
                "of several ports each needs a name, and this one has none",
                help="add name",
            )
        elif isinstance(name, str):
            if name in names:
                found.value(
                    (*path, index, "name"),
                    "service-port-name",
                    f'another port of this Service is called "{name}" too',
                    given=(name,),
                )
            names.add(name)
        for field in ("port", "nodePort"):
            number, protocol = port.get(field), port.get("protocol") or "TCP"
            if type(number) is not int or number == 0 or not isinstance(protocol, str):
                continue
            if (field, number, protocol) in taken:
                found.value(
                    (*path, index, field),
                    "service-port-twice",
                    f"{field} {number} ({protocol}) stands twice in this Service",
                )
            taken.add((field, number, protocol))
