"""What a rule is made of: the one module of podlint that a rule file imports.

A rule is a class in a module of its own. The module's docstring is its documentation, its examples
are its tests, its options are a class of their own::

    class NakedPod(Rule):
        id = "naked-pod"
        group = "controllers"
        summary = "a Pod without a controller is lost with its node"
        severity = Severity.ERROR
        examples = (Bad(...), Good(...))

        def check_workload(self, workload: Workload) -> Iterator[Problem]: ...

A rule overrides the one hook that fits what it looks at. It names Places; it never sees text,
lines, configuration, suppressions or another rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from podlint.kubernetes import (
    STATIC_DIRECTORY,
    Container,
    DocumentView,
    Image,
    Manifest,
    Nature,
    Placement,
    Probe,
    Project,
    Role,
    Target,
    Workload,
    has_placeholder,
)
from podlint.model import (
    RELATED_LINE,
    AmbiguousScalarFault,
    Delete,
    DuplicateKeyFault,
    Edit,
    ExpiredIgnoreFault,
    Fault,
    Fix,
    IgnoreWithoutReasonFault,
    InsertItem,
    InsertKey,
    InvalidValueFault,
    KindFault,
    MalformedIgnoreFault,
    Mark,
    MissingFieldFault,
    Move,
    Path,
    Place,
    Plain,
    Problem,
    Related,
    RemoveComment,
    RenameKey,
    Rewriting,
    SetScalar,
    Severity,
    SyntaxFault,
    UnknownFieldFault,
    UnknownNameFault,
    UnusedIgnoreFault,
    WrongTypeFault,
    key_of,
    value_of,
)
from podlint.model.lazy import pattern
from podlint.model.record import Documented, Record

__all__ = [
    "RELATED_LINE",
    "STATIC_DIRECTORY",
    "AmbiguousScalarFault",
    "Bad",
    "Container",
    "Delete",
    "DocumentView",
    "DuplicateKeyFault",
    "Edit",
    "Example",
    "ExpiredIgnoreFault",
    "Fault",
    "Fix",
    "Good",
    "IgnoreWithoutReasonFault",
    "Image",
    "InsertItem",
    "InsertKey",
    "InvalidValueFault",
    "KindFault",
    "MalformedIgnoreFault",
    "Manifest",
    "Mark",
    "MissingFieldFault",
    "Move",
    "Nature",
    "NoOptions",
    "Options",
    "Path",
    "Place",
    "Placement",
    "Plain",
    "Probe",
    "Problem",
    "Project",
    "Related",
    "RemoveComment",
    "RenameKey",
    "Rewriting",
    "Role",
    "Rule",
    "SetScalar",
    "Severity",
    "SyntaxFault",
    "Target",
    "UnknownFieldFault",
    "UnknownNameFault",
    "UnusedIgnoreFault",
    "Workload",
    "WrongTypeFault",
    "has_placeholder",
    "key_of",
    "nearest",
    "option",
    "pattern",
    "value_of",
]


class Example(Record, kw_only=True):
    """A manifest that shows what a rule says, and that is run as a test.

    A line that a finding stands on carries the mark ``# expect: rule-id``; a mark
    ``# expect+N: rule-id`` stands N lines above it.
    """

    text: str
    title: str = ""
    """What the example shows, as a heading in the documentation."""
    path: str = "example.yaml"
    """The path of the file from the repository root."""
    options: Mapping[str, object] = MappingProxyType({})
    """Options of the rule, by the names they have in the configuration."""
    files: Mapping[str, str] = MappingProxyType({})
    """Other files of the repository: path to text."""
    no_twin: str = ""
    """Why the example cannot be tested in other clothes (JSON, CRLF, behind a document)."""


class Bad(Example):
    """An example in which the rule finds exactly what is marked."""

    fixed: str = ""
    """The text (without the marks) after the rule's fixes, unsafe ones too; empty where it has none."""


class Good(Example):
    """An example in which the rule finds nothing."""


class Options(Record):
    """The options of a rule: fields that ``option`` makes."""


class NoOptions(Options):
    """The options of a rule that has none."""


class Rule:
    """One thing that podlint can report."""

    id: ClassVar[str]
    """Kebab-case words that name the bad thing; the module has the same name."""
    group: ClassVar[str]
    """What the rule is about: ``syntax``, ``schema``, ``controllers``, ``probes``, ..."""
    summary: ClassVar[str]
    """What is wrong, in one line without a capital or a full stop."""
    severity: ClassVar[Severity]
    default: ClassVar[bool] = True
    """Whether the rule runs unless told otherwise."""
    natures: ClassVar[frozenset[Nature]] = frozenset({Nature.COMPLETE, Nature.HOOK})
    """The natures of the manifests that the check hooks are called with."""
    claims: ClassVar[tuple[type[Fault], ...]] = ()
    """The faults of the layers below that this rule words, whatever the nature."""
    examples: ClassVar[tuple[Example, ...]]
    Options: ClassVar[type[Any]] = NoOptions
    """A class of ``podlint.rule.Options`` (or a frozen dataclass); each field has a default."""

    options: Any

    def __init__(self, options: object | None = None) -> None:
        self.options = self.Options() if options is None else options

    @classmethod
    def documentation(cls) -> str:
        """The rule's page in Markdown: the docstring of its module."""
        return sys.modules[cls.__module__].__doc__ or ""

    def check_document(self, document: DocumentView) -> Iterable[Problem]:
        """Look at a document that need not be a manifest."""
        return ()

    def check_manifest(self, manifest: Manifest) -> Iterable[Problem]:
        """Look at one Kubernetes object."""
        return ()

    def check_workload(self, workload: Workload) -> Iterable[Problem]:
        """Look at one Pod template, or at one Pod."""
        return ()

    def check_container(self, container: Container) -> Iterable[Problem]:
        """Look at one container, of whatever role."""
        return ()

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterable[Problem]:
        """Word a fault that this rule claims; ``manifest`` is the object it stands in."""
        return ()


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The one of ``known`` that is spelt most like ``name``; empty where none is."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1, cutoff)
    return close[0] if close else ""


def option(default: object, documentation: str) -> Any:
    """A field of ``Options``: its default and what it does, in one sentence."""
    return Documented(default, documentation)
