"""Entries and items in flow style, which JSON is too: commas, and lines of their own."""

from __future__ import annotations

from podlint.document.nodes import MappingNode
from podlint.model import TextEdit
from podlint.patch.page import Collection, Page, Spot, children
from podlint.patch.refused import Refused
from podlint.patch.style import is_compact


def check(page: Page, node: Collection) -> None:
    """Make sure that it has brackets.

    Raises:
        Refused: it is the ``a: b`` of ``[a: b]``, or has explicit keys.
    """
    inside = page.text[_open(page, node) : node.end]
    if inside[:1] not in ("{", "[") or inside[-1:] not in ("}", "]"):
        raise Refused("shape", "a mapping without braces")
    if isinstance(node, MappingNode):
        for entry in node.entries:
            if page.text[: entry.key.start].rstrip()[-1:] == "?":
                raise Refused("shape", "an explicit key")


def _open(page: Page, node: Collection) -> int:
    at = node.start
    while page.text[at : at + 1] in ("&", "!"):
        while at < node.end and not page.text[at].isspace():
            at += 1
        at = page.skip(at)
    return at


def has_own_line(page: Page, parent: Collection, index: int) -> bool:
    """Whether an entry or item is the first thing on its line."""
    return page.is_first(page.start(parent, index))


def insert(page: Page, parent: Collection, index: int, text: str) -> list[TextEdit]:
    """Put the text of an entry or item before the one at ``index``, or at the end."""
    check(page, parent)
    size = len(children(parent))
    if not size:
        return [_fill(page, parent, text)]
    if index >= size:
        return _append(page, parent, text)
    start = page.start(parent, index)
    if not has_own_line(page, parent, index):
        return [TextEdit(start, start, text + separator(page, parent))]
    line = _first_line(page, page.line_of(start))
    newline, lead = page.newline(line), page.lead(start)
    return [TextEdit(page.starts[line], page.starts[line], f"{lead}{text},{newline}")]


def _fill(page: Page, parent: Collection, text: str) -> TextEdit:
    start, end = _open(page, parent) + 1, parent.end - 1
    if not page.notes_in(start, end):
        return TextEdit(start, end, text)
    # Behind a comment, the bracket that closes it can only be on a line of its own.
    line = page.line_of(end)
    at = page.starts[line]
    return TextEdit(at, at, f"{page.lead(end)}  {text.strip()}{page.newline(line)}")


def separator(page: Page, parent: Collection) -> str:
    """What stands between two of its entries or items."""
    size = len(children(parent))
    for index in range(size - 1):
        between = page.text[page.end(parent, index) : page.start(parent, index + 1)]
        if between.replace(" ", "") == ",":
            return between.lstrip()
    return "," if page.is_json and is_compact(page) else ", "


def _append(page: Page, parent: Collection, text: str) -> list[TextEdit]:
    last = len(children(parent)) - 1
    end = page.end(parent, last)
    comma = _comma(page, end)
    if not has_own_line(page, parent, last):
        return [TextEdit(end, end, separator(page, parent) + text)]
    line = page.line_of(end if comma is None else comma)
    lead, newline = page.lead(page.start(parent, last)), page.newline(line)
    if page.line_of(parent.end - 1) == line:
        return [TextEdit(end, end, f",{newline}{lead}{text}")]
    at = page.next_start(line)
    if comma is None:
        return [TextEdit(end, end, ","), TextEdit(at, at, lead + text + newline)]
    return [TextEdit(at, at, f"{lead}{text},{newline}")]


def _comma(page: Page, end: int) -> int | None:
    """The offset of the comma behind an entry or item that ends at ``end``."""
    at = page.skip(end)
    return at if page.text[at : at + 1] == "," else None


def _first_line(page: Page, line: int) -> int:
    """The first of the lines above it that hold comments at its indentation."""
    column = len(page.text[page.starts[line] :]) - len(page.text[page.starts[line] :].lstrip())
    while (note := page.note_alone(line - 1)) and page.column(note.start) == column:
        line -= 1
    return line


def delete(page: Page, spot: Spot) -> list[TextEdit]:
    """Take out an entry or an item and the comma that it needs no more."""
    parent, index = spot.of, spot.index
    check(page, parent)
    if _has_lines(page, spot):
        return _delete_lines(page, spot)
    start, end = page.start(parent, index), page.end(parent, index)
    last = len(children(parent)) - 1
    notes = set(page.notes_in(start, end))
    if last == 0:
        start, end = _open(page, parent) + 1, parent.end - 1
    elif index < last:
        end = page.start(parent, index + 1)
    else:
        start = page.end(parent, index - 1)
    if notes.symmetric_difference(page.notes_in(start, end)):
        raise Refused("comment", "beside what is taken out of flow style")
    return [TextEdit(start, end, "")]


def _has_lines(page: Page, spot: Spot) -> bool:
    """Whether it has lines to itself, those of the brackets not counted."""
    parent, index = spot.of, spot.index
    if not has_own_line(page, parent, index):
        return False
    if len(children(parent)) == 1 and not page.notes_in(_open(page, parent), parent.end):
        return False
    end = page.end(parent, index)
    comma = _comma(page, end)
    rest = page.tail(end)
    if comma is not None and page.line_of(comma) != page.line_of(end):
        return False
    rest = rest.strip(" \t").removeprefix(",").strip(" \t")
    return not rest or rest.startswith("#")


def _delete_lines(page: Page, spot: Spot) -> list[TextEdit]:
    parent, index = spot.of, spot.index
    end = page.end(parent, index)
    first, stop = owned(page, spot)
    edits = [TextEdit(first, stop, "")]
    if index == len(children(parent)) - 1 and index and _comma(page, end) is None:
        before = _comma(page, page.end(parent, index - 1))
        if before is None:
            raise Refused("shape", "no comma")
        if before < first:
            edits.insert(0, TextEdit(before, before + 1, ""))
    return edits


def owned(page: Page, spot: Spot) -> tuple[int, int]:
    """The stretch of the text in which the comments belong to the entry or item."""
    start, end = page.start(spot.of, spot.index), page.end(spot.of, spot.index)
    if not _has_lines(page, spot):
        return start, end
    first = _first_line(page, page.line_of(start))
    return page.starts[first], page.next_start(page.line_of(end))
