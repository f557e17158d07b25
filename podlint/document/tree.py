"""From events to a tree that knows every place: the exact way, for any document.

A Layout is built from it, and the data of documents that are not regular.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from podlint.document.events import Events, as_parse_error
from podlint.document.nodes import (
    DEEPEST,
    AliasNode,
    Entry,
    Flaw,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Tree,
    merge_sources,
)
from podlint.document.scalars import TagError, is_known_tag, key_text, resolve, resolve_tagged
from podlint.model.lazy import pattern

_MERGE_TAG = "tag:yaml.org,2002:merge"
_ESCAPED_SLASH = pattern(r'[^"]*"(?:[^"\\]|\\[^/])*(?=\\/)')


def compose_tree(next_event: Events, text: str) -> Tree:
    """Compose the first document of a piece (whose text is ``text``), with all that is wrong in it.

    Raises:
        YAMLError: the parser refuses the text.
        RecursionError: it is nested more deeply than DEEPEST.
    """
    composer = _Composer(next_event, text)
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
    def __init__(self, next_event: Events, text: str) -> None:
        self.next_event = next_event
        self.text = text
        self.tree = Tree()
        self.anchors: dict[str, Node] = {}
        self.open: list[Node] = []
        """The collections that are being read, the innermost last."""

    def flaw(self, problem: str, event: Any, detail: str = "") -> None:
        start, end = event.start_mark.index, event.end_mark.index
        self.tree.flaws.append(Flaw(problem, start, end, detail))

    def look_for_lost_document(self) -> None:
        """What stands behind the end of the document: Kubernetes never reads on."""
        try:
            event = self.next_event()
            if event.__class__ is not StreamEndEvent:
                self.flaw("lost-document", self.next_event())
        except YAMLError as error:
            start = as_parse_error(error, self.text).offset
            self.tree.flaws.append(Flaw("lost-document", start, start + 1))

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
        text, tag, style = event.value, event.tag or "", event.style or ""
        start, end = event.start_mark.index, event.end_mark.index
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        if style == '"' and (escape := _ESCAPED_SLASH.match(self.text, start, end)):
            problem = "while parsing a quoted scalar found unknown escape character"
            self.tree.flaws.append(Flaw("parse", escape.end(), escape.end() + 2, problem))
        if tag:
            value = self.tagged(event, text, tag)
        else:
            value = resolve(text) if event.implicit[0] else text
        node = ScalarNode(start, end, text, value, style, tag, event.anchor or "")
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def tagged(self, event: Any, text: str, tag: str) -> Any:
        if tag != "!" and not is_known_tag(tag):
            self.flaw("unknown-tag", event, tag)
        try:
            return resolve_tagged(text, tag)
        except TagError as error:
            self.flaw("tag", event, str(error))
            return text

    def open_collection(self, event: Any, node: MappingNode | SequenceNode) -> None:
        if len(self.open) == DEEPEST:
            raise RecursionError
        self.open.append(node)
        if event.anchor:
            self.anchors[event.anchor] = node

    def alias(self, event: Any) -> AliasNode:
        name = event.anchor
        target = self.anchors.get(name)
        if target is None:
            self.flaw("unknown-anchor", event, name)
        elif any(each is target for each in self.open):
            self.flaw("recursive-alias", event, name)
            target = None
        return AliasNode(event.start_mark.index, event.end_mark.index, name, target)

    def sequence(self, event: Any) -> SequenceNode:
        node = SequenceNode(
            event.start_mark.index,
            event.end_mark.index,
            flow=bool(event.flow_style),
            tag=event.tag or "",
            anchor=event.anchor or "",
        )
        self.open_collection(event, node)
        while (item := self.next_event()).__class__ is not SequenceEndEvent:
            node.items.append(self.node(item))
        if node.flow:
            node.end = item.end_mark.index
        elif node.items:
            node.end = node.items[-1].end
        self.open.pop()
        return node

    def mapping(self, event: Any) -> MappingNode:
        node = MappingNode(
            event.start_mark.index,
            event.end_mark.index,
            flow=bool(event.flow_style),
            tag=event.tag or "",
            anchor=event.anchor or "",
        )
        self.open_collection(event, node)
        while (item := self.next_event()).__class__ is not MappingEndEvent:
            self.entry(node, item)
        if node.flow:
            node.end = item.end_mark.index
        elif node.entries:
            node.end = max(node.entries[-1].key.end, node.entries[-1].value.end)
        self.open.pop()
        return node

    def entry(self, mapping: MappingNode, event: Any) -> None:
        key = self.node(event)
        value = self.node(self.next_event())
        if isinstance(value, ScalarNode) and value.absent:
            value.start = value.end = key.end  # the parsers do not agree on the place
        target = key.target if isinstance(key, AliasNode) else key
        if not isinstance(target, ScalarNode):
            if target is not None:
                self.flaw("collection-key", event)
            return
        if _is_merge(event):
            mapping.entries.append(Entry(key, "<<", value, merge=True))
            self.check_merge(event, value)
            return
        try:
            name = key_text(target.value)
        except ValueError as error:
            self.flaw("null-key" if target.value is None else "tag", event, str(error))
            return
        mapping.entries.append(Entry(key, name, value))

    def check_merge(self, event: Any, value: Node) -> None:
        targets = (i.target if isinstance(i, AliasNode) else i for i in merge_sources(value))
        if any(isinstance(each, ScalarNode | SequenceNode) for each in targets):
            self.flaw("merge", event)


def _is_merge(key: Any) -> bool:
    """Plain ``<<``, or one that is tagged so; a quoted one is a key like any other."""
    if key.__class__ is not ScalarEvent or key.value != "<<":
        return False
    return bool(key.tag == _MERGE_TAG or (key.tag in (None, "!") and key.implicit[0]))
