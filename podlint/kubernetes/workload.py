"""Workloads: the Pods and Pod templates of a manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from podlint.kubernetes.container import Container, Role
from podlint.kubernetes.kinds import COMPLETING_KINDS, is_knative, template_paths
from podlint.kubernetes.manifest import Manifest, Nature, mapping, sequence
from podlint.kubernetes.project import Service
from podlint.model import Path, Place, key_of, value_of
from podlint.model.lazy import once

FIRST_MINOR_WITH_SIDECARS = 29
"""Kubernetes 1.29 is the first that runs native sidecars by default."""


FIRST_MINOR_WITH_OWN_POLICIES = 35
"""Kubernetes 1.35 is the first in which the restartPolicy of any container counts."""

_NO_SIDECAR = (None, "", "Never", "OnFailure")
"""What an init container's restartPolicy may be without making a sidecar of it; any other value is
``Always`` or a misspelling of it, which misplaced-restart-policy reports."""


class Workload:
    """A Pod, or the Pod template of a manifest."""

    def __init__(self, manifest: Manifest, pod_path: Path, spec: dict[str, Any]) -> None:
        self.manifest = manifest
        self.pod_path = pod_path
        """The Path of its Pod spec in the document."""
        self.spec = spec

    @property
    def kind(self) -> str:
        """The kind of the manifest: ``Deployment``."""
        return self.manifest.kind

    @property
    def is_pod(self) -> bool:
        """Whether the manifest is the Pod itself, not a template of Pods."""
        return self.kind == "Pod" and not self.manifest.group

    @property
    def is_knative(self) -> bool:
        """Whether Knative runs it, which gives names and a readiness probe of its own."""
        return is_knative(self.manifest.group)

    @property
    def restart_policy(self) -> str:
        """Its restartPolicy; ``Always`` where it says none, as the API does."""
        policy = self.spec.get("restartPolicy")
        return policy if isinstance(policy, str) else "Always"

    @once
    def is_long_running(self) -> bool:
        """Whether its containers are restarted for ever."""
        if self.kind in COMPLETING_KINDS or self.manifest.nature is Nature.HOOK:
            return False
        return self.restart_policy == "Always" and not self._ends_by_itself

    @once
    def _ends_by_itself(self) -> bool:
        """Whether each container has a restartPolicy of its own that ends it (from 1.35 on)."""
        if self.manifest.target.minor < FIRST_MINOR_WITH_OWN_POLICIES:
            return False
        containers = [
            each for each in sequence(self.spec.get("containers")) if isinstance(each, dict)
        ]
        return bool(containers) and all(
            each.get("restartPolicy") in ("Never", "OnFailure") for each in containers
        )

    @once
    def metadata(self) -> Mapping[str, Any]:
        """The metadata of the Pod template (of the Pod itself, where it is one)."""
        data: Any = self.manifest.data
        for step in self.pod_path[len(self.manifest.path) : -1]:
            data = data[step]
        return mapping(mapping(data).get("metadata"))

    @once
    def annotations(self) -> Mapping[str, Any]:
        """The annotations of the Pod template and of the object; the template's win."""
        return {**self.manifest.annotations, **mapping(self.metadata.get("annotations"))}

    @once
    def containers(self) -> tuple[Container, ...]:
        """Its containers of every role, in the order in which they start."""
        return tuple(self._containers())

    @once
    def app_containers(self) -> tuple[Container, ...]:
        """The containers that are the application."""
        return tuple(each for each in self.containers if each.role is Role.APP)

    @once
    def services(self) -> tuple[Service, ...]:
        """The Services of the repository that send traffic to its Pods."""
        labels = mapping(self.metadata.get("labels"))
        manifest = self.manifest
        return manifest.project.services_of(manifest.file, manifest.namespace, labels)

    def _containers(self) -> Iterator[Container]:
        for field, role in _LISTS:
            for index, data in enumerate(sequence(self.spec.get(field))):
                if isinstance(data, dict):
                    own = role
                    if role is Role.INIT and self._is_sidecar(data):
                        own = Role.SIDECAR
                    yield Container(data, (*self.pod_path, field, index), own, self)

    def _is_sidecar(self, data: Mapping[str, Any]) -> bool:
        return (
            self.manifest.target.minor >= FIRST_MINOR_WITH_SIDECARS
            and data.get("restartPolicy") not in _NO_SIDECAR
        )

    def key(self, *steps: str | int) -> Place:
        """The key at ``steps`` below the Pod spec."""
        return key_of((*self.pod_path, *steps))

    def value(self, *steps: str | int) -> Place:
        """The value at ``steps`` below the Pod spec."""
        return value_of((*self.pod_path, *steps))


_LISTS = (
    ("initContainers", Role.INIT),
    ("containers", Role.APP),
    ("ephemeralContainers", Role.EPHEMERAL),
)


def workloads(manifest: Manifest) -> tuple[Workload, ...]:
    """The Pods of a manifest."""
    paths = template_paths(manifest.group, manifest.kind, manifest.known)
    if not paths:
        return ()
    if manifest.kind == "Rollout" and mapping(manifest.spec.get("workloadRef")):
        return ()
    return tuple(
        Workload(manifest, (*manifest.path, *path), spec)
        for steps in paths
        for path, spec in _specs(manifest.data, steps)
    )


def _specs(data: Any, steps: tuple[str, ...]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The mappings that ``steps`` lead to, with the Paths to them."""
    if not steps:
        if isinstance(data, dict):
            yield (), data
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        for index, item in enumerate(sequence(data)):
            yield from (((index, *path), spec) for path, spec in _specs(item, rest))
    elif isinstance(data, dict):
        yield from (((step, *path), spec) for path, spec in _specs(data.get(step), rest))
