"""ReplicaSets and ReplicationControllers that no Deployment owns.

## What it does

Reports a ReplicaSet or a ReplicationController that somebody wrote.

## Why it matters

It brings its Pods back, and that is all. A new image reaches nothing: the Pods that run stay as they
are until each is deleted by hand, and there is no way back. Rollouts, their history and their undoing
are what a Deployment adds, by making and scaling ReplicaSets of its own.

## What to do instead

Use a Deployment. `spec.selector`, `spec.template` and `spec.replicas` stay as they are; the selector
of a ReplicationController becomes `matchLabels`. The fix does that. A single Pod with a disk or a
port of the node gets `strategy: Recreate`, since a rollout would otherwise start the new one before
the old one has ended. What runs already must be deleted by hand, and what names it by its kind in
other files, a HorizontalPodAutoscaler or a patch, changed.

## When it is fine

Where a program of your own makes the rollouts. What a cluster dumped is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import Bad, Fix, Good, Manifest, Nature, Problem, Rule, Severity
from podlint_rules._examples import deployment

_KINDS = (("ReplicaSet", ("apps", "extensions")), ("ReplicationController", ("",)))


class BareReplicaset(Rule):
    """Looks for controllers that make no rollouts."""

    id = "bare-replicaset"
    group = "controllers"
    summary = "a ReplicaSet of one's own brings Pods back and has no rollouts"
    severity = Severity.WARNING
    natures = frozenset({Nature.COMPLETE})
    examples = (
        Bad(
            title="A ReplicaSet",
            text="""\
apiVersion: apps/v1
kind: ReplicaSet  # expect: bare-replicaset
metadata:
  name: web
spec:
  replicas: 3
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
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
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
        ),
        Bad(
            title="A ReplicationController",
            text="""\
apiVersion: v1
kind: ReplicationController  # expect: bare-replicaset
metadata:
  name: db
spec:
  selector:
    app: db  # the only one
    tier: data
  template:
    metadata:
      labels:
        app: db
        tier: data
    spec:
      containers:
        - name: postgres
          image: postgres:17
          volumeMounts:
            - name: data
              mountPath: /var/lib/postgresql/data
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: db
""",
            fixed="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: db
spec:
  selector:
    matchLabels:
      app: db  # the only one
      tier: data
  strategy:
    type: Recreate
  template:
    metadata:
      labels:
        app: db
        tier: data
    spec:
      containers:
        - name: postgres
          image: postgres:17
          volumeMounts:
            - name: data
              mountPath: /var/lib/postgresql/data
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: db
""",
        ),
        Good(
            title="A Deployment",
            text=deployment(
                """\
- name: web
  image: nginx:1.27
"""
            ),
        ),
    )

    def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
        if any(manifest.kind == kind and manifest.group in groups for kind, groups in _KINDS):
            what = (
                f'{manifest.kind} "{manifest.name}"' if manifest.name else f"this {manifest.kind}"
            )
            yield Problem(
                manifest.kind_place,
                f"{what} brings its Pods back, but a new image reaches none of those that run",
                help="use a Deployment, which rolls out changes and takes them back",
                fix=_fix(manifest),
            )


def _fix(manifest: Manifest) -> Fix | None:
    from podlint_rules._controller_edits import replaced_by_deployment

    edits = replaced_by_deployment(manifest)
    return Fix(edits, "make a Deployment of it") if edits else None
