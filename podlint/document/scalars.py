"""Scalars as Kubernetes resolves them: YAML 1.1 in the dialect of sigs.k8s.io/yaml, then JSON.

The rules are those of the ``resolve`` function of goyaml.v2, which kubectl and the API server
read manifests with: a table of words, then integers in Go's own notations, then floats. There are
no sexagesimals, and timestamps stay strings.
"""

from __future__ import annotations

import base64
import codecs
import math
import operator
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
_POINT_FIRST = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?", re.A)
_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)"
    r"| +(\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?)?",
    re.A,
)
_BASES = (16, 2, 8, 10, 8, 10)
_LOWEST = -(2**63)
_HIGHEST = 2**64
_JSON_EXPONENT_FROM = 1e21
"""Go writes a float below this without an exponent, so that an integer field accepts it."""

_TAG_PREFIX = "tag:yaml.org,2002:"
_EACH_BYTE = "podlint-each-byte"
_RESOLVED_TAGS = frozenset({"bool", "int", "float", "null", "timestamp"})


class TagError(ValueError):
    """A scalar that its tag does not fit: Kubernetes refuses the document."""


def resolve_plain(text: str) -> Scalar:
    """The value that Kubernetes reads for the plain (unquoted, untagged) scalar ``text``.

    ``.inf`` and ``.nan`` give the float, although JSON has none: it is for the caller to refuse.
    """
    value = resolve(text)
    return json_number(value) if isinstance(value, float) else value


def resolve(text: str) -> Scalar:
    """The value of a plain scalar before it becomes JSON: ``1e3`` is still a float."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if text[0] == ".":
        number = _float(text.replace("_", "")) if _POINT_FIRST.fullmatch(text) else None
    else:
        number = _number(text.replace("_", ""))
    return text if number is None else number


def _number(digits: str) -> int | float | None:
    match = _INTEGER.fullmatch(digits)
    if match:
        found = next(
            (group, base) for group, base in zip(match.groups()[1:], _BASES, strict=True) if group
        )
        value = _integer(*found)
        value = -value if match[1] == "-" else value
        if _LOWEST <= value < (_HIGHEST if not match[1] else -_LOWEST):
            return value
    number = _float(digits)
    return _binary_with_inner_sign(digits) if number is None else number


def _integer(digits: str, base: int) -> int:
    """The integer, or a larger one than Kubernetes knows: Python refuses to read very long ones."""
    digits = digits.lstrip("0")
    return int(digits or "0", base) if len(digits) <= 64 else _HIGHEST


def _binary_with_inner_sign(digits: str) -> int | None:
    """``0b+1`` and ``0b-1``: accepted by goyaml after all else has failed."""
    match = _SIGNED_BINARY.fullmatch(digits)
    if not match or (match[1] and match[2][0] in "+-"):
        return None
    sign = -1 if "-" in (match[1], match[2][0]) else 1
    value = sign * _integer(match[2].lstrip("+-"), 2)
    return value if _LOWEST <= value < -_LOWEST else None


def _float(text: str) -> float | None:
    if not _FLOAT.fullmatch(text):
        return None
    value = float(text)
    return None if math.isinf(value) else value


def json_number(value: float) -> int | float:
    """The number after its trip through JSON, where 3.0 is written 3."""
    if value.is_integer() and abs(value) < _JSON_EXPONENT_FROM:
        return int(value)
    return value


def resolve_tagged(text: str, tag: str) -> Scalar:
    """The value of a scalar with an explicit ``tag``, as the parser gives tags (long form).

    It is that of ``resolve``: a float is still a float. A tag that YAML does not define is accepted
    and makes a string.

    Raises:
        TagError: the text is no such thing, as in ``!!int apple``.
    """
    kind = tag.removeprefix(_TAG_PREFIX) if tag.startswith(_TAG_PREFIX) else ""
    if kind == "binary":
        return _binary(text)
    if kind not in _RESOLVED_TAGS:
        return text
    if kind == "timestamp" and _is_timestamp(text):
        return text
    value = resolve(text)
    if kind == _kind_of(value):
        return value
    if kind == "float" and _kind_of(value) == "int" and int(value or 0) < -_LOWEST:
        return float(value or 0)
    raise TagError(f"!!{kind} does not fit {text!r}")


def _binary(text: str) -> str:
    try:
        data = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except ValueError as error:
        raise TagError("!!binary value is not base64") from error
    return data.decode(errors=_EACH_BYTE)


def _each_byte(error: UnicodeError) -> tuple[str, int]:
    """Go replaces every wrong byte by itself, Python a sequence of them at once."""
    assert isinstance(error, UnicodeDecodeError)
    return "\N{REPLACEMENT CHARACTER}", error.start + 1


codecs.register_error(_EACH_BYTE, _each_byte)


def _is_timestamp(text: str) -> bool:
    match = _TIMESTAMP.fullmatch(text)
    if not match:
        return False
    import calendar

    year, month, day, *time = (int(part or 0) for part in match.groups())
    if not 1 <= month <= 12 or not all(map(operator.lt, time, (24, 60, 60) * 2)):
        return False
    return 1 <= day <= calendar.monthrange(year or 4, month)[1]


def is_known_tag(tag: str) -> bool:
    """Whether YAML itself defines ``tag`` (long form, as the parser gives it)."""
    return tag.startswith(_TAG_PREFIX)


def _kind_of(value: Scalar) -> str:
    if value is None:
        return "null"
    return type(value).__name__


_LEADING_ZERO = re.compile(r"[-+]?0[0-9_]+", re.A)
_LOSES_DIGITS = re.compile(r"[-+]?[0-9]+\.[0-9]+0|[-+]?[0-9.]+[eE][-+]?[0-9]+", re.A)
_PLAIN_BOOLEANS = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})


def is_ambiguous(text: str) -> bool:
    """Whether Kubernetes reads the plain scalar ``text`` otherwise than a person would.

    ``on`` is true, ``0755`` is 493, ``1_000`` is 1000, ``1.10`` is the number 1.1.
    """
    if text in _WORDS:
        return isinstance(_WORDS[text], bool) and text not in _PLAIN_BOOLEANS
    if not text or text[0] not in _NUMBER_STARTS or isinstance(resolve_plain(text), str):
        return False
    if "_" in text or _LEADING_ZERO.fullmatch(text):
        return True
    return _LOSES_DIGITS.fullmatch(text) is not None


def key_text(key: Scalar) -> str:
    """The JSON key that Kubernetes makes of a key as ``resolve`` gives it.

    Raises:
        ValueError: the key is one that Kubernetes refuses: null, or an integer beyond 64 bits with
            a sign.
    """
    if isinstance(key, str):
        return key
    if key is None:
        raise ValueError("null cannot be a key")
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int):
        if key >= -_LOWEST:
            raise ValueError(f"the number {key} is too large for a key")
        return str(key)
    return _shortest_float32(key)


def _shortest_float32(value: float) -> str:
    """A float as Go prints it with 32 bits of precision, which is how float keys are converted."""
    value = _as_float32(value)
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    texts = (f"{value:.{precision}e}" for precision in range(9))
    shortest = next(text for text in texts if _as_float32(float(text)) == value)
    mantissa, _, exponent = shortest.partition("e")
    if not -4 <= int(exponent) < 6:
        return shortest
    decimals = len(mantissa.partition(".")[2])
    return f"{value:.{max(decimals - int(exponent), 0)}f}"


def _as_float32(value: float) -> float:
    try:
        (narrowed,) = struct.unpack("<f", struct.pack("<f", value))
    except OverflowError:
        return math.copysign(math.inf, value)
    return float(narrowed)
