"""Patterns that are compiled late do what those do that are compiled at once."""

from __future__ import annotations

import re

from podlint.model.lazy import pattern


def test_a_late_pattern() -> None:
    late, now = pattern("(a+)b", re.I), re.compile("(a+)b", re.I)
    for text in ("xAAb", "ab", "b", ""):
        assert late.findall(text) == now.findall(text)
        assert bool(late.fullmatch(text)) == bool(now.fullmatch(text))
    assert late.sub("c", "aabab") == "cc"
    assert late.pattern == now.pattern
    assert late.search is late.search, "it is looked up once"
