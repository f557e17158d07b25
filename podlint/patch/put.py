"""New entries and items, in the style of what they come into."""

from __future__ import annotations

import re
from dataclasses import replace

from podlint.document.nodes import MappingNode, ScalarNode, SequenceNode
from podlint.model import InsertItem, InsertKey, Plain, TextEdit
from podlint.patch import block, flow
from podlint.patch.page import Collection, Page, Spot, children
from podlint.patch.refused import Refused
from podlint.patch.render import (
    check_plain,
    entry_lines,
    flow_entry,
    flow_text,
    item_lines,
    json_text,
)
from podlint.patch.style import Style, style_at


def insert_key(page: Page, edit: InsertKey) -> list[TextEdit]:
    """Add an entry to a mapping."""
    check_plain(edit.value)
    spot = page.find(edit.path)
    index = key_index(spot, edit.before, edit.after)
    if isinstance(spot.node, MappingNode):
        look_for_key(spot.node, edit.key)
    return put(page, spot, index, edit.value, edit.key, behind=edit.after is not None)


def insert_item(page: Page, edit: InsertItem) -> list[TextEdit]:
    """Add an item to a list."""
    check_plain(edit.value)
    spot = page.find(edit.path)
    return put(page, spot, item_index(spot, edit.position), edit.value, None)


def look_for_key(node: MappingNode, key: str) -> None:
    """Make sure that a mapping does not have a key.

    Raises:
        Refused: it does.
    """
    if any(entry.name == key and not entry.merge for entry in node.entries):
        raise Refused("exists", key)


def key_index(spot: Spot, before: str | None, after: str | None) -> int:
    """Before which entry of a mapping a new one is to stand.

    Raises:
        Refused: it is no mapping, or has no such key.
    """
    if is_null(spot):
        return 0
    if not isinstance(spot.node, MappingNode):
        raise Refused("kind", "no mapping")
    wanted = after if before is None else before
    if wanted is None:
        return len(spot.node.entries)
    same = [i for i, each in enumerate(spot.node.entries) if each.name == wanted]
    if not same:
        raise Refused("absent", wanted)
    return same[-1] + (before is None)


def item_index(spot: Spot, index: int | None) -> int:
    """Before which item of a list a new one is to stand.

    Raises:
        Refused: it is no list, or not so long.
    """
    if is_null(spot):
        return 0
    if not isinstance(spot.node, SequenceNode):
        raise Refused("kind", "no list")
    size = len(spot.node.items)
    if index is not None and not 0 <= index <= size:
        raise Refused("absent", str(index))
    return size if index is None else index


def is_null(spot: Spot) -> bool:
    """Whether there is nothing yet, so that a collection may stand there."""
    node = spot.node
    return isinstance(node, ScalarNode) and node.value is None and not (node.tag or node.anchor)


def put(
    page: Page,
    spot: Spot,
    index: int,
    value: Plain,
    key: str | None,
    *,
    behind: bool = False,
    written: str = "",
) -> list[TextEdit]:
    """Put an entry (or an item, without a key) into what stands at ``spot``.

    ``behind`` says that it is to follow on the one before ``index``, ``written`` how the value is
    written in flow style where it comes from.
    """
    if isinstance(spot.node, ScalarNode):
        style = style_at(page, spot.of)
        if page.is_json or spot.flow:
            return [_instead_of_null(page, spot, value, key, style)]
        return block.fill(page, spot, block_lines(value, key, style), *steps(style, key))
    assert isinstance(spot.node, MappingNode | SequenceNode)
    node = spot.node
    if node.flow and (page.is_json or spot.flow or children(node) or not is_bare(page, spot)):
        return flow.insert(page, node, index, _flow(page, node, value, key, written))
    if node.flow:
        if node.tag or node.anchor:
            raise Refused("anchor")
        style = style_at(page, spot.of)
        return block.fill(page, spot, block_lines(value, key, style), *steps(style, key))
    lines = block_lines(value, key, style_at(page, node))
    return block.insert(page, node, index, lines, behind=behind)


def is_bare(page: Page, spot: Spot) -> bool:
    """Whether an empty collection in flow style has no comment in it or before it."""
    return spot.parent is not None and not page.notes_in(block.opener(page, spot), spot.node.end)


def steps(style: Style, key: str | None) -> tuple[int, int]:
    """How far what is put under a key is indented, and the spaces behind a dash."""
    return (style.list_step if key is None else style.step), style.gap


def block_lines(value: Plain, key: str | None, style: Style) -> list[str]:
    """The lines of an entry, or of an item."""
    return item_lines(value, style) if key is None else entry_lines(key, value, style)


def _instead_of_null(
    page: Page, spot: Spot, value: Plain, key: str | None, style: Style
) -> TextEdit:
    inner: Plain = [value] if key is None else {key: value}
    text = flow_text(inner, style)
    node = spot.node
    if not (isinstance(node, ScalarNode) and node.absent):
        return TextEdit(node.start, node.end, text)
    at = page.end(spot.of, spot.index)
    head = {":": " ", " ": ""}.get(page.text[at - 1], ": ")
    return TextEdit(at, at, head + text)


_OWN_LINE = re.compile(r'[ \t]*(?:"(?:[^"\\]|\\.)*"[ \t]*:[ \t]*)?')


def _unit_around(page: Page, node: Collection) -> str:
    """How far JSON of several lines is indented at each step; empty where ``node`` is amid a line."""
    root = page.root
    if not isinstance(root, MappingNode | SequenceNode) or not children(root):
        return ""
    if not flow.has_own_line(page, root, 0) or not _OWN_LINE.fullmatch(page.lead(node.start)):
        return ""
    return page.lead(page.start(root, 0)).removeprefix(page.lead(root.start))


def _flow(page: Page, node: Collection, value: Plain, key: str | None, written: str) -> str:
    """The text of an entry or an item for flow style; JSON is indented as what surrounds it."""
    style = style_at(page, node)
    head = "" if key is None else json_text(key) + ": "
    if style.strict and children(node) and flow.has_own_line(page, node, len(children(node)) - 1):
        lead = page.lead(page.start(node, len(children(node)) - 1))
        outer = page.lead(node.start)
        outer = outer[: len(outer) - len(outer.lstrip())]
        unit = lead.removeprefix(outer) if lead != outer else "  "
        text = written or json_text(value, indent=unit)
        return head + text.replace("\n", page.newline(0) + lead)
    if style.strict and not children(node) and (unit := _unit_around(page, node)):
        outer = page.lead(node.start)
        outer = page.newline(0) + outer[: len(outer) - len(outer.lstrip())]
        text = head + (written or json_text(value, indent=unit))
        return outer + unit + text.replace("\n", outer + unit) + outer
    pad = style.pad if not children(node) and isinstance(node, MappingNode) else ""
    as_it_is = written if "\n" not in written else ""
    if key is None:
        return as_it_is or flow_text(value, replace(style, pad=style.pad))
    return pad + flow_entry(key, value, style, as_it_is) + pad
