"""The baseline: a file of findings that were there before, and are left out.

It holds no line: a finding is known by its rule, its object and its Path by names, so that it stays
known when the file is edited around it. Of findings that are alike in all of that it holds a count.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from podlint.lint import INTERNAL_ERROR
from podlint.model import Finding, Run, Suppressed
from podlint.model.record import replace as changed
from podlint.place import identities

VERSION = 1
_WORDS = ("rule", "check", "file", "object", "container", "fingerprint", "identity")


class BaselineError(Exception):
    """A baseline that cannot be used: its path and why."""


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """Findings of a baseline that are alike, ordered as they stand in the file."""

    file: str
    rule: str
    check: str
    object: str
    container: str
    path: tuple[str, ...]
    fingerprint: str
    """That of the first of them."""
    identity: str
    """The same without the file, so that it is found again where the file was moved."""
    count: int = 1

    def as_json(self) -> dict[str, Any]:
        """What the file holds of it: nothing that is empty."""
        given = asdict(self) | {"path": list(self.path)}
        return {name: value for name, value in given.items() if value or name == "file"}


@dataclass(frozen=True, slots=True)
class Applied:
    """What a baseline makes of a run."""

    run: Run
    """Without the findings that are known."""
    kept: tuple[Known, ...]
    """The baseline without what is stale, under the names that moved files have now."""
    stale: int
    """How many of its findings are no longer there."""


def known(findings: Iterable[Finding]) -> tuple[Known, ...]:
    """What a baseline of ``findings`` holds; of podlint's own crashes nothing."""
    counts: Counter[Known] = Counter(
        _known(each) for each in findings if each.rule != INTERNAL_ERROR
    )
    return tuple(replace(each, count=count) for each, count in sorted(counts.items()))


def _known(finding: Finding) -> Known:
    reference = finding.object
    key = (
        finding.rule,
        finding.check,
        *(reference or ()),
        finding.container,
        *finding.named_path,
    )
    return Known(
        finding.file,
        finding.rule,
        finding.check,
        str(reference) if reference is not None else "",
        finding.container,
        finding.named_path,
        *identities(finding.file, key, 1),
    )


def text_of(entries: Iterable[Known]) -> str:
    """The baseline as it is written: the same for the same findings, an entry behind the other."""
    listed = [each.as_json() for each in sorted(entries)]
    return json.dumps({"version": VERSION, "findings": listed}, indent=2, ensure_ascii=False) + "\n"


def read(file: str) -> tuple[Known, ...]:
    """The baseline in ``file``.

    Raises:
        BaselineError: it cannot be read, or is no baseline of this version.
    """
    try:
        with open(file, encoding="utf-8-sig") as stream:
            data = json.load(stream)
    except FileNotFoundError as error:
        missing = f"{file}: there is no such baseline; --write-baseline {file} writes it"
        raise BaselineError(missing) from error
    except OSError as error:
        raise BaselineError(f"{file}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{file}: is no baseline: {error}") from error
    if not isinstance(data, dict) or "version" not in data:
        raise BaselineError(f"{file}: is no baseline: it does not say its version")
    if data["version"] != VERSION:
        raise BaselineError(
            f"{file}: is a baseline of version {data['version']!r}, and podlint reads {VERSION}; "
            "write it anew with --write-baseline"
        )
    entries = data.get("findings")
    if not isinstance(entries, list):
        raise BaselineError(f"{file}: is no baseline: findings is no list")
    return tuple(_entry(file, number, each) for number, each in enumerate(entries, 1))


def check_place(file: str) -> None:
    """Find out before the work whether a baseline may be written to ``file``.

    Raises:
        BaselineError: it cannot, or another file would be lost, such as a manifest whose name stands
            where that of the baseline is wanted.
    """
    if os.path.exists(file) and not os.path.isfile(file):
        raise BaselineError(f"{file}: is no file, and cannot hold a baseline")
    try:
        with open(file, "rb") as stream:
            data = stream.read()
    except FileNotFoundError as error:
        if os.path.isdir(os.path.dirname(os.path.realpath(file))):
            return
        raise BaselineError(f"{file}: cannot be written: {error.strerror}") from error
    except OSError as error:
        raise BaselineError(f"{file}: cannot be written: {error.strerror or error}") from error
    if data.strip() and not _is_baseline(data):
        raise BaselineError(f"{file}: is no baseline, and is not written over; name another file")


def _is_baseline(data: bytes) -> bool:
    """Whether it is one of any version, whatever may be wrong with its findings."""
    try:
        held = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(held, dict) and {"version", "findings"} <= held.keys()


def _entry(file: str, number: int, data: object) -> Known:
    wrong = BaselineError(f"{file}: is no baseline: finding {number} is not understood")
    if not isinstance(data, dict):
        raise wrong
    words = {name: data.get(name, "") for name in _WORDS}
    path, count = data.get("path", []), data.get("count", 1)
    if not all(isinstance(word, str) for word in words.values()) or not words["fingerprint"]:
        raise wrong
    if not isinstance(path, list) or not all(isinstance(step, str) for step in path):
        raise wrong
    if type(count) is not int or count < 1:
        raise wrong
    return Known(**words, path=tuple(path), count=count)


def apply(
    run: Run, entries: Iterable[Known], rules: Collection[str], *, audit: bool = False
) -> Applied:
    """Leave out of a run what a baseline knows.

    Of findings that are alike, as many are left out as it knows; those that stand last are reported.

    Args:
        run: what was found.
        entries: the baseline.
        rules: the rules that ran; what others found before is not stale.
        audit: report what is known nevertheless.
    """
    left = {each.fingerprint: each for each in entries}
    room = Counter({each.fingerprint: each.count for each in left.values()})
    found: Counter[Known] = Counter()
    unknown: list[Finding] = []
    old: list[Suppressed] = []
    silenced = Counter(each.finding for each in run.suppressed) if audit else Counter()
    for finding in run.findings:
        own = _known(finding)
        if finding.rule != INTERNAL_ERROR and not silenced[finding] and room[own.fingerprint]:
            room[own.fingerprint] -= 1
            found[own] += 1
            old.append(Suppressed(finding, "baseline"))
        else:
            unknown.append(finding)
    moved = _Moved(run, left, room)
    reported = []
    for finding in unknown:
        own = _known(finding)
        if finding.rule != INTERNAL_ERROR and not silenced[finding] and moved.takes(own):
            found[own] += 1
            old.append(Suppressed(finding, "baseline"))
        else:
            reported.append(finding)
    stale = Counter({mark: count for mark, count in room.items() if count})
    seen = _Seen(run, rules)
    kept = [replace(each, count=count) for each, count in found.items()]
    waiting = [
        replace(each, count=stale[mark])
        for mark, each in left.items()
        if stale[mark] and not seen.would_find(each)
    ]
    suppressed = sorted([*run.suppressed, *old], key=lambda each: each.finding.sort_key)
    return Applied(
        changed(
            run,
            findings=run.findings if audit else tuple(reported),
            suppressed=tuple(suppressed),
        ),
        _together([*kept, *waiting]),
        sum(stale.values()) - sum(each.count for each in waiting),
    )


def _together(entries: Iterable[Known]) -> tuple[Known, ...]:
    """Each entry once, with the sum of its counts."""
    counts: Counter[Known] = Counter()
    for each in entries:
        counts[replace(each, count=1)] += each.count
    return tuple(replace(each, count=count) for each, count in sorted(counts.items()))


class _Moved:
    """The entries of files that are gone: the same finding in another file is a known one."""

    def __init__(self, run: Run, entries: Mapping[str, Known], room: Counter[str]) -> None:
        self.room = room
        self.marks: dict[str, list[str]] = defaultdict(list)
        for mark, each in entries.items():
            if room[mark] and _is_gone(run, each.file):
                self.marks[each.identity].append(mark)

    def takes(self, finding: Known) -> bool:
        """Whether ``finding`` is one of those; it is counted as found."""
        for mark in self.marks.get(finding.identity, ()):
            if self.room[mark]:
                self.room[mark] -= 1
                return True
        return False


class _Seen:
    """What a run has looked at."""

    def __init__(self, run: Run, rules: Collection[str]) -> None:
        self.run = run
        self.rules = rules
        self.files = {*run.linted, *(skip.file for skip in run.skips if not skip.line)}

    def would_find(self, entry: Known) -> bool:
        """Whether an entry that is not found is no longer there."""
        if self.run.crashed or entry.rule not in self.rules:
            return False
        if _is_gone(self.run, entry.file):
            return self.run.whole  # else it may have been moved to where nobody looked
        return entry.file in self.files


def _is_gone(run: Run, file: str) -> bool:
    named = file.startswith("<")  # stdin is no file
    return not named and not os.path.exists(os.path.join(run.root, *file.split("/")))
