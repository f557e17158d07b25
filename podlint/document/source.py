"""A file's bytes as text, its lines, and the documents that kubectl would split it into."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from podlint.model import Mark, Span

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""A byte order mark."""
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
"""Beginnings of texts in whose bytes no word of ASCII can be looked for."""
_SEPARATOR = re.compile(r"^---([^\n]*)\n?", re.M)
_ODD = re.compile(r"[^ \t\r]")
_ENDED = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*\.\.\.")
_LINE_END = re.compile(r"\r\n|\n|\r")


class DecodeError(ValueError):
    """Bytes that are no text: what they are, and where."""

    def __init__(self, reason: str, mark: Mark) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mark = mark


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, or what its byte order mark says; the mark itself is left out.

    Raises:
        DecodeError: the bytes are not valid in that encoding.
    """
    bom, encoding = next((each for each in _BOMS if data.startswith(each[0])), (b"", "utf-8"))
    data = data[len(bom) :]
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        line_start = max(before.rfind("\n"), before.rfind("\r")) + 1
        mark = Mark(len(_LINE_END.findall(before)) + 1, len(before) - line_start + 1)
        wrong = data[error.start : error.start + 1].hex()
        raise DecodeError(f"byte 0x{wrong} is not valid {encoding.upper()}", mark) from error


def encode_like(text: str, data: bytes) -> bytes:
    """``text`` in the encoding of a file with the bytes ``data``, with its byte order mark."""
    bom, encoding = next((each for each in _BOMS if data.startswith(each[0])), (b"", "utf-8"))
    return bom + text.encode(encoding)


class Source:
    """One file (or stdin): its path from the repository root, its text and its lines."""

    __slots__ = ("_starts", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """The offset (in code points) of the first character of every line."""
        if self._starts is None:
            self._starts = _line_starts(self.text)
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in code points) of an offset into the text."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column; the inverse of ``position``."""
        return self.line_starts[line - 1] + column - 1

    def line_text(self, line: int) -> str:
        """The text of a 1-based line without its line end."""
        starts = self.line_starts
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def span(self, start: int, end: int) -> Span:
        """The Span of two offsets, cut to the first line and at least one column wide."""
        line, column = self.position(start)
        width = len(self.line_text(line)) + 1
        last = min(column + max(end - start, 1), max(width, column + 1))
        return Span(line, column, line, last)

    def mark(self, start: int, end: int) -> Mark:
        """The Mark of two offsets."""
        span = self.span(start, end)
        return Mark(span.line, span.column, span.end_column - span.column)


def _line_starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    starts.pop()  # behind the end of the last line there is none
    return starts


class Piece(NamedTuple):
    """What kubectl takes for one document: a stretch of the text between separator lines."""

    start: int
    """Offset of its first character in the text."""
    text: str
    trailing: str = ""
    """Text after the ``---`` that opens it, for which Kubernetes refuses the file."""
    trailing_at: int = 0
    """Offset of that text."""


def split(text: str) -> Iterator[Piece]:
    """The pieces between the lines that begin with ``---``, as kubectl's reader splits them."""
    start = 1 if text.startswith(_MARK) else 0
    trailing_at = 0
    trailing = ""
    held = False  # whether kubectl holds a separator that it will hand on with what follows
    for match in _SEPARATOR.finditer(text):
        if match.start() or trailing:
            yield Piece(start, text[start : match.start()], trailing, trailing_at)
        rest = match[1].strip()
        held = not held and match.start() == start
        trailing = "" if rest.startswith("#") else rest
        if trailing:
            trailing_at = text.find(rest, match.start(1))
            held = False
        if held and (_ODD.match(match[1]) or _ENDED.match(text, match.end())):
            start = match.start()  # the parser needs the line, or takes it for a plain scalar
            continue
        start = match.end()
        if not held and text.startswith(_MARK, start):
            start += 1  # files that were put together keep their marks
    yield Piece(start, text[start:], trailing, trailing_at)
