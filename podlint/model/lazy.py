"""What is made when it is first used: regular expressions, and values that follow from others.

A regular expression costs 0.1 ms and more; all of them together were a tenth of the time in which one
file is linted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import cached_property


class _Lazy:
    """Becomes a pattern by and by: each method of it is kept from its first use on."""

    def __init__(self, text: str, flags: int) -> None:
        self._made_of = (text, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._made_of), name)
        setattr(self, name, value)
        return value


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, but later. It is only good for calling its methods."""
    return cast("re.Pattern[str]", _Lazy(text, flags))


class _Once:
    """A property that is computed once; ``cached_property`` up to Python 3.11, but without a lock.

    That takes ten times as long as what most of these compute.
    """

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._compute(instance)
        return value


if TYPE_CHECKING:
    once = cached_property
else:
    once = _Once
