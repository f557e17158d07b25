"""What configuration adds to the model, frozen and handed down: versions of Kubernetes, schemas."""

from __future__ import annotations

from podlint import schema
from podlint.kubernetes import NOTHING_KNOWN, Known, Target
from podlint.model.record import Record
from podlint.schema.given import NO_SCHEMAS, GivenSchemas
from podlint.trouble import Trouble


class Profile(Record):
    """What configuration adds to the model: by what to judge."""

    targets: tuple[Target, ...] = (Target.parse(schema.NEWEST),)
    """Ascending, at least one."""
    schemas: GivenSchemas = NO_SCHEMAS
    """Of custom resources; they go before the definitions of the Project."""
    known: Known = NOTHING_KNOWN
    """Kinds that hold Pods and images, beside those that podlint knows."""


class TargetError(Trouble):
    """A version of Kubernetes that podlint has no schemas of."""


def parse_targets(text: str) -> tuple[Target, ...]:
    """The targets that ``1.34``, ``1.31,1.37`` or ``1.31..1.37`` name, ascending.

    Raises:
        TargetError: one of them is not shipped, or is no version.
    """
    chosen: set[Target] = set()
    for part in filter(None, text.replace(",", " ").split()):
        first, dots, last = part.partition("..")
        low, high = _shipped(first), _shipped(last if dots else first)
        chosen |= {Target(minor) for minor in range(low.minor, high.minor + 1)}
    if not chosen:
        raise TargetError(f"{text!r} names no version of Kubernetes such as 1.34 or 1.31..1.37")
    return tuple(sorted(chosen))


def _shipped(version: str) -> Target:
    try:
        target = Target.parse(version)
    except ValueError as error:
        raise TargetError(str(error)) from error
    if target.version not in schema.VERSIONS:
        shipped = ", ".join(schema.VERSIONS)
        raise TargetError(
            f"Kubernetes {version} is not among the versions that podlint knows: {shipped}"
        )
    return target
