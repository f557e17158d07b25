"""Fixes of a whole run: written to the files, or shown as a patch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from podlint.atomic import write_atomic
from podlint.config import Config
from podlint.config.command import exclusions, suppressions
from podlint.engine import linter
from podlint.fixer.difference import difference, is_text
from podlint.fixer.rounds import Fixed, Lint, NotFixed, fix_bytes
from podlint.model import Run
from podlint.model.record import replace
from podlint.profile import Profile
from podlint.rule import Rule
from podlint.trouble import Trouble


class FixError(Trouble):
    """A file that cannot be read or written, or options in contradiction."""


class Wanted(NamedTuple):
    """What is to be fixed, and what becomes of it."""

    unsafe: bool
    diff: bool
    """Whether the patch is shown and nothing is written."""


class Mended(NamedTuple):
    """A run after its fixes."""

    run: Run
    """What is found in the files as they are now."""
    output: bytes | None
    """What goes to stdout in place of a report: a patch, or the text that came from stdin."""
    notes: list[str]
    """What there is to say about it."""
    stdin: bytes | None
    """What came from stdin, as it is in the run."""


def wanted_of(options: Mapping[str, Any]) -> Wanted | None:
    """What the options of a call ask for, if they ask for fixes.

    Raises:
        FixError: they do not go together.
    """
    unsafe, diff = options["unsafe_fixes"], options["diff"]
    if not (options["fix"] or unsafe or diff):
        return None
    asked = "--diff" if diff else "--fix" if options["fix"] else "--unsafe-fixes"
    for other in ("no_ignore", "add_ignore", "write_baseline"):
        if options[other] not in (None, False):
            name = f"--{other.replace('_', '-')}"
            raise FixError(f"{asked} and {name} do not go together; run one after the other")
    return Wanted(unsafe, diff)


def mend(
    run: Run,
    paths: Sequence[str],
    wanted: Wanted,
    config: Config,
    rules: Sequence[Rule],
    profile: Profile,
    stdin: bytes | None = None,
) -> Mended:
    """Mend what a run has found.

    ``stdin`` is what was read from it, which is fixed on its way to stdout; ``paths`` then hold its
    name, if it has one.

    Raises:
        FixError: a file cannot be read or written.
    """
    lint = linter(
        run,
        paths,
        rules=rules,
        profile=profile,
        exclusions=exclusions(config),
        overrides=config.overrides,
        suppressions=suppressions(config, audit=False),
        stdin=stdin is not None,
    )
    mender = _Mender(run, wanted, lint, stdin)
    for file in sorted({each.file for each in run.findings if each.fix is not None}):
        mender.mend(file)
    return mender.mended()


class _Mender:
    def __init__(self, run: Run, wanted: Wanted, lint: Lint, stdin: bytes | None) -> None:
        self.run = run
        self.wanted = wanted
        self.lint = lint
        old = (each.finding for each in run.suppressed if each.by == "baseline")
        self.leave = frozenset(each.fingerprint for each in old)
        self.done: dict[str, Fixed] = {}
        self.refused: list[NotFixed] = []
        self.patch: list[bytes] = []
        self.notes: list[str] = []
        self.stdin = self.stdout = stdin

    def mend(self, file: str) -> None:
        """Mend one file."""
        path = os.path.join(self.run.root, *file.split("/"))
        before = _read(path) if self.stdin is None else self.stdin
        fixed = fix_bytes(before, file, self.lint, unsafe=self.wanted.unsafe, leave=self.leave)
        self.refused += fixed.refused
        if fixed.data == before:
            return
        if self.wanted.diff:
            self.show(file, path, before, fixed.data)
        elif self.stdin is not None:
            self.stdout = fixed.data
        elif not self.write(path, before, fixed.data):
            return
        self.done[file] = fixed

    def write(self, path: str, before: bytes, after: bytes) -> bool:
        """Write a file, unless somebody else has written it since it was read."""
        if _read(path) != before:
            self.notes.append(f"{os.path.relpath(path)}: is not mended, for it has just changed")
            return False
        try:
            write_atomic(path, after)
        except OSError as error:
            raise FixError(f"{path}: cannot be written: {error.strerror or error}") from error
        return True

    def show(self, file: str, path: str, before: bytes, after: bytes) -> None:
        """Add the change of a file to the patch."""
        name = file if self.stdin is not None else os.path.relpath(path)
        if is_text(before):
            self.patch.append(difference(name.replace(os.sep, "/"), before, after))
        else:
            self.notes.append(f"{name}: has no patch, for git takes it as binary; use --fix")

    def mended(self) -> Mended:
        """What came of it all."""
        notes = [*self.notes, *self.refusals(), self.summary()]
        if self.wanted.diff:
            return Mended(self.run, b"".join(self.patch), notes, self.stdin)
        return Mended(self.run_now(), self.stdout, notes, self.stdout)

    def summary(self) -> str:
        """How much is mended."""
        verb = "would be mended" if self.wanted.diff else "mended"
        count = sum(len(each.mended) for each in self.done.values())
        if not count:
            return f"nothing {verb}"
        files = "" if self.stdin is not None else f" in {_count(len(self.done), 'file')}"
        return f"{_count(count, 'finding')} {verb}{files}"

    def refusals(self) -> Iterator[str]:
        """Which fixes were not made, and why."""
        for finding, why in self.refused:
            path = finding.file
            if self.stdin is None:
                path = os.path.relpath(os.path.join(self.run.root, *path.split("/")))
            yield f"{path}:{finding.span.line}: is not mended, for {why} [{finding.rule}]"

    def run_now(self) -> Run:
        """The run as it is with the files that were written."""
        findings = [each for each in self.run.findings if each.file not in self.done]
        for fixed in self.done.values():
            findings += [each for each in fixed.findings if each.fingerprint not in self.leave]
        findings.sort(key=lambda each: each.sort_key)
        return replace(self.run, findings=tuple(findings))


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise FixError(f"{path}: cannot be read: {error.strerror or error}") from error


def _count(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"
