"""Probes with the defaults of the API filled in, and the times that follow from them (seconds)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podlint.model import Path, Place, key_of, value_of

HANDLERS = ("httpGet", "exec", "tcpSocket", "grpc")


class Probe:
    """A liveness, readiness or startup probe.

    For the numbers an explicit 0 means the default, as the API has it. ``certain`` is false where
    one of them is not a number yet (a placeholder) or a wrong type: then nothing follows from them.
    """

    __slots__ = (
        "certain",
        "data",
        "failure_threshold",
        "initial_delay",
        "path",
        "period",
        "success_threshold",
        "timeout",
    )

    def __init__(self, data: Mapping[str, Any], path: Path) -> None:
        self.data = data
        self.path = path
        self.certain = True
        self.initial_delay = self._seconds("initialDelaySeconds", 0)
        self.period = self._seconds("periodSeconds", 10)
        self.timeout = self._seconds("timeoutSeconds", 1)
        self.failure_threshold = self._seconds("failureThreshold", 3)
        self.success_threshold = self._seconds("successThreshold", 1)

    def _seconds(self, field: str, default: int) -> int:
        value = self.data.get(field)
        if value is None or value == 0:
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.certain = False
        return default

    @property
    def handler(self) -> str:
        """The name of its handler, such as ``httpGet``; empty where it has none."""
        return next((name for name in HANDLERS if self.data.get(name) is not None), "")

    @property
    def grace(self) -> int:
        """How long a container that never answers is left alone, by the documentation's rule."""
        return self.initial_delay + self.failure_threshold * self.period

    @property
    def patience(self) -> int:
        """How long a running container may stall before the probe has failed."""
        return (self.failure_threshold - 1) * self.period + self.timeout

    @property
    def command(self) -> tuple[str, ...]:
        """The words of an exec handler's command."""
        execute = self.data.get("exec")
        command = execute.get("command") if isinstance(execute, dict) else None
        return tuple(str(word) for word in command) if isinstance(command, list) else ()

    @property
    def key(self) -> Place:
        """The key that the probe stands under."""
        return key_of(self.path)

    def value(self, *steps: str) -> Place:
        """The value at ``steps`` below the probe."""
        return value_of((*self.path, *steps))
