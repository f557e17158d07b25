"""Fixes: edits of a text, addressed by Place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from podlint.model.places import Mark, Path, Place, Scalar

Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
"""What JSON can hold."""


@dataclass(frozen=True, slots=True)
class SetScalar:
    """Write another scalar, in ``style`` (empty: as the old one) or word for word as ``raw``."""

    path: Path
    value: Scalar
    style: Literal["", "plain", "'", '"', "|"] = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Write another key at the entry of ``place``."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class InsertKey:
    """Add an entry to the mapping at ``path``: beside the key it names, or at the end.

    An empty mapping and null become a mapping that holds it; so does an empty list for InsertItem.
    """

    path: Path
    key: str
    value: Plain
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class InsertItem:
    """Add an item to the list at ``path``, before its item ``index`` or at the end."""

    path: Path
    value: Plain
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Take out an entry or an item, with the comments that belong to it."""

    place: Place


@dataclass(frozen=True, slots=True)
class Move:
    """Move an entry into the mapping ``to``, or an item into the list, comments and all.

    ``key`` renames it; ``before``, ``after`` and ``index`` are those of an insertion.
    """

    path: Path
    to: Path
    key: str | None = None
    before: str | None = None
    after: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class InsertComment:
    """Add a comment to the line on which the entry or item begins, or above that line."""

    path: Path
    text: str
    where: Literal["end of line", "above"] = "above"


@dataclass(frozen=True, slots=True)
class RemoveComment:
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


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a problem: all of its edits or none.

    They are made one after the other, so each one names the document as those before have left it.
    """

    edits: tuple[Edit, ...]
    title: str
    """What it does, in the imperative: ``quote the value``."""
    safe: bool = False
    """Whether Kubernetes reads the same as before, or refused what stood there before."""
