"""Label selectors: what they say, and whether a template's labels are what they look for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from podlint.rule import Path, has_placeholder
from podlint_rules.invalid_value.found import (
    Check,
    Found,
    Mapped,
    items,
    mapping,
    mappings,
    sequence,
)

_WITH_VALUES = frozenset({"In", "NotIn"})
_WITHOUT_VALUES = frozenset({"Exists", "DoesNotExist"})
_WITH_NUMBER = frozenset({"Gt", "Lt"})


def _expression(found: Found, value: Mapped, path: Path) -> None:
    operator, values = value.get("operator"), value.get("values")
    if not isinstance(operator, str) or not isinstance(values, list | None):
        return
    if operator in _WITH_VALUES and not values:
        found.value(
            (*path, "operator"),
            "selector-values",
            f"{operator} needs values to compare with, and there are none",
        )
    elif operator in _WITHOUT_VALUES and values:
        found.key(
            (*path, "values"),
            "selector-values",
            f"{operator} compares with nothing, and here it has values",
            help="remove them, or use In or NotIn",
        )
    elif operator in _WITH_NUMBER and len(values or ()) != 1:
        found.value(
            (*path, "operator"),
            "selector-values",
            f"{operator} compares with one number, and there are {len(values or ())}",
        )


expressions: Check = items(_expression)
"""A list of matchExpressions: each operator has the values that it needs."""


def selector(found: Found, value: Any, path: Path) -> None:
    """A label selector."""
    if isinstance(value, dict) and value.get("matchExpressions"):
        expressions(found, value["matchExpressions"], (*path, "matchExpressions"))


def is_empty(value: Mapped) -> bool:
    """Whether a label selector selects everything."""
    return not value.get("matchLabels") and not value.get("matchExpressions")


def mismatches(value: Mapped, labels: Mapped) -> Iterator[tuple[Path, str]]:
    """What a selector asks for and ``labels`` are not: where, and in words.

    Nothing that is not known yet, or of a wrong type, counts.
    """
    wanted = mapping(value.get("matchLabels"))
    for key, label in wanted.items():
        if labels.get(key) != label and isinstance(label, str) and _is_known(key, (label,), labels):
            yield ("matchLabels", key), f"{key}: {label}"
    for index, expression in mappings(value.get("matchExpressions")):
        name, operator = expression.get("key"), expression.get("operator")
        values = sequence(expression.get("values"))
        if not isinstance(name, str) or not _is_known(name, values, labels):
            continue
        if _refuses(operator, values, name in labels, labels.get(name)):
            words = f"{name} {operator}" + (f" [{', '.join(map(str, values))}]" if values else "")
            yield ("matchExpressions", index), words


def _is_known(key: str, values: Sequence[object], labels: Mapped) -> bool:
    """Whether nothing that is compared is a placeholder; one among the keys may be any key."""
    return not any(map(has_placeholder, (key, labels.get(key), *values, *labels)))


def _refuses(operator: object, values: list[Any], there: bool, label: object) -> bool:
    match operator:
        case "In":
            return not there or label not in values
        case "NotIn":
            return there and label in values
        case "Exists":
            return not there
        case "DoesNotExist":
            return there
    return False


def matching(
    found: Found, value: Mapped, path: Path, labels: object, where: str = "the template"
) -> None:
    """Report a selector that does not select what it is for."""
    if labels is not None and not isinstance(labels, dict):
        return
    missed = list(mismatches(value, mapping(labels)))
    if not missed:
        return
    place, words = missed[0]
    more = f" (nor {', '.join(each for _, each in missed[1:])})" if len(missed) > 1 else ""
    put = found.value if place[0] == "matchLabels" else found.key
    put(
        (*path, *place),
        "selector-mismatch",
        f"the selector wants {words}, and the labels of {where} do not have it{more}",
        help="give the Pod template the labels that the selector looks for",
    )
