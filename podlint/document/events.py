"""Where events come from: the C parser, and ruamel's pure parser for what it cannot read.

Kubernetes reads with a descendant of libyaml. ruamel.yaml.clib is libyaml 0.1.7 and nearly the
same; what it refuses and Kubernetes accepts (``{image: nginx:1.27}``) is shown to it under stand-ins.
The pure parser is slower and differs in more, so it is the last resort.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any, TypeAlias

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

try:
    from _ruamel_yaml import CParser
except ImportError:  # a platform without a wheel of ruamel.yaml.clib
    CParser = None

Events: TypeAlias = Callable[[], Any]
"""Gives the next event of ``ruamel.yaml.events`` at each call; raises YAMLError."""


_STARTS = (MappingStartEvent, SequenceStartEvent)
_ENDS = (MappingEndEvent, SequenceEndEvent)
_BATCH = 2_000
"""How many events are read before it is looked at how deep they are."""
_COLON = "\ue000"
_QUOTE = "\ue001\ue002"
_BOM = "\ufeff"
_STAND_IN_BOM = "\ue003"
"""A byte order mark inside of the text is a character like any other."""
_STAND_INS = {
    ":": (_COLON, "found unexpected ':'"),
    "\\'": (_QUOTE, "found unknown escape character"),
}
"""As long as what they stand for, so that places stay; and what the parser says of that."""


class ParseError(Exception):
    """A text that is not YAML: what the parser says, and at which offset of the text."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.offset = offset


def c_events(text: str) -> Events | None:
    """The C parser's events, or None where the C parser is not installed."""
    if CParser is None:
        return None
    if _BOM in text:
        return c_events_of_mended(text)
    events: Events = CParser(text).get_event
    return events


class Recording:
    """The events of a text, read at once, so that more than one can be made of them."""

    __slots__ = ("_refused", "events")

    def __init__(self, next_event: Events) -> None:
        self.events: list[Any] = []
        self._refused: YAMLError | None = None
        try:
            self._read(iter(next_event, None))
        except YAMLError as error:
            self._refused = error

    def _read(self, following: Iterator[Any]) -> None:
        """Read all.

        Raises:
            RecursionError: it is deeper than can be composed. The parser takes a time for every level
                that grows with their number.
        """
        depth = start = 0
        while True:
            self.events.extend(islice(following, _BATCH))
            classes = [event.__class__ for event in self.events[start:]]
            if not classes:
                return
            start += len(classes)
            depth += sum(map(classes.count, _STARTS)) - sum(map(classes.count, _ENDS))
            if depth > sys.getrecursionlimit():
                raise RecursionError

    @property
    def complete(self) -> bool:
        """Whether the parser has read the text to its end."""
        return self._refused is None

    def replay(self) -> Events:
        """The events from the first on, and behind the last what the parser raised."""
        return chain(self.events, self._raise()).__next__

    def _raise(self) -> Iterator[Any]:
        if self._refused is not None:
            raise self._refused
        yield from ()


def mended(text: str, error: Exception) -> str | None:
    """The text with a stand-in for what the C parser was wrong to refuse.

    None where it was right: it is wrong about a colon in a plain value in ``{ }`` or ``[ ]``, and
    about ``\\'`` in double quotes.
    """
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return None
    start = error.problem_mark.index
    for refused, (stand_in, problem) in _STAND_INS.items():
        if error.problem == problem and text.startswith(refused, start):
            return text[:start] + stand_in + text[start + len(refused) :]
    return None


def c_events_of_mended(text: str) -> Events:
    """The C parser's events, with what the stand-ins stand for."""
    next_event = CParser(text.replace(_BOM, _STAND_IN_BOM)).get_event

    def get_event() -> Any:
        event = next_event()
        if event.__class__ is ScalarEvent:
            value = event.value.replace(_COLON, ":").replace(_QUOTE, "'")
            event.value = value.replace(_STAND_IN_BOM, _BOM)
        return event

    return get_event


def has_stand_ins(text: str) -> bool:
    """Whether a text holds what would be taken for a stand-in."""
    return any(each in text for each in (_COLON, _QUOTE, _STAND_IN_BOM))


def pure_events(text: str) -> Events:
    """The events of ruamel's pure parser."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    _, parser = yaml.get_constructor_parser(text)
    events: Events = parser.get_event
    return events


def as_parse_error(error: Exception, text: str) -> ParseError:
    """What a parser of ruamel raised, as a problem and an offset."""
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if _is_never_closed(error):
            mark = error.context_mark  # where the quote opens, not where the file ends
        problem = " ".join(str(part) for part in (error.context, error.problem) if part)
        offset = min(mark.index, len(text)) if mark else 0
        if _stands_behind_a_value(problem, text, offset):
            problem = "text behind a value"
        if "found character that" in problem:
            shown = repr(text[offset : offset + 1])
            problem = problem.replace("found character that", f"found character {shown} that")
        return ParseError(problem, offset)
    if isinstance(error, ReaderError | UnicodeEncodeError):
        return ParseError(_unreadable(text), _first_unreadable(text))
    return ParseError(str(error), 0)


def _is_never_closed(error: MarkedYAMLError) -> bool:
    """Whether a quote is still open at the end: its other faults are escapes, at their own place."""
    at_end = error.problem in (
        "found unexpected end of stream",
        "found unexpected document indicator",
    )
    return at_end and error.context_mark is not None and "quoted scalar" in (error.context or "")


def _stands_behind_a_value(problem: str, text: str, offset: int) -> bool:
    """Whether a mapping should go on with a key, and something else stands on the same line."""
    if "while parsing a block mapping" not in problem:
        return False
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return before.rstrip().endswith(("'", '"', "]", "}"))


def _is_unreadable(character: str) -> bool:
    code = ord(character)
    if code < 0x20:
        return character not in "\t\n\r"
    return (
        (0x7F <= code < 0xA0 and code != 0x85)
        or 0xD800 <= code < 0xE000
        or code in (0xFFFE, 0xFFFF)
    )


def _first_unreadable(text: str) -> int:
    return next((index for index, character in enumerate(text) if _is_unreadable(character)), 0)


def _unreadable(text: str) -> str:
    offset = _first_unreadable(text)
    code = ord(text[offset]) if text else 0
    return f"control characters are not allowed: U+{code:04X}"
