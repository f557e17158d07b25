"""A manifest as it was meant: misspelt fields under their right names, wrong values unknown.

One cause gives one finding. The rules look at what was meant, so that ``livenesProbe`` is a misspelling
and not a missing liveness probe as well, and ``restartPolicy: Allways`` a refused value and not also one
that does not fit a Job. What the rules say is placed at the text as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from podlint.kubernetes import Manifest
from podlint.model import (
    Fault,
    InvalidValueFault,
    Path,
    Place,
    UnknownFieldFault,
    WrongTypeFault,
)

_PLACEHOLDER = "<unknown>"
"""A scalar that every rule takes for one that is not known yet."""


def as_meant(manifest: Manifest, faults: Iterable[Fault]) -> tuple[Manifest, dict[Path, str]]:
    """The manifest as it was meant, and the Paths in it that are renamed, with the written keys."""
    renames: dict[Path, str] = {}
    data: Any = manifest.data
    for fault in faults:
        if isinstance(fault, UnknownFieldFault) and fault.meant and isinstance(fault.place, Place):
            path = fault.place.path
            data = _renamed(data, path[len(manifest.path) :], fault.meant)
            if not _is_like(fault.field, fault.meant):
                data = _with(data, (*path[len(manifest.path) : -1], fault.meant), _PLACEHOLDER)
            renames[(*path[:-1], fault.meant)] = fault.field
        elif _is_wrong(fault) and isinstance(fault.place, Place):
            data = _with(data, fault.place.path[len(manifest.path) :], _meant_value(fault))
    return (manifest if data is manifest.data else manifest.with_data(data)), renames


def _is_like(field: str, meant: str) -> bool:
    """Whether a field is a misspelling; one that is only the end of a name may hold other things."""
    return not meant.lower().endswith(field.lower()) or len(meant) - len(field) < 2


def _is_wrong(fault: Fault) -> bool:
    """Whether a value is at fault that rules must not judge again; a bad name still names things."""
    if isinstance(fault, InvalidValueFault):
        return fault.field != "name" and getattr(fault.place, "part", "") == "value"
    return isinstance(fault, WrongTypeFault)


def _meant_value(fault: Fault) -> str:
    """What takes the place of a wrong value: a name that wants quotes is the name that it reads as."""
    if not isinstance(fault, WrongTypeFault) or not isinstance(fault.place, Place):
        return _PLACEHOLDER
    is_name = fault.place.path[-1] == "name" and "string" in fault.expected
    return fault.written if is_name and fault.written else _PLACEHOLDER


def _with(data: Any, steps: Path, value: Any) -> Any:
    """A copy of ``data`` in which ``value`` stands at ``steps``; the rest is shared."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(data, list):
        return [
            _with(each, rest, value) if index == step else each for index, each in enumerate(data)
        ]
    if isinstance(data, dict) and step in data:
        return {**data, step: _with(data[step], rest, value)}
    return data


def as_written(path: Path, renames: Mapping[Path, str]) -> Path:
    """``path`` of a manifest as it was meant, by the keys that stand in the text."""
    if not renames:
        return path
    return tuple(renames.get(path[: index + 1], step) for index, step in enumerate(path))


def _renamed(data: Any, steps: Path, name: str) -> Any:
    """A copy of ``data`` in which the key at ``steps`` is called ``name``; the rest is shared."""
    step, rest = steps[0], steps[1:]
    if not rest:
        return {name if key == step else key: value for key, value in data.items()}
    if isinstance(data, list):
        return [
            _renamed(item, rest, name) if index == step else item for index, item in enumerate(data)
        ]
    return {
        key: _renamed(value, rest, name) if key == step else value for key, value in data.items()
    }
