"""What was found before: a baseline that is read or written, and comments that are written."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from podlint import baseline
from podlint.add_ignore import AddIgnoreError, Lint, add_ignores, after, check_reason
from podlint.atomic import write_atomic
from podlint.config import Config
from podlint.config.command import exclusions, suppressions
from podlint.engine import linter
from podlint.model import Run
from podlint.profile import Profile
from podlint.rule import Rule
from podlint.trouble import Trouble
from podlint.wording import counted


class DebtError(Trouble):
    """A baseline that cannot be used, comments that cannot be written, options in contradiction."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done about findings that are old."""

    baseline: str
    """The baseline to be left out."""
    write_baseline: str
    """Where to write one: what ``baseline`` still knows of, or else all that is found."""
    add_ignore: str | None
    """The reason of the ignore comments to be written."""
    audit: bool


def wanted_of(options: Mapping[str, Any], config: Config, paths: Collection[str]) -> Wanted:
    """What the options of a call ask for.

    One that writes a baseline reads none but what it names: the configuration's may not be there yet.

    Raises:
        DebtError: they do not go together.
    """
    new, reason, audit = options["write_baseline"], options["add_ignore"], options["no_ignore"]
    if new and audit:
        raise DebtError("--no-ignore and --write-baseline contradict each other")
    if reason is not None:
        try:
            reason = check_reason(reason)
        except AddIgnoreError as error:
            raise DebtError(str(error)) from error
        if audit or new:
            other = "--no-ignore" if audit else "--write-baseline"
            raise DebtError(f"{other} and --add-ignore contradict each other")
        if "-" in paths:
            raise DebtError("--add-ignore writes to files, and - (stdin) is none")
    if new:
        try:
            baseline.check_place(new)
        except baseline.BaselineError as error:
            raise DebtError(str(error)) from error
    old = options["baseline"] or ("" if new else config.baseline)
    return Wanted(old, new or "", reason, audit)


def settled(
    run: Run,
    paths: Sequence[str],
    wanted: Wanted,
    config: Config,
    rules: Sequence[Rule],
    profile: Profile,
) -> tuple[Run, list[str]]:
    """The run without what is old, and what is to be said of that.

    Raises:
        DebtError: a baseline cannot be read or written, or a comment cannot be written.
    """
    notes: list[str] = []
    try:
        run = _known(run, wanted, {rule.id for rule in rules}, notes)
        if wanted.add_ignore is not None:
            lint = linter(
                run,
                paths,
                rules=rules,
                profile=profile,
                exclusions=exclusions(config),
                overrides=config.overrides,
                suppressions=suppressions(config, audit=False),
            )
            run = _with_comments(run, wanted.add_ignore, lint, notes)
    except (AddIgnoreError, baseline.BaselineError) as error:
        raise DebtError(str(error)) from error
    return run, notes


def _known(run: Run, wanted: Wanted, rules: Collection[str], notes: list[str]) -> Run:
    """The run without what a baseline knows, that which is written now or that which is read."""
    new = wanted.write_baseline
    if wanted.baseline:
        entries = baseline.read(wanted.baseline)
        applied = baseline.apply(run, entries, rules, audit=wanted.audit)
        if new:
            _write(run, applied.kept, new)
            notes.append(f"{new}: {_entries(applied.stale)} pruned")
        elif applied.stale:
            are = "is" if applied.stale == 1 else "are"
            notes.append(f"{_entries(applied.stale)} {are} stale; --write-baseline prunes them")
        return applied.run
    if new:
        known = baseline.known(run.findings)
        _write(run, known, new)
        count = sum(each.count for each in known)
        notes.append(f"{new}: {counted(count, 'finding')} written")
        return baseline.apply(run, known, rules).run
    return run


def _write(run: Run, entries: tuple[baseline.Known, ...], file: str) -> None:
    if run.crashed:
        raise baseline.BaselineError(f"{file}: is not written, for a rule has crashed")
    try:
        write_atomic(file, baseline.text_of(entries).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise baseline.BaselineError(
            f"{file}: cannot be written: {error.strerror or error}"
        ) from error


def _with_comments(run: Run, reason: str, lint: Lint, notes: list[str]) -> Run:
    written = add_ignores(run, reason, lint)
    for finding, why in written.refused:
        path = os.path.relpath(os.path.join(run.root, finding.file))
        place = f"{path}:{finding.span.line}"
        notes.append(f"{place}: {why} [{finding.rule}]")
    comments = counted(written.comments, "ignore comment")
    files = counted(len(written.files), "file")
    notes.append(f"{comments} written in {files} for {counted(len(written.silenced), 'finding')}")
    return after(run, written, reason)


def _entries(number: int) -> str:
    return f"{number} baseline {'entry' if number == 1 else 'entries'}"
