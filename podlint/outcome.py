"""What a call ends with: its reports, what it says on stderr, and its exit code."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from podlint.config import Config
from podlint.console import TROUBLE, own_version, say
from podlint.model import Run, Severity
from podlint.output import FOR_PEOPLE, Report, is_styled, write
from podlint.profile import Profile
from podlint.report import WITH_CHANGES, Context
from podlint.rule import Rule

FINDINGS = 1


class Outcome(NamedTuple):
    """A run at its end, and what was asked for."""

    run: Run
    rules: Sequence[Rule]
    profile: Profile
    config: Config
    options: Mapping[str, Any]
    troubles: Sequence[str] = ()
    """What could not be done that was asked for."""

    @property
    def code(self) -> int:
        """The exit code."""
        if self.troubles or self.run.crashed or (self.run.empty and not self.config.allow_empty):
            return TROUBLE
        lowest = self.lowest
        failed = lowest is not None and any(each.severity >= lowest for each in self.run.findings)
        return FINDINGS if failed else 0

    @property
    def lowest(self) -> Severity | None:
        """The lowest severity that fails; None where no finding does."""
        name = self.config.fail_on
        return None if name == "never" else Severity[name.upper()]

    def write(self, reports: Sequence[Report], stdin: bytes | None, instead: bytes | None) -> None:
        """Write the reports; the one for stdout goes to stderr where something else is ``instead``.

        ``stdin`` is what the run has found of that, as far as it was linted.

        Raises:
            OutputError: one cannot be written.
        """
        formats = {report.format for report in reports}
        run = self.run
        if formats & WITH_CHANGES and any(each.fix is not None for each in run.findings):
            from podlint.fixer import placed

            run = placed(run, stdin)
        context = Context(
            cwd=os.path.realpath(os.getcwd()),
            rules=self.rules,
            version="" if formats <= set(FOR_PEOPLE) else own_version(),
            show_suppressed=self.options["no_ignore"],
            fail_on=self.lowest,
        )
        styled = is_styled(self.options["color"])
        shown: bytes | str | None = instead
        if instead is not None and self.options["diff"] and styled:
            from podlint.report.terminal import patch

            shown = patch(instead)
        write(run, reports, context, styled, shown)

    def sum_up(self, notes: Iterable[str], reports: Iterable[Report]) -> None:
        """Say on stderr what was done, and last what is wrong with that."""
        from podlint.summary import last_words, statistics

        quiet = self.options["quiet"]
        for note in () if quiet else notes:
            say(f"podlint: {note}")
        if self.options["statistics"]:
            say(statistics(self.run))
        if not quiet:
            formats = [each.format for each in reports]
            for line in last_words(self.run, self.profile.schemas.passed, formats, self.offered):
                say(line)
        for trouble in self.troubles:
            say(f"podlint: {trouble}")
        for directory in () if self.config.allow_empty else self.run.empty:
            say(f"podlint: no manifest in {directory}; --allow-empty permits that")

    @property
    def offered(self) -> Collection[bool]:
        """The fixes, safe ones (True) and unsafe ones, that were not asked for and could be made."""
        options = self.options
        if options["unsafe_fixes"] or options["no_ignore"]:
            return ()
        return (False,) if options["fix"] or options["diff"] else (True, False)
