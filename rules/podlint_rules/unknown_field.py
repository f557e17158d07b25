"""Fields that the kind does not have.

## What it does

Reports a field that Kubernetes does not know where it stands: a misspelling, a field at the wrong
depth, or one that only a later version has.

## Why it matters

kubectl refuses such a manifest by default. Where validation is off, or another client applies it,
the field is dropped without a word, and the probe, the limit or the volume is simply not there.

## What to do instead

Correct the name, or move the field to where it belongs; the finding says where that is.
`--unsafe-fixes` does so where there is no doubt: a single field is spelt like it, or a single place has
such a field, that field is not there yet and takes the value. What was dropped before then counts.

## When it is fine

In files that another tool reads before Kubernetes does. Exclude those.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Fault,
    Fix,
    Good,
    Manifest,
    Move,
    Place,
    Problem,
    RenameKey,
    Rule,
    Severity,
    UnknownFieldFault,
)


class UnknownField(Rule):
    """Words the fields that the schema does not have."""

    id = "unknown-field"
    group = "schema"
    summary = "a field that the kind does not have"
    severity = Severity.ERROR
    claims = (UnknownFieldFault,)
    examples = (
        Bad(
            title="A misspelling",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          livenesProbe:  # expect: unknown-field
            httpGet: {path: /healthz, port: 8080}
""",
            fixed="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          livenessProbe:
            httpGet: {path: /healthz, port: 8080}
""",
        ),
        Bad(
            title="A field at the wrong depth",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: task
spec:
  containers:
    - name: task
      image: busybox:1.36
      nodeSelector: {disk: ssd}  # expect: unknown-field
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
  nodeSelector: {disk: ssd}
""",
        ),
        Bad(
            title="A field of an older API",
            text="""\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  backend: {serviceName: web, servicePort: 80}  # expect: unknown-field
""",
        ),
        Good(
            title="The field where it belongs",
            text="""\
apiVersion: v1
kind: Pod
metadata:
  name: task
spec:
  nodeSelector: {disk: ssd}
  containers:
    - name: task
      image: busybox:1.36
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, UnknownFieldFault)
        message = f'{fault.owner} has no field "{fault.field}"'
        if fault.since:
            message += f" in this version of Kubernetes: it is there since {fault.since}"
            help = ""
        elif fault.meant:
            message += f', did you mean "{fault.meant}"?'
            help = f'write "{fault.meant}"'
        elif fault.homes:
            homes = [home or "the top level" for home in fault.homes]
            message += f": it belongs to {homes[0]}"
            help = f"move it to {' or '.join(homes)}"
        else:
            message += "; Kubernetes refuses or drops it"
            help = ""
        yield Problem(fault.place, message, help=help, fix=_fix(fault))


def _fix(fault: UnknownFieldFault) -> Fix | None:
    """Unsafe: what the API server dropped, or refused with the rest, counts then."""
    if not isinstance(fault.place, Place):
        return None
    if fault.renamed:
        edit = RenameKey(fault.place, fault.renamed)
        return Fix((edit,), f"call it {fault.renamed}")
    if fault.home is not None:
        return Fix((Move(fault.place.path, fault.home),), f"move {fault.field} to where it belongs")
    return None
