"""Ignores that ignore nothing.

## What it does

Reports an ignore (a comment, an annotation, an entry of the configuration) for which none of the
rules that it names finds anything. Of several names it reports those that are of no use. Rules that
did not run, in this run or on this kind of object, are not counted against it. It also reports an
ignore that stands where it cannot work: in a document that cannot be read, beside nothing, or, for
`ignore-file`, below the first comments of the file. Entries of the configuration are looked at in
runs over the whole repository.

## Why it matters

An ignore without a finding hides the next one: the fault that it was for has been mended, or it has
slipped to the wrong line and never did anything. Either way its reason is no longer true.

## What to do instead

Remove it, or the name that is of no use. Where the finding is still there, move the ignore to the
line of the finding or to the line above it.

`--fix` removes a comment, or what in it is of no use, and leaves what else the comment says. An
annotation is part of the object, and a change to that of a Pod template starts the Pods anew: it takes
`--unsafe-fixes`. An ignore that stands where it cannot work, and an entry of the configuration, stay
for you to move or to correct.

## When it is fine

Where a manifest is linted with several versions of podlint or of Kubernetes, and only some of them
find something: ignore it with `# podlint: ignore[unused-ignore] <why>` on the line above.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Fault,
    Good,
    Manifest,
    Problem,
    Rule,
    Severity,
    UnusedIgnoreFault,
)
from podlint_rules._ignores import listed, rewritten

_NOWHERE = {
    "unread": "its document cannot be read, so this ignores nothing",
    "nothing-there": "nothing begins here that it could be for, so this ignores nothing",
    "not-at-the-top": "ignore-file counts only in the first comments of a file, "
    "so this ignores nothing",
}
_HELP = {
    "": "remove it, or move it to the line of the finding or to the line above that",
    "unread": "mend the document, and see whether it is still needed",
    "nothing-there": "write it at the end of the line of the finding, or on the line above that",
    "not-at-the-top": "move it to the first lines of the file, or use ignore[...] on the object",
}


class UnusedIgnore(Rule):
    """Words the faults of ignores that ignore nothing."""

    id = "unused-ignore"
    group = "suppressions"
    summary = "an ignore silences nothing, and would hide the next finding"
    severity = Severity.WARNING
    claims = (UnusedIgnoreFault,)
    examples = (
        Bad(
            title="The rule finds nothing here",
            text="""\
apiVersion: v1
kind: Namespace  # podlint: ignore[naked-pod] a bare Pod  # expect: unused-ignore
metadata:
  name: shop
""",
            fixed="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
""",
            no_twin="JSON has no comments",
        ),
        Bad(
            title="One of two",
            text="""\
apiVersion: v1
kind: Pod  # podlint: ignore[naked-pod, unknown-kind] for a demo  # expect: unused-ignore
metadata:
  name: web
spec:
  restartPolicy: Never
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
  restartPolicy: Never
  containers:
    - name: web
      image: acme/web:1
""",
            no_twin="JSON has no comments",
        ),
        Bad(
            title="Between other comments",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  # of the shop  # podlint: ignore[naked-pod] a bare Pod  # see the wiki  # expect: unused-ignore
  name: shop
""",
            fixed="""\
apiVersion: v1
kind: Namespace
metadata:
  # of the shop # see the wiki
  name: shop
""",
            no_twin="JSON has no comments",
        ),
        Bad(
            title="Too low in the file",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  # podlint: ignore-file[naked-pod] bare Pods  # expect: unused-ignore
  labels: {team: shop}
""",
            no_twin="JSON has no comments",
        ),
        Bad(
            title="An annotation",
            text="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  annotations:
    podlint.dev/ignore: "naked-pod: a bare Pod"  # expect: unused-ignore
""",
            fixed="""\
apiVersion: v1
kind: Namespace
metadata:
  name: shop
""",
        ),
        Bad(
            title="One of two in an annotation",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    podlint.dev/ignore: "naked-pod, bare-replicaset: for a demo"  # expect: unused-ignore
spec:
  restartPolicy: Never
  containers:
    - name: web
      image: acme/web:1
""",
            fixed="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    podlint.dev/ignore: "naked-pod: for a demo"
spec:
  restartPolicy: Never
  containers:
    - name: web
      image: acme/web:1
""",
        ),
        Good(
            title="It silences a finding",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    podlint.dev/ignore: "naked-pod: started by hand for a demo"
spec:
  restartPolicy: Never
  containers:
    - name: web
      image: acme/web:1
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, UnusedIgnoreFault)
        help = _HELP[fault.nowhere]
        if fault.nowhere:
            yield Problem(fault.place, _NOWHERE[fault.nowhere], help=help)
            return
        what = "all rules" if fault.names == ("all",) else listed(fault.names)
        message = f"ignoring {what} silences nothing here, and would hide the next finding"
        if fault.by == "configuration":
            help = "remove the entry, or correct what it asks for"
        fix = rewritten(fault.rewriting, f"ignore {listed(fault.names)} no more")
        yield Problem(fault.place, message, help=help, fix=fix)
