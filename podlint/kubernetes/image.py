"""Image references: ``registry:5000/team/app:1.2@sha256:...``."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLACEHOLDER = re.compile(
    r"\$?\{\{.*?\}\}|\$\{[^}]*\}|\$\([^)]*\)|@[A-Za-z_]\w*@|<[A-Za-z_][^<>]*>"
)
UNKNOWN = "\0"
"""Stands for a placeholder inside the parts of an Image."""


class Image(NamedTuple):
    """An image reference in parts; a placeholder in it is kept as ``UNKNOWN``."""

    name: str
    """All but tag and digest: ``registry:5000/team/app``."""
    tag: str
    digest: str

    @property
    def basename(self) -> str:
        """The last part of the name: ``app``."""
        return self.name.rpartition("/")[2]

    @property
    def repository(self) -> str:
        """The name without the registry's host: ``team/app``."""
        host, slash, rest = self.name.partition("/")
        if slash and ("." in host or ":" in host or host == "localhost" or UNKNOWN in host):
            return rest
        return self.name

    @classmethod
    def parse(cls, reference: object) -> Image:
        """The parts of ``reference``; all empty where it is no string."""
        if not isinstance(reference, str):
            return cls("", "", "")
        text = _PLACEHOLDER.sub(UNKNOWN, reference.strip()) if _may_hold(reference) else reference
        text = text.removeprefix("ko://").removeprefix("docker://")
        text, _, digest = text.partition("@")
        head, colon, tag = text.rpartition(":")
        if not colon or "/" in tag:
            return cls(text, "", digest)
        return cls(head, tag, digest)


def _may_hold(reference: str) -> bool:
    return any(mark in reference for mark in "$@<{ ")
