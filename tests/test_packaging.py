"""What is shipped: the distributions hold what they should, and the wheel works as installed."""

from __future__ import annotations

import configparser
import dataclasses
import importlib.metadata
import json
import os
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT, Installation, run

pytestmark = pytest.mark.xdist_group("installation")

NO_NETWORK = """
import os, socket, sys

def refuse(event, arguments):
    inet = event == "socket.__new__" and arguments[1] in (socket.AF_INET, socket.AF_INET6, -1)
    if inet or event in ("socket.getaddrinfo", "socket.gethostbyname"):
        with open(os.environ["NETWORK_LOG"], "a") as log:
            print(event, arguments, file=log)
        raise OSError("the network is switched off")

sys.addaudithook(refuse)
"""


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A folder with the demo manifests in ``demo``."""
    shutil.copytree(ROOT / "fixtures" / "demo", tmp_path / "demo")
    return tmp_path


@pytest.fixture
def offline(installation: Installation, tmp_path: Path) -> Installation:
    """The installation with every internet socket refused, in child processes as well."""
    folder = tmp_path / "offline"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    env = {"PYTHONPATH": os.fspath(folder), "NETWORK_LOG": os.fspath(folder / "log")}
    return dataclasses.replace(installation, env={**installation.env, **env})


def test_the_wheel_holds_what_it_should(podlint_wheel: Path) -> None:
    with zipfile.ZipFile(podlint_wheel) as wheel:
        names = wheel.namelist()
        (entries,) = (name for name in names if name.endswith(".dist-info/entry_points.txt"))
        entry_points = configparser.ConfigParser()
        entry_points.read_string(wheel.read(entries).decode())
    info = entries.partition("/")[0]
    assert {"podlint/py.typed", "podlint/__main__.py", "podlint_rules/__init__.py"} <= set(names)
    assert f"{info}/licenses/LICENSE" in names
    assert any(name.startswith("podlint/schema/data/") for name in names)
    assert "podlint/config/schema.json" in names
    assert {name.partition("/")[0] for name in names} == {"podlint", "podlint_rules", info}
    assert not [name for name in names if "__pycache__" in name or "test" in name.split("/")]
    assert dict(entry_points["podlint.rules"]) == {"builtin": "podlint_rules"}
    assert dict(entry_points["console_scripts"]) == {"podlint": "podlint.__main__:main"}


def test_the_wheel_is_small(podlint_wheel: Path) -> None:
    assert podlint_wheel.stat().st_size < 2_000_000


def test_the_source_distribution_can_be_tested(tmp_path: Path) -> None:
    hatchling = [sys.executable, "-m", "hatchling", "build"]
    run([*hatchling, "-t", "sdist", "-d", tmp_path], cwd=ROOT, check=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    wanted = {"LICENSE", "Makefile", "pyproject.toml", "tests/conftest.py", "podlint/rule.py"}
    assert wanted | {".pre-commit-hooks.yaml", "rules/podlint_rules/__init__.py"} <= names
    assert not [name for name in names if name.startswith((".git/", ".venv/", ".ci/"))]


def test_the_installed_podlint_is_the_wheel_s(installation: Installation, tmp_path: Path) -> None:
    code = (
        "import podlint, podlint_rules; print(podlint.__file__, podlint_rules.__file__, sep='\\n')"
    )
    done = run([installation.python, "-c", code], cwd=tmp_path, env=installation.env, check=True)
    for file in done.stdout.split():
        assert Path(file).is_relative_to(installation.path)


def test_the_installed_podlint_tells_its_version(installation: Installation) -> None:
    done = installation.podlint("--version")
    assert done.returncode == 0
    assert importlib.metadata.version("podlint") in done.stdout


def test_the_installed_podlint_lints_the_demo(installation: Installation, demo: Path) -> None:
    done = installation.podlint("demo", cwd=demo)
    assert done.returncode == 1, done.stderr
    assert "[naked-pod]" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_network_is_off(offline: Installation, tmp_path: Path) -> None:
    code = "import socket; socket.socket()"
    done = run([offline.python, "-c", code], cwd=tmp_path, env=offline.env)
    assert "the network is switched off" in done.stderr
    assert Path(offline.env["NETWORK_LOG"]).exists()


def test_no_network_is_used(offline: Installation, demo: Path) -> None:
    done = offline.podlint("demo", cwd=demo)
    assert done.returncode == 1, done.stderr
    assert "[naked-pod]" in done.stdout
    assert not Path(offline.env["NETWORK_LOG"]).exists()


def test_no_network_is_used_for_sarif(offline: Installation, demo: Path) -> None:
    done = offline.podlint("--format", "sarif", "demo", cwd=demo)
    assert done.returncode == 1, done.stderr
    log = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    assert "naked-pod" in {result["ruleId"] for result in log["runs"][0]["results"]}
    assert not Path(offline.env["NETWORK_LOG"]).exists()
