"""How long containers are said to start."""

from __future__ import annotations

from podlint.rule import Container

ANNOTATION = "podlint.dev/startup-seconds."


def stated_seconds(container: Container) -> int:
    """The seconds that an annotation says the container needs; 0 where none does."""
    value = container.workload.annotations.get(ANNOTATION + container.name)
    return int(value) if isinstance(value, str) and value.isdecimal() else 0


def budget(stated: int, known: int) -> int:
    """The seconds that a startup probe should allow: what was stated, or twice what is known.

    A table knows what an image needs at least; a budget that is not used up costs nothing.
    """
    return stated or 2 * known
