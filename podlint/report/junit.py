"""JUnit's XML, as Jenkins and GitLab read it: a test case for each file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

from podlint.model import Finding, Run, Severity, Suppressed
from podlint.report.concise import plain
from podlint.report.context import Context
from podlint.report.terminal import escape

_NAME = "podlint"
_CRASH = "internal-error"
_UNREMARKABLE = "no manifest"
"""Why a file is skipped that is none of podlint's business: it is no test case."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_Listed = list[tuple[Finding, Suppressed | None]]


def report(run: Run, context: Context) -> str:
    """One test suite. A case fails where what is in its file would make the run fail."""
    by_file: dict[str, _Listed] = {file: [] for file in run.linted}
    for finding, suppressed in context.listed(run):
        by_file.setdefault(finding.file, []).append((finding, suppressed))
    cases = [_case(file, listed, context) for file, listed in by_file.items()]
    cases += _skipped(run, by_file)
    cases.sort(key=lambda case: case.attrib["name"])
    suite = ElementTree.Element("testsuite", _counts(cases))
    suite.extend(cases)
    suites = ElementTree.Element("testsuites", {"name": _NAME})
    suites.append(suite)
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _counts(cases: list[ElementTree.Element]) -> dict[str, str]:
    counts = Counter(outcome.tag for case in cases for outcome in case[:1])
    return {
        "name": _NAME,
        "tests": str(len(cases)),
        "failures": str(counts["failure"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
        "time": "0",
    }


def _case(file: str, listed: _Listed, context: Context) -> ElementTree.Element:
    """A file with all that was found in it: consumers show no more than one failure of a case."""
    case = _empty_case(file)
    failing = [each for each in listed if _fails(each[0], context)]
    if failing:
        crashed = any(finding.rule == _CRASH for finding, _ in failing)
        worst = max(finding.severity for finding, _ in failing)
        attributes = {"message": _clean(_message(failing)), "type": worst.label}
        outcome = ElementTree.SubElement(case, "error" if crashed else "failure", attributes)
        outcome.text = _clean("\n".join(_lines(failing)))
    rest = [each for each in listed if not _fails(each[0], context)]
    if rest:
        ElementTree.SubElement(case, "system-out").text = _clean("\n".join(_lines(rest)))
    return case


def _empty_case(file: str) -> ElementTree.Element:
    attributes = {"name": _clean(escape(file)), "classname": _NAME, "time": "0"}
    return ElementTree.Element("testcase", attributes)


def _fails(finding: Finding, context: Context) -> bool:
    if finding.rule == _CRASH:
        return True
    return context.fail_on is not None and finding.severity >= context.fail_on


def _message(failing: _Listed) -> str:
    """The only finding, or how many there are of each severity."""
    if len(failing) == 1:
        return escape(failing[0][0].message)
    counts = Counter(finding.severity.label for finding, _ in failing)
    labels = (severity.label for severity in sorted(Severity, reverse=True))
    return ", ".join(f"{label}: {counts[label]}" for label in labels if counts[label])


def _lines(listed: _Listed) -> Iterator[str]:
    for finding, suppressed in listed:
        yield plain(finding, finding.file, suppressed)
        if finding.help:
            yield f"    help: {escape(finding.help)}"
        for related in finding.related:
            line, column = related.span.line, related.span.column
            yield f"    note: {escape(finding.file)}:{line}:{column}: {escape(related.message)}"


def _skipped(run: Run, by_file: dict[str, _Listed]) -> Iterator[ElementTree.Element]:
    """A case for what was not linted and might have been."""
    reasons = {skip.file: skip.reason for skip in run.skips if skip.reason != _UNREMARKABLE}
    for file, reason in reasons.items():
        if file not in by_file:
            case = _empty_case(file)
            ElementTree.SubElement(case, "skipped", {"message": _clean(reason)})
            yield case


def _clean(text: str) -> str:
    """``text`` without the characters that no XML document may hold, escaped or not."""
    return _NO_XML.sub("\ufffd", text)
