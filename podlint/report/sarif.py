"""SARIF 2.1.0, as GitHub code scanning and the validator of SARIF's authors want it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote

from podlint import links
from podlint.model import Finding, Fix, RelatedFinding, Replacement, Run, Span, Suppressed
from podlint.report.context import Context
from podlint.report.jsontext import dumps
from podlint.report.sarif_rules import descriptors, level

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SHOWN = 5000
"""GitHub shows no more results of a run, the first ones."""
LONGEST_SNIPPET = 1000
"""A manifest in one line would otherwise stand in the report once for each of its findings."""
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_LINK = re.compile(r"\[([^\[\]]*)\]\(")
_Listed: TypeAlias = tuple[Finding, Suppressed | None]
_DRIVE = re.compile(r"[A-Za-z]:/")


def report(run: Run, context: Context) -> str:
    """The run as a SARIF log of one run."""
    listed = _ordered(context.listed(run))
    rules = descriptors(context.rules, (finding for finding, _ in listed))
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {**_driver(context.version), "rules": rules}},
                "invocations": [{"executionSuccessful": not run.crashed}],
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, indices)
                    | (_suppressions(suppressed) if context.show_suppressed else {})
                    for finding, suppressed in listed
                ],
            }
        ],
    }
    return dumps(log)


def _driver(version: str) -> dict[str, Any]:
    driver = {"name": "podlint"}
    if version:
        driver["version"] = version
    if _SEMANTIC.fullmatch(version):
        driver["semanticVersion"] = version
    if home := links.home():
        driver["informationUri"] = home
    return driver


def _ordered(listed: Sequence[_Listed]) -> Sequence[_Listed]:
    if len(listed) <= SHOWN:
        return listed
    return sorted(
        listed, key=lambda each: (each[1] is not None, -each[0].severity, each[0].sort_key)
    )


def _suppressions(suppressed: Suppressed | None) -> dict[str, Any]:
    """What suppressed a result; where one result says that, all say it (SARIF 3.27.23)."""
    if suppressed is None:
        return {"suppressions": []}
    in_source = suppressed.by in ("comment", "annotation")
    suppression = {"kind": "inSource" if in_source else "external"}
    if suppressed.reason:
        suppression["justification"] = suppressed.reason
    return {"suppressions": [suppression]}


def _result(finding: Finding, indices: Mapping[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": indices[finding.rule],
        "level": level(finding.severity),
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
    }
    if finding.related:
        result["relatedLocations"] = [
            _related(finding.file, number, related)
            for number, related in enumerate(finding.related, 1)
        ]
    if finding.fingerprint:
        result["partialFingerprints"] = {"podlint/v1": finding.fingerprint}
    if finding.fix is not None and finding.replacements:
        result["fixes"] = [_fix(finding.file, finding.fix, finding.replacements)]
    if finding.check:
        result["properties"] = {"check": finding.check}
    return result


def _fix(file: str, fix: Fix, replacements: Sequence[Replacement]) -> dict[str, Any]:
    """What mends a finding; a region of no length is where something is inserted (SARIF 3.57.3)."""
    return {
        "description": {"text": _without_links(fix.title)},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": uri(file)},
                "replacements": [
                    {
                        "deletedRegion": {
                            "startLine": span.line,
                            "startColumn": span.column,
                            "endLine": span.end_line,
                            "endColumn": span.end_column,
                        },
                        **({"insertedContent": {"text": new_text}} if new_text else {}),
                    }
                    for span, new_text in replacements
                ],
            }
        ],
        "properties": {"safe": fix.safe},
    }


def _message(finding: Finding) -> str:
    """The message, the related places as links to their ids, and the help in a second line."""
    text = _without_links(finding.message)
    if finding.related:
        places = (
            f"[{_link_text(related.message)}]({number})"
            for number, related in enumerate(finding.related, 1)
        )
        text += f" ({'; '.join(places)})"
    return f"{text}\nhelp: {_without_links(finding.help)}" if finding.help else text


def _without_links(text: str) -> str:
    """``text`` with its brackets escaped where they would be read as a link (SARIF 3.11.6)."""
    return _LINK.sub(r"\\[\1\\](", text)


def _link_text(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def _location(finding: Finding) -> dict[str, Any]:
    physical = {
        "artifactLocation": {"uri": uri(finding.file)},
        **_regions(finding.span, finding.line_text),
    }
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.object is not None:
        parts = [*finding.object, finding.container]
        name = "/".join(part for part in parts if part)
        last = next((part for part in reversed(parts) if part), name)
        location["logicalLocations"] = [
            {"name": last, "fullyQualifiedName": name, "kind": "resource"}
        ]
    return location


def _regions(span: Span, line_text: str) -> dict[str, Any]:
    """The region of a finding with its text, and its line as the context."""
    region = _region(span, line_text)
    regions = {"region": region}
    snippet = line_text[region["startColumn"] - 1 : region.get("endColumn", 1) - 1]
    if snippet and len(snippet) <= LONGEST_SNIPPET:
        region["snippet"] = {"text": snippet}
    if snippet != line_text and len(line_text) <= LONGEST_SNIPPET:
        regions["contextRegion"] = {
            "startLine": region["startLine"],
            "startColumn": 1,
            "endLine": region["startLine"],
            "endColumn": len(line_text) + 1,
            "snippet": {"text": line_text},
        }
    return regions


def _region(span: Span, line_text: str = "") -> dict[str, Any]:
    """What ``span`` covers of its first line: an alert shows only if all its lines changed."""
    line, column, end = max(1, span.line), max(1, span.column), span.end_column
    if line_text:
        last = len(line_text) + 1
        column = min(column, last)
        end = min(end, last) if span.end_line <= span.line else len(line_text.rstrip()) + 1
    region = {"startLine": line, "startColumn": column, "endLine": line}
    if line_text or span.end_line <= span.line:
        region["endColumn"] = max(column, end)
    return region  # Without an endColumn it reaches to the end of the line.


def _related(file: str, number: int, related: RelatedFinding) -> dict[str, Any]:
    return {
        "id": number,
        "physicalLocation": {
            "artifactLocation": {"uri": uri(file)},
            "region": _region(related.span),
        },
        "message": {"text": _without_links(related.message)},
    }


def uri(file: str) -> str:
    """A path from the repository root as a relative URI, any other path as a ``file:`` URI."""
    try:
        path = file.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        path = file.encode("utf-8", "replace")
    if _DRIVE.match(file):
        return f"file:///{quote(path, safe='/:')}"
    return f"file://{quote(path)}" if file.startswith("/") else quote(path)
