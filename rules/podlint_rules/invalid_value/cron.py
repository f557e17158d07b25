"""Schedules of CronJobs, as the library that Kubernetes uses reads them (robfig/cron)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from podlint.rule import pattern

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split
_DAYS = "sun mon tue wed thu fri sat".split
_DESCRIPTORS = frozenset(
    {"@annually", "@daily", "@hourly", "@midnight", "@monthly", "@weekly", "@yearly"}
)
_INTEGER = pattern(r"[+-]?[0-9]+")
_SPACE = pattern(r"[ \t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_DURATION = pattern(r"[+-]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_PART = pattern(r"([0-9]*\.?[0-9]*)([a-zµμ]+)")
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_LARGEST = 2**63 - 1
_MOST_DIGITS = 19


class _Field(NamedTuple):
    name: str
    least: int
    most: int
    names: Mapping[str, int]


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, {name: number for number, name in enumerate(_MONTHS(), 1)}),
    _Field("day of the week", 0, 6, {name: number for number, name in enumerate(_DAYS())}),
)


def problem(schedule: str) -> str:
    """Why a schedule is none, in words that follow "the schedule"; empty where it is one."""
    if "TZ" in schedule:
        return "says a time zone itself, which belongs into timeZone"
    if schedule.startswith("@"):
        return _descriptor(schedule)
    parts = [part for part in _SPACE.split(schedule) if part]
    if len(parts) != len(_FIELDS):
        return f"has {len(parts)} fields, and it needs 5: minute, hour, day, month, day of the week"
    for part, field in zip(parts, _FIELDS, strict=True):
        for expression in filter(None, part.split(",")):
            wrong = _range(expression, field)
            if wrong:
                return f'has "{expression}" as {field.name}: {wrong}'
    return ""


def _descriptor(schedule: str) -> str:
    if schedule in _DESCRIPTORS:
        return ""
    if not schedule.startswith("@every "):
        return f"is none of {', '.join(sorted(_DESCRIPTORS))} and @every"
    duration = schedule.removeprefix("@every ")
    if _DURATION.fullmatch(duration) and _nanoseconds(duration) <= _LARGEST:
        return ""
    return f'has "{duration}" after @every, which is no duration such as 1h30m'


def _nanoseconds(duration: str) -> float:
    return sum(float(number) * _NANOSECONDS[unit] for number, unit in _PART.findall(duration))


def _range(expression: str, field: _Field) -> str:
    """Why one range with or without a step is none."""
    span, *steps = expression.split("/")
    low, *high = span.split("-")
    if len(steps) > 1 or len(high) > 1:
        return "too many slashes" if len(steps) > 1 else "too many hyphens"
    if low in ("*", "?"):
        first, last = field.least, field.most
    else:
        ends = [_number(each, field) for each in (low, *high)]
        if None in ends:
            return "it is no number" + (" or name" if field.names else "")
        first, last = (int(ends[0] or 0), int(ends[-1] or 0))
        if steps and not high:
            last = field.most
    if first < field.least or last > field.most:
        return f"it goes from {field.least} to {field.most}"
    if first > last:
        return "it ends before it begins"
    return _step(steps[0]) if steps else ""


def _step(written: str) -> str:
    step = _integer(written)
    if step is None:
        return "the step is no number"
    return "" if step else "the step is 0"


def _number(written: str, field: _Field) -> int | None:
    named = field.names.get(written.lower())
    return _integer(written) if named is None else named


def _integer(written: str) -> int | None:
    """A number that is not negative and not too large for a computer."""
    if not _INTEGER.fullmatch(written) or len(written.lstrip("+-0")) > _MOST_DIGITS:
        return None
    number = int(written.lstrip("+-0") or 0)
    return number if number <= _LARGEST and not (number and written[0] == "-") else None
