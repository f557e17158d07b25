"""What ignores findings: comments and annotations in the manifests, entries of the configuration.

Whether one of these holds today, what it silences and which silence nothing is for the Judge.
"""

from __future__ import annotations

import os
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple, TypeAlias

from podlint.directive import Directive, Flaw
from podlint.discovery import Globs
from podlint.kubernetes import Nature
from podlint.model import Finding, Mark, ObjectRef, Path, Span, SuppressedBy
from podlint.model.record import Record

Nowhere: TypeAlias = Literal["", "unread", "nothing-there", "not-at-the-top"]
"""Why an ignore reaches nothing at all: see UnusedIgnoreFault."""


class Spot(NamedTuple):
    """A stretch of a line, and the line."""

    span: Span
    line_text: str


class Name(NamedTuple):
    """A name that an ignore gives, and where."""

    text: str
    spot: Spot


NO_SPOT = Spot(Span(1, 1, 1, 2), "")


class Ignore(Record):
    """An ignore in a manifest: what it silences, from where to where, why and until when."""

    by: SuppressedBy
    names: tuple[Name, ...]
    reason: str
    until: date | None
    spot: Spot
    """Where it stands itself."""
    file: str
    verb: str = ""
    flaw: Flaw = ""
    until_spot: Spot | None = None
    until_text: str = ""
    nowhere: Nowhere = ""
    start: tuple[int, int] = (0, 0)
    end: tuple[int, int] = (0, 0)
    """Line and column from which and to which it reaches, the end exclusive."""
    document: int = 0
    object: ObjectRef | None = None
    path: Path = ()
    """Its own Path, where it is an annotation."""
    named_path: tuple[str, ...] = ()
    """The Path of what it reaches, by names."""
    natures: frozenset[Nature] = frozenset()
    """The natures of the objects that it touches; not every rule looks at each."""
    unjudged: bool = False
    """Whether one of these has no schema."""
    text: str = ""
    """The comment or the annotation's value that holds it; empty where no parser has read it."""
    comment: Mark | None = None
    """Where that comment begins."""
    annotation: Path = ()
    """That annotation, or all annotations where there is no other."""
    directive: Directive | None = None
    """What it says, with offsets in that text."""

    def reaches(self, finding: Finding, *, by_line: bool = False) -> bool:
        """Whether the place of ``finding`` is one that it speaks of.

        A comment is no part of the data, so what is found in one is looked at ``by_line``: it belongs
        to the lines of the node, and to those from the ignore down to it.
        """
        line = finding.span.line
        if self.start <= (line, finding.span.column) < self.end:
            return True
        if not by_line or self.start == self.end:
            return False
        first = min(self.spot.span.line, self.start[0])
        return first <= line <= self.end[0]


class IgnoreEntry(Record):
    """An entry of ``ignore`` in the configuration; what it does not say, it does not ask for.

    ``kind``, ``namespace``, ``name`` and ``container`` are globs such as ``web-*``.
    """

    rules: tuple[str, ...]
    """Rule ids, ``rule/check``, groups or ``all``."""
    globs: Globs | None = None
    """The paths that it is about."""
    kind: str = ""
    namespace: str = ""
    name: str = ""
    container: str = ""
    reason: str = ""
    until: date | None = None
    file: str = ""
    """Absolute path of the configuration; where it is not said, no finding stands at the entry."""
    spot: Spot = NO_SPOT
    """Where the entry stands in it."""

    @property
    def by(self) -> SuppressedBy:
        """What it is."""
        return "configuration"

    @property
    def names(self) -> tuple[Name, ...]:
        """The names that it gives."""
        return tuple(Name(rule, self.spot) for rule in self.rules)

    def reaches(self, finding: Finding, root: str) -> bool:
        """Whether it speaks of what ``finding`` is about, in the repository at ``root``."""
        asked = (self.kind, self.namespace, self.name, self.container)
        reference = finding.object or ObjectRef("", "", "")
        for glob, word in zip(asked, (*reference, finding.container), strict=True):
            if glob not in ("", "*") and not (word and fnmatchcase(word, glob)):
                return False
        path = os.path.join(root, *finding.file.split("/"))
        return self.globs is None or self.globs.matching(path) is not None


class Suppressions(Record):
    """What is left out of a run beside what the manifests say themselves."""

    entries: tuple[IgnoreEntry, ...]
    today: date
    """An ``until`` counts to the end of its day."""
    audit: bool
    """Whether all that is ignored is reported nevertheless."""

    def __init__(
        self,
        entries: tuple[IgnoreEntry, ...] = (),
        today: date | None = None,
        audit: bool = False,
    ) -> None:
        super().__init__(entries, today or date.today(), audit)
