"""What rules may know of the repository around a file: small, read-only, without any text."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization file: what it names, as paths from the repository root."""

    directory: str
    """The directory it stands in; empty for the repository root."""
    resources: frozenset[str] = frozenset()
    patches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Project:
    """An index of the repository; paths are relative to its root, with forward slashes."""

    kustomizations: tuple[Kustomization, ...] = ()
    _directories: frozenset[str] = field(init=False, repr=False)
    _resources: frozenset[str] = field(init=False, repr=False)
    _patches: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        every = self.kustomizations
        object.__setattr__(self, "_directories", frozenset(each.directory for each in every))
        resources = frozenset[str]().union(*(each.resources for each in every))
        object.__setattr__(self, "_resources", resources)
        object.__setattr__(
            self, "_patches", frozenset[str]().union(*(each.patches for each in every))
        )

    def names_as_patch(self, file: str) -> bool:
        """Whether a kustomization names ``file`` as a patch, and none as a resource."""
        return file in self._patches and file not in self._resources

    def is_beside_kustomization(self, file: str) -> bool:
        """Whether a kustomization stands beside or above ``file``, and none names it as a resource."""
        if not self._directories or file in self._resources:
            return False
        directory = posixpath.dirname(file)
        while True:
            if directory in self._directories:
                return True
            if not directory:
                return False
            directory = posixpath.dirname(directory)
