"""Whether a manifest fits its schema, and where it does not: what the compiled validator says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from podlint.model import Path
from podlint.schema import compiled, store

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


@cache
def _validator(entry: store.Entry, patch: bool) -> Draft202012Validator:
    # A schema is compiled from its text, and so need not be read in Python at all.
    schema = store.patch_schema(entry) if patch else store.schema_text(entry)
    return compiled.validator(schema)


def fits(entry: store.Entry, patch: bool, data: Mapping[str, Any]) -> bool:
    """Whether nothing is wrong with ``data``."""
    try:
        return _validator(entry, patch).is_valid(data)
    except ValueError:
        # Depths and strings that have no place in JSON; whoever explains copes with them.
        return False


def misfits(entry: store.Entry, patch: bool, data: Mapping[str, Any]) -> tuple[Path, ...] | None:
    """The paths of all values that something is wrong with; None where they cannot be known.

    A name that is refused, or an unknown one, is wrong with the mapping that holds it.
    """
    try:
        errors = list(_validator(entry, patch).iter_errors(data))
    except ValueError:
        return None
    paths = dict.fromkeys(tuple(error.instance_path) for error in errors)
    return tuple(paths) if all(_leads(data, path) for path in paths) else None


def _leads(data: Any, path: Path) -> bool:
    """Whether ``path`` leads through ``data``: a key such as ``"01"`` has become the number 1."""
    for step in path:
        if isinstance(step, int) and isinstance(data, dict):
            return False
        data = data[step]
    return True
