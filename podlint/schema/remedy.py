"""What mends an unknown field with certainty: the one name or the one place that it can be meant for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from podlint.model import Path
from podlint.schema.fit import misfits
from podlint.schema.homes import segments
from podlint.schema.shape import value_at
from podlint.schema.store import Entry

_MISTAKES = ((15, 3), (6, 2), (0, 1))
"""How many letters may be wrong in a name of at least so many."""


def only_name(
    entry: Entry, patch: bool, data: Mapping[str, Any], path: Path, name: str, known: Iterable[str]
) -> str:
    """The one of ``known`` of which the field ``name`` is a misspelling; empty where none is certain.

    It is not there yet, takes the value with all that it holds, and no other is as near.
    """
    mapping = value_at(data, path)
    nearest = _nearest(name, (field for field in known if field not in mapping))
    if len(nearest) != 1:
        return ""
    takes = _takes(entry, patch, (*path, nearest[0]), mapping[name])
    return nearest[0] if takes else ""


def only_home(
    entry: Entry,
    patch: bool,
    data: Mapping[str, Any],
    path: Path,
    name: str,
    homes: tuple[str, ...],
) -> Path | None:
    """The mapping into which the field ``name`` belongs; None where that is not certain.

    There is no other home, the mapping is there and has no such field, and takes the value.
    """
    home = _mapping_at(data, path, homes[0]) if len(homes) == 1 else None
    if home is None or name in value_at(data, home):
        return None
    takes = _takes(entry, patch, (*home, name), value_at(data, (*path, name)))
    return home if takes else None


def _mapping_at(data: Mapping[str, Any], path: Path, home: str) -> Path | None:
    """The Path of a home around ``path``, or below that by fields alone: a list may have many items."""
    wanted = tuple(home.split(".")) if home else ()
    outer = max(
        (path[:end] for end in range(len(path) + 1) if _begins(wanted, segments(path[:end]))),
        key=len,
    )
    steps = (*outer, *wanted[len(segments(outer)) :])
    value: Any = data
    for step in steps:
        if isinstance(step, str) and not (isinstance(value, dict) and step in value):
            return None
        value = value[step]
    return steps if isinstance(value, dict) and segments(steps) == wanted else None


def _begins(wanted: tuple[str, ...], here: tuple[str, ...]) -> bool:
    return wanted[: len(here)] == here


def _takes(entry: Entry, patch: bool, path: Path, value: Any) -> bool:
    """Whether nothing is wrong with ``value`` at ``path``; what stands beside it does not matter."""
    at = tuple(step if isinstance(step, str) else 0 for step in path)
    alone = value
    for step in reversed(at):
        alone = {step: alone} if isinstance(step, str) else [alone]
    wrong = misfits(entry, patch, alone)
    return wrong is not None and not any(each[: len(at)] == at for each in wrong)


def _nearest(name: str, fields: Iterable[str]) -> list[str]:
    """Those of ``fields`` that are as near to ``name`` as any, where that is near enough."""
    least = next(mistakes for length, mistakes in _MISTAKES if len(name) >= length)
    nearest: list[str] = []
    one = _letters(name)
    length, alphabet = len(one), set(one)
    for field in fields:
        other = _letters(field)
        # Every mistake takes away one letter at most, and adds one: hardly a name is compared in full.
        if abs(length - len(other)) > least or len(alphabet.difference(other)) > least:
            continue
        mistakes = _mistakes(one, other)
        if mistakes < least:
            least, nearest = mistakes, [field]
        elif mistakes == least:
            nearest.append(field)
    return nearest


def _mistakes(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many or swapped."""
    one, other = _unlike(one, other)
    one, other = _unlike(one[::-1], other[::-1])
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 < j and letter == other[j - 2] and one[i - 2] == against:
                least = min(least, last[j - 2] + 1)
            row.append(least)
    return row[-1]


def _unlike(one: str, other: str) -> tuple[str, str]:
    """Both without what they begin with in common."""
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return one[common:], other[common:]


def _letters(name: str) -> str:
    """What counts of a name: neither case nor - and _."""
    return name.lower().replace("-", "").replace("_", "")
