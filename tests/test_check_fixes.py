"""The fixtures are mended, and a program that knows nothing of how looks at what has changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from conftest import ROOT, run

TOOL = ROOT / "tools" / "check_fixes.py"


@pytest.mark.parametrize("option", ["--unsafe", ""])
def test_nothing_else_changes_in_the_fixtures(option: str, tmp_path: Path) -> None:
    command = [sys.executable, str(TOOL), str(ROOT / "fixtures"), *filter(None, [option])]
    done = run(command, cwd=tmp_path)
    assert done.stdout.endswith("\n0 problems\n"), done.stdout + done.stderr
    assert "offered: 0" not in done.stdout
    assert done.returncode == 0
