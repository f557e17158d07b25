"""The words that every layer shares: places, problems, faults and findings.

This module imports nothing of podlint. Everything in it is immutable and can be pickled, so a
finding may cross a process border or be kept in a cache.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and indices into a document's data: ``("spec", "containers", 0, "image")``."""

Scalar: TypeAlias = str | int | float | bool | None
"""A scalar of JSON, the only ones that Kubernetes knows."""


class Severity(enum.IntEnum):
    """How bad a finding is; ordered, so that ``ERROR > WARNING``."""

    INFO = 1
    """Worth knowing."""
    WARNING = 2
    """Works today, fails on a bad day."""
    ERROR = 3
    """Kubernetes refuses it, or it will lose work."""

    @property
    def label(self) -> str:
        """The word that users type and read: ``error``, ``warning`` or ``info``."""
        return self.name.lower()


class Span(NamedTuple):
    """A stretch of text: 1-based lines, 1-based columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """Where something stands, named by its Path; the engine finds line and column late."""

    path: Path
    part: Literal["key", "value"] = "value"
    nth: int = 0
    """Of a key written several times the n-th, from 1; 0 is the one that Kubernetes keeps."""


class Mark(NamedTuple):
    """Where something stands that has no Path, such as a syntax error (1-based, code points)."""

    line: int
    column: int
    length: int = 1


def key_of(path: Path) -> Place:
    """The key of the entry (or the start of the item) at ``path``."""
    return Place(path, "key")


def value_of(path: Path) -> Place:
    """The value at ``path``."""
    return Place(path, "value")


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a problem."""

    place: Place | Mark
    message: str


RELATED_LINE: Final = "\x1aline"
"""In a message: the line number of the problem's first related place, which no rule can know."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule reports: a place, what is wrong there, and what follows from it."""

    place: Place | Mark
    message: str
    """One line: what is wrong and what follows, in the words of the manifest.

    ``RELATED_LINE`` in it becomes the line of the first related place.
    """
    help: str = ""
    """One line: what to do about it."""
    severity: Severity | None = None
    """Lowers or raises the rule's severity on evidence; the message says why."""
    related: tuple[Related, ...] = ()
    check: str = ""
    """Which of a rule's many checks spoke; ignores may name it as ``rule/check``."""


# --- Fixes: edits addressed by Place ---------------------------------------------------------------

Plain: TypeAlias = "Scalar | list[Plain] | dict[str, Plain]"
"""What JSON can hold."""


@dataclass(frozen=True, slots=True)
class SetScalar:
    """Write another scalar, in ``style`` (empty: as the old one) or word for word as ``raw``."""

    path: Path
    value: Scalar
    style: Literal["", "plain", "'", '"', "|"] = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Write another key at the entry of ``place``."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class InsertKey:
    """Add an entry to the mapping at ``path``: beside the key it names, or at the end.

    An empty mapping and null become a mapping that holds it; so does an empty list for InsertItem.
    """

    path: Path
    key: str
    value: Plain
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class InsertItem:
    """Add an item to the list at ``path``, before its item ``index`` or at the end."""

    path: Path
    value: Plain
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Take out an entry or an item, with the comments that belong to it."""

    place: Place


@dataclass(frozen=True, slots=True)
class Move:
    """Move an entry into the mapping ``to``, or an item into the list, comments and all.

    ``key`` renames it; ``before``, ``after`` and ``index`` are those of an insertion.
    """

    path: Path
    to: Path
    key: str | None = None
    before: str | None = None
    after: str | None = None
    index: int | None = None


@dataclass(frozen=True, slots=True)
class InsertComment:
    """Add a comment to the line on which the entry or item begins, or above that line."""

    path: Path
    text: str
    where: Literal["end of line", "above"] = "above"


@dataclass(frozen=True, slots=True)
class RemoveComment:
    """Take out the comment that begins at ``mark``, or put ``instead`` in its place."""

    mark: Mark
    instead: str = ""


Edit: TypeAlias = (
    SetScalar | RenameKey | InsertKey | InsertItem | Delete | Move | InsertComment | RemoveComment
)


class TextEdit(NamedTuple):
    """Offsets into the text of a file (code points), and what stands there instead."""

    start: int
    end: int
    new_text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a problem: all of its edits or none.

    They are made one after the other, so each one names the document as those before have left it.
    """

    edits: tuple[Edit, ...]
    title: str
    """What it does, in the imperative: ``quote the value``."""
    safe: bool = False
    """Whether Kubernetes reads the same as before, or refused what stood there before."""


# --- Faults: what the layers below the rules find -------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a layer below the rules found; a rule claims it and words it."""

    place: Place | Mark


@dataclass(frozen=True, slots=True)
class SyntaxFault(Fault):
    """A text that Kubernetes refuses to read, or reads otherwise than it looks."""

    problem: str
    """Which fault it is: a word of the reader's own list, such as ``parse`` or ``null-key``."""
    detail: str = ""
    """What the parser said, or the words of the text that are at fault."""


@dataclass(frozen=True, slots=True)
class DuplicateKeyFault(Fault):
    """A key that stands a second time in one mapping, as Kubernetes converts keys."""

    key: str
    """The key as Kubernetes reads it."""
    first: Place
    spellings: tuple[str, str]
    """Both keys as they are written: the earlier one, the later one."""
    merged: bool = False
    """True where a merge (``<<``) that comes later overwrites the key."""


@dataclass(frozen=True, slots=True)
class AmbiguousScalarFault(Fault):
    """A plain scalar, or a plain key, that Kubernetes reads otherwise than a person would."""

    written: str
    value: Scalar
    """What Kubernetes reads."""
    wanted: tuple[str, ...] = ()
    """The types of JSON Schema that stand there by the schema; empty where anything may."""
    known: bool = False
    """For a key: whether the mapping has fields of its own, so that it is no free map."""


@dataclass(frozen=True, slots=True)
class SchemaFault(Fault):
    """A manifest that does not have the shape its kind asks for."""


@dataclass(frozen=True, slots=True)
class UnknownFieldFault(SchemaFault):
    """A field that the kind does not have."""

    field: str
    owner: str
    """What the field stands in, in the words of the API: ``Container``, ``DeploymentSpec``."""
    known: tuple[str, ...]
    """The fields that may stand there."""
    homes: tuple[str, ...] = ()
    """Where else in this kind a field of that name belongs, nearest first: ``spec.template.spec``."""
    since: str = ""
    """The first later Kubernetes version that has the field here, such as ``1.33``."""
    meant: str = ""
    """The known field that was probably meant, and is not there; empty where none is like it."""


@dataclass(frozen=True, slots=True)
class WrongTypeFault(SchemaFault):
    """A value of a type that the field does not take."""

    expected: tuple[str, ...]
    """The types of JSON Schema that the field takes, without ``null``."""
    actual: str
    """The type of JSON Schema that it has."""
    value: Scalar = None
    """The value as Kubernetes reads it, where it is a scalar."""
    written: str = ""
    """The plain scalar as it stands in the text; empty where it is quoted or no scalar."""
    minimum: int | None = None
    maximum: int | None = None
    """The bounds of the field's format, where the value lies outside them."""


@dataclass(frozen=True, slots=True)
class MissingFieldFault(SchemaFault):
    """A required field that is absent."""

    field: str
    owner: str


@dataclass(frozen=True, slots=True)
class InvalidValueFault(SchemaFault):
    """A value of the right type that the API server refuses for what it says."""

    field: str
    """The field's name; of a list item, its list's."""
    constraint: str
    """Which constraint it breaks: a word of the schema data's own list, such as ``dns-label``."""
    value: Scalar
    allowed: tuple[str, ...] = ()
    """What the field takes, where that is a list of words.

    Of a custom resource also the pattern (``pattern``), the number of which it must be a multiple
    (``multiple-of``), or the fields of which one must be there, and no second (``one-of``).
    """
    minimum: int | None = None
    maximum: int | None = None
    """What it takes, or how long it may be, where the constraint is a range."""


@dataclass(frozen=True, slots=True)
class KindFault(SchemaFault):
    """A kind that the target does not serve, or that is superseded there.

    It is one of Kubernetes' own groups, or a custom resource whose definition serves other versions.
    """

    api_version: str
    kind: str
    version: str
    """The target: ``1.34``."""
    others: tuple[str, ...] = ()
    """Other apiVersions under which the target serves the kind, the stablest first."""
    kinds: tuple[str, ...] = ()
    """The kinds that the target serves under this apiVersion."""
    served: bool = False
    """True where the target still serves it, beside a stable version."""
    first: str = ""
    """The first shipped version that serves it; empty where none does."""
    removed: str = ""
    """The first version after those that serve it; empty where none does, or all that follow do."""


SuppressedBy: TypeAlias = Literal["comment", "annotation", "configuration", "baseline"]


@dataclass(frozen=True, slots=True)
class IgnoreFault(Fault):
    """An ignore of which something is to be said; it stands at the ignore."""

    by: SuppressedBy
    names: tuple[str, ...]
    """The names that the fault is about: rule ids, ``rule/check``, groups or ``all``."""


@dataclass(frozen=True, slots=True)
class MalformedIgnoreFault(IgnoreFault):
    """Something that is addressed to podlint and cannot be followed, so that it ignores nothing."""

    problem: str
    """``verb``: an unknown word; ``colon``: it is missing after podlint; ``brackets``: there are none,
    or they stay open; ``empty``: no rule is named; ``text``: the annotation holds no text."""
    word: str
    """The word that stands where ``ignore`` is meant to."""
    similar: str = ""
    """The word that it is like."""


@dataclass(frozen=True, slots=True)
class UnknownNameFault(IgnoreFault):
    """An ignore names what no installed rule and no group is called."""

    similar: str = ""
    """The name that it is like."""
    internal: bool = False
    """True for what is reported and can never be ignored."""


@dataclass(frozen=True, slots=True)
class IgnoreWithoutReasonFault(IgnoreFault):
    """An ignore that gives no reason."""


@dataclass(frozen=True, slots=True)
class ExpiredIgnoreFault(IgnoreFault):
    """An ignore whose last day has passed, or is none."""

    until: str
    """The day as it is written."""
    valid: bool = True
    """False where it is no day."""
    reported: int = 0
    """How many findings are reported that it would ignore if it still held."""


@dataclass(frozen=True, slots=True)
class UnusedIgnoreFault(IgnoreFault):
    """An ignore (or some of its names) that ignores nothing."""

    nowhere: str = ""
    """Why it can ignore nothing: ``unread``: its document cannot be read; ``nothing-there``: it stands
    beside and above nothing; ``not-at-the-top``: it is for the file, and stands too low."""


# --- Findings: problems placed and stamped --------------------------------------------------------


class ObjectRef(NamedTuple):
    """The Kubernetes object that a finding is about."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


@dataclass(frozen=True, slots=True)
class RelatedFinding:
    """A related place of a finding, in the same file."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
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


@dataclass(frozen=True, slots=True)
class Run:
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
