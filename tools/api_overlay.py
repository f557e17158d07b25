"""Puts what the API server refuses for one value into the reduced schemas.

``tools/api_constraints.py`` has the table; a name in it that no version has is an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from tools.api_constraints import CONSTRAINTS, NAMES, NAMESPACED, Constraints
from tools.api_syntax import DNS_LABEL, Constraint, maybe, prefix

Schema: TypeAlias = dict[str, Any]
Definitions: TypeAlias = dict[str, Schema]

_REF = "#/$defs/"
_INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
_OBJECT_META = "meta.v1.ObjectMeta"


def entries() -> Iterator[tuple[str, str]]:
    """Every definition and field that the table constrains."""
    for name, fields in CONSTRAINTS.items():
        for field in fields:
            yield name, field


def constrain(versions: Mapping[str, Definitions]) -> None:
    """Put the constraints of each version into its definitions.

    Raises ``SystemExit`` where the table has what no version has.
    """
    applied: set[tuple[str, str]] = set()
    for version, definitions in versions.items():
        minor = int(version.partition(".")[2])
        for name, field in entries():
            if name in definitions and _put(definitions, name, field, minor):
                applied.add((name, field))
        _name_objects(definitions, minor)
    if missing := [entry for entry in entries() if entry not in applied]:
        raise SystemExit(f"generate_schemas: no version has {missing}")


def _put(definitions: Definitions, name: str, field: str, minor: int) -> bool:
    schema = definitions[name]
    if field:
        outer, _, inner = field.partition(".")
        if _plain(outer) not in schema.get("properties", {}):
            return False
        if inner:
            target = schema["properties"][outer]
            there = definitions[target["$ref"].removeprefix(_REF)]["properties"]
            properties = target.setdefault("properties", {})
            properties[inner] = _merged({}, CONSTRAINTS[name][field], minor, there[inner])
            return True
        holder, key = _holder(schema, field)
    else:
        holder, key = definitions, name
    there = {} if key == "propertyNames" else holder[key]
    holder[key] = _merged(there, CONSTRAINTS[name][field], minor, there)
    if not holder[key]:
        del holder[key]
    return True


def _plain(field: str) -> str:
    return field.partition("[")[0].partition("{")[0]


def _holder(schema: Schema, field: str) -> tuple[Schema, str]:
    """The schema, and the keyword in it, that a field of the table stands for."""
    properties = schema["properties"]
    if field.endswith("[]"):
        return properties[_plain(field)], "items"
    if field.endswith("{}"):
        return properties[_plain(field)], "additionalProperties"
    if field.endswith("{key}"):
        return properties[_plain(field)], "propertyNames"
    return properties, field


def _merged(schema: Schema, constraints: Constraints, minor: int, typed: Schema) -> Schema:
    """``schema`` with the constraint that holds for a version; ``typed`` has its type."""
    merged = dict(schema)
    for constraint in each(constraints):
        if constraint.since <= minor <= constraint.until:
            merged |= constraint.marked()
            merged |= _format(typed, constraint)
            if "enum" in merged and "null" in typed.get("type", ()):
                merged["enum"] = [*merged["enum"], None]
    return merged


def _format(typed: Schema, constraint: Constraint) -> Schema:
    """The format of an integer, where its bounds are replaced by closer ones."""
    if not {"minimum", "maximum"} & constraint.schema.keys() or "minimum" not in typed:
        return {}
    return {"format": "int32" if typed["minimum"] == _INT32["minimum"] else "int64"}


def each(constraints: Constraints) -> Iterable[Constraint]:
    """The constraints of one entry."""
    return constraints if isinstance(constraints, tuple) else (constraints,)


# --- Names of objects -----------------------------------------------------------------------------


def _name_objects(definitions: Definitions, minor: int) -> None:
    for name, schema in definitions.items():
        metadata = schema.get("properties", {}).get("metadata", {})
        group, _, rest = name.partition(".")
        kind = f"{group}.{rest.partition('.')[2]}"
        if kind in NAMES and metadata.get("$ref") == _REF + _OBJECT_META:
            metadata["properties"] = _name_fields(kind, minor)


def _name_fields(kind: str, minor: int) -> Schema:
    names = each(NAMES[kind])
    prefixes = tuple(maybe(prefix(name)) for name in names)
    fields = {
        "name": _merged({}, tuple(names), minor, {}),
        "generateName": _merged({}, prefixes, minor, {}),
    }
    if kind in NAMESPACED:
        fields["namespace"] = _merged({}, maybe(DNS_LABEL), minor, {})
    return fields
