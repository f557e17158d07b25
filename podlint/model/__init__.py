"""The words that every layer shares: places, problems, faults, fixes and findings.

This package imports nothing of podlint. Everything in it is immutable and can be pickled, so a finding
may cross a process border or be kept in a cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.model.faults import (
    AmbiguousScalarFault,
    DuplicateKeyFault,
    ExpiredIgnoreFault,
    Fault,
    IgnoreFault,
    IgnoreWithoutReasonFault,
    InvalidValueFault,
    KindFault,
    MalformedIgnoreFault,
    MissingFieldFault,
    SchemaFault,
    SuppressedBy,
    SyntaxFault,
    UnknownFieldFault,
    UnknownNameFault,
    UnusedIgnoreFault,
    WrongTypeFault,
)
from podlint.model.findings import Finding, ObjectRef, RelatedFinding, Run, Skip, Suppressed
from podlint.model.places import Mark, Path, Place, Scalar, Severity, Span, key_of, value_of
from podlint.model.problems import RELATED_LINE, Problem, Related

if TYPE_CHECKING:
    from podlint.model.edits import (
        Delete,
        Edit,
        Fix,
        InsertComment,
        InsertItem,
        InsertKey,
        Move,
        Plain,
        RemoveComment,
        RenameKey,
        SetScalar,
        TextEdit,
    )

__all__ = [
    "RELATED_LINE",
    "AmbiguousScalarFault",
    "Delete",
    "DuplicateKeyFault",
    "Edit",
    "ExpiredIgnoreFault",
    "Fault",
    "Finding",
    "Fix",
    "IgnoreFault",
    "IgnoreWithoutReasonFault",
    "InsertComment",
    "InsertItem",
    "InsertKey",
    "InvalidValueFault",
    "KindFault",
    "MalformedIgnoreFault",
    "Mark",
    "MissingFieldFault",
    "Move",
    "ObjectRef",
    "Path",
    "Place",
    "Plain",
    "Problem",
    "Related",
    "RelatedFinding",
    "RemoveComment",
    "RenameKey",
    "Run",
    "Scalar",
    "SchemaFault",
    "SetScalar",
    "Severity",
    "Skip",
    "Span",
    "Suppressed",
    "SuppressedBy",
    "SyntaxFault",
    "TextEdit",
    "UnknownFieldFault",
    "UnknownNameFault",
    "UnusedIgnoreFault",
    "WrongTypeFault",
    "key_of",
    "value_of",
]


def __getattr__(name: str) -> Any:
    """The types of fixes, which are made only where something is fixed."""
    if name in __all__:
        from podlint.model import edits

        return getattr(edits, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
