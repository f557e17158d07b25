"""Data as lines of YAML or JSON, in a given style."""

from __future__ import annotations

import json

from podlint.model import Plain
from podlint.patch.refused import Refused
from podlint.patch.scalar import double_quoted, escaped, key_text, literal_lines, scalar_text
from podlint.patch.style import Style

_WIDTH = 80
"""How long an entry in flow style may get, without its indentation."""


def entry_lines(key: str, value: Plain, style: Style) -> list[str]:
    """The lines of an entry of a block mapping, the first one at column 0.

    What the document writes in flow style under this key is written so, where it fits on a line.
    """
    written = key_text(key, style.quote, flow=False, style=style.key_style)
    if key in style.flow_keys and isinstance(value, dict | list) and value:
        line = f"{written}: {flow_text(value, style)}"
        if len(line) <= _WIDTH:
            return [line]
    step = style.list_step if isinstance(value, list) else style.step
    return _headed(f"{written}:", value, step, style)


def item_lines(value: Plain, style: Style) -> list[str]:
    """The lines of an item of a block list, its dash at column 0."""
    if isinstance(value, dict | list) and value:
        width = 1 + style.gap
        first, *rest = collection_lines(value, style)
        return ["-" + " " * style.gap + first, *_indented(rest, width)]
    return _headed("-", value, style.step, style, gap=style.gap)


def collection_lines(value: dict[str, Plain] | list[Plain], style: Style) -> list[str]:
    """The lines of all entries or items of a block collection that is not empty."""
    if isinstance(value, list):
        return [line for item in value for line in item_lines(item, style)]
    return [line for key, inner in value.items() for line in entry_lines(key, inner, style)]


def _headed(head: str, value: Plain, step: int, style: Style, gap: int = 1) -> list[str]:
    """What stands behind ``head`` and below it."""
    if isinstance(value, str) and style.literals:
        literal = literal_lines(value)
        if literal:
            # A block scalar must be deeper than its key, however lists are indented.
            return [f"{head} {literal[0]}", *_indented(literal[1], max(style.step, 1))]
    if isinstance(value, dict | list) and value:
        return [head, *_indented(collection_lines(value, style), step)]
    return [head + " " * gap + flow_text(value, style, flow=False)]


def _indented(lines: list[str], width: int) -> list[str]:
    return [" " * width + line if line else line for line in lines]


def flow_text(value: Plain, style: Style, *, flow: bool = True) -> str:
    """A value on one line, in flow style where it is a collection."""
    if style.strict:
        return json_text(value, compact=style.compact)
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(item, style) for item in value) + "]"
    if isinstance(value, dict):
        inner = ", ".join(flow_entry(key, item, style) for key, item in value.items())
        return "{" + style.pad + inner + style.pad + "}" if inner else "{}"
    known = style.quoted.get(value, "") if isinstance(value, str) else ""
    return scalar_text(value, style.quote, flow=flow, style=style.value_style or known)


def flow_entry(key: str, value: Plain, style: Style, written: str = "") -> str:
    """An entry of a mapping in flow style, its value as it is ``written``, if it is already."""
    if style.strict:
        colon = ":" if style.compact else ": "
        return double_quoted(key) + colon + (written or json_text(value, compact=style.compact))
    name = key_text(key, style.quote, flow=True, style=style.key_style)
    return f"{name}: {written or flow_text(value, style)}"


def json_text(value: Plain, indent: str = "", *, compact: bool = False) -> str:
    """A value as JSON, on one line or indented.

    Raises:
        Refused: it is nothing that JSON can hold.
    """
    try:
        text = json.dumps(
            value,
            ensure_ascii=False,
            indent=indent or None,
            separators=(",", ":") if compact else None,
            allow_nan=False,
        )
    except (TypeError, ValueError) as error:
        raise Refused("value", str(error)) from error
    return escaped(text)


def check_plain(value: object) -> None:
    """Make sure that a value is plain data.

    Raises:
        Refused: it holds something that JSON cannot hold, or a key that is no string.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise Refused("value", "a key that is no string")
            check_plain(inner)
    elif isinstance(value, list):
        for inner in value:
            check_plain(inner)
    elif not isinstance(value, str | int | float | None):
        raise Refused("value", type(value).__name__)
