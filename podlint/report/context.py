"""What reports need to know beside the run itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from podlint.model import Finding, Run, Severity, Suppressed
from podlint.model.record import Record


class RuleLike(Protocol):
    """The part of a Rule that reports look at."""

    @property
    def id(self) -> str: ...

    @property
    def group(self) -> str: ...

    @property
    def summary(self) -> str: ...

    @property
    def severity(self) -> Severity: ...

    def documentation(self) -> str: ...


class Context(Record):
    """Where and for whom a report is written."""

    cwd: str
    """Absolute path of the directory that paths for people are relative to."""
    rules: Sequence[RuleLike] = ()
    """The rules that ran, whether or not they found something."""
    styled: bool = False
    """True for a terminal that can show colour, carets and any letter."""
    version: str = ""
    """The version of podlint, as in ``0.1.0``."""
    show_suppressed: bool = False
    """True for an audit: what is ignored is reported like all the rest, and by what and why."""
    fail_on: Severity | None = Severity.WARNING
    """The lowest severity that makes a run fail; None where no finding does."""

    def listed(self, run: Run) -> Sequence[tuple[Finding, Suppressed | None]]:
        """The findings to report in their order, each with what ignores it, where that is shown."""
        if not self.show_suppressed:
            return [(finding, None) for finding in run.findings]
        ignored = {each.finding: each for each in run.suppressed}
        findings = dict.fromkeys((*run.findings, *ignored))
        return [(each, ignored.get(each)) for each in sorted(findings, key=lambda f: f.sort_key)]

    def display_path(self, root: str, file: str) -> str:
        """The path of ``file`` (relative to ``root``, forward slashes) as people read it.

        It is relative to ``cwd`` and has the separators of the system; it is absolute where there
        is no way from ``cwd`` to it. A name in angle brackets, such as ``<stdin>``, stays as it is.
        """
        if file.startswith("<") and file.endswith(">"):
            return file
        return _way(root, file, self.cwd)


@lru_cache(maxsize=1)  # The findings of a file come one after the other.
def _way(root: str, file: str, cwd: str) -> str:
    path = os.path.normpath(os.path.join(root, file))
    try:
        return os.path.relpath(path, cwd)
    except ValueError:  # On Windows there is no way from one drive to another.
        return path
