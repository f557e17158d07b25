"""Regular expressions that few runs need, compiled when they are first used.

One costs 0.1 ms and more; all of them together were a tenth of the time in which one file is linted.
"""

from __future__ import annotations

import re
from typing import Any, cast


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
