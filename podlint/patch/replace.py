"""One scalar or one key in the place of another."""

from __future__ import annotations

from podlint.document.nodes import ScalarNode, SequenceNode
from podlint.model import RenameKey, SetScalar, TextEdit
from podlint.patch import block
from podlint.patch.page import Page, Spot
from podlint.patch.refused import Refused
from podlint.patch.scalar import key_text, literal_lines, scalar_text
from podlint.patch.style import Style, style_at


def set_scalar(page: Page, edit: SetScalar) -> list[TextEdit]:
    """Write another scalar."""
    spot = page.find(edit.path)
    parent, node = spot.of, spot.node
    if not isinstance(node, ScalarNode):
        raise Refused("kind", "no scalar")
    style = style_at(page, parent)
    first, lines = _written(page, edit, spot, style)
    if node.absent:
        return _written_anew(page, spot, first, lines)
    if node.style in ("|", ">"):
        return _for_block_scalar(page, spot, first, lines)
    return [TextEdit(node.start, node.end, first), *_body(page, spot, node.end, lines)]


def _written(page: Page, edit: SetScalar, spot: Spot, style: Style) -> tuple[str, list[str]]:
    """The new scalar: what stands behind the key, and the lines below of a block scalar."""
    node = spot.node
    assert isinstance(node, ScalarNode)
    if edit.raw and not style.strict:
        return edit.raw, []
    wanted = edit.style or (node.style if isinstance(node.value, str) else "")
    wanted = style.value_style if not wanted and not isinstance(node.value, str) else wanted
    if style.strict:
        wanted = '"'
    if not spot.flow and style.literals and isinstance(edit.value, str):
        literal = literal_lines(edit.value)
        if literal and wanted not in ("'", '"'):
            start = block.begin(page, spot.of, spot.index)
            column = page.column(start) + max(style.step, 1)
            return literal[0], block.indented(literal[1], column)
    return scalar_text(edit.value, style.quote, flow=spot.flow, style=wanted), []


def _written_anew(page: Page, spot: Spot, first: str, lines: list[str]) -> list[TextEdit]:
    """Behind a key or a dash that nothing stands behind."""
    parent = spot.of
    at = page.end(parent, spot.index)
    head = {":": " ", "-": " ", " ": ""}.get(page.text[at - 1], ": ")
    return [TextEdit(at, at, head + first), *_body(page, spot, at, lines)]


def _body(page: Page, spot: Spot, at: int, lines: list[str]) -> list[TextEdit]:
    return [block.below(page, page.line_of(at), lines)] if lines else []


def _for_block_scalar(page: Page, spot: Spot, first: str, lines: list[str]) -> list[TextEdit]:
    """In the place of a block scalar: a comment behind its header stays."""
    node = spot.node
    line = page.line_of(node.start)
    header = page.text[node.start : page.line_end(line)].partition("#")[0].rstrip()
    top = TextEdit(node.start, node.start + len(header), first)
    last = page.line_of(page.node_end(node))
    if last == line:
        return [top, *_body(page, spot, node.start, lines)]
    newline = page.newline(line)
    start = page.next_start(line)
    body = newline.join(lines)
    if not body:
        return [top, TextEdit(page.line_end(line), page.line_end(last), "")]
    return [top, TextEdit(start, page.line_end(last), body)]


def rename_key(page: Page, edit: RenameKey) -> list[TextEdit]:
    """Write another key."""
    spot = page.find(edit.place.path, edit.place.nth)
    parent = spot.of
    if isinstance(parent, SequenceNode):
        raise Refused("kind", "an item has no key")
    if any(entry.name == edit.name and not entry.merge for entry in parent.entries):
        raise Refused("exists", edit.name)
    return [new_key(page, spot, edit.name)]


def new_key(page: Page, spot: Spot, name: str) -> TextEdit:
    """Another key for an entry, in the quotes that it had."""
    key = spot.entry.key
    if not isinstance(key, ScalarNode) or key.anchor or key.tag or key.style in ("|", ">"):
        raise Refused("anchor", "at the key")
    style = style_at(page, spot.of)
    wanted = key.style if isinstance(key.value, str) else style.key_style
    flow = spot.flow
    text = key_text(name, style.quote, flow=flow, style='"' if style.strict else wanted)
    return TextEdit(key.start, key.end, text)
