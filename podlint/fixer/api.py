"""Fixes for programs: one text in, one text out."""

from __future__ import annotations

from collections.abc import Sequence

from podlint.engine import STDIN, lint_text
from podlint.fixer.rounds import Fixed, fix_bytes
from podlint.kubernetes import Project
from podlint.model import Finding
from podlint.profile import Profile
from podlint.rule import Rule
from podlint.suppress import Suppressions


def fix_text(
    text: str | bytes,
    file: str = STDIN,
    *,
    unsafe: bool = False,
    rules: Sequence[Rule] | None = None,
    project: Project | None = None,
    profile: Profile | None = None,
    suppressions: Suppressions | None = None,
) -> Fixed:
    """One text with the fixes of its findings; the arguments are those of ``lint_text``.

    Args:
        text: the manifests.
        file: the path that the text is reported under.
        unsafe: whether fixes are made as well that change what Kubernetes reads.
        rules: the rules to run; the default set, if None.
        project: what is known of the repository.
        profile: the Kubernetes versions to judge for.
        suppressions: what is ignored beside what the text says.
    """

    def lint(data: bytes, file: str) -> list[Finding]:
        return lint_text(
            data, file, rules=rules, project=project, profile=profile, suppressions=suppressions
        )

    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return fix_bytes(data, file, lint, unsafe=unsafe)
