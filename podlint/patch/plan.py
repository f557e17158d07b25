"""From an edit to the changes of text that make it; nothing is changed by guessing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from podlint.document.nodes import AliasNode, MappingNode, Node, ScalarNode
from podlint.model import (
    Delete,
    Edit,
    InsertComment,
    InsertItem,
    InsertKey,
    Move,
    Path,
    RemoveComment,
    RenameKey,
    SetScalar,
    TextEdit,
)
from podlint.patch import block, comment, flow, move, put, replace
from podlint.patch.page import Page, Spot, children
from podlint.patch.refused import Refused


def plan(page: Page, edit: Edit) -> list[TextEdit]:
    """The changes of text that make an edit, whose Marks count in the text of the page.

    Raises:
        Refused: it cannot be made exactly.
    """
    match edit:
        case SetScalar():
            _look_for_anchors(page, edit.path, goes=True)
            return replace.set_scalar(page, edit)
        case RenameKey():
            _look_for_anchors(page, edit.place.path, edit.place.nth, inside=False)
            return replace.rename_key(page, edit)
        case InsertKey():
            _look_for_anchors(page, edit.path)
            return put.insert_key(page, edit)
        case InsertItem():
            _look_for_anchors(page, edit.path)
            return put.insert_item(page, edit)
        case Delete():
            spot = _look_for_anchors(page, edit.place.path, edit.place.nth, goes=True)
            return flow.delete(page, spot) if spot.of.flow else block.delete(page, spot)
        case Move():
            _look_for_anchors(page, edit.path, goes=True)
            _look_for_anchors(page, edit.to)
            return move.move(page, edit)
        case InsertComment():
            return comment.insert(page, edit)
        case RemoveComment():
            return comment.remove(page, edit)


def comments_after(page: Page, edit: Edit) -> Counter[str]:
    """The comments that have to be there after an edit, each as often as it stands there."""
    comments = _texts(page, 0, len(page.text))
    match edit:
        case Delete(place=place):
            spot = page.find(place.path, place.nth)
            owned = flow.owned(page, spot) if spot.of.flow else block.owned(page, spot)
            return comments - _texts(page, *owned)
        case InsertComment(text=text):
            return comments + Counter(comment.comment_lines(text))
        case RemoveComment(mark=mark, instead=instead):
            start = page.starts[mark.line - 1] + mark.column - 1
            return (
                comments - _texts(page, start, start + 1) + Counter(comment.comment_lines(instead))
            )
    return comments


def _texts(page: Page, start: int, end: int) -> Counter[str]:
    notes = page.notes_in(start, end)
    return Counter(page.text[note.start : note.end].rstrip() for note in notes)


def comments_of(page: Page) -> Counter[str]:
    """The comments of a document, each as often as it stands there."""
    return _texts(page, 0, len(page.text))


def _look_for_anchors(
    page: Page, path: Path, nth: int = 0, *, goes: bool = False, inside: bool = True
) -> Spot:
    """Make sure that an edit at ``path`` changes nothing elsewhere; the spot of the Path.

    ``goes`` says that what stands there goes away, so that neither an anchor nor an alias may;
    ``inside`` that something in it changes.

    Raises:
        Refused: an alias names what would change, or an anchor or alias would go.
    """
    spot = page.find(path, nth)
    if inside and isinstance(spot.node, AliasNode):
        raise Refused("alias")
    changing = (*spot.above, spot.node) if inside else spot.above
    aliased = {node.name for node in _nodes(page.root) if isinstance(node, AliasNode)}
    if any(_anchor(node) in aliased for node in changing if _anchor(node)):
        raise Refused("anchor")
    if goes and any(_anchor(node) or isinstance(node, AliasNode) for node in _nodes(spot.node)):
        raise Refused("anchor")
    return spot


def _anchor(node: Node) -> str:
    return "" if isinstance(node, AliasNode) else node.anchor


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, MappingNode):
        yield from (entry.key for entry in node.entries)
    if not isinstance(node, ScalarNode | AliasNode):
        for child in children(node):
            yield from _nodes(child)


def has_merge(page: Page) -> bool:
    """Whether the document merges one mapping into another."""
    return any(
        entry.merge
        for node in _nodes(page.root)
        if isinstance(node, MappingNode)
        for entry in node.entries
    )
