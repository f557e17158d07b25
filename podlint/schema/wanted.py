"""What a schema wants at a place of a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from podlint.model import Path
from podlint.schema import store
from podlint.schema.shape import definition_at


class Wanted(NamedTuple):
    """What may stand at a place; both empty where anything may, or nothing is known."""

    types: tuple[str, ...] = ()
    """Types of JSON Schema, without ``null``."""
    fields: tuple[str, ...] = ()
    """The fields of an object that has its own; empty for a free map."""


def wanted(data: Mapping[str, Any], path: Path, version: str) -> Wanted:
    """What the kind of the manifest ``data`` wants at ``path`` (within it)."""
    entry = store.find(version, data.get("apiVersion"), data.get("kind"))
    return Wanted() if entry is None else wanted_of(entry, path)


def wanted_of(entry: store.Entry, path: Path) -> Wanted:
    """What a schema wants at ``path``."""
    found = definition_at(entry, path)
    types = found.schema.get("type", ())
    listed = (types,) if isinstance(types, str) else tuple(types)
    return Wanted(tuple(each for each in listed if each != "null"), tuple(found.fields))
