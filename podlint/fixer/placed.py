"""Fixes as changes of a file's text, for the reports that other programs read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby

from podlint.document import DecodeError, Document, Source, decode, load
from podlint.model import Finding, Replacement, Run, Span
from podlint.model.record import replace
from podlint.patch import Refused, text_edits


def placed(run: Run, stdin: bytes | None = None) -> Run:
    """A run whose fixes say which stretches of their files they change, and to what.

    The files are read again for that, or ``stdin`` where that was linted. A file that is not what was
    linted any more keeps its findings, and their fixes are taken away.
    """
    findings: list[Finding] = []
    for file, group in groupby(run.findings, key=lambda each: each.file):
        own = list(group)
        if any(each.fix is not None for each in own):
            data = _read(run.root, file) if stdin is None else stdin
            own = located(own, data) if data is not None else _unfixed(own)
        findings += own
    return replace(run, findings=tuple(findings))


def located(findings: Iterable[Finding], data: bytes) -> list[Finding]:
    """The findings of one file, their fixes as changes of its text.

    A fix that cannot be made exactly, so that it would be refused, is taken away.
    """
    findings = list(findings)
    try:
        source = Source("", decode(data))
    except DecodeError:
        return _unfixed(findings)
    if not all(_still_there(each, source) for each in findings):
        return _unfixed(findings)
    documents = list(load(source))
    return [_located(each, source, documents) for each in findings]


def _read(root: str, file: str) -> bytes | None:
    try:
        with open(os.path.join(root, *file.split("/")), "rb") as stream:
            return stream.read()
    except OSError:
        return None


def _unfixed(findings: Iterable[Finding]) -> list[Finding]:
    return [replace(each, fix=None) for each in findings]


def _still_there(finding: Finding, source: Source) -> bool:
    """Whether the line that a finding stands on is what it was."""
    line = finding.span.line
    if not finding.line_text:
        return True
    return line <= len(source.line_starts) and source.line_text(line) == finding.line_text


def _located(finding: Finding, source: Source, documents: Sequence[Document]) -> Finding:
    if finding.fix is None:
        return finding
    try:
        edits = text_edits(documents[finding.document], finding.fix.edits)
    except (Refused, IndexError):
        return replace(finding, fix=None)
    replacements = tuple(
        Replacement(Span(*source.position(start), *source.position(end)), new_text)
        for start, end, new_text in edits
    )
    return replace(finding, replacements=replacements)
