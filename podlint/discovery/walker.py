"""Walking down a tree: the files that may hold manifests, and what is passed over and why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from podlint.discovery.globs import Globs, read_globs
from podlint.discovery.root import in_git, relative, repository_root
from podlint.kubernetes import STATIC_DIRECTORY

_ENDINGS = (".yaml", ".yml", ".json", ".manifest", "kustomization")
"""In lower case: whoever tells files by their names, as pre-commit does, knows ``.YAML`` as well."""
CONFIGURATION_NAME = ".podlint.yaml"
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
_IGNORES_CASE = re.compile(r"^\s*ignorecase\s*(?:=\s*\"?(?:true|yes|on|1)\"?\s*)?$", re.I | re.M)
_CHART = "Chart.yaml"
_TEMPLATES = "templates"

UNREADABLE = "unreadable"
BASELINE = "podlint's baseline"
BROKEN_LINK = "broken link"
CONFIGURATION = "podlint's configuration"
DEPENDENCIES = "dependency folder"
EXCLUDED = "excluded"
HELM_TEMPLATE = "Helm template"
IGNORED = "ignored by git"
LINK = "link that is not followed"
NESTED = "nested repository"
OTHER_NAME = "no name of a manifest"
TOOLS = "folder of a tool"
SILENT = frozenset({BASELINE, CONFIGURATION, OTHER_NAME, TOOLS})
"""What nobody counts: files and folders that are not meant to hold manifests."""


class Entry(NamedTuple):
    """A file of a walk, or what it passes over (files, whole directories) and why."""

    path: str
    reason: str = ""
    detail: str = ""
    """Which pattern it is that excludes it, or where a link leads."""
    real: str = ""
    """What a link leads to; empty for a file that is none."""


class Exclusions(NamedTuple):
    """What is left out of a walk, beside the folders that are never walked."""

    gitignore: bool = True
    """Whether .gitignore counts."""
    globs: tuple[Globs, ...] = ()
    """Of the configuration and of the command line: they bind files that are named, too."""
    baselines: frozenset[str] = frozenset()
    """The real paths of those that the run reads or writes."""

    def own(self, path: str) -> Entry | None:
        """What a file is to podlint itself; None where it may hold manifests."""
        if os.path.basename(path) == CONFIGURATION_NAME:
            return Entry(path, CONFIGURATION)
        return Entry(path, BASELINE) if path in self.baselines else None

    def of_named(self, path: str, is_directory: bool = False) -> Entry | None:
        """Why a path that was named one by one is left out; None where it is not."""
        for globs in self.globs:
            verdict = globs.matching(path, is_directory)
            if verdict:
                return Entry(path, EXCLUDED, f"by {globs.origin(verdict)}")
        return None


NO_EXCLUSIONS = Exclusions()


def walk(
    top: str, exclusions: Exclusions = NO_EXCLUSIONS, *, every: bool = False
) -> Iterator[Entry]:
    """What is below a directory (absolute, real), in a stable order.

    With ``every``, what holds no manifests by its name is told as well.
    """
    left_out = exclusions.of_named(top, True) if exclusions.globs else None
    if left_out:
        yield left_out
        return
    root = repository_root([top])
    walker = _Walker(top, root, exclusions, every)
    ignores = walker.ignores_above(top, root)
    yield from walker.directory(top, ignores, is_chart_template(os.path.join(top, _CHART)))


def may_hold_manifests(name: str) -> bool:
    """Whether a file of that name is looked at where its directory was asked for."""
    return name.lower().endswith(_ENDINGS)


def is_chart_template(file: str) -> bool:
    """Whether ``file`` lies below the ``templates`` directory of a Helm chart."""
    directory = os.path.dirname(file)
    while True:
        parent, name = os.path.split(directory)
        if not name:
            return False
        if name == _TEMPLATES and os.path.exists(os.path.join(parent, _CHART)):
            return True
        directory = parent


def _ignores_above(top: str, root: str, ignores_case: bool) -> Iterator[Globs]:
    """The patterns that git knows above ``top``, the weakest first."""
    if not in_git(root):
        return
    own = read_globs(os.path.join(_git_directory(root), "info", "exclude"), root, ignores_case)
    if own:
        yield own
    directory = root
    for step in relative(top, root).split("/") if top != root else ():
        globs = read_globs(os.path.join(directory, ".gitignore"), directory, ignores_case)
        if globs:
            yield globs
        directory = os.path.join(directory, step)


def _git_directory(root: str) -> str:
    """Where git keeps what all worktrees share."""
    found = os.path.join(root, ".git")
    if not os.path.isfile(found):
        return found
    try:
        with open(found, encoding="utf-8") as stream:
            named = os.path.join(root, stream.read().removeprefix("gitdir:").strip())
    except (OSError, UnicodeDecodeError):
        return found
    try:
        with open(os.path.join(named, "commondir"), encoding="utf-8") as stream:
            return os.path.join(named, stream.read().strip())
    except (OSError, UnicodeDecodeError):
        return named  # a submodule


def _ignores_case(root: str) -> bool:
    """Whether git takes ``build/`` for ``Build/`` in this repository, as on Windows and macOS."""
    try:
        with open(os.path.join(_git_directory(root), "config"), encoding="utf-8") as stream:
            return _IGNORES_CASE.search(stream.read()) is not None
    except (OSError, UnicodeDecodeError):
        return False


class _Walker:
    """One walk, and what it knows of the way."""

    def __init__(self, top: str, root: str, exclusions: Exclusions, every: bool) -> None:
        self.top = top
        self.root = root
        self.outside_git = not in_git(root)
        self.exclusions = exclusions
        self.globs = exclusions.globs
        self.gitignore = exclusions.gitignore
        self.every = every
        self.ignores_case = self.gitignore and _ignores_case(root)

    def ignores_above(self, top: str, root: str) -> tuple[Globs, ...]:
        """The patterns that git knows above ``top``, the weakest first."""
        return tuple(_ignores_above(top, root, self.ignores_case)) if self.gitignore else ()

    def directory(
        self, path: str, ignores: tuple[Globs, ...], in_templates: bool
    ) -> Iterator[Entry]:
        """What is in one directory, the files first."""
        try:
            directories, files, links = _list(path)
        except OSError:
            yield Entry(path, UNREADABLE)
            return
        if path != self.top and _is_repository(path, directories, files):
            if not self.outside_git:
                yield Entry(path, NESTED)
                return
            ignores = self.ignores_above(path, path)
        if self.gitignore and ".gitignore" in files:
            own = read_globs(os.path.join(path, ".gitignore"), path, self.ignores_case)
            ignores = (*ignores, own) if own else ignores
        yield from self.files(path, files, ignores, in_templates)
        yield from self.links(path, links, ignores)
        in_chart = _CHART in files
        for name in directories:
            if name == ".git":
                continue
            below = os.path.join(path, name)
            left_out = self.left_out_directory(name, below, ignores)
            if left_out is None:
                templates = in_templates or (in_chart and name == _TEMPLATES)
                yield from self.directory(below, ignores, templates)
            elif self.every or left_out.reason not in SILENT:
                yield left_out

    def files(
        self, directory: str, names: list[str], ignores: tuple[Globs, ...], in_templates: bool
    ) -> Iterator[Entry]:
        """The files of a directory."""
        runs_all = f"{directory}/".replace(os.sep, "/").endswith(STATIC_DIRECTORY)
        for name in names:
            path = os.path.join(directory, name)
            if may_hold_manifests(name) or (runs_all and not name.startswith(".")):
                left_out = self.left_out(path, ignores) or self.exclusions.own(path)
                if left_out is None:
                    yield Entry(path, HELM_TEMPLATE if in_templates else "")
                elif self.every or left_out.reason not in SILENT:
                    yield left_out
            elif self.every:
                yield Entry(path, OTHER_NAME)

    def links(
        self, directory: str, names: list[str], ignores: tuple[Globs, ...]
    ) -> Iterator[Entry]:
        """The links of a directory: one to a file of the repository is taken for that file."""
        for name in names:
            path = os.path.join(directory, name)
            real = os.path.realpath(path)
            where = f"(to {relative(real, self.root)})"
            is_directory = os.path.isdir(real)
            if left_out := self.left_out(path, ignores):
                yield left_out
            elif is_directory and _is_below(real, self.top):
                if self.every:
                    yield Entry(path, LINK, where)
            elif not is_directory and not may_hold_manifests(name):
                if self.every:
                    yield Entry(path, OTHER_NAME)
            elif not os.path.exists(real):
                yield Entry(path, BROKEN_LINK, where)
            elif is_directory or not _is_below(real, self.root):
                yield Entry(path, LINK, where)
            else:
                template = is_chart_template(path) or is_chart_template(real)
                yield Entry(path, HELM_TEMPLATE if template else "", "", real)

    def left_out_directory(self, name: str, path: str, ignores: tuple[Globs, ...]) -> Entry | None:
        """Why a directory is not walked, or None."""
        if name in _TOOL_DIRECTORIES:
            return Entry(path, TOOLS)
        if left_out := self.left_out(path, ignores, True):
            return left_out
        if name in _DEPENDENCY_DIRECTORIES and not self.is_asked_for(path):
            return Entry(path, DEPENDENCIES)
        return None

    def is_asked_for(self, path: str) -> bool:
        """Whether a pattern with ``!`` asks for a directory that is not walked otherwise."""
        verdicts = (globs.verdict(path, True) for globs in self.globs)
        return any(verdict and not verdict.excluded for verdict in verdicts)

    def left_out(
        self, path: str, ignores: tuple[Globs, ...], is_directory: bool = False
    ) -> Entry | None:
        """Why patterns leave a path out, or None."""
        for globs in self.globs:
            verdict = globs.verdict(path, is_directory)
            if verdict and verdict.excluded:
                return Entry(path, EXCLUDED, f"by {globs.origin(verdict)}")
        for globs in reversed(ignores):
            verdict = globs.verdict(path, is_directory)
            if verdict:
                if not verdict.excluded:
                    return None
                file = relative(globs.file, self.root)
                return Entry(path, IGNORED, f"({file}:{verdict.line})")
        return None


def _is_repository(path: str, directories: list[str], files: list[str]) -> bool:
    return ".git" in directories or ".git" in files


def _is_below(path: str, directory: str) -> bool:
    return path == directory or path.startswith(os.path.join(directory, ""))


def _list(directory: str) -> tuple[list[str], list[str], list[str]]:
    """The names of the directories, files and links in ``directory``."""
    directories, files, links = [], [], []
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_symlink():
                links.append(entry.name)
            elif entry.is_dir(follow_symlinks=False):
                directories.append(entry.name)
            elif entry.is_file(follow_symlinks=False):
                files.append(entry.name)
    directories.sort()
    files.sort()
    links.sort()
    return directories, files, links
