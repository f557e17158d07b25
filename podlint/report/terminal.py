"""What a terminal can show: escapes for what it must not get, widths, colours, excerpts."""

from __future__ import annotations

import re
from typing import NamedTuple

from podlint.model import Severity, Span
from podlint.model.lazy import pattern

BOLD = "\x1b[1m"
DIM = "\x1b[2m"
BLUE = "\x1b[1;34m"
RESET = "\x1b[0m"
TAB = "    "
COLOURS = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.INFO: "\x1b[1;36m",
}

# Controls move the cursor, bidirectional marks reorder a line, a surrogate cannot be encoded.
_UNSAFE = pattern(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"

COLUMNS = 120
"""How many columns of a source line an excerpt shows."""
_REACH = 2 * COLUMNS


def escape(text: str) -> str:
    """``text`` in one line, without anything that a terminal would obey instead of show."""
    return _UNSAFE.sub(_escaped, text) if _UNSAFE.search(text) else text


def _escaped(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")


def patch(lines: bytes) -> str:
    """A patch in colours, to be read; what a terminal would obey is not for one that takes it."""
    text = lines.decode("utf-8", "backslashreplace")
    return "".join(f"{_patch_line(line.rstrip())}\n" for line in text.split("\n")[:-1])


def _patch_line(line: str) -> str:
    shown = escape(line.replace("\t", TAB))
    style = next((each for start, each in _OF_PATCH if line.startswith(start)), "")
    return f"{style}{shown}{RESET}" if style else shown


_OF_PATCH = (
    (("--- a/", '--- "a/', "+++ b/", '+++ "b/'), BOLD),
    ("@@", "\x1b[36m"),
    ("-", "\x1b[31m"),
    ("+", "\x1b[32m"),
)
"""How lines of a patch begin, the first that fits."""


class Excerpt(NamedTuple):
    """A line of source and the line of carets below it."""

    source: str
    carets: str


class _Cell(NamedTuple):
    """A character as it is shown, and how many columns it takes."""

    shown: str
    width: int


def excerpt(line_text: str, span: Span) -> Excerpt:
    """The line that ``span`` starts on, cut to COLUMNS, and carets under what it covers of it."""
    start = max(0, min(span.column - 1, len(line_text)))
    end = span.end_column - 1 if span.end_line == span.line else len(line_text.rstrip())
    # A minified manifest is one line of megabytes: measure no more than can be shown.
    low = max(0, start - _REACH)
    cells = _cells(line_text[low : start + _REACH])
    left = sum(cell.width for cell in cells[: start - low])
    covered = sum(cell.width for cell in cells[start - low : max(start, end) - low])
    total = sum(cell.width for cell in cells)
    covered = max(1, covered)
    first, last = _window(left, covered, total)
    source = _cut(cells, first, last, low > 0, start + _REACH < len(line_text))
    carets = "^" * max(1, min(left + covered, max(last, left + 1)) - left)
    return Excerpt(source, " " * (left - first) + carets)


def _window(left: int, covered: int, total: int) -> tuple[int, int]:
    """The columns to show, from and to (exclusive), so that those covered are in the middle."""
    if total <= COLUMNS:
        return 0, total
    lead = max(COLUMNS // 6, (COLUMNS - covered) // 2)
    first = max(0, min(left - lead, total - COLUMNS))
    return first, first + COLUMNS


def _cut(cells: list[_Cell], first: int, last: int, more_left: bool, more_right: bool) -> str:
    """The cells between two columns; an ellipsis takes the place of a column at a cut end."""
    total = sum(cell.width for cell in cells)
    cut_left, cut_right = more_left or first > 0, more_right or last < total
    low, high = first + cut_left, last - cut_right
    shown: list[str] = []
    column, begin = 0, None
    for cell in cells:
        if low <= column and column + cell.width <= high and (cell.width or shown):
            begin = column if begin is None else begin
            shown.append(cell.shown)
        column += cell.width
    # A wide character that the cut goes through leaves a column empty.
    gap = " " * ((low if begin is None else begin) - low)
    return ("…" if cut_left else "") + gap + "".join(shown).rstrip() + ("…" if cut_right else "")


def _cells(text: str) -> list[_Cell]:
    if text.isascii() and text.isprintable():
        return [_Cell(character, 1) for character in text]
    cells: list[_Cell] = []
    before = ""
    for character in text:
        width = 0 if before == _JOINER else _width(character)
        if character == _EMOJI_STYLE and cells and cells[-1].width == 1:
            width = 1  # It turns a narrow symbol into a wide emoji.
        cells.append(_Cell(TAB if character == "\t" else escape(character), width))
        before = character
    return cells


def _width(character: str) -> int:
    """The columns that one character takes in a terminal."""
    if character == "\t":
        return len(TAB)
    if _UNSAFE.match(character):
        return len(escape(character))
    if character.isascii():
        return 1
    import unicodedata

    is_vowel_of_hangul = "\u1160" <= character <= "\u11ff"
    is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    if is_vowel_of_hangul or is_skin_tone or unicodedata.category(character) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
