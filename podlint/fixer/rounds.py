"""One file on its way to its fixes.

In each round those fixes are made that do not get in each other's way, and the file is linted anew. What
that does not prove is dropped, and said: the finding has to be gone, no new error may be there, and
nothing but what the fixes name may have changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from podlint.document import Document, Source, decode, encode_like, load
from podlint.fixer.references import lost_reference
from podlint.fixer.selectors import foreign_pods
from podlint.model import Delete, Edit, Finding, Fix, Path, RemoveComment, Severity, TextEdit
from podlint.patch import Refused, applied, clash, text_edits

Lint = Callable[[bytes, str], list[Finding]]
"""Lints the bytes of a file (its path from the repository root)."""

ROUNDS = 10
_ROUNDS_OVER = f"it is still found after {ROUNDS} rounds of fixes"
_STILL_FOUND = "it would still be found"
_WHY = {
    "absent": "what it would change is not there",
    "alias": "an alias (*) stands there, and it would change what the anchor names",
    "anchor": "an alias (*) repeats what it would change",
    "comment": "it would get in the way of a comment",
    "exists": "what it would add is there already",
    "merge": "a merge (<<) takes part in what stands there",
    "tag": "a tag (!) stands there",
    "shape": "it is written in a way that cannot be changed exactly",
    "unsure": "more would change than what it is about",
}
_OTHERWISE = "it cannot be made exactly"


class NotFixed(NamedTuple):
    """A finding whose fix was not made, and why."""

    finding: Finding
    why: str


@dataclass(slots=True)
class Fixed:
    """What became of a file."""

    data: bytes
    findings: list[Finding]
    """What is found in it now."""
    mended: list[Finding] = field(default_factory=list)
    refused: list[NotFixed] = field(default_factory=list)


def fix_bytes(
    data: bytes,
    file: str,
    lint: Lint,
    *,
    unsafe: bool = False,
    leave: Collection[Finding] = (),
) -> Fixed:
    """The bytes of a file with the fixes that its findings offer.

    Args:
        data: the bytes.
        file: the path from the repository root.
        lint: lints bytes of that file; what is suppressed is not to be among its findings.
        unsafe: whether fixes are made as well that change what Kubernetes reads.
        leave: findings that are not to be fixed, if they are found again.
    """
    fixer = _Fixer(file, lint, unsafe, leave)
    fixed = Fixed(data, lint(data, file))
    for _ in range(ROUNDS):
        if not fixer.round(fixed):
            break
    else:
        fixed.refused += [NotFixed(each, _ROUNDS_OVER) for each in fixer.wanted(fixed.findings)]
    return fixed


class _Fixer:
    """What stays the same in all rounds: the file, what is wanted and what has been given up."""

    def __init__(self, file: str, lint: Lint, unsafe: bool, leave: Collection[Finding]) -> None:
        self.file = file
        self.lint = lint
        self.unsafe = unsafe
        self.left = leave
        self.leave = {each.fingerprint for each in leave}
        self.given_up: set[tuple[str, str]] = set()

    def wanted(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that are to be mended."""
        return [
            each
            for each in findings
            if each.fix is not None
            and (each.fix.safe or self.unsafe)
            and each.fingerprint not in self.leave
            and _key(each) not in self.given_up
        ]

    def round(self, fixed: Fixed) -> bool:
        """Make the fixes that can be made at once; whether there is more to do."""
        wanted = self.wanted(fixed.findings)
        if not wanted:
            return False
        attempts = _Attempts(self, fixed)
        chosen: list[Finding] = []
        for finding in wanted:
            if not attempts.goes_with(finding, chosen):
                continue
            if why := attempts.refusal(finding):
                self.give_up(finding, why, fixed)
            else:
                chosen.append(finding)
        made = attempts.made(chosen) if chosen else None
        if made is not None:
            self.recognize(fixed.findings, made.findings)
            fixed.data, fixed.findings = made.data, made.findings
            fixed.mended += made.mended
        return bool(self.wanted(fixed.findings))

    def recognize(self, before: Iterable[Finding], after: Iterable[Finding]) -> None:
        """Leave alone, too, what is to be left and is another finding ``after`` a round of fixes.

        An object that has become another kind is another one to a baseline, and to what the
        configuration ignores of its kind.
        """
        there = {each.fingerprint for each in after}
        gone = Counter(_look(each) for each in self.left if each.fingerprint not in there)
        known = {each.fingerprint for each in before}
        for finding in after:
            if finding.fingerprint not in known and gone[_look(finding)] > 0:
                gone[_look(finding)] -= 1
                self.leave.add(finding.fingerprint)

    def give_up(self, finding: Finding, why: str, fixed: Fixed) -> None:
        """Leave a finding as it is."""
        self.given_up.add(_key(finding))
        fixed.refused.append(NotFixed(finding, why))


class _Made(NamedTuple):
    data: bytes
    findings: list[Finding]
    mended: list[Finding]


class _Attempts:
    """The fixes of one round: tried together, and apart where that does not hold."""

    def __init__(self, fixer: _Fixer, fixed: Fixed) -> None:
        self.fixer = fixer
        self.fixed = fixed
        self.source = Source(fixer.file, decode(fixed.data))
        self.documents = list(load(self.source))

    def refusal(self, finding: Finding) -> str:
        """Why the fix of a finding cannot be made at all; empty where it can."""
        try:
            self.edits([finding])
        except Refused as refused:
            return _WHY.get(refused.reason, _OTHERWISE)
        return ""

    def goes_with(self, finding: Finding, chosen: Sequence[Finding]) -> bool:
        """Whether a fix can be made together with others.

        Items of one list can go at once, from the last to the first, if one stays: it is for the fix of
        the last one to say what becomes of the list.
        """
        clashing = [each for each in chosen if _clash(finding, each)]
        place = _deleted_item(finding)
        others = {_deleted_item(each) for each in clashing}
        if place is None or any(each is None or each[:-1] != place[:-1] for each in others):
            return not clashing
        data = self.documents[finding.document].data
        for step in place[:-1]:
            data = data[step]
        return place not in others and len(others) + 1 < len(data)

    def edits(self, findings: Sequence[Finding]) -> list[TextEdit]:
        """The changes of the text that make the fixes of all findings.

        Raises:
            Refused: they cannot be made exactly.
        """
        by_document: dict[int, list[Finding]] = {}
        for finding in findings:
            by_document.setdefault(finding.document, []).append(finding)
        return [
            edit
            for index, own in sorted(by_document.items())
            for edit in text_edits(self.documents[index], _in_order(own))
        ]

    def made(self, chosen: list[Finding]) -> _Made | None:
        """The file with the fixes of as many of these findings as hold; those at fault are given up."""
        outcome = self.attempt(chosen)
        if isinstance(outcome, _Made):
            return outcome
        if len(chosen) == 1:
            self.fixer.give_up(chosen[0], outcome, self.fixed)
            return None
        middle = len(chosen) // 2
        halves = [self.made(chosen[:middle]), self.made(chosen[middle:])]
        rest = [each for each in chosen if _key(each) not in self.fixer.given_up]
        if rest and len(rest) < len(chosen):
            return self.made(rest)
        # Each half holds without the other, which waits for the next round.
        return next((each for each in halves if each is not None), None)

    def attempt(self, chosen: list[Finding]) -> _Made | str:
        """The file with the fixes of all these findings, or why that will not do."""
        try:
            text = applied(self.source.text, self.edits(chosen))
        except Refused as refused:
            return _WHY.get(refused.reason, _OTHERWISE)
        after = list(load(Source(self.fixer.file, text)))
        if self.changes_others({each.document for each in chosen}, after):
            return _WHY["unsure"]
        if why := lost_reference(self.documents, after) or foreign_pods(self.documents, after):
            return why
        data = encode_like(text, self.fixed.data)
        findings = self.fixer.lint(data, self.fixer.file)
        return _objection(self.fixed.findings, findings, chosen) or _Made(data, findings, chosen)

    def changes_others(self, fixed: Collection[int], after: Sequence[Document]) -> bool:
        """Whether other documents than those that are ``fixed`` are not the same ``after`` them."""
        return len(after) != len(self.documents) or any(
            new.text != old.text
            for new, old in zip(after, self.documents, strict=True)
            if old.index not in fixed
        )


def _objection(before: list[Finding], after: list[Finding], mended: list[Finding]) -> str:
    """What speaks against fixes after which ``after`` is found; empty where nothing does."""
    left = Counter(map(_kind, before))
    left.subtract(map(_kind, mended))
    now = Counter(map(_kind, after))
    if any(now[kind] > left[kind] for kind in set(map(_kind, mended))):
        return _STILL_FOUND
    errors = Counter(_kind(each) for each in before if each.severity is Severity.ERROR)
    for finding in after:
        if finding.severity is Severity.ERROR:
            errors[_kind(finding)] -= 1
            if errors[_kind(finding)] < 0:
                return f"it would bring a new error: {finding.message} [{finding.rule}]"
    return ""


def _kind(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.check


def _key(finding: Finding) -> tuple[str, str]:
    return finding.fingerprint, _fix_of(finding).title


def _look(finding: Finding) -> tuple[object, ...]:
    """What stays the same of a finding whose object becomes another kind."""
    line = finding.line_text.strip()
    return finding.document, finding.rule, finding.check, finding.container, line


def _fix_of(finding: Finding) -> Fix:
    assert finding.fix is not None
    return finding.fix


def _clash(one: Finding, other: Finding) -> bool:
    return one.document == other.document and clash(_fix_of(one).edits, _fix_of(other).edits)


def _deleted_item(finding: Finding) -> Path | None:
    """The Path of the item of a list that a fix takes out, where it does nothing else."""
    edits = _fix_of(finding).edits
    if len(edits) != 1 or not isinstance(edits[0], Delete):
        return None
    path = edits[0].place.path
    return path if path and isinstance(path[-1], int) else None


def _in_order(findings: Iterable[Finding]) -> list[Edit]:
    """The edits of fixes, so that none is in the way of those behind it.

    Those at Marks go first, from the last line to the first, since lines move with each edit; then
    come items that are taken out, from the last to the first, since the numbers of items do.
    """
    findings = list(findings)
    items = [each for each in findings if _deleted_item(each)]
    items.sort(key=_step, reverse=True)
    rest = (each for each in findings if not _deleted_item(each))
    edits = [edit for each in (*items, *rest) for edit in _fix_of(each).edits]
    marked = [each for each in edits if isinstance(each, RemoveComment)]
    marked.sort(key=lambda each: each.mark, reverse=True)
    return [*marked, *(each for each in edits if not isinstance(each, RemoveComment))]


def _step(finding: Finding) -> int:
    path = _deleted_item(finding)
    return int(path[-1]) if path else 0
