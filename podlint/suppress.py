"""Ignore comments: ``# podlint: ignore[rule] reason``, at the end of a line or on the line above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from podlint.document import Comment, Document, Scope
from podlint.model import Finding

MARKER = "podlint:"
_IGNORE = re.compile(r"#\s*podlint:\s*ignore\[([^\]]*)\]\s*(.*)")


class Ignore(NamedTuple):
    """One ignore comment: what it silences, from where to where, and why."""

    names: tuple[str, ...]
    """Rule ids, ``rule/check``, groups or ``all``."""
    reason: str
    line: int
    """The line of the comment itself."""
    start: tuple[int, int]
    end: tuple[int, int]
    """Line and column of the node it covers, the end exclusive."""

    def covers(self, finding: Finding, group: str) -> bool:
        """Whether it silences ``finding``, whose rule is of ``group``."""
        names = {finding.rule, f"{finding.rule}/{finding.check}", group, "all"}
        if names.isdisjoint(self.names):
            return False
        return self.start <= (finding.span.line, finding.span.column) < self.end


def ignores(document: Document) -> Iterator[Ignore]:
    """The ignore comments of a document, with the nodes that they cover."""
    if MARKER not in document.text or not document.readable:
        return
    position = document.source.position
    by_line: dict[int, list[Scope]] = {}
    for each in document.layout.scopes():
        by_line.setdefault(position(each.start)[0], []).append(each)
    for comment in document.layout.comments:
        match = _IGNORE.match(comment.text)
        if not match:
            continue
        scope = _below(comment, by_line) if comment.alone else _beside(comment, by_line)
        names = tuple(name for name in re.split(r"[,\s]+", match[1]) if name)
        if scope is None:
            nowhere = (comment.line, comment.column)
            yield Ignore(names, match[2].strip(), comment.line, nowhere, nowhere)
        else:
            start, end = position(scope.start), position(scope.end)
            yield Ignore(names, match[2].strip(), comment.line, start, end)


def _beside(comment: Comment, by_line: dict[int, list[Scope]]) -> Scope | None:
    """The item or entry that begins on the comment's line; the outermost, but never the document."""
    return next((scope for scope in by_line.get(comment.line, ()) if scope.path), None)


def _below(comment: Comment, by_line: dict[int, list[Scope]]) -> Scope | None:
    """What begins on the next line that something begins on; the document, if it does there."""
    line = min((line for line in by_line if line > comment.line), default=0)
    return by_line[line][0] if line else None
