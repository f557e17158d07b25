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
    close = get_close_matches(name, _like(name, candidates), 1, _CLOSE)
    if close:
        return close[0]
    if len(name) < _SHORTEST_ENDING:
        return ""
    ending = [field for field in candidates if field.lower().endswith(name.lower())]
    return ending[0] if len(ending) == 1 else ""


def _like(name: str, fields: Iterable[str]) -> list[str]:
    """Those of ``fields`` that share enough letters with ``name`` to be close: the rest cannot be.

    A letter that the other one does not have has no match. Comparing in full takes ten times as long.
    """
    letters, length = set(name), len(name)
    found: list[str] = []
    for field in fields:
        wanted = _CLOSE * (length + len(field)) / 2
        if length < wanted or len(field) < wanted:
            continue
        others = set(field)
        shared = len(letters & others)
        if length - len(letters) + shared >= wanted <= len(field) - len(others) + shared:
            found.append(field)
    return found
