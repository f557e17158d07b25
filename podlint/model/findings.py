"""Problems placed and stamped, and what a whole run found."""

from __future__ import annotations

from typing import Any, NamedTuple

from podlint.model.edits import Fix, Replacement
from podlint.model.faults import SuppressedBy
from podlint.model.places import Path, Severity, Span
from podlint.model.record import Record


class ObjectRef(NamedTuple):
    """The Kubernetes object that a finding is about."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


class RelatedFinding(Record):
    """A related place of a finding, in the same file."""

    span: Span
    message: str


class Finding(Record):
    """A problem with its place in a file, its severity and its object."""

    rule: str
    severity: Severity
    message: str
    file: str
    """Path from the repository root, with forward slashes."""
    span: Span
    help: str = ""
    check: str = ""
    object: ObjectRef | None = None
    container: str = ""
    path: Path = ()
    """The Path in the document's data; empty where the finding has none."""
    named_path: tuple[str, ...] = ()
    """Like ``path``, by names instead of indices: it holds when another item is put before."""
    document: int = 0
    """Which document of the file it stands in, from 0."""
    related: tuple[RelatedFinding, ...] = ()
    fingerprint: str = ""
    """Tells the same finding in another version of the file: it holds no line and no index."""
    identity: str = ""
    """Like the fingerprint, but without the file: it tells the same finding in a moved file."""
    line_text: str = ""
    """The line of the file that the finding stands on, without its line end."""
    fix: Fix | None = None
    """What mends it."""
    replacements: tuple[Replacement, ...] = ()
    """The fix as changes of the file's text, in its order; only where a report asks for them."""

    def _key(self) -> tuple[Any, ...]:
        """Two findings are equal whatever mends them."""
        return self._values()[:-2]

    @property
    def sort_key(self) -> tuple[str, Span, str, str]:
        """Orders findings by file, place, rule and message."""
        return (self.file, self.span, self.rule, self.message)


class Skip(NamedTuple):
    """Something that was not linted, and why; nothing goes unlinted without one."""

    file: str
    reason: str
    """A short phrase that can be counted: ``template``, ``no manifest``."""
    line: int = 0
    """Where the skipped document starts; 0 stands for the whole file."""


class Suppressed(NamedTuple):
    """A finding that is left out, by what, and the reason that was given (empty: none)."""

    finding: Finding
    by: SuppressedBy
    reason: str = ""


class Run(Record):
    """What one call of the engine found and did."""

    root: str
    """Absolute path of the repository root; every ``file`` below is relative to it."""
    findings: tuple[Finding, ...]
    """In the order of their ``sort_key``; suppressed ones are left out."""
    files: int = 0
    """Files that held at least one manifest."""
    manifests: int = 0
    unjudged: int = 0
    """Custom resources among the manifests for which there is no schema."""
    skips: tuple[Skip, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    """What is ignored, and by what; in an audit these are among the ``findings`` as well."""
    crashed: bool = False
    """True where a rule crashed, so that the run is not to be trusted."""
    empty: tuple[str, ...] = ()
    """The directories that were asked for, as they were named, and hold nothing to lint."""
    linted: tuple[str, ...] = ()
    """The files that held at least one manifest, in order: those without a finding are clean."""
    whole: bool = False
    """Whether that was the whole repository, but for what is left out of every run."""
