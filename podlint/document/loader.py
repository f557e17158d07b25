"""From a Source to its Documents: data as Kubernetes reads it, and the faults of reading it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from podlint.document.jsonstream import (
    JsonDocument,
    json_documents,
    json_tree,
    looks_like_json,
)
from podlint.document.layout import Layout
from podlint.document.lines import compose_lines
from podlint.document.nodes import Tree
from podlint.document.source import DecodeError, Source, split
from podlint.document.words import Irregular
from podlint.model import Fault, Mark, SyntaxFault

if TYPE_CHECKING:
    from podlint.document.outline import Outline
    from podlint.document.places import LineOutline

_MOST_KEPT = 500_000
"""Up to this offset in a file events are kept: they take forty times the memory of their text."""


class Document:
    """One document of a Source.

    ``data`` is plain (dict, list, str, int, float, bool, None), with keys and scalars as Kubernetes
    converts them; it is None, and ``readable`` false, where the text does not parse.
    """

    __slots__ = (
        "_compose",
        "_events",
        "_layout",
        "by_lines",
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
        self.by_lines = False
        """Whether it was read line by line, so that there are no events yet."""

    @property
    def line(self) -> int:
        """The 1-based line on which its text begins."""
        return self.source.position(self.start)[0]

    @property
    def layout(self) -> Layout:
        """Where everything in it stands; made at the first call."""
        if self._layout is None:
            outline: LineOutline | Outline | None = None
            if self.by_lines:
                from podlint.document.places import LineOutline

                outline = LineOutline(self.text)
            elif self._events:
                from podlint.document.outline import Outline

                outline = Outline(self._events, self.text)
            # Not a method of its own: what held the document could only be freed by the collector.
            compose = partial(self._compose, self.text) if self.readable else Tree
            self._layout = Layout(self.source, self.start, self.text, compose, outline)
        return self._layout

    @property
    def is_kept(self) -> bool:
        """Whether its events may be kept."""
        return self.start + len(self.text) <= _MOST_KEPT

    def keep(self, events: list[Any]) -> None:
        """Keep all its events, to look up places in."""
        from podlint.document.parse import tree_of_events

        self._events = events
        self._compose = partial(tree_of_events, events)

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
            from podlint.document.parse import take

            take(document, document.tree())
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
        if piece.trailing:
            document.readable = False
            mark = source.mark(piece.trailing_at, piece.trailing_at + len(piece.trailing))
            document.faults = (SyntaxFault(mark, "separator", piece.trailing),)
        elif not _read(document):
            continue
        yield document
        index += 1


def _read(document: Document) -> bool:
    """Fill in data and faults; whether the document has any content."""
    text = document.text
    if not text.strip("\r\n "):
        return False
    try:
        document.data = compose_lines(text if text.endswith("\n") else f"{text}\n")
    except Irregular:
        from podlint.document.parse import read

        return read(document)
    document.by_lines = True
    return True


def _tree(text: str) -> Tree:
    from podlint.document.parse import tree_of

    return tree_of(text)
