"""Finding one's way about the schema of a kind: what stands at a path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from podlint.model import Path
from podlint.schema.store import REF, Entry, Schema, schema

_TYPES = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    dict: "object",
    list: "array",
    type(None): "null",
}


class Definition(NamedTuple):
    """A schema behind all references, and the name it goes by (empty where it has none)."""

    name: str
    schema: Schema

    @property
    def short_name(self) -> str:
        """The name in the words of the API: ``Container``."""
        return self.name.rpartition(".")[2]

    @property
    def fields(self) -> Mapping[str, Schema]:
        """The fields of an object; empty for a map, a list and a scalar."""
        properties: Mapping[str, Schema] = self.schema.get("properties", {})
        return properties


def type_name(value: object) -> str:
    """The type of JSON Schema that ``value`` has, such as ``integer``."""
    return _TYPES[type(value)]


def resolve(entry: Entry, value: Schema) -> Definition:
    """What ``value``, a part of the schema of ``entry``, refers to, or itself."""
    ref = value.get("$ref")
    if ref is None:
        return Definition("", value)
    name = ref.removeprefix(REF)
    return Definition(name, schema(entry)["$defs"][name])


def definition_at(entry: Entry, path: Path) -> Definition:
    """What stands at ``path`` of a manifest; an empty definition for what is not known."""
    here = resolve(entry, schema(entry))
    for step in path:
        here = resolve(entry, _step(here, step))
    return here


def _step(here: Definition, step: str | int) -> Schema:
    if isinstance(step, int):
        items: Schema = here.schema.get("items", {})
        return items
    if step in here.fields:
        return here.fields[step]
    return here.schema.get("additionalProperties") or {}


def value_at(data: Mapping[str, Any], path: Path) -> Any:
    """The value at ``path`` of ``data``, which must be there."""
    value: Any = data
    for step in path:
        value = value[step]
    return value
