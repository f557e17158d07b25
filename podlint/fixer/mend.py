"""Fixes of a whole run: written to the files, or shown as a patch."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from podlint.atomic import write_atomic
from podlint.config import Config
from podlint.config.command import exclusions, suppressions
from podlint.engine import linter
from podlint.fixer.difference import difference, is_text
from podlint.fixer.rounds import Fixed, Lint, fix_bytes
from podlint.model import Finding, Run
from podlint.model.record import replace
from podlint.profile import Profile
from podlint.rule import Rule
from podlint.trouble import Trouble
from podlint.wording import counted


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
    troubles: list[str]
    """Which files could not be mended, and why."""
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
    name, if it has one. A file that cannot be mended does not keep others from it.
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
    offering = {
        each.file
        for each in run.findings
        if each.fix is not None and (each.fix.safe or wanted.unsafe)
    }
    for file in sorted(offering):
        try:
            mender.mend(file)
        except FixError as error:
            mender.troubles.append(str(error))
    return mender.mended()


class _Change(NamedTuple):
    file: str
    """Its path from the repository root."""
    before: bytes
    after: bytes


class _Mender:
    def __init__(self, run: Run, wanted: Wanted, lint: Lint, stdin: bytes | None) -> None:
        self.run = run
        self.wanted = wanted
        self.lint = lint
        self.leave: dict[str, list[Finding]] = {}
        for each in run.suppressed:
            if each.by in ("baseline", "configuration"):  # a comment goes where its object goes
                self.leave.setdefault(each.finding.file, []).append(each.finding)
        old = (each.finding for each in run.suppressed if each.by == "baseline")
        self.known = frozenset(each.fingerprint for each in old)
        self.done: dict[str, Fixed] = {}
        self.changes: list[_Change] = []
        self.troubles: list[str] = []
        self.stdin = self.stdout = stdin

    def mend(self, file: str) -> None:
        """Mend one file.

        Raises:
            FixError: it cannot be read or written.
        """
        path = self.path(file)
        before = _read(path) if self.stdin is None else self.stdin
        leave = self.leave.get(file, [])
        fixed = fix_bytes(before, file, self.lint, unsafe=self.wanted.unsafe, leave=leave)
        if fixed.data != before:
            self.changes.append(_Change(file, before, fixed.data))
            if self.stdin is not None:
                self.stdout = fixed.data
            elif not self.wanted.diff:
                _write(path, before, fixed.data)
        self.done[file] = fixed

    def mended(self) -> Mended:
        """What came of it all."""
        notes = [*self.refusals(), self.summary()]
        if self.wanted.diff:
            patch, more = self.patch()
            return Mended(self.run, patch, [*more, *notes], self.troubles, self.stdin)
        return Mended(self.run_now(), self.stdout, notes, self.troubles, self.stdout)

    def patch(self) -> tuple[bytes, list[str]]:
        """All changes as one patch, and what there is to say of it.

        Its names start at the working directory, as git and patch take them there; where one of the
        files lies elsewhere, all of them start at the root of the repository. A link has no lines that
        could be changed: it is named as what it leads to.
        """
        names = [each.file for each in self.changes]
        notes: list[str] = []
        if self.stdin is None:
            files = [os.path.realpath(self.path(name)) for name in names]
            names = _names(files, os.getcwd())
            if any(name.startswith("../") for name in names):
                notes.append(f"the patch is to be applied in {os.path.relpath(self.run.root)}")
                names = _names(files, self.run.root)
        patch: list[bytes] = []
        for name, change in zip(names, self.changes, strict=True):
            if is_text(change.before):
                patch.append(difference(name, change.before, change.after))
            else:
                notes.append(f"{name}: is not in the patch, for git takes it as binary; use --fix")
        return b"".join(patch), notes

    def summary(self) -> str:
        """How much is mended."""
        counts = [len(each.mended) for each in self.done.values() if each.mended]
        if not counts:
            return "there is nothing to mend" if not self.troubles else "nothing is mended"
        verb = "would be mended" if self.wanted.diff else "mended"
        files = "" if self.stdin is not None else f" in {counted(len(counts), 'file')}"
        return f"{counted(sum(counts), 'finding')} {verb}{files}"

    def refusals(self) -> Iterator[str]:
        """Which fixes were not made, and why."""
        for finding, why in (each for fixed in self.done.values() for each in fixed.refused):
            name = finding.file
            if self.stdin is None:
                name = os.path.relpath(self.path(name))
            yield f"{name}:{finding.span.line}: is not mended, for {why} [{finding.rule}]"

    def path(self, file: str) -> str:
        """The absolute path of a file."""
        return os.path.join(self.run.root, *file.split("/"))

    def run_now(self) -> Run:
        """The run as it is with the files that were written."""
        findings = [each for each in self.run.findings if each.file not in self.done]
        for fixed in self.done.values():
            findings += [each for each in fixed.findings if each.fingerprint not in self.known]
        findings.sort(key=lambda each: each.sort_key)
        return replace(self.run, findings=tuple(findings))


def _names(files: Iterable[str], folder: str) -> list[str]:
    """Absolute paths as they are seen from a directory, with forward slashes."""
    start = os.path.realpath(folder)
    return [os.path.relpath(file, start).replace(os.sep, "/") for file in files]


def _write(path: str, before: bytes, after: bytes) -> None:
    """Write a file, unless somebody else has written it since it was read."""
    shown = os.path.relpath(path)
    if _read(path) != before:
        raise FixError(f"{shown}: is not mended, for it has just changed; run podlint again")
    try:
        write_atomic(path, after)
    except OSError as error:
        raise FixError(f"{shown}: cannot be written: {error.strerror or error}") from error


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        shown = os.path.relpath(path)
        raise FixError(f"{shown}: cannot be read: {error.strerror or error}") from error
