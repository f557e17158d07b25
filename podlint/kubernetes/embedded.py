"""Pods in other clothes: files that put a Pod onto a node.

Ignition, Butane, MachineConfig and cloud-init name a file of the node and hold its content as text;
Talos lists Pods in its machine configuration. Both end as static Pods.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from podlint.document import Document, Source, load
from podlint.kubernetes.known import NOTHING_KNOWN, Known
from podlint.kubernetes.manifest import STATIC_DIRECTORY, Manifest, manifests, mapping
from podlint.kubernetes.project import Project
from podlint.kubernetes.target import Target
from podlint.kubernetes.workload import Workload, workloads
from podlint.model import Path
from podlint.model.record import Record

_TEXT_FIELDS = ("content", "contents", "inline")
_NESTED_TEXT_FIELDS = ("inline", "source")


class Placement(NamedTuple):
    """A file that a document puts into a directory from which a kubelet runs Pods."""

    path: Path
    """Where its path stands in the document."""
    file: str
    """Its path on the node."""
    pods: tuple[Workload, ...]
    """The Pods in it; empty where the content is none, or is not known yet."""


class DocumentView(Record):
    """A document as rules see it: its data, and the path of its file from the repository root."""

    file: str
    index: int
    data: Any
    project: Project
    objects: tuple[Manifest, ...] = ()
    """The Kubernetes objects in it."""
    placements: tuple[Placement, ...] = ()
    """The files that it puts into a directory from which a kubelet runs Pods."""


def placements(
    document: Document, project: Project, target: Target, known: Known = NOTHING_KNOWN
) -> tuple[Placement, ...]:
    """The files that a document puts into a kubelet's directory."""
    directories = (STATIC_DIRECTORY, *(f"{path}/" for path in sorted(project.static_pod_paths)))
    if not any(directory.rstrip("/") in document.text for directory in directories):
        return ()
    return tuple(
        Placement(path, file, _pods(file, text, target, known))
        for path, file, text in _files(document.data, ())
        if file.startswith(directories)
    )


def _files(data: Any, path: Path) -> Iterator[tuple[Path, str, str]]:
    """Every mapping with a ``path`` and a content: the Path of its path, its path, its content."""
    if isinstance(data, dict):
        file, text = data.get("path"), _content(data)
        if isinstance(file, str) and text:
            yield (*path, "path"), file, text
        for key, value in data.items():
            yield from _files(value, (*path, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _files(item, (*path, index))


def _content(data: dict[str, Any]) -> str:
    for field in _TEXT_FIELDS:
        value = data.get(field)
        if isinstance(value, str):
            return value
        for nested in _NESTED_TEXT_FIELDS:
            text = mapping(value).get(nested)
            if isinstance(text, str):
                return _decoded(text)
    return ""


def _decoded(text: str) -> str:
    """The content of a ``data:`` URL; another text as it is."""
    if not text.startswith("data:"):
        return text
    from base64 import b64decode
    from urllib.parse import unquote

    head, _, body = text.partition(",")
    if not head.endswith(";base64"):
        return unquote(body)
    try:
        return b64decode(body).decode()
    except ValueError:
        return ""


def _pods(file: str, text: str, target: Target, known: Known) -> tuple[Workload, ...]:
    return tuple(
        workload
        for document in load(Source(file, text))
        if not document.faults
        for manifest in manifests(document, Project(), target, known)
        for workload in workloads(manifest)
        if workload.is_pod
    )
