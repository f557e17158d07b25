"""From events to plain data: the fast way for regular documents.

It keeps no positions and knows no exceptions: at the first thing that needs a second look (an
anchor, a tag, a merge, a duplicate key) it gives up with ``Irregular``, and the document is composed
as a tree instead (see ``podlint.document.tree``), which knows them all.
"""

from __future__ import annotations

from typing import Any, Final

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from podlint.document.events import Events
from podlint.document.nodes import DEEPEST
from podlint.document.words import Irregular, keys, regular_key, regular_scalar, scalars

NOTHING: Final = object()
"""What a piece without any content composes to."""


def compose_regular(next_event: Events) -> Any:
    """The data of a piece of one regular document, or ``NOTHING``.

    Raises:
        Irregular: the document has to be composed as a tree.
        YAMLError: the parser refuses the text.
        RecursionError: it is nested more deeply than DEEPEST.
    """
    next_event()
    event = next_event()
    if event.__class__ is StreamEndEvent:
        return NOTHING
    if event.version is not None or event.tags:
        raise Irregular
    data = _compose(next_event(), next_event, DEEPEST)
    next_event()
    try:
        event = next_event()
    except YAMLError as error:
        raise Irregular from error
    if event.__class__ is not StreamEndEvent:
        raise Irregular
    return data


def _compose(event: Any, next_event: Events, levels: int) -> Any:
    cls = event.__class__
    if event.anchor is not None or event.tag is not None:
        raise Irregular
    if cls is ScalarEvent:
        text = event.value
        if not event.implicit[0]:
            return text
        try:
            return scalars[text]
        except KeyError:
            return regular_scalar(text)
    if not levels:
        raise RecursionError
    levels -= 1
    if cls is MappingStartEvent:
        mapping: dict[str, Any] = {}
        while True:
            event = next_event()
            if event.__class__ is not ScalarEvent:
                if event.__class__ is MappingEndEvent:
                    return mapping
                raise Irregular
            if event.anchor is not None or event.tag is not None:
                raise Irregular
            key = event.value
            if event.implicit[0]:
                key = keys.get(key) or regular_key(key)
            if key in mapping:
                raise Irregular
            mapping[key] = _compose(next_event(), next_event, levels)
    if cls is SequenceStartEvent:
        sequence: list[Any] = []
        while True:
            event = next_event()
            if event.__class__ is SequenceEndEvent:
                return sequence
            sequence.append(_compose(event, next_event, levels))
    raise Irregular
