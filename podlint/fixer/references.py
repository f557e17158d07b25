"""Objects that name another one by its kind: what becomes of another kind must not be lost to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from podlint.document import Document


def lost_reference(before: Iterable[Document], after: Iterable[Document]) -> str:
    """Which object names one that is there ``before`` and not ``after``; empty where none does."""
    old, new = list(before), list(after)
    gone = set(_objects(old)) - set(_objects(new))
    if not gone:
        return ""
    for document in new:
        for owner, named in _references(document.data, ""):
            if named in gone:
                return f"{owner} names {'/'.join(named)}"
    return ""


def _objects(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Kind and name of all objects, those in lists too."""
    for document in documents:
        for mapping in _mappings(document.data):
            metadata = mapping.get("metadata")
            kind, name = mapping.get("kind"), _name(metadata)
            if isinstance(kind, str) and name:
                yield kind, name


def _references(data: Any, owner: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """What looks like a reference: a kind and a name side by side; each with the object it is in."""
    if isinstance(data, dict):
        kind, name = data.get("kind"), data.get("name")
        if isinstance(kind, str) and isinstance(name, str):
            yield owner, (kind, name)
        if isinstance(kind, str) and _name(data.get("metadata")):
            owner = f"{kind}/{_name(data['metadata'])}"
        for value in data.values():
            yield from _references(value, owner)
    elif isinstance(data, list):
        for item in data:
            yield from _references(item, owner)


def _mappings(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _mappings(value)
    elif isinstance(data, list):
        for item in data:
            yield from _mappings(item)


def _name(metadata: object) -> str:
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""
