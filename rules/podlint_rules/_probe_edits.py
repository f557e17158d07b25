"""Numbers of a probe, written where whoever wrote the manifest would look for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podlint.rule import Container, Delete, Edit, Fix, InsertKey, Path, Probe, SetScalar, key_of

_NUMBERS = (
    "initialDelaySeconds",
    "periodSeconds",
    "timeoutSeconds",
    "successThreshold",
    "failureThreshold",
)
"""The numbers of a probe in the order in which people write them."""


def set_number(container: Container, probe: Probe, field: str, value: int) -> Edit:
    """Write a number of a probe: over the one that is there, or beside its neighbours."""
    path = probe.path
    if field in probe.data:
        return SetScalar((*path, field), value)
    if is_sorted(container.data):
        return insert_sorted(path, probe.data, field, value)
    before = _NUMBERS[: _NUMBERS.index(field)]
    following = [name for name in probe.data if name in _NUMBERS and name not in before]
    if following:
        return InsertKey(path, field, value, before=following[0])
    own = [name for name in probe.data if name in before]
    return InsertKey(path, field, value, after=own[-1] if own else None)


def raise_threshold(container: Container, probe: Probe, threshold: int) -> Fix | None:
    """Have a probe give up after ``threshold`` failures.

    None where it waits longer for an answer than until the next question: its period is wrong then,
    and the threshold follows from that.
    """
    if is_overlong(probe):
        return None
    edit = set_number(container, probe, "failureThreshold", threshold)
    return Fix((edit,), f"raise failureThreshold to {threshold}")


def is_overlong(probe: Probe) -> bool:
    """Whether it waits longer for an answer than until the next question is due."""
    return probe.timeout > probe.period


def is_sorted(data: Mapping[str, Any]) -> bool:
    """Whether the keys stand in the order of the alphabet, as programs write them.

    Most people begin a container with its name, which in the alphabet is far behind.
    """
    keys = list(data)
    return len(keys) > 2 and keys == sorted(keys)


def insert_sorted(path: Path, data: Mapping[str, Any], key: str, value: Any) -> Edit:
    """Add an entry to a mapping whose keys stand in the order of the alphabet."""
    following = next((name for name in sorted(data) if name > key), None)
    return InsertKey(path, key, value, before=following)


_USUAL_PERIOD = 10
"""The period of a probe that says none, in seconds."""

_CARRIED = ("timeoutSeconds", "terminationGracePeriodSeconds")
"""What a startup probe takes over from the liveness probe as it is."""


def add_startup_probe(container: Container, liveness: Probe, seconds: int) -> tuple[Edit, ...]:
    """Ask at the start what liveness asks, for ``seconds`` or as long as liveness waits today.

    The other probes wait for the startup probe: however seldom liveness asks, this one asks every 10
    seconds at the latest, so that nobody waits longer than that for a container that is up.
    """
    period = max(min(liveness.period, _USUAL_PERIOD), liveness.timeout)
    asked = {liveness.handler: liveness.data[liveness.handler]}
    if period != _USUAL_PERIOD or "periodSeconds" in liveness.data:
        asked["periodSeconds"] = period
    asked |= {field: liveness.data[field] for field in _CARRIED if liveness.data.get(field)}
    asked["failureThreshold"] = -(-max(seconds, liveness.grace) // period)
    key = "startupProbe"
    if is_sorted(container.data):
        asked = dict(sorted(asked.items()))
        edits = [insert_sorted(container.path, container.data, key, asked)]
    else:
        edits = [InsertKey(container.path, key, asked, after="livenessProbe")]
    if "initialDelaySeconds" in liveness.data:
        edits.append(Delete(key_of((*liveness.path, "initialDelaySeconds"))))
    return tuple(edits)
