"""The entry points of installed distributions, read straight from their ``entry_points.txt``.

``importlib.metadata`` gives the same and costs some 25 ms of imports at every start, a quarter of what
a hook may take. What it knows beyond directories on ``sys.path`` (zip files, custom finders) is asked
only where no directory names podlint's own rules.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple


class EntryPoint(NamedTuple):
    """One entry point: the name, the module, and the distribution that it came with."""

    name: str
    module: str
    distribution: str


def entry_points(group: str) -> list[EntryPoint]:
    """The entry points of ``group``, each distribution once, in the order of ``sys.path``."""
    found: dict[str, list[EntryPoint]] = {}
    for directory in dict.fromkeys(sys.path):
        for distribution, file in _metadata_files(directory or os.curdir):
            if distribution not in found:
                found[distribution] = list(_read(file, group, distribution))
    points = [point for each in found.values() for point in each]
    return points or list(_from_importlib(group))


def version_of(distribution: str) -> str:
    """The version of an installed distribution, which the name of its metadata says."""
    for directory in dict.fromkeys(sys.path):
        for name in _names(directory or os.curdir):
            stem, _, ending = name.rpartition(".")
            known, _, version = stem.partition("-")
            if ending == "dist-info" and version and _normal(known) == distribution:
                return version
    from importlib.metadata import version as installed

    return installed(distribution)


def _names(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []


def _normal(name: str) -> str:
    return name.replace("_", "-").lower()


def _metadata_files(directory: str) -> Iterator[tuple[str, str]]:
    for name in _names(directory):
        if name.endswith((".dist-info", ".egg-info")):
            stem = name.rpartition(".")[0].partition("-")[0]
            yield _normal(stem), os.path.join(directory, name, "entry_points.txt")


def _read(file: str, group: str, distribution: str) -> Iterator[EntryPoint]:
    try:
        with open(file, encoding="utf-8") as stream:
            text = stream.read()
    except OSError:
        return
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == group and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield EntryPoint(name.strip(), value.partition(":")[0].strip(), distribution)


def _from_importlib(group: str) -> Iterator[EntryPoint]:
    from importlib.metadata import entry_points as installed

    for point in installed(group=group):
        name = point.dist.name if point.dist is not None else point.value
        yield EntryPoint(point.name, point.module, name)
