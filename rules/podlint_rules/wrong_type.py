"""Values of a type that the field does not take.

## What it does

Reports a value that is not what its field wants: a word where a number is wanted, a list where a
mapping is, and above all a plain word that Kubernetes reads as something else. It reads YAML 1.1:
`y`, `on` and `no` are booleans, `0755` is 493, `1.10` is the number 1.1.

## Why it matters

The API server refuses the manifest, often with a message about Go types and without a line.

## What to do instead

Quote what is to be a string: `"y"`, `"8080"`. Take the quotes off a number. `--fix` does both, since
Kubernetes refused what stood there before.

## When it is fine

Never. A placeholder such as `${REPLICAS}` is not reported; a word in capitals, which may be one that a
reader has to fill in (`replicas: REPLICAS`), is only worth knowing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Fault,
    Fix,
    Good,
    Manifest,
    Place,
    Problem,
    Rule,
    SetScalar,
    Severity,
    WrongTypeFault,
)
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
            fixed="""\
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
              key: "y"
""",
            no_twin="in JSON the word is true, and not y",
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
            fixed="""\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
    - port: 80
""",
        ),
        Bad(
            title="A list where a mapping is wanted",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data: [mode=fast]  # expect: wrong-type
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
                fix=_written_as(fault, fault.written, "quote the value"),
            )
        else:
            actual = _ACTUAL[fault.actual]
            shown = "" if fault.value is None else f" ({_shown(fault.value)})"
            message = f"{field} wants {wanted}, and this is {actual}{shown}"
            if set(fault.expected) <= _SCALARS and is_to_fill_in(fault.written):
                message = f"{message}, which looks like a word to fill in"
                yield Problem(fault.place, message, severity=Severity.INFO)
            else:
                fix = _unquoted(fault)
                help = "take the quotes off" if fix else ""
                yield Problem(fault.place, message, help=help, fix=fix)


def _written_as(fault: WrongTypeFault, value: str | int | bool, title: str) -> Fix | None:
    """Safe, since the API server takes nothing of a wrong type."""
    if not isinstance(fault.place, Place):
        return None
    return Fix((SetScalar(fault.place.path, value),), title, safe=True)


def _unquoted(fault: WrongTypeFault) -> Fix | None:
    """Takes the quotes off, where what is in them can be but one number or boolean."""
    text = fault.value
    if not isinstance(text, str) or fault.written:
        return None
    if "integer" in fault.expected and re.fullmatch(_INTEGER, text):
        return _written_as(fault, int(text), "take the quotes off")
    if "boolean" in fault.expected and text in ("true", "false"):
        return _written_as(fault, text == "true", "take the quotes off")
    return None


_INTEGER = "-?(?:0|[1-9][0-9]{0,9})"
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
