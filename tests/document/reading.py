"""What the tests of reading share: reading a text whole, and asking kubectl how it reads it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from conftest import require_tool
from podlint.document import Document, Source, load
from podlint.model import DuplicateKeyFault, Fault, Mark, SyntaxFault

HEAD = "apiVersion: example.com/v1\nkind: Table\nmetadata: {name: table}\n"
"""Makes of a text behind it an object that kubectl prints as JSON."""

READ_ALL_THE_SAME = frozenset({"json-like", "lost-document", "unknown-tag"})
"""Faults with which Kubernetes reads the document."""


def read(text: str) -> list[Document]:
    """The documents of a text."""
    return list(load(Source("manifest.yaml", text)))


def read_one(text: str) -> Document:
    """The only document of a text."""
    (document,) = read(text)
    return document


def refused(document: Document) -> bool:
    """Whether Kubernetes would not read the document, as podlint sees it."""
    return any(
        isinstance(fault, SyntaxFault) and fault.problem not in READ_ALL_THE_SAME
        for fault in document.faults
    )


def syntax(document: Document) -> list[tuple[str, str, str]]:
    """The syntax faults: problem, place as ``line:column+length``, and detail."""
    return [
        (fault.problem, at(fault), fault.detail)
        for fault in document.faults
        if isinstance(fault, SyntaxFault)
    ]


def at(fault: Fault) -> str:
    """The place of a fault that has no Path."""
    assert isinstance(fault.place, Mark)
    return f"{fault.place.line}:{fault.place.column}+{fault.place.length}"


def duplicates(document: Document) -> list[DuplicateKeyFault]:
    """The duplicate keys of a document."""
    return [fault for fault in document.faults if isinstance(fault, DuplicateKeyFault)]


def kubectl(text: str) -> subprocess.CompletedProcess[str]:
    """What kubectl makes of a text, or skips the test."""
    command = [require_tool("kubectl"), "label", "--local", "--dry-run=client", "-f", "-"]
    return subprocess.run(
        [*command, "x=y", "-o", "json"],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def kubectl_reads(text: str) -> Any:
    """The object that kubectl reads in a text, None where it refuses."""
    done = kubectl(text)
    return json.loads(done.stdout) if done.returncode == 0 else None


def same(one: object, other: object) -> bool:
    """Equality as JSON has it: a boolean is no number, and the sign of zero does not count.

    kubectl prints integers of more than 63 bits as floats.
    """
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, int) and isinstance(other, int) and abs(one) >= 2**63:
        return float(one) == float(other)
    return one == other


def paths(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every Path of plain data."""
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from paths(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from paths(value, (*path, index))
