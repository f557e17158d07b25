"""A document as text, tree and comments at once: where things stand, line by line.

All offsets count from the start of the document's text, all lines from 0.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from podlint.document import Document, Source, load
from podlint.document.jsonstream import json_documents, looks_like_json
from podlint.document.nodes import (
    AliasNode,
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
)
from podlint.model import Path, SyntaxFault
from podlint.patch.refused import Refused

Collection: TypeAlias = MappingNode | SequenceNode

_ODD_LINE_END = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
_HARMLESS = frozenset({"json-like", "lost-document", "not-json", "unknown-tag"})
"""Faults with which the tree is still what the text says."""
_DASHES = re.compile(r" *(?:- +)+")
_SKIPPED = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")
"""What may stand between two tokens."""


class Note(NamedTuple):
    """A comment: its stretch of the text, and whether it has the line alone."""

    start: int
    end: int
    alone: bool


@dataclass(slots=True)
class Spot:
    """An entry or an item: what it stands in, its number there, and its value."""

    path: Path
    parent: Collection | None
    index: int
    node: Node
    flow: bool
    """Whether it stands inside flow style."""
    above: tuple[Node, ...]
    """The collections around it, the outermost first."""

    @property
    def entry(self) -> Entry:
        """The entry; only for what stands in a mapping."""
        assert isinstance(self.parent, MappingNode)
        return self.parent.entries[self.index]

    @property
    def of(self) -> Collection:
        """What it stands in.

        Raises:
            Refused: it is the whole document.
        """
        if self.parent is None:
            raise Refused("root")
        return self.parent


class Page:
    """The text of one document with its tree."""

    def __init__(self, document: Document, *, newline: str = "\n", literals: bool = True) -> None:
        self.document = document
        self.fallback_newline = newline
        """How lines end where no line of the document does."""
        self.literals = literals
        """Whether block scalars may be written: they swallow comments that are deep enough."""
        self.text = document.text
        starts = (max(start - document.start, 0) for start in document.source.line_starts)
        self.starts = [start for start in starts if start < len(self.text)] or [0]
        self.is_json = looks_like_json(self.text) and json_documents(self.text) is not None
        root = document.layout.root
        if root is None or not document.readable or self._is_faulty():
            raise Refused("unreadable")
        self.root = root
        self.notes = [self._note(*each[:3], each.alone) for each in document.layout.comments]
        self._alone = {self.line_of(note.start): note for note in self.notes if note.alone}

    def _is_faulty(self) -> bool:
        faults = self.document.faults
        return bool(_ODD_LINE_END.search(self.text)) or any(
            isinstance(fault, SyntaxFault) and fault.problem not in _HARMLESS for fault in faults
        )

    def _note(self, line: int, column: int, text: str, alone: bool) -> Note:
        start = self.document.source.offset(line, column) - self.document.start
        return Note(start, start + len(text), alone)

    # --- Lines ------------------------------------------------------------------------------------

    def line_of(self, offset: int) -> int:
        """The line that an offset is on."""
        return bisect_right(self.starts, offset) - 1

    def line_end(self, line: int) -> int:
        """The offset behind the last character of a line, before its line end."""
        end = self.next_start(line)
        while end > self.starts[line] and self.text[end - 1] in "\r\n":
            end -= 1
        return end

    def next_start(self, line: int) -> int:
        """The offset at which the line below begins; the end of the text for the last line."""
        below = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return min(below, len(self.text))

    def column(self, offset: int) -> int:
        """How many characters of its line stand before an offset."""
        return offset - self.starts[self.line_of(offset)]

    def lead(self, offset: int) -> str:
        """The text of its line before an offset."""
        return self.text[self.starts[self.line_of(offset)] : offset]

    def tail(self, offset: int) -> str:
        """The text of its line from an offset on."""
        return self.text[offset : self.line_end(self.line_of(offset))]

    def is_first(self, offset: int) -> bool:
        """Whether nothing but blanks stands before it on its line."""
        return not self.lead(offset).strip(" \t")

    def note_alone(self, line: int) -> Note | None:
        """The comment that has a line alone."""
        return self._alone.get(line)

    def is_blank(self, line: int) -> bool:
        """Whether there is nothing on a line."""
        return not self.text[self.starts[line] : self.next_start(line)].strip()

    def newline(self, line: int) -> str:
        """How lines end, there or else at the first line end of the document."""
        end = self.text[self.line_end(line) : self.next_start(line)]
        return end or newline_of(self.text) or self.fallback_newline

    def notes_in(self, start: int, end: int) -> list[Note]:
        """The comments that begin in a stretch of the text."""
        return [note for note in self.notes if start <= note.start < end]

    # --- Tokens -----------------------------------------------------------------------------------

    def skip(self, offset: int) -> int:
        """The offset of the next token: behind blanks, line ends and comments."""
        match = _SKIPPED.match(self.text, offset)
        assert match
        return match.end()

    def colon(self, entry: Entry) -> int:
        """The offset behind the colon of an entry; the end of the key where there is none.

        Raises:
            Refused: the colon is not where simple keys have it.
        """
        at = self.skip(entry.key.end)
        if self.text[at : at + 1] == ":":
            return at + 1
        if isinstance(entry.value, ScalarNode) and entry.value.absent:
            return entry.key.end
        raise Refused("shape", "no colon behind the key")

    def dash(self, sequence: SequenceNode, index: int) -> int:
        """The offset of the dash of an item in block style."""
        at = self._content(sequence) if index == 0 else self._item_end(sequence, index - 1)
        at = self.skip(at)
        if self.text[at : at + 1] != "-":
            raise Refused("shape", "no dash")
        return at

    def _content(self, node: Collection) -> int:
        """Where a block collection begins, behind its anchor and tag."""
        at = node.start
        while self.text[at : at + 1] in ("&", "!"):
            while at < len(self.text) and not self.text[at].isspace():
                at += 1
            at = self.skip(at)
        return at

    def _item_end(self, sequence: SequenceNode, index: int) -> int:
        item = sequence.items[index]
        if isinstance(item, ScalarNode) and item.absent:
            return self.dash(sequence, index) + 1
        return self.node_end(item)

    # --- Nodes ------------------------------------------------------------------------------------

    def start(self, parent: Collection, index: int) -> int:
        """Where an entry or an item begins: at its key, at its dash, in flow style at its node."""
        if isinstance(parent, MappingNode):
            return parent.entries[index].key.start
        return parent.items[index].start if parent.flow else self.dash(parent, index)

    def end(self, parent: Collection, index: int) -> int:
        """Where an entry or an item ends, as far as something is written."""
        if isinstance(parent, SequenceNode):
            return self._item_end(parent, index) if not parent.flow else parent.items[index].end
        entry = parent.entries[index]
        if isinstance(entry.value, ScalarNode) and entry.value.absent:
            colon = self.colon(entry)
            # Without its space the colon would be a part of the key.
            return colon + (parent.flow and self.text[colon : colon + 1] == " ")
        return self.node_end(entry.value)

    def node_end(self, node: Node) -> int:
        """Where a node ends: with the blank lines of a block scalar that are part of it."""
        if isinstance(node, MappingNode | SequenceNode) and not node.flow:
            size = len(children(node))
            return self.end(node, size - 1) if size else node.end
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return self._block_scalar_end(node)
        return node.end

    def keeps(self, node: Node) -> bool:
        """Whether it is a block scalar to which all blank lines behind it belong."""
        if not isinstance(node, ScalarNode) or node.style not in ("|", ">"):
            return False
        header = self.text[node.start : self.line_end(self.line_of(node.start))]
        return "+" in header.partition("#")[0]

    def _block_scalar_end(self, node: ScalarNode) -> int:
        """Blank lines count where they are kept, or where there is white space on one."""
        line = last = self.line_of(node.end)
        keeps = self.keeps(node)
        while line + 1 < len(self.starts) and self.is_blank(line + 1):
            line += 1
            if keeps or self.line_end(line) > self.starts[line]:
                last = line
        return max(node.end, self.line_end(last)) if last > self.line_of(node.end) else node.end

    def find(self, path: Path, nth: int = 0) -> Spot:
        """What stands at a Path; of a key that is there several times the ``nth``, 0 for the last.

        Raises:
            Refused: there is no such thing, or the Path leads through an alias or a merge.
        """
        spot = Spot(path, None, 0, self.root, flow=False, above=())
        for depth, step in enumerate(path):
            node = spot.node
            index = _index(node, step, nth if depth == len(path) - 1 else 0)
            assert isinstance(node, MappingNode | SequenceNode)
            above = (*spot.above, node)
            spot = Spot(path, node, index, children(node)[index], spot.flow or node.flow, above)
        return spot


def _index(node: Node, step: str | int, nth: int) -> int:
    if isinstance(node, AliasNode):
        raise Refused("alias")
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
        return step
    if isinstance(node, MappingNode) and isinstance(step, str):
        same = [i for i, each in enumerate(node.entries) if each.name == step and not each.merge]
        if same and nth <= len(same):
            return same[nth - 1]
        if any(each.merge for each in node.entries):
            raise Refused("merge")
    raise Refused("absent", str(step))


def children(node: Collection) -> list[Node]:
    """The values of a mapping or the items of a list."""
    if isinstance(node, MappingNode):
        return [entry.value for entry in node.entries]
    return node.items


def leaves(node: Node) -> Iterator[ScalarNode | AliasNode]:
    """The scalars and aliases in a node, keys included, in the order of the text."""
    if isinstance(node, ScalarNode | AliasNode):
        yield node
    elif isinstance(node, MappingNode):
        for entry in node.entries:
            yield from leaves(entry.key)
            yield from leaves(entry.value)
    else:
        for item in node.items:
            yield from leaves(item)


def newline_of(text: str) -> str:
    """The first line end of a text; empty where it has none."""
    first = text.find("\n")
    return "" if first < 0 else "\r\n" if text[:first].endswith("\r") else "\n"


def read(text: str, *, newline: str = "", literals: bool = True) -> Page:
    """The page of a text that holds one document; ``newline`` is for a text without a line end.

    Raises:
        Refused: it holds none, or several, or one that cannot be read.
    """
    documents = list(load(Source("", text)))
    if len(documents) != 1:
        raise Refused("unreadable")
    return Page(documents[0], newline=newline or "\n", literals=literals)
