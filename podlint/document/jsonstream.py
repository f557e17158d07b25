"""Files that are JSON, as kubectl tries them first: one object, or several in a row."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from podlint.document.nodes import (
    DEEPEST,
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Tree,
)
from podlint.model.lazy import pattern

_SPACE = pattern(r"[ \t\n\r]*")
_TOKEN = pattern(r'[ \t\n\r]*([{}\[\],:]|"(?:[^"\\]|\\.)*"|[^\s{}\[\],:"]+)', re.S)


class JsonDocument(NamedTuple):
    """One value of a JSON stream: its offset, its text and its data."""

    start: int
    text: str
    data: Any
    regular: bool
    """False where an object holds a key twice, or a number is out of range."""


def looks_like_json(text: str) -> bool:
    """Whether kubectl would try ``text`` as JSON: its first character is ``{``."""
    return text.lstrip()[:1] == "{"


def json_documents(text: str) -> list[JsonDocument] | None:
    """The values of a JSON stream, or None where ``text`` is not one."""
    irregular: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(items)
        if len(mapping) != len(items):
            irregular.append("a key twice")
        return mapping

    def number(written: str) -> float:
        value = float(written)
        if math.isinf(value):
            irregular.append(written)
        return value

    decoder = json.JSONDecoder(object_pairs_hook=pairs, parse_float=number, parse_constant=_refuse)
    documents: list[JsonDocument] = []
    start = _skip(text, 0)
    try:
        while start < len(text):
            irregular.clear()
            data, end = decoder.raw_decode(text, start)
            if _nests_deeply(data):
                return None
            documents.append(JsonDocument(start, text[start:end], data, not irregular))
            start = _skip(text, end)
    except (ValueError, RecursionError):
        return None
    return documents


def _nests_deeply(data: Any) -> bool:
    """Whether it has more than DEEPEST levels; the YAML reader then says so."""
    level = [data]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _skip(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start


def json_tree(text: str) -> Tree:
    """The tree of one JSON value, whose text is known to be valid."""
    tokens = _TOKEN.finditer(text)
    tree = Tree(is_yaml=False)
    tree.root = _node(next(tokens), tokens)
    return tree


def _node(match: re.Match[str], tokens: Iterator[re.Match[str]]) -> Node:
    token, start, end = match[1], match.start(1), match.end(1)
    if token == "{":
        return _object(start, tokens)
    if token == "[":
        return _array(start, tokens)
    value = json.loads(token, strict=False)
    if token[0] == '"':
        return ScalarNode(start, end, value, value, '"')
    return ScalarNode(start, end, token, value)


def _object(start: int, tokens: Iterator[re.Match[str]]) -> MappingNode:
    mapping = MappingNode(start, start, flow=True)
    for match in tokens:
        if match[1] == "}":
            mapping.end = match.end()
            break
        if match[1] == ",":
            continue
        key = _node(match, tokens)
        next(tokens)
        value = _node(next(tokens), tokens)
        assert isinstance(key, ScalarNode)
        mapping.entries.append(Entry(key, key.text, value))
    return mapping


def _array(start: int, tokens: Iterator[re.Match[str]]) -> SequenceNode:
    sequence = SequenceNode(start, start, flow=True)
    for match in tokens:
        if match[1] == "]":
            sequence.end = match.end()
            break
        if match[1] != ",":
            sequence.items.append(_node(match, tokens))
    return sequence
