"""The work of a run: the result of each file, from a cache, or made here, or in several processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from podlint.config.settings import Override, overridden
from podlint.document import DecodeError, Source, decode, undecodable
from podlint.kubernetes import Project
from podlint.lint import (
    INTERNAL_ERROR,
    FileResult,
    RuleSet,
    lint_documents,
    lint_source,
)
from podlint.model import Finding, Severity, Span
from podlint.pool import Died, Task, processes, run
from podlint.profile import Profile
from podlint.project import Seen, may_hold
from podlint.rule import Rule
from podlint.trouble import Trouble

if TYPE_CHECKING:
    from podlint.cache.asked import Question
    from podlint.cache.results import Results


class InputError(Trouble):
    """A file that cannot be read: its path and the reason."""


class File(NamedTuple):
    """A file to be linted."""

    path: str
    """Absolute."""
    name: str
    """From the repository root."""


class Outcome(NamedTuple):
    """What came of linting a file, and what it follows from."""

    result: FileResult
    digest: bytes
    """Of the contents that were linted."""
    questions: tuple[Question, ...]
    """What was asked of the Project."""


def lint_bytes(
    data: bytes, file: str, rules: RuleSet, project: Project, profile: Profile
) -> FileResult:
    """Lint the bytes of one file; those that cannot hold a manifest are passed over unread."""
    if not may_hold(data):
        return FileResult()
    try:
        source = Source(file, decode(data))
    except DecodeError as error:
        return lint_documents([undecodable(file, error)], rules, project, profile)
    return lint_source(source, rules, project, profile)


class Chosen:
    """The rules of a run, and those of each file where its path changes them."""

    def __init__(self, rules: Sequence[Rule], overrides: Sequence[Override]) -> None:
        self.every = RuleSet(rules)
        self.overrides = tuple(overrides)
        self.made: dict[tuple[int, ...], RuleSet] = {}

    def of(self, path: str) -> RuleSet:
        """The rules for the file at ``path``, which is absolute."""
        if not self.overrides:
            return self.every
        meant = tuple(
            number for number, each in enumerate(self.overrides) if each.globs.matching(path)
        )
        if not meant:
            return self.every
        if meant not in self.made:
            applied = [self.overrides[number] for number in meant]
            self.made[meant] = RuleSet(overridden(self.every.rules, applied))
        return self.made[meant]


class Work:
    """The work of one run.

    Args:
        chosen: the rules.
        project: what is known of the repository.
        profile: by what they judge.
        seen: what is known of files already, by their absolute paths.
        results: what earlier runs have found; None where nothing is kept.
        jobs: how many processes there may be; 0 for one on each core.
    """

    def __init__(
        self,
        chosen: Chosen,
        project: Project,
        profile: Profile,
        seen: Mapping[str, Seen],
        results: Results | None,
        jobs: int,
    ) -> None:
        self.chosen = chosen
        self.project = project
        self.profile = profile
        self.seen = seen
        self.kept = results
        self.jobs = jobs

    def results(self, files: Sequence[File]) -> Iterator[tuple[File, RuleSet, FileResult]]:
        """The result of each file, in their order.

        Raises:
            InputError: a file cannot be read.
        """
        known = {file.path: found for file in files if (found := self.known(file)) is not None}
        made = self.made([file for file in files if file.path not in known])
        for file in files:
            result = known.pop(file.path, None)
            yield file, self.chosen.of(file.path), next(made) if result is None else result

    def known(self, file: File) -> FileResult | None:
        """The result of a file that need not be linted."""
        seen = self.seen.get(file.path)
        if seen is None:
            return None
        if not seen.size:
            return FileResult()
        if self.kept is None:
            return None
        key = self.key(file, seen.digest)
        found = None if key is None else self.kept.get(key, self.project)
        return found if isinstance(found, FileResult) else None

    def key(self, file: File, own: bytes) -> bytes | None:
        """The key under which the result of a file is kept that has this digest, if it can be."""
        assert self.kept is not None
        return self.kept.key(file.name, own, self.chosen.of(file.path).rules)

    def made(self, files: Sequence[File]) -> Iterator[FileResult]:
        """The results of files that have to be linted, in their order."""
        asks = self.kept is not None
        linter = _Linter(self.chosen, self.project, self.profile, self.seen, asks)
        tasks = [Task(file, self.size(file)) for file in files]
        workers = processes(self.jobs, sum(task.size for task in tasks)) if tasks else 1
        outcomes = run(linter, tasks, workers) if workers > 1 else map(linter, files)
        for file, outcome in zip(files, outcomes, strict=True):
            if isinstance(outcome, Trouble):
                raise outcome
            if isinstance(outcome, Died):
                yield _crashed(file.name, f"its process ended with code {outcome.code}")
                continue
            if self.kept is not None and not outcome.result.crashed:
                key = self.key(file, outcome.digest)
                if key is not None:
                    self.kept.put(key, outcome.questions, outcome.result)
            yield outcome.result

    def size(self, file: File) -> int:
        """How many bytes there are to read for a file."""
        seen = self.seen.get(file.path)
        return seen.size if seen is not None else 0


class _Linter:
    """Lints one file after the other; it can be sent to another process."""

    def __init__(
        self,
        chosen: Chosen,
        project: Project,
        profile: Profile,
        seen: Mapping[str, Seen],
        asks: bool,
    ) -> None:
        self.chosen = chosen
        self.project = project
        self.profile = profile
        self.seen = seen
        self.asks = asks
        """Whether it is to be told what was asked of the Project."""
        self.answers: dict[str, bool | bytes] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """What is sent to a process that knows nothing: it reads the files itself."""
        return _Linter, (self.chosen, self.project, self.profile, {}, self.asks)

    def __call__(self, file: File) -> Outcome | Trouble:
        seen = self.seen.get(file.path)
        data = None if seen is None else seen.data
        if data is None:
            try:
                data = read(file.path)
            except InputError as error:
                return error
        if not self.asks:
            return Outcome(self.lint(data, file, self.project), b"", ())
        from podlint.cache.asked import Asked
        from podlint.cache.stable import digest

        asked = Asked(self.project, self.answers)
        result = self.lint(data, file, cast(Project, asked))
        return Outcome(result, digest(data), asked.questions)

    def lint(self, data: bytes, file: File, project: Project) -> FileResult:
        """The result of one file, whatever happens."""
        try:
            result = lint_bytes(data, file.name, self.chosen.of(file.path), project, self.profile)
        except (Exception, SystemExit) as error:  # it must not hide what is found elsewhere
            result = _crashed(file.name, f"{type(error).__name__}: {error}")
        result.twins.clear()
        return result


def read(path: str) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def _crashed(file: str, what: str) -> FileResult:
    """What is reported of a file on which podlint itself has failed."""
    from podlint.place import identities

    result = FileResult()
    result.crashed = True
    key: tuple[Any, ...] = (INTERNAL_ERROR, "", "", what)
    fingerprint, identity = identities(file, key, 1)
    finding = Finding(
        rule=INTERNAL_ERROR,
        severity=Severity.ERROR,
        message=f"podlint could not lint this file: {' '.join(what.split())}",
        help="this is a fault of podlint, not of the manifest; please report it",
        file=file,
        span=Span(1, 1, 1, 1),
        fingerprint=fingerprint,
        identity=identity,
    )
    result.findings.append(finding)
    return result
