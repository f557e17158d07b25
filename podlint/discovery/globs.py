"""Patterns in the syntax of a .gitignore: which paths they name, and by which line.

What git does when it goes down a tree is done here step by step: a pattern is compared with a path,
never with the directories above it, for these were compared before.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import NamedTuple

_MARK = "(?P<ps_d>/)"
"""How pathspec marks the slash after a directory; a name of a group may stand only once."""


class GlobError(ValueError):
    """A pattern that is none."""


class Verdict(NamedTuple):
    """What the last pattern that names a path says of it."""

    excluded: bool
    """False where the pattern begins with ``!``."""
    line: int
    """Which pattern it is, from 1."""


class Globs(NamedTuple):
    """Lines of patterns, relative to a directory."""

    directory: str
    """An absolute, real path."""
    lines: tuple[str, ...]
    origins: tuple[str, ...] = ()
    """Where each line stands, in words."""
    file: str = ""
    """The file that they stand in, where it is one of git's."""
    ignores_case: bool = False

    def verdict(self, path: str, is_directory: bool = False) -> Verdict | None:
        """What is said of a path (absolute, real) itself; None where no pattern names it."""
        below = _below(path, self.directory)
        if not below:
            return None
        expression, verdicts = _compiled(self.lines, self.ignores_case)
        match = expression.fullmatch(f"{below}/" if is_directory else below)
        return verdicts[(match.lastindex or 1) - 1] if match else None

    def matching(self, path: str, is_directory: bool = False) -> Verdict | None:
        """The verdict that takes in a path, or a directory above it, which binds all below it."""
        below = _below(path, self.directory)
        for end, letter in enumerate(below):
            if letter == "/":
                above = self.verdict(os.path.join(self.directory, below[:end]), True)
                if above and above.excluded:
                    return above
        own = self.verdict(path, is_directory)
        return own if own and own.excluded else None

    def origin(self, verdict: Verdict) -> str:
        """Where the pattern stands that gave a verdict."""
        return self.origins[verdict.line - 1]


def read_globs(file: str, directory: str, ignores_case: bool = False) -> Globs | None:
    """The patterns in a ``file`` such as .gitignore; None where it holds none or is not readable."""
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except OSError:
        return None
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    if not any(line and not line.startswith("#") for line in lines):
        return None
    return Globs(directory, lines, file=file, ignores_case=ignores_case)


def check_glob(line: str) -> None:
    """Whether a pattern can be read.

    Raises:
        GlobError: it cannot, or names nothing.
    """
    if _translated(line) is None:
        raise GlobError(f"{line!r} is no pattern of a .gitignore")


def _below(path: str, directory: str) -> str:
    """``path`` from ``directory``, with forward slashes; empty where it is not below it."""
    top = directory if directory.endswith(os.sep) else directory + os.sep
    return path[len(top) :].replace(os.sep, "/") if path.startswith(top) else ""


@lru_cache(maxsize=256)
def _compiled(
    lines: tuple[str, ...], ignores_case: bool
) -> tuple[re.Pattern[str], tuple[Verdict, ...]]:
    """One expression of all lines, the last one first, and what its groups say."""
    parts: list[str] = []
    verdicts: list[Verdict] = []
    for number in range(len(lines), 0, -1):
        translated = _translated(lines[number - 1])
        if translated is not None:
            pattern, excluded = translated
            parts.append(f"({pattern})")
            verdicts.append(Verdict(excluded, number))
    expression = re.compile("|".join(parts) or r"(?!)", re.IGNORECASE if ignores_case else 0)
    return expression, tuple(verdicts)


def _whole(expression: str, line: str) -> str:
    """An expression for all of a path; pathspec's are for the path and what is below it."""
    if expression == ".":
        return ".+"
    if expression == "/":
        return ".+/"
    if line.endswith("/**/"):
        return f"{expression}.+/"
    return f"{expression}.+" if line.endswith("/**") else expression


def _translated(line: str) -> tuple[str, bool] | None:
    """A line as an expression, and whether it excludes; None for a comment, and for what git skips."""
    # Here, for the import costs as much as reading a hundred manifests.
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    if not line.strip() or line.startswith("#"):
        return None
    try:
        expression, include = GitIgnoreSpecPattern.pattern_to_regex(line)
    except ValueError:
        return None
    if expression is None or include is None:
        return None
    return _whole(str(expression).replace(_MARK, "/"), line.rstrip()), include
