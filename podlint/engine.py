"""The engine: from paths to a Run. ``lint_text`` and ``lint_paths`` are the way in for programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from podlint.config.settings import Override
from podlint.discovery import (
    NO_EXCLUSIONS,
    Exclusions,
    discover,
    relative,
    repository_root,
)
from podlint.judge import Judge, Judged
from podlint.kubernetes import Project
from podlint.lint import FileResult, RuleSet
from podlint.model import Finding, Run, Skip, Suppressed
from podlint.profile import Profile
from podlint.project import KUSTOMIZATION_NAMES, context_files, context_of, scan, with_text
from podlint.registry import load_packs, select
from podlint.rule import Rule
from podlint.suppress import Suppressions
from podlint.work import Chosen, File, Work, lint_bytes

if TYPE_CHECKING:
    from podlint.cache.results import Results

NO_MANIFEST = "no manifest"
KUSTOMIZATION = "kustomization"
STDIN = "<stdin>"
WORTH_KEEPING = 40
WORTH_KNOWING = 300
"""How many files there must be to lint, or around those, before results are kept: fewer are linted
in less time than it takes to find out what they follow from."""


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
    jobs: int = 1,
    cache_directory: str = "",
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
        jobs: how many processes there may be; 0 for as many as there are cores.
        cache_directory: where results are kept from run to run; nowhere, if empty.

    Raises:
        PathError: a path does not exist.
        InputError: a file cannot be read.
    """
    given = list(paths)
    found = discover(given, exclusions)
    own = default_rules() if rules is None else rules
    chosen, judged_by = Chosen(own, overrides), profile or Profile()
    absolute = [os.path.abspath(path) for path in given]
    around = context_files(found.root, absolute, exclusions, found.walks.get(found.root))
    kept = None
    if len(found.files) >= WORTH_KEEPING or len(around) >= WORTH_KNOWING:
        kept = _results(cache_directory, found.root, own, judged_by)
    context = context_of(found.root, around, kept, set(found.files))
    collected = _Collected(_judge(suppressions, found.root), chosen.every, found.skips)
    linted: list[str] = []
    files = [File(path, relative(path, found.root)) for path in found.files]
    work = Work(chosen, context.project, judged_by, context.seen, kept, jobs)
    for done, (file, ruleset, result) in enumerate(work.results(files), 1):
        if collected.add(file.name, result, ruleset):
            linted.append(file.path)
        if progress is not None:
            progress(done, len(files))
    if kept is not None:
        kept.save()
    whole = found.root in map(os.path.realpath, given)
    return collected.run(_empty(given, linted), whole=whole)


def _results(directory: str, root: str, rules: Sequence[Rule], profile: Profile) -> Results | None:
    """What earlier runs have found in the repository, if that is kept."""
    if not directory:
        return None
    from podlint.cache.results import Results
    from podlint.cache.stable import Unstable
    from podlint.cache.store import Store

    try:
        return Results(Store(directory, root), rules, profile)
    except Unstable:  # rules of which nobody can say whether they are the same
        return None


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
    chosen = Chosen(default_rules() if rules is None else rules, overrides)
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
    chosen = Chosen(rules, overrides)
    nowhere = stdin and not any(paths)
    known = Project()
    if not nowhere:
        known = scan(run.root, map(os.path.abspath, paths), exclusions)
    judge = _judge(suppressions, run.root)

    def lint(data: bytes, file: str) -> list[Finding]:
        own = chosen.of(os.path.join(run.root, *file.split("/")))
        project = with_text(known, file, data) if stdin else known
        result = lint_bytes(data, file, own, project, profile)
        return sorted(judge.file(result, own).findings, key=lambda finding: finding.sort_key)

    return lint


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
