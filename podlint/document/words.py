"""What plain words mean in a regular document: keys and scalars, each looked at once."""

from __future__ import annotations

import math

from podlint.document.scalars import is_ambiguous, key_text, resolve, resolve_plain
from podlint.model import Scalar

_MEMORY = 20_000
scalars: dict[str, Scalar] = {}
keys: dict[str, str] = {}
"""What has been looked at. The hot loops read them before they call what is below."""


class Irregular(Exception):
    """The document holds something that only the tree composer reads."""


def regular_scalar(text: str) -> Scalar:
    """The value of a plain scalar.

    Raises:
        Irregular: JSON cannot hold it, or it is not what a person would read.
    """
    value = resolve_plain(text)
    if isinstance(value, float) and not math.isfinite(value):
        raise Irregular
    if is_ambiguous(text):
        raise Irregular
    if len(scalars) >= _MEMORY:
        scalars.clear()
    scalars[text] = value
    return value


def regular_key(text: str) -> str:
    """What a plain key is called.

    Raises:
        Irregular: it is a merge, no key to Kubernetes, or not what a person would read.
    """
    if text == "<<":
        raise Irregular
    try:
        key = key_text(resolve(text))
    except ValueError as error:
        raise Irregular from error
    if is_ambiguous(text):
        raise Irregular
    if len(keys) >= _MEMORY:
        keys.clear()
    keys[text] = key
    return key
