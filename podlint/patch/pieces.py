"""Texts that are edited several times in a row, and what came of the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podlint.model import TextEdit
from podlint.patch.refused import Refused


class Pieces:
    """A text as stretches of an original one and what was put between them."""

    def __init__(self, original: str) -> None:
        self._original = original
        self._pieces: list[tuple[int, int] | str] = [(0, len(original))]

    @property
    def text(self) -> str:
        """The text as it is now."""
        return "".join(
            piece if isinstance(piece, str) else self._original[piece[0] : piece[1]]
            for piece in self._pieces
        )

    @property
    def ends_anew(self) -> bool:
        """Whether the text ends in something that was put there."""
        return bool(self._pieces) and isinstance(self._pieces[-1], str)

    def edit(self, edits: Iterable[TextEdit]) -> None:
        """Make edits whose offsets all count in the text as it is now.

        Raises:
            Refused: two of them overlap.
        """
        shift = last = 0
        for start, end, new_text in in_order(edits):
            if start < last:
                raise Refused("overlap")
            self._replace(start + shift, end + shift, new_text)
            shift += len(new_text) - (end - start)
            last = end

    def edits(self) -> Iterator[TextEdit]:
        """The edits that lead from the original text to this one, in the order of the text."""
        position, new_text = 0, ""
        for piece in (*self._pieces, (len(self._original), len(self._original))):
            if isinstance(piece, str):
                new_text += piece
            elif new_text or piece[0] > position:
                yield TextEdit(position, piece[0], new_text)
                new_text = ""
            if not isinstance(piece, str):
                position = piece[1]

    def _replace(self, start: int, end: int, new_text: str) -> None:
        before = _cut(self._pieces, 0, start)
        after = _cut(self._pieces, end, None)
        self._pieces = [*before, *([new_text] if new_text else []), *after]


def _cut(
    pieces: list[tuple[int, int] | str], start: int, end: int | None
) -> list[tuple[int, int] | str]:
    """The pieces of a stretch of the text that they make."""
    found: list[tuple[int, int] | str] = []
    at = 0
    for piece in pieces:
        length = len(piece) if isinstance(piece, str) else piece[1] - piece[0]
        low = max(start - at, 0)
        high = length if end is None else min(end - at, length)
        if low < high:
            if isinstance(piece, str):
                found.append(piece[low:high])
            else:
                found.append((piece[0] + low, piece[0] + high))
        at += length
    return found


def in_order(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """The edits in the order of the text; what is inserted comes before what is taken out."""
    return sorted(edits, key=lambda edit: (edit.start, edit.end))


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after edits that do not overlap."""
    pieces = Pieces(text)
    pieces.edit(edits)
    return pieces.text
