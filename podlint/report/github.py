"""Workflow commands of GitHub Actions: the runner reads them from stdout and makes annotations."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.model import Finding, Run, Severity, Suppressed
from podlint.report.concise import ignored, name
from podlint.report.context import Context
from podlint.report.terminal import escape

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
"""What the runner reads back in a message; the percent sign comes first."""
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def report(run: Run, context: Context) -> str:
    """A command for each finding."""
    return "".join(f"{_command(*each)}\n" for each in context.listed(run))


def _command(finding: Finding, suppressed: Suppressed | None) -> str:
    properties = ",".join(
        f"{key}={_escaped(str(value), _PROPERTY)}" for key, value in _properties(finding)
    )
    message = _escaped("\n".join(_message(finding, suppressed)), _DATA)
    return f"::{_COMMANDS[finding.severity]} {properties}::{message}"


def _properties(finding: Finding) -> Iterator[tuple[str, str | int]]:
    """The place, in one line: an annotation stands below the last line that it covers."""
    line, column, end_line, end_column = finding.span
    if not finding.file.startswith("<"):  # stdin is no file of the repository
        yield "file", finding.file
        yield "line", max(1, line)
        yield "endLine", max(1, line)
        yield "col", max(1, column)
        if end_line > line:
            end_column = len(finding.line_text.rstrip()) + 1
        yield "endColumn", max(1, column, end_column)
    yield "title", name(finding)


def _message(finding: Finding, suppressed: Suppressed | None) -> Iterator[str]:
    """What the annotation says. The log shows nothing else, so it names the place as well."""
    place = f"{finding.file}:{finding.span.line}:{finding.span.column}"
    yield escape(f"{place}: {finding.message} [{name(finding)}]") + ignored(suppressed)
    if finding.help:
        yield f"help: {escape(finding.help)}"
    for related in finding.related:
        yield f"note: line {related.span.line}: {escape(related.message)}"


def _escaped(text: str, characters: dict[str, str]) -> str:
    for character, replacement in characters.items():
        text = text.replace(character, replacement)
    return text
