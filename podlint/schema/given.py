"""The schemas that somebody names, as they are handed down."""

from __future__ import annotations

from typing import NamedTuple


class GivenSchemas(NamedTuple):
    """What was found at the paths that somebody named; without the contents of JSON Schemas."""

    definitions: tuple[bytes, ...] = ()
    """The contents of files that may define custom resources, in the order they were named in."""
    files: tuple[str, ...] = ()
    """Absolute paths of JSON Schemas, which are read when a kind asks for one."""
    passed: tuple[str, ...] = ()
    """Files that hold no schema, as they were named."""


NO_SCHEMAS = GivenSchemas()
