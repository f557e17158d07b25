"""Marks in manifests that say which findings are expected, and on which lines.

A line that findings stand on ends in ``# expect: rule-id`` (several: separated by commas; a rule
twice: twice); ``rule-id(info)`` expects that severity as well. ``# expect+2: rule-id`` expects it
two lines below, for lines that cannot hold a comment. The comparison is strict both ways: a finding
without a mark fails, and so does a mark without a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from podlint.model import Finding
from podlint.rule import Rule

Expected = tuple[int, str]
"""A line and the rule that says something there."""

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_RULE = rf"{_ID}(?:\((?:error|warning|info)\))?"
_MARK = re.compile(rf"#\s*expect(?:\+(\d+))?:\s*({_RULE}(?:\s*,\s*{_RULE})*)")
_INTENDED = re.compile(r"#\s*expect\b")


def read_marks(text: str) -> list[Expected]:
    """What the marks of ``text`` expect, in the order of the lines."""
    return [(line, rule) for line, rule, _ in _read(text)]


def read_severities(text: str) -> list[tuple[int, str, str]]:
    """Line, rule and severity of the marks that say a severity."""
    return [(line, rule, severity) for line, rule, severity in _read(text) if severity]


def _read(text: str) -> list[tuple[int, str, str]]:
    expected: list[tuple[int, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        found = list(_MARK.finditer(line))
        if len(found) != len(_INTENDED.findall(line)):
            raise ValueError(f"line {number} holds a mark that cannot be read: {line.strip()}")
        for mark in found:
            below = int(mark[1] or 0)
            for each in re.split(r"\s*,\s*", mark[2]):
                rule, _, severity = each.rstrip(")").partition("(")
                expected.append((number + below, rule, severity))
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
    found = list(findings)
    assert_expected(text, read_marks(text), found, name)
    severities = Counter((each.span.line, each.rule, each.severity.label) for each in found)
    missing = Counter(read_severities(text)) - severities
    if missing:
        others = [f"line {each.span.line}: {each.severity.label}: {each.message}" for each in found]
        lines = [f"line {line}: {rule} is not {severity}" for line, rule, severity in missing]
        pytest.fail("\n".join([f"{name}:", *lines, "found:", *others]), pytrace=False)


def beside(rule: type[Rule], every: Iterable[type[Rule]]) -> list[Rule]:
    """The rules that run beside one: what there is to say of an ignore depends on what they find."""
    if rule.group != "suppressions":
        return []
    return [each() for each in every if each.default and each is not rule]
