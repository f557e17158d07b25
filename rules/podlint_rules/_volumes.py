"""The volumes of a Pod and who mounts them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from podlint.rule import Container, Path, Workload

_INJECTORS = (
    "gke-gcsfuse/",
    "linkerd.io/inject",
    "sidecar.istio.io/",
    "vault.hashicorp.com/agent-inject",
    "config.linkerd.io/",
    "instrumentation.opentelemetry.io/",
    "sidecar.opentelemetry.io/inject",
)
"""Beginnings of annotations by which webhooks put containers and volumes into a Pod."""


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


def is_injected_into(workload: Workload) -> bool:
    """Whether an annotation (or a label of the Pods) asks a webhook to change the Pod."""
    labels = workload.metadata.get("labels")
    names = [*workload.annotations, *(labels if isinstance(labels, dict) else ())]
    return any(name.startswith(_INJECTORS) for name in names)
