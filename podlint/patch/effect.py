"""What an edit does to the data of a document: what its text has to say afterwards."""

from __future__ import annotations

from typing import Any

from podlint.document.expand import Expansion
from podlint.document.nodes import MappingNode, Node
from podlint.model import (
    Delete,
    Edit,
    InsertComment,
    InsertItem,
    InsertKey,
    Move,
    Path,
    RemoveComment,
    RenameKey,
    SetScalar,
)
from podlint.patch.page import Page, Spot
from podlint.patch.refused import Refused


def data_of(node: Node) -> Any:
    """The plain data of a node."""
    return Expansion().data(node)


def effect(page: Page, edit: Edit) -> Any:
    """The data after an edit; that before it is left as it is.

    Raises:
        Refused: the edit does not fit the data.
    """
    data = page.document.data
    match edit:
        case SetScalar(path=path, value=value):
            return changed(data, path, value)
        case RenameKey(place=place, name=name):
            return _without(page, page.find(place.path, place.nth), data, name)
        case InsertKey(path=path, key=key, value=value):
            return changed(data, path, {**(_at(data, path) or {}), key: value})
        case InsertItem(path=path, value=value, position=position):
            return changed(data, path, _inserted(_at(data, path) or [], position, value))
        case Delete(place=place):
            return _without(page, page.find(place.path, place.nth), data, None)
        case Move():
            return _moved(page, data, edit)
        case InsertComment() | RemoveComment():
            return data


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _inserted(items: list[Any], index: int | None, value: Any) -> list[Any]:
    at = len(items) if index is None else index
    return [*items[:at], value, *items[at:]]


def changed(data: Any, path: Path, value: Any) -> Any:
    """A copy of ``data`` with another value at ``path``."""
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = changed(data[path[0]], path[1:], value)
    return copy


def _without(page: Page, spot: Spot, data: Any, name: str | None) -> Any:
    """Without an entry or item; its value stands at another key where there is a ``name``."""
    outer = spot.path[:-1]
    before = _at(data, outer)
    if isinstance(spot.of, MappingNode):
        entries = spot.of.entries
        twice = sum(each.name == spot.entry.name for each in entries) > 1
        if twice and any(each.merge for each in entries):
            raise Refused("merge")
        if twice:
            pairs = [(each.name, data_of(each.value)) for each in entries]
            pairs[spot.index : spot.index + 1] = [(name, pairs[spot.index][1])] if name else []
            return changed(data, outer, dict(pairs))
        after = {key: value for key, value in before.items() if key != spot.entry.name}
        if name is not None:
            after[name] = before[spot.entry.name]
        return changed(data, outer, after)
    index = spot.index
    return changed(data, outer, [*before[:index], *before[index + 1 :]])


def _moved(page: Page, data: Any, edit: Move) -> Any:
    spot = page.find(edit.path)
    value = _at(data, edit.path)
    target = _at(data, edit.to)
    if isinstance(spot.of, MappingNode):
        key = spot.entry.name if edit.key is None else edit.key
        if edit.to == edit.path[:-1]:
            rest = {name: inner for name, inner in target.items() if name != spot.entry.name}
            return changed(data, edit.to, {**rest, key: value})
        without = _without(page, spot, data, None)
        return changed(without, edit.to, {**(_at(without, edit.to) or {}), key: value})
    at = len(target or []) if edit.position is None else edit.position
    into = changed(data, edit.to, _inserted(target or [], at, value))
    path = list(edit.path)
    depth = len(edit.to)
    if edit.path[:depth] == edit.to and int(path[depth]) >= at:
        path[depth] = int(path[depth]) + 1
    outer = tuple(path[:-1])
    items = _at(into, outer)
    last = int(path[-1])
    return changed(into, outer, [*items[:last], *items[last + 1 :]])
