"""The context scan: what of a repository rules have to know, whichever files are linted."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, Protocol

from podlint.discovery import (
    NO_EXCLUSIONS,
    Entry,
    Exclusions,
    in_git,
    may_hold_manifests,
    relative,
    walk,
)
from podlint.document import WIDE, DecodeError, Source, decode, load, looks_like_json, split
from podlint.kubernetes import (
    STATIC_DIRECTORY,
    Kustomization,
    Manifest,
    Project,
    Service,
    Target,
    manifests,
)
from podlint.model.record import Record, replace
from podlint.schema.custom_crd import defining

KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_RESOURCE_FIELDS = ("resources", "bases", "components")
_PATCH_FIELDS = ("patches", "patchesJson6902")
_ROOM = 4 << 20
"""How many bytes of files are held from the scan until they are linted: memory is to stay flat."""


class Facts(Record):
    """What one file tells of the repository: it follows from its path and its bytes alone."""

    kustomization: Kustomization | None = None
    definitions: tuple[bytes, ...] = ()
    services: tuple[Service, ...] = ()
    static_pod_paths: tuple[str, ...] = ()


class Seen(NamedTuple):
    """What the context scan has seen of a file."""

    size: int
    """In bytes; 0 where it cannot hold a manifest."""
    digest: bytes
    """Of its contents; empty where nothing is kept."""
    data: bytes | None = None
    """Its contents, as long as there is room for them."""


class Context(NamedTuple):
    """What surrounds the files that are linted."""

    project: Project
    seen: Mapping[str, Seen]
    """The files that were looked at, by their absolute paths."""


def scan(
    root: str,
    paths: Iterable[str],
    exclusions: Exclusions = NO_EXCLUSIONS,
) -> Project:
    """What there is to know of the repository at ``root``, without what is left out of a walk.

    ``paths`` are absolute: what is linted.
    """
    return context_of(root, context_files(root, list(paths), exclusions)).project


def context_of(
    root: str,
    files: Iterable[str],
    memory: Memory | None = None,
    wanted: Container[str] = (),
) -> Context:
    """What these files tell; ``memory`` keeps that from run to run.

    The contents of those that are ``wanted`` again need not be read once more.
    """
    found, seen = [], {}
    room = _ROOM
    digest = None if memory is None else memory.digest
    for file in files:
        try:
            data = _bytes(file)
        except OSError:  # where the file itself is linted, that is said
            continue
        own = b"" if digest is None else digest(data)
        size = len(data) if may_hold(data) else 0
        is_held = size <= room and file in wanted
        room -= size if is_held else 0
        seen[file] = Seen(size, own, data if is_held else None)
        facts = facts_of(relative(file, root), data, memory, own)
        if facts is not _NOTHING:
            found.append(facts)
    return Context(project_of(found), seen)


def context_files(
    root: str,
    paths: Sequence[str],
    exclusions: Exclusions,
    walked: Iterable[Entry] | None = None,
) -> list[str]:
    """The files that are looked at, in their order; ``walked`` is what a walk from the root has given.

    Outside git, and where ``paths`` are files only, their own directories are looked at and no
    others: the common ancestor of two files may be a home directory.
    """
    if in_git(root) or any(os.path.isdir(path) for path in paths):
        entries = walk(root, exclusions) if walked is None else walked
        files = {entry.path for entry in entries if not entry.reason}
        files.update(path for path in paths if os.path.isfile(path))
    else:
        files = {file for each in set(map(os.path.dirname, paths)) for file in _manifests_in(each)}
    return sorted(files)


def may_hold(data: bytes) -> bool:
    """Whether a file with these bytes may hold a manifest, or a Pod in other clothes."""
    return any(word in data for word in _MAY_HOLD) or data.startswith(WIDE)


def project_of(facts: Iterable[Facts]) -> Project:
    """The Project that the facts of all its files make, in the order of their paths."""
    every = list(facts)
    return Project(
        tuple(each.kustomization for each in every if each.kustomization is not None),
        tuple(data for each in every for data in each.definitions),
        tuple(service for each in every for service in each.services),
        frozenset(path for each in every for path in each.static_pod_paths),
    )


def with_text(project: Project, path: str, data: bytes) -> Project:
    """``project`` and what a text tells that is no file of it."""
    facts = facts_of(path, data)
    return replace(
        project,
        definitions=(*project.definitions, *facts.definitions),
        services=(*project.services, *facts.services),
    )


def facts_of(path: str, data: bytes, memory: Memory | None = None, own: bytes = b"") -> Facts:
    """What the file at ``path`` tells; most are passed over on their bytes, and none raises.

    ``own`` is the digest of the data under which a ``memory`` knows what they tell.
    """
    is_kustomization = posixpath.basename(path) in KUSTOMIZATION_NAMES
    definitions = defining(data)
    tells = data.startswith(WIDE) or any(word in data for word in _OF_KUBELETS)
    if not (is_kustomization or tells or _OF_SERVICES.search(data)):
        return Facts(definitions=definitions) if definitions else _NOTHING
    known = None if memory is None else memory.facts(path, own)
    if known is None:
        known = _read(path, data, is_kustomization)
        if memory is not None:
            memory.keep_facts(path, own, known)
    return replace(known, definitions=definitions) if definitions else known


def _read(path: str, data: bytes, is_kustomization: bool) -> Facts:
    """What the text of a file tells, without the definitions in it."""
    try:
        text = decode(data)
    except DecodeError:
        return _NOTHING
    return Facts(
        _kustomization_in(text, path) if is_kustomization else None,
        (),
        tuple(_services(text, path)),
        tuple(_static_pod_paths(text)),
    )


class Memory(Protocol):
    """Keeps from run to run what files tell."""

    def digest(self, data: bytes) -> bytes:
        """What stands for the contents of a file."""

    def facts(self, path: str, own: bytes) -> Facts | None:
        """What the file at ``path`` tells whose contents have the digest ``own``, if that is known."""

    def keep_facts(self, path: str, own: bytes, facts: Facts) -> None:
        """Keep what it tells."""


_NOTHING = Facts()
_MAY_HOLD = (b"kind", STATIC_DIRECTORY.encode())
_OF_KUBELETS = (b"KubeletConfiguration", b"--pod-manifest-path")
_OF_SERVICES = re.compile(rb"kind[\"']?\s*:\s*[\"']?(?:Service|ServiceList|List)\b")
_SERVICE = re.compile(r"kind[\"']?\s*:\s*[\"']?(?:Service|ServiceList|List)\b")
_KUBELET = re.compile(
    r"^[ \t]*staticPodPath\s*:\s*[\"']?(/[^\s\"']+)|--pod-manifest-path[=\s]+[\"']?(/[^\s\"',\]]+)",
    re.M,
)
_SHORTEST_STATIC_PATH = 2
"""Parts that a kubelet's directory must have to prove anything: ``/manifests`` alone proves nothing."""


def _services(text: str, path: str) -> Iterator[Service]:
    """The Services of a file that select Pods; only documents that may hold one are read."""
    pieces = [text] if looks_like_json(text) else [piece.text for piece in split(text)]
    for piece in pieces:
        if not _SERVICE.search(piece):
            continue
        for document in load(Source(path, piece)):
            for manifest in manifests(document, Project(), Target(0)):
                if manifest.kind == "Service" and not manifest.group:
                    yield from _service(manifest, path)


def _service(manifest: Manifest, path: str) -> Iterator[Service]:
    selector = manifest.spec.get("selector")
    if isinstance(selector, dict) and selector:
        labels = frozenset((key, str(value)) for key, value in selector.items())
        yield Service(manifest.name, manifest.namespace, labels, path)


def _static_pod_paths(text: str) -> Iterator[str]:
    for match in _KUBELET.finditer(text):
        path = posixpath.normpath(match[1] or match[2])
        if path.count("/") >= _SHORTEST_STATIC_PATH:
            yield path


def _manifests_in(directory: str) -> Iterator[str]:
    """The files of one directory that may hold manifests, without those below it."""
    with suppress(OSError), os.scandir(directory) as entries:
        yield from (
            each.path for each in entries if may_hold_manifests(each.name) and each.is_file()
        )


def _bytes(file: str) -> bytes:
    with open(file, "rb", buffering=0) as stream:  # it is read at once
        return stream.readall()


def _kustomization_in(text: str, path: str) -> Kustomization | None:
    """The kustomization in a file: its first document."""
    for document in load(Source(path, text)):
        if isinstance(document.data, dict):
            return _kustomization(document.data, posixpath.dirname(path))
    return None


def _kustomization(data: dict[str, Any], directory: str) -> Kustomization:
    return Kustomization(
        directory,
        frozenset(_resolve(name, directory) for name in _resources(data)),
        frozenset(_resolve(name, directory) for name in _patches(data)),
        _sets_selectors(data),
        bool(data.get("namespace")),
    )


def _resources(data: dict[str, Any]) -> Iterator[str]:
    for field in _RESOURCE_FIELDS:
        yield from _strings(data.get(field))


def _patches(data: dict[str, Any]) -> Iterator[str]:
    for field in _PATCH_FIELDS:
        listed = data.get(field)
        for patch in listed if isinstance(listed, list) else ():
            # Before kustomize 2.1 a patch was named by its path alone.
            yield from _strings([patch.get("path") if isinstance(patch, dict) else patch])
    for patch in _strings(data.get("patchesStrategicMerge")):
        if "\n" not in patch:
            yield patch


def _sets_selectors(data: dict[str, Any]) -> bool:
    if data.get("commonLabels"):
        return True
    listed = data.get("labels")
    return any(
        isinstance(labels, dict) and labels.get("includeSelectors") is True
        for labels in (listed if isinstance(listed, list) else ())
    )


def _strings(value: object) -> Iterator[str]:
    yield from (
        each for each in (value if isinstance(value, list) else ()) if isinstance(each, str)
    )


def _resolve(name: str, directory: str) -> str:
    return posixpath.normpath(posixpath.join(directory, name.replace("\\", "/")))
