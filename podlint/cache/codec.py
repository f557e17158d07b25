"""Results as bytes and back. What is read makes records of podlint's own and nothing else.

A cache may lie where others can write; so nothing that it holds is called, but for the classes that a
result is made of.
"""

from __future__ import annotations

import io
import pickle
from typing import Any

_MODULES = frozenset(
    {
        "podlint.cache.asked",
        "podlint.kubernetes.project",
        "podlint.lint",
        "podlint.model.edits",
        "podlint.model.findings",
        "podlint.model.places",
        "podlint.project",
        "podlint.suppress",
    }
)
"""What is imported there from elsewhere does not count: some of that opens files."""
_OTHERS = frozenset({("datetime", "date")})


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        # A name with dots would lead out of the module.
        if (module in _MODULES and "." not in name) or (module, name) in _OTHERS:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
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
