"""Limits and priorities: bounds that do not contradict each other."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path
from podlint_rules.invalid_value.found import (
    Check,
    Found,
    Mapped,
    fields,
    integer,
    mapping,
    mappings,
)
from podlint_rules.invalid_value.quantity import parse

_ORDERED = (
    ("min", "max"),
    ("min", "default"),
    ("min", "defaultRequest"),
    ("default", "max"),
    ("defaultRequest", "max"),
    ("defaultRequest", "default"),
)
"""Of each pair the first is not greater than the second."""

_HIGHEST_PRIORITY = 10**9


def _limit(found: Found, value: Mapped, path: Path) -> None:
    if value.get("type") == "Pod":
        for field in ("default", "defaultRequest"):
            if value.get(field):
                found.key((*path, field), "limit-range", f"limits of the type Pod take no {field}")
    reported: set[tuple[str, str]] = set()
    for lower, upper in _ORDERED:
        most = mapping(value.get(upper))
        for name, written in mapping(value.get(lower)).items():
            low, high = parse(written), parse(most.get(name))
            if low is None or high is None or low <= high or (lower, name) in reported:
                continue
            reported.add((lower, name))
            found.value(
                (*path, lower, name),
                "limit-range",
                f"{lower} of {name} ({written}) is greater than {upper} ({most[name]})",
            )


def _types(found: Found, value: Any, path: Path) -> None:
    seen: set[str] = set()
    for index, limit in mappings(value):
        kind = limit.get("type")
        if isinstance(kind, str) and kind in seen:
            found.value(
                (*path, index, "type"),
                "limit-range",
                f"there are two limits of the type {kind}",
                help="make one of them",
                given=(kind,),
            )
        seen.add(str(kind))
        _limit(found, limit, (*path, index))


limit_range: Check = fields({"spec": fields({"limits": _types})})


def priority_class(found: Found, data: Any, path: Path) -> None:
    """A PriorityClass: the highest priorities belong to the system."""
    value, name = integer(data.get("value")), found.manifest.name
    if value is not None and value > _HIGHEST_PRIORITY and not name.startswith("system-"):
        found.value(
            (*path, "value"),
            "priority",
            f"a priority above {_HIGHEST_PRIORITY} belongs to the system, and this is {value}",
            given=(name,),
        )
