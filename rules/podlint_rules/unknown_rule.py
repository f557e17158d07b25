"""Ignores that cannot be followed.

## What it does

Reports an ignore that names a rule or a group that podlint does not have, and whatever is addressed
to podlint in a comment or an annotation and is no ignore: `podlint: ignore` without brackets, a
misspelt word such as `podlint: ignroe[naked-pod]`, brackets without a rule.

## Why it matters

Such an ignore does nothing. The finding that it was meant for is still reported, or it silently stops
to be ignored when a rule is renamed, and the comment says something else.

## What to do instead

Write `# podlint: ignore[rule] reason` with the name of a rule, as the report shows it in brackets at
the end of a finding. `podlint --list-rules` shows all rules and groups. `--fix` corrects a word in a
comment that can only be a slip; `--unsafe-fixes` one in an annotation, which is part of the object.

## When it is fine

Where the rule belongs to a pack of rules that is not installed everywhere: install it, or ignore this
with `# podlint: ignore[unknown-rule] <why>` on the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Fault,
    Good,
    MalformedIgnoreFault,
    Manifest,
    Problem,
    Rule,
    Severity,
    UnknownNameFault,
)
from podlint_rules._ignores import rewritten

_COMMENT = "write # podlint: ignore[rule] reason"
_ANNOTATION = 'write podlint.dev/ignore: "rule: reason"'


class UnknownRule(Rule):
    """Words the faults of ignores that cannot be followed."""

    id = "unknown-rule"
    group = "suppressions"
    summary = "an ignore names no rule that exists, or cannot be followed"
    severity = Severity.ERROR
    claims = (MalformedIgnoreFault, UnknownNameFault)
    examples = (
        Bad(
            title="A misspelt rule",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[nakedpod] for a demo  # expect: unknown-rule
metadata:
  name: web
spec:
  containers:
    - name: web
      image: acme/web:1
""",
            fixed="""\
apiVersion: v1
kind: Pod  # podlint: ignore[naked-pod] for a demo
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
            title="A rule that is like several",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[missing-probe] for a demo  # expect: unknown-rule
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
            title="No rule is named",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:  # podlint: ignore  # expect: unknown-rule
    team: shop
""",
            no_twin="JSON has no comments",
        ),
        Bad(
            title="A misspelt word",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:  # podlint: ignroe[naked-pod] why  # expect: unknown-rule
    team: shop
""",
            fixed="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:  # podlint: ignore[naked-pod] why
    team: shop
""",
            no_twin="JSON has no comments",
        ),
        Bad(
            title="An annotation that holds no text",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  annotations:
    podlint.dev/ignore: ""  # expect: unknown-rule
""",
        ),
        Good(
            title="A rule, a group, everything",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[naked-pod, controllers] for a demo
metadata:
  name: web
spec:
  restartPolicy: Never
  containers:
    # podlint: ignore[all] for a demo
    - name: web
      image: acme/web:1
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        if isinstance(fault, UnknownNameFault):
            yield _unknown(fault)
        elif isinstance(fault, MalformedIgnoreFault):
            help = _ANNOTATION if fault.by == "annotation" else _COMMENT
            fix = rewritten(fault.rewriting, f"write {fault.similar}")
            message = f"{_wrong(fault)}, so this ignores nothing"
            yield Problem(fault.place, message, help=help, fix=fix)


def _unknown(fault: UnknownNameFault) -> Problem:
    name = fault.names[0]
    if fault.internal:
        return Problem(fault.place, f"{name} is a fault of a rule, and cannot be ignored")
    hint = f", did you mean {fault.similar}?" if fault.similar else ""
    return Problem(
        fault.place,
        f'no rule or group is called "{name}"{hint}',
        help="podlint --list-rules shows all rules and groups",
        fix=rewritten(fault.rewriting, f"write {fault.similar}"),
    )


def _wrong(fault: MalformedIgnoreFault) -> str:
    if fault.problem == "verb":
        hint = f" (did you mean {fault.similar}?)" if fault.similar else ""
        return f'podlint does not know the word "{fault.word}"{hint}'
    if fault.problem == "colon":
        return 'the ":" after podlint is missing'
    if fault.problem == "brackets":
        return f"no rule in brackets follows {fault.word}"
    return "the annotation is no text" if fault.problem == "text" else "it names no rule"
