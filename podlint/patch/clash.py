"""Which Fixes must not be made at once, although their texts do not overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podlint.model import Delete, Edit, InsertItem, InsertKey, Move, Path, RenameKey


def clash(one: Sequence[Edit], other: Sequence[Edit]) -> bool:
    """Whether both change which entries or items one and the same collection has.

    Two that each take out one of two entries would leave nothing where an empty mapping has to
    stay, and two may bring in the same key. The second one waits until the first one is made.
    """
    return not set(_collections(one)).isdisjoint(_collections(other))


def _collections(edits: Sequence[Edit]) -> Iterator[Path]:
    for edit in edits:
        match edit:
            case InsertKey(path=path) | InsertItem(path=path):
                yield path
            case RenameKey(place=place) | Delete(place=place):
                yield place.path[:-1]
            case Move(path=path, to=to):
                yield path[:-1]
                yield to
            case _:
                pass
