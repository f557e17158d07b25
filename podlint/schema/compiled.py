"""The compiled validator, imported without what it never uses.

When it is imported, jsonschema_rs has ``email.utils`` parse the date of its own build. With the sockets
and URLs behind that it is half of the import, 8 ms at every start. So a stand-in is asked in place of
``email.utils`` and gives the date as text; whatever else is asked of it, the real one says.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

_DATES = "email.utils"


class _Dates(ModuleType):
    """Stands in for ``email.utils``, for as long as the import takes."""

    @staticmethod
    def parsedate_to_datetime(text: str) -> str:
        return text

    def __getattr__(self, name: str) -> Any:
        _forget(self)
        return getattr(importlib.import_module(_DATES), name)


def _forget(dates: ModuleType) -> None:
    if sys.modules.get(_DATES) is dates:
        del sys.modules[_DATES]


def validator(schema: object) -> Draft202012Validator:
    """A validator for a schema (or for its text).

    Raises:
        ValueError: it is no schema.
    """
    if "jsonschema_rs" not in sys.modules:
        _load()
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema)  # type: ignore[arg-type]


def _load() -> None:
    if _DATES in sys.modules:
        return
    dates = sys.modules.setdefault(_DATES, _Dates(_DATES))
    try:
        importlib.import_module("jsonschema_rs")
    except (AttributeError, ImportError):
        pass  # the import that follows says what is wrong, or needs no stand-in
    finally:
        _forget(dates)
