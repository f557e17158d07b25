"""Controllers that come to be: their selectors must find no Pods but their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from podlint.document import Document


class _Owner(NamedTuple):
    """A Pod, or what makes Pods."""

    kind: str
    namespace: str
    name: str
    labels: dict[str, Any]
    """The labels of its Pods."""
    selector: dict[str, Any]
    """The labels that it looks for; empty where it says none."""


def foreign_pods(before: Iterable[Document], after: Iterable[Document]) -> str:
    """Which controller, once a Pod, would find Pods of others in the file; empty where none does."""
    pods = {(each.namespace, each.name) for each in _owners(before) if each.kind == "Pod"}
    new = list(_owners(after))
    for one in new:
        if one.kind == "Pod" or not one.selector or (one.namespace, one.name) not in pods:
            continue
        for other in new:
            if other is not one and other.namespace == one.namespace and _finds(one, other):
                return f"its selector would find the Pods of {other.kind}/{other.name} as well"
    return ""


def _finds(one: _Owner, other: _Owner) -> bool:
    return one.selector.items() <= other.labels.items()


def _owners(documents: Iterable[Document]) -> Iterator[_Owner]:
    for document in documents:
        data = document.data
        for each in (data, *_list(_mapping(data).get("items"))):
            yield from _owner(_mapping(each))


def _owner(data: dict[str, Any]) -> Iterator[_Owner]:
    kind = data.get("kind")
    metadata, spec = _mapping(data.get("metadata")), _mapping(data.get("spec"))
    if not isinstance(kind, str):
        return
    template = _mapping(_mapping(_mapping(spec.get("jobTemplate")).get("spec")).get("template"))
    template = template or _mapping(spec.get("template"))
    made = metadata if kind == "Pod" else _mapping(template.get("metadata"))
    labels, selector = _mapping(made.get("labels")), _mapping(spec.get("selector"))
    yield _Owner(
        kind,
        _word(metadata.get("namespace")),
        _word(metadata.get("name")),
        _strings(labels),
        _strings(_mapping(selector.get("matchLabels"))),
    )


def _strings(labels: dict[str, Any]) -> dict[str, Any]:
    """What else a label holds is refused, and may be compared with nothing."""
    return {key: value for key, value in labels.items() if isinstance(value, str)}


def _word(value: object) -> str:
    """A name; what is at fault in one is no matter of this."""
    return value if isinstance(value, str) else ""


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
