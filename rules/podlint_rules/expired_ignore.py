"""Ignores whose last day has passed.

## What it does

Reports an ignore with `until=` a day that has passed, and one with a day that is none. Neither ignores
anything: the findings are reported again.

## Why it matters

Somebody promised to mend it by that day.

## What to do instead

Mend what is found and remove the ignore. Where it cannot be mended yet, choose another day:
`# podlint: ignore[naked-pod] until=2027-01-31 reason` counts up to the end of that day.

## When it is fine

Never: an ignore without a last day is written without `until=`.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    ExpiredIgnoreFault,
    Fault,
    Good,
    Manifest,
    Problem,
    Rule,
    Severity,
)
from podlint_rules._ignores import listed


class ExpiredIgnore(Rule):
    """Words the faults of ignores that are over."""

    id = "expired-ignore"
    group = "suppressions"
    summary = "the last day of an ignore has passed, and it ignores nothing any more"
    severity = Severity.WARNING
    claims = (ExpiredIgnoreFault,)
    examples = (
        Bad(
            title="The day has passed",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[naked-pod] until=2020-01-31 a demo  # expect: expired-ignore
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
            title="No such day",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    podlint.dev/ignore: "naked-pod until=2099-02-30: a demo"  # expect: expired-ignore
spec:
  containers:
    - name: web
      image: acme/web:1
""",
        ),
        Good(
            title="The day is still to come",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[naked-pod] until=2999-12-31 a demo
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
        assert isinstance(fault, ExpiredIgnoreFault)
        names = listed(fault.names)
        if not fault.valid:
            message = f'"{fault.until}" is no day, so this ignores nothing'
            yield Problem(fault.place, message, help="write a day such as until=2027-01-31")
        elif fault.reported:
            findings = "1 finding is" if fault.reported == 1 else f"{fault.reported} findings are"
            message = f"ignoring {names} ended on {fault.until}, and {findings} reported again"
            yield Problem(fault.place, message, help="mend what is found and remove the ignore")
        else:
            message = (
                f"ignoring {names} ended on {fault.until}, and there is nothing left to ignore"
            )
            yield Problem(fault.place, message, help="remove the ignore")
