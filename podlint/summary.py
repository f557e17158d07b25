"""What a run did, in a line, and what its rules found, in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from podlint.model import Run, Severity
from podlint.wording import counted

_SEVERITIES = tuple(severity.label for severity in sorted(Severity, reverse=True))
_SUPPRESSORS = ("comment", "annotation", "configuration", "baseline")
_NONE = "-"
_PLURALS = {
    "Helm template": "Helm templates",
    "broken link": "broken links",
    "dependency folder": "dependency folders",
    "kustomization": "kustomizations",
    "link that is not followed": "links that are not followed",
    "nested repository": "nested repositories",
    "template": "templates",
}
"""Of the reasons why a file is skipped that are names of a thing."""


_EVERY = (True, False)
"""Safe fixes and unsafe ones."""


def last_words(
    run: Run, passed: Sequence[str], formats: Iterable[str], offered: Collection[bool] = _EVERY
) -> Iterator[str]:
    """What stands on stderr after a run; the summary is the last line.

    Args:
        run: the run.
        passed: the files of ``--schemas`` that hold none.
        formats: those of the reports.
        offered: which fixes could still be made, safe ones (True) and unsafe ones.
    """
    for file in passed:
        yield f"podlint: {file}: no schema of a custom resource"
    if "sarif" in formats:
        from podlint.report.sarif import SHOWN

        if len(run.findings) > SHOWN:
            yield (
                f"podlint: GitHub shows {SHOWN} results of a SARIF file, and there are "
                f"{len(run.findings)}: the errors come first"
            )
    yield summary(run, len(passed), offered)


def summary(run: Run, passed: int = 0, offered: Collection[bool] = _EVERY) -> str:
    """What was linted, what was found, what could be mended, and what was not linted and why.

    ``passed`` is how many files of ``--schemas`` hold none; ``offered`` is as for ``last_words``.
    """
    counts = Counter(finding.severity.label for finding in run.findings)
    found = ", ".join(counted(counts[label], label) for label in _SEVERITIES if counts[label])
    otherwise = "clean" if run.manifests else "nothing linted"
    linted = f"{counted(run.manifests, 'manifest')} in {counted(run.files, 'file')}"
    parts = [f"{linted}: {found or otherwise}"]
    if mendable := _mendable(run, offered):
        parts.append(mendable)
    if run.unjudged:
        parts.append(f"{counted(run.unjudged, 'custom resource')} without a schema")
    if passed:
        parts.append(f"{counted(passed, 'file')} of --schemas without one")
    parts.extend(_suppressed(run))
    reasons = Counter(skip.reason for skip in run.skips)
    if reasons:
        skipped = ", ".join(
            f"{count} {reason if count == 1 else _PLURALS.get(reason, reason)}"
            for reason, count in sorted(reasons.items())
        )
        parts.append(f"skipped: {skipped}")
    return "podlint: " + "; ".join(parts)


def _mendable(run: Run, offered: Collection[bool]) -> str:
    """How many findings fixes are offered for, and how to have them made."""
    fixes = Counter(finding.fix.safe for finding in run.findings if finding.fix is not None)
    safe, unsafe = (fixes[kind] if kind in offered else 0 for kind in _EVERY)
    if safe and unsafe:
        return f"{safe} can be mended with --fix, {unsafe} more with --unsafe-fixes"
    if safe or unsafe:
        return f"{safe or unsafe} can be mended with {'--fix' if safe else '--unsafe-fixes'}"
    return ""


def _suppressed(run: Run) -> Iterator[str]:
    old = sum(each.by == "baseline" for each in run.suppressed)
    if ignored := len(run.suppressed) - old:
        yield f"{ignored} ignored"
    if old:
        yield f"{old} in the baseline"


def statistics(run: Run) -> str:
    """A table: for each rule its findings by severity, and those suppressed by what did it."""
    counts: Counter[tuple[str, str]] = Counter()
    for finding in run.findings:
        counts[finding.rule, finding.severity.label] += 1
    for each in run.suppressed:
        counts[each.finding.rule, each.by] += 1
    used = {column for _, column in counts}
    columns = [*_SEVERITIES, *(each for each in _SUPPRESSORS if each in used)]
    totals = Counter(
        {column: sum(counts[key] for key in counts if key[1] == column) for column in used}
    )
    rules = sorted(
        {rule for rule, _ in counts},
        key=lambda rule: (-sum(counts[rule, column] for column in columns), rule),
    )
    rows = [["rule", *columns]]
    rows += ([rule, *(str(counts[rule, each] or _NONE) for each in columns)] for rule in rules)
    rows.append(["total", *(str(totals[each] or _NONE) for each in columns)])
    return _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    )
    return "\n".join(lines)
