"""The metadata of an object: that it has a name, and how large its annotations are."""

from __future__ import annotations

from podlint.rule import Path
from podlint_rules.invalid_value.found import Found, Mapped, sequence

_FINALIZERS = frozenset({"foregroundDeletion", "kubernetes", "orphan"})
_LARGEST_ANNOTATIONS = 256 * 1024


def metadata(found: Found, data: Mapped, path: Path) -> None:
    """The metadata of an object."""
    value = data.get("metadata")
    if value is None:
        value = {}
    if not isinstance(value, dict):
        return
    if not value.get("name") and not value.get("generateName"):
        _nameless(found, data, path)
    for index, name in enumerate(sequence(value.get("finalizers"))):
        if isinstance(name, str) and name and "/" not in name and name not in _FINALIZERS:
            found.value(
                (*path, "metadata", "finalizers", index),
                "finalizer",
                f'"{name}" is no name of a finalizer: it needs a domain, such as acme.io/{name}',
                given=(name,),
            )
    annotations = value.get("annotations")
    if annotations and isinstance(annotations, dict):
        _size(found, annotations, (*path, "metadata", "annotations"))


def _nameless(found: Found, data: Mapped, path: Path) -> None:
    message = f"the {found.manifest.kind} has no name"
    if data.get("metadata") is None:
        found.value((*path, "kind"), "name", message, help="add metadata: {name: ...}")
    else:
        found.key((*path, "metadata"), "name", message, help="add name")


def _size(found: Found, annotations: Mapped, path: Path) -> None:
    size = sum(len(each) for each in annotations.values() if isinstance(each, str))
    size += sum(map(len, annotations))
    if size > _LARGEST_ANNOTATIONS:
        found.key(
            path,
            "too-large",
            f"the annotations have {size // 1024} KiB together, and 256 KiB are the most",
        )
