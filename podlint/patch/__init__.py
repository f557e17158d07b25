"""Edits of a document's text that touch nothing else.

Nothing is ever dumped: an edit changes the characters that it is about. What cannot be done exactly
is refused.
"""

from podlint.patch.clash import clash
from podlint.patch.pieces import applied
from podlint.patch.refused import Refused
from podlint.patch.steps import apply, text_edits, verify

__all__ = [
    "Refused",
    "applied",
    "apply",
    "clash",
    "text_edits",
    "verify",
]
