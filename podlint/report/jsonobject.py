"""podlint's own JSON; docs/json.md promises its shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from podlint.model import (
    Finding,
    Fix,
    Path,
    RelatedFinding,
    Replacement,
    Run,
    Severity,
    Span,
    Suppressed,
)
from podlint.report.context import Context
from podlint.report.jsontext import dumps

VERSION = 1
"""Grows when a consumer of the JSON would have to change; a new key does not change it."""


def report(run: Run, context: Context) -> str:
    """The run as one JSON object."""
    return dumps(
        {
            "version": VERSION,
            "podlint": context.version,
            "findings": [
                _finding(finding) | (_suppression(suppressed) if suppressed else {})
                for finding, suppressed in context.listed(run)
            ],
            "summary": _summary(run),
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    check = {"check": finding.check} if finding.check else {}
    help = {"help": finding.help} if finding.help else {}
    return {
        "rule": finding.rule,
        **check,
        "severity": finding.severity.label,
        "message": finding.message,
        **help,
        "file": finding.file,
        **_span(finding.span),
        "document": finding.document,
        "pointer": pointer(finding.path) if finding.path else None,
        "object": finding.object._asdict() if finding.object is not None else None,
        "container": finding.container or None,
        "related": [_related(related) for related in finding.related],
        "fingerprint": finding.fingerprint,
        "fix": _fix(finding.fix, finding.replacements) if finding.fix is not None else None,
    }


def _fix(fix: Fix, replacements: Sequence[Replacement]) -> dict[str, Any]:
    edits = [{**_span(span), "newText": new_text} for span, new_text in replacements]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    return {"suppressed": {"by": suppressed.by, "reason": suppressed.reason or None}}


def _related(related: RelatedFinding) -> dict[str, Any]:
    return {"message": related.message, **_span(related.span)}


def _span(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def pointer(path: Path) -> str:
    """``path`` as a JSON Pointer (RFC 6901)."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return "".join(f"/{step}" for step in steps)


def _summary(run: Run) -> dict[str, Any]:
    severities = Counter(finding.severity for finding in run.findings)
    reasons = Counter(skip.reason for skip in run.skips)
    return {
        "files": run.files,
        "manifests": run.manifests,
        "unjudged": run.unjudged,
        "findings": {
            severity.label: severities[severity] for severity in sorted(Severity, reverse=True)
        },
        "suppressed": len(run.suppressed),
        "skipped": dict(sorted(reasons.items())),
        "crashed": run.crashed,
    }
