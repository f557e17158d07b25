"""The schemas that somebody names: files and directories of definitions and of JSON Schemas."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from podlint.schema import store
from podlint.schema._versions import NEWEST
from podlint.schema.custom_convert import mapping
from podlint.schema.custom_crd import CustomVersion, defining
from podlint.schema.given import GivenSchemas
from podlint.trouble import Trouble

_ENDINGS = (".json", ".yaml", ".yml")
_SIGNS = (b'"properties"', b'"$ref"', b'"type"', b'"x-kubernetes-preserve-unknown-fields"')


class SchemasError(Trouble):
    """A path of schemas that cannot be used, and why."""


def read_schemas(paths: Iterable[str]) -> GivenSchemas:
    """What ``paths`` hold: files, and directories with all that is below them.

    Raises:
        SchemasError: a path does not exist or cannot be read.
    """
    definitions: list[bytes] = []
    files: list[str] = []
    passed: list[str] = []
    for path in paths:
        for file in _files(path):
            data = _read(file)
            if found := defining(data):
                definitions += found
            elif _is_json_schema(file, data):
                files.append(os.path.abspath(file))
            else:
                passed.append(file)
    return GivenSchemas(tuple(definitions), tuple(files), tuple(passed))


def _files(path: str) -> Iterator[str]:
    if not os.path.exists(path):
        raise SchemasError(f"{path}: no such file or directory (schemas)")
    if not os.path.isdir(path):
        yield path
        return
    for directory, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (os.path.join(directory, each) for each in sorted(names) if _may_hold(each))


def _may_hold(name: str) -> bool:
    return name.endswith(_ENDINGS) and not name.startswith(".")


def _read(file: str) -> bytes:
    try:
        with open(file, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise SchemasError(f"{file}: cannot be read: {error.strerror or error}") from error


def _is_json_schema(file: str, data: bytes) -> bool:
    """Whether it looks like one; it is parsed only when a kind asks for it."""
    start = data.lstrip()[:1]
    return file.endswith(".json") and start == b"{" and any(sign in data for sign in _SIGNS)


# --- JSON Schemas by the names of their files -----------------------------------------------------


@lru_cache(maxsize=1024)
def given_version(
    files: tuple[str, ...], group: str, version: str, kind: str
) -> CustomVersion | None:
    """The JSON Schema for a kind, by the name of its file; None where there is none.

    The layouts, in this order: ``group/kind_version.json``, ``kind-group-version.json`` with the
    first part of the group, ``kind-version.json`` and ``kind.json``.
    """
    name, first = kind.lower(), group.partition(".")[0].lower()
    index = _index(files)
    for directory, file in (
        (group.lower(), f"{name}_{version}.json"),
        ("", f"{name}-{first}-{version}.json"),
        ("", f"{name}-{version}.json"),
        ("", f"{name}.json"),
    ):
        path = index.get((directory, file.lower()))
        schema = _load(path) if path else None
        if schema is not None and _is_meant(schema, group, version, kind, first in file):
            return CustomVersion(group, kind, version, schema, plain=True)
    return None


@lru_cache(maxsize=16)
def _index(files: tuple[str, ...]) -> Mapping[tuple[str, str], str]:
    """The files by directory and name, and by their name alone; of several the first."""
    found: dict[tuple[str, str], str] = {}
    for path in files:
        directory, name = os.path.split(path.lower())
        found.setdefault((os.path.basename(directory), name), path)
        found.setdefault(("", name), path)
    return found


def _load(path: str) -> Mapping[str, Any] | None:
    try:
        with open(path, "rb") as stream:
            data = json.load(stream)
    except (OSError, ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _is_meant(
    schema: Mapping[str, Any], group: str, version: str, kind: str, by_group: bool
) -> bool:
    """Whether a schema does not say that it is another kind's, which may have the same name."""
    said = schema.get("x-kubernetes-group-version-kind")
    if isinstance(said, list) and said:
        wanted = {"group": group, "version": version, "kind": kind}
        return any(isinstance(each, dict) and wanted.items() <= each.items() for each in said)
    properties = mapping(schema.get("properties"))
    for name, value in (("apiVersion", f"{group}/{version}"), ("kind", kind)):
        field = mapping(properties.get(name))
        words = field.get("enum", [field["const"]] if "const" in field else None)
        if isinstance(words, list) and value not in words:
            return False
    # Nothing but the name of the kind: then it must not be one that Kubernetes has as well.
    return by_group or all(kind != other for _, other in store.kinds(NEWEST))
