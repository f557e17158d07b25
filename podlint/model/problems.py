"""What a rule reports."""

from __future__ import annotations

from typing import Final

from podlint.model.edits import Fix
from podlint.model.places import Mark, Place, Severity
from podlint.model.record import Record


class Related(Record):
    """A second place that explains a problem."""

    place: Place | Mark
    message: str


RELATED_LINE: Final = "\x1aline"
"""In a message: the line number of the problem's first related place, which no rule can know."""


class Problem(Record):
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
    fix: Fix | None = None
    """What mends it, in the Paths of the manifest that the rule was shown."""
