"""Findings for people: plain and stable in a pipe, with the source and carets on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.model import Finding, Run, Suppressed
from podlint.report.concise import headline, option
from podlint.report.context import Context
from podlint.report.terminal import BLUE, BOLD, COLOURS, DIM, RESET, escape, excerpt

_DIGITS = 2
"""How wide the gutter is in a pipe, and at least on a terminal, in digits of a line number."""


def report(run: Run, context: Context) -> str:
    """Each finding with its object, its help and its related places."""
    write = _styled if context.styled else _plain
    blocks = (
        "\n".join(write(finding, suppressed, run.root, context))
        for finding, suppressed in context.listed(run)
    )
    between = "\n\n" if context.styled else "\n"
    text = between.join(blocks)
    return f"{text}\n" if text else ""


def _plain(
    finding: Finding, suppressed: Suppressed | None, root: str, context: Context
) -> Iterator[str]:
    yield headline(finding, root, context, suppressed)
    if finding.object is not None:
        yield f"{' ' * (_DIGITS + 1)}--> {_about(finding)}"
    for label, text in _notes(finding, root, context):
        yield f"{' ' * (_DIGITS + 2)}= {label}: {text}"


def _styled(
    finding: Finding, suppressed: Suppressed | None, root: str, context: Context
) -> Iterator[str]:
    number = str(finding.span.line)
    digits = max(_DIGITS, len(number))
    gutter = " " * (digits + 2)
    yield headline(finding, root, context, suppressed)
    if finding.object is not None:
        yield f"{gutter[1:]}{BLUE}-->{RESET} {_about(finding)}"
    if finding.line_text:
        source, carets = excerpt(finding.line_text, finding.span)
        yield f"{gutter}{BLUE}|{RESET}"
        yield f" {BLUE}{number:>{digits}} |{RESET} {source}"
        yield f"{gutter}{BLUE}|{RESET} {_indented(carets, COLOURS[finding.severity])}"
    for label, text in _notes(finding, root, context):
        yield f"{gutter}{BLUE}={RESET} {BOLD}{label}{RESET}: {text}"
    if finding.fix is not None and suppressed is None:
        how = f"{DIM}({option(finding.fix)}){RESET}"
        yield f"{gutter}{BLUE}={RESET} {BOLD}fix{RESET}: {escape(finding.fix.title)} {how}"


def _indented(carets: str, colour: str) -> str:
    marks = carets.lstrip()
    return f"{' ' * (len(carets) - len(marks))}{colour}{marks}{RESET}"


def _about(finding: Finding) -> str:
    container = f", container {finding.container}" if finding.container else ""
    return escape(f"{finding.object}{container}")


def _notes(finding: Finding, root: str, context: Context) -> Iterator[tuple[str, str]]:
    if finding.help:
        yield "help", escape(finding.help)
    if finding.related:
        path = escape(context.display_path(root, finding.file))
        for related in finding.related:
            line, column = related.span.line, related.span.column
            yield "note", f"{path}:{line}:{column}: {escape(related.message)}"
