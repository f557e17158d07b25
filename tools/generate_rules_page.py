"""Write rules/README.md, the page of all built-in rules, from the rules themselves.

    python tools/generate_rules_page.py [--check]

With ``--check`` nothing is written; the exit code is 1 where the page is not up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from podlint.catalogue import rules_page
from podlint.registry import load_packs

PAGE = Path(__file__).parent.parent / "rules" / "README.md"


def main() -> int:
    """Write the page, or compare it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    options = parser.parse_args()
    page = rules_page([pack for pack in load_packs() if pack.own])
    if options.check:
        return 0 if PAGE.read_text(encoding="utf-8") == page else 1
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
