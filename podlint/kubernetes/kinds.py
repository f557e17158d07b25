"""Which kinds hold Pods, and where; which kinds Kubernetes has."""

from __future__ import annotations

from podlint.kubernetes.known import NOTHING_KNOWN, Known

_TEMPLATE = ("spec", "template", "spec")
_JOB_SET = ("spec", "replicatedJobs", "*", "template", "spec", "template", "spec")
_LEADER_WORKER = ("spec", "leaderWorkerTemplate")
_KNATIVE = "serving.knative.dev"

_WORKLOADS: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("", "Pod"): (("spec",),),
    ("", "PodTemplate"): (("template", "spec"),),
    ("", "ReplicationController"): (_TEMPLATE,),
    **{
        (group, kind): (_TEMPLATE,)
        for group in ("apps", "extensions")
        for kind in ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
    },
    ("batch", "Job"): (_TEMPLATE,),
    ("batch", "CronJob"): (("spec", "jobTemplate", "spec", "template", "spec"),),
    ("argoproj.io", "Rollout"): (_TEMPLATE,),
    ("apps.openshift.io", "DeploymentConfig"): (_TEMPLATE,),
    ("apps.kruise.io", "CloneSet"): (_TEMPLATE,),
    ("apps.kruise.io", "DaemonSet"): (_TEMPLATE,),
    ("apps.kruise.io", "StatefulSet"): (_TEMPLATE,),
    ("leaderworkerset.x-k8s.io", "LeaderWorkerSet"): (
        (*_LEADER_WORKER, "leaderTemplate", "spec"),
        (*_LEADER_WORKER, "workerTemplate", "spec"),
    ),
    ("jobset.x-k8s.io", "JobSet"): (_JOB_SET,),
    (_KNATIVE, "Service"): (_TEMPLATE,),
    (_KNATIVE, "Configuration"): (_TEMPLATE,),
    (_KNATIVE, "Revision"): (("spec",),),
}
"""(group, kind) to the steps that lead to the Pod spec; ``*`` stands for every item of a list.

Only custom resources whose template is exactly a PodTemplateSpec are here: in others, operators add
containers and volumes of their own.
"""

COMPLETING_KINDS = frozenset({"Job", "CronJob", "JobSet"})
"""Kinds whose Pods are to end."""

BUILTIN_KINDS = frozenset(
    """
    APIService CertificateSigningRequest ClusterRole ClusterRoleBinding ConfigMap
    ControllerRevision CronJob CSIDriver CSINode CustomResourceDefinition DaemonSet Deployment
    Endpoints EndpointSlice FlowSchema HorizontalPodAutoscaler Ingress IngressClass Job Lease
    LimitRange MutatingWebhookConfiguration Namespace NetworkPolicy Node PersistentVolume
    PersistentVolumeClaim Pod PodDisruptionBudget PodTemplate PriorityClass
    PriorityLevelConfiguration ReplicaSet ReplicationController ResourceQuota Role RoleBinding
    RuntimeClass Secret Service ServiceAccount StatefulSet StorageClass
    ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration
    VolumeAttachment
    """.split()
)
"""Kinds that make a manifest of a document even where its ``apiVersion`` is missing."""


def template_paths(
    group: str, kind: str, known: Known = NOTHING_KNOWN
) -> tuple[tuple[str, ...], ...]:
    """The steps that lead to the Pod specs of a kind; empty for a kind that holds none."""
    own = _WORKLOADS.get((group, kind), ())
    if not known.workloads:
        return own
    return own or tuple(each.steps for each in known.workloads if each[:2] == (group, kind))


def is_knative(group: str) -> bool:
    """Whether the group's Pods are nearly ordinary ones: names and probes are defaulted."""
    return group == _KNATIVE
