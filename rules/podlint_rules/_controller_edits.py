"""Edits that put a Deployment or a Job around what nobody looks after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from podlint.rule import (
    Edit,
    InsertKey,
    Manifest,
    Move,
    Place,
    Plain,
    RenameKey,
    SetScalar,
    Workload,
    has_placeholder,
)

_NAME = "app.kubernetes.io/name"
_INSTANCE = "app.kubernetes.io/instance"
_IDENTIFYING = (
    _NAME,
    _INSTANCE,
    "app.kubernetes.io/component",
    "app",
    "k8s-app",
    "run",
    "name",
    "component",
    "tier",
    "role",
)
"""Labels that say what a Pod is. A selector can never be changed: versions, owners and environments,
which change, are no part of it."""

_MADE_BY_CONTROLLERS = (
    "pod-template-hash",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
    "batch.kubernetes.io/job-name",
)
_LABEL_VALUE = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")

_OF_THE_OBJECT = (
    "argocd.argoproj.io/",
    "config.kubernetes.io/",
    "config.k8s.io/",
    "helm.sh/",
    "kustomize.toolkit.fluxcd.io/",
    "meta.helm.sh/",
    "podlint.dev/",
    "skaffold.dev/",
)
"""Beginnings of annotations for programs that handle objects; all others are for the Pod."""

_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"

_METADATA = frozenset({"name", "namespace", "labels", "annotations", "creationTimestamp"})
_ONE_OF_A_KIND = ("nodeName", "hostname", "subdomain", "ephemeralContainers")
"""What ties a Pod to a node or a name, or is only added to one that runs."""

_DISKS = (
    "persistentVolumeClaim",
    "awsElasticBlockStore",
    "azureDisk",
    "cinder",
    "fc",
    "flocker",
    "gcePersistentDisk",
    "iscsi",
    "photonPersistentDisk",
    "portworxVolume",
    "rbd",
    "scaleIO",
    "storageos",
    "vsphereVolume",
)
"""Volumes that may be for one Pod at a time."""


def as_deployment(pod: Workload) -> tuple[Edit, ...]:
    """Wrap a Pod into a Deployment; empty where what comes out could not be just that Pod."""
    labels = _labels(pod)
    if labels is None or "activeDeadlineSeconds" in pod.spec:
        return ()
    if any("restartPolicy" in each.data for each in pod.app_containers):
        return ()  # In a Deployment every container is restarted for ever.
    labelled = _with_own_label(pod.manifest.name, labels)
    if labelled is None:
        return ()
    labels, selector = labelled
    spec: dict[str, Plain] = {"selector": {"matchLabels": selector}}
    if _is_exclusive(pod.spec):
        spec["strategy"] = {"type": "Recreate"}
    spec["template"] = {"metadata": {"labels": labels}}
    return _wrapped(pod, "apps/v1", "Deployment", spec)


def as_job(pod: Workload) -> tuple[Edit, ...]:
    """Wrap a Pod that ends into a Job; empty where it is no exact copy that the Job runs.

    How often the Job tries again is left to Kubernetes.
    """
    labels = _labels(pod)
    if labels is None or pod.restart_policy not in ("Never", "OnFailure"):
        return ()
    has_metadata = labels or _annotations(pod)[1]
    metadata: dict[str, Plain] = {"labels": labels} if labels else {}
    template: dict[str, Plain] = {"metadata": metadata} if has_metadata else {}
    return _wrapped(pod, "batch/v1", "Job", {"template": template})


def _labels(pod: Workload) -> dict[str, Plain] | None:
    """The labels of a Pod; None where it is more than a copy of its template could be."""
    manifest = pod.manifest
    metadata = manifest.metadata
    name, labels = metadata.get("name"), metadata.get("labels")
    labels = {} if labels is None else labels
    if not isinstance(name, str) or not _LABEL_VALUE.fullmatch(name):
        return None
    if not isinstance(labels, dict) or not metadata.keys() <= _METADATA:
        return None
    if not all(isinstance(each, str) for each in labels.values()):
        return None
    if _LAST_APPLIED in manifest.annotations or any(key in labels for key in _MADE_BY_CONTROLLERS):
        return None
    if any(pod.spec.get(field) for field in _ONE_OF_A_KIND):
        return None
    return dict(labels)


def _with_own_label(
    name: str, labels: dict[str, Plain]
) -> tuple[dict[str, Plain], dict[str, Plain]] | None:
    """The labels with one that no other Pod has, and the selector that follows from them.

    Labels may be those of several Pods, names are not: two controllers must not select the same.
    """
    named = [key for key, value in labels.items() if value == name]
    if not named:
        own = next((key for key in (_NAME, _INSTANCE) if key not in labels), None)
        if own is None:
            return None
        labels = {**labels, own: name}
        return labels, {own: name}
    own = next((key for key in _IDENTIFYING if key in named), named[0])
    chosen = [
        key
        for key, value in labels.items()
        if key == own or (key in _IDENTIFYING and value and not has_placeholder(value))
    ]
    return labels, {key: labels[key] for key in chosen}


def _is_exclusive(spec: Mapping[str, Any]) -> bool:
    """Whether two of these Pods at a time would get in each other's way: by a disk or a port.

    A rollout starts the new one before the old one has ended, unless it is told otherwise.
    """
    if spec.get("hostNetwork"):
        return True
    for volume in _mappings(spec.get("volumes")):
        source = next((volume[each] for each in _DISKS if isinstance(volume.get(each), dict)), None)
        if source is not None and not source.get("readOnly"):
            return True
    return any(
        port.get("hostPort")
        for container in _mappings(spec.get("containers"))
        for port in _mappings(container.get("ports"))
    )


def _mappings(value: object) -> list[dict[str, Any]]:
    """The items of a list; what is at fault in it is no matter of this rule."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _annotations(pod: Workload) -> tuple[list[str], list[str]]:
    """The annotations that stay with the object, and those that go with the Pod."""
    every = pod.manifest.annotations
    staying = [key for key in every if key.startswith(_OF_THE_OBJECT)]
    return staying, [key for key in every if key not in staying]


_ASIDE = "podSpec"
"""The key at which the spec of the Pod waits for its template."""


def _wrapped(pod: Workload, version: str, kind: str, spec: dict[str, Plain]) -> tuple[Edit, ...]:
    """Move the spec of a Pod, and the annotations that are for it, into the template of ``spec``."""
    path = pod.manifest.path
    template = (*path, "spec", "template")
    edits: list[Edit] = [
        SetScalar((*path, "apiVersion"), version),
        SetScalar((*path, "kind"), kind),
        RenameKey(Place((*path, "spec")), _ASIDE),
        InsertKey(path, "spec", spec, before=_ASIDE),
    ]
    staying, going = _annotations(pod)
    annotations = (*path, "metadata", "annotations")
    if going and not staying:
        edits.append(Move(annotations, (*template, "metadata")))
    elif going:
        to = (*template, "metadata", "annotations")
        edits.append(InsertKey(to[:-1], "annotations", {}))
        edits += [Move((*annotations, key), to) for key in going]
    edits.append(Move((*path, _ASIDE), template, key="spec"))
    return tuple(edits)


_CONTROLLER_FIELDS = frozenset({"minReadySeconds", "replicas", "selector", "template"})


def replaced_by_deployment(manifest: Manifest) -> tuple[Edit, ...]:
    """Make a Deployment of a ReplicaSet or ReplicationController; empty where that is not exact."""
    spec, path = manifest.spec, manifest.path
    template = spec.get("template")
    metadata = template.get("metadata") if isinstance(template, dict) else None
    labels = metadata.get("labels") if isinstance(metadata, dict) else None
    if not manifest.metadata.get("name") or not manifest.metadata.keys() <= _METADATA:
        return ()
    if not isinstance(labels, dict) or not labels or not spec.keys() <= _CONTROLLER_FIELDS:
        return ()
    if _LAST_APPLIED in manifest.annotations or any(key in labels for key in _MADE_BY_CONTROLLERS):
        return ()
    edits: list[Edit] = [SetScalar((*path, "kind"), "Deployment")]
    if manifest.api_version != "apps/v1":
        edits.insert(0, SetScalar((*path, "apiVersion"), "apps/v1"))
    selector = spec.get("selector")
    if not selector:
        edits += _given_selector(manifest, labels)
    elif not isinstance(selector, dict):
        return ()
    elif manifest.kind == "ReplicationController":
        if "matchLabels" in selector or not selector.items() <= labels.items():
            return ()
        edits += _nested_selector(manifest, selector)
    pod = template.get("spec") if isinstance(template, dict) else None
    if isinstance(pod, dict) and spec.get("replicas") in (None, 0, 1) and _is_exclusive(pod):
        strategy: Plain = {"type": "Recreate"}
        edits.append(InsertKey((*path, "spec"), "strategy", strategy, before="template"))
    return tuple(edits)


def _given_selector(manifest: Manifest, labels: dict[str, Plain]) -> list[Edit]:
    """The selector that Kubernetes gives what has none: all labels of the template."""
    path = (*manifest.path, "spec")
    if "selector" in manifest.spec:
        return [InsertKey((*path, "selector"), "matchLabels", dict(labels))]
    selector: Plain = {"matchLabels": dict(labels)}
    return [InsertKey(path, "selector", selector, before="template")]


def _nested_selector(manifest: Manifest, selector: Mapping[str, Any]) -> list[Edit]:
    """The map of labels, which is the selector itself, as its matchLabels."""
    path = (*manifest.path, "spec", "selector")
    first = next(iter(selector))
    edits: list[Edit] = [InsertKey(path, "matchLabels", {}, before=first)]
    return [*edits, *(Move((*path, key), (*path, "matchLabels")) for key in selector)]
