"""Marks in manifests that say which findings are expected, and on which lines.

A line that findings stand on ends in ``# expect: rule-id`` (several: separated by commas; a rule
twice: twice). ``# expect+2: rule-id`` expects it two lines below, for lines that cannot hold a
comment. The comparison is strict both ways: a finding without a mark fails, and so does a mark
without a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from podlint.model import Finding

Expected = tuple[int, str]
"""A line and the rule that says something there."""

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_MARK = re.compile(rf"#\s*expect(?:\+(\d+))?:\s*({_ID}(?:\s*,\s*{_ID})*)")
_INTENDED = re.compile(r"#\s*expect\b")


def read_marks(text: str) -> list[Expected]:
    """What the marks of ``text`` expect, in the order of the lines."""
    expected: list[Expected] = []
    for number, line in enumerate(text.splitlines(), 1):
        found = list(_MARK.finditer(line))
        if len(found) != len(_INTENDED.findall(line)):
            raise ValueError(f"line {number} holds a mark that cannot be read: {line.strip()}")
        for mark in found:
            below = int(mark[1] or 0)
            expected += [(number + below, rule) for rule in re.split(r"\s*,\s*", mark[2])]
    return sorted(expected)


def without_marks(text: str, instead: Callable[[re.Match[str]], str] = lambda mark: "") -> str:
    """``text`` with ``instead`` (or nothing) for each mark; no line is added or taken away."""
    return re.sub(rf"[ \t]*{_MARK.pattern}", instead, text)


def as_expected(findings: Iterable[Finding]) -> list[Expected]:
    """The lines and rules of ``findings``."""
    return sorted((finding.span.line, finding.rule) for finding in findings)


def differences(text: str, expected: Iterable[Expected], findings: Iterable[Finding]) -> str:
    """The text with what differs written beside its lines; empty where nothing differs."""
    found = list(findings)
    wanted, got = Counter(expected), Counter(as_expected(found))
    if wanted == got:
        return ""
    notes: dict[int, list[str]] = {}
    for line, rule in sorted((wanted - got).elements()):
        notes.setdefault(line, []).append(f"EXPECTED, not found: {rule}")
    extra = got - wanted
    for finding in found:
        key = (finding.span.line, finding.rule)
        if extra[key]:
            extra[key] -= 1
            notes.setdefault(key[0], []).append(f"NOT EXPECTED: {finding.rule}: {finding.message}")
    lines = text.splitlines() or [""]
    shown: list[str] = []
    for number in range(1, max(len(lines), *notes) + 1):
        shown.append(f"{number:4} | {lines[number - 1] if number <= len(lines) else ''}")
        shown += [f"     ^ {note}" for note in notes.get(number, ())]
    return "\n".join(shown)


def assert_expected(
    text: str, expected: Iterable[Expected], findings: Iterable[Finding], name: str = "the text"
) -> None:
    """Fail, showing the text, where ``findings`` are not exactly what is ``expected``."""
    difference = differences(text, expected, findings)
    if difference:
        pytest.fail(f"{name} has other findings than expected:\n{difference}", pytrace=False)


def assert_marked(text: str, findings: Iterable[Finding], name: str = "the text") -> None:
    """Fail, showing the text, where ``findings`` are not exactly those that are marked in it."""
    assert_expected(text, read_marks(text), findings, name)
