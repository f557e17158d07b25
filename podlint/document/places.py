"""Where the parts of a document stand that was read line by line, looked up in its lines.

No parser is asked, but for what a flow collection holds. Where a text has been read without one, every
line that is no comment begins an entry or an item, or belongs to a literal block, and then it stands
deeper than the key of that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from podlint.document.words import keys, regular_key
from podlint.model import Path

if TYPE_CHECKING:
    from podlint.document.outline import Outline

_CONTENT = re.compile(r"^( *)(?=[^ #\n])", re.M)
_KEY = re.compile(r"([A-Za-z_/][A-Za-z0-9_./-]*):(?![^ \n])")
_PLAIN = re.compile(r"[^\n]*?(?= +#| *$)", re.M)
_LEAF = re.compile(r" *([^ #\n]?)")
_FLOW, _QUOTES, _LITERAL = "[{", "'\"", "|"


class _Part(NamedTuple):
    """A value: the number of the content line on which it begins, its offset, its first letter."""

    line: int
    start: int
    mark: str
    """Empty for a block, and for a value that is not written."""
    absent: bool = False


class LineOutline:
    """The lines of a text of which ``compose_lines`` has made data."""

    def __init__(self, text: str) -> None:
        self._text = text
        spans = [match.span() for match in _CONTENT.finditer(text)]
        self._starts = [end for _, end in spans]
        """The offsets of the first letters of all lines that are neither empty nor comments."""
        self._indents = [end - start for start, end in spans]

    def offsets(self, path: Path, part: str) -> tuple[int, int]:
        """Start and end of the key or the value at ``path``, or of the nearest that is there.

        What goes on behind the line on which it begins may end with that line: no Span goes further.
        """
        value, key, rest = self._find(path)
        if value.mark and value.mark in _FLOW and (rest or part == "key" or not key):
            flow = self._flow(value)
            if not key or flow.find(rest).node != flow.find(()).node:
                start, end = flow.offsets(rest, part)
                return value.start + start, value.start + end
        if part == "key" or rest or value.absent:
            if key:
                return key
            if not value.mark and not self._is_list(value):
                return self._key(value.start)[1]
        return value.start, self._end(value)

    def written(self, path: Path) -> str:
        """The text of the plain scalar at ``path``; empty for a quoted one or a collection."""
        value, _, rest = self._find(path)
        if not value.mark or value.mark in _QUOTES or value.mark == _LITERAL:
            return ""
        if value.mark in _FLOW:
            return self._flow(value).written(rest)
        return "" if rest else self._text[value.start : self._end(value)]

    def _find(self, path: Path) -> tuple[_Part, tuple[int, int] | None, Path]:
        """What ``path`` leads to as far as blocks do, the key of that, and the rest of the path."""
        value, key = _Part(0, self._starts[0], ""), None
        for depth, step in enumerate(path):
            found: tuple[_Part, tuple[int, int] | None] | None = None
            if (
                not value.mark
                and not value.absent
                and self._is_list(value) is isinstance(step, int)
            ):
                found = (
                    self._item(value, step) if isinstance(step, int) else self._entry(value, step)
                )
            if found is None:
                return value, key, path[depth:]
            value, key = found
        return value, key, ()

    # --- Steps ------------------------------------------------------------------------------------

    def _entry(self, block: _Part, name: str) -> tuple[_Part, tuple[int, int]] | None:
        """The value and the key of the entry called ``name``."""
        line = self._line_of_key(block, name)
        if line < 0:
            return None
        key = self._key(block.start if line == block.line else self._starts[line])[1]
        return self._value(line, key[1] + 1, self._column(block)), key

    def _line_of_key(self, block: _Part, name: str) -> int:
        """The line of the key that is called ``name``; -1 where there is none."""
        if keys.get(name) == name:  # it is written as it is called, but for a few words
            if self._text.startswith(f"{name}:", block.start):
                return block.line
            column = self._column(block)
            before = self._text.find(f"\n{' ' * column}{name}:", block.start)
            if before >= 0:
                line = bisect_left(self._starts, before)
                if min(self._indents[block.line + 1 : line], default=column) >= column:
                    return line
        if self._key(block.start)[0] == name:
            return block.line
        for line in self._lines_at(block):
            start = self._starts[line]
            if not self._begins_item(start) and self._key(start)[0] == name:
                return line
        return -1

    def _lines_at(self, block: _Part) -> list[int]:
        """The lines behind the first of ``block`` that stand in its column, as far as it goes."""
        column, found = self._column(block), []
        for line, indent in enumerate(islice(self._indents, block.line + 1, None), block.line + 1):
            if indent < column:
                break
            if indent == column:
                found.append(line)
        return found

    def _item(self, block: _Part, index: int) -> tuple[_Part, None] | None:
        """The item at ``index``."""
        if not index:
            return self._content(block.line, block.start), None
        lines = self._lines_at(block)
        # Behind the last item the next key may stand in the same column.
        line = lines[index - 1] if index <= len(lines) else -1
        if line < 0 or not self._begins_item(self._starts[line]):
            return None
        return self._content(line, self._starts[line]), None

    def _content(self, line: int, dash: int) -> _Part:
        """What stands behind the dash of an item."""
        match = _LEAF.match(self._text, dash + 1)
        assert match is not None
        at = match.start(1)
        return _Part(line, at, "" if _KEY.match(self._text, at) else match[1])

    def _value(self, line: int, at: int, column: int) -> _Part:
        """The value of an entry whose key ends before ``at`` and stands in ``column``."""
        match = _LEAF.match(self._text, at)
        if match is not None and match[1]:
            return _Part(line, match.start(1), match[1])
        below = line + 1
        if below < len(self._starts):
            start, indent = self._starts[below], self._indents[below]
            if indent > column or (indent == column and self._begins_item(start)):
                return _Part(below, start, "")
        return _Part(line, at, "", absent=True)

    def _key(self, at: int) -> tuple[str, tuple[int, int]]:
        """What the key at an offset is called, and where it stands."""
        match = _KEY.match(self._text, at)
        assert match is not None
        return keys.get(match[1]) or regular_key(match[1]), match.span(1)

    def _begins_item(self, start: int) -> bool:
        return self._text.startswith("- ", start)

    def _is_list(self, block: _Part) -> bool:
        return self._begins_item(block.start)

    def _column(self, block: _Part) -> int:
        return block.start - self._starts[block.line] + self._indents[block.line]

    # --- Ends -------------------------------------------------------------------------------------

    def _end(self, value: _Part) -> int:
        text, start = self._text, value.start
        if not value.mark:
            return self._end_of_block(value)
        if value.mark in _FLOW:
            return start + self._flow(value).offsets((), "value")[1]
        if value.mark in _QUOTES:
            return text.index(value.mark, start + 1) + 1
        if value.mark == _LITERAL:
            return self._end_of_line(start)
        match = _PLAIN.match(text, start)
        assert match is not None
        return match.end()

    def _end_of_block(self, block: _Part) -> int:
        column, below = self._column(block), block.line + 1
        is_list = self._is_list(block)
        if below < len(self._starts):
            indent, start = self._indents[below], self._starts[below]
            same = indent == column and (not is_list or self._begins_item(start))
            if indent > column or same:
                return self._end_of_line(block.start)
        if is_list:
            return self._end(self._content(block.line, block.start))
        key = self._key(block.start)[1]
        value = self._value(block.line, key[1] + 1, column)
        return key[1] if value.absent else self._end(value)

    def _end_of_line(self, start: int) -> int:
        end = self._text.find("\n", start)
        return len(self._text) if end < 0 else end

    def _flow(self, value: _Part) -> Outline:
        """The outline of a flow collection, as if it were a document of its own."""
        from podlint.document.outline import Outline
        from podlint.document.parse import record

        text = self._text[value.start : self._end_of_line(value.start)]
        return Outline(record(text), text)
