"""The configuration file ``.podlint.yaml``: found above the paths, read strictly.

Reading one needs more than most runs have to load; what is here is what every run needs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from podlint.config.settings import Override, RuleSetting, instances
from podlint.discovery import CONFIGURATION_NAME, Globs, in_git, repository_root
from podlint.kubernetes import NOTHING_KNOWN, Known
from podlint.registry import Pack
from podlint.suppress import IgnoreEntry
from podlint.trouble import Trouble

__all__ = [
    "NAME",
    "Config",
    "ConfigError",
    "Override",
    "RuleSetting",
    "Said",
    "find_config",
    "instances",
    "read_config",
]

NAME = CONFIGURATION_NAME
_NEARLY = ".podlint.yml"


class ConfigError(Trouble):
    """A configuration that cannot be used: file, line, what is wrong and the way out."""


class Said(NamedTuple):
    """One value of a configuration as it is shown: where it stands in it, and who said so."""

    path: tuple[str | int, ...]
    text: str
    origin: str


class Config(NamedTuple):
    """What configuration files say; the command line goes before it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    """Rules and groups that do not run."""
    entries: tuple[IgnoreEntry, ...] = ()
    """Findings that are left out."""
    rules: Mapping[str, RuleSetting] = MappingProxyType({})
    overrides: tuple[Override, ...] = ()
    packs: tuple[str, ...] = ()
    fail_on: str = "warning"
    kubernetes_version: str = ""
    """As on the command line: ``1.34``, ``1.31,1.37`` or ``1.31..1.37``; empty for the newest."""
    schemas: tuple[str, ...] = ()
    """Paths of schemas."""
    exclude: tuple[Globs, ...] = ()
    gitignore: bool = True
    allow_empty: bool = False
    require_reason: bool = False
    baseline: str = ""
    """The path of a baseline."""
    known: Known = NOTHING_KNOWN
    said: tuple[Said, ...] = ()
    files: tuple[str, ...] = ()
    """The files that were read, the one that counts most last."""

    @property
    def off(self) -> tuple[str, ...]:
        """Rules that are switched off one by one."""
        return tuple(rule for rule, setting in self.rules.items() if setting.off)


def find_config(paths: Sequence[str], stdin_filename: str | None) -> str | None:
    """The nearest configuration above the common ancestor of ``paths``, within their repository.

    Outside of git nothing says where what belongs together begins, so any directory above counts.

    Raises:
        ConfigError: one has a name that is nearly right; nobody would be told that it is not read.
    """
    given = [os.path.abspath(stdin_filename or "." if path == "-" else path) for path in paths]
    root = repository_root(given)
    try:
        directory = os.path.commonpath(given)
    except ValueError:  # on Windows, paths on several drives
        return None
    if not os.path.isdir(directory):
        directory = os.path.dirname(directory)
    while True:
        file = os.path.join(directory, NAME)
        if os.path.isfile(file):
            return _shown(file)
        other = os.path.join(directory, _NEARLY)
        if os.path.isfile(other):
            raise ConfigError(f"{_shown(other)}: a configuration is called {NAME}; rename it")
        parent = os.path.dirname(directory)
        if parent == directory or (directory == root and in_git(root)):
            return None
        directory = parent


def _shown(file: str) -> str:
    """The path of a file from the working directory, as messages and reports name files."""
    try:
        return os.path.relpath(file)
    except ValueError:  # on Windows, a file on another drive
        return file


def read_config(file: str, packs: Sequence[Pack]) -> Config:
    """The configuration in ``file``, and in the files that it extends.

    Raises:
        ConfigError: it cannot be read, or holds something that podlint does not know.
    """
    from podlint.config.reader import read

    return read(file, packs)
