"""Scalars as Kubernetes resolves them: YAML 1.1 in the dialect of sigs.k8s.io/yaml, then JSON.

The rules are those of the ``resolve`` function of goyaml.v2, which kubectl and the API server
read manifests with: a table of words, then integers in Go's own notations, then floats. There are
no sexagesimals, and timestamps stay strings.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct

from podlint.model import Scalar

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(
    r"([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|(0)|0([0-7]+)|([1-9][0-9]*))", re.A
)
_SIGNED_BINARY = re.compile(r"(-?)0b([+-]?[01]+)", re.A)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.A)
_BASES = (16, 2, 8, 10, 8, 10)
_LOWEST = -(2**63)
_HIGHEST = 2**64
_JSON_EXPONENT_FROM = 1e21
"""Go writes a float below this without an exponent, so that an integer field accepts it."""

_TAG_PREFIX = "tag:yaml.org,2002:"
_RESOLVED_TAGS = frozenset({"bool", "int", "float", "null", "timestamp"})


class TagError(ValueError):
    """A scalar that its tag does not fit: Kubernetes refuses the document."""


def resolve_plain(text: str) -> Scalar:
    """The value that Kubernetes reads for the plain (unquoted, untagged) scalar ``text``.

    ``.inf`` and ``.nan`` give the float, although JSON has none: it is for the caller to refuse.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if text[0] == ".":
        number = _go_float(text)
    else:
        number = _number(text.replace("_", ""))
    return text if number is None else number


def _number(digits: str) -> int | float | None:
    match = _INTEGER.fullmatch(digits)
    if match:
        found = next(
            (group, base) for group, base in zip(match.groups()[1:], _BASES, strict=True) if group
        )
        value = int(found[0], found[1])
        value = -value if match[1] == "-" else value
        if _LOWEST <= value < (_HIGHEST if not match[1] else -_LOWEST):
            return value
    if _FLOAT.fullmatch(digits):
        return _json_number(float(digits))
    return _binary_with_inner_sign(digits)


def _binary_with_inner_sign(digits: str) -> int | None:
    """``0b+1`` and ``0b-1``: accepted by goyaml after all else has failed."""
    match = _SIGNED_BINARY.fullmatch(digits)
    if not match or (match[1] and match[2][0] in "+-"):
        return None
    value = int(match[1] + match[2], 2)
    return value if _LOWEST <= value < -_LOWEST else None


def _go_float(text: str) -> int | float | None:
    if "_" in text or not _FLOAT.fullmatch(text):
        return None
    return _json_number(float(text))


def _json_number(value: float) -> int | float | None:
    """The number after its trip through JSON, where 3.0 is written 3; None where out of range."""
    if math.isinf(value):
        return None
    if value.is_integer() and abs(value) < _JSON_EXPONENT_FROM:
        return int(value)
    return value


def resolve_tagged(text: str, tag: str, *, plain: bool) -> Scalar:
    """The value of a scalar with an explicit ``tag``, as the parser gives tags (long form).

    A tag that YAML does not define is accepted and makes a string.

    Raises:
        TagError: the text is no such thing, as in ``!!int apple``.
    """
    kind = tag.removeprefix(_TAG_PREFIX) if tag.startswith(_TAG_PREFIX) else ""
    if kind == "binary":
        try:
            return base64.b64decode(text.replace("\n", ""), validate=True).decode(errors="replace")
        except binascii.Error as error:
            raise TagError("!!binary value is not base64") from error
    if kind not in _RESOLVED_TAGS:
        return text
    value = resolve_plain(text)
    if kind == _kind_of(value) or (kind == "float" and isinstance(value, int)):
        return value
    if kind == "timestamp" and re.match(r"\d{4}-\d", text):
        return text
    raise TagError(f"!!{kind} does not fit {text!r}")


def is_known_tag(tag: str) -> bool:
    """Whether YAML itself defines ``tag`` (long form, as the parser gives it)."""
    return tag.startswith(_TAG_PREFIX)


def _kind_of(value: Scalar) -> str:
    if value is None:
        return "null"
    return type(value).__name__


def key_text(key: Scalar) -> str:
    """The JSON key that Kubernetes makes of a resolved key.

    Raises:
        ValueError: the key is null, which Kubernetes refuses.
    """
    if isinstance(key, str):
        return key
    if key is None:
        raise ValueError("null cannot be a key")
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int):
        return str(key)
    return _shortest_float32(key)


def _shortest_float32(value: float) -> str:
    """A float as Go prints it with 32 bits of precision, which is how float keys are converted."""
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    shortest = (f"{value:.{precision}g}" for precision in range(1, 10))
    wanted = _as_float32(value)
    return next((text for text in shortest if _as_float32(float(text)) == wanted), f"{value:g}")


def _as_float32(value: float) -> bytes:
    try:
        return struct.pack("<f", value)
    except OverflowError:
        return b"inf"
