"""Edits made one after the other, each one checked before it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from podlint.document import Document, Source, load
from podlint.document.scalars import json_number
from podlint.model import DuplicateKeyFault, Edit, Mark, RemoveComment, SyntaxFault, TextEdit
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
    page: Page | None = None
    for edit in _own(document, edits):
        page = page or read(document.text, newline=newline_of(document.source.text))
        step, page = _step(page, edit)
        pieces.edit(step)
    if pieces.ends_anew:
        pieces.edit(_end_as_before(document, pieces.text))
    start = document.start
    return tuple(TextEdit(start + a, start + b, new) for a, b, new in pieces.edits())


def _end_as_before(document: Document, text: str) -> list[TextEdit]:
    """Take off the last line end of a file that had none; a block scalar may be in need of it."""
    if not document.text or document.text[-1] in "\r\n" or not text.endswith("\n"):
        return []
    cut = TextEdit(len(text.removesuffix("\n").removesuffix("\r")), len(text), "")
    old, new = (list(load(Source("", each))) for each in (text, text[: cut.start]))
    return [cut] if len(new) == 1 and same(old[0].data, new[0].data) else []


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
    if len(old) != len(new) or _around(old[document]) != _around(new[document]):
        raise Refused("unsure", "something changes outside of the document")
    own = _own(old[document], edits)
    if own:
        page = read(old[document].text, newline=newline_of(before))
        for edit in own[:-1]:
            _, page = _step(page, edit)
        _check(page, new[document].text, own[-1])
    elif before != after:
        raise Refused("unsure", "there is no edit")


def _documents(text: str, wanted: int) -> list[Document]:
    documents = list(load(Source("", text)))
    if wanted >= len(documents):
        raise Refused("absent", f"document {wanted}")
    return documents


def _around(document: Document) -> tuple[str, str]:
    """The text of the file before a document and behind it."""
    text = document.source.text
    return text[: document.start], text[document.start + len(document.text) :]


def _own(document: Document, edits: Sequence[Edit]) -> list[Edit]:
    """The edits with Marks that count from where the document begins, not the file."""
    line, column = document.source.position(document.start)
    own = list(edits)
    for index, edit in enumerate(edits):
        if isinstance(edit, RemoveComment):
            left = column - 1 if edit.mark.line == line else 0
            mark = Mark(edit.mark.line - line + 1, edit.mark.column - left)
            own[index] = RemoveComment(mark, edit.instead)
    return own


def _step(page: Page, edit: Edit) -> tuple[list[TextEdit], Page]:
    """The changes that make one edit of the text of a page, and the page of what comes of them."""
    try:
        return _tried(page, edit)
    except Refused as refused:
        if refused.reason != "unsure":
            raise
        text = page.document.source.text
        return _tried(read(text, newline=page.fallback_newline, literals=False), edit)


def _tried(page: Page, edit: Edit) -> tuple[list[TextEdit], Page]:
    at = page.document.start
    edits = [TextEdit(at + start, at + end, new) for start, end, new in plan(page, edit)]
    return edits, _check(page, applied(page.document.source.text, edits), edit)


def _check(old: Page, after: str, edit: Edit) -> Page:
    """The page of the text ``after`` an edit, which is made sure to be that."""
    try:
        new = read(after, newline=old.fallback_newline)
    except Refused as refused:
        raise Refused("unsure", "it would not be readable") from refused
    if not same(effect(old, edit), new.document.data):
        raise Refused("merge" if has_merge(old) else "unsure", "the data would differ")
    if comments_after(old, edit) != comments_of(new):
        raise Refused("unsure", "comments would be lost")
    if _faults(new) - _faults(old):
        raise Refused("unsure", "there would be a new fault")
    return new


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
