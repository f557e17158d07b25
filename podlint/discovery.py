"""Which files a run looks at: PATHS to files, with what is passed over and why."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from podlint.kubernetes import STATIC_DIRECTORY
from podlint.model import Skip

_ENDINGS = (".yaml", ".yml", ".json", ".manifest", "Kustomization")
_TOOL_DIRECTORIES = frozenset(
    {
        ".git",
        ".hg",
        ".mypy_cache",
        ".podlint_cache",
        ".pytest_cache",
        ".svn",
        ".terraform",
        ".tox",
        ".venv",
        "__pycache__",
    }
)
_DEPENDENCY_DIRECTORIES = frozenset({"node_modules", "vendor", "third_party"})


UNREADABLE = "unreadable"


class PathError(Exception):
    """A path that was asked for and cannot be linted."""


@dataclass(slots=True)
class Discovery:
    """The files to lint, in order, and what is not linted."""

    root: str
    """Absolute real path of the repository root."""
    files: list[str] = field(default_factory=list)
    """Absolute paths."""
    skips: list[Skip] = field(default_factory=list)


def repository_root(paths: Iterable[str]) -> str:
    """The nearest directory with ``.git`` above all ``paths``, or their common ancestor."""
    directories = [each if os.path.isdir(each) else os.path.dirname(each) for each in paths]
    try:
        common = os.path.commonpath(directories)
    except ValueError:  # on Windows, paths on several drives
        return directories[0]
    directory = common
    while True:
        if os.path.exists(os.path.join(directory, ".git")):
            return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return common
        directory = parent


def in_git(root: str) -> bool:
    """Whether ``root`` is the top of a git checkout."""
    return os.path.exists(os.path.join(root, ".git"))


def discover(paths: Iterable[str]) -> Discovery:
    """The files of ``paths`` (files and directories), each once, in a stable order.

    Raises:
        PathError: a path does not exist.
    """
    absolute = [_real(path) for path in paths]
    for path, given in zip(absolute, paths, strict=True):
        if not os.path.exists(path):
            raise PathError(f"{given}: no such file or directory")
    found = Discovery(repository_root(absolute))
    chosen: dict[str, str] = {}
    for path in sorted(absolute):
        if os.path.isdir(path):
            candidates = _walk(path, found)
        else:
            candidates = iter((path,))
        for file in candidates:
            real = os.path.realpath(file)
            if file == real or real not in chosen:  # a link counts only where the file is not seen
                chosen[real] = file
    found.files = sorted(chosen.values())
    return found


def _real(path: str) -> str:
    """The absolute path with the links of its directory resolved, but not the file's own."""
    absolute = os.path.abspath(path)
    if os.path.isdir(absolute):
        return os.path.realpath(absolute)
    return os.path.join(os.path.realpath(os.path.dirname(absolute)), os.path.basename(absolute))


def relative(file: str, root: str) -> str:
    """The path of ``file`` from ``root``, with forward slashes."""
    try:
        return os.path.relpath(file, root).replace(os.sep, "/")
    except ValueError:  # on Windows, a file on another drive
        return file.replace(os.sep, "/")


def _walk(top: str, found: Discovery) -> Iterator[str]:
    for file, reason in walk(top):
        if reason == UNREADABLE:
            raise PathError(f"{file}: cannot be read")
        if reason:
            found.skips.append(Skip(relative(file, found.root), reason))
        else:
            yield file


def walk(top: str) -> Iterator[tuple[str, str]]:
    """The files below a directory that may hold manifests, in order.

    Yields:
        The path of a file and an empty string; or of what is passed over, and why.
    """
    try:
        directories, files = _list(top)
    except OSError:
        yield top, UNREADABLE
        return
    runs_all = f"{top}/".replace(os.sep, "/").endswith(STATIC_DIRECTORY)
    for name in files:
        if may_hold_manifests(name) or (runs_all and not name.startswith(".")):
            yield os.path.join(top, name), ""
    in_chart = "Chart.yaml" in files
    for name in directories:
        path = os.path.join(top, name)
        if name in _TOOL_DIRECTORIES:
            continue
        if name in _DEPENDENCY_DIRECTORIES:
            yield path, "dependency folder"
        elif in_chart and name == "templates":
            yield from ((file, "Helm template") for file, reason in walk(path) if not reason)
        else:
            yield from walk(path)


def may_hold_manifests(name: str) -> bool:
    """Whether a file of that name is looked at where its directory was asked for."""
    return name.endswith(_ENDINGS)


def is_chart_template(file: str) -> bool:
    """Whether ``file`` lies below the ``templates`` directory of a Helm chart."""
    directory = os.path.dirname(file)
    while True:
        parent, name = os.path.split(directory)
        if not name:
            return False
        if name == "templates" and os.path.exists(os.path.join(parent, "Chart.yaml")):
            return True
        directory = parent


def _list(directory: str) -> tuple[list[str], list[str]]:
    """The names of the directories (links to directories left out) and files in ``directory``."""
    directories, files = [], []
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                directories.append(entry.name)
            elif entry.is_file():
                files.append(entry.name)
    return sorted(directories), sorted(files)
