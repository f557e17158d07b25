"""From an API that is gone to the one that took its place, where the way is known and exact.

What changes between them is told by the deprecated API migration guide of Kubernetes. Where an object
holds something that the new API has no exact place for, there is no fix.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from podlint.rule import (
    Delete,
    Edit,
    Fix,
    InsertKey,
    Manifest,
    Move,
    Nature,
    Path,
    Plain,
    RenameKey,
    SetScalar,
    has_placeholder,
    key_of,
)
from podlint_rules._moves import NoWay, gathered, items, mapping
from podlint_rules._upgrade_autoscaler import convert as _autoscaler

Convert = Callable[[Manifest], list[Edit]]


def upgrade(manifest: Manifest | None, served: Collection[str]) -> Fix | None:
    """Moves an object to the API that took the place of its own, if that is among the ``served``.

    What a cluster wrote stays as it is: it shows how it was.
    """
    if manifest is None or manifest.nature is Nature.LIVE:
        return None
    instead, convert = _ways().get((manifest.api_version, manifest.kind), ("", _unchanged))
    if instead not in served:
        return None
    try:
        edits = convert(manifest)
    except NoWay:
        return None
    edits.append(SetScalar((*manifest.path, "apiVersion"), instead))
    return Fix(tuple(edits), f"move it to {instead}")


def other_defaults(manifest: Manifest | None) -> str:
    """What the new API sets otherwise where the object says nothing; empty where that is the same.

    Objects that are there keep what they have; it counts for new ones.
    """
    if manifest is None or "updateStrategy" in manifest.spec:
        return ""
    on_delete = (("extensions/v1beta1", "DaemonSet"), ("apps/v1beta1", "StatefulSet"))
    if (manifest.api_version, manifest.kind) not in on_delete:
        return ""
    return "apps/v1 updates Pods by itself (updateStrategy RollingUpdate; it was OnDelete); "


# --- What stays as it is --------------------------------------------------------------------------


def _unchanged(manifest: Manifest) -> list[Edit]:
    """The guide knows of no notable changes."""
    return []


def _disruption_budget(manifest: Manifest) -> list[Edit]:
    """An empty selector meant no Pod in v1beta1, and means all of them in v1."""
    selector = manifest.spec.get("selector")
    if isinstance(selector, dict) and not any(selector.values()):
        raise NoWay
    return []


def _endpoint_slice(manifest: Manifest) -> list[Edit]:
    """The topology became a zone and a node name; what else it held has no place."""
    endpoints = manifest.data.get("endpoints")
    if any("topology" in mapping(each) for each in items(endpoints)):
        raise NoWay
    return []


def _signing_request(manifest: Manifest) -> list[Edit]:
    """The signer has become required, and the legacy one is refused; so are requests without usages."""
    signer, usages = manifest.spec.get("signerName"), manifest.spec.get("usages")
    if not signer or signer == "kubernetes.io/legacy-unknown" or not usages:
        raise NoWay
    return []


def _priority_level(manifest: Manifest) -> list[Edit]:
    """assuredConcurrencyShares got another name, and 0 another meaning: it was the default, 30."""
    limited = mapping(manifest.spec.get("limited"))
    old, new = "assuredConcurrencyShares", "nominalConcurrencyShares"
    if 0 in (limited.get(old), limited.get(new)) or (old in limited and new in limited):
        raise NoWay
    path = (*manifest.path, "spec", "limited", old)
    return [RenameKey(key_of(path), new)] if old in limited else []


# --- Workloads ------------------------------------------------------------------------------------


def _workload(manifest: Manifest) -> list[Edit]:
    """The selector is required, and no longer taken from the labels of the template.

    Other defaults count for new objects only: OnDelete became RollingUpdate (DaemonSet, StatefulSet),
    no progress deadline 600 s, all old revisions (or 2) 10, one Pod at a time 25 % (Deployment).
    """
    path: Path = (*manifest.path, "spec")
    spec = manifest.data.get("spec")
    if not isinstance(spec, dict):
        raise NoWay
    edits: list[Edit] = [
        Delete(key_of((*path, name)))
        for name in ("rollbackTo", "templateGeneration")
        if name in spec
    ]
    if manifest.nature is Nature.PATCH:
        return edits
    if not spec.get("selector"):
        labels = mapping(mapping(mapping(spec.get("template")).get("metadata")).get("labels"))
        if "selector" in spec or not labels or not all(isinstance(v, str) for v in labels.values()):
            raise NoWay
        matching: dict[str, Plain] = {"matchLabels": dict(labels)}
        edits.append(InsertKey(path, "selector", matching, before="template"))
    return edits


# --- Ingress --------------------------------------------------------------------------------------


def _ingress(manifest: Manifest) -> list[Edit]:
    """Backends have another shape, and every path says how it is meant."""
    path: Path = (*manifest.path, "spec")
    spec = manifest.spec
    edits: list[Edit] = []
    if "backend" in spec:
        if "defaultBackend" in spec:
            raise NoWay
        edits.append(RenameKey(key_of((*path, "backend")), "defaultBackend"))
        edits += _backend(spec["backend"], (*path, "defaultBackend"))
    for number, rule in enumerate(items(spec.get("rules"))):
        http = mapping(mapping(rule).get("http"))
        for index, each in enumerate(items(http.get("paths"))):
            edits += _ingress_path(each, (*path, "rules", number, "http", "paths", index))
    return edits


def _ingress_path(each: Any, path: Path) -> list[Edit]:
    if not isinstance(each, dict) or "backend" not in each:
        raise NoWay
    edits: list[Edit] = []
    if "pathType" not in each:
        # It is what a path without a type meant before.
        kind = "ImplementationSpecific"
        before, after = (None, "path") if "path" in each else ("backend", None)
        edits.append(InsertKey(path, "pathType", kind, before, after))
    return edits + _backend(each["backend"], (*path, "backend"))


def _backend(backend: Any, path: Path) -> list[Edit]:
    if not isinstance(backend, dict) or "service" in backend:
        raise NoWay
    name, port = backend.get("serviceName"), backend.get("servicePort")
    if name is None and port is None and "resource" in backend:
        return []
    if not isinstance(name, str) or not name or isinstance(port, bool):
        raise NoWay
    if isinstance(port, str) and not has_placeholder(port) and not port.isdigit():
        kind = "name"
    elif isinstance(port, int):
        kind = "number"
    else:
        raise NoWay
    service = (*path, "service")
    return [
        *gathered(path, "service", {"serviceName": "name"}),
        InsertKey(service, "port", {}),
        Move((*path, "servicePort"), (*service, "port"), key=kind),
    ]


# --- Webhooks -------------------------------------------------------------------------------------

_WEBHOOK_DEFAULTS: Mapping[str, str | int] = {
    "failurePolicy": "Ignore",
    "matchPolicy": "Exact",
    "timeoutSeconds": 30,
}
"""What v1beta1 took where nothing was said; v1 takes Fail, Equivalent and 10."""


def _webhooks(manifest: Manifest) -> list[Edit]:
    """Two fields have become required, and the defaults of three others are not what they were."""
    webhooks = items(manifest.data.get("webhooks"))
    names = [mapping(each).get("name") for each in webhooks]
    if len(set(map(str, names))) < len(names):
        raise NoWay
    edits: list[Edit] = []
    for index, each in enumerate(webhooks):
        versions = mapping(each).get("admissionReviewVersions")
        if not versions or each.get("sideEffects") not in ("None", "NoneOnDryRun"):
            raise NoWay
        path = (*manifest.path, "webhooks", index)
        edits += [
            InsertKey(path, field, value)
            for field, value in _WEBHOOK_DEFAULTS.items()
            if field not in each
        ]
    return edits


# --- The table ------------------------------------------------------------------------------------

_RBAC = "ClusterRole ClusterRoleBinding Role RoleBinding"
_UNCHANGED = f"""
apiregistration.k8s.io/v1 apiregistration.k8s.io/v1beta1 APIService
autoscaling/v2 autoscaling/v2beta2 HorizontalPodAutoscaler
batch/v1 batch/v1beta1 CronJob
coordination.k8s.io/v1 coordination.k8s.io/v1beta1 Lease
flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema
flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema
flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema
networking.k8s.io/v1 extensions/v1beta1 NetworkPolicy
networking.k8s.io/v1 networking.k8s.io/v1beta1 IngressClass
node.k8s.io/v1 node.k8s.io/v1beta1 RuntimeClass
rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 {_RBAC}
scheduling.k8s.io/v1 scheduling.k8s.io/v1beta1 PriorityClass
storage.k8s.io/v1 storage.k8s.io/v1beta1 CSIDriver CSINode CSIStorageCapacity
storage.k8s.io/v1 storage.k8s.io/v1beta1 StorageClass VolumeAttachment
"""
_CONVERTED: tuple[tuple[Convert, str], ...] = (
    (_workload, "apps/v1 extensions/v1beta1 DaemonSet Deployment ReplicaSet"),
    (_workload, "apps/v1 apps/v1beta1 Deployment StatefulSet"),
    (_workload, "apps/v1 apps/v1beta2 DaemonSet Deployment ReplicaSet StatefulSet"),
    (_ingress, "networking.k8s.io/v1 extensions/v1beta1 Ingress"),
    (_ingress, "networking.k8s.io/v1 networking.k8s.io/v1beta1 Ingress"),
    (_disruption_budget, "policy/v1 policy/v1beta1 PodDisruptionBudget"),
    (_endpoint_slice, "discovery.k8s.io/v1 discovery.k8s.io/v1beta1 EndpointSlice"),
    (
        _signing_request,
        "certificates.k8s.io/v1 certificates.k8s.io/v1beta1 CertificateSigningRequest",
    ),
    (_autoscaler, "autoscaling/v2 autoscaling/v2beta1 HorizontalPodAutoscaler"),
    *(
        (_priority_level, f"{group}/v1 {group}/{version} PriorityLevelConfiguration")
        for group in ("flowcontrol.apiserver.k8s.io",)
        for version in ("v1beta1", "v1beta2", "v1beta3")
    ),
    *(
        (_webhooks, f"{group}/v1 {group}/v1beta1 {kind}WebhookConfiguration")
        for group in ("admissionregistration.k8s.io",)
        for kind in ("Mutating", "Validating")
    ),
)


def _ways() -> Mapping[tuple[str, str], tuple[str, Convert]]:
    """For an apiVersion and a kind what took its place, and the way there."""
    lines = [(_unchanged, line) for line in _UNCHANGED.strip().splitlines()]
    ways: dict[tuple[str, str], tuple[str, Convert]] = {}
    for convert, line in (*lines, *_CONVERTED):
        instead, api_version, *kinds = line.split()
        ways.update({(api_version, kind): (instead, convert) for kind in kinds})
    return ways
