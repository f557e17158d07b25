"""How numbers are said."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2 files``; ``2 info``, which has no plural."""
    return f"{number} {noun if number == 1 or noun == 'info' else f'{noun}s'}"
