"""Which files a run would lint, and why it would pass over the others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from podlint.discovery import Exclusions, discover, relative
from podlint.engine import lint_paths
from podlint.model import Run, SyntaxFault
from podlint.profile import Profile
from podlint.rule import Rule


def file_list(
    paths: Sequence[str],
    rules: Sequence[Rule],
    profile: Profile,
    exclusions: Exclusions,
    cwd: str,
) -> str:
    """A line for each file below ``paths``, and for each directory that is not walked.

    Raises:
        PathError: a path does not exist, or cannot be read.
        InputError: a file cannot be read.
    """
    # What cannot be parsed is found by a rule, and is linted; the others find nothing that counts.
    reading = [rule for rule in rules if SyntaxFault in rule.claims]
    run = lint_paths(paths, rules=reading, profile=profile, exclusions=exclusions)
    told = {os.path.join(run.root, file): why for file, why in _told(run)}
    for entry in discover(paths, exclusions, every=True).passed:
        detail = f" {entry.detail}" if entry.detail else ""
        mark = os.sep if os.path.isdir(entry.path) and not os.path.islink(entry.path) else ""
        told.pop(entry.path, None)
        told[entry.path + mark] = f"not linted: {entry.reason}{detail}"
    here = os.path.realpath(cwd)
    return "".join(f"{_shown(path, here)}: {told[path]}\n" for path in sorted(told))


def _told(run: Run) -> Iterator[tuple[str, str]]:
    for skip in run.skips:
        if not skip.line:
            yield skip.file, f"not linted: {skip.reason}"
    for file in run.linted:
        lines = [str(skip.line) for skip in run.skips if skip.file == file and skip.line]
        but = f", but for the template at line {', '.join(lines)}" if lines else ""
        yield file, f"linted{but}"
    seen = {*run.linted, *(skip.file for skip in run.skips if not skip.line)}
    for skip in run.skips:
        if skip.file not in seen:
            yield skip.file, f"not linted: {skip.reason}"


def _shown(path: str, cwd: str) -> str:
    end = os.sep if path.endswith(os.sep) else ""
    return relative(path.removesuffix(os.sep), cwd) + end
