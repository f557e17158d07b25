"""What the parser makes of a document that is not read line by line: its data, its tree, its faults."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ruamel.yaml.error import YAMLError

from podlint.document.compose import NOTHING, compose_regular
from podlint.document.events import (
    Events,
    ParseError,
    Recording,
    as_parse_error,
    c_events,
    c_events_of_mended,
    has_stand_ins,
    mended,
    pure_events,
)
from podlint.document.expand import Duplicate, Expansion, TooManyAliases
from podlint.document.nodes import AliasNode, Flaw, Node, ScalarNode, Tree
from podlint.document.scalars import json_number
from podlint.document.tree import compose_tree
from podlint.document.words import Irregular
from podlint.model import (
    AmbiguousScalarFault,
    DuplicateKeyFault,
    Fault,
    Place,
    Scalar,
    SyntaxFault,
)

if TYPE_CHECKING:
    from podlint.document.loader import Document

T = TypeVar("T")

_DIRECTIVE = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*(%(?:YAML|TAG)\b[^\r\n]*)")
"""A text that begins with a directive: kubectl cuts it off at the ``---`` that has to follow."""
_MOST_MENDS = 100
"""After so many, each of which parses the text once more, the pure parser is quicker."""

_ESCAPED_SLASH = "\\/"
"""In double quotes an escape of YAML 1.2 that the parser reads and Kubernetes refuses."""


def read(document: Document) -> bool:
    """Fill in data and faults, and keep its events; whether the document has any content."""
    text = document.text
    try:
        try:
            if _ESCAPED_SLASH in text:
                raise Irregular
            is_kept = document.is_kept
            document.data = _regular(document) if is_kept else _parse(text, compose_regular)
        except Irregular:
            tree = document.tree()
            if tree.root is None:
                return False
            take(document, tree)
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
        record = Recording(next_event)
        if record.complete:
            document.keep(record.events)
        return compose_regular(record.replay())

    return _parse(document.text, compose)


def record(text: str) -> list[Any]:
    """The events of a text that has been read.

    Raises:
        ParseError: the parser does not read it.
    """
    return _parse(text, lambda next_event: list(iter(next_event, None)))


def tree_of_events(events: list[Any], text: str) -> Tree:
    """The tree of a document with these events."""
    return compose_tree(iter(events).__next__, text)


def tree_of(text: str) -> Tree:
    """The tree of a text.

    Raises:
        ParseError: Kubernetes would not read it either.
    """
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


def take(document: Document, tree: Tree) -> None:
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
