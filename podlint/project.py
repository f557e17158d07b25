"""The context scan: what of a repository rules have to know, whichever files are linted."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from podlint.discovery import in_git, may_hold_manifests, relative, walk
from podlint.document import DecodeError, Source, decode, load
from podlint.kubernetes import Kustomization, Project
from podlint.schema.custom_crd import texts_of

KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_RESOURCE_FIELDS = ("resources", "bases", "components")
_PATCH_FIELDS = ("patches", "patchesJson6902")


def scan(root: str, paths: Iterable[str]) -> Project:
    """The Project of the repository at ``root``.

    Outside git, and where ``paths`` are files only, their own directories are looked at and no
    others: the common ancestor of two files may be a home directory.
    """
    given = list(paths)
    if in_git(root) or any(os.path.isdir(path) for path in given):
        files = {file for file, reason in walk(root) if not reason}
        files.update(path for path in given if os.path.isfile(path))
    else:
        directories = {os.path.dirname(path) for path in given}
        files = {file for each in directories for file in _manifests_in(each)}
    kustomizations: list[Kustomization] = []
    definitions: list[str] = []
    for file in sorted(files):
        try:
            data = _bytes(file)
            definitions += texts_of(data)
            if os.path.basename(file) in KUSTOMIZATION_NAMES:
                kustomizations += _kustomizations(decode(data), relative(file, root))
        except (OSError, DecodeError):
            continue  # where the file itself is linted, that is a finding
    return Project(tuple(kustomizations), tuple(definitions))


def with_definitions(project: Project, data: bytes) -> Project:
    """``project`` and the custom resources that a text defines which is no file of it."""
    try:
        texts = texts_of(data)
    except DecodeError:
        return project
    return replace(project, definitions=(*project.definitions, *texts)) if texts else project


def _manifests_in(directory: str) -> Iterator[str]:
    """The files of one directory that may hold manifests, without those below it."""
    with suppress(OSError), os.scandir(directory) as entries:
        yield from (
            each.path for each in entries if may_hold_manifests(each.name) and each.is_file()
        )


def _bytes(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read()


def _kustomizations(text: str, path: str) -> Iterator[Kustomization]:
    """The kustomization in a file: its first document."""
    for document in load(Source(path, text)):
        if isinstance(document.data, dict):
            yield _kustomization(document.data, posixpath.dirname(path))
            return


def _kustomization(data: dict[str, Any], directory: str) -> Kustomization:
    return Kustomization(
        directory,
        frozenset(_resolve(name, directory) for name in _resources(data)),
        frozenset(_resolve(name, directory) for name in _patches(data)),
        _sets_selectors(data),
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
