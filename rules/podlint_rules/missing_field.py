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
    Mark,
    MissingFieldFault,
    Place,
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
        if (
            fault.field == "selector"
            and manifest
            and manifest.project.gives_selector(manifest.file)
        ):
            return
        yield _missing(fault.place, *_words(fault, manifest))

    def check_manifest(self, manifest: Manifest) -> Iterator[Problem]:
        if manifest.api_version in _SERVED:
            yield from _absent_step(manifest, _STEPS.get(manifest.kind, ()))

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


def _words(fault: MissingFieldFault, manifest: Manifest | None) -> tuple[str, str]:
    """Who lacks what: ``Deployment`` and ``spec.selector``, or ``ServicePort`` and ``port``."""
    if manifest is None or not isinstance(fault.place, Place):
        return fault.owner, fault.field
    steps = fault.place.path[len(manifest.path) :]
    if fault.place == manifest.kind_place:
        return manifest.kind, fault.field
    if fault.place.part == "key" and all(isinstance(step, str) for step in steps):
        return manifest.kind, ".".join((*map(str, steps), fault.field))
    return fault.owner, fault.field


def _missing(place: Place | Mark, owner: str, field: str) -> Problem:
    message = f'{owner} has no "{field}", which Kubernetes requires'
    return Problem(place, message, help=f"add {field}")


_BUILT_IN = ("", "apps", "batch", "extensions")
_SERVED = ("v1", "apps/v1", "batch/v1")
_TEMPLATE = ("spec", "template", "spec")
_STEPS = {
    "Pod": ("spec",),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
    **dict.fromkeys(("DaemonSet", "Deployment", "Job", "StatefulSet"), _TEMPLATE),
    **dict.fromkeys(("ReplicaSet", "ReplicationController"), _TEMPLATE),
}
"""The steps to the Pod spec of each kind, all of which the API server requires."""

_IN_SCHEMA = {
    "CronJob": frozenset({"spec", "spec.jobTemplate", "spec.jobTemplate.spec.template"}),
    "Job": frozenset({"spec.template"}),
    "ReplicaSet": frozenset({"spec"}),
    "ReplicationController": frozenset[str](),
    "Pod": frozenset[str](),
}
"""Which of them the published schemas require too, and so word themselves."""

_IN_SCHEMA_OF_OTHERS = frozenset({"spec", "spec.template"})


def _absent_step(manifest: Manifest, steps: tuple[str, ...]) -> Iterator[Problem]:
    """The first step to the Pod spec that is absent, if the schema does not say so."""
    data: object = manifest.data
    for index, step in enumerate(steps):
        if not isinstance(data, dict):
            return
        if data.get(step) is None:
            path = ".".join(steps[: index + 1])
            if path not in _IN_SCHEMA.get(manifest.kind, _IN_SCHEMA_OF_OTHERS):
                place = manifest.key(*steps[:index]) if index else manifest.kind_place
                yield _missing(place, manifest.kind, path)
            return
        data = data[step]
