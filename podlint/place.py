"""From a Problem to a Finding: its Span, its object, its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from podlint.document import Document
from podlint.kubernetes import Manifest
from podlint.meant import as_written
from podlint.model import (
    RELATED_LINE,
    Finding,
    Mark,
    Path,
    Place,
    Problem,
    RelatedFinding,
    Severity,
)

_NAMING_FIELDS = ("name", "mountPath", "containerPort", "key", "type", "path")
_DIGEST_BYTES = 12


class Placer:
    """Places the problems of one document."""

    def __init__(self, document: Document, twins: dict[tuple[object, ...], int]) -> None:
        self._document = document
        self._twins = twins
        """How often each finding was made in the documents of the file."""
        self.renames: dict[Path, str] = {}
        """Paths of fields that are looked at under another name than the one that is written."""
        self.as_written = True
        """Whether rules are shown what is written: only then do their fixes fit it."""

    def _as_written(self, place: Place | Mark) -> Place | Mark:
        if not self.renames or not isinstance(place, Place):
            return place
        return place._replace(path=as_written(place.path, self.renames))

    def finding(
        self,
        rule: str,
        severity: Severity,
        problem: Problem,
        manifest: Manifest | None,
        container: str,
    ) -> Finding:
        """The finding for what ``rule`` (of ``severity``, if the problem has none) reports."""
        document, place = self._document, self._as_written(problem.place)
        span = document.layout.span(place)
        path = place.path if isinstance(place, Place) else ()
        related = tuple(
            RelatedFinding(document.layout.span(self._as_written(each.place)), each.message)
            for each in problem.related
        )
        message = problem.message
        if related:
            message = message.replace(RELATED_LINE, str(related[0].span.line))
        reference = manifest.reference if manifest is not None else None
        container = container or _container_name(document.data, path)
        named = named_path(document.data, path)
        key = (rule, problem.check, *(reference or ()), container, *named)
        twin = self._twins[key] = self._twins.get(key, 0) + 1
        fingerprint, identity = identities(document.source.file, key, twin)
        return Finding(
            rule=rule,
            check=problem.check,
            severity=severity if problem.severity is None else problem.severity,
            message=message,
            help=problem.help,
            file=document.source.file,
            span=span,
            object=reference,
            container=container,
            path=path,
            named_path=named,
            document=document.index,
            related=related,
            fingerprint=fingerprint,
            identity=identity,
            line_text=document.source.line_text(span.line),
            fix=problem.fix if self.as_written else None,
        )


def identities(file: str, key: tuple[object, ...], twin: int) -> tuple[str, str]:
    """The fingerprint of a finding and its identity wherever its file lies.

    Args:
        file: its path from the repository root.
        key: rule, check, object, container and named path, in this order.
        twin: which it is, from 1, of those in the file that have the same key.
    """
    identity = "\n".join((*map(str, key), str(twin)))
    return _digest(f"{file}\n{identity}"), _digest(identity)


def _digest(text: str) -> str:
    from hashlib import blake2b

    return blake2b(text.encode(errors="replace"), digest_size=_DIGEST_BYTES).hexdigest()


def named_path(data: Any, path: Path) -> tuple[str, ...]:
    """``path`` by names instead of indices, so that one more list item before it changes nothing."""
    names: list[str] = []
    for step in path:
        if isinstance(step, str):
            names.append(step)
            data = data.get(step) if isinstance(data, dict) else None
        else:
            data = data[step] if isinstance(data, list) and step < len(data) else None
            names.append(_item_name(data))
    return tuple(names)


def _item_name(item: Any) -> str:
    if not isinstance(item, Mapping):
        return f"[{item}]" if isinstance(item, str | int) else "[]"
    metadata = item.get("metadata")
    if "kind" in item and isinstance(metadata, Mapping):
        return f"[{item['kind']}/{metadata.get('name', '')}]"
    name = next((item[field] for field in _NAMING_FIELDS if field in item), "")
    return f"[{name}]"


def _container_name(data: Any, path: Path) -> str:
    """The name of the container that ``path`` leads into; empty where it leads into none."""
    inside = False
    for step in path:
        if isinstance(step, str):
            inside = step in ("containers", "initContainers", "ephemeralContainers")
            data = data.get(step) if isinstance(data, dict) else None
        else:
            data = data[step] if isinstance(data, list) and step < len(data) else None
            if inside and isinstance(data, dict):
                name = data.get("name")
                return name if isinstance(name, str) else ""
    return ""
