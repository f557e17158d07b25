"""What rules may know of the repository around a file: small, read-only, without any text."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from podlint.model.lazy import once
from podlint.model.record import Record


class Kustomization(Record):
    """One kustomization file: what it names, as paths from the repository root."""

    directory: str
    """The directory it stands in; empty for the repository root."""
    resources: frozenset[str] = frozenset()
    """Files, and directories that hold a kustomization of their own."""
    patches: frozenset[str] = frozenset()
    sets_selectors: bool = False
    """Whether it adds labels to the selectors of its resources (``commonLabels``)."""
    sets_namespace: bool = False


class Service(NamedTuple):
    """A Service that selects Pods, headless ones included."""

    name: str
    namespace: str
    selector: frozenset[tuple[str, str]]
    file: str


class Project(Record):
    """An index of the repository; paths are relative to its root, with forward slashes."""

    kustomizations: tuple[Kustomization, ...] = ()
    definitions: tuple[bytes, ...] = ()
    """The contents of files that may define custom resources, in the order of their paths."""
    services: tuple[Service, ...] = ()
    static_pod_paths: frozenset[str] = frozenset()
    """Directories of nodes from which kubelets are configured to run Pods."""

    @once
    def _selecting(self) -> Mapping[tuple[str, str], Sequence[tuple[int, Service]]]:
        """The Services, numbered, by one of the labels that they ask for: few need be looked at."""
        found: dict[tuple[str, str], list[tuple[int, Service]]] = {}
        for number, service in enumerate(self.services):
            found.setdefault(min(service.selector), []).append((number, service))
        return found

    @once
    def _directories(self) -> frozenset[str]:
        return frozenset(each.directory for each in self.kustomizations)

    @once
    def _resources(self) -> frozenset[str]:
        return frozenset[str]().union(*(each.resources for each in self.kustomizations))

    @once
    def _patches(self) -> frozenset[str]:
        return frozenset[str]().union(*(each.patches for each in self.kustomizations))

    @once
    def _given_selectors(self) -> frozenset[str]:
        selecting = (each for each in self.kustomizations if each.sets_selectors)
        return frozenset(self._named_by(selecting))

    @once
    def _given_namespaces(self) -> frozenset[str]:
        placing = (each for each in self.kustomizations if each.sets_namespace)
        return frozenset(self._named_by(placing))

    def _named_by(self, having: Iterable[Kustomization]) -> Iterator[str]:
        """The files that these kustomizations name, those of their bases included."""
        by_directory = {each.directory: each for each in self.kustomizations}
        waiting = list(having)
        seen = {each.directory for each in waiting}
        while waiting:
            for resource in waiting.pop().resources:
                base = by_directory.get(resource)
                if base is None:
                    yield resource
                elif resource not in seen:
                    seen.add(resource)
                    waiting.append(base)

    def gives_namespace(self, file: str) -> bool:
        """Whether a kustomization puts the objects of ``file``, and what they name, into a namespace."""
        return file in self._given_namespaces

    def services_of(
        self, file: str, namespace: str, labels: Mapping[str, object]
    ) -> tuple[Service, ...]:
        """The Services that send traffic to a Pod with ``labels`` from a manifest in ``file``,
        the nearest first.

        An empty namespace and ``default`` are one. In a repository of many applications the same
        labels stand for different Pods: only Services count whose file lies in the directory of
        ``file``, below it, or below the directory above it.
        """
        here = posixpath.dirname(posixpath.dirname(file))
        mine = {(key, str(value)) for key, value in labels.items()}
        found = [
            (_distance(service.file, file), number, service)
            for label in mine
            for number, service in self._selecting.get(label, ())
            if service.selector <= mine
            and (service.namespace or "default") == (namespace or "default")
            and (not here or service.file.startswith(f"{here}/"))
        ]
        return tuple(service for _, _, service in sorted(found))

    def gives_selector(self, file: str) -> bool:
        """Whether a kustomization puts a selector into the workloads of ``file``."""
        return file in self._given_selectors

    def names_as_patch(self, file: str) -> bool:
        """Whether a kustomization names ``file`` as a patch, and none as a resource."""
        return file in self._patches and file not in self._resources

    def is_beside_kustomization(self, file: str) -> bool:
        """Whether a kustomization stands beside or above ``file``, and none names it as a resource."""
        if not self._directories or file in self._resources:
            return False
        directory = posixpath.dirname(file)
        while True:
            if directory in self._directories:
                return True
            if not directory:
                return False
            directory = posixpath.dirname(directory)


def _distance(one: str, other: str) -> tuple[bool, bool]:
    """Orders files: the same one, one of the same directory, others."""
    return one != other, posixpath.dirname(one) != posixpath.dirname(other)
