"""Required fields that are absent.

## What it does

Reports a field that Kubernetes requires and that is not there: the selector of a Deployment, the
name of a container, the port of a probe. It also reports two that the published schemas do not
require and the API server does: the image of a container, and the restartPolicy of a Job's template.

## Why it matters

The API server refuses the manifest.

## What to do instead

Add the field.

## When it is fine

In a patch, which only says what it changes. podlint knows the patches that a kustomization names.
"""

from __future__ import annotations

from collections.abc import Iterator

from podlint.rule import (
    Bad,
    Container,
    Fault,
    Good,
    Manifest,
    MissingFieldFault,
    Problem,
    Rule,
    Severity,
    Workload,
)

_JOBS = ("Job", "CronJob")


class MissingField(Rule):
    """Words the fields that the schema misses, and looks for two that it does not require."""

    id = "missing-field"
    group = "schema"
    summary = "a required field is absent"
    severity = Severity.ERROR
    claims = (MissingFieldFault,)
    examples = (
        Bad(
            title="A Deployment without a selector",
            text="""\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:  # expect: missing-field
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
            title="What the schema forgets",
            text="""\
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
spec:
  template:
    spec:  # expect: missing-field
      containers:
        - name: migrate  # expect: missing-field
          command: [migrate, up]
""",
        ),
        Good(
            title="All there",
            text="""\
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: acme/migrate:3
          command: [migrate, up]
""",
        ),
    )

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        assert isinstance(fault, MissingFieldFault)
        yield Problem(
            fault.place,
            f'{fault.owner} has no "{fault.field}", which Kubernetes requires',
            help=f"add {fault.field}",
        )

    def check_workload(self, workload: Workload) -> Iterator[Problem]:
        if workload.kind in _JOBS and workload.spec.get("restartPolicy") in (None, ""):
            yield Problem(
                workload.key() if workload.spec else workload.manifest.kind_place,
                f'the Pod template of a {workload.kind} has no "restartPolicy", '
                "and the default, Always, is refused there",
                help="add restartPolicy: Never, or OnFailure to restart in the same Pod",
            )

    def check_container(self, container: Container) -> Iterator[Problem]:
        if container.workload.is_knative or container.workload.manifest.group not in _BUILT_IN:
            return
        if container.data.get("image") in (None, ""):
            yield Problem(
                container.place,
                f'container "{container.name}" has no "image", which Kubernetes requires',
                help="add image",
            )


_BUILT_IN = ("", "apps", "batch", "extensions")
