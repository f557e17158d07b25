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
_LARGEST_EXPONENT = 1000


def parse(value: object) -> Fraction | None:
    """The number that a quantity stands for; None where it is none.

    As Kubernetes does, what is finer than a billionth is rounded up, away from zero.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    match = _NUMBER.fullmatch(str(value))
    if match is None:
        return None
    sign, digits, suffix, exponent = match.groups()
    number = Fraction(f"0{digits}0" if "." in digits else digits or 0)
    if suffix:
        number *= _SCALES[suffix]
    elif exponent:
        if abs(int(exponent)) > _LARGEST_EXPONENT:
            return None
        number *= Fraction(10) ** int(exponent)
    nanos = -(-number * _NANO // 1)
    return Fraction(-nanos if sign == "-" else nanos, _NANO)
