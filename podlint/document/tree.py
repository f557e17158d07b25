"""From events to a tree that knows every place: the exact way, for any document.

A Layout is built from it, and the data of documents that are not regular.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from podlint.document.events import Events
from podlint.document.nodes import AliasNode, Entry, MappingNode, Node, ScalarNode, SequenceNode
from podlint.document.scalars import (
    TagError,
    is_known_tag,
    key_text,
    resolve_plain,
    resolve_tagged,
)

_MERGE_TAG = "tag:yaml.org,2002:merge"


class Flaw:
    """Something in the text that Kubernetes refuses or reads otherwise, at an offset."""

    __slots__ = ("detail", "end", "problem", "start")

    def __init__(self, problem: str, start: int, end: int, detail: str = "") -> None:
        self.problem = problem
        self.start = start
        self.end = end
        self.detail = detail


class Tree:
    """The root node of a document (None where the piece has no content) and its flaws."""

    __slots__ = ("flaws", "root")

    def __init__(self) -> None:
        self.root: Node | None = None
        self.flaws: list[Flaw] = []


def compose_tree(next_event: Events) -> Tree:
    """Compose the first document of a piece, with all that is wrong in it.

    Raises:
        YAMLError: the parser refuses the text.
        RecursionError: it is nested more deeply than Python goes.
    """
    composer = _Composer(next_event)
    next_event()
    event = next_event()
    tree = composer.tree
    if event.__class__ is StreamEndEvent:
        return tree
    if event.version is not None or event.tags:
        composer.flaw("directive", event)
    tree.root = composer.node(next_event())
    next_event()
    composer.look_for_lost_document()
    return tree


class _Composer:
    def __init__(self, next_event: Events) -> None:
        self.next_event = next_event
        self.tree = Tree()
        self.anchors: dict[str, Node | None] = {}

    def flaw(self, problem: str, event: Any, detail: str = "") -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.tree.flaws.append(Flaw(problem, start, end, detail))

    def look_for_lost_document(self) -> None:
        """A document after ``...`` without ``---``: Kubernetes never reads on."""
        from ruamel.yaml.error import YAMLError

        try:
            event = self.next_event()
            if event.__class__ is not StreamEndEvent:
                self.flaw("lost-document", self.next_event())
        except YAMLError:
            return

    def node(self, event: Any) -> Node:
        cls = event.__class__
        if cls is ScalarEvent:
            return self.scalar(event)
        if cls is AliasEvent:
            return self.alias(event)
        if cls is MappingStartEvent:
            return self.mapping(event)
        return self.sequence(event)

    def scalar(self, event: Any) -> ScalarNode:
        text, tag = event.value, event.tag or ""
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        if tag:
            value = self.tagged(event, text, tag, plain=not style)
        else:
            value = resolve_plain(text) if event.implicit[0] else text
        node = ScalarNode(start, end, text, value, style, tag, event.anchor or "")
        self.remember(event, node)
        return node

    def tagged(self, event: Any, text: str, tag: str, *, plain: bool) -> Any:
        if not is_known_tag(tag) and tag != "!":
            self.flaw("unknown-tag", event, tag)
        try:
            return resolve_tagged(text, tag, plain=plain)
        except TagError as error:
            self.flaw("tag", event, str(error))
            return text

    def remember(self, event: Any, node: Node | None) -> None:
        if event.anchor:
            self.anchors[event.anchor] = node

    def alias(self, event: Any) -> AliasNode:
        name = event.anchor
        target = self.anchors.get(name)
        if target is None:
            problem = "recursive-alias" if name in self.anchors else "unknown-anchor"
            self.flaw(problem, event, name)
        return AliasNode(event.start_mark.index, event.end_mark.index, name, target)

    def sequence(self, event: Any) -> SequenceNode:
        node = SequenceNode(
            event.start_mark.index,
            event.end_mark.index,
            flow=bool(event.flow_style),
            tag=event.tag or "",
            anchor=event.anchor or "",
        )
        self.remember(event, None)
        while (item := self.next_event()).__class__ is not SequenceEndEvent:
            node.items.append(self.node(item))
        if node.flow:
            node.end = item.end_mark.index
        elif node.items:
            node.end = node.items[-1].end
        self.remember(event, node)
        return node

    def mapping(self, event: Any) -> MappingNode:
        node = MappingNode(
            event.start_mark.index,
            event.end_mark.index,
            flow=bool(event.flow_style),
            tag=event.tag or "",
            anchor=event.anchor or "",
        )
        self.remember(event, None)
        while (item := self.next_event()).__class__ is not MappingEndEvent:
            self.entry(node, item)
        if node.flow:
            node.end = item.end_mark.index
        elif node.entries:
            node.end = max(node.entries[-1].key.end, node.entries[-1].value.end)
        self.remember(event, node)
        return node

    def entry(self, mapping: MappingNode, event: Any) -> None:
        key = self.node(event)
        value = self.node(self.next_event())
        target = key.target if isinstance(key, AliasNode) else key
        if not isinstance(target, ScalarNode):
            self.flaw("collection-key", event)
            return
        if _is_merge(key):
            mapping.entries.append(Entry(key, "<<", value, merge=True))
            self.check_merge(event, value)
            return
        try:
            name = key_text(target.value)
        except ValueError:
            self.flaw("null-key", event)
            return
        mapping.entries.append(Entry(key, name, value))

    def check_merge(self, event: Any, value: Node) -> None:
        target = value.target if isinstance(value, AliasNode) else value
        if target is value and isinstance(target, SequenceNode):
            targets = [i.target if isinstance(i, AliasNode) else i for i in target.items]
        else:
            targets = [target]
        if any(isinstance(each, ScalarNode | SequenceNode) for each in targets):
            self.flaw("merge", event)


def _is_merge(key: Node) -> bool:
    """Plain ``<<``, or one that is tagged so; a quoted one is a key like any other."""
    if not isinstance(key, ScalarNode) or key.text != "<<":
        return False
    return key.tag == _MERGE_TAG or (not key.style and not key.tag)
