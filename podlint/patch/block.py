"""Entries and items in block style: the lines they have, and how one comes in or goes out."""

from __future__ import annotations

import re
from typing import NamedTuple

from podlint.document.nodes import MappingNode, ScalarNode, SequenceNode
from podlint.model import TextEdit
from podlint.patch.page import Collection, Page, Spot, children, leaves
from podlint.patch.refused import Refused

_LEAD = re.compile(r" *(?:- +)*")


class Lines(NamedTuple):
    """The lines of an entry or item, first and last, with the comments that belong to it."""

    first: int
    last: int


def begin(page: Page, parent: Collection, index: int) -> int:
    """The offset at which it begins.

    Raises:
        Refused: something else than spaces and dashes stands before it on its line.
    """
    start = page.start(parent, index)
    if not _LEAD.fullmatch(page.lead(start)):
        raise Refused("shape", "something stands before it on its line")
    return start


def lines_of(page: Page, parent: Collection, index: int) -> Lines:
    """The lines of an entry or an item.

    The comments above it belong to it that stand at its indentation without a blank line between,
    and those inside it: below its last line, but indented more deeply than it is.
    """
    start = begin(page, parent, index)
    first, column = page.line_of(start), page.column(start)
    if page.is_first(start):
        while (note := page.note_alone(first - 1)) and page.column(note.start) == column:
            first -= 1
    return Lines(first, _last_line(page, parent, index, column))


def _last_line(page: Page, parent: Collection, index: int, column: int) -> int:
    line = last = page.line_of(page.end(parent, index))
    node = children(parent)[index]
    holds = not isinstance(node, ScalarNode) or node.absent
    while holds and line + 1 < len(page.starts):
        line += 1
        note = page.note_alone(line)
        if note and page.column(note.start) > column:
            last = line
        elif not page.is_blank(line):
            break
    return last


# --- Coming in ------------------------------------------------------------------------------------


def below(page: Page, line: int, lines: list[str]) -> TextEdit:
    """Put lines below a line, which need not have a line end."""
    newline = page.newline(line)
    at = page.next_start(line)
    if at > page.line_end(line):
        return TextEdit(at, at, "".join(each + newline for each in lines))
    return TextEdit(at, at, "".join(newline + each for each in lines))


def indented(lines: list[str], column: int) -> list[str]:
    """The lines, all that are not empty moved to the right."""
    return [" " * column + line if line else line for line in lines]


def insert(
    page: Page, parent: Collection, index: int, lines: list[str], *, behind: bool = False
) -> list[TextEdit]:
    """Put lines before the entry or item ``index`` of a collection that has some, or at its end.

    ``behind`` puts them right behind the entry or item before that.
    """
    if behind or index >= len(children(parent)):
        return [append(page, parent, index - 1, lines)]
    start = begin(page, parent, index)
    column = page.column(start)
    if page.is_first(start):
        first = lines_of(page, parent, index).first
        newline = page.newline(first)
        text = "".join(line + newline for line in indented(lines, column))
        return [TextEdit(page.starts[first], page.starts[first], text)]
    newline = page.newline(page.line_of(start))
    text = newline.join([lines[0], *indented(lines[1:], column)])
    return [TextEdit(start, start, text + newline + " " * column)]


def append(page: Page, parent: Collection, index: int, lines: list[str]) -> TextEdit:
    """Put lines behind the entry or item ``index``."""
    column = page.column(begin(page, parent, index))
    return below(page, lines_of(page, parent, index).last, indented(lines, column))


def fill(page: Page, spot: Spot, lines: list[str], step: int, gap: int) -> list[TextEdit]:
    """Put the first lines into an empty collection, or null, that is a value in block style."""
    parent, node = spot.of, spot.node
    head = opener(page, spot)
    absent = isinstance(node, ScalarNode) and node.absent
    end = head if absent else node.end
    if page.text[head : node.start if not absent else head].strip() or page.notes_in(head, end):
        raise Refused("comment", "before or in an empty collection")
    column = page.column(begin(page, parent, spot.index))
    line = page.line_of(end)
    if isinstance(parent, SequenceNode):
        inner = column + 1 + gap
        if not page.tail(end).strip():
            newline, end = page.newline(line), page.line_end(line)
            text = newline.join([" " * gap + lines[0], *indented(lines[1:], inner)])
            return [TextEdit(head, end, text)]
        return [*_gone(head, end), below(page, line, indented(lines, inner))]
    return [*_gone(head, end), below(page, line, indented(lines, column + step))]


def _gone(start: int, end: int) -> list[TextEdit]:
    return [TextEdit(start, end, "")] if end > start else []


def opener(page: Page, spot: Spot) -> int:
    """The offset behind the colon or the dash that a value follows."""
    if isinstance(spot.parent, MappingNode):
        begin(page, spot.parent, spot.index)
        return page.colon(spot.entry)
    return page.start(spot.of, spot.index) + 1


# --- Going out ------------------------------------------------------------------------------------


def delete(page: Page, spot: Spot) -> list[TextEdit]:
    """Take an entry or item out, with its lines; of the last one an empty collection stays."""
    parent, index = spot.of, spot.index
    if len(children(parent)) == 1:
        return _empty(page, spot)
    start = begin(page, parent, index)
    lines = lines_of(page, parent, index)
    if page.is_first(start):
        return [_lines_out(page, lines)]
    following = page.start(parent, index + 1)
    if page.line_of(following) == lines.last + 1:
        return [TextEdit(start, following, "")]
    kept = start - len(page.lead(start)) + len(page.lead(start).rstrip(" "))
    return [TextEdit(kept, page.line_end(lines.last), "")]


def _empty(page: Page, spot: Spot) -> list[TextEdit]:
    parent = spot.of
    if len(spot.above) == 1:
        raise Refused("root", "nothing would be left of the document")
    if parent.tag or parent.anchor:
        raise Refused("anchor")
    brackets = "{}" if isinstance(parent, MappingNode) else "[]"
    start = begin(page, parent, spot.index)
    lines = lines_of(page, parent, spot.index)
    if not page.is_first(start):
        return [TextEdit(start, page.line_end(lines.last), brackets)]
    outer = page.find(spot.path[:-1])
    head = opener(page, outer)
    return [TextEdit(head, head, " " + brackets), _lines_out(page, lines)]


def _lines_out(page: Page, lines: Lines) -> TextEdit:
    """Take out lines, and blank ones below that a block scalar above would take for its own."""
    first, last = lines
    start = page.starts[first]
    before = [leaf for leaf in leaves(page.root) if leaf.end <= start]
    if before and page.keeps(before[-1]) and page.line_of(page.node_end(before[-1])) == first - 1:
        while last + 1 < len(page.starts) and page.is_blank(last + 1):
            last += 1
    return TextEdit(start, page.next_start(last), "")


def owned(page: Page, spot: Spot) -> tuple[int, int]:
    """The stretch of the text in which the comments belong to the entry or item."""
    lines = lines_of(page, spot.of, spot.index)
    start = begin(page, spot.of, spot.index)
    first = page.starts[lines.first] if page.is_first(start) else start
    return first, page.next_start(lines.last)
