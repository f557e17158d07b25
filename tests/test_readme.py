"""The README shows what podlint really says."""

from __future__ import annotations

import re
import subprocess
import sys

from conftest import ROOT


def test_the_output_in_the_readme_is_real() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```text\n\$ podlint fixtures/demo\n(.*?)```", readme, re.S)
    assert shown
    done = subprocess.run(
        [sys.executable, "-m", "podlint", "fixtures/demo"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert shown[1] == done.stdout + done.stderr


def test_the_page_of_the_rules_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools" / "generate_rules_page.py"), "--check"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 0
