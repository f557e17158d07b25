"""Which files a run looks at: PATHS to files, with what is passed over and why."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from podlint.discovery.globs import GlobError, Globs, check_glob
from podlint.discovery.root import in_git, relative, repository_root
from podlint.discovery.walker import (
    CONFIGURATION_NAME,
    HELM_TEMPLATE,
    NO_EXCLUSIONS,
    UNREADABLE,
    Entry,
    Exclusions,
    is_chart_template,
    may_hold_manifests,
    walk,
)
from podlint.model import Skip
from podlint.trouble import Trouble

__all__ = [
    "CONFIGURATION_NAME",
    "HELM_TEMPLATE",
    "NO_EXCLUSIONS",
    "UNREADABLE",
    "Discovery",
    "Entry",
    "Exclusions",
    "GlobError",
    "Globs",
    "PathError",
    "check_glob",
    "discover",
    "in_git",
    "is_chart_template",
    "may_hold_manifests",
    "real_path",
    "relative",
    "repository_root",
    "walk",
]


class PathError(Trouble):
    """A path that was asked for and cannot be linted."""


class Discovery:
    """The files to lint, in order, and what is not linted."""

    def __init__(self, root: str) -> None:
        self.root = root
        """Absolute real path of the repository root."""
        self.files: list[str] = []
        """Absolute paths."""
        self.passed: list[Entry] = []
        """What is passed over, each once, in the order of its path."""
        self.walks: dict[str, list[Entry]] = {}
        """What walks from these directories have given."""

    @property
    def skips(self) -> list[Skip]:
        """What is passed over, as the report counts it."""
        return [Skip(relative(each.path, self.root), each.reason) for each in self.passed]


def discover(
    paths: Iterable[str], exclusions: Exclusions = NO_EXCLUSIONS, *, every: bool = False
) -> Discovery:
    """The files of ``paths`` (files and directories), each once, in a stable order.

    With ``every``, what holds no manifests by its name is told as well.

    Raises:
        PathError: a path does not exist, or a directory cannot be read.
    """
    given = list(paths)
    absolute = [real_path(path) for path in given]
    for path, named in zip(absolute, given, strict=True):
        if not os.path.exists(path):
            raise PathError(f"{named}: no such file or directory")
    found = Discovery(repository_root(absolute))
    chosen: dict[str, str] = {}
    passed: dict[str, Entry] = {}
    for path in sorted(set(absolute)):
        entries = list(_entries(path, exclusions, every))
        if not every:
            found.walks[path] = entries
        for entry in entries:
            if entry.reason == UNREADABLE:
                raise PathError(f"{entry.path}: cannot be read")
            if entry.reason:
                passed[entry.path] = entry
            elif not entry.real or entry.real not in chosen:
                # A link counts only where the file itself is not seen.
                chosen[entry.real or entry.path] = entry.path
    found.files = sorted(chosen.values())
    linted = set(found.files)
    found.passed = [passed[path] for path in sorted(passed) if path not in linted]
    return found


def _entries(path: str, exclusions: Exclusions, every: bool) -> Iterator[Entry]:
    """What one path that was named gives."""
    if os.path.isdir(path):
        yield from walk(path, exclusions, every=every)
        return
    real = os.path.realpath(path)
    left_out = exclusions.of_named(path) or exclusions.own(real)
    if left_out is None and is_chart_template(path):
        left_out = Entry(path, HELM_TEMPLATE)
    yield left_out or Entry(path, real="" if real == path else real)


def real_path(path: str) -> str:
    """The absolute path with the links of its directory resolved, but not the file's own."""
    absolute = os.path.abspath(path)
    if os.path.isdir(absolute):
        return os.path.realpath(absolute)
    return os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))
