"""Which field was meant by a name that no field has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

_CLOSE = 0.7
_SHORTEST_ENDING = 4


def meant(name: str, known: Iterable[str], present: Iterable[str]) -> str:
    """The one of ``known`` that is spelt like ``name``, or the only one that ends in it; else nothing.

    A field that is there (``present``) cannot be meant a second time.
    """
    there = set(present)
    candidates = [field for field in known if field not in there]
    close = _closest(name, candidates)
    if close:
        return close
    if len(name) < _SHORTEST_ENDING:
        return ""
    ending = [field for field in candidates if field.lower().endswith(name.lower())]
    return ending[0] if len(ending) == 1 else ""


def _closest(name: str, fields: Iterable[str]) -> str:
    """What ``difflib.get_close_matches`` finds, in a fifth of the time.

    Fields are compared in full from the one on that shares most letters with ``name``, until none can
    be closer than one that was.
    """
    matcher = SequenceMatcher()
    matcher.set_seq2(name)
    closest = (_CLOSE, "")
    for most, field in sorted(_likeness(name, fields), reverse=True):
        if most < closest[0]:
            break
        matcher.set_seq1(field)
        closest = max(closest, (matcher.ratio(), field))
    return closest[1]


def _likeness(name: str, fields: Iterable[str]) -> Iterator[tuple[float, str]]:
    """How close each field may be at most: a letter that the other one does not have has no match."""
    letters, length = set(name), len(name)
    for field in fields:
        both = length + len(field) or 1
        if 2.0 * min(length, len(field)) / both < _CLOSE:
            continue
        others = set(field)
        shared = len(letters & others)
        matches = min(length - len(letters) + shared, len(field) - len(others) + shared)
        yield 2.0 * matches / both, field
