"""Judging what was found: which findings are reported, and which are left out and why.

Linting a file gives all that its rules find; what a comment says of that is applied here, so that the
result of linting depends on nothing but the file, the rules and the repository.
"""

from __future__ import annotations

from podlint.lint import INTERNAL_ERROR, FileResult, RuleSet
from podlint.model import Finding, Suppressed


def judge(result: FileResult, rules: RuleSet) -> tuple[list[Finding], list[Suppressed]]:
    """The findings of a file that are reported, and those that a comment ignores."""
    if not result.ignores:
        return result.findings, []
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in result.findings:
        group = rules.groups.get(finding.rule, "")
        ignore = next((each for each in result.ignores if each.covers(finding, group)), None)
        if ignore is None or finding.rule == INTERNAL_ERROR:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, "comment", ignore.reason))
    return kept, suppressed
