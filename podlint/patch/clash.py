"""Which Fixes must not be made in one go, although each of them could be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podlint.model import (
    Delete,
    Edit,
    InsertComment,
    InsertItem,
    InsertKey,
    Mark,
    Move,
    Path,
    RemoveComment,
    RenameKey,
    SetScalar,
)


def clash(one: Sequence[Edit], other: Sequence[Edit]) -> bool:
    """Whether the edits of one change what those of the other name.

    The second one waits until the first one is made: its Paths may lead elsewhere then, or what it
    mends may be gone.
    """
    if not _marks(one).isdisjoint(_marks(other)):
        return True
    return _changes_what_is_named(one, other) or _changes_what_is_named(other, one)


def _marks(edits: Sequence[Edit]) -> set[Mark]:
    return {edit.mark for edit in edits if isinstance(edit, RemoveComment)}


def _changes_what_is_named(one: Sequence[Edit], other: Sequence[Edit]) -> bool:
    changed = {path for edit in one for path in _changed(edit)}
    named = {path for edit in other for path in _named(edit)}
    return any(path[:length] in changed for path in named for length in range(len(path) + 1))


def _changed(edit: Edit) -> Iterator[Path]:
    """The Paths below which nothing is as it was: of a list all items, since they are counted."""
    match edit:
        case SetScalar(path=path) | InsertItem(path=path):
            yield path
        case InsertKey(path=path, key=key):
            yield (*path, key)
        case Delete(place=place):
            yield _entry_or_list(place.path)
        case RenameKey(place=place, name=name):
            yield place.path
            yield (*place.path[:-1], name)
        case Move(path=path, to=to, key=key):
            yield _entry_or_list(path)
            yield to if isinstance(path[-1], int) else (*to, key or path[-1])


def _entry_or_list(path: Path) -> Path:
    return path[:-1] if path and isinstance(path[-1], int) else path


def _named(edit: Edit) -> Iterator[Path]:
    """The Paths that have to lead where they lead now."""
    yield from _changed(edit)
    match edit:
        case InsertKey(path=path) | Move(to=path):
            yield from ((*path, key) for key in (edit.before, edit.after) if key is not None)
        case InsertComment(path=path):
            yield path
        case Delete(place=place):
            yield place.path
        case RemoveComment() | SetScalar() | InsertItem() | RenameKey():
            pass
    if isinstance(edit, Move):
        yield edit.path
