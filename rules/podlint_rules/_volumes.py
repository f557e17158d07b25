"""The volumes of a Pod and who mounts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from podlint.rule import Container, Path, Workload

_INJECTED: dict[str, tuple[str, ...]] = {
    "azure.workload.identity/": ("azure-identity-",),
    "config.linkerd.io/": ("linkerd-",),
    "consul.hashicorp.com/": ("consul-",),
    "dapr.io/": ("dapr-",),
    "gke-gcsfuse/": ("gke-gcsfuse-",),
    "instrumentation.opentelemetry.io/": ("opentelemetry-",),
    "linkerd.io/": ("linkerd-",),
    "sidecar.istio.io/": ("credential-socket", "istio", "workload-"),
    "vault.hashicorp.com/": ("home-", "vault-"),
}
"""Beginnings of annotations by which known webhooks change a Pod, and of the volumes they add."""

_NO = frozenset({"", "0", "disabled", "false", "no", "none"})


class Mount(NamedTuple):
    """A use of a volume by its name."""

    volume: str
    path: Path
    container: Container


def mounts(container: Container) -> Iterator[Mount]:
    """The volumes that a container mounts, as files or as devices."""
    for field in ("volumeMounts", "volumeDevices"):
        listed = container.data.get(field)
        for index, mount in enumerate(listed if isinstance(listed, list) else ()):
            name = mount.get("name") if isinstance(mount, dict) else None
            if isinstance(name, str) and name:
                yield Mount(name, (*container.path, field, index, "name"), container)


def volumes(workload: Workload) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """The volumes of a Pod: name, Path of the name, data."""
    listed = workload.spec.get("volumes")
    for index, volume in enumerate(listed if isinstance(listed, list) else ()):
        name = volume.get("name") if isinstance(volume, dict) else None
        if isinstance(name, str) and name:
            yield name, (*workload.pod_path, "volumes", index, "name"), volume


def claim_templates(workload: Workload) -> set[str]:
    """The names of a StatefulSet's volumeClaimTemplates, which its Pods mount like volumes."""
    listed = workload.manifest.spec.get("volumeClaimTemplates")
    names = set()
    for claim in listed if isinstance(listed, list) else ():
        metadata = claim.get("metadata") if isinstance(claim, dict) else None
        if isinstance(metadata, dict) and isinstance(metadata.get("name"), str):
            names.add(metadata["name"])
    return names


def is_injected(workload: Workload, name: str) -> bool:
    """Whether a webhook may add the volume, or mount it, as annotations of the Pod ask for.

    A known webhook adds volumes with names of its own, or those that its annotations name; of one
    that is not known nothing can be said.
    """
    labels = workload.metadata.get("labels")
    asked = {**workload.annotations, **(labels if isinstance(labels, dict) else {})}
    for key, value in asked.items():
        known = next((each for each in _INJECTED if key.startswith(each)), "")
        if not known and "inject" not in key:
            continue
        if str(value).lower() in _NO:
            continue
        if not known or name.startswith(_INJECTED[known]):
            return True
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", str(value)):
            return True
    return False
