"""A rule pack of somebody else: found once it is installed, and run only where it is asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Installation, build_wheel, make_installation

pytestmark = pytest.mark.xdist_group("installation")

PACK = Path(__file__).parent / "external_pack"
RULE = "no-latest-image"

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
        - name: fixed
          image: registry.acme.example:5000/shop:1.4.2
        - name: loose
          image: registry.acme.example:5000/shop
"""
LINE = 16
COLUMN = 18


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory, podlint_wheel: Path) -> Installation:
    """An installation of podlint with the pack beside it."""
    own = make_installation(tmp_path_factory.mktemp("acme"), podlint_wheel)
    own.install(build_wheel(PACK, tmp_path_factory.mktemp("pack")))
    return own


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(MANIFEST, encoding="utf-8")
    return path


def test_its_rule_is_listed(acme: Installation, installation: Installation) -> None:
    listed = acme.podlint("--list-rules")
    assert listed.returncode == 0, listed.stderr
    assert RULE in listed.stdout
    assert "naked-pod" in listed.stdout
    assert RULE not in installation.podlint("--list-rules").stdout


def test_its_rule_is_explained(acme: Installation) -> None:
    explained = acme.podlint("--explain", RULE)
    assert explained.returncode == 0, explained.stderr
    assert "On a developer's own cluster." in explained.stdout


def test_its_rule_is_opt_in(acme: Installation, manifest: Path) -> None:
    done = acme.podlint(manifest.name, cwd=manifest.parent)
    assert done.returncode in (0, 1), done.stderr
    assert RULE not in done.stdout


def test_its_finding_stands_at_the_image(acme: Installation, manifest: Path) -> None:
    done = acme.podlint("-f", "concise", "--select", RULE, manifest.name, cwd=manifest.parent)
    assert done.returncode == 1, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.startswith(f'shop.yaml:{LINE}:{COLUMN}: warning: container "loose" ')
    assert line.endswith(f"[{RULE}]")


def test_its_rule_can_be_selected_in_the_configuration(acme: Installation, manifest: Path) -> None:
    config = manifest.with_name(".podlint.yaml")
    config.write_text(f"select: [default, {RULE}]\n", encoding="utf-8")
    done = acme.podlint("-f", "concise", manifest.name, cwd=manifest.parent)
    assert f"[{RULE}]" in done.stdout
    assert "[missing-liveness-probe]" in done.stdout


def test_sarif_holds_its_finding(acme: Installation, manifest: Path) -> None:
    done = acme.podlint("-f", "sarif", "--select", RULE, manifest.name, cwd=manifest.parent)
    (sarif,) = json.loads(done.stdout)["runs"]
    (result,) = sarif["results"]
    assert result["ruleId"] == RULE
    assert result["level"] == "warning"
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (LINE, COLUMN)
    driver = sarif["tool"]["driver"]
    described = {
        rule["id"]: rule
        for rule in [
            *driver["rules"],
            *(
                rule
                for extension in sarif["tool"].get("extensions", [])
                for rule in extension["rules"]
            ),
        ]
    }
    assert described[RULE]["help"]["markdown"]


def test_a_finding_of_it_can_be_ignored(acme: Installation, manifest: Path) -> None:
    ignored = MANIFEST.rstrip("\n") + f"  # podlint: ignore[{RULE}] ours to roll\n"
    manifest.write_text(ignored, encoding="utf-8")
    done = acme.podlint("--select", RULE, manifest.name, cwd=manifest.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == ""
