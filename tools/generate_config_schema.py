"""Write podlint/config/schema.json, the JSON Schema of .podlint.yaml, from keys and rules.

    python tools/generate_config_schema.py [--check]

With ``--check`` nothing is written; the exit code is 1 where the schema is not up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from podlint.config.schema import schema_text
from podlint.registry import load_packs

SCHEMA = Path(__file__).parent.parent / "podlint" / "config" / "schema.json"


def main() -> int:
    """Write the schema, or compare it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    options = parser.parse_args()
    text = schema_text([pack for pack in load_packs() if pack.own])
    if options.check:
        return 0 if SCHEMA.exists() and SCHEMA.read_text(encoding="utf-8") == text else 1
    SCHEMA.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
