"""Mending what can be mended: fixes made in rounds, each one checked before it counts."""

from podlint.fixer.api import fix_text
from podlint.fixer.mend import Wanted, mend, wanted_of
from podlint.fixer.placed import located, placed
from podlint.fixer.rounds import Fixed, NotFixed, fix_bytes

__all__ = [
    "Fixed",
    "NotFixed",
    "Wanted",
    "fix_bytes",
    "fix_text",
    "located",
    "mend",
    "placed",
    "wanted_of",
]
