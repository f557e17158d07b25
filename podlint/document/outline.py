"""Where the parts of a regular document stand, looked up in the events that its data is made of.

To find a few places takes a tenth of what composing a tree takes, which knows every place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from podlint.document.words import regular_key
from podlint.model import Path

_ROOT = 2
"""The number of the event of the root, behind the starts of the stream and of the document."""


class Spot(NamedTuple):
    """What a Path leads to, by the numbers of events."""

    node: int
    key: int
    """That of the key of the entry, 0 for items and the root."""
    whole: bool
    """False where the Path leads on, but the text does not."""


class Outline:
    """The events of a regular document, and which of them end what others start."""

    def __init__(self, events: Sequence[Any], text: str) -> None:
        self._events = events
        self._text = text
        self._ends: dict[int, int] = {}
        self._starts: dict[int, int] = {}
        opened: list[int] = []
        for number, event in enumerate(events):
            cls = event.__class__
            if cls is ScalarEvent:
                continue
            if cls is MappingStartEvent or cls is SequenceStartEvent:
                opened.append(number)
            elif cls is MappingEndEvent or cls is SequenceEndEvent:
                start = opened.pop()
                self._ends[start] = number
                self._starts[number] = start

    def find(self, path: Path) -> Spot:
        """What ``path`` leads to, as far as it leads."""
        node, key = _ROOT, 0
        for step in path:
            cls = self._events[node].__class__
            if cls is MappingStartEvent and isinstance(step, str):
                found = self._key(node, step)
                inner = found + 1
            elif cls is SequenceStartEvent and isinstance(step, int):
                found, inner = 0, self._item(node, step)
            else:
                return Spot(node, key, whole=False)
            if inner <= node:
                return Spot(node, key, whole=False)
            node, key = inner, found
        return Spot(node, key, whole=True)

    def offsets(self, path: Path, part: str) -> tuple[int, int]:
        """Start and end of the key or the value at ``path``, or of the nearest that is there."""
        spot = self.find(path)
        node, key, _ = spot
        if part == "key" or not spot.whole or self._is_absent(node):
            if key:
                return self._extent(key)
            if self._events[node].__class__ is MappingStartEvent and node + 1 < self._ends[node]:
                return self._extent(node + 1)
        return self._extent(node)

    def written(self, path: Path) -> str:
        """The text of the plain scalar at ``path``; empty for a quoted one or a collection."""
        spot = self.find(path)
        event = self._events[spot.node]
        if not spot.whole or event.__class__ is not ScalarEvent or event.style:
            return ""
        text: str = event.value
        return text

    # --- Steps ------------------------------------------------------------------------------------

    def _key(self, mapping: int, name: str) -> int:
        """The key called ``name``; -1 where there is none."""
        key, end = mapping + 1, self._ends[mapping]
        while key < end:
            event = self._events[key]
            if (regular_key(event.value) if event.implicit[0] else event.value) == name:
                return key
            key = self._ends.get(key + 1, key + 1) + 1
        return -1

    def _item(self, sequence: int, index: int) -> int:
        """The item at ``index``; -1 where there is none."""
        item, end = sequence + 1, self._ends[sequence]
        for _ in range(index):
            if item >= end:
                break
            item = self._ends.get(item, item) + 1
        return item if item < end else -1

    # --- Places -----------------------------------------------------------------------------------

    def _is_absent(self, node: int) -> bool:
        event = self._events[node]
        if event.__class__ is not ScalarEvent or event.style:
            return False
        return bool(event.start_mark.index == event.end_mark.index)

    def _extent(self, node: int) -> tuple[int, int]:
        return self._events[node].start_mark.index, self._end(node)

    def _end(self, node: int) -> int:
        event = self._events[node]
        end: int = event.end_mark.index
        if event.__class__ is ScalarEvent:
            if event.style in ("|", ">"):
                start: int = event.start_mark.index
                return start + len(self._text[start:end].rstrip())
            return end
        last = self._ends[node]
        if event.flow_style:
            end = self._events[last].end_mark.index
            return end
        if last == node + 1:
            return end
        # A block ends where the last thing in it ends, not at the next token.
        last = self._starts.get(last - 1, last - 1)
        if event.__class__ is MappingStartEvent and self._is_absent(last):
            last -= 1
        return self._end(last)
