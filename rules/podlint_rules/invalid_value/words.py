"""What the constraints of the schema data say, in words."""

from __future__ import annotations

from podlint.rule import InvalidValueFault


def words(fault: InvalidValueFault) -> tuple[str, str]:
    """The message and the help of a value that breaks a constraint."""
    help = f"use {', '.join(fault.allowed)}" if fault.allowed else ""
    return f"{fault.field} cannot be {fault.value}", help
