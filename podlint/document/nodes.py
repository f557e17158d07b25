"""The tree of a document with its places: what a Layout looks things up in.

Offsets are code points from the start of the document's piece of text. The classes are written out:
as dataclasses they would cost 2 ms at every start.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from podlint.model import Scalar

DEEPEST: Final = 200
"""How many levels a document may nest. Kubernetes reads 10,000, which no manifest needs; what looks
at the data later may recurse without care."""


class ScalarNode:
    """A scalar: its text as the parser gives it, and its value as ``scalars.resolve`` gives it."""

    __slots__ = ("anchor", "end", "start", "style", "tag", "text", "value")

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        value: Scalar,
        style: str = "",
        tag: str = "",
        anchor: str = "",
    ) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.value = value
        self.style = style
        """How it is written: plain (empty), ``'``, ``"``, ``|`` or ``>``."""
        self.tag = tag
        self.anchor = anchor

    @property
    def absent(self) -> bool:
        """Whether nothing is written at all: the null of ``key:``."""
        return self.start == self.end and not self.style and not self.tag


class Entry:
    """A key and its value; ``<<`` is an entry whose ``merge`` is true."""

    __slots__ = ("key", "merge", "name", "value")

    def __init__(
        self,
        key: Node,
        name: str,
        value: Node,
        merge: bool = False,
    ) -> None:
        self.key = key
        self.name = name
        """The key as Kubernetes converts it."""
        self.value = value
        self.merge = merge


class MappingNode:
    """A mapping, with its entries in the order of the text, duplicates included."""

    __slots__ = ("anchor", "end", "entries", "flow", "start", "tag")

    def __init__(
        self,
        start: int,
        end: int,
        flow: bool = False,
        tag: str = "",
        anchor: str = "",
    ) -> None:
        self.start = start
        self.end = end
        self.flow = flow
        self.entries: list[Entry] = []
        self.tag = tag
        self.anchor = anchor


class SequenceNode:
    """A sequence; the start of an item is that of its node, not that of its dash."""

    __slots__ = ("anchor", "end", "flow", "items", "start", "tag")

    def __init__(
        self,
        start: int,
        end: int,
        flow: bool = False,
        tag: str = "",
        anchor: str = "",
    ) -> None:
        self.start = start
        self.end = end
        self.flow = flow
        self.items: list[Node] = []
        self.tag = tag
        self.anchor = anchor


class AliasNode:
    """The use of an anchor; all that lies below it stands here."""

    __slots__ = ("end", "name", "start", "target")

    def __init__(
        self,
        start: int,
        end: int,
        name: str,
        target: Node | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.target = target
        """None where no such anchor stands before it, or the alias stands inside its own anchor."""


Node: TypeAlias = ScalarNode | MappingNode | SequenceNode | AliasNode


def merge_sources(node: Node) -> list[Node]:
    """What a merge value names, in the order in which Kubernetes applies it."""
    if isinstance(node, SequenceNode):
        return list(reversed(node.items))
    return [node]


def merged(node: Node) -> list[MappingNode]:
    """The mappings that a merge value names, in the order in which Kubernetes applies them."""
    targets = (each.target if isinstance(each, AliasNode) else each for each in merge_sources(node))
    return [target for target in targets if isinstance(target, MappingNode)]


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

    __slots__ = ("flaws", "is_yaml", "root")

    def __init__(self, *, is_yaml: bool = True) -> None:
        self.is_yaml = is_yaml
        """False for JSON, whose scalars say what they are."""
        self.root: Node | None = None
        self.flaws: list[Flaw] = []
