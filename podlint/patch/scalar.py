"""Scalars as text: quoted exactly where Kubernetes would read something else."""

from __future__ import annotations

import json
import math
import re
from typing import Literal, TypeAlias

from podlint.document.scalars import resolve, resolve_plain
from podlint.model import Scalar
from podlint.patch.refused import Refused

Quote: TypeAlias = Literal["'", '"']

_NOT_PRINTABLE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_BREAKS = re.compile("[\n\u2028\u2029]")
_ESCAPED = re.compile(f"{_NOT_PRINTABLE.pattern}|[\u2028\u2029]")
_INDICATOR = re.compile(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:[\s,\[\]{}]|$)|---|\.\.\.")
"""Beginnings that no plain scalar has."""
_ENDS_PLAIN = re.compile(r":(?:\s|$)|\s#|\t")
_ENDS_FLOW = re.compile(r"^:|[,\[\]{}?]|:(?=[,\[\]{}\"']|$)")


def scalar_text(value: Scalar, quote: Quote, *, flow: bool, style: str = "") -> str:
    """A scalar on one line, quoted with ``quote`` where it has to be.

    ``style`` asks for quotes (``'`` or ``"``) where none are needed.

    Raises:
        Refused: it is a number that JSON does not have.
    """
    if not isinstance(value, str):
        return _other(value)
    if style not in ("'", '"') and is_plain(value, flow=flow):
        return value
    wanted = style if style in ("'", '"') else quote
    if wanted == "'" and not _NOT_PRINTABLE.search(value) and not _BREAKS.search(value):
        return "'" + value.replace("'", "''") + "'"
    return double_quoted(value)


def _other(value: Scalar) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused("value", "no number of JSON")
    text = json.dumps(value)
    if resolve_plain(text) != value:
        raise Refused("value", "a number that is too large")
    return text


def double_quoted(value: str) -> str:
    """A string in double quotes, with the escapes that JSON and YAML share."""
    return escaped(json.dumps(value, ensure_ascii=False))


def escaped(text: str) -> str:
    """JSON in which everything that YAML takes for a line end, or not at all, is escaped."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def is_plain(text: str, *, flow: bool) -> bool:
    """Whether a string can stand without quotes, and is read as that string."""
    if not text or text != text.strip() or _INDICATOR.match(text) or _ENDS_PLAIN.search(text):
        return False
    if _NOT_PRINTABLE.search(text) or _BREAKS.search(text) or (flow and _ENDS_FLOW.search(text)):
        return False
    return resolve(text) == text


def key_text(name: str, quote: Quote, *, flow: bool, style: str = "") -> str:
    """A key; one that another reader could take for a number or a boolean is quoted."""
    if name == "<<":
        return f"{quote}<<{quote}"
    return scalar_text(name, quote, flow=flow, style=style)


def literal_lines(value: str) -> tuple[str, list[str]] | None:
    """The header and the lines of a string of several lines as a literal block scalar.

    None where it has a single line, or would not come out the same.
    """
    body = value.removesuffix("\n")
    lines = body.split("\n")
    if "\n" not in value or not body or body.endswith("\n") or lines[0][:1] in ("", " ", "\t"):
        return None
    if _NOT_PRINTABLE.search(value) or "\u2028" in value or "\u2029" in value:
        return None
    if any(line and not line.strip() for line in lines):
        return None
    return ("|" if value.endswith("\n") else "|-"), lines
