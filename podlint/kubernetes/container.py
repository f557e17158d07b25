"""Containers of a Pod, each with its role."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from podlint.kubernetes.image import Image
from podlint.kubernetes.known import Known
from podlint.kubernetes.probe import Probe
from podlint.model import Path, Place, key_of, value_of
from podlint.model.lazy import once, pattern

if TYPE_CHECKING:
    from podlint.kubernetes.workload import Workload


class Role(enum.Enum):
    """What a container is in its Pod."""

    APP = "app"
    INIT = "init"
    """It runs to its end before the application starts."""
    SIDECAR = "sidecar"
    """A native sidecar: an init container with ``restartPolicy: Always``."""
    EPHEMERAL = "ephemeral"


class Port(NamedTuple):
    """A declared port; ``number`` is 0 where it is not a number."""

    name: str
    number: int
    protocol: str
    path: Path


_PAUSE_IMAGES = frozenset({"pause", "pause-amd64", "pause-arm64", "pause-windows"})
_SHELL = pattern(r"(?:\S*/)?(?:sh|bash|ash|dash|zsh)")
_SHELL_FLAGS = pattern(r"[-+][a-z]+|-o|pipefail|errexit|--")
_STATEMENT_ENDS = pattern(r"\n|;|&&|\|\||&(?!\S)|\bdo\b|\bthen\b")
_SLEEPING = pattern(r"(?:exec\s+)?(?:\S*/)?(?:sleep(?:\s+\S+)*|tail\s+-[fF]\s+/dev/null|pause)")
_HARMLESS = pattern(
    r"(?:while|until)\s.*|for\s*\(\(.*|for\s+\w+\s+in\s.*|done|fi|true|:|wait(?:\s+\S+)*|trap\s.*"
    r"|(?:echo|date|printf)(?:\s+[^>|`]*)?|exit(?:\s+0)?|set\s+[-+]\S+"
)


_ENDS = ("Never", "OnFailure")
"""What a container's own restartPolicy, which counts from Kubernetes 1.35 on, may say of its end."""


class Container:
    """One container of a Workload."""

    def __init__(self, data: dict[str, Any], path: Path, role: Role, workload: Workload) -> None:
        self.data = data
        self.path = path
        self.role = role
        self.workload = workload

    @property
    def name(self) -> str:
        """Its name; empty where it has none."""
        name = self.data.get("name")
        return name if isinstance(name, str) else ""

    @property
    def known(self) -> Known:
        """Images that the configuration tells of."""
        return self.workload.manifest.known

    @property
    def place(self) -> Place:
        """Where a finding about something absent in it stands: its name, or its first key."""
        if self.data.get("name") is not None:
            return value_of((*self.path, "name"))
        first = next(iter(self.data), None)
        return key_of(self.path if first is None else (*self.path, first))

    @once
    def image(self) -> Image:
        """Its image, in parts."""
        return Image.parse(self.data.get("image"))

    @once
    def liveness(self) -> Probe | None:
        """Its liveness probe; null counts as absent."""
        return self._probe("livenessProbe")

    @once
    def readiness(self) -> Probe | None:
        """Its readiness probe; null counts as absent."""
        return self._probe("readinessProbe")

    @once
    def startup(self) -> Probe | None:
        """Its startup probe; null counts as absent."""
        return self._probe("startupProbe")

    def _probe(self, field: str) -> Probe | None:
        data = self.data.get(field)
        return Probe(data, (*self.path, field)) if isinstance(data, dict) else None

    def lacks(self, field: str) -> bool:
        """Whether ``field`` is absent or null; a value of a wrong type is there, if wrongly."""
        return self.data.get(field) is None

    @once
    def ports(self) -> tuple[Port, ...]:
        """The ports it declares."""
        return tuple(self._ports())

    def _ports(self) -> Iterator[Port]:
        declared = self.data.get("ports")
        for index, port in enumerate(declared if isinstance(declared, list) else ()):
            if isinstance(port, dict):
                number, name, protocol = (
                    port.get(field) for field in ("containerPort", "name", "protocol")
                )
                yield Port(
                    name if isinstance(name, str) else "",
                    number if isinstance(number, int) else 0,
                    protocol if isinstance(protocol, str) else "TCP",
                    (*self.path, "ports", index),
                )

    @once
    def env(self) -> Mapping[str, Any]:
        """Environment variable names to their literal values (None where it comes from elsewhere)."""
        listed = self.data.get("env")
        return {
            entry["name"]: entry.get("value")
            for entry in (listed if isinstance(listed, list) else ())
            if isinstance(entry, dict) and isinstance(entry.get("name"), str)
        }

    @once
    def words(self) -> tuple[str, ...]:
        """``command`` and ``args`` in a row."""
        return tuple(
            str(word)
            for field in (self.data.get("command"), self.data.get("args"))
            for word in (field if isinstance(field, list) else ())
        )

    @once
    def is_probed_for_long(self) -> bool:
        """Whether probes are wanted: it runs for ever beside or as the application, and works."""
        if self.role not in (Role.APP, Role.SIDECAR) or not self.workload.is_long_running:
            return False
        if self.data.get("restartPolicy") in _ENDS and self.workload.manifest.target.minor >= 35:
            return False
        return not self.only_sleeps

    @once
    def only_sleeps(self) -> bool:
        """Whether all it does is wait: a pause image, or a command that only sleeps."""
        if not self.words:
            return self.image.basename in _PAUSE_IMAGES
        return _only_sleeps(self.words)

    @property
    def is_interactive(self) -> bool:
        """Whether somebody is meant to sit at it: ``stdin`` and ``tty``."""
        return self.data.get("stdin") is True and self.data.get("tty") is True


def _only_sleeps(words: tuple[str, ...]) -> bool:
    rest = list(words)
    if _SHELL.fullmatch(rest[0]):
        rest.pop(0)
        while rest and _SHELL_FLAGS.fullmatch(rest[0]):
            rest.pop(0)
    statements = [part.strip() for part in _STATEMENT_ENDS.split(" ".join(rest))]
    sleeps = False
    for statement in filter(None, statements):
        if _SLEEPING.fullmatch(statement):
            sleeps = True
        elif not _HARMLESS.fullmatch(statement):
            return False
    return sleeps
