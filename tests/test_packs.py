"""The modules of a rule pack are those that ``pkgutil`` finds."""

from __future__ import annotations

import zipfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from pkgutil import iter_modules

import podlint_rules
from podlint.registry import _module_names


def test_modules_of_directories(tmp_path: Path) -> None:
    for path in ("one", "two"):
        (tmp_path / path / "package").mkdir(parents=True)
        (tmp_path / path / "nothing").mkdir()
        (tmp_path / path / "package" / "__init__.py").touch()
        for name in (
            "__init__.py",
            "b.py",
            "a.pyc",
            "c.d.py",
            "e.txt",
            f"f{EXTENSION_SUFFIXES[0]}",
        ):
            (tmp_path / path / name).touch()
    (tmp_path / "two" / "g.py").touch()
    both = [str(tmp_path / "one"), str(tmp_path / "two")]
    assert list(_module_names(both)) == ["a", "b", "f", "package", "g"]
    for paths in (both, list(podlint_rules.__path__)):
        assert list(_module_names(paths)) == [each.name for each in iter_modules(paths)]


def test_modules_of_a_zip_file(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as pack:
        pack.writestr("pack/__init__.py", "")
        pack.writestr("pack/rule.py", "")
    assert list(_module_names([str(tmp_path / "pack.zip" / "pack")])) == ["rule"]
