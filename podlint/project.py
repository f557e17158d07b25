"""The context scan: what of a repository rules have to know, whichever files are linted."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from podlint.discovery import in_git, relative, walk
from podlint.document import DecodeError, Source, decode, load
from podlint.kubernetes import Kustomization, Project

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
        files = _kustomizations_below(root)
    else:
        directories = sorted({os.path.dirname(path) for path in given})
        files = (os.path.join(each, name) for each in directories for name in KUSTOMIZATION_NAMES)
    found = (_read(file, root) for file in files if os.path.isfile(file))
    return Project(tuple(each for each in found if each is not None))


def _kustomizations_below(root: str) -> Iterator[str]:
    for file, reason in walk(root):
        if not reason and os.path.basename(file) in KUSTOMIZATION_NAMES:
            yield file


def _read(file: str, root: str) -> Kustomization | None:
    try:
        with open(file, "rb") as stream:
            text = decode(stream.read())
    except (OSError, DecodeError):
        return None  # where the file itself is linted, that is a finding
    path = relative(file, root)
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
