"""What an ignore says: the words of ``podlint: ignore[rule] until=2027-01-31 reason``.

Whoever writes to podlint in a comment means it to work. So whatever begins with ``podlint:`` is a
directive, and one that cannot be followed says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias

from podlint.model.lazy import pattern
from podlint.model.record import Record

IGNORE: Final = "ignore"
IGNORE_FILE: Final = "ignore-file"
ANNOTATION: Final = "podlint.dev/ignore"
"""Its value holds a directive in each line: ``rule, rule: reason``."""

Flaw: TypeAlias = Literal["", "verb", "colon", "brackets", "empty", "date", "text"]
"""What is wrong with a directive: see MalformedIgnoreFault."""

_START = pattern(r"(?:^|(?<=\s))#+\s*podlint(?P<colon>\s*:|(?=[\s=-]*ign[\w-]*\s*\[))", re.I)
_OTHER_COMMENT = pattern(r"\s#+\s")
_VERB = pattern(r"[\s=-]*(?P<verb>[^\s\[\]:=,#]*)\s*")
_BRACKETS = pattern(r"\[(?P<names>[^\]]*)\]")
_NAME = pattern(r"[^\s,]+")
_UNTIL = pattern(r"(?:^|(?<=\s))until\s*=\s*(?P<day>[^\s,;]*)")
_DAY = pattern(r"\d{4}-\d{2}-\d{2}")
_BEFORE_REASON = " \t:-\N{EN DASH}\N{EM DASH}"


class Word(NamedTuple):
    """A word of a directive and its offsets in the text that holds the directive."""

    text: str
    start: int
    end: int


class Directive(Record):
    """One directive: what it names, why, until when, and what is wrong with it."""

    verb: Word
    names: tuple[Word, ...]
    """Rule ids, ``rule/check``, groups or ``all``, as they are written."""
    reason: str
    until: date | None
    until_word: Word | None
    """The day as it is written, right or wrong."""
    start: int
    end: int
    """Its offsets, without the reason."""
    stop: int
    """The offset at which its reason ends, and with it all that belongs to it."""
    closing: int
    """The offset of the closing bracket; -1 where there is none."""
    flaw: Flaw


def directives(comment: str) -> Iterator[Directive]:
    """The directives in a comment, which begins with ``#``; a second ``#`` may begin another."""
    starts = list(_START.finditer(comment))
    for index, start in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(comment)
        other = _OTHER_COMMENT.search(comment, start.end(), end)
        yield _directive(comment[: other.start() if other else end], start)


def _directive(text: str, start: re.Match[str]) -> Directive:
    verb = _VERB.match(text, start.end())
    assert verb is not None
    brackets = _BRACKETS.match(text, verb.end())
    names: tuple[Word, ...] = ()
    tail, closing = verb.end(), -1
    if brackets:
        found = _NAME.finditer(text, *brackets.span("names"))
        names = tuple(Word(name[0], *name.span()) for name in found)
        tail, closing = brackets.end(), brackets.end() - 1
    flaw: Flaw = ""
    if not start["colon"]:
        flaw = "colon"
    elif verb["verb"] not in (IGNORE, IGNORE_FILE):
        flaw = "verb"
    elif not brackets:
        flaw = "brackets"
    elif not names:
        flaw = "empty"
    until, word, reason = _tail(text, tail, len(text))
    end = tail if brackets else verb.end("verb")
    return Directive(
        verb=Word(verb["verb"], *verb.span("verb")),
        names=names,
        reason=reason,
        until=until,
        until_word=word,
        start=start.start(),
        end=word.end if word and not text[end : word.start].strip(" until=\t") else end,
        stop=len(text),
        closing=closing,
        flaw=flaw or _date_flaw(until, word),
    )


def annotated(value: str) -> Iterator[Directive]:
    """The directives in an annotation: one in each line that is not empty."""
    found = False
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", value):
        found = True
        yield _annotated_line(value, *line.span())
    if not found:
        nothing = Word("", 0, 0)
        size = len(value)
        yield Directive(nothing, (), "", None, None, 0, size, size, -1, "empty")


def _annotated_line(value: str, start: int, end: int) -> Directive:
    until, word, _ = _tail(value, start, end)
    match = _UNTIL.search(value, start, end)
    colon = value.find(":", start, end)
    names_end = min(each for each in (colon, match.start() if match else end, end) if each >= 0)
    names = tuple(
        Word(name[0].rstrip(), name.start(), name.start() + len(name[0].rstrip()))
        for name in re.compile(r"[^\s,][^,]*").finditer(value, start, names_end)
    )
    reason = _tail(value, colon + 1, end)[2] if colon >= 0 else ""
    begins = names[0].start if names else start
    return Directive(
        verb=Word("", begins, begins),
        names=names,
        reason=reason,
        until=until,
        until_word=word,
        start=begins,
        end=names[-1].end if names else end,
        stop=end,
        closing=-1,
        flaw=_date_flaw(until, word) if names else "empty",
    )


def without(text: str, directive: Directive, name: int | None = None) -> str:
    """What is left of a comment, or of an annotation's value, without one name of a directive.

    Without a name to go by the directive goes as a whole, and its reason with it; what else the text
    says stays.
    """
    if name is not None:
        names = directive.names
        last = name == len(names) - 1
        start = names[name - 1].end if last and name else names[name].start
        end = names[name].end if last else names[name + 1].start
        return text[:start] + text[end:]
    if text.startswith("#"):
        left = (text[: directive.start].rstrip(), text[directive.stop :].strip())
        return " ".join(filter(None, left))
    return _without_line(text, directive.start, directive.stop)


def with_word(text: str, word: Word, other: str) -> str:
    """The text that holds a directive with another word in the place of one of its words."""
    return text[: word.start] + other + text[word.end :]


def _without_line(text: str, start: int, stop: int) -> str:
    """Without the line in which a stretch lies, and one of the line ends beside it."""
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", stop) + 1
    left = text[:before] + text[after:] if after else text[: max(before - 1, 0)]
    return left if left.strip() else ""


def _date_flaw(until: date | None, word: Word | None) -> Flaw:
    return "date" if word and until is None else ""


def _tail(text: str, start: int, end: int) -> tuple[date | None, Word | None, str]:
    """The day and the reason in what follows the names."""
    match = _UNTIL.search(text, start, end)
    if match is None:
        return None, None, text[start:end].strip(_BEFORE_REASON)
    day = match["day"].rstrip(":.")
    word = Word(day, match.start(), match.start("day") + len(day))
    before = text[start : match.start()].strip(_BEFORE_REASON)
    after = text[word.end : end].lstrip(_BEFORE_REASON + ",;").rstrip()
    return _day(day), word, f"{before} {after}".strip()


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
