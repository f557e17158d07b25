"""Which field was meant by a name that no field has."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_CLOSE = 0.7
_SHORTEST_ENDING = 4


def meant(name: str, known: Iterable[str], present: Iterable[str]) -> str:
    """The one of ``known`` that is spelt like ``name``, or the only one that ends in it; else nothing.

    A field that is there (``present``) cannot be meant a second time.
    """
    there = set(present)
    candidates = [field for field in known if field not in there]
    close = get_close_matches(name, candidates, 1, _CLOSE)
    if close:
        return close[0]
    if len(name) < _SHORTEST_ENDING:
        return ""
    ending = [field for field in candidates if field.lower().endswith(name.lower())]
    return ending[0] if len(ending) == 1 else ""
