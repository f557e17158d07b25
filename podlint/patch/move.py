"""Entries and items that move elsewhere, with the comments that belong to them."""

from __future__ import annotations

from podlint.document.nodes import MappingNode, SequenceNode
from podlint.model import Move, Plain, TextEdit
from podlint.patch import block, flow
from podlint.patch.effect import data_of
from podlint.patch.page import Page, Spot, children
from podlint.patch.pieces import in_order
from podlint.patch.put import is_bare, item_index, key_index, look_for_key, put, steps
from podlint.patch.refused import Refused
from podlint.patch.replace import new_key
from podlint.patch.style import style_at


def move(page: Page, edit: Move) -> list[TextEdit]:
    """Move an entry into a mapping, or an item into a list."""
    spot, target = page.find(edit.path), page.find(edit.to)
    if edit.to[: len(edit.path)] == edit.path:
        raise Refused("kind", "into itself")
    index = _index(spot, target, edit)
    key = _key(spot, target, edit)
    if target.node is spot.parent and index in (spot.index, spot.index + 1):
        return [] if edit.key is None else [new_key(page, spot, edit.key)]
    out = flow.delete(page, spot) if spot.of.flow else block.delete(page, spot)
    if not spot.of.flow and _takes_lines(page, target):
        lines = _at_column_0(_taken(page, spot, edit.key))
        into = _put_lines(page, target, index, lines, key, behind=edit.after is not None)
    else:
        into = _put_data(page, spot, target, index, key)
    if any(each.start < one.start < each.end for one in into for each in out):
        raise Refused("overlap", "it stands there")
    return in_order([*into, *out])


def _index(spot: Spot, target: Spot, edit: Move) -> int:
    if isinstance(spot.of, SequenceNode):
        return item_index(target, edit.position)
    return key_index(target, edit.before, edit.after)


def _key(spot: Spot, target: Spot, edit: Move) -> str | None:
    """The key that it has there; None for an item."""
    if isinstance(spot.of, SequenceNode):
        return None
    key = spot.entry.name if edit.key is None else edit.key
    same = target.node is spot.parent and key == spot.entry.name
    if isinstance(target.node, MappingNode) and not same:
        look_for_key(target.node, key)
    return key


def _takes_lines(page: Page, target: Spot) -> bool:
    """Whether what comes into it stands on lines of its own, in block style."""
    if page.is_json or target.flow:
        return False
    return not _is_flow(target) or (not _children(target) and is_bare(page, target))


def _is_flow(spot: Spot) -> bool:
    return isinstance(spot.node, MappingNode | SequenceNode) and spot.node.flow


def _children(spot: Spot) -> int:
    node = spot.node
    return len(children(node)) if isinstance(node, MappingNode | SequenceNode) else 0


def _taken(page: Page, spot: Spot, key: str | None) -> list[tuple[int, str]]:
    """Its lines, each with the distance to the column at which it begins."""
    parent = spot.of
    lines = block.lines_of(page, parent, spot.index)
    start = block.begin(page, parent, spot.index)
    column, own = page.column(start), page.line_of(start)
    taken = []
    for line in range(lines.first, lines.last + 1):
        at = start if line == own else page.starts[line]
        text = page.text[at : page.line_end(line)]
        if line == own and key is not None:
            renamed = new_key(page, spot, key)
            text = renamed.new_text + page.text[renamed.end : page.line_end(line)]
        blanks = len(text) - len(text.lstrip(" "))
        taken.append((0 if line == own else blanks - column, text[blanks:]))
    return taken


def _put_lines(
    page: Page, target: Spot, index: int, lines: list[str], key: str | None, *, behind: bool
) -> list[TextEdit]:
    """Put lines into a collection in block style."""
    node = target.node
    if _children(target):
        assert isinstance(node, MappingNode | SequenceNode)
        return block.insert(page, node, index, lines, behind=behind)
    style = style_at(page, target.of)
    if isinstance(node, MappingNode | SequenceNode) and (node.tag or node.anchor):
        raise Refused("anchor")
    return block.fill(page, target, lines, *steps(style, key))


def _at_column_0(taken: list[tuple[int, str]]) -> list[str]:
    """The lines with the indentation that they have beside the first one.

    What stands further to the left, which only lines inside a scalar or in brackets may, moves to
    the right.
    """
    return [" " * max(distance, 0) + text if text else _blank(distance) for distance, text in taken]


def _blank(distance: int) -> str:
    return " " * max(distance, 0)


def _put_data(page: Page, spot: Spot, target: Spot, index: int, key: str | None) -> list[TextEdit]:
    """Write it where one side is in flow style, anew unless both are; no comment may be lost by that."""
    start, end = flow.owned(page, spot) if spot.of.flow else block.owned(page, spot)
    if page.notes_in(start, end):
        raise Refused("comment", "in what moves from or to flow style")
    value: Plain = data_of(spot.node)
    written = _written(page, spot) if spot.of.flow else ""
    return put(page, target, index, value, key, written=written)


def _written(page: Page, spot: Spot) -> str:
    """A value in flow style as it is written, its lines at column 0; empty where one is further left."""
    node = spot.node
    first, *lines = page.text[node.start : node.end].replace("\r\n", "\n").split("\n")
    lead = page.lead(node.start)
    lead = lead[: len(lead) - len(lead.lstrip())]
    if not all(line.startswith(lead) for line in lines):
        return ""
    return "\n".join([first, *(line.removeprefix(lead) for line in lines)])
