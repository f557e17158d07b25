"""Edits of containers, and of what a Pod has beside them."""

from __future__ import annotations

from typing import Any

from podlint.rule import Container, Edit, InsertKey, Move, Path, SetScalar
from podlint_rules._probe_edits import insert_sorted, is_sorted


def as_native_sidecar(container: Container) -> tuple[Edit, ...]:
    """Move a container behind the init containers, and have it restarted; empty where it cannot be."""
    spec, pod = container.workload.spec, container.workload.pod_path
    to: Path = (*pod, "initContainers")
    initial = spec.get("initContainers")
    edits: list[Edit] = []
    if "initContainers" not in spec:
        edits.append(_insert_into_pod(container, "initContainers", []))
    elif not isinstance(initial, list):
        return ()
    own: Path = (*to, len(initial) if isinstance(initial, list) else 0)
    edits.append(Move(container.path, to))
    if container.data.get("restartPolicy") == "Always":
        return tuple(edits)
    if "restartPolicy" in container.data:
        edits.append(SetScalar((*own, "restartPolicy"), "Always"))
    elif is_sorted(container.data):
        edits.append(insert_sorted(own, container.data, "restartPolicy", "Always"))
    else:
        after = next((key for key in ("image", "name") if key in container.data), None)
        edits.append(InsertKey(own, "restartPolicy", "Always", after=after))
    return tuple(edits)


def set_grace_period(container: Container, seconds: int) -> Edit:
    """Write how long the Pod of a container may take to end."""
    spec, pod = container.workload.spec, container.workload.pod_path
    key = "terminationGracePeriodSeconds"
    if key in spec:
        return SetScalar((*pod, key), seconds)
    return _insert_into_pod(container, key, seconds)


def _insert_into_pod(container: Container, key: str, value: Any) -> Edit:
    """Add an entry to the spec of a container's Pod: before its containers, or by the alphabet."""
    spec, pod = container.workload.spec, container.workload.pod_path
    if is_sorted(container.data) and list(spec) == sorted(spec):
        return insert_sorted(pod, spec, key, value)
    return InsertKey(pod, key, value, before="containers")
