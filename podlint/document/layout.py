"""Where everything of a document stands: built only for documents that have something to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from podlint.document.nodes import AliasNode, Entry, MappingNode, Node, ScalarNode, Tree, merged
from podlint.document.source import Source
from podlint.model import Mark, Path, Place, Span

if TYPE_CHECKING:
    from podlint.document.outline import Outline
    from podlint.document.places import LineOutline

_COMMENT_OR_PROPERTY = re.compile(r"[&*!][^\s,\[\]{}]*|#[^\r\n]*")


class Comment(NamedTuple):
    """A comment: where it stands, its text from the ``#`` on, whether it has the line alone."""

    line: int
    column: int
    text: str
    alone: bool


class Scope(NamedTuple):
    """An entry, an item or the whole document: the offsets in the file from and to which it goes."""

    start: int
    end: int
    path: Path


class _Found(NamedTuple):
    node: Node
    key: Node | None
    """The key node of the entry, None for items and the root."""
    whole: bool
    """False where the Path leads on, but the text does not (or an alias stands for the rest)."""


class Layout:
    """The places of one document: Path to Span, and its comments.

    Where there is an outline of the document, its tree is not composed for the sake of a few places.
    """

    def __init__(
        self,
        source: Source,
        offset: int,
        text: str,
        compose: Callable[[], Tree],
        outline: LineOutline | Outline | None = None,
    ) -> None:
        self._source = source
        self._offset = offset
        self._text = text
        self._compose = compose
        self._outline = outline
        self._comments: tuple[Comment, ...] | None = None

    @cached_property
    def root(self) -> Node | None:
        """The node of the whole document; its offsets count from the start of the document."""
        return self._compose().root

    def span(self, place: Place | Mark) -> Span:
        """The stretch of one line on which ``place`` stands.

        A Path through an alias or a merge leads to the place where it is used. Of a Path that is not
        there, the nearest part that is there is shown.
        """
        if isinstance(place, Mark):
            return Span(place.line, place.column, place.line, place.column + place.length)
        start, end = self._offsets(place)
        return self._source.span(start + self._offset, end + self._offset)

    def written(self, path: Path) -> str:
        """The text of the plain scalar at ``path``; empty for a quoted one or a collection."""
        if self._outline is not None:
            return self._outline.written(path)
        found = self._find(Place(path))
        if found is None or not found.whole or not isinstance(found.node, ScalarNode):
            return ""
        return "" if found.node.style or found.node.tag else found.node.text

    def scopes(self) -> Iterator[Scope]:
        """The document, then its entries and items, each outer one before what it holds."""
        root = self.root
        if root is not None:
            yield Scope(root.start + self._offset, root.end + self._offset, ())
            yield from self._scopes(root, ())

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The document's comments in the order of the text."""
        if self._comments is None:
            self._comments = tuple(self._find_comments())
        return self._comments

    def may_hold_comment(self, offset: int) -> bool:
        """Whether a comment may begin at an offset in the file: at neither side of it goes a scalar on.

        The line on which a block scalar opens may have one.
        """
        at = offset - self._offset
        for node in _leaves(self.root):
            if node.start < at < node.end:
                opens = isinstance(node, ScalarNode) and node.style in ("|", ">")
                return opens and "\n" not in self._text[node.start : at]
        return True

    def _offsets(self, place: Place) -> tuple[int, int]:
        if self._outline is not None and not place.nth:
            return self._outline.offsets(place.path, place.part)
        found = self._find(place)
        if found is None:
            return (0, 0)
        node, key = found.node, found.key
        if place.part == "key" or not found.whole or _is_absent(node):
            if key is not None:
                return key.start, key.end
            first = _first_key(node)
            return (first.start, first.end) if first else (node.start, node.end)
        return node.start, node.end

    def _find(self, place: Place) -> _Found | None:
        node, key = self.root, None
        if node is None:
            return None
        last = len(place.path) - 1
        for depth, step in enumerate(place.path):
            if isinstance(node, AliasNode):
                return _Found(node, None, whole=True)
            if isinstance(node, MappingNode) and isinstance(step, str):
                entry = _entry(node, step, place.nth if depth == last else 0)
                if entry is None:
                    return _Found(node, key, whole=False)
                node, key = entry.value, entry.key
                if entry.merge:
                    return _Found(node, None, whole=True)
            elif not isinstance(node, MappingNode | ScalarNode) and isinstance(step, int):
                if step >= len(node.items):
                    return _Found(node, key, whole=False)
                node, key = node.items[step], None
            else:
                return _Found(node, key, whole=False)
        return _Found(node, key, whole=True)

    def _scopes(self, node: Node, path: Path) -> Iterator[Scope]:
        if isinstance(node, MappingNode):
            for entry in node.entries:
                inner = (*path, entry.name)
                end = max(entry.key.end, entry.value.end)
                yield Scope(entry.key.start + self._offset, end + self._offset, inner)
                yield from self._scopes(entry.value, inner)
        elif not isinstance(node, ScalarNode | AliasNode):
            for index, item in enumerate(node.items):
                inner = (*path, index)
                yield Scope(item.start + self._offset, item.end + self._offset, inner)
                yield from self._scopes(item, inner)

    def _find_comments(self) -> Iterator[Comment]:
        position = 0
        for node in _leaves(self.root):
            yield from self._comments_between(position, node.start)
            position = node.end
            if isinstance(node, ScalarNode) and node.style in ("|", ">"):
                header_end = self._text.find("\n", node.start, node.end)
                if header_end > 0:
                    yield from self._comments_between(node.start, header_end)
        yield from self._comments_between(position, len(self._text))

    def _comments_between(self, start: int, end: int) -> Iterator[Comment]:
        if "#" not in self._text[start:end]:
            return
        for match in _COMMENT_OR_PROPERTY.finditer(self._text, start, end):
            if match[0][0] == "#":
                line, column = self._source.position(match.start() + self._offset)
                before = self._source.line_text(line)[: column - 1]
                yield Comment(line, column, match[0], not before.strip())


def _is_absent(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.absent


def _first_key(node: Node) -> Node | None:
    if isinstance(node, MappingNode) and node.entries:
        return node.entries[0].key
    return None


def _entry(mapping: MappingNode, name: str, nth: int) -> Entry | None:
    """The ``nth`` entry of that name, or (for 0) the one whose value Kubernetes keeps."""
    if nth:
        same = [entry for entry in mapping.entries if entry.name == name and not entry.merge]
        return same[nth - 1] if nth <= len(same) else None
    for entry in reversed(mapping.entries):
        if entry.merge:
            if any(_entry(source, name, 0) for source in merged(entry.value)):
                return entry
        elif entry.name == name:
            return entry
    return None


def _leaves(node: Node | None) -> Iterator[Node]:
    """Scalars and aliases, keys included, in the order of the text."""
    if isinstance(node, MappingNode):
        for entry in node.entries:
            yield from _leaves(entry.key)
            yield from _leaves(entry.value)
    elif isinstance(node, ScalarNode | AliasNode):
        yield node
    elif node is not None:
        for item in node.items:
            yield from _leaves(item)
