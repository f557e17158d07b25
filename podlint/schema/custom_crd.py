"""What CustomResourceDefinitions define: kinds, their versions, and the schema of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from podlint.document import WIDE, DecodeError, Source, decode, load, looks_like_json, split
from podlint.model.record import Record

MARK = "CustomResourceDefinition"
"""What a text holds that defines a custom resource."""

_GROUP = "apiextensions.k8s.io"
_BYTES = MARK.encode()


class CustomVersion(Record):
    """One version of a custom resource. Two are never equal: what is made of one is kept by it."""

    group: str
    kind: str
    name: str
    """The version: ``v1``."""
    schema: Mapping[str, Any] | None
    """The ``openAPIV3Schema`` as it is written; None where there is none to judge by."""
    served: bool = True
    pruned: bool = True
    """Whether fields that the schema does not have are refused."""
    separate_status: bool = False
    """Whether the status is a subresource, so that nobody creates it."""
    plain: bool = False
    """Whether it is a JSON Schema, in which what is not said is allowed."""

    def _key(self) -> tuple[int]:
        return (id(self),)

    @property
    def api_version(self) -> str:
        """``group/version``."""
        return f"{self.group}/{self.name}"


class CustomKind(Record):
    """A custom resource with all its versions."""

    group: str
    name: str
    versions: tuple[CustomVersion, ...]

    def _key(self) -> tuple[int]:
        return (id(self),)

    def version(self, name: str) -> CustomVersion | None:
        """The version of that name, if it is served."""
        return next((each for each in self.versions if each.name == name and each.served), None)


def defining(data: bytes) -> tuple[bytes, ...]:
    """The contents of a file, as UTF-8, if they may define custom resources: nothing is parsed."""
    if data.startswith(WIDE):
        try:
            data = decode(data).encode("utf-8", "replace")
        except DecodeError:
            return ()
    return (data,) if _BYTES in data else ()


@lru_cache(maxsize=1024)
def find(files: tuple[bytes, ...], group: str, kind: str) -> CustomKind | None:
    """The last definition of a kind in ``files``; only what holds both words is parsed."""
    words = (group.encode("utf-8", "replace"), kind.encode("utf-8", "replace"))
    for data in reversed(files):
        if not all(word in data for word in words):
            continue
        for text in reversed(_texts(data)):
            if group in text and kind in text:
                for each in reversed(definitions(text)):
                    if (each.group, each.name) == (group, kind):
                        return each
    return None


@lru_cache(maxsize=64)
def _texts(data: bytes) -> tuple[str, ...]:
    """The documents that may define custom resources, each as text."""
    try:
        text = decode(data)
    except DecodeError:
        return ()  # where the file itself is linted, that is a finding
    if looks_like_json(text):
        return (text,)
    return tuple(piece.text for piece in split(text) if MARK in piece.text)


@lru_cache(maxsize=64)
def definitions(text: str) -> tuple[CustomKind, ...]:
    """The custom resources that a text of YAML or JSON defines; what is malformed is left out."""
    found: list[CustomKind] = []
    for document in load(Source("", text)):
        found += filter(None, map(_kind, _objects(document.data)))
    return tuple(found)


def _objects(data: object) -> Iterator[Mapping[str, Any]]:
    if not isinstance(data, dict):
        return
    items = data.get("items")
    if isinstance(items, list):
        yield from (each for each in items if isinstance(each, dict))
    else:
        yield data


def _kind(data: Mapping[str, Any]) -> CustomKind | None:
    api_version = _text(data.get("apiVersion"))
    if data.get("kind") != MARK or api_version.partition("/")[0] != _GROUP:
        return None
    spec = _mapping(data.get("spec"))
    group, kind = _text(spec.get("group")), _text(_mapping(spec.get("names")).get("kind"))
    if not group or not kind:
        return None
    kept = spec.get("preserveUnknownFields", api_version.endswith("v1beta1")) is not False
    versions = (
        _version(group, kind, spec, version, pruned=not kept) for version in _versions(spec)
    )
    return CustomKind(group, kind, tuple(filter(None, versions)))


def _versions(spec: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The versions; v1beta1 may name a single one."""
    listed = spec.get("versions")
    if isinstance(listed, list) and listed:
        yield from map(_mapping, listed)
    elif _text(spec.get("version")):
        yield {"name": spec["version"], "served": True}


def _version(
    group: str, kind: str, spec: Mapping[str, Any], version: Mapping[str, Any], *, pruned: bool
) -> CustomVersion | None:
    name = _text(version.get("name"))
    if not name:
        return None
    # v1beta1 may say above the versions what is the same in all.
    holder = _mapping(version.get("schema")) or _mapping(spec.get("validation"))
    subresources = _mapping(version.get("subresources")) or _mapping(spec.get("subresources"))
    return CustomVersion(
        group,
        kind,
        name,
        _mapping(holder.get("openAPIV3Schema")) or None,
        served=version.get("served") is not False,
        pruned=pruned,
        separate_status=isinstance(subresources.get("status"), dict),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
