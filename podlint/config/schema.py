"""The JSON Schema of ``.podlint.yaml``, for editors, from the same shapes that the reader checks by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from podlint.config.keys import ROOT
from podlint.config.shapes import Context
from podlint.registry import Pack

_NAMING_RULES = {"select": "array", "ignore": "array", "rules": "object", "overrides": "array"}
"""Keys in which rules are named, with their types; what rule packs of others have is not known."""


def config_schema(packs: Sequence[Pack]) -> dict[str, Any]:
    """The schema with the rules of ``packs``; where a file names further packs, any rule will do."""
    schema = ROOT.schema(Context(packs))
    properties = schema["properties"]
    strict = {key: properties[key] for key in _NAMING_RULES}
    loose = {
        key: {"description": strict[key]["description"], "type": [kind, "null"]}
        for key, kind in _NAMING_RULES.items()
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The configuration of podlint",
        "type": ["object", "null"],
        "properties": {key: loose.get(key, properties[key]) for key in properties},
        "additionalProperties": False,
        "if": {"not": {"required": ["packs"]}},
        "then": {"properties": strict},
    }


def schema_text(packs: Sequence[Pack]) -> str:
    """The schema as it is shipped."""
    return json.dumps(config_schema(packs), indent=1, ensure_ascii=False) + "\n"
