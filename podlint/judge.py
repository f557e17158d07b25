"""Judging what was found: which findings are reported, and which are left out and why.

Linting a file gives all that its rules find; what ignores say of that is applied here, so that the
result of linting depends on nothing but the file, the rules and the repository. What there is to say
of the ignores themselves are Faults like others: rules claim them and word them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from podlint.discovery import relative
from podlint.ignore_faults import Source, expired_fault, form_faults, spots_of, unused_faults
from podlint.known import ALL, Known
from podlint.lint import INTERNAL_ERROR, FileResult, RuleSet, crash_problem
from podlint.model import Finding, IgnoreFault, Mark, Problem, Severity, Span, Suppressed
from podlint.place import identities
from podlint.rule import Rule
from podlint.suppress import Ignore, IgnoreEntry, Suppressions


class Judged(NamedTuple):
    """What became of the findings of a file."""

    findings: list[Finding]
    """Those that are reported."""
    suppressed: list[Suppressed]
    crashed: bool = False


class Judge:
    """Applies the ignores of a run, file by file, and remembers which entries were of use.

    Args:
        suppressions: what is ignored beside what the manifests say.
        known: gives every installed rule; it is asked when there is something to say of an ignore.
        root: absolute path of the repository root.
    """

    def __init__(
        self,
        suppressions: Suppressions,
        known: Callable[[], Iterable[type[Rule]]],
        root: str = "",
    ) -> None:
        self.suppressions = suppressions
        self.root = root
        self._every = known
        self._known: Known | None = None
        self._used: set[tuple[Source, str]] = set()
        self._crashed = False

    def file(self, result: FileResult, rules: RuleSet) -> Judged:
        """Judge the findings that ``rules`` made in one file."""
        self._crashed |= result.crashed
        entries = self.suppressions.entries
        if not result.ignores and not entries:
            return Judged(result.findings, [])
        case = _Case(self, rules, result.ignores)
        case.apply(result.findings)
        if result.ignores and rules.words_ignores:
            case.word_form(result.ignores)
            if not result.crashed:
                case.word_unused(result.ignores)
        self._used |= {each for each in case.used if isinstance(each[0], IgnoreEntry)}
        return case.judged()

    def entries(self, rules: RuleSet, *, whole: bool) -> Judged:
        """Say what there is to say of the entries of the configuration, after all files.

        That one is of no use can be said only after a run over the ``whole`` repository.
        """
        placed = [entry for entry in self.suppressions.entries if entry.file]
        case = _Case(self, rules, ())
        if placed and rules.words_ignores:
            case.word_form(placed)
            if whole and not self._crashed:
                case.used |= self._used
                case.word_unused(placed)
        return case.judged()

    def known(self, rules: RuleSet) -> Known:
        """What is installed; ``rules`` are, wherever they come from."""
        if self._known is None:
            self._known = Known([*self._every(), *(type(rule) for rule in rules.rules)])
        return self._known

    def is_over(self, source: Source) -> bool:
        """Whether the last day of an ignore has passed."""
        return source.until is not None and source.until < self.suppressions.today

    def holds(self, source: Source) -> bool:
        """Whether an ignore silences anything today."""
        return not (isinstance(source, Ignore) and source.flaw) and not self.is_over(source)


class _Case:
    """The findings of one file, and what the ignores make of them."""

    def __init__(self, judge: Judge, rules: RuleSet, ignores: Sequence[Ignore]) -> None:
        self.judge = judge
        self.rules = rules
        # The narrowest goes first: it is the one that is named as the reason.
        narrowest = sorted(ignores, key=lambda each: each.start, reverse=True)
        self.sources: list[Source] = [*narrowest, *judge.suppressions.entries]
        self.sources = [each for each in self.sources if judge.holds(each)]
        self.kept: list[Finding] = []
        self.suppressed: list[Suppressed] = []
        self.used: set[tuple[Source, str]] = set()
        self.crashed = False
        self.twins: Counter[tuple[str, ...]] = Counter()

    def judged(self) -> Judged:
        """What became of it all; in an audit, what is ignored is reported as well."""
        kept = self.kept
        if self.judge.suppressions.audit:
            kept = [*kept, *(each.finding for each in self.suppressed)]
        return Judged(kept, self.suppressed, self.crashed)

    def apply(self, findings: Iterable[Finding], about: Source | None = None) -> None:
        """Keep or leave out ``findings``; what is found ``about`` an ignore is not for itself."""
        for finding in findings:
            first: Source | None = None
            for source in self.sources:
                names = () if source is about else self.names(source, finding, about is not None)
                self.used.update((source, name) for name in names)
                if names and first is None:
                    first = source
            if first is None:
                self.kept.append(finding)
            else:
                self.suppressed.append(Suppressed(finding, first.by, first.reason))

    def names(self, source: Source, finding: Finding, by_line: bool) -> Sequence[str]:
        """The names of an ignore that are for a finding; none where it does not reach that."""
        if finding.rule == INTERNAL_ERROR:
            return ()
        group = self.rules.groups.get(finding.rule, "")
        meant = (finding.rule, f"{finding.rule}/{finding.check}", group, ALL)
        names = [name.text for name in source.names if name.text in meant]
        if not names:
            return ()
        if isinstance(source, IgnoreEntry):
            return names if source.reaches(finding, self.judge.root) else ()
        return names if source.reaches(finding, by_line=by_line) else ()

    def word_form(self, sources: Sequence[Source]) -> None:
        """Say what can be said of ignores by looking at them and at the calendar."""
        known = self.judge.known(self.rules)
        found = list(self.kept)
        for source in sources:
            for fault in form_faults(source, known):
                self.word(source, fault)
            if self.judge.is_over(source) or (isinstance(source, Ignore) and source.flaw == "date"):
                count = sum(bool(self.names(source, each, False)) for each in found)
                self.word(source, expired_fault(source, count))

    def word_unused(self, sources: Sequence[Source]) -> None:
        """Say which ignores silenced nothing.

        Those that are themselves about unused ignores come last: what they are for is said first.
        """
        known = self.judge.known(self.rules)
        held = [source for source in sources if self.judge.holds(source)]
        for last in (False, True):
            for source in held:
                unused = {
                    name
                    for name in source.names
                    if known.is_about_unused(name.text) is last
                    and (source, name.text) not in self.used
                    and self.has_run(known, source, name.text)
                }
                for fault in unused_faults(source, known, unused, last=last):
                    self.word(source, fault)

    def has_run(self, known: Known, source: Source, name: str) -> bool:
        """Whether what ``name`` stands for has looked at all that the ignore reaches."""
        ignore = source if isinstance(source, Ignore) else None
        return known.has_run(name, self.rules, ignore)

    def word(self, source: Source, fault: IgnoreFault) -> None:
        """Have a fault worded, and keep or leave out what comes of it."""
        for rule in self.rules.claiming(fault):
            try:
                problems = list(rule.check_fault(fault, None))
            except Exception as error:
                self.crashed = True
                problem = crash_problem(rule, error, fault.place)
                self.kept.append(self.finding(INTERNAL_ERROR, Severity.ERROR, source, problem))
                continue
            for problem in problems:
                finding = self.finding(rule.id, rule.severity, source, problem, fault.names)
                self.apply([finding], source)

    def finding(
        self,
        rule: str,
        severity: Severity,
        source: Source,
        problem: Problem,
        names: tuple[str, ...] = (),
    ) -> Finding:
        """The finding for what a rule says of an ignore."""
        mark = problem.place
        assert isinstance(mark, Mark)
        reference = source.object if isinstance(source, Ignore) else None
        within = source.named_path if isinstance(source, Ignore) else ()
        named = (*within, f"[{' '.join(names)}]")
        file = source.file
        if isinstance(source, IgnoreEntry):
            file = relative(file, self.judge.root)
        key = (rule, problem.check, *(reference or ()), "", *named)
        self.twins[key] += 1
        fingerprint, identity = identities(file, key, self.twins[key])
        return Finding(
            rule=rule,
            check=problem.check,
            severity=severity if problem.severity is None else problem.severity,
            message=problem.message,
            help=problem.help,
            file=file,
            span=Span(mark.line, mark.column, mark.line, mark.column + mark.length),
            object=reference,
            path=source.path if isinstance(source, Ignore) else (),
            document=source.document if isinstance(source, Ignore) else 0,
            named_path=named,
            fingerprint=fingerprint,
            identity=identity,
            line_text=next(_line_texts(source, mark), source.spot.line_text),
            fix=problem.fix if isinstance(source, Ignore) else None,
        )


def _line_texts(source: Source, mark: Mark) -> Iterator[str]:
    return (each.line_text for each in spots_of(source) if each.span.line == mark.line)
