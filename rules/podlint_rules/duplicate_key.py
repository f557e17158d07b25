"""Keys that stand twice in one mapping.

## What it does

Reports the second of two keys that are the same key to Kubernetes: `image` and `image`, but also
`y` and `yes` (both are true) or `1` and `"1"`. It also reports a key that a later merge (`<<`)
overwrites, since Kubernetes merges in the order of the text.

## Why it matters

YAML forbids it, and Kubernetes accepts it all the same: the last one wins and the first is dropped
without a word. A second `env:` or `volumeMounts:` block undoes the first.

## What to do instead

Keep one of them. Where both hold the same value, `--fix` takes the second one out: Kubernetes reads
what it read before. Keys that only Kubernetes takes for one, such as `on` and `yes`, want quotes
instead. Put `<<` first where keys of your own are to win over what is merged.

## When it is fine

Never.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    RELATED_LINE,
    Bad,
    Delete,
    DuplicateKeyFault,
    Fault,
    Fix,
    Good,
    Manifest,
    Place,
    Problem,
    Related,
    Rule,
    Severity,
)


class DuplicateKey(Rule):
    """Words the keys that the reader found twice."""

    id = "duplicate-key"
    group = "syntax"
    summary = "a key that stands twice: Kubernetes silently drops the first value"
    severity = Severity.ERROR
    claims = (DuplicateKeyFault,)
    examples = (
        Bad(
            title="The same key twice",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  mode: fast
  mode: safe  # expect: duplicate-key
""",
            no_twin="what is read and written again holds the key once",
        ),
        Bad(
            title="The same key with the same value",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  mode: safe  # the only one
  level: info
  "mode": safe  # expect: duplicate-key
""",
            fixed="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  mode: safe  # the only one
  level: info
""",
            no_twin="what is read and written again holds the key once",
        ),
        Bad(
            title="Two keys that are one to Kubernetes",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  on: "1"
  yes: "2"  # expect: duplicate-key
""",
            no_twin="in JSON the two keys are the same text",
        ),
        Good(
            title="Once",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  mode: safe
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, DuplicateKeyFault)
        first, second = fault.spellings
        if fault.merged:
            yield Problem(
                fault.place,
                f'the merge (<<) on line {RELATED_LINE} overwrites "{first}": '
                "Kubernetes merges in the order of the text",
                help="put << first, so that the keys after it win",
                severity=Severity.WARNING,
                related=(Related(fault.first, "the merge"),),
            )
            return
        fix, help = None, ""
        if first == second:
            what = f'the key "{second}" stands here again'
            if fault.equal and isinstance(fault.place, Place):
                help = "delete one of them; both hold the same value"
                fix = Fix((Delete(fault.place),), f"delete the second {second}", safe=True)
        else:
            what = f'the keys {first} and {second} are both "{fault.key}" to Kubernetes'
        yield Problem(
            fault.place,
            f"{what}; it keeps this value and silently drops the one on line {RELATED_LINE}",
            help=help,
            related=(Related(fault.first, "the first one"),),
            fix=fix,
        )
