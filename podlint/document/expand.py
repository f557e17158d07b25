"""From a tree to plain data: aliases and merges expanded, in the order and within the bounds in
which Kubernetes expands them, with the faults that only show then."""

from __future__ import annotations

import math
from typing import Any

from podlint.document.nodes import (
    DEEPEST,
    AliasNode,
    Entry,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    merge_sources,
)
from podlint.document.scalars import is_ambiguous, json_number
from podlint.model import Path, Place, key_of, value_of

_RATIO_FALLS_FROM = 400_000
_RATIO_FALLS_TO = 4_000_000


class TooManyAliases(Exception):
    """Aliases that blow the document up: Kubernetes refuses it as excessive aliasing."""

    def __init__(self, node: AliasNode) -> None:
        super().__init__(node.name)
        self.node = node


class Duplicate:
    """A key of a mapping that stands there before: both entries, and the mapping's Path."""

    __slots__ = ("equal", "first", "first_nth", "merged", "path", "second", "second_nth")

    def __init__(self, path: Path, first: Entry, second: Entry, nths: tuple[int, int]) -> None:
        self.path = path
        self.first = first
        self.second = second
        self.first_nth, self.second_nth = nths
        self.merged = second.merge
        self.equal = False
        """Whether both have the same value."""


class Expansion:
    """Expands one tree; its lists hold what was found on the way."""

    def __init__(self) -> None:
        self.duplicates: list[Duplicate] = []
        self.not_json: list[Node] = []
        self.ambiguous: list[tuple[Place, ScalarNode]] = []
        self._count = 1  # the document itself
        self._aliased = 0
        self._alias: AliasNode | None = None

    def data(self, node: Node, path: Path = ()) -> Any:
        """The plain data of ``node``, which stands at ``path``.

        Raises:
            TooManyAliases: expanding would make more than Kubernetes allows.
            RecursionError: aliases nest it more deeply than DEEPEST.
        """
        if len(path) > DEEPEST:
            raise RecursionError
        self._tick()
        if isinstance(node, AliasNode):
            return self._expand_alias(node, path)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.data(item, (*path, index)) for index, item in enumerate(node.items)]
        self._note_ambiguous(node, value_of(path))
        if not isinstance(node.value, float):
            return node.value
        if math.isfinite(node.value):
            return json_number(node.value)
        self.not_json.append(node)
        return None

    def _tick(self) -> None:
        """Count as goyaml counts, keys too: at most 99 % of a small document may be aliases'."""
        self._count += 1
        if self._alias is None:
            return
        self._aliased += 1
        if self._aliased <= 100 or self._count <= 1000:
            return
        if self._aliased / self._count > _allowed_ratio(self._count):
            raise TooManyAliases(self._alias)

    def _expand_alias(self, node: AliasNode, path: Path) -> Any:
        if node.target is None:
            return None
        outer = self._alias
        self._alias = outer or node
        data = self.data(node.target, path)
        self._alias = outer
        return data

    def _note_ambiguous(self, node: ScalarNode, place: Place) -> None:
        if not node.style and not node.tag and self._alias is None and is_ambiguous(node.text):
            self.ambiguous.append((place, node))

    def _tick_key(self, key: Node) -> None:
        self._tick()
        if isinstance(key, AliasNode):
            outer = self._alias
            self._alias = outer or key
            self._tick()
            self._alias = outer

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        seen: dict[str, list[Entry]] = {}
        values: dict[str, Any] = {}
        for entry in node.entries:
            if entry.merge:
                self._merge(entry, mapping, seen, path)
                continue
            self._tick_key(entry.key)
            before = seen.setdefault(entry.name, [])
            duplicate = None
            if before and self._alias is None:
                nths = (len(before), len(before) + 1)
                duplicate = Duplicate(path, before[-1], entry, nths)
                self.duplicates.append(duplicate)
            before.append(entry)
            if isinstance(entry.key, ScalarNode):
                self._note_ambiguous(entry.key, key_of((*path, entry.name)))
            value = self.data(entry.value, (*path, entry.name))
            if duplicate is not None:
                duplicate.equal = _same(values[entry.name], value)
            mapping[entry.name] = values[entry.name] = value
        return mapping

    def _merge(
        self, entry: Entry, mapping: dict[str, Any], seen: dict[str, list[Entry]], path: Path
    ) -> None:
        for source in merge_sources(entry.value):
            for name, value in self._merged(source, path).items():
                if name in seen and self._alias is None and mapping[name] != value:
                    first = seen[name]
                    nths = (len(first), 0)
                    self.duplicates.append(Duplicate((*path, name), first[-1], entry, nths))
                mapping[name] = value

    def _merged(self, source: Node, path: Path) -> dict[str, Any]:
        values = self.data(source, path)
        return values if isinstance(values, dict) else {}


def _same(one: Any, other: Any) -> bool:
    """Equality as JSON has it, where true is not 1."""
    from json import dumps

    return dumps(one, sort_keys=True) == dumps(other, sort_keys=True)


def _allowed_ratio(count: int) -> float:
    if count <= _RATIO_FALLS_FROM:
        return 0.99
    if count >= _RATIO_FALLS_TO:
        return 0.10
    share = (count - _RATIO_FALLS_FROM) / (_RATIO_FALLS_TO - _RATIO_FALLS_FROM)
    return 0.99 - 0.89 * share
