"""The report of GitLab's Code Quality: an array of findings, compared by their fingerprints."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from podlint.model import Finding, Run, Severity, Suppressed
from podlint.report.concise import ignored, name
from podlint.report.context import Context
from podlint.report.jsontext import dumps

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def report(run: Run, context: Context) -> str:
    """The findings, each with a fingerprint of its own."""
    seen: dict[str, int] = {}
    return dumps([_entry(*each, seen) for each in context.listed(run)])


def _entry(finding: Finding, suppressed: Suppressed | None, seen: dict[str, int]) -> dict[str, Any]:
    return {
        "description": f"{finding.message}{ignored(suppressed)}",
        "check_name": name(finding),
        "fingerprint": _fingerprint(finding, seen),
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.file, "lines": {"begin": max(1, finding.span.line)}},
    }


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """The finding's own; GitLab drops all but one of several that have the same."""
    own = finding.fingerprint
    if not own:
        words = "\0".join((finding.rule, finding.check, finding.file, finding.message))
        own = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    seen[own] = count = seen.get(own, 0) + 1
    return own if count == 1 else sha256(f"{own}\0{count}".encode()).hexdigest()
