"""From the schema of a custom resource to the JSON Schema that says what the API server takes.

The API server prunes by the structure (properties, items, additionalProperties) and then validates
the values; here both are one schema. Where the structure knows no field, none may stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from podlint.schema.custom_crd import CustomVersion
from podlint.schema.store import REF, Schema

_TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})
_LIMITS = {"maximum": "exclusiveMaximum", "minimum": "exclusiveMinimum"}
_SEVERAL = ("allOf", "anyOf", "oneOf")
_META = ("apiVersion", "kind", "metadata")
_NOTHING = "nothing"
_OBJECT_META = "meta.v1.ObjectMeta"
_LAX = frozenset({"minItems", "minProperties", "required"})
"""What does not bind a patch."""

BOUNDS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
"""The least and the greatest integer of a format."""

ITEM = "item-of-"
"""What the name of a definition begins with (after its number) that is an item of a list."""


def convert(version: CustomVersion, meta: Mapping[str, Schema], patch: bool) -> dict[str, Any]:
    """The JSON Schema of ``version``, in the form of the shipped ones: a reference and ``$defs``.

    ``meta`` holds the definitions of ObjectMeta and what it leads to. In a ``patch`` nothing about
    several fields is said.
    """
    converter = _Converter(version, meta, patch)
    root = converter.root()
    return {"$ref": root["$ref"], "$defs": converter.definitions}


class _Converter:
    """One conversion: the definitions that it makes on its way."""

    def __init__(self, version: CustomVersion, meta: Mapping[str, Schema], patch: bool) -> None:
        self.version = version
        self.patch = patch
        self.definitions: dict[str, Schema] = dict(meta)
        self.definitions[_NOTHING] = {
            "properties": {},
            "additionalProperties": False,
            "items": {"$ref": REF + _NOTHING},
        }

    def root(self) -> dict[str, Any]:
        """The schema of the object as a whole."""
        schema = dict(self.version.schema or {})
        if self.version.separate_status:
            # It is dropped before anything validates it.
            schema["properties"] = {**mapping(schema.get("properties")), "status": _ANYTHING}
            schema["required"] = [name for name in _names(schema) if name != "status"]
        schema["x-kubernetes-embedded-resource"] = True
        schema["type"] = "object"
        return self.node(schema, self.version.kind)

    # --- The structure ----------------------------------------------------------------------------

    def node(self, schema: object, name: str, *, kept: bool = False) -> dict[str, Any]:
        """What stands at one place; an object with fields, or with none, becomes a definition.

        ``kept`` says that unknown fields are kept here although the schema does not say so: in the
        items of a list that keeps them.
        """
        if not isinstance(schema, dict) or "$ref" in schema:
            return {}
        kept = kept or schema.get("x-kubernetes-preserve-unknown-fields") is True
        found = dict(self.values(schema))
        if types := _types(schema):
            found["type"] = types
        if "array" in types or "items" in schema:
            found["items"] = self.items(schema, name, kept)
        return self.fields(schema, name, kept, found)

    def items(self, schema: Mapping[str, Any], name: str, kept: bool) -> dict[str, Any]:
        if isinstance(schema.get("items"), dict):
            return self.node(schema["items"], ITEM + name, kept=kept)
        return {"$ref": REF + _NOTHING} if self.strict(kept) else {}

    def fields(
        self, schema: Mapping[str, Any], name: str, kept: bool, found: dict[str, Any]
    ) -> dict[str, Any]:
        """``found`` with the fields, or a reference to it."""
        own = schema.get("properties")
        properties = {key: self.node(inner, key) for key, inner in mapping(own).items()}
        if schema.get("x-kubernetes-embedded-resource") is True:
            properties |= self.meta(mapping(own))
            required = [] if self.patch else [*_names(schema), "apiVersion", "kind"]
            found["required"] = list(dict.fromkeys(required))
        if properties:
            found["properties"] = properties
        further = self.further(schema, name, kept)
        if further is not None and _may_be_object(schema):
            found["additionalProperties"] = further
        return self.define(name, found) if properties or further is False else found

    def further(
        self, schema: Mapping[str, Any], name: str, kept: bool
    ) -> bool | dict[str, Any] | None:
        """What other fields may be; None where they may be anything."""
        said = schema.get("additionalProperties")
        if isinstance(said, dict):
            return self.node(said, name)
        if said is False:
            return False
        if said is True:
            # The server prunes below as if there were no field, and keeps scalars.
            return {"$ref": REF + _NOTHING} if self.strict(kept=False) else None
        return False if self.strict(kept) else None

    def strict(self, kept: bool) -> bool:
        """Whether fields are refused that the schema does not have."""
        return self.version.pruned and not self.version.plain and not kept

    def meta(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of every object; of ``metadata`` a schema may narrow the name."""
        text = {"type": ["string", "null"]}
        names = {"$ref": REF + _OBJECT_META}
        said = mapping(mapping(own.get("metadata")).get("properties"))
        narrowed = {
            name: {**text, **dict(self.values(said[name]))}
            for name in ("name", "generateName")
            if isinstance(said.get(name), dict)
        }
        if narrowed:
            complete = self.definitions[_OBJECT_META]
            names = self.define(
                "ObjectMeta", {**complete, "properties": {**complete["properties"], **narrowed}}
            )
        return {"apiVersion": text, "kind": text, "metadata": names}

    def define(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        """Keep ``schema`` as a definition of its own, and refer to it."""
        key = f"{len(self.definitions)}.{re.sub(r'[^A-Za-z0-9_-]', '-', name)}"
        self.definitions[key] = schema
        return {"$ref": REF + key}

    # --- The values -------------------------------------------------------------------------------

    def values(self, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What a value must be, apart from its type; what is malformed is left out."""
        for keyword, said in schema.items():
            if self.patch and keyword in _LAX:
                continue
            if keyword == "required":
                yield keyword, _names(schema)
            elif keyword == "const":
                yield "enum", [said]
            elif keyword in _SOUND and _SOUND[keyword](said):
                yield keyword, said
        yield from _limits(schema).items()
        junctors = {} if self.patch else dict(self.junctors(schema))
        if junctors and schema.get("nullable") is True:
            yield from {"if": {"type": "null"}, "else": junctors}.items()
        else:
            yield from junctors.items()

    def junctors(self, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """``allOf``, ``anyOf``, ``oneOf`` and ``not``, apart from those that only name types."""
        for keyword in _SEVERAL:
            said = schema.get(keyword)
            if not isinstance(said, list) or not all(isinstance(each, dict) for each in said):
                continue
            if not said or _only_types(said) is not None:
                continue
            yield keyword, [self.branch(each) for each in said]
        if isinstance(schema.get("not"), dict):
            yield "not", self.branch(schema["not"])

    def branch(self, schema: object) -> dict[str, Any]:
        """A schema inside of a junctor, which says nothing of the structure."""
        schema = mapping(schema)
        if "$ref" in schema:
            return {}
        found = dict(self.values(schema))
        if types := _types(schema):
            found["type"] = types
        if isinstance(schema.get("items"), dict):
            found["items"] = self.branch(schema["items"])
        if isinstance(schema.get("properties"), dict):
            inner = schema["properties"].items()
            found["properties"] = {key: self.branch(each) for key, each in inner}
        further = schema.get("additionalProperties")
        if isinstance(further, dict | bool):
            found["additionalProperties"] = (
                further if isinstance(further, bool) else self.branch(further)
            )
        return found


_ANYTHING = {"x-kubernetes-preserve-unknown-fields": True}


def mapping(value: object) -> dict[str, Any]:
    """``value`` where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def _names(schema: Mapping[str, Any]) -> list[str]:
    said = schema.get("required")
    return [name for name in said if isinstance(name, str)] if isinstance(said, list) else []


def _types(schema: Mapping[str, Any]) -> list[str]:
    """The types a value may have, ``null`` among them; nothing where any will do."""
    said = schema.get("type")
    listed = said if isinstance(said, list) else [said]
    types = [each for each in listed if isinstance(each, str) and each in _TYPES]
    if schema.get("x-kubernetes-int-or-string") is True:
        types = ["integer", "string"]
    elif not types:
        junctors = (_only_types(schema.get(keyword)) for keyword in ("oneOf", "anyOf"))
        types = next((found for found in junctors if found), [])
    if types and (schema.get("nullable") is True or "null" in listed):
        types = [*types, "null"]
    return types


def _only_types(branches: object) -> list[str] | None:
    """The types that the branches of a junctor name, where they say nothing else."""
    if not isinstance(branches, list) or not branches:
        return None
    if not all(isinstance(each, dict) and each.keys() == {"type"} for each in branches):
        return None
    types = [each["type"] for each in branches]
    return types if all(isinstance(each, str) and each in _TYPES for each in types) else None


def _may_be_object(schema: Mapping[str, Any]) -> bool:
    types = _types(schema)
    return not types or "object" in types


def _limits(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The limits of a number; OpenAPI says beside a limit whether it is itself excluded."""
    found: dict[str, Any] = {}
    for keyword, exclusive in _LIMITS.items():
        limit, excluded = schema.get(keyword), schema.get(exclusive)
        if _is_number(limit):
            found[exclusive if excluded is True else keyword] = limit
        elif _is_number(excluded):
            found[exclusive] = excluded
    if schema.get("format") in BOUNDS and schema.get("type") == "integer":
        least, greatest = BOUNDS[schema["format"]]
        if "exclusiveMinimum" not in found:
            found.setdefault("minimum", least)
        if "exclusiveMaximum" not in found:
            found.setdefault("maximum", greatest)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_SOUND: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(
        ("maxItems", "maxLength", "maxProperties", "minItems", "minLength", "minProperties"),
        _is_count,
    ),
    "enum": lambda said: isinstance(said, list) and bool(said),
    "multipleOf": lambda said: _is_number(said) and said > 0,
    "pattern": lambda said: isinstance(said, str),
    "uniqueItems": lambda said: said is True,
}
"""Keywords that are taken over as they are, where what they say makes sense."""
