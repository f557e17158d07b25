"""The shipped schemas: which kinds a version has, and the definitions that a kind is made of.

``tools/generate_schemas.py`` writes the data. Definitions stand in numbered chunks, each compressed
by itself, so that one kind costs the reading of a few chunks. Two versions that have the same
chunks for a kind have the same schema for it.
"""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from podlint.schema._versions import VERSIONS

Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema, of which the shipped ones use only types, references, bounds and the like.

``$`` in their patterns is the end of the text, not the place before a last line break.
"""

MARKER = "x-podlint"
"""The keyword that names what the API server asks of a value; its neighbours decide it."""

REF = "#/$defs/"
"""What a reference to a definition begins with."""

DIRECTIVE = re.compile(r"^\$(patch$|retainKeys$|setElementOrder/|deleteFromPrimitiveList/)")
"""The keys that tell a strategic merge patch what to do, as a regular expression."""

_DATA = os.path.join(os.path.dirname(__file__), "data")


class Entry(NamedTuple):
    """A kind in the shipped data; equal entries have the same schema, whatever their version."""

    root: str
    """The name of its definition, such as ``apps.v1.Deployment``."""
    chunks: tuple[int, ...]
    """Where this definition stands, and all that it leads to."""
    text: str = ""
    """The whole schema as JSON, where it is that of a custom resource."""


@cache
def kinds(version: str) -> Mapping[tuple[str, str], str]:
    """The kinds of ``version`` as (apiVersion, kind), each with its entry as it is stored.

    Raises ``ValueError`` where ``version`` is none of ``VERSIONS``.
    """
    if version not in VERSIONS:
        raise ValueError(f"no schemas for Kubernetes {version}")
    lines = zlib.decompress(_read(version)).decode().splitlines()
    split = (line.split(" ", 2) for line in lines)
    return {(api_version, kind): stored for api_version, kind, stored in split}


def find(version: str, api_version: object, kind: object) -> Entry | None:
    """The entry of a kind, or None where ``version`` does not have it."""
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return None
    stored = kinds(version).get((api_version, kind))
    return None if stored is None else _entry(stored)


@cache
def _entry(stored: str) -> Entry:
    root, *chunks = stored.split(" ")
    return Entry(root, tuple(map(int, chunks)))


def _read(name: str) -> bytes:
    with open(os.path.join(_DATA, f"{name}.bin"), "rb") as file:
        return file.read()


@cache
def _chunks() -> bytes:
    return _read("definitions")


def _chunk(number: int) -> bytes:
    start, end = struct.unpack_from("<II", _chunks(), 4 + 4 * number)
    return zlib.decompress(_chunks()[start:end])


def schema_text(entry: Entry) -> str:
    """The schema of ``entry`` as JSON."""
    if entry.text:
        return entry.text
    members = b",".join(map(_chunk, entry.chunks)).decode()
    return f'{{"$ref":"{REF}{entry.root}","$defs":{{{members}}}}}'


@cache
def schema(entry: Entry) -> Schema:
    """The schema of ``entry``: a reference to its root, and ``$defs``."""
    loaded: Schema = json.loads(schema_text(entry))
    return loaded


@cache
def patch_schema(entry: Entry) -> dict[str, Any]:
    """The schema of a strategic merge patch of ``entry``.

    Nothing is required, null is allowed everywhere, and the directives of a patch may stand in
    every mapping. How the object is named is of no matter: a patch may be for another name.
    """
    complete = schema(entry)
    definitions = {name: _relaxed(value) for name, value in complete["$defs"].items()}
    return {**complete, "$defs": definitions}


_OBJECT_META = f"{REF}meta.v1.ObjectMeta"


def _relaxed(value: Schema) -> Schema:
    return dict(_relaxed_keywords(value))


def _relaxed_keywords(value: Schema) -> Iterator[tuple[str, Any]]:
    for keyword, content in value.items():
        if keyword == "type":
            types = [content] if isinstance(content, str) else content
            yield keyword, [*types, "null"] if "null" not in types else types
        elif keyword == "enum":
            yield keyword, [*content, None]
        elif keyword == "properties":
            if value.get("$ref") != _OBJECT_META:
                yield keyword, {name: _relaxed(inner) for name, inner in content.items()}
        elif keyword in ("items", "additionalProperties") and isinstance(content, dict):
            yield keyword, _relaxed(content)
        elif keyword == "propertyNames":
            yield keyword, {**content, "pattern": f"{DIRECTIVE.pattern}|{content['pattern']}"}
        elif keyword not in ("required", "minItems"):
            yield keyword, content
    if "additionalProperties" in value:
        yield "patternProperties", {DIRECTIVE.pattern: {}}
