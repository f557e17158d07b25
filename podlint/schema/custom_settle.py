"""What the API server makes of a custom resource before it validates it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from podlint.schema.custom_convert import mapping

_META = ("apiVersion", "kind", "metadata")


def settled(data: Mapping[str, Any], schema: Mapping[str, Any], *, patch: bool) -> dict[str, Any]:
    """``data`` without the nulls that count for nothing, and with the defaults of ``schema``.

    A null is dropped where the schema knows the field and does not call it nullable; in a ``patch``
    it deletes, and there are no defaults. ``schema`` is as it is written in the definition.
    """
    inner = {name: value for name, value in data.items() if name not in _META}
    return {name: data[name] for name in _META if name in data} | _object(inner, schema, patch)


def _settled(value: Any, schema: Mapping[str, Any], patch: bool) -> Any:
    if isinstance(value, dict):
        if schema.get("x-kubernetes-embedded-resource") is True:
            return settled(value, schema, patch=patch)
        return _object(value, schema, patch)
    if isinstance(value, list):
        items = mapping(schema.get("items"))
        return [_settled(_or_default(each, items, patch), items, patch) for each in value]
    return value


def _object(value: Mapping[str, Any], schema: Mapping[str, Any], patch: bool) -> dict[str, Any]:
    properties, further = mapping(schema.get("properties")), schema.get("additionalProperties")
    found = {}
    for name, inner in value.items():
        below = properties.get(name, further)
        if inner is not None:
            found[name] = _settled(inner, mapping(below), patch)
        elif not patch and (not isinstance(below, dict) or below.get("nullable") is True):
            found[name] = None
    if not patch:
        for name, below in properties.items():
            if name not in found and mapping(below).get("default") is not None:
                found[name] = _settled(copy.deepcopy(below["default"]), below, patch)
    return found


def _or_default(item: Any, schema: Mapping[str, Any], patch: bool) -> Any:
    if item is not None or patch or schema.get("nullable") is True:
        return item
    return copy.deepcopy(schema.get("default"))
