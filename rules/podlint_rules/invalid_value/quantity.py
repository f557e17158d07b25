"""Quantities such as ``100m`` and ``64Mi``, compared exactly: as whole numbers of billionths."""

from __future__ import annotations

import re

ONE = 10**9
"""The quantity 1, in billionths."""

_NUMBER = re.compile(
    r" *([+-]?)(\d*)\.?(\d*)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))? *", re.ASCII
)
_EXPONENTS = {
    "n": -9,
    "u": -6,
    "m": -3,
    **{suffix: 3 * power for power, suffix in enumerate("kMGTPE", 1)},
}
_FACTORS: dict[str, int] = {f"{suffix}i": 1024**power for power, suffix in enumerate("KMGTPE", 1)}
_THOUSANDTH = ONE // 1000
_LARGEST_BINARY = (2**63 - 1) * ONE
_LONGEST = 100
_LARGEST_EXPONENT = 100


def parse(value: object) -> int | None:
    """How many billionths a quantity stands for; None where it is none.

    As Kubernetes does, what is finer than that is rounded up, away from zero.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    match = _NUMBER.fullmatch(str(value))
    if match is None or len(match[0]) > _LONGEST:
        return None
    sign, whole, part, suffix, written = match.groups()
    exponent = int(written) if written else _EXPONENTS.get(suffix, 0)
    if abs(exponent) > _LARGEST_EXPONENT:
        return None
    number = int(whole + part or 0) * _FACTORS.get(suffix, 1)
    exponent += 9 - len(part)
    scale = int(10 ** abs(exponent))
    number = number * scale if exponent >= 0 else -(-number // scale)
    if suffix in _FACTORS:
        number = min(number, _LARGEST_BINARY)
    return -number if sign == "-" else number


def amount(value: object) -> int | None:
    """What a quantity comes to in requests and limits, where it is rounded up to a thousandth."""
    number = parse(value)
    return None if number is None else -(-number // _THOUSANDTH) * _THOUSANDTH
