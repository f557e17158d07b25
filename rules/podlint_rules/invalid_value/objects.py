"""Which checks look at which kind of object."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path
from podlint_rules.invalid_value import (
    controllers,
    data,
    jobs,
    network,
    policies,
    quotas,
    services,
    volumes,
)
from podlint_rules.invalid_value.found import Check, Found, fields
from podlint_rules.invalid_value.scheduling import required_nodes

_RBAC = "rbac.authorization.k8s.io"


def nothing_more(found: Found, value: Any, path: Path) -> None:
    """The check of a kind of which only the metadata are looked at."""


def _persistent_volume(found: Found, value: Any, path: Path) -> None:
    volumes.persistent_volume(found, value, path)
    _volume_nodes(found, value, path)


_volume_nodes = fields({"spec": fields({"nodeAffinity": required_nodes})})

OBJECTS: dict[tuple[str, str], Check] = {
    ("", "ConfigMap"): data.config_map,
    ("", "Endpoints"): nothing_more,
    ("", "LimitRange"): quotas.limit_range,
    ("", "Namespace"): nothing_more,
    ("", "PersistentVolume"): _persistent_volume,
    ("", "PersistentVolumeClaim"): volumes.claim,
    ("", "Pod"): nothing_more,
    ("", "PodTemplate"): nothing_more,
    ("", "ReplicationController"): controllers.replication_controller,
    ("", "ResourceQuota"): nothing_more,
    ("", "Secret"): data.secret,
    ("", "Service"): services.service,
    ("", "ServiceAccount"): nothing_more,
    ("apps", "DaemonSet"): fields({"spec": controllers.daemon_set_spec}),
    ("apps", "Deployment"): fields({"spec": controllers.deployment_spec}),
    ("apps", "ReplicaSet"): fields({"spec": controllers.replica_set_spec}),
    ("apps", "StatefulSet"): fields({"spec": controllers.stateful_set_spec}),
    ("autoscaling", "HorizontalPodAutoscaler"): policies.autoscaler,
    ("batch", "CronJob"): jobs.cron_job,
    ("batch", "Job"): jobs.job,
    ("networking.k8s.io", "Ingress"): network.ingress,
    ("networking.k8s.io", "IngressClass"): nothing_more,
    ("networking.k8s.io", "NetworkPolicy"): network.network_policy,
    ("policy", "PodDisruptionBudget"): policies.disruption_budget,
    ("scheduling.k8s.io", "PriorityClass"): quotas.priority_class,
    ("storage.k8s.io", "StorageClass"): nothing_more,
    (_RBAC, "ClusterRole"): policies.role,
    (_RBAC, "ClusterRoleBinding"): policies.binding,
    (_RBAC, "Role"): policies.role,
    (_RBAC, "RoleBinding"): policies.binding,
}
"""(group, kind) to its check; kinds that are not here are none of Kubernetes' own, or rare."""
