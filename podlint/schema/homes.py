"""Where a field belongs that stands in the wrong place of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from podlint.document.placeholders import has_placeholder
from podlint.model import Path
from podlint.schema.shape import Definition, resolve, type_name, value_at
from podlint.schema.store import Entry, Schema, schema

Segments: TypeAlias = tuple[str, ...]
"""A path without indices: ``("spec", "containers[]")``; ``*`` stands for any key of a map."""

_MOST = 3


def homes(entry: Entry, data: Mapping[str, Any], path: Path, field: str) -> tuple[str, ...]:
    """Up to three places for the ``field`` that stands in the mapping at ``path``, nearest first.

    Such a place has a field of that name which takes its value. It is a path without indices,
    ``spec.template.spec.containers[]``; the top level of the manifest is the empty string. Below
    the status there is none, nor in a branch beside ``path`` of which ``data`` has nothing: who
    writes a Ceph volume did not mean another kind of volume.
    """
    value = value_at(data, (*path, field))
    here = segments(path)
    found = [
        at
        for at, there in _having(entry).get(field, ())
        if _takes(entry, there.fields[field], value) and _begun(data, path, at)
    ]
    found.sort(key=lambda at: (_distance(here, at), len(at), at))
    return tuple(".".join(at) for at in found[:_MOST])


def segments(path: Path) -> Segments:
    """``path`` without its indices: a list and its items are one segment."""
    found: list[str] = []
    for step in path:
        if isinstance(step, str):
            found.append(step)
        elif found:
            found[-1] += "[]"
    return tuple(found)


# --- The places of a kind -------------------------------------------------------------------------


@cache
def _having(entry: Entry) -> Mapping[str, Sequence[tuple[Segments, Definition]]]:
    """The objects of a kind, and where they stand, by each of their fields."""
    found: dict[str, list[tuple[Segments, Definition]]] = {}
    for at, there in _walk(entry, schema(entry), (), ()):
        for name in there.fields:
            found.setdefault(name, []).append((at, there))
    return found


def _walk(
    entry: Entry, value: Schema, at: Segments, outer: tuple[str, ...]
) -> Iterator[tuple[Segments, Definition]]:
    here = resolve(entry, value)
    if here.name in outer or at == ("status",):
        return
    if here.fields:
        yield at, here
    for name, inner in here.fields.items():
        below, content = _inside((*at, name), inner)
        if "$ref" in content:
            yield from _walk(entry, content, below, (*outer, here.name))


def _inside(at: Segments, value: Schema) -> tuple[Segments, Schema]:
    """The items of a list or the values of a map, whatever its depth; else ``value`` itself."""
    if "items" in value:
        return _inside((*at[:-1], at[-1] + "[]"), value["items"])
    if "additionalProperties" in value:
        return _inside((*at, "*"), value["additionalProperties"])
    return at, value


# --- Which of them fit, and how far they are ------------------------------------------------------


def _takes(entry: Entry, inner: Schema, value: object) -> bool:
    there = resolve(entry, inner)
    types: Any = there.schema.get("type")
    if types is None or value is None or has_placeholder(value):
        return True
    name = type_name(value)
    if name not in types and not (name == "integer" and "number" in types):
        return False
    if isinstance(value, list):
        return all(_takes(entry, there.schema.get("items", {}), item) for item in value)
    if not isinstance(value, dict) or not value or not there.fields:
        return True
    return not value.keys().isdisjoint(there.fields)


def _begun(data: Mapping[str, Any], path: Path, at: Segments) -> bool:
    """Whether ``at`` is above or below ``path``, or in a branch that ``data`` has as well."""
    common = _common(segments(path), at)
    if common == len(at) or common == len(segments(path)):
        return True
    fork = max(end for end in range(len(path) + 1) if len(segments(path[:end])) == common)
    return at[common] == "*" or at[common].removesuffix("[]") in value_at(data, path[:fork])


def _distance(one: Segments, other: Segments) -> int:
    return len(one) + len(other) - 2 * _common(one, other)


def _common(one: Segments, other: Segments) -> int:
    """How many segments both begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
