"""What the layers below the rules find; a rule of the pack claims each fault and words it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from podlint.model.places import Mark, Path, Place, Scalar
from podlint.model.record import Record


class Fault(Record):
    """Something that a layer below the rules found; a rule claims it and words it."""

    place: Place | Mark


class SyntaxFault(Fault):
    """A text that Kubernetes refuses to read, or reads otherwise than it looks."""

    problem: str
    """Which fault it is: a word of the reader's own list, such as ``parse`` or ``null-key``."""
    detail: str = ""
    """What the parser said, or the words of the text that are at fault."""


class DuplicateKeyFault(Fault):
    """A key that stands a second time in one mapping, as Kubernetes converts keys."""

    key: str
    """The key as Kubernetes reads it."""
    first: Place
    spellings: tuple[str, str]
    """Both keys as they are written: the earlier one, the later one."""
    merged: bool = False
    """True where a merge (``<<``) that comes later overwrites the key."""
    equal: bool = False
    """Whether the same value stands at both."""


class AmbiguousScalarFault(Fault):
    """A plain scalar, or a plain key, that Kubernetes reads otherwise than a person would."""

    written: str
    value: Scalar
    """What Kubernetes reads."""
    wanted: tuple[str, ...] = ()
    """The types of JSON Schema that stand there by the schema; empty where anything may."""
    known: bool = False
    """For a key: whether the mapping has fields of its own, so that it is no free map."""


class SchemaFault(Fault):
    """A manifest that does not have the shape its kind asks for."""


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
    renamed: str = ""
    """That field, where there is no doubt: no other is as near, and it takes the value."""
    home: Path | None = None
    """The mapping into which the field can only belong, and which takes it; None where none is."""


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


class MissingFieldFault(SchemaFault):
    """A required field that is absent."""

    field: str
    owner: str


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


class IgnoreFault(Fault):
    """An ignore of which something is to be said; it stands at the ignore."""

    by: SuppressedBy
    names: tuple[str, ...]
    """The names that the fault is about: rule ids, ``rule/check``, groups or ``all``."""


class Rewriting(Record):
    """Another text for the comment, or the annotation, that holds an ignore."""

    text: str
    """Empty where nothing is left."""
    comment: Mark | None = None
    """Where the comment begins."""
    annotation: Path = ()
    """The Path of the annotation; of all annotations, where nothing is left of the only one."""


class MalformedIgnoreFault(IgnoreFault):
    """Something that is addressed to podlint and cannot be followed, so that it ignores nothing."""

    problem: str
    """``verb``: an unknown word; ``colon``: it is missing after podlint; ``brackets``: there are none,
    or they stay open; ``empty``: no rule is named; ``text``: the annotation holds no text."""
    word: str
    """The word that stands where ``ignore`` is meant to."""
    similar: str = ""
    """The word that it is like."""
    rewriting: Rewriting | None = None
    """What puts that word there; None where there is doubt."""


class UnknownNameFault(IgnoreFault):
    """An ignore names what no installed rule and no group is called."""

    similar: str = ""
    """The name that it is like."""
    internal: bool = False
    """True for what is reported and can never be ignored."""
    rewriting: Rewriting | None = None
    """What puts the similar name there; None where there is doubt."""


class IgnoreWithoutReasonFault(IgnoreFault):
    """An ignore that gives no reason."""


class ExpiredIgnoreFault(IgnoreFault):
    """An ignore whose last day has passed, or is none."""

    until: str
    """The day as it is written."""
    valid: bool = True
    """False where it is no day."""
    reported: int = 0
    """How many findings are reported that it would ignore if it still held."""


class UnusedIgnoreFault(IgnoreFault):
    """An ignore (or some of its names) that ignores nothing."""

    nowhere: str = ""
    """Why it can ignore nothing: ``unread``: its document cannot be read; ``nothing-there``: it stands
    beside and above nothing; ``not-at-the-top``: it is for the file, and stands too low."""
    rewriting: Rewriting | None = None
    """What takes the names out, and the ignore with the last of them; None where nothing can."""
