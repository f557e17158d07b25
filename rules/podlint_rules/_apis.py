"""APIs that Kubernetes removed before the first version whose schemas are published, and stable ones
that are deprecated. Source: the deprecated API migration guide and the changelogs of Kubernetes."""

from __future__ import annotations

from typing import NamedTuple


class Removal(NamedTuple):
    """When an API went, and what took its place (empty where nothing did)."""

    version: str
    replacement: str


_REMOVED = """
1.16  apps/v1         apps/v1beta1 Deployment StatefulSet ControllerRevision
1.16  apps/v1         apps/v1beta2 DaemonSet Deployment ReplicaSet StatefulSet ControllerRevision
1.16  apps/v1         extensions/v1beta1 DaemonSet Deployment ReplicaSet
1.16  networking.k8s.io/v1  extensions/v1beta1 NetworkPolicy
1.16  -               extensions/v1beta1 PodSecurityPolicy
1.6   batch/v1        extensions/v1beta1 Job
1.8   autoscaling/v2  extensions/v1beta1 HorizontalPodAutoscaler
1.8   apiextensions.k8s.io/v1  extensions/v1beta1 ThirdPartyResource
1.5   apps/v1         apps/v1alpha1 PetSet
1.20  -               settings.k8s.io/v1alpha1 PodPreset
1.19  -               auditregistration.k8s.io/v1alpha1 AuditSink
1.21  batch/v1        batch/v2alpha1 CronJob
1.22  networking.k8s.io/v1  extensions/v1beta1 Ingress
1.22  networking.k8s.io/v1  networking.k8s.io/v1beta1 Ingress IngressClass
1.22 admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration
1.22 admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration
1.22  apiextensions.k8s.io/v1  apiextensions.k8s.io/v1beta1 CustomResourceDefinition
1.22  apiregistration.k8s.io/v1  apiregistration.k8s.io/v1beta1 APIService
1.22  authentication.k8s.io/v1  authentication.k8s.io/v1beta1 TokenReview
1.22 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 LocalSubjectAccessReview
1.22 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 SelfSubjectAccessReview
1.22 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 SelfSubjectRulesReview
1.22 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 SubjectAccessReview
1.22  certificates.k8s.io/v1  certificates.k8s.io/v1beta1 CertificateSigningRequest
1.22  coordination.k8s.io/v1  coordination.k8s.io/v1beta1 Lease
1.22 rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1alpha1 ClusterRole ClusterRoleBinding
1.22 rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1alpha1 Role RoleBinding
1.22 rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 ClusterRole ClusterRoleBinding
1.22 rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 Role RoleBinding
1.22  scheduling.k8s.io/v1  scheduling.k8s.io/v1alpha1 PriorityClass
1.22  scheduling.k8s.io/v1  scheduling.k8s.io/v1beta1 PriorityClass
1.22  storage.k8s.io/v1  storage.k8s.io/v1beta1 CSIDriver CSINode StorageClass VolumeAttachment
1.24  storage.k8s.io/v1  storage.k8s.io/v1alpha1 VolumeAttachment
1.25  autoscaling/v2  autoscaling/v2beta1 HorizontalPodAutoscaler
1.25  batch/v1        batch/v1beta1 CronJob
1.25  discovery.k8s.io/v1  discovery.k8s.io/v1beta1 EndpointSlice
1.25  events.k8s.io/v1  events.k8s.io/v1beta1 Event
1.25  node.k8s.io/v1  node.k8s.io/v1alpha1 RuntimeClass
1.25  node.k8s.io/v1  node.k8s.io/v1beta1 RuntimeClass
1.25  policy/v1       policy/v1beta1 PodDisruptionBudget
1.25  -               policy/v1beta1 PodSecurityPolicy
"""

_DEPRECATED = {
    ("v1", "ComponentStatus"): (19, "nothing; it is not served by every component any more"),
    ("v1", "Endpoints"): (33, "discovery.k8s.io/v1 EndpointSlice"),
}
"""Stable APIs: the minor version from which they are deprecated, and what to use instead."""


def _table() -> dict[tuple[str, str], Removal]:
    table: dict[tuple[str, str], Removal] = {}
    for line in _REMOVED.strip().splitlines():
        version, replacement, api_version, *kinds = line.split()
        for kind in kinds:
            table[api_version, kind] = Removal(version, replacement.removeprefix("-"))
    return table


_TABLE = _table()


def removal(api_version: str, kind: str) -> Removal | None:
    """When an API was removed that no published schema shows any more."""
    return _TABLE.get((api_version, kind))


def was_removed_by(version: str, removed: str) -> bool:
    """Whether what was removed in ``removed`` (empty: never) is gone from ``version``."""
    return bool(removed) and _minor(removed) <= _minor(version)


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def deprecation(api_version: str, kind: str, minor: int) -> str:
    """What to use instead of a stable API that is deprecated in 1.``minor``; else nothing."""
    since, instead = _DEPRECATED.get((api_version, kind), (minor + 1, ""))
    return instead if since <= minor else ""
