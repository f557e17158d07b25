"""Mend a copy of a tree of manifests, and see whether anything else than what was wrong has changed.

    python tools/check_fixes.py DIRECTORY [--unsafe] [--show]

This program calls ``podlint`` and knows nothing of how it edits. What is found before says which rules
may change something, and where; then the data of every document are compared, and the comments.
It ends with 1 where something differs that no finding with a fix is about, where a file cannot be read
any more, or where a second call changes anything.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path as File
from typing import Any, NamedTuple

from podlint.document import DecodeError, Source, decode, load

Path = tuple[str | int, ...]

CONTAINER_FIELDS = {"livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "restartPolicy"}
POD_FIELDS = {"volumes", "containers", "initContainers", "terminationGracePeriodSeconds"}
HERE = {"wrong-type", "ambiguous-scalar", "invalid-value", "undefined-volume", "duplicate-entry"}
BESIDE = {"unknown-field", "duplicate-key", "misplaced-restart-policy"}
IN_THE_POD = {"unused-volume", "job-blocking-sidecar", "short-grace-period"}
WHOLE_OBJECT = {"naked-pod", "bare-replicaset", "removed-api", "deprecated-api"}
REMOVING = {
    *("duplicate-key", "misplaced-restart-policy", "node-loopback-probe", "unknown-rule"),
    *("unused-ignore", "unused-volume"),
}
"""What takes out lines, with the comments at their ends."""
KEPT_LEAST = 0.4
"""Of the scalars of an object that becomes another kind, or that of another API, how many stay."""


class Changed(NamedTuple):
    """A file before and after."""

    file: str
    before: str
    after: str


def main() -> int:
    """Check one directory; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("directory", type=File)
    parser.add_argument("--unsafe", action="store_true", help="make the unsafe fixes, too")
    parser.add_argument("--show", action="store_true", help="show the changed files' names")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = File(folder) / "tree"
        shutil.copytree(options.directory, copy, symlinks=True)
        problems = check(copy, options.directory, unsafe=options.unsafe, show=options.show)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


def check(copy: File, original: File, *, unsafe: bool, show: bool = False) -> list[str]:
    """What is wrong with the fixes in a copy of a tree."""
    found = findings(copy)
    offered = [each for each in found if each["fix"] and (unsafe or each["fix"]["safe"])]
    said = mend(copy, unsafe)
    changed = list(changes(original, copy))
    report(offered, said, changed, show)
    by_file: dict[str, list[Any]] = {}
    fixed = {finding["file"] for finding in offered}
    for finding in found if unsafe else offered:  # one may have a fix only when another is made
        if finding["file"] in fixed:
            by_file.setdefault(finding["file"], []).append(finding)
    problems = [
        problem for each in changed for problem in problems_of(each, by_file.get(each.file, []))
    ]
    again = mend(copy, unsafe)
    after = {each.file: each.after for each in changed}
    second = [each.file for each in changes(original, copy) if after.get(each.file) != each.after]
    problems += [f"{file}: a second call changes it again" for file in second]
    if " mended in " in again:
        problems.append(f"a second call mends something: {again.splitlines()[-2]}")
    return problems


def findings(directory: File) -> list[Any]:
    """What is found in a directory."""
    done = podlint("--format", "json", ".", cwd=directory)
    found: list[Any] = json.loads(done.stdout)["findings"]
    return found


def mend(directory: File, unsafe: bool) -> str:
    """Mend what is found; what is said on stderr."""
    done = podlint("--unsafe-fixes" if unsafe else "--fix", ".", cwd=directory)
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return done.stderr


def podlint(*arguments: str, cwd: File) -> subprocess.CompletedProcess[str]:
    """Call podlint on all that there is."""
    command = [sys.executable, "-m", "podlint", "--no-config", "--no-gitignore", "--no-cache"]
    return subprocess.run(
        [*command, *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )


def report(offered: list[Any], said: str, changed: list[Changed], show: bool) -> None:
    """Print the counts."""
    print("offered: " + counted(each["rule"] for each in offered))
    refused = re.findall(r": is not mended, for (.*) \[([\w-]+)\]$", said, re.M)
    shortened = ((rule, re.sub(r"new error: .*", "new error", why)) for why, rule in refused)
    print("refused: " + counted(f"{rule} ({why})" for rule, why in shortened))
    print("said: " + "; ".join(re.findall(r"^podlint: (\d.* mended in .*)$", said, re.M)))
    lines = sum(sum(changed_lines(each)) for each in changed)
    print(f"changed: {len(changed)} files, {lines} lines")
    for each in changed if show else ():
        print(f"  {each.file}")


def counted(words: Iterable[str]) -> str:
    """Words with how often each is there."""
    counts = Counter(words)
    return f"{sum(counts.values())}: " + ", ".join(
        f"{word} {n}" for word, n in counts.most_common()
    )


def changes(original: File, copy: File) -> Iterator[Changed]:
    """The files that differ."""
    for file in sorted(
        each for each in copy.rglob("*") if each.is_file() and not each.is_symlink()
    ):
        name = file.relative_to(copy)
        before, after = (original / name).read_bytes(), file.read_bytes()
        if before != after:
            yield Changed(name.as_posix(), text_of(before), text_of(after))


def text_of(data: bytes) -> str:
    """The text of a file; of one that cannot be read, its bytes as letters."""
    try:
        return decode(data)
    except DecodeError:
        return data.decode("latin-1")


def changed_lines(change: Changed) -> tuple[int, int]:
    """How many lines are gone, and how many are new."""
    old, new = change.before.split("\n"), change.after.split("\n")
    same = sum(
        each.size for each in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    )
    return len(old) - same, len(new) - same


def problems_of(change: Changed, offered: list[Any]) -> Iterator[str]:
    """What is wrong with the change of one file."""
    if not offered:
        yield f"{change.file}: is changed, and nothing in it was to be mended"
        return
    before = list(load(Source(change.file, change.before)))
    after = list(load(Source(change.file, change.after)))
    if len(before) != len(after):
        yield f"{change.file}: {len(before)} documents have become {len(after)}"
        return
    rules = {finding["rule"] for finding in offered}
    lost = comments(change.before) - comments(change.after)
    if lost and not rules & REMOVING:
        yield f"{change.file}: comments are lost: {list(lost)[:3]}"
    for old, new in zip(before, after, strict=True):
        own = [finding for finding in offered if finding["document"] == old.index]
        if old.readable and not new.readable:
            yield f"{change.file}: document {old.index} cannot be read any more"
        elif not own and old.text != new.text:
            yield f"{change.file}: document {old.index} is changed, and none of its findings has a fix"
        elif own:
            yield from data_problems(change.file, old.data, new.data, own)


def data_problems(file: str, old: Any, new: Any, offered: list[Any]) -> Iterator[str]:
    """What differs in a document that no finding is about."""
    whole = {finding["rule"] for finding in offered} & WHOLE_OBJECT
    if whole:
        if any(finding["rule"] == "unused-volume" for finding in offered):
            old, new = without_volumes(old), without_volumes(new)
        left, now = Counter(map(repr, scalars(old))), Counter(map(repr, scalars(new)))
        kept = sum((left & now).values()) / max(1, sum(left.values()))
        if kept < KEPT_LEAST:
            yield f"{file}: {', '.join(whole)}: only {kept:.0%} of its values are still there"
        return
    allowed = [each for finding in offered for each in may_change(finding)]
    for path in differences(old, new, ()):
        moved = any(each["rule"] == "unknown-field" and ends(each, path) for each in offered)
        if not moved and not any(matches(path, each) for each in allowed):
            yield f"{file}: {'/'.join(map(str, path))} differs, and no finding is about it"


def without_volumes(value: Any) -> Any:
    """The value without the volumes of all Pods in it."""
    if isinstance(value, dict):
        return {key: without_volumes(each) for key, each in value.items() if key != "volumes"}
    return [without_volumes(each) for each in value] if isinstance(value, list) else value


def ends(finding: Any, path: Path) -> bool:
    """Whether a Path ends in the field that a finding is about, which may stand elsewhere now."""
    return pointer(finding["pointer"])[-1:] == path[-1:]


def may_change(finding: Any) -> Iterator[tuple[Path, set[str]]]:
    """Where a finding may change something: a Path, and which of its keys (none: all)."""
    path = pointer(finding["pointer"] or "")
    rule = finding["rule"]
    if rule in HERE:
        yield (path[:-1] if rule == "ambiguous-scalar" else path), set()
    elif rule in BESIDE:
        yield path[:-1], set()
    elif rule in IN_THE_POD:
        at = next(i for i, step in enumerate(path) if step in POD_FIELDS)
        yield path[:at], POD_FIELDS
    elif rule == "unused-ignore":
        yield path[:-1] if "annotations" in path else path, set()
    else:
        lists = ("containers", "initContainers")
        for at in (i for i, step in enumerate(path) if step in lists):
            yield path[: at + 2], CONTAINER_FIELDS


def pointer(text: str) -> Path:
    """The Path of a JSON Pointer."""
    steps = [each.replace("~1", "/").replace("~0", "~") for each in text.split("/")[1:]]
    return tuple(int(each) if each.isdigit() else each for each in steps)


def matches(path: Path, allowed: tuple[Path, set[str]]) -> bool:
    """Whether a Path lies where a change is allowed."""
    start, keys = allowed
    if path[: len(start)] != start:
        return False
    return not keys or (len(path) > len(start) and path[len(start)] in keys)


def differences(old: Any, new: Any, path: Path) -> Iterator[Path]:
    """The Paths at which two values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            if key not in old or key not in new:
                yield (*path, key)
            else:
                yield from differences(old[key], new[key], (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, (*path, index))
    elif repr(old) != repr(new):
        yield path


def scalars(value: Any) -> Iterator[Any]:
    """The scalars in a value."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        yield value
        return
    for each in value:
        yield from scalars(each)


def comments(text: str) -> Counter[str]:
    """What looks like a comment: a superset, since texts may hold a #."""
    return Counter(match.rstrip() for match in re.findall(r"(?:^|\s)(#.*)$", text, re.M))


if __name__ == "__main__":
    sys.exit(main())
