"""Values of a type that the field does not take.

## What it does

Reports a value that is not what its field wants: a word where a number is wanted, a list where a
mapping is, and above all a plain word that Kubernetes reads as something else. It reads YAML 1.1:
`y`, `on` and `no` are booleans, `0755` is 493, `1.10` is the number 1.1.

## Why it matters

The API server refuses the manifest, often with a message about Go types and without a line.

## What to do instead

Quote what is to be a string: `"y"`, `"8080"`. Take the quotes off a number.

## When it is fine

Never. A placeholder such as `${REPLICAS}` is not reported; a word in capitals, which may be one that a
reader has to fill in (`replicas: REPLICAS`), is only worth knowing.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Fault, Good, Manifest, Place, Problem, Rule, Severity, WrongTypeFault
from podlint_rules._fill_in import is_to_fill_in

_NAMES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "a mapping",
    "string": "a string",
}
_ACTUAL = {**_NAMES, "boolean": "a boolean"}


class WrongType(Rule):
    """Words the values whose type the schema refuses."""

    id = "wrong-type"
    group = "schema"
    summary = "a value of a type that the field does not take"
    severity = Severity.ERROR
    claims = (WrongTypeFault,)
    examples = (
        Bad(
            title="A plain y is true",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: task
spec:
  containers:
    - name: task
      image: busybox:1.36
      env:
        - name: TOKEN
          valueFrom:
            secretKeyRef:
              name: x
              key: y  # expect: wrong-type
""",
        ),
        Bad(
            title="A number in quotes",
            text="""\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: "80"  # expect: wrong-type
""",
        ),
        Good(
            title="Quoted",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: task
spec:
  containers:
    - name: task
      image: busybox:1.36
      env:
        - name: TOKEN
          value: "y"
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, WrongTypeFault)
        field = _field(fault.place)
        wanted = " or ".join(_NAMES[each] for each in fault.expected)
        if fault.minimum is not None and fault.maximum is not None:
            yield Problem(
                fault.place,
                f"{field} is {fault.value}, which does not fit: "
                f"it takes {fault.minimum} to {fault.maximum}",
            )
        elif fault.written and _reads_otherwise(fault) and "string" in fault.expected:
            value = _shown(fault.value)
            yield Problem(
                fault.place,
                f"{field} wants {wanted}, and Kubernetes reads {fault.written} as {value}; quote it",
                help=f'write "{fault.written}"',
            )
        else:
            actual = _ACTUAL[fault.actual]
            shown = "" if fault.value is None else f" ({_shown(fault.value)})"
            message = f"{field} wants {wanted}, and this is {actual}{shown}"
            if set(fault.expected) <= _SCALARS and is_to_fill_in(fault.written):
                message = f"{message}, which looks like a word to fill in"
                yield Problem(fault.place, message, severity=Severity.INFO)
            else:
                yield Problem(fault.place, message)


_SCALARS = frozenset({"boolean", "integer", "number"})


def _reads_otherwise(fault: WrongTypeFault) -> bool:
    return fault.actual in ("boolean", "integer", "number")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "the boolean true" if value else "the boolean false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else f'"{value[:37]}..."'
    return f"the number {value}"


def _field(place: object) -> str:
    """The field's name, or ``item 2 of args``."""
    assert isinstance(place, Place)
    if not place.path:
        return "the document"
    last = place.path[-1]
    if isinstance(last, str):
        return last
    owner = next((step for step in reversed(place.path) if isinstance(step, str)), "the list")
    return f"item {last + 1} of {owner}"
