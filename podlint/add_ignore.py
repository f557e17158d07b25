"""Writing ignore comments for what is found, and touching nothing else.

A comment is written, the file is linted anew, and only what that proves is kept: the finding is gone,
nothing new is found, and Kubernetes reads the same data.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from podlint.atomic import write_atomic
from podlint.directive import IGNORE, directives
from podlint.document import (
    DecodeError,
    Document,
    Source,
    decode,
    encode_like,
    load,
    looks_like_json,
)
from podlint.document.jsonstream import json_documents
from podlint.model import Finding, Run, Suppressed
from podlint.model.record import replace

Lint = Callable[[bytes, str], list[Finding]]
"""Lints the bytes of a file (its path from the repository root) as the run did."""

NO_LINE = "what cannot be read holds no comments that are read"
IN_JSON = "JSON has no comments"
IN_TEXT = "no comment can stand there"
NO_EFFECT = "a comment there does not silence it"
IN_CONFIGURATION = "no comment in a configuration is read; change the entry"
CHANGED = "the file has changed since it was linted"


class AddIgnoreError(Exception):
    """A reason that cannot be written, or a file that cannot be written to."""


class Refused(NamedTuple):
    """A finding for which no comment could be written, and why."""

    finding: Finding
    why: str


@dataclass(slots=True)
class Written:
    """What became of the findings."""

    silenced: list[Finding] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    comments: int = 0


class _Edit(NamedTuple):
    """Text to be put in at an offset."""

    offset: int
    text: str


def check_reason(reason: str) -> str:
    """The reason as it is written.

    Raises:
        AddIgnoreError: it is empty, or more than a line.
    """
    if not reason.strip():
        raise AddIgnoreError("--add-ignore wants a reason: why are they ignored?")
    if not reason.isprintable():
        raise AddIgnoreError("the reason of --add-ignore is one line of text")
    return reason.strip()


def add_ignores(run: Run, reason: str, lint: Lint) -> Written:
    """Write ignore comments for the findings of a run.

    Raises:
        AddIgnoreError: a file cannot be read or written.
    """
    written = Written()
    by_file: dict[str, list[Finding]] = {}
    for finding in run.findings:
        by_file.setdefault(finding.file, []).append(finding)
    linted = set(run.linted)
    for file, findings in by_file.items():
        if file not in linted:  # what is found in other files is said of entries of a configuration
            written.refused += (Refused(each, IN_CONFIGURATION) for each in findings)
            continue
        path = os.path.join(run.root, *file.split("/"))
        try:
            with open(path, "rb") as stream:
                data = stream.read()
            changed = _File(file, data, findings, reason, lint).edited(written)
            if changed is not None:
                write_atomic(path, changed)
                written.files.append(file)
        except OSError as error:
            raise AddIgnoreError(f"{path}: {error.strerror or error}") from error
    return written


def after(run: Run, written: Written, reason: str) -> Run:
    """The run as it is with the comments that were written."""
    silenced = set(written.silenced)
    ignored = (Suppressed(each, "comment", reason) for each in written.silenced)
    suppressed = sorted((*run.suppressed, *ignored), key=lambda each: each.finding.sort_key)
    return replace(
        run,
        findings=tuple(each for each in run.findings if each not in silenced),
        suppressed=tuple(suppressed),
    )


class _File:
    """One file on its way to its comments."""

    def __init__(
        self, file: str, data: bytes, findings: Sequence[Finding], reason: str, lint: Lint
    ) -> None:
        self.file = file
        self.data = data
        self.findings = findings
        self.reason = reason
        self.lint = lint
        self.before = {_mark(each) for each in lint(data, file)}

    def edited(self, written: Written) -> bytes | None:
        """The new contents, or None where there is nothing to write."""
        data = self.silence_all(self.data, self.lines(written), written)
        if data == self.data:
            return None
        self.recount(data, written)
        return data

    def recount(self, data: bytes, written: Written) -> None:
        """Take back the refusals that a wider comment, written later, has made needless."""
        left = {_mark(each) for each in self.lint(data, self.file)}
        for refused in list(written.refused):
            own = refused.finding.file == self.file and refused.why != CHANGED
            if own and _mark(refused.finding) not in left:
                written.refused.remove(refused)
                written.silenced.append(refused.finding)

    def silence_all(
        self, data: bytes, by_line: dict[int, list[Finding]], written: Written
    ) -> bytes:
        """``data`` with a comment for each of the lines: all at once, or else those that hold."""
        lines = sorted(by_line)
        if len(lines) < 2:
            return self.silence(data, lines[0], by_line[lines[0]], written) if lines else data
        source = Source(self.file, decode(data))
        documents = list(load(source))
        edits: list[_Edit] = []
        for line in lines:
            names = sorted({_name(each) for each in by_line[line]})
            edits.extend(islice(_edits(source, documents, line, names, self.reason), 1))
        changed = encode_like(_applied(source.text, edits), data)
        every = [each for line in lines for each in by_line[line]]
        if len(edits) == len(lines) and self.holds(changed, documents, every):
            written.silenced += every
            written.comments += len(lines)
            return changed
        middle = (
            len(lines) // 2
        )  # the lower half first, so that the upper lines stay where they are
        for half in (lines[middle:], lines[:middle]):
            data = self.silence_all(data, {line: by_line[line] for line in half}, written)
        return data

    def lines(self, written: Written) -> dict[int, list[Finding]]:
        """The findings that a comment may silence, by their lines; the others are refused."""
        by_line: dict[int, list[Finding]] = {}
        for finding in self.findings:
            why = self.refusal(finding)
            if why:
                written.refused.append(Refused(finding, why))
            else:
                by_line.setdefault(finding.span.line, []).append(finding)
        return by_line

    def refusal(self, finding: Finding) -> str:
        """Why no comment can be written for a finding, wherever it stands; empty if one may be."""
        if _mark(finding) not in self.before:
            return CHANGED
        try:
            return IN_JSON if _is_json(self.data) else ""
        except DecodeError:
            return NO_LINE

    def silence(self, data: bytes, line: int, findings: list[Finding], written: Written) -> bytes:
        """``data`` with a comment for the findings of one line, if there can be one."""
        source = Source(self.file, decode(data))
        documents = list(load(source))
        names = sorted({_name(each) for each in findings})
        edits = list(_edits(source, documents, line, names, self.reason))
        for edit in edits:
            changed = encode_like(_applied(source.text, [edit]), data)
            if self.holds(changed, documents, findings):
                written.silenced += findings
                written.comments += 1
                return changed
        why = NO_EFFECT if edits else IN_TEXT
        if any(not each.readable for each in documents if each.index == findings[0].document):
            why = NO_LINE
        if len(findings) > 1:  # one of them may be what cannot be ignored
            for finding in findings:
                data = self.silence(data, line, [finding], written)
            return data
        written.refused += [Refused(each, why) for each in findings]
        return data

    def holds(
        self, changed: bytes, before: Iterable[Document], findings: Iterable[Finding]
    ) -> bool:
        """Whether the findings are gone, nothing new is found, and the data is the same."""
        if _read(load(Source(self.file, decode(changed)))) != _read(before):
            return False
        found = {_mark(each) for each in self.lint(changed, self.file)}
        return found <= self.before and found.isdisjoint(_mark(each) for each in findings)


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.offset] + edit.text + text[edit.offset :]
    return text


def _mark(finding: Finding) -> tuple[str, str]:
    """What tells a finding from others wherever its line has gone."""
    return finding.fingerprint, finding.rule


def _read(documents: Iterable[Document]) -> list[tuple[bool, str]]:
    """What Kubernetes reads; as text, for 1 and true and 1.0 are equal to Python."""
    return [(each.readable, repr(each.data)) for each in documents]


def _name(finding: Finding) -> str:
    return f"{finding.rule}/{finding.check}" if finding.check else finding.rule


def _is_json(data: bytes) -> bool:
    text = decode(data)
    return looks_like_json(text) and json_documents(text) is not None


def _edits(
    source: Source, documents: Iterable[Document], line: int, names: list[str], reason: str
) -> Iterator[_Edit]:
    """The ways to put a comment to a line, the best first."""
    document = next(
        (each for each in documents if each.line <= line <= _last_line(source, each)), None
    )
    if document is None or not document.readable:
        return
    start = source.offset(line, 1)
    text = source.line_text(line)
    end = start + len(text)
    comments = [each for each in document.layout.comments if each.line == line]
    for comment in comments:
        base = source.offset(comment.line, comment.column)
        for directive in directives(comment.text):
            if directive.verb.text == IGNORE and directive.closing >= 0 and not directive.flaw:
                yield _Edit(base + directive.closing, f", {', '.join(names)}")
    ignore = f"# podlint: {IGNORE}[{', '.join(names)}] {reason}"
    if document.layout.may_hold_comment(end) and not comments:
        yield _Edit(end, f"  {ignore}")
    if document.layout.may_hold_comment(start) and not _begins(document, source, line):
        indent = text[: len(text) - len(text.lstrip(" \t"))]
        yield _Edit(start, f"{indent}{ignore}{_line_end(source, line)}")
    if comments:  # above the first line of a document it would be for all of the document
        yield _Edit(end, f"  {ignore}")


def _begins(document: Document, source: Source, line: int) -> bool:
    """Whether the document's content begins on that line."""
    first = next(iter(document.layout.scopes()), None)
    return first is not None and source.position(first.start)[0] == line


def _last_line(source: Source, document: Document) -> int:
    return source.position(document.start + max(len(document.text) - 1, 0))[0]


def _line_end(source: Source, line: int) -> str:
    """How that line ends; the last one of a file, as the first one."""
    starts = source.line_starts
    if line < len(starts):
        start, end = source.offset(line, 1), starts[line]
        return source.text[start + len(source.line_text(line)) : end]
    return _line_end(source, 1) if line > 1 else "\n"
