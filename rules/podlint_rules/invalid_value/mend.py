"""Values of which there is exactly one right spelling."""

from __future__ import annotations

import re
from typing import NamedTuple

from podlint.rule import Fix, InvalidValueFault, Place, SetScalar, pattern

_BINARY_QUANTITY = pattern(r"\s*([-+]?[0-9.]+)\s*([kKmMgGtTpPeE])i[bB]?\s*", re.A)


class _Right(NamedTuple):
    value: str | int
    raw: str = ""


def mending(fault: InvalidValueFault) -> Fix | None:
    """Writes the value in the one way that can be meant; safe, since the API server refused it."""
    if not isinstance(fault.place, Place) or fault.place.part == "key":
        return None
    right = _right(fault)
    if right is None:
        return None
    edit = SetScalar(fault.place.path, right.value, raw=right.raw)
    return Fix((edit,), f"write {right.raw or right.value}", safe=True)


def _right(fault: InvalidValueFault) -> _Right | None:
    value = fault.value
    if fault.constraint == "file-mode":
        return _octal(str(value))
    if not isinstance(value, str):
        return None
    match fault.constraint:
        case "enum":
            same = [word for word in fault.allowed if word.lower() == value.strip().lower()]
            return _Right(same[0]) if len(same) == 1 else None
        case "port-or-name":
            is_port = value.isdecimal() and value.isascii() and 1 <= int(value) <= 65535
            return _Right(int(value)) if is_port else None
        case "quantity":
            return _binary_quantity(value)
        case "image":
            return _Right(value.strip())
    return None


def _octal(digits: str) -> _Right | None:
    """A mode that is out of range as a decimal number and one as an octal."""
    return _Right(int(digits, 8), f"0{digits}") if re.fullmatch("[0-7]{3}", digits) else None


def _binary_quantity(value: str) -> _Right | None:
    """``512mi``, ``1 Gi`` and ``1GiB`` can be but one number; ``1GB`` could be 1G or 1Gi."""
    match = _BINARY_QUANTITY.fullmatch(value)
    return _Right(f"{match[1]}{match[2].upper()}i") if match else None
