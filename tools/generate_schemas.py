"""Writes the schemas that podlint ships, for every Kubernetes version there is.

    pip install kubernetes-validate
    python tools/generate_schemas.py            # writes podlint/schema/data and _versions.py
    python tools/generate_schemas.py --check    # exit status 1 where the committed data differ

The published schemas of all versions come from the package ``kubernetes-validate``. They are
reduced to what tells a valid manifest from an invalid one, and stored once: definitions that are
used by the same kinds of the same versions share a chunk, so that a kind is loaded by reading a few
chunks and nothing else. ``podlint/schema/store.py`` reads what this writes.

What the API server refuses beyond the published schemas comes from ``tools/api_constraints.py``.

To add a Kubernetes version, install the release of ``kubernetes-validate`` that has it and run the
command again.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import struct
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

# This file is run as a program, and loaded by tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.api_overlay import constrain

Schema: TypeAlias = dict[str, Any]
Definitions: TypeAlias = dict[str, Schema]

PACKAGE = Path(__file__).resolve().parent.parent / "podlint" / "schema"
OLDEST = 25
"""The minor version of the oldest Kubernetes that podlint knows."""

_FOLDER = re.compile(r"v1\.(\d+)\.0-local-strict")
_REF = "#/$defs/"
_BOUNDS = {
    "int32": {"minimum": -(2**31), "maximum": 2**31 - 1},
    "int64": {"minimum": -(2**63), "maximum": 2**63 - 1},
}
_UNIONS: Definitions = {
    # Published as oneOf, which null matches twice; the API takes null for both.
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number", "null"]},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
        "type": ["string", "integer", "null"],
        **_BOUNDS["int32"],
    },
}
_MESSAGES = "io.k8s.apimachinery."
"""Where the kinds stand that are said to the API and never stored: Status, DeleteOptions."""


class Variant(NamedTuple):
    """A definition of one or more versions, in the words of the shipped data."""

    name: str
    text: str


class Kind(NamedTuple):
    """A kind of one version and everything its definition leads to."""

    version: str
    api_version: str
    kind: str
    root: str
    closure: frozenset[Variant]


# --- Reading the published schemas ----------------------------------------------------------------


def source() -> Path:
    """The folder of the published schemas; raises ``SystemExit`` where it is not installed."""
    spec = importlib.util.find_spec("kubernetes_validate")
    if spec is None or spec.origin is None:
        raise SystemExit("generate_schemas: pip install kubernetes-validate")
    return Path(spec.origin).parent / "kubernetes-json-schema"


def published(folder: Path) -> dict[str, Definitions]:
    """The definitions of every version from ``OLDEST`` on, in ascending order."""
    found = {
        int(match[1]): path
        for path in folder.iterdir()
        if (match := _FOLDER.fullmatch(path.name)) and int(match[1]) >= OLDEST
    }
    return {
        f"1.{minor}": json.loads((found[minor] / "_definitions.json").read_bytes())["$defs"]
        for minor in sorted(found)
    }


# --- Reducing a definition ------------------------------------------------------------------------


def short_name(name: str) -> str:
    """``io.k8s.api.core.v1.Container`` becomes ``core.v1.Container``."""
    return ".".join(name.split(".")[-3:])


def nullable(schema: Schema) -> Schema:
    """``schema`` with null among its types."""
    types = schema.get("type")
    return {**schema, "type": [types, "null"]} if isinstance(types, str) else schema


def refusing_null(schema: Schema, target: Schema) -> Schema:
    """The reduced reference ``schema`` with the types of its ``target``, null left out."""
    types = [name for name in target.get("type", ()) if name != "null"]
    if not types:
        return schema
    return {**schema, "type": types[0] if len(types) == 1 else types}


def reduce_value(schema: Schema, definitions: Definitions, required: bool = False) -> Schema:
    """What podlint needs to know about one property, item or map value.

    The API leaves out nulls. So null stands for nothing at all where a field is ``required``, and
    for an empty object in a list of objects; it is refused where that lacks something.
    """
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        target = _UNIONS.get(name, definitions[name])
        reduced: Schema = {"$ref": _REF + short_name(name)}
        return refusing_null(reduced, target) if required else reduced
    reduced = {"type": schema["type"], **_BOUNDS.get(schema.get("format", ""), {})}
    for keyword in ("items", "additionalProperties"):
        if isinstance(inner := schema.get(keyword), dict):
            reduced[keyword] = reduce_entry(inner, definitions)
    return reduced if required else nullable(reduced)


def reduce_entry(schema: Schema, definitions: Definitions) -> Schema:
    """What podlint needs to know about the items of a list or the values of a map."""
    name = schema.get("$ref", "").removeprefix(_REF)
    return reduce_value(schema, definitions, required="required" in definitions.get(name, {}))


def reduce_definition(name: str, definitions: Definitions) -> Schema:
    """What podlint needs to know about the definition ``name``."""
    if name in _UNIONS:
        return _UNIONS[name]
    schema = definitions[name]
    if "properties" not in schema:
        return {"type": schema["type"]} if "type" in schema else {}
    required = sorted(schema.get("required", ()))
    reduced: Schema = {
        "type": schema["type"],
        "properties": {
            field: reduce_value(value, definitions, field in required)
            for field, value in sorted(schema["properties"].items())
        },
        "additionalProperties": False,
    }
    return {**reduced, "required": required} if required else reduced


def reduce_version(definitions: Definitions) -> Definitions:
    """All definitions of one version by their short names."""
    reduced = {short_name(name): reduce_definition(name, definitions) for name in definitions}
    if len(reduced) != len(definitions):
        raise SystemExit("generate_schemas: two definitions have one short name")
    return reduced


# --- Finding what a kind needs --------------------------------------------------------------------


def references(schema: object) -> Iterator[str]:
    """The short names of the definitions that ``schema`` refers to."""
    if isinstance(schema, dict):
        if isinstance(ref := schema.get("$ref"), str):
            yield ref.removeprefix(_REF)
        for value in schema.values():
            yield from references(value)


def closure(root: str, definitions: Definitions) -> set[str]:
    """``root`` and the names of all definitions that it leads to."""
    names: set[str] = set()
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.add(name)
            waiting.extend(references(definitions[name]))
    return names


def roots(definitions: Definitions) -> Iterator[tuple[str, str, str]]:
    """The apiVersion, kind and short name of each definition that is an object of the API."""
    for name, schema in definitions.items():
        kinds = schema.get("x-kubernetes-group-version-kind", ())
        fields = schema.get("properties", {}).keys()
        if name.startswith(_MESSAGES) or len(kinds) != 1 or not {"apiVersion", "kind"} <= fields:
            continue
        group, version = kinds[0]["group"], kinds[0]["version"]
        yield f"{group}/{version}".lstrip("/"), kinds[0]["kind"], short_name(name)


def kinds_of(version: str, definitions: Definitions, reduced: Definitions) -> Iterator[Kind]:
    """The kinds of one version, each with its closure."""
    variants = {name: Variant(name, compact(schema)) for name, schema in reduced.items()}
    for api_version, kind, root in sorted(roots(definitions)):
        names = closure(root, reduced)
        yield Kind(version, api_version, kind, root, frozenset(map(variants.__getitem__, names)))


# --- Writing --------------------------------------------------------------------------------------


def compact(data: object) -> str:
    """``data`` as JSON without a needless character."""
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def chunked(kinds: list[Kind]) -> list[list[Variant]]:
    """The variants, in groups that always go together, in a fixed order."""
    users: dict[Variant, list[int]] = defaultdict(list)
    for number, kind in enumerate(kinds):
        for variant in kind.closure:
            users[variant].append(number)
    groups: dict[tuple[int, ...], list[Variant]] = defaultdict(list)
    for variant in sorted(users):
        groups[tuple(users[variant])].append(variant)
    return [groups[numbers] for numbers in sorted(groups)]


def fragment(chunk: list[Variant]) -> bytes:
    """The members of a JSON object that hold the definitions of ``chunk``, without its braces."""
    return ",".join(f"{compact(name)}:{text}" for name, text in chunk).encode()


def generate(versions: Mapping[str, Definitions]) -> dict[str, bytes]:
    """The files of the shipped data: file name to content."""
    reduced = {version: reduce_version(versions[version]) for version in versions}
    constrain(reduced)
    kinds = [
        kind
        for version in versions
        for kind in kinds_of(version, versions[version], reduced[version])
    ]
    chunks = chunked(kinds)
    number = {variant: place for place, chunk in enumerate(chunks) for variant in chunk}
    files = {"definitions.bin": container([fragment(chunk) for chunk in chunks])}
    for version in versions:
        lines = [index_line(kind, number) for kind in kinds if kind.version == version]
        files[f"{version}.bin"] = zlib.compress("".join(lines).encode(), 9)
    return files


def container(fragments: list[bytes]) -> bytes:
    """All chunks in one file.

    Their number, then the offset of each and of the end, as little-endian 32-bit integers; then the
    chunks, each compressed by itself.
    """
    packed = [zlib.compress(text, 9) for text in fragments]
    first = 4 * (len(packed) + 2)
    offsets = accumulate(map(len, packed), initial=first)
    return struct.pack(f"<{len(packed) + 2}I", len(packed), *offsets) + b"".join(packed)


def index_line(kind: Kind, number: Mapping[Variant, int]) -> str:
    """What the index of a version says of one kind: apiVersion, kind, definition, chunks."""
    chunks = sorted({number[variant] for variant in kind.closure})
    return " ".join((kind.api_version, kind.kind, kind.root, *map(str, chunks))) + "\n"


def versions_module(versions: list[str]) -> str:
    """The source of ``_versions.py``."""
    listed = "\n".join(f'    "{version}",' for version in versions)
    return (
        '"""The Kubernetes versions whose schemas are shipped; tools/generate_schemas.py writes it.'
        f'"""\n\nfrom __future__ import annotations\n\nVERSIONS: tuple[str, ...] = (\n{listed}\n)\n'
        '"""Ascending."""\n\nNEWEST = VERSIONS[-1]\n'
    )


def outputs(folder: Path) -> dict[Path, bytes]:
    """Every file that this command writes, for the published schemas in ``folder``."""
    versions = published(folder)
    files = {PACKAGE / "data" / name: data for name, data in generate(versions).items()}
    files[PACKAGE / "_versions.py"] = versions_module(list(versions)).encode()
    return files


def write(files: Mapping[Path, bytes]) -> None:
    """Write ``files`` and remove the data of versions that are no longer among them."""
    (PACKAGE / "data").mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content)
    for path in (PACKAGE / "data").iterdir():
        if path not in files:
            path.unlink()
    print(f"{len(files)} files, {sum(map(len, files.values())):,} bytes", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    parser = argparse.ArgumentParser(description="Write the schemas that podlint ships.")
    parser.add_argument("--source", type=Path, help="a folder of v1.N.0-local-strict folders")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = parser.parse_args(arguments)
    files = outputs(options.source or source())
    if not options.check:
        write(files)
        return 0
    stale = [path for path, content in files.items() if not same(path, content)]
    for path in stale:
        print(f"{path}: differs, run tools/generate_schemas.py", file=sys.stderr)
    return 1 if stale else 0


def same(path: Path, content: bytes) -> bool:
    """Whether the file at ``path`` says what ``content`` does.

    What is packed may differ: builds of zlib do not all compress alike, and git may change the ends
    of lines.
    """
    return path.is_file() and unpacked(path.name, path.read_bytes()) == unpacked(path.name, content)


def unpacked(name: str, content: bytes) -> bytes:
    """The text of a file that this command writes."""
    if not name.endswith(".bin"):
        return content.replace(b"\r\n", b"\n")
    if name != "definitions.bin":
        return zlib.decompress(content)
    (count,) = struct.unpack_from("<I", content)
    offsets = struct.unpack_from(f"<{count + 1}I", content, 4)
    return b"\n".join(zlib.decompress(content[start:end]) for start, end in pairwise(offsets))


if __name__ == "__main__":
    sys.exit(main())
