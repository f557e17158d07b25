"""Quantities such as ``100m`` and ``64Mi``, compared exactly."""

from __future__ import annotations

import re
from fractions import Fraction

_NUMBER = re.compile(r" *([+-]?)(\d*\.?\d*)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))? *", re.ASCII)
_SCALES = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    **{suffix: Fraction(1000**power) for power, suffix in enumerate("kMGTPE", 1)},
    **{f"{suffix}i": Fraction(1024**power) for power, suffix in enumerate("KMGTPE", 1)},
}
_NANO = 10**9
_MILLI = 1000
_LARGEST_BINARY = 2**63 - 1
_LONGEST = 100
_LARGEST_EXPONENT = 100


def parse(value: object) -> Fraction | None:
    """The number that a quantity stands for; None where it is none.

    As Kubernetes does, what is finer than a billionth is rounded up, away from zero.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    match = _NUMBER.fullmatch(str(value))
    if match is None or len(match[0]) > _LONGEST:
        return None
    sign, digits, suffix, exponent = match.groups()
    number = Fraction(f"0{digits}0" if "." in digits else digits or 0)
    if suffix:
        number *= _SCALES[suffix]
    elif exponent:
        if abs(int(exponent)) > _LARGEST_EXPONENT:
            return None
        number *= Fraction(10) ** int(exponent)
    number = _rounded(number, _NANO)
    if suffix and suffix[-1] == "i":
        number = min(number, Fraction(_LARGEST_BINARY))
    return -number if sign == "-" else number


def amount(value: object) -> Fraction | None:
    """What a quantity comes to in requests and limits, where it is rounded up to a thousandth."""
    number = parse(value)
    return None if number is None else _rounded(number, _MILLI)


def _rounded(number: Fraction, parts: int) -> Fraction:
    return Fraction(-(-number * parts // 1), parts)
