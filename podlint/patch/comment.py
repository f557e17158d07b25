"""Comments that come and go."""

from __future__ import annotations

from podlint.model import InsertComment, RemoveComment, TextEdit
from podlint.patch.page import Page, leaves
from podlint.patch.refused import Refused


def insert(page: Page, edit: InsertComment) -> list[TextEdit]:
    """Add a comment beside or above the line on which an entry or item begins."""
    if page.is_json:
        raise Refused("comment", "JSON has none")
    lines = comment_lines(edit.text)
    spot = page.find(edit.path)
    start = page.root.start if spot.parent is None else page.start(spot.parent, spot.index)
    line = page.line_of(start)
    if edit.where == "above":
        at = page.starts[line]
        _look_for_scalar(page, at)
        lead = page.text[at:start]
        indent = lead[: len(lead) - len(lead.lstrip(" "))]
        newline = page.newline(line)
        return [TextEdit(at, at, "".join(indent + each + newline for each in lines))]
    end = page.line_end(line)
    _look_for_scalar(page, end)
    if len(lines) > 1 or any(note.end >= start for note in page.notes if note.end == end):
        raise Refused("comment", "there is one")
    kept = len(page.text[:end].rstrip(" \t"))
    return [TextEdit(kept, end, "  " + lines[0] if kept else lines[0])]


def comment_lines(text: str) -> list[str]:
    """The lines of a comment, each with its ``#``."""
    lines = (line.rstrip() for line in text.splitlines())
    return [line if line.startswith("#") else f"# {line}".rstrip() for line in lines]


def remove(page: Page, edit: RemoveComment) -> list[TextEdit]:
    """Take out or replace the comment that begins at a mark in the text of the page."""
    line = edit.mark.line - 1
    offset = page.starts[line] + edit.mark.column - 1 if 0 <= line < len(page.starts) else -1
    note = next((note for note in page.notes if note.start == offset), None)
    if note is None:
        raise Refused("absent", "no comment begins there")
    if edit.instead:
        lines = comment_lines(edit.instead)
        if len(lines) > 1:
            raise Refused("value", "a comment of several lines")
        return [TextEdit(note.start, note.end, lines[0])]
    if note.alone:
        return [TextEdit(page.starts[line], page.next_start(line), "")]
    start = len(page.text[: note.start].rstrip(" \t"))
    return [TextEdit(start, note.end, "")]


def _look_for_scalar(page: Page, offset: int) -> None:
    """Make sure that a comment may stand at an offset.

    Raises:
        Refused: it lies in a scalar of several lines, where it would be text.
    """
    for node in leaves(page.root):
        if node.start < offset < node.end:
            header = page.line_end(page.line_of(node.start))
            if getattr(node, "style", "") in ("|", ">") and offset == header:
                continue
            raise Refused("shape", "a scalar of several lines")
