"""The same manifest in other clothes: as JSON, with other line ends, behind another document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from podlint.document import Source, load
from podlint.model import Path

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: before\n---\n"


def json_twin(text: str) -> str:
    """The documents of ``text`` as JSON, one after another."""
    documents = list(load(Source("twin.yaml", text)))
    assert all(document.readable for document in documents), "the text cannot be read"
    return "\n".join(json.dumps(each.data, indent=2, allow_nan=False) for each in documents) + "\n"


def json_lines(text: str) -> list[Mapping[Path, frozenset[int]]]:
    """For each of the values in a text of ``json_twin``: Paths to the lines they may stand on.

    An entry stands on the line of its key; an item (or the whole value) on the line on which it
    opens, or on that of its first key.
    """
    return [_lines_of(value, offset) for value, offset in _values(text)]


def _values(text: str) -> list[tuple[Any, int]]:
    """The JSON values of a text, each with the number of lines before it."""
    decoder = json.JSONDecoder()
    values: list[tuple[Any, int]] = []
    start = 0
    while start < len(text.rstrip()):
        value, end = decoder.raw_decode(text, start)
        # What follows depends on this: that the lines are laid out as json.dumps does it.
        assert json.dumps(value, indent=2) == text[start:end]
        values.append((value, text.count("\n", 0, start)))
        start = end + 1
    return values


def _lines_of(value: Any, offset: int) -> Mapping[Path, frozenset[int]]:
    lines: dict[Path, frozenset[int]] = {}
    _walk(value, (), offset + 1, lines)
    return lines


def _walk(value: Any, path: Path, line: int, lines: dict[Path, frozenset[int]]) -> int:
    """Note the lines of what stands at ``path`` and below; the line on which it ends."""
    opens_below = isinstance(value, dict) and bool(value)
    is_entry = bool(path) and isinstance(path[-1], str)
    lines[path] = frozenset({line, line + 1} if opens_below and not is_entry else {line})
    if not value or not isinstance(value, dict | list):
        return line
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for step, each in inner:
        line = _walk(each, (*path, step), line + 1, lines)
    return line + 1


def block_end(lines: list[str], number: int) -> int:
    """The last line of what begins on the 1-based line ``number`` of a text in block style.

    That is the item where the line begins with a dash, else the entry; the comments and empty lines
    after it do not matter.
    """
    first = lines[number - 1]
    indent = _indent(first)
    is_item = first.lstrip().startswith("- ")
    end = number
    for following in range(number + 1, len(lines) + 1):
        line = lines[following - 1]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        own_list = not is_item and _indent(line) == indent and line.lstrip().startswith("- ")
        if line.startswith("---") or (_indent(line) <= indent and not own_list):
            break
        end = following
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
