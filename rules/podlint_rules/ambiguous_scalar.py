"""Plain scalars that Kubernetes reads otherwise than a person would.

## What it does

Reports an unquoted scalar whose value is not what it looks like, where nothing else would say so:

- a key such as `on:` or `y:` in a map that takes any key: Kubernetes makes it `"true"`;
- `0755` or `08` where an integer is wanted that is no file mode, and `1_000`;
- where any type may stand, as in a custom resource without a schema: `yes`, `no`, `on`, `off`, `y`, `n`
  (booleans), `1.10` (the number 1.1) and `5e10`;
- a file mode that is written decimal and reads like an octal one: `defaultMode: 644` is mode 1204.

Where the value is of a type that the field refuses, that is wrong-type, and is not said twice.

## Why it matters

Kubernetes reads YAML 1.1, and converts it to JSON before it looks at it. Version 1.10 becomes version
1.1, the country Norway becomes false, and a mode of 644 takes the file away from its reader.

## What to do instead

Quote what is to be a string. Write integers plainly, and modes as octal with a leading 0.

`--fix` writes an integer as Kubernetes reads it. `--unsafe-fixes` also quotes what may be of any type,
and a key, and gives a mode the leading 0: Kubernetes then reads what the text looks like.

## When it is fine

Where a boolean is really meant by `yes`. Write `true`, which nobody misreads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.rule import (
    AmbiguousScalarFault,
    Bad,
    Fault,
    Fix,
    Good,
    Manifest,
    Path,
    Place,
    Problem,
    RenameKey,
    Rule,
    SetScalar,
    Severity,
    Workload,
    value_of,
)

_MODE_FIELDS = frozenset({"defaultMode", "mode"})
_OCTAL_LOOKING = frozenset({400, 440, 444, 600, 640, 644, 660, 664, 700, 750, 755, 770, 775, 777})
_SOURCES = ("configMap", "secret", "downwardAPI", "projected")


class AmbiguousScalar(Rule):
    """Words the scalars that the reader found ambiguous, and looks for decimal modes."""

    id = "ambiguous-scalar"
    group = "syntax"
    summary = "a plain scalar that Kubernetes reads otherwise than it looks"
    severity = Severity.WARNING
    claims = (AmbiguousScalarFault,)
    examples = (
        Bad(
            title="A key that becomes true",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: switches
data:
  on: "1"  # expect: ambiguous-scalar
  off: "0"  # expect: ambiguous-scalar
""",
            fixed="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: switches
data:
  "on": "1"
  "off": "0"
""",
            no_twin="in JSON the key is the string that it looks like",
        ),
        Bad(
            title="A mode that is not octal",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: task
spec:
  containers:
    - name: task
      image: busybox:1.36
  volumes:
    - name: settings
      configMap:
        name: settings
        defaultMode: 644  # expect: ambiguous-scalar
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
  volumes:
    - name: settings
      configMap:
        name: settings
        defaultMode: 0644
""",
        ),
        Bad(
            title="A number with a leading 0, and one that is grouped",
            text="""\
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 010  # expect: ambiguous-scalar
  minReadySeconds: 1_000  # expect: ambiguous-scalar
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
""",
            fixed="""\
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 8
  minReadySeconds: 1000
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
""",
            no_twin="JSON has no such numbers",
        ),
        Bad(
            title="A version that loses a digit",
            text="""\
apiVersion: acme.io/v1
kind: WebApp
metadata:
  name: web
spec:
  engine: '2'
  version: 1.10  # expect: ambiguous-scalar
  debug: no  # expect: ambiguous-scalar
""",
            fixed="""\
apiVersion: acme.io/v1
kind: WebApp
metadata:
  name: web
spec:
  engine: '2'
  version: '1.10'
  debug: 'no'
""",
            no_twin="JSON has other words for them",
        ),
        Good(
            title="Said plainly",
            text="""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: switches
data:
  "on": "1"
  version: "1.10"
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, AmbiguousScalarFault)
        place, written = fault.place, fault.written
        if manifest is None or not isinstance(place, Place):
            return
        if place.part == "key":
            if not fault.known:
                message = f'Kubernetes reads the key {written} as "{place.path[-1]}"'
                fix = Fix((RenameKey(place, written),), f'quote the key "{written}"')
                yield Problem(place, message, help=_quoted(written), fix=fix)
        elif not fault.wanted and not _is_mode(place):
            message = f"Kubernetes reads {written} as {_shown(fault.value)}"
            fix = Fix((SetScalar(place.path, written),), f'quote "{written}"')
            yield Problem(place, message, help=_quoted(written), fix=fix)
        elif "integer" in fault.wanted and type(fault.value) is int and not _is_mode(place):
            message = f"Kubernetes reads {written} as {fault.value}"
            help = f"write {fault.value}, or the number that is meant"
            edit = SetScalar(place.path, fault.value)
            yield Problem(place, message, help, fix=Fix((edit,), f"write {fault.value}", safe=True))

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        volumes = workload.spec.get("volumes")
        for index, volume in enumerate(volumes if isinstance(volumes, list) else ()):
            for source in _SOURCES:
                if isinstance(volume, dict) and isinstance(volume.get(source), dict):
                    path = (*workload.pod_path, "volumes", index, source)
                    yield from _decimal_modes(volume[source], path)


def _is_mode(place: Place) -> bool:
    """Whether it is a file mode, where a leading 0 is what makes it octal."""
    return place.path[-1] in _MODE_FIELDS


def _quoted(written: str) -> str:
    return f'write "{written}" if the word is meant'


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "the boolean true" if value else "the boolean false"
    return f"the number {value}"


def _decimal_modes(value: Any, path: Path) -> Iterator[Problem]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _decimal_modes(item, (*path, index))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in _MODE_FIELDS and isinstance(inner, int) and inner in _OCTAL_LOOKING:
                octal = int(str(inner), 8)
                edit = SetScalar((*path, key), octal, raw=f"0{inner}")
                yield Problem(
                    value_of((*path, key)),
                    f"{inner} is decimal, and so the mode {inner:04o}, not 0{inner}",
                    help=f"write 0{inner} (octal) or {octal}",
                    fix=Fix((edit,), f"make it the octal mode 0{inner}"),
                )
            else:
                yield from _decimal_modes(inner, (*path, key))
