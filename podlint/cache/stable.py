"""A text for a value that is the same in every process, and a digest of it.

``repr`` of a set and ``hash`` of a text differ from process to process, and ``pickle`` tells equal
values apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from hashlib import blake2b
from typing import Any

from podlint.model.record import Record

_BYTES = 16


class Unstable(TypeError):
    """A value of which nobody can say whether another one is the same."""


def digest(*parts: bytes) -> bytes:
    """16 bytes that stand for all of the parts."""
    hasher = blake2b(digest_size=_BYTES)
    for part in parts:
        hasher.update(len(part).to_bytes(8, "little"))
        hasher.update(part)
    return hasher.digest()


def stable(value: Any) -> str:
    """The text of a value, with its type.

    Raises:
        Unstable: it holds something else than plain data, records, enumerations, types and patterns.
    """
    if value is None or (
        isinstance(value, bool | int | float | str) and not isinstance(value, Enum)
    ):
        return repr(value)
    if isinstance(value, bytes):
        return f"bytes {digest(value).hex()}"
    if isinstance(value, Mapping):
        pairs = sorted(f"{stable(key)}: {stable(each)}" for key, each in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, tuple | list):
        kind = "" if type(value) in (tuple, list) else _name(type(value))
        return f"{kind}({', '.join(map(stable, value))})"
    if isinstance(value, set | frozenset):
        return f"{{{', '.join(sorted(map(stable, value)))}}}"
    return _of_object(value)


def _of_object(value: Any) -> str:
    if isinstance(value, type):
        return _name(value)
    if isinstance(value, Enum):
        return f"{_name(type(value))}.{value.name}"
    if isinstance(value, date):
        return f"date {value.isoformat()}"
    if isinstance(value, re.Pattern):
        return f"pattern {value.pattern!r} {value.flags}"
    # The options of a rule are a dataclass; the module that would say so takes long to import.
    names = (
        value._fields if isinstance(value, Record) else getattr(value, "__dataclass_fields__", ())
    )
    if not names and not isinstance(value, Record) and not hasattr(value, "__dataclass_fields__"):
        raise Unstable(f"{type(value).__name__} may be anything")
    inner = ", ".join(f"{name}={stable(getattr(value, name))}" for name in names)
    return f"{_name(type(value))}({inner})"


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
