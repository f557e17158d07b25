"""JSON as reports write it: readable, with any letter, and always possible to encode."""

from __future__ import annotations

import json
import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def dumps(data: object) -> str:
    """``data`` as indented JSON with a final newline; U+FFFD stands for a lone surrogate."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return _SURROGATE.sub("\ufffd", text) + "\n"
