"""From a Source to its Documents: data as Kubernetes reads it, and the faults of reading it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from ruamel.yaml.error import YAMLError

from podlint.document.compose import NOTHING, Irregular, compose_regular
from podlint.document.events import (
    Events,
    ParseError,
    Record,
    as_parse_error,
    c_events,
    c_events_of_mended,
    has_stand_ins,
    mended,
    pure_events,
)
from podlint.document.expand import Duplicate, Expansion, TooManyAliases
from podlint.document.jsonstream import (
    JsonDocument,
    json_documents,
    json_tree,
    looks_like_json,
)
from podlint.document.layout import Layout
from podlint.document.nodes import AliasNode, Node, ScalarNode
from podlint.document.outline import Outline
from podlint.document.scalars import json_number
from podlint.document.source import DecodeError, Source, split
from podlint.document.tree import Flaw, Tree, compose_tree
from podlint.model import (
    AmbiguousScalarFault,
    DuplicateKeyFault,
    Fault,
    Mark,
    Place,
    Scalar,
    SyntaxFault,
)

T = TypeVar("T")

_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*(%(?:YAML|TAG)\b[^\r\n]*)")
"""A text that begins with a directive: kubectl cuts it off at the ``---`` that has to follow."""
_MOST_MENDS = 100
"""After so many, each of which parses the text once more, the pure parser is quicker."""

_MOST_KEPT = 500_000
"""Up to this offset in a file events are kept: they take forty times the memory of their text."""

_ESCAPED_SLASH = "\\/"
"""In double quotes an escape of YAML 1.2 that the parser reads and Kubernetes refuses."""


class Document:
    """One document of a Source.

    ``data`` is plain (dict, list, str, int, float, bool, None), with keys and scalars as Kubernetes
    converts them; it is None, and ``readable`` false, where the text does not parse.
    """

    __slots__ = (
        "_compose",
        "_events",
        "_layout",
        "data",
        "faults",
        "index",
        "readable",
        "source",
        "start",
        "text",
    )

    def __init__(
        self, source: Source, index: int, start: int, text: str, compose: Callable[[str], Tree]
    ) -> None:
        self.source = source
        self.index = index
        self.start = start
        self.text = text
        self.data: Any = None
        self.faults: tuple[Fault, ...] = ()
        self.readable = True
        self._compose = compose
        self._events: list[Any] | None = None
        self._layout: Layout | None = None

    @property
    def line(self) -> int:
        """The 1-based line on which its text begins."""
        return self.source.position(self.start)[0]

    @property
    def layout(self) -> Layout:
        """Where everything in it stands; made at the first call."""
        if self._layout is None:
            # Not a method of its own: what held the document could only be freed by the collector.
            compose = partial(self._compose, self.text) if self.readable else Tree
            outline = Outline(self._events, self.text) if self.readable and self._events else None
            self._layout = Layout(self.source, self.start, self.text, compose, outline)
        return self._layout

    def keep(self, events: list[Any]) -> None:
        """Keep all its events, to look up places in."""
        self._events = events
        self._compose = lambda text: compose_tree(iter(events).__next__, text)

    def tree(self) -> Tree:
        """Its tree, with what is wrong in it; its Layout and its data are to be made of that."""
        tree = self._compose(self.text)
        self._compose, self._events = lambda _: tree, None
        self._layout = Layout(self.source, self.start, self.text, lambda: tree)
        return tree

    def mark(self, start: int, end: int | None = None) -> Mark:
        """The Mark of offsets into the document's text."""
        end = start if end is None else end
        last = len(self.text)  # what is parsed may be longer, by a line end
        return self.source.mark(self.start + min(start, last), self.start + min(end, last))


def load(source: Source) -> Iterator[Document]:
    """The documents of a source that have content, in order; each is read on its own."""
    if not looks_like_json(source.text):
        return _load_yaml(source)
    documents = json_documents(source.text)
    return _load_mixed(source) if documents is None else _load_json(source, documents)


def undecodable(file: str, error: DecodeError) -> Document:
    """The one document of a file whose bytes are no text: nothing but the fault."""
    source = Source(file, "\n" * (error.mark.line - 1) + " " * error.mark.column)
    document = Document(source, 0, 0, "", _tree)
    document.readable = False
    document.faults = (SyntaxFault(error.mark, "decode", error.reason),)
    return document


def _load_json(source: Source, documents: list[JsonDocument]) -> Iterator[Document]:
    for index, found in enumerate(documents):
        document = Document(source, index, found.start, found.text, json_tree)
        document.data = found.data
        if not found.regular:
            _take(document, document.tree())
        yield document


def _load_mixed(source: Source) -> Iterator[Document]:
    """A text that begins like JSON and is YAML, which kubectl takes for JSON before 1.33."""
    for document in _load_yaml(source):
        if document.index == 0 and document.readable:
            start = len(source.text) - len(source.text.lstrip())
            fault = SyntaxFault(source.mark(start, start + 1), "json-like")
            document.faults = (fault, *document.faults)
        yield document


def _load_yaml(source: Source) -> Iterator[Document]:
    index = 0
    for piece in split(source.text):
        document = Document(source, index, piece.start, piece.text, _tree)
        keep = piece.start + len(piece.text) <= _MOST_KEPT
        if piece.trailing:
            document.readable = False
            mark = source.mark(piece.trailing_at, piece.trailing_at + len(piece.trailing))
            document.faults = (SyntaxFault(mark, "separator", piece.trailing),)
        elif not _read(document, keep=keep):
            continue
        yield document
        index += 1


def _read(document: Document, *, keep: bool) -> bool:
    """Fill in data and faults, and ``keep`` its events; whether the document has any content."""
    text = document.text
    if not text.strip("\r\n "):
        return False
    try:
        try:
            if _ESCAPED_SLASH in text:
                raise Irregular
            document.data = _regular(document) if keep else _parse(text, compose_regular)
        except Irregular:
            tree = document.tree()
            if tree.root is None:
                return False
            _take(document, tree)
    except ParseError as error:
        document.readable = False
        document.faults = (_parse_fault(document, error),)
    except RecursionError:
        document.readable = False
        document.faults = (SyntaxFault(document.mark(0), "depth"),)
    return document.data is not NOTHING


def _parse_fault(document: Document, error: ParseError) -> SyntaxFault:
    directive = _DIRECTIVE.match(document.text)
    if directive:
        return SyntaxFault(document.mark(*directive.span(1)), "directive")
    end = len(document.text.rstrip())
    # What stops too early is wrong where it stops, not on the empty lines behind.
    offset = error.offset if error.offset <= end else max(end - 1, 0)
    return SyntaxFault(document.mark(offset), "parse", error.problem)


def _regular(document: Document) -> Any:
    def compose(next_event: Events) -> Any:
        record = Record(next_event)
        if record.complete:
            document.keep(record.events)
        return compose_regular(record.replay())

    return _parse(document.text, compose)


def _tree(text: str) -> Tree:
    return _parse(text, lambda events: compose_tree(events, text))


def _parse(text: str, compose: Callable[[Events], T]) -> T:
    """Compose with the C parser, or else with the pure one.

    As in kubectl, the last line has a line end, which a block scalar may keep.

    Raises:
        ParseError: Kubernetes would not read the text either.
    """
    if not text.endswith("\n"):
        text += "\n"
    refused: Exception | None = None
    try:
        events = c_events(text)
        if events is not None:
            return compose(events)
    except (YAMLError, UnicodeEncodeError) as error:
        refused = error
    if refused and not has_stand_ins(text):
        return _parse_mended(text, refused, compose)
    try:
        return compose(pure_events(text))
    except (YAMLError, IndexError, ValueError) as error:
        raise as_parse_error(refused or error, text) from error


def _parse_mended(text: str, refused: Exception, compose: Callable[[Events], T]) -> T:
    shown = text
    for _ in range(_MOST_MENDS):
        mend = mended(shown, refused)
        if mend is None:
            raise as_parse_error(refused, text) from refused
        shown = mend
        try:
            return compose(c_events_of_mended(shown))
        except YAMLError as error:
            refused = error
    try:
        return compose(pure_events(text))
    except (YAMLError, IndexError, ValueError) as error:
        raise as_parse_error(error, text) from error


def _take(document: Document, tree: Tree) -> None:
    """Fill in the data of a tree and the faults that show in it."""
    expansion = Expansion()
    faults: list[Fault] = [_flaw_fault(document, flaw) for flaw in tree.flaws]
    try:
        document.data = None if tree.root is None else expansion.data(tree.root)
    except TooManyAliases as error:
        document.readable = False
        mark = document.mark(error.node.start, error.node.end)
        faults.append(SyntaxFault(mark, "alias-bomb", error.node.name))
    faults += [
        SyntaxFault(document.mark(node.start, node.end), "not-json", _text_of(node))
        for node in expansion.not_json
    ]
    faults += [_duplicate_fault(duplicate) for duplicate in expansion.duplicates]
    if tree.is_yaml:
        faults += [
            AmbiguousScalarFault(place, node.text, _as_json(node.value))
            # Of keys that are the same to Kubernetes the last one counts, and it stands there.
            for place, node in dict(expansion.ambiguous).items()
        ]
    document.faults = tuple(faults)


def _as_json(value: Scalar) -> Scalar:
    return json_number(value) if isinstance(value, float) and math.isfinite(value) else value


def _flaw_fault(document: Document, flaw: Flaw) -> SyntaxFault:
    return SyntaxFault(document.mark(flaw.start, flaw.end), flaw.problem, flaw.detail)


def _duplicate_fault(duplicate: Duplicate) -> DuplicateKeyFault:
    if duplicate.merged:
        path = duplicate.path
        place = Place(path, "key", duplicate.first_nth)
        return DuplicateKeyFault(
            place,
            duplicate.first.name,
            Place(path),
            (_text_of(duplicate.first.key), "<<"),
            merged=True,
        )
    path = (*duplicate.path, duplicate.second.name)
    return DuplicateKeyFault(
        Place(path, "key", duplicate.second_nth),
        duplicate.second.name,
        Place(path, "key", duplicate.first_nth),
        (_text_of(duplicate.first.key), _text_of(duplicate.second.key)),
        equal=duplicate.equal,
    )


def _text_of(node: Node) -> str:
    if isinstance(node, AliasNode):
        return f"*{node.name}"
    return node.text if isinstance(node, ScalarNode) else ""
