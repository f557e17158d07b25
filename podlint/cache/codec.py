"""Results as bytes and back. What is read makes records of podlint's own and nothing else.

A cache may lie where others can write; so nothing that it holds is called, but for the classes that a
result is made of.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

_ROOTS = (
    "podlint.cache",
    "podlint.kubernetes",
    "podlint.lint",
    "podlint.model",
    "podlint.project",
    "podlint.suppress",
)
_OTHERS = frozenset({("datetime", "date")})


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        own = any(module == root or module.startswith(f"{root}.") for root in _ROOTS)
        if own or (module, name) in _OTHERS:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a result")


def dumped(value: object) -> bytes:
    """The bytes of a result."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def loaded(data: bytes) -> Any:
    """What the bytes hold; None where they cannot be read."""
    try:
        return _Reader(io.BytesIO(data)).load()
    except Exception:  # whatever a broken pickle raises, the file is linted anew
        return None
