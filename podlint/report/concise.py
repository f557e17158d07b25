"""A line a finding."""

from __future__ import annotations

from podlint.model import Finding, Run
from podlint.report.context import Context
from podlint.report.terminal import BOLD, COLOURS, DIM, RESET, escape


def report(run: Run, context: Context) -> str:
    """``path:line:column: severity: message [rule]``, for each finding."""
    return "".join(f"{headline(finding, run.root, context)}\n" for finding in run.findings)


def headline(finding: Finding, root: str, context: Context) -> str:
    """The line that says all that matters of a finding."""
    path = escape(context.display_path(root, finding.file))
    place = f"{path}:{finding.span.line}:{finding.span.column}"
    label = finding.severity.label
    name = f"{finding.rule}/{finding.check}" if finding.check else finding.rule
    rule = f"[{escape(name)}]"
    message = escape(finding.message)
    if not context.styled:
        return f"{place}: {label}: {message} {rule}"
    colour = COLOURS[finding.severity]
    return f"{BOLD}{place}{RESET}: {colour}{label}{RESET}: {message} {DIM}{rule}{RESET}"
