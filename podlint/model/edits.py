"""Fixes: edits of a text, addressed by Place.

They are tuples with names: rules name their types, so these are made at every start.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from podlint.model.places import Mark, Path, Place, Scalar, Span

Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
"""What JSON can hold."""


class SetScalar(NamedTuple):
    """Write another scalar, in ``style`` (empty: as the old one) or word for word as ``raw``.

    JSON, which has one way to write it, goes by neither.
    """

    path: Path
    value: Scalar
    style: Literal["", "plain", "'", '"', "|"] = ""
    raw: str = ""


class RenameKey(NamedTuple):
    """Write another key at the entry of ``place``."""

    place: Place
    name: str


class InsertKey(NamedTuple):
    """Add an entry to the mapping at ``path``: beside the key it names, or at the end.

    An empty mapping and null become a mapping that holds it; so does an empty list for InsertItem.
    """

    path: Path
    key: str
    value: Plain
    before: str | None = None
    after: str | None = None


class InsertItem(NamedTuple):
    """Add an item to the list at ``path``, before its item ``position`` or at the end."""

    path: Path
    value: Plain
    position: int | None = None


class Delete(NamedTuple):
    """Take out an entry or an item, with the comments that belong to it."""

    place: Place


class Move(NamedTuple):
    """Move an entry into the mapping ``to``, or an item into the list, comments and all.

    ``key`` renames it; ``before``, ``after`` and ``position`` are those of an insertion.
    """

    path: Path
    to: Path
    key: str | None = None
    before: str | None = None
    after: str | None = None
    position: int | None = None


class InsertComment(NamedTuple):
    """Add a comment to the line on which the entry or item begins, or above that line."""

    path: Path
    text: str
    where: Literal["end of line", "above"] = "above"


class RemoveComment(NamedTuple):
    """Take out the comment that begins at ``mark``, or put ``instead`` in its place."""

    mark: Mark
    instead: str = ""


Edit: TypeAlias = (
    SetScalar | RenameKey | InsertKey | InsertItem | Delete | Move | InsertComment | RemoveComment
)


class TextEdit(NamedTuple):
    """Offsets into the text of a file (code points), and what stands there instead."""

    start: int
    end: int
    new_text: str


class Replacement(NamedTuple):
    """A stretch of a file, and what stands there instead."""

    span: Span
    new_text: str


class Fix(NamedTuple):
    """What mends a problem: all of its edits or none.

    They are made one after the other, so each one names the document as those before have left it.
    """

    edits: tuple[Edit, ...]
    title: str
    """What it does, in the imperative: ``quote the value``."""
    safe: bool = False
    """Whether Kubernetes reads the same as before, or refused what stood there before."""
