"""The engine: from paths to a Run. ``lint_text`` and ``lint_paths`` are the way in for programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from podlint.config.settings import Override, overridden
from podlint.discovery import (
    NO_EXCLUSIONS,
    Exclusions,
    discover,
    relative,
    repository_root,
)
from podlint.document import WIDE, DecodeError, Source, decode, undecodable
from podlint.judge import Judge, Judged
from podlint.kubernetes import STATIC_DIRECTORY, Project
from podlint.lint import FileResult, RuleSet, lint_documents, lint_source
from podlint.model import Finding, Run, Skip, Suppressed
from podlint.profile import Profile
from podlint.project import KUSTOMIZATION_NAMES, scan, with_text
from podlint.registry import load_packs, select
from podlint.rule import Rule
from podlint.suppress import Suppressions
from podlint.trouble import Trouble

_MAY_HOLD = (b"kind", STATIC_DIRECTORY.encode())
"""A file that holds none of these holds no manifest, nor a Pod in other clothes."""

NO_MANIFEST = "no manifest"
KUSTOMIZATION = "kustomization"
STDIN = "<stdin>"
"""How a file begins whose letters are no single bytes; UTF-32 begins like UTF-16 or like this."""


class InputError(Trouble):
    """A file that cannot be read: its path and the reason."""


def default_rules() -> tuple[Rule, ...]:
    """An instance of every rule of the default set."""
    return tuple(rule() for rule in select(load_packs()))


def lint_text(
    text: str | bytes,
    file: str = STDIN,
    *,
    rules: Sequence[Rule] | None = None,
    project: Project | None = None,
    profile: Profile | None = None,
    suppressions: Suppressions | None = None,
) -> list[Finding]:
    """The findings in one text, in the order of the text, without what it ignores.

    Args:
        text: the manifests; bytes are decoded as a file's would be.
        file: the path that the text is reported under, from the repository root.
        rules: the rules to run; the default set, if None.
        project: what is known of the repository; only what the text itself defines, if None.
        profile: the Kubernetes version to judge for, the newest, if None, and further schemas.
        suppressions: what is ignored beside what the text says; nothing, if None.
    """
    chosen = RuleSet(default_rules() if rules is None else rules)
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    known = with_text(Project(), file, data) if project is None else project
    result = lint_bytes(data, file, chosen, known, profile or Profile())
    findings = _judge(suppressions).file(result, chosen).findings
    return sorted(findings, key=lambda finding: finding.sort_key)


def _judge(suppressions: Suppressions | None, root: str = "") -> Judge:
    def every() -> Iterator[type[Rule]]:
        return (rule for pack in load_packs() for rule in pack.rules)

    return Judge(suppressions or Suppressions(), every, root)


def lint_paths(
    paths: Iterable[str],
    *,
    rules: Sequence[Rule] | None = None,
    profile: Profile | None = None,
    exclusions: Exclusions = NO_EXCLUSIONS,
    overrides: Sequence[Override] = (),
    suppressions: Suppressions | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Lint files and directories.

    Args:
        paths: what to lint.
        rules: the rules to run; the default set, if None.
        profile: as for ``lint_text``.
        exclusions: what is left out, of the context of the linted files as well.
        overrides: what changes the rules by the path of a file.
        suppressions: what is ignored beside what the files say; nothing, if None.
        progress: called after each file, with how many are done and how many there are.

    Raises:
        PathError: a path does not exist.
        InputError: a file cannot be read.
    """
    given = list(paths)
    found = discover(given, exclusions)
    chosen = _Chosen(default_rules() if rules is None else rules, overrides)
    project = scan(found.root, (os.path.abspath(path) for path in given), exclusions)
    collected = _Collected(_judge(suppressions, found.root), chosen.every, found.skips)
    linted: list[str] = []
    for done, path in enumerate(found.files, 1):
        file = relative(path, found.root)
        own = chosen.of(path)
        result = lint_bytes(_read(path), file, own, project, profile or Profile())
        if collected.add(file, result, own):
            linted.append(path)
        if progress is not None:
            progress(done, len(found.files))
    whole = found.root in map(os.path.realpath, given)
    return collected.run(_empty(given, linted), whole=whole)


def _empty(given: Iterable[str], linted: Iterable[str]) -> Iterator[str]:
    """The directories among the ``given`` paths below which nothing was ``linted``."""
    for path in given:
        if os.path.isdir(path):
            below = os.path.join(os.path.realpath(path), "")
            if not any(file.startswith(below) for file in linted):
                yield path


def lint_stdin(
    data: bytes,
    filename: str,
    *,
    rules: Sequence[Rule] | None = None,
    profile: Profile | None = None,
    exclusions: Exclusions = NO_EXCLUSIONS,
    overrides: Sequence[Override] = (),
    suppressions: Suppressions | None = None,
) -> Run:
    """Lint what was read from stdin, under the name that ``filename`` gives it (or none)."""
    chosen = _Chosen(default_rules() if rules is None else rules, overrides)
    path = os.path.realpath(filename) if filename else ""
    root = repository_root([os.path.abspath(filename)]) if filename else os.getcwd()
    root = os.path.realpath(root)
    file = relative(path, root) if filename else STDIN
    left_out = exclusions.of_named(path) if filename else None
    judge = _judge(suppressions, root)
    if left_out:
        return _Collected(judge, chosen.every, [Skip(file, left_out.reason)]).run()
    project = scan(root, [path], exclusions) if filename else Project()
    project = with_text(project, file, data)
    collected = _Collected(judge, chosen.every, [])
    own = chosen.of(path)
    collected.add(file, lint_bytes(data, file, own, project, profile or Profile()), own)
    # What feeds a pipe may have failed; a file without a manifest in it is one like any other.
    return collected.run(() if data.strip() else ("stdin",))


def linter(
    run: Run,
    paths: Iterable[str],
    *,
    rules: Sequence[Rule],
    profile: Profile,
    exclusions: Exclusions = NO_EXCLUSIONS,
    overrides: Sequence[Override] = (),
    suppressions: Suppressions | None = None,
    stdin: bool = False,
) -> Callable[[bytes, str], list[Finding]]:
    """What lints the bytes of a file (its path from the repository root) as ``run`` was made.

    ``paths`` are what the run was given, or, for what came from ``stdin``, its name if it has one.
    """
    chosen = _Chosen(rules, overrides)
    nowhere = stdin and not any(paths)
    known = Project() if nowhere else scan(run.root, map(os.path.abspath, paths), exclusions)
    judge = _judge(suppressions, run.root)

    def lint(data: bytes, file: str) -> list[Finding]:
        own = chosen.of(os.path.join(run.root, *file.split("/")))
        project = with_text(known, file, data) if stdin else known
        result = lint_bytes(data, file, own, project, profile)
        return sorted(judge.file(result, own).findings, key=lambda finding: finding.sort_key)

    return lint


def lint_bytes(
    data: bytes, file: str, rules: RuleSet, project: Project, profile: Profile
) -> FileResult:
    """Lint the bytes of one file; those that cannot hold a manifest are passed over unread."""
    if not any(word in data for word in _MAY_HOLD) and not data.startswith(WIDE):
        return FileResult()
    try:
        source = Source(file, decode(data))
    except DecodeError as error:
        return lint_documents([undecodable(file, error)], rules, project, profile)
    return lint_source(source, rules, project, profile)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


class _Chosen:
    """The rules of a run, and those of each file where its path changes them."""

    def __init__(self, rules: Sequence[Rule], overrides: Sequence[Override]) -> None:
        self.every = RuleSet(rules)
        self.overrides = tuple(overrides)
        self.made: dict[tuple[int, ...], RuleSet] = {}

    def of(self, path: str) -> RuleSet:
        """The rules for the file at ``path``, which is absolute."""
        meant = tuple(
            number for number, each in enumerate(self.overrides) if each.globs.matching(path)
        )
        if not meant:
            return self.every
        if meant not in self.made:
            applied = [self.overrides[number] for number in meant]
            self.made[meant] = RuleSet(overridden(self.every.rules, applied))
        return self.made[meant]


class _Collected:
    """The results of files on their way into a Run."""

    def __init__(self, judge: Judge, rules: RuleSet, skips: list[Skip]) -> None:
        self.judge = judge
        self.rules = rules
        self.skips = skips
        self.findings: list[Finding] = []
        self.linted: list[str] = []
        self.manifests = 0
        self.unjudged = 0
        self.suppressed: list[Suppressed] = []
        self.crashed = False

    def add(self, file: str, result: FileResult, rules: RuleSet) -> bool:
        """Take in what ``rules`` found in one file; whether there was anything in it."""
        self.take(self.judge.file(result, rules))
        self.manifests += result.manifests
        self.unjudged += result.unjudged
        self.crashed |= result.crashed
        self.skips += result.skips
        if result.manifests or result.findings:
            self.linted.append(file)
            return True
        if not result.skips:
            name = file.rpartition("/")[2]
            self.skips.append(
                Skip(file, KUSTOMIZATION if name in KUSTOMIZATION_NAMES else NO_MANIFEST)
            )
        return False

    def take(self, judged: Judged) -> None:
        """Take in what was judged."""
        self.findings += judged.findings
        self.suppressed += judged.suppressed
        self.crashed |= judged.crashed

    def run(self, empty: Iterable[str] = (), *, whole: bool = False) -> Run:
        """All of it, sorted; ``whole`` where these were all files of the repository."""
        self.take(self.judge.entries(self.rules, whole=whole))
        return Run(
            root=self.judge.root,
            findings=tuple(sorted(self.findings, key=lambda finding: finding.sort_key)),
            files=len(self.linted),
            manifests=self.manifests,
            unjudged=self.unjudged,
            skips=tuple(sorted(self.skips)),
            suppressed=tuple(sorted(self.suppressed, key=lambda each: each.finding.sort_key)),
            crashed=self.crashed,
            empty=tuple(empty),
            linted=tuple(sorted(self.linted)),
            whole=whole,
        )
