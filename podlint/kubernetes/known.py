"""What configuration adds to the kinds that hold Pods, and to the images that rules know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple


class WorkloadKind(NamedTuple):
    """A kind of a custom resource that holds a Pod template."""

    group: str
    kind: str
    steps: tuple[str, ...]
    """The way to the Pod spec; ``*`` stands for every item of a list."""


class Known(NamedTuple):
    """Kinds and images that somebody told podlint of.

    A pattern of images without a slash is compared with the last part of an image's name, and with
    the name of the container; one with slashes with the end of the image's name. ``*`` stands for
    anything but a slash.
    """

    workloads: tuple[WorkloadKind, ...] = ()
    sidecar: tuple[str, ...] = ()
    ambassador: tuple[str, ...] = ()
    adapter: tuple[str, ...] = ()
    server: tuple[str, ...] = ()
    control_plane: tuple[str, ...] = ()
    slow: tuple[tuple[str, int], ...] = ()

    def helper(self, image: str, container: str = "") -> str:
        """``sidecar``, ``ambassador`` or ``adapter`` where it is one of these; else nothing."""
        for kind in ("sidecar", "ambassador", "adapter"):
            patterns: tuple[str, ...] = getattr(self, kind)
            if patterns and names(patterns, image, container):
                return kind
        return ""

    def is_server(self, image: str) -> bool:
        """Whether an image is said to be an application that stands alone."""
        return names(self.server, image)

    def is_control_plane(self, image: str, container: str) -> bool:
        """Whether it is said to be a component of a control plane."""
        return names(self.control_plane, image, container)

    def seconds(self, image: str) -> int:
        """The seconds that an image is said to need before it answers; 0 where nothing is said."""
        told = (seconds for pattern, seconds in self.slow if names((pattern,), image))
        return max(told, default=0)


NOTHING_KNOWN = Known()


def names(patterns: Iterable[str], image: str, container: str = "") -> bool:
    """Whether one of ``patterns`` names an image, or a container by its own name."""
    return any(
        _compiled(pattern).search(image) is not None
        or ("/" not in pattern and _compiled(pattern).search(container) is not None)
        for pattern in patterns
    )


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.compile(rf"(?:^|/){'[^/]*'.join(parts)}$")
