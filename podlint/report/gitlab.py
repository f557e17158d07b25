"""The report of GitLab's Code Quality: an array of findings, compared by their fingerprints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from podlint.model import Finding, Run, Severity, Span, Suppressed
from podlint.report.concise import ignored, name, option
from podlint.report.context import Context
from podlint.report.jsontext import dumps

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def report(run: Run, context: Context) -> str:
    """The findings, each with a fingerprint of its own."""
    seen: dict[str, int] = {}
    return dumps([_entry(*each, seen) for each in context.listed(run)])


def _entry(finding: Finding, suppressed: Suppressed | None, seen: dict[str, int]) -> dict[str, Any]:
    body = "\n\n".join(_body(finding))
    return {
        "description": f"{finding.message}{ignored(suppressed)}",
        **({"content": {"body": body}} if body else {}),
        "check_name": name(finding),
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.file, "lines": {"begin": max(1, finding.span.line)}},
    }


def _body(finding: Finding) -> Iterator[str]:
    """What to do about a finding, in Markdown.

    GitLab takes it and shows the description alone; readers of the Code Climate format show both.
    """
    if finding.help:
        yield f"help: {finding.help}"
    if finding.fix is None:
        return
    yield f"fix: {finding.fix.title} (`podlint {option(finding.fix)}`)"
    for span, new_text in finding.replacements:
        yield f"{_stretch(span)}{_code(new_text) if new_text else ' goes away'}"


def _stretch(span: Span) -> str:
    start = f"line {span.line}, column {span.column}"
    if (span.line, span.column) == (span.end_line, span.end_column):
        return f"at {start}"
    same = span.line == span.end_line
    end = "" if same else f"line {span.end_line}, "
    return f"{start} to {end}column {span.end_column}"


def _code(text: str) -> str:
    """A text in a fence that is longer than any in it."""
    fence = "`" * max(3, 1 + max((len(each) for each in re.findall("`+", text)), default=0))
    return f":\n\n{fence}yaml\n{text}\n{fence}"


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """The finding's own; GitLab drops all but one of several that have the same."""
    own = finding.fingerprint
    if not own:
        words = "\0".join((finding.rule, finding.check, finding.file, finding.message))
        own = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    seen[own] = count = seen.get(own, 0) + 1
    return own if count == 1 else sha256(f"{own}\0{count}".encode()).hexdigest()
