"""How a document is written: its indentation, its quotes, the spaces in its braces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from podlint.document.nodes import MappingNode, Node, ScalarNode, SequenceNode
from podlint.patch.page import Collection, Page, children
from podlint.patch.scalar import Quote


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual around a place, or else in the document, or else anywhere."""

    step: int = 2
    """How far a mapping is indented under its key."""
    list_step: int = 0
    """How far the dashes of a list are indented under its key."""
    gap: int = 1
    """The spaces behind a dash."""
    quote: Quote = '"'
    pad: str = ""
    """The space inside the braces of a flow mapping."""
    key_style: str = ""
    """The quotes around every key of the surroundings; empty for none."""
    value_style: str = ""
    """The quotes around every string of the surroundings; empty where there are several kinds."""
    literals: bool = True
    """Whether strings of several lines may be block scalars."""
    strict: bool = False
    """Whether it is JSON."""
    compact: bool = False
    """Whether JSON has no spaces."""
    quoted: Mapping[str, str] = field(default_factory=dict)
    """The strings that the document quotes wherever they stand, with the quotes around them."""
    flow_keys: frozenset[str] = frozenset()
    """The keys of block mappings under which every collection of the document is in flow style."""


def style_at(page: Page, at: Collection) -> Style:
    """The style in which something is to be written into ``at``."""
    habits = _Habits(page)
    for node in _collections(page.root):
        habits.see(node, at)
    keys, strings = _quotes_of(at)
    return Style(
        step=habits.usual("step", 2),
        list_step=habits.usual("list_step", 0),
        gap=habits.usual("gap", 1),
        quote="'" if habits.usual("'", 0) > habits.usual('"', 0) else '"',
        pad=" " * habits.usual("pad", 0),
        key_style='"' if page.is_json else keys,
        value_style='"' if page.is_json else strings,
        literals=page.literals and not page.is_json,
        strict=page.is_json,
        compact=page.is_json and is_compact(page),
        quoted=_quoted(page.root),
        flow_keys=_flow_keys(page.root),
    )


def is_compact(page: Page) -> bool:
    """Whether the first colon of a JSON document has no space behind it."""
    if not isinstance(page.root, MappingNode) or not page.root.entries:
        return False
    entry = page.root.entries[0]
    return entry.value.start == page.colon(entry)


class _Habits:
    """Counts what is done how often."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: dict[str, Counter[int]] = {}

    def note(self, habit: str, value: int, weight: int) -> None:
        self.seen.setdefault(habit, Counter())[value] += weight

    def usual(self, habit: str, default: int) -> int:
        """What is done most often; for a quote, how often it is used."""
        counts = self.seen.get(habit)
        if not counts:
            return default
        return counts.total() if habit in ("'", '"') else counts.most_common(1)[0][0]

    def see(self, node: Collection, at: Collection) -> None:
        weight = 1000 if node is at else 1
        for index, child in enumerate(children(node)):
            if isinstance(child, ScalarNode) and child.style in ("'", '"'):
                self.note(child.style, 1, 1)
            if isinstance(node, SequenceNode) and not node.flow:
                self._see_gap(node, index, child, weight)
            elif not node.flow and isinstance(child, MappingNode | SequenceNode):
                # What is nearest counts most: what stands in ``at``, then how it stands itself.
                self._see_child(node, index, child, 100 if child is at else weight)
        if isinstance(node, MappingNode) and node.flow and node.entries:
            between = self.page.text[node.start + 1 : node.entries[0].key.start]
            if not between.strip(" "):
                self.note("pad", len(between), weight)

    def _see_child(self, node: Collection, index: int, child: Collection, weight: int) -> None:
        column = self.page.column
        if child.flow or not children(child):
            return
        start = self.page.start(node, index)
        inner = self.page.start(child, 0)
        distance = column(inner) - column(start)
        self.note("step" if isinstance(child, MappingNode) else "list_step", distance, weight)

    def _see_gap(self, node: SequenceNode, index: int, child: Node, weight: int) -> None:
        dash = self.page.start(node, index)
        between = self.page.text[dash + 1 : child.start]
        if between and not between.strip(" "):
            self.note("gap", len(between), weight)


def _collections(node: Node) -> Iterator[Collection]:
    if isinstance(node, MappingNode | SequenceNode):
        yield node
        for child in children(node):
            yield from _collections(child)


def _quoted(root: Node) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for node in _collections(root):
        for child in children(node):
            if isinstance(child, ScalarNode) and isinstance(child.value, str):
                found.setdefault(child.value, set()).add(child.style)
    return {value: only for value, styles in found.items() if (only := _only(styles))}


def _flow_keys(root: Node) -> frozenset[str]:
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for node in _collections(root):
        if isinstance(node, MappingNode) and not node.flow:
            for entry in node.entries:
                if isinstance(entry.value, MappingNode | SequenceNode) and children(entry.value):
                    found[entry.value.flow].add(entry.name)
    return frozenset(found[True] - found[False])


def _quotes_of(node: Collection) -> tuple[str, str]:
    """The quotes that all keys have, and those that all strings have."""
    keys: set[str] = set()
    if isinstance(node, MappingNode):
        keys = {each.key.style for each in node.entries if isinstance(each.key, ScalarNode)}
    strings = {
        child.style
        for child in children(node)
        if isinstance(child, ScalarNode) and isinstance(child.value, str)
    }
    # The values of a block mapping have little to do with each other.
    alike = node.flow or isinstance(node, SequenceNode)
    return _only(keys), _only(strings) if alike else ""


def _only(styles: set[str]) -> str:
    (only,) = styles if len(styles) == 1 else ("",)
    return only if only in ("'", '"') else ""
