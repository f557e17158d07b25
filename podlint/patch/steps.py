"""Edits made one after the other, each one checked before it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from podlint.document import Document, Source, load
from podlint.document.scalars import json_number
from podlint.model import DuplicateKeyFault, Edit, RemoveComment, SyntaxFault, TextEdit
from podlint.patch.effect import effect
from podlint.patch.page import Page, newline_of, read
from podlint.patch.pieces import Pieces, applied
from podlint.patch.plan import comments_after, comments_of, has_merge, plan
from podlint.patch.refused import Refused


def text_edits(document: Document, edits: Sequence[Edit]) -> tuple[TextEdit, ...]:
    """The changes of a file's text that make all edits of one of its documents.

    The offsets are code points of the whole text, in its order, and do not overlap. Each edit is
    checked: the data come out as meant, all comments stay that should, and no fault is new.

    Raises:
        Refused: one of the edits cannot be made exactly.
    """
    pieces = Pieces(document.text)
    file = _File.of(document)
    for edit in edits:
        pieces.edit(_step(pieces.text, edit, file))
    start = document.start
    return tuple(TextEdit(start + a, start + b, new) for a, b, new in pieces.edits())


def apply(text: str, edits: Sequence[Edit], document: int = 0) -> str:
    """The text of a file after edits of one of its documents.

    Raises:
        Refused: there is no such document, or one of the edits cannot be made exactly.
    """
    return applied(text, text_edits(_documents(text, document)[document], edits))


def verify(before: str, after: str, edits: Sequence[Edit], document: int = 0) -> None:
    """Make sure that ``after`` is ``before`` with the edits made in one of its documents.

    Its data differ as the edits say, the other documents are the same, the comments are all there
    but those that the edits take away, and there is no new fault.

    Raises:
        Refused: it is not.
    """
    old, new = _documents(before, document), _documents(after, document)
    others = [index for index in range(len(old)) if index != document]
    if len(old) != len(new) or any(old[index].text != new[index].text for index in others):
        raise Refused("unsure", "another document changes")
    file = _File.of(old[document])
    text = old[document].text
    for edit in edits[:-1]:
        text = applied(text, _step(text, edit, file))
    if edits:
        _check(read(text), new[document].text, edits[-1], file)
    elif before != after:
        raise Refused("unsure", "there is no edit")


def _documents(text: str, wanted: int) -> list[Document]:
    documents = list(load(Source("", text)))
    if wanted >= len(documents):
        raise Refused("absent", f"document {wanted}")
    return documents


class _File(NamedTuple):
    """What an edit of a document needs to know of the file."""

    line: int
    """The line of the file on which the document's text begins, from 0."""
    newline: str

    @classmethod
    def of(cls, document: Document) -> _File:
        return cls(document.line - 1, newline_of(document.source.text))


def _step(text: str, edit: Edit, file: _File) -> list[TextEdit]:
    """The changes that make one edit of a document whose text is ``text``."""
    try:
        return _tried(text, edit, file, literals=True)
    except Refused as refused:
        if refused.reason != "unsure":
            raise
        return _tried(text, edit, file, literals=False)


def _tried(text: str, edit: Edit, file: _File, *, literals: bool) -> list[TextEdit]:
    page = read(text, newline=file.newline, literals=literals)
    at = page.document.start
    planned = plan(page, edit, _comment_line(page, edit, file))
    edits = [TextEdit(at + start, at + end, new) for start, end, new in planned]
    _check(page, applied(text, edits), edit, file)
    return edits


def _comment_line(page: Page, edit: Edit, file: _File) -> int:
    """The line of the page that a comment to remove stands on, from 0."""
    return edit.mark.line - 1 - file.line if isinstance(edit, RemoveComment) else 0


def _check(old: Page, after: str, edit: Edit, file: _File) -> None:
    try:
        new = read(after)
    except Refused as refused:
        raise Refused("unsure", "it would not be readable") from refused
    if not same(effect(old, edit), new.document.data):
        raise Refused("merge" if has_merge(old) else "unsure", "the data would differ")
    if comments_after(old, edit, _comment_line(old, edit, file)) != comments_of(new):
        raise Refused("unsure", "comments would be lost")
    if _faults(new) - _faults(old):
        raise Refused("unsure", "there would be a new fault")


def _faults(page: Page) -> Counter[tuple[str, str]]:
    return Counter(
        (type(fault).__name__, fault.problem if isinstance(fault, SyntaxFault) else fault.key)
        for fault in page.document.faults
        if isinstance(fault, SyntaxFault | DuplicateKeyFault)
    )


def same(one: Any, other: Any) -> bool:
    """Equality as JSON has it: a boolean is no number, and 1.0 is 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return (type(one) is type(other) and one == other) or _number(one) == _number(other) is not None


def _number(value: Any) -> int | float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return json_number(value) if isinstance(value, float) else value
