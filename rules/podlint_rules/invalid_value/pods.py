"""Pods and Pod templates: what the kind refuses, and fields that go together or do not."""

from __future__ import annotations

from typing import Any

from podlint.rule import Path, Workload
from podlint_rules.invalid_value.found import (
    Check,
    Found,
    every,
    mapping,
    mappings,
    sequence,
    spoken,
    text,
    walk,
)
from podlint_rules.invalid_value.resources import pod_resources
from podlint_rules.invalid_value.scheduling import (
    affinity,
    resource_claims,
    scheduling_gates,
    spread,
    tolerations,
)
from podlint_rules.invalid_value.security import (
    host_process,
    host_users,
    operating_system,
    pod_context,
)
from podlint_rules.invalid_value.volumes import volumes

_BUILT_IN = frozenset({"", "apps", "batch", "extensions"})
_ALWAYS = frozenset(
    {"DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"}
)
_JOBS = frozenset({"CronJob", "Job"})
_POLICIES = frozenset({"Always", "Never", "OnFailure"})


def check_pod(found: Found, workload: Workload) -> None:
    """Everything about a Pod but its containers."""
    walk(found, POD, workload.spec, workload.pod_path)


def _restart_policy(found: Found, value: Any, path: Path) -> None:
    kind = found.manifest.kind
    if (
        not isinstance(value, str)
        or value not in _POLICIES
        or found.manifest.group not in _BUILT_IN
    ):
        return
    if kind in _ALWAYS and value != "Always":
        found.value(
            path,
            "restart-policy",
            f"a {kind} takes only restartPolicy Always, and this is {value}",
            help="remove it, or use a Job for what is to end",
        )
    elif kind in _JOBS and value == "Always":
        found.value(
            path,
            "restart-policy",
            f"the Pods of a {kind} are to end: restartPolicy is Never or OnFailure, not Always",
            help="use Never, or OnFailure to restart in the same Pod",
        )


def _active_deadline(found: Found, value: Any, path: Path) -> None:
    kind = found.manifest.kind
    if kind in _ALWAYS and found.manifest.group in _BUILT_IN:
        found.key(
            path,
            "active-deadline",
            f"the Pods of a {kind} are not to end, so that it takes no activeDeadlineSeconds",
            help="remove it, or use a Job",
        )


def _ephemeral_containers(found: Found, value: Any, path: Path) -> None:
    if not value or not isinstance(value, list):
        return
    where = "a new Pod" if found.manifest.kind == "Pod" else "a Pod template"
    found.key(
        path,
        "ephemeral-containers",
        f"{where} takes no ephemeralContainers: they are added to a running Pod",
        help="use kubectl debug",
    )


def _share_process_namespace(found: Found, value: Any, path: Path) -> None:
    if value is True and found.pod.get("hostPID") is True:
        found.value(
            path,
            "process-namespace",
            "shareProcessNamespace and hostPID cannot both be true",
            help="remove one of the two",
        )


# --- Names and addresses --------------------------------------------------------------------------

_LONGEST_SEARCHES = 2048


def _dns_policy(found: Found, value: Any, path: Path) -> None:
    config = found.pod.get("dnsConfig")
    if value != "None" or (config is not None and not isinstance(config, dict)):
        return
    if not mapping(config).get("nameservers"):
        found.value(
            path,
            "dns-config",
            "with dnsPolicy None there must be nameservers in dnsConfig, and there are none",
            help="add dnsConfig: {nameservers: [...]}",
        )


def _dns_config(found: Found, value: Any, path: Path) -> None:
    for index, option in mappings(mapping(value).get("options")):
        if option.get("name") in (None, ""):
            found.nearest(
                option,
                (*path, "options", index),
                "dns-config",
                "an option of dnsConfig needs a name, and here it has none",
            )
    searches = sequence(mapping(value).get("searches"))
    if sum(len(text(each)) + 1 for each in searches) - 1 > _LONGEST_SEARCHES:
        found.key(
            (*path, "searches"),
            "dns-config",
            f"the search domains have together more than {_LONGEST_SEARCHES} characters",
        )


def _hostname_override(found: Found, value: Any, path: Path) -> None:
    for field in ("setHostnameAsFQDN", "hostNetwork"):
        if found.pod.get(field) is True and found.minor >= 35:
            found.key(
                path,
                "hostname-override",
                f"hostnameOverride does not go with {field}: true",
                help="remove one of the two",
            )


# --- Annotations of the Pod -----------------------------------------------------------------------


def check_annotations(found: Found, workload: Workload) -> None:
    """Annotations that name containers."""
    annotations = mapping(workload.metadata.get("annotations"))
    prefix = "container.apparmor.security.beta.kubernetes.io/"
    for key in annotations:
        if not key.startswith(prefix):
            continue
        names = [each.name for each in workload.containers]
        if key.removeprefix(prefix) not in names:
            found.key(
                (*workload.pod_path[:-1], "metadata", "annotations", key),
                "annotation-container",
                f'there is no container "{key.removeprefix(prefix)}": the Pod has {spoken(names)}'
                if names
                else "the Pod has no containers",
                given=(key, *names),
            )


POD: dict[str, Check] = {
    "activeDeadlineSeconds": _active_deadline,
    "affinity": affinity,
    "dnsConfig": _dns_config,
    "dnsPolicy": _dns_policy,
    "ephemeralContainers": _ephemeral_containers,
    "hostUsers": host_users,
    "hostnameOverride": _hostname_override,
    "os": operating_system,
    "resourceClaims": resource_claims,
    "resources": pod_resources,
    "restartPolicy": _restart_policy,
    "schedulingGates": scheduling_gates,
    "securityContext": every(pod_context, host_process),
    "shareProcessNamespace": _share_process_namespace,
    "tolerations": tolerations,
    "topologySpreadConstraints": spread,
    "volumes": volumes,
}
