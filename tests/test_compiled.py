"""The compiled validator is imported without ``email.utils``, and nobody notices."""

from __future__ import annotations

import sys

from conftest import ROOT, run

IMPORTED = """
import sys
from podlint.schema import compiled
assert compiled.validator({"type": "object"}).is_valid({})
assert not compiled.validator({"type": "object"}).is_valid([])
assert "email.utils" not in sys.modules
import email.utils
assert email.utils.parsedate_to_datetime("Tue, 27 Oct 2026 10:17:51 +0000").year == 2026
"""

ASKED = """
import sys
from podlint.schema import compiled
stand_in = sys.modules["email.utils"] = compiled._Dates("email.utils")
from email.utils import formataddr
assert formataddr(("a", "b@c")) == "a <b@c>"
assert sys.modules["email.utils"] is not stand_in
"""

ALREADY = """
import email.utils, sys
from podlint.schema import compiled
assert compiled.validator({"type": "object"}).is_valid({})
assert sys.modules["email.utils"] is email.utils
"""


def test_nothing_stands_in_after_the_import() -> None:
    for code in (IMPORTED, ASKED, ALREADY):
        done = run([sys.executable, "-c", code], cwd=ROOT)
        assert done.returncode == 0, done.stderr
