"""Ignores that do not say why.

## What it does

Reports an ignore (a comment, an annotation, an entry of the configuration) without a reason.

## Why it matters

Whoever meets it in a year cannot tell whether it is still true, and nobody dares to remove it.

## What to do instead

Write the reason after the brackets, `# podlint: ignore[naked-pod] started by hand for a demo`; in an
annotation after the colon, `naked-pod: started by hand for a demo`.

## When it is fine

Where nobody but you reads the manifests. The rule is off unless it is selected.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Fault,
    Good,
    IgnoreWithoutReasonFault,
    Manifest,
    Problem,
    Rule,
    Severity,
)
from podlint_rules._ignores import listed

_HELP = {
    "comment": "write the reason after the brackets",
    "annotation": 'write "rule: reason"',
    "configuration": "give the entry a reason",
}


class IgnoreWithoutReason(Rule):
    """Words the faults of ignores without a reason."""

    id = "ignore-without-reason"
    group = "suppressions"
    summary = "an ignore does not say why"
    severity = Severity.WARNING
    default = False
    claims = (IgnoreWithoutReasonFault,)
    examples = (
        Bad(
            title="No reason",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[naked-pod]  # expect: ignore-without-reason
metadata:
  name: web
spec:
  containers:
    - name: web
      image: acme/web:1
""",
            no_twin="JSON has no comments",
        ),
        Bad(
            title="No reason in an annotation",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    podlint.dev/ignore: naked-pod  # expect: ignore-without-reason
spec:
  containers:
    - name: web
      image: acme/web:1
""",
        ),
        Good(
            title="A reason",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[naked-pod] started by hand for a demo
metadata:
  name: web
spec:
  containers:
    - name: web
      image: acme/web:1
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, IgnoreWithoutReasonFault)
        message = (
            f"no reason is given for ignoring {listed(fault.names)}: nobody will dare to remove it"
        )
        yield Problem(fault.place, message, help=_HELP[fault.by])
