"""Random edits of a document, and what they have to do to its data, worked out once more."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from podlint.model import (
    Delete,
    Edit,
    InsertComment,
    InsertItem,
    InsertKey,
    Move,
    Path,
    Place,
    RenameKey,
    SetScalar,
)

Choose = Callable[[Sequence[Any]], Any]

SCALARS: tuple[Any, ...] = (
    *("new", "yes", "1.10", "0755", "a: b", "# no", "it's", "-", "--flag=x", "{a", "nginx:1.27"),
    *("", " x ", "😀", "a\tb", "~", "null", "two\nlines", "two\nlines\n", "two\n\nlines\n\n"),
    *(" first\nsecond", "x, y", "a?b", "*", "&a", "!t", "%x", "@y", "`", "=", "<<", "2024-01-01"),
    *("\x07", "\u2028", "\\n", '"q"', "a #b", "a:", ":a", "---", "- x", "[", "end\n "),
    *(True, False, None, 0, 5, -3, 1.5, 1e30, 10**17),
)
VALUES: tuple[Any, ...] = (
    *SCALARS,
    *({}, [], {"a": 1}, [1, "two"], {"a": {"b": ["c"]}, "d": []}, [{"a": 1, "b": [2]}, []]),
    *([[1, 2], [3]], {"on": "off"}, {"text": "one\ntwo\n"}, ["one\ntwo"], {"a, b": "c, d"}),
)
NAMES = ("new", "yes", "12", "a b", "a: b", "😀", "#x", "<<", "-", "x/y", "", "two\nlines", "{{x}}")
KINDS = ("set", "rename", "insert-key", "insert-item", "delete", "move", "comment")


def nodes(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """All Paths of plain data, and what stands there."""
    yield path, data
    if isinstance(data, dict | list):
        inner = data.items() if isinstance(data, dict) else enumerate(data)
        for step, value in inner:
            yield from nodes(value, (*path, step))


def at(data: Any, path: Path) -> Any:
    """What stands at a Path."""
    for step in path:
        data = data[step]
    return data


def random_edit(data: Any, kind: str, choose: Choose) -> Edit | None:
    """An edit of that kind which the data allow, None where there is none."""
    every = list(nodes(data))
    below = [each for each in every if each[0]]
    mappings = [
        each for each in every if isinstance(each[1], dict) or (each[0] and each[1] is None)
    ]
    lists = [each for each in every if isinstance(each[1], list) or (each[0] and each[1] is None)]
    if kind == "set":
        return _set([path for path, value in below if not isinstance(value, dict | list)], choose)
    if kind == "rename":
        keys = [path for path, _ in below if isinstance(path[-1], str)]
        return _rename(data, keys, choose)
    if kind == "insert-key":
        return _insert_key(mappings, choose)
    if kind == "insert-item":
        return _insert_item(lists, choose)
    if kind == "delete":
        return Delete(Place(choose(below)[0])) if below and (len(below) > 1) else None
    if kind == "move":
        return _move(data, below, mappings, lists, choose)
    if not below:
        return None
    return InsertComment(choose(below)[0], "new # {", choose(("above", "end of line")))


def _set(paths: list[Path], choose: Choose) -> Edit | None:
    style = choose(("", "", "", "'", '"', "|", "plain"))
    return SetScalar(choose(paths), choose(SCALARS), style) if paths else None


def _rename(data: Any, keys: list[Path], choose: Choose) -> Edit | None:
    if not keys:
        return None
    path, name = choose(keys), choose(NAMES)
    return None if name in at(data, path[:-1]) else RenameKey(Place(path), name)


def _insert_key(mappings: list[tuple[Path, Any]], choose: Choose) -> Edit | None:
    if not mappings:
        return None
    path, mapping = choose(mappings)
    name, siblings = choose(NAMES), list(mapping or {})
    if name in siblings:
        return None
    where = choose(("end", "before", "after")) if siblings else "end"
    beside = {} if where == "end" else {where: choose(siblings)}
    return InsertKey(path, name, choose(VALUES), **beside)


def _insert_item(lists: list[tuple[Path, Any]], choose: Choose) -> Edit | None:
    if not lists:
        return None
    path, items = choose(lists)
    return InsertItem(path, choose(VALUES), choose((None, *range(len(items or []) + 1))))


def _move(
    data: Any,
    below: list[tuple[Path, Any]],
    mappings: list[tuple[Path, Any]],
    lists: list[tuple[Path, Any]],
    choose: Choose,
) -> Edit | None:
    path = choose(below)[0] if below else ()
    if not path:
        return None
    item = isinstance(path[-1], int)
    targets = [each for each in (lists if item else mappings) if each[0][: len(path)] != path]
    if not targets:
        return None
    to, target = choose(targets)
    if item:
        return Move(path, to, position=choose((None, *range(len(target or []) + 1))))
    key = choose((None, "moved"))
    own = to == path[:-1]
    if (key or path[-1]) in (target or {}) and not (own and key is None):
        return None
    siblings = [name for name in (target or {}) if not (own and name == path[-1])]
    where = choose(("end", "before", "after")) if siblings else "end"
    beside = {} if where == "end" else {where: choose(siblings)}
    return Move(path, to, key, **beside)


def edited(data: Any, edit: Edit) -> Any:
    """The data after an edit."""
    data = unshared(data)
    match edit:
        case SetScalar(path=path, value=value):
            at(data, path[:-1])[path[-1]] = value
        case RenameKey(place=place, name=name):
            mapping = at(data, place.path[:-1])
            mapping[name] = mapping.pop(place.path[-1])
        case InsertKey(path=path, key=key, value=value):
            _made(data, path, {})[key] = value
        case InsertItem(path=path, value=value, position=index):
            items = _made(data, path, [])
            items.insert(len(items) if index is None else index, value)
        case Delete(place=place):
            at(data, place.path[:-1]).pop(place.path[-1])
        case Move(path=path, to=to, key=key, position=index):
            _move_data(data, path, to, key, index)
        case _:
            pass
    return data


def unshared(data: Any) -> Any:
    """A copy in which what aliases share is there for each of them."""
    if isinstance(data, dict):
        return {key: unshared(value) for key, value in data.items()}
    return [unshared(item) for item in data] if isinstance(data, list) else copy.copy(data)


def _made(data: Any, path: Path, empty: Any) -> Any:
    """The collection at a Path, put there where there is null."""
    found = at(data, path)
    if found is None:
        at(data, path[:-1])[path[-1]] = found = empty
    return found


_GONE = object()


def _move_data(data: Any, path: Path, to: Path, key: str | None, index: int | None) -> None:
    source: Any = at(data, path[:-1])
    last: Any = path[-1]
    target = _made(data, to, [] if isinstance(source, list) else {})
    if isinstance(source, list):
        value, source[last] = source[last], _GONE
        target.insert(len(target) if index is None else index, value)
        source[:] = [each for each in source if each is not _GONE]
    else:
        target[last if key is None else key] = source.pop(last)
