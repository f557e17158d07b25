"""Where something stands, and how bad it is."""

from __future__ import annotations

import enum
from typing import Literal, NamedTuple, TypeAlias

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
