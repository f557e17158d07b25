"""The tree of a document with its places: what a Layout looks things up in.

Offsets are code points from the start of the document's piece of text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from podlint.model import Scalar

DEEPEST: Final = 200
"""How many levels a document may nest. Kubernetes reads 10,000, which no manifest needs; what looks
at the data later may recurse without care."""


@dataclass(slots=True)
class ScalarNode:
    """A scalar: its text as the parser gives it, and its value as ``scalars.resolve`` gives it."""

    start: int
    end: int
    text: str
    value: Scalar
    style: str = ""
    """How it is written: plain (empty), ``'``, ``"``, ``|`` or ``>``."""
    tag: str = ""
    anchor: str = ""

    @property
    def absent(self) -> bool:
        """Whether nothing is written at all: the null of ``key:``."""
        return self.start == self.end and not self.style and not self.tag


@dataclass(slots=True)
class Entry:
    """A key and its value; ``<<`` is an entry whose ``merge`` is true."""

    key: Node
    name: str
    """The key as Kubernetes converts it."""
    value: Node
    merge: bool = False


@dataclass(slots=True)
class MappingNode:
    """A mapping, with its entries in the order of the text, duplicates included."""

    start: int
    end: int
    flow: bool = False
    entries: list[Entry] = field(default_factory=list)
    tag: str = ""
    anchor: str = ""


@dataclass(slots=True)
class SequenceNode:
    """A sequence; the start of an item is that of its node, not that of its dash."""

    start: int
    end: int
    flow: bool = False
    items: list[Node] = field(default_factory=list)
    tag: str = ""
    anchor: str = ""


@dataclass(slots=True)
class AliasNode:
    """The use of an anchor; all that lies below it stands here."""

    start: int
    end: int
    name: str
    target: Node | None = None
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
