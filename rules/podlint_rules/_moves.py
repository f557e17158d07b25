"""What ways from one API to another are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podlint.rule import Edit, InsertKey, Move, Path


class NoWay(Exception):
    """The object holds something that has no exact place in the new API."""


def mapping(value: Any) -> Mapping[str, Any]:
    """A mapping; an empty one for null.

    Raises:
        NoWay: it is something else.
    """
    if value is not None and not isinstance(value, dict):
        raise NoWay
    return value or {}


def items(value: Any) -> list[Any]:
    """A list; an empty one for null.

    Raises:
        NoWay: it is something else.
    """
    if value is not None and not isinstance(value, list):
        raise NoWay
    return value or []


def gathered(
    path: Path, field: str, moves: Mapping[str, str], said: Mapping[str, str | int] | None = None
) -> list[Edit]:
    """Gathers entries of the mapping at ``path`` in a new ``field`` of it, where the first one stood.

    Args:
        path: the mapping.
        field: what is new in it.
        moves: the entries that go there, and how they are called there.
        said: what is there before them.
    """
    first, *_ = moves
    inner: Path = (*path, field)
    return [
        InsertKey(path, field, dict(said or {}), before=first),
        *(Move((*path, old), inner, key=new) for old, new in moves.items()),
    ]
