"""A line a finding."""

from __future__ import annotations

from podlint.model import Finding, Fix, Run, Suppressed
from podlint.report.context import Context
from podlint.report.terminal import BOLD, COLOURS, DIM, RESET, escape

_BY = {
    "comment": "by a comment",
    "annotation": "by an annotation",
    "configuration": "by the configuration",
    "baseline": "by the baseline",
}


def report(run: Run, context: Context) -> str:
    """``path:line:column: severity: message [rule]``, for each finding."""
    return "".join(
        f"{headline(finding, run.root, context, suppressed)}\n"
        for finding, suppressed in context.listed(run)
    )


def headline(
    finding: Finding, root: str, context: Context, suppressed: Suppressed | None = None
) -> str:
    """The line that says all that matters of a finding."""
    if not context.styled:
        return plain(finding, context.display_path(root, finding.file), suppressed)
    place, label, message, rule = _parts(finding, context.display_path(root, finding.file))
    colour = COLOURS[finding.severity]
    line = f"{BOLD}{place}{RESET}: {colour}{label}{RESET}: {message} {DIM}{rule}{RESET}"
    return f"{line}{ignored(suppressed)}"


def plain(finding: Finding, path: str, suppressed: Suppressed | None = None) -> str:
    """That line without colour, for a finding in the file ``path``."""
    place, label, message, rule = _parts(finding, path)
    return f"{place}: {label}: {message} {rule}{ignored(suppressed)}"


def ignored(suppressed: Suppressed | None) -> str:
    """What follows a finding that was suppressed; nothing, if it was not."""
    if suppressed is None:
        return ""
    if suppressed.reason:
        return f" (ignored: {escape(suppressed.reason)})"
    return f" (ignored {_BY[suppressed.by]})"


def name(finding: Finding) -> str:
    """The rule that found it, and which of its checks."""
    return f"{finding.rule}/{finding.check}" if finding.check else finding.rule


def option(fix: Fix) -> str:
    """The option that makes a fix."""
    return "--fix" if fix.safe else "--unsafe-fixes"


def _parts(finding: Finding, path: str) -> tuple[str, str, str, str]:
    place = f"{escape(path)}:{finding.span.line}:{finding.span.column}"
    rule = f"[{escape(name(finding))}]"
    return place, finding.severity.label, escape(finding.message), rule
