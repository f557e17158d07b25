"""Why a custom resource does not fit: the causes that built-in kinds have, and those of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

from podlint.document.placeholders import has_placeholder
from podlint.model import (
    InvalidValueFault,
    MissingFieldFault,
    Path,
    Place,
    SchemaFault,
    UnknownFieldFault,
    WrongTypeFault,
    key_of,
    value_of,
)
from podlint.model.record import replace
from podlint.schema.custom_convert import BOUNDS, ITEM
from podlint.schema.custom_errors import JUNCTORS, errors
from podlint.schema.explain import Subject, is_unknown, of_errors, order
from podlint.schema.shape import value_at
from podlint.schema.store import MARKER

_SHAPE = frozenset({"additionalProperties", "required", "type"})
_CONSTRAINTS = {
    "enum": "enum",
    "exclusiveMaximum": "range",
    "exclusiveMinimum": "range",
    "maxItems": "items",
    "maxLength": "length",
    "maxProperties": "properties",
    "maximum": "range",
    "minItems": "items",
    "minLength": "length",
    "minProperties": "properties",
    "minimum": "range",
    "multipleOf": "multiple-of",
    "not": "not",
    "pattern": "pattern",
    "uniqueItems": "unique",
}
"""Keywords of JSON Schema, and the words of ``InvalidValueFault`` for what breaks them."""
_ONE_OF = "one-of"
_AT_LEAST = {"items": "minItems", "length": "minLength", "properties": "minProperties"}
_AT_MOST = {"items": "maxItems", "length": "maxLength", "properties": "maxProperties"}


def explain_custom(subject: Subject, data: Mapping[str, Any]) -> tuple[SchemaFault, ...]:
    """The faults of a custom resource, in the order of their paths.

    ``data`` is what the API server makes of the manifest before it validates it; the places of the
    faults are those of the manifest itself.
    """
    said = errors(subject.entry, subject.patch, data)
    plain = [each for each in said if each.validator not in JUNCTORS]
    certain = [each for each in plain if _stands(subject, each)]
    for error in said:
        if error.validator in JUNCTORS and not _is_shadowed(subject, error, certain):
            certain += _unwrapped(error)
    nulls = tuple(_null_item(subject, each) for each in certain if _is_null_item(each))
    shape = of_errors(subject, (each for each in certain if _is_of_shape(each)))
    shape = (*nulls, *(_named(each) for each in shape))
    values = _values(subject, [each for each in certain if not _is_of_shape(each)], shape)
    return tuple(sorted((*shape, *values), key=order))


def _stands(subject: Subject, error: ValidationError) -> bool:
    """Whether the place is in the manifest, and not in a default that was filled in."""
    try:
        value_at(subject.data, tuple(error.absolute_path))
    except (KeyError, IndexError, TypeError):
        return False
    return True


# --- Junctors -------------------------------------------------------------------------------------


def _is_shadowed(subject: Subject, error: ValidationError, certain: list[ValidationError]) -> bool:
    """Whether a junctor fails only because of what is wrong anyway, or is not known yet."""
    if not _stands(subject, error) or _holds_placeholder(error.instance, subject.path):
        return True
    path = tuple(error.absolute_path)
    return any(tuple(each.absolute_path)[: len(path)] == path for each in certain)


def _holds_placeholder(value: object, path: Path) -> bool:
    if isinstance(value, dict):
        return any(
            has_placeholder(name) or _holds_placeholder(inner, path)
            for name, inner in value.items()
        )
    if isinstance(value, list):
        return any(_holds_placeholder(inner, path) for inner in value)
    return is_unknown(value, path)


def _unwrapped(error: ValidationError) -> Iterator[ValidationError]:
    """What is wrong in the branch that fits best; the junctor itself where that says too little."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    if error.validator == "not" or not branches or _choice(error):
        yield error
        return
    for inner in min(branches.values(), key=_weight):
        if inner.validator in JUNCTORS:
            yield from _unwrapped(inner)
        else:
            yield inner


def _weight(errors: list[ValidationError]) -> tuple[int, int]:
    """How far a branch is from fitting: where a value tells which branch was meant, that counts."""
    apart = sum(each.validator in ("enum", "type") for each in errors)
    return apart, len(errors)


def _choice(error: ValidationError) -> tuple[str, ...]:
    """The fields one of which must be there, where that is all that the branches ask for."""
    found: list[str] = []
    instance: Any = error.instance
    branches: Any = error.validator_value
    if not isinstance(instance, dict) or not isinstance(branches, list):
        return ()
    for branch in branches:
        if branch.keys() - {"properties"} != {"required"}:
            return ()
        found += branch.get("required", ())
    if any(each.validator != "required" for each in error.context or ()):
        return ()
    return tuple(dict.fromkeys(found))


# --- Values ---------------------------------------------------------------------------------------


def _is_of_shape(error: ValidationError) -> bool:
    """Whether it is a cause that the schemas of built-in kinds have as well."""
    said: Any = error.schema
    if MARKER in said:
        return True
    if _is_null_item(error):
        return False
    if error.validator in ("minimum", "maximum"):
        return (said.get("minimum"), said.get("maximum")) in BOUNDS.values()
    return error.validator in _SHAPE


def _is_null_item(error: ValidationError) -> bool:
    """Whether an item of a list is null, which no default or pruning mends."""
    path = error.absolute_path
    return error.validator == "type" and error.instance is None and isinstance(path[-1], int)


def _null_item(subject: Subject, error: ValidationError) -> WrongTypeFault:
    types: Any = error.validator_value
    expected = (types,) if isinstance(types, str) else tuple(types)
    place = value_of((*subject.path, *error.absolute_path))
    return WrongTypeFault(place, expected=expected, actual="null")


def _values(
    subject: Subject, errors: Iterable[ValidationError], shape: tuple[SchemaFault, ...]
) -> Iterator[InvalidValueFault]:
    """One fault for each value; none for what is of a wrong type, or not known yet."""
    seen = {fault.place.path for fault in shape if isinstance(fault.place, Place)}
    for error in errors:
        path: Path = tuple(error.absolute_path)
        whole = subject.path + path
        if whole in seen or is_unknown(error.instance, whole) or path[:1] == ("status",):
            continue
        seen.add(whole)
        yield _invalid(subject, error, whole)


def _invalid(subject: Subject, error: ValidationError, whole: Path) -> InvalidValueFault:
    keyword = str(error.validator)
    constraint = _CONSTRAINTS.get(keyword, _ONE_OF)
    value: Any = error.instance
    scalar = not isinstance(value, dict | list)
    place = value_of(whole) if scalar else key_of(whole)
    if whole == subject.path:
        place = value_of((*whole, "kind"))
    named = [step for step in whole if isinstance(step, str)]
    minimum, maximum = _limits(constraint, error.schema)
    return InvalidValueFault(
        place,
        field=named[-1] if len(whole) > len(subject.path) and named else "",
        constraint="not-empty" if _is_emptiness(keyword, error) else constraint,
        value=value if scalar else None,
        allowed=_allowed(constraint, error),
        minimum=minimum,
        maximum=maximum,
    )


def _is_emptiness(keyword: str, error: ValidationError) -> bool:
    return keyword in _AT_LEAST.values() and error.validator_value == 1


def _allowed(constraint: str, error: ValidationError) -> tuple[str, ...]:
    said: Any = error.validator_value
    if constraint == _ONE_OF:
        return _choice(error)
    if constraint == "enum":
        return tuple(_word(each) for each in said)
    if constraint in ("pattern", "multiple-of"):
        return (str(said),)
    return ()


def _word(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _limits(constraint: str, said: Any) -> tuple[int | None, int | None]:
    """The least and the greatest that is taken; whole numbers only."""
    if constraint != "range":
        return said.get(_AT_LEAST.get(constraint)), said.get(_AT_MOST.get(constraint))
    least, greatest = said.get("minimum"), said.get("maximum")
    if "exclusiveMinimum" in said:
        least = said["exclusiveMinimum"] + 1
    if "exclusiveMaximum" in said:
        greatest = said["exclusiveMaximum"] - 1
    return _whole(least), _whole(greatest)


def _whole(limit: object) -> int | None:
    return int(limit) if isinstance(limit, int | float) and limit == int(limit) else None


# --- Names ----------------------------------------------------------------------------------------


def _named(fault: SchemaFault) -> SchemaFault:
    """The fault with its owner in words: a custom resource has no names of types."""
    if isinstance(fault, UnknownFieldFault | MissingFieldFault) and fault.owner.startswith(ITEM):
        return replace(fault, owner=f"an item of {fault.owner.removeprefix(ITEM)}")
    return fault
