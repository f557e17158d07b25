"""The fixtures: what each rule finds in them, and applications in which nothing is found."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT
from marks import assert_expected, assert_marked, beside, read_marks
from podlint.engine import default_rules, lint_paths
from podlint.model import Finding, Run
from podlint.model.record import replace
from podlint.profile import Profile, parse_targets
from podlint.registry import load_packs
from podlint.rule import Rule

FIXTURES = ROOT / "fixtures"
CLEAN = FIXTURES / "clean"
OTHERS = {"clean", "demo"}
"""Directories that are not called after a rule."""

ENDINGS = {".yaml", ".yml", ".json", ".manifest", ".bak"}
TARGET = re.compile(r"\A# target: (\S+)$", re.M)
"""The first line of a fixture that is judged for other versions than the newest."""

RULES = {rule.id: rule for pack in load_packs() if pack.own for rule in pack.rules}


def files_below(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix in ENDINGS)
    return sorted(path.relative_to(FIXTURES) for path in found)


RULE_FIXTURES = [
    path
    for folder in sorted(FIXTURES.iterdir())
    if folder.name not in OTHERS
    for path in files_below(folder)
]


@pytest.fixture(scope="session")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixtures as a repository of their own, whatever lies around them here."""
    copy = tmp_path_factory.mktemp("repository")
    (copy / ".git").mkdir()
    shutil.copytree(FIXTURES, copy, dirs_exist_ok=True)
    return copy


@cache
def run_of(folder: Path, rule: str, versions: str = "") -> Run:
    profile = Profile(parse_targets(versions)) if versions else Profile()
    rules = [RULES[rule](), *beside(RULES[rule], RULES.values())]
    run = lint_paths([str(folder)], rules=rules, profile=profile)
    return replace(run, findings=tuple(each for each in run.findings if each.rule == rule))


def versions_of(text: str) -> str:
    """The versions of Kubernetes that a fixture asks for; empty where it asks for none."""
    found = TARGET.search(text)
    return found[1] if found else ""


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_fixtures_are_called_after_rules() -> None:
    folders = {path.name for path in FIXTURES.iterdir()}
    assert folders - OTHERS <= RULES.keys()


@pytest.mark.parametrize("path", RULE_FIXTURES, ids=str)
def test_a_rule_finds_what_is_marked(path: Path, fixtures: Path) -> None:
    rule = path.parts[0]
    text = text_of(fixtures / path)
    assert {name for _, name in read_marks(text)} <= {rule}, "marks of another rule"
    run = run_of(fixtures / rule, rule, versions_of(text))
    assert not run.crashed
    found = [finding for finding in run.findings if finding.file == path.as_posix()]
    assert_marked(text, found, f"fixtures/{path.as_posix()}")


@pytest.mark.parametrize("rule", sorted({path.parts[0] for path in RULE_FIXTURES}))
def test_fixtures_show_both_sides_of_a_rule(rule: str, fixtures: Path) -> None:
    """Some documents it speaks about, and some about which it must not."""
    run = run_of(fixtures / rule, rule)
    spoken = {(finding.file, finding.document) for finding in run.findings}
    assert spoken
    assert run.manifests > len(spoken)


# --- Clean ----------------------------------------------------------------------------------------

CLEAN_FILES = files_below(CLEAN)


@cache
def clean_run(folder: Path) -> tuple[Run, tuple[Rule, ...]]:
    rules = default_rules()
    return lint_paths([str(folder)], rules=rules), rules


@pytest.mark.parametrize("path", CLEAN_FILES, ids=str)
def test_a_good_application_is_clean(path: Path, fixtures: Path) -> None:
    run, _ = clean_run(fixtures / "clean")
    found = [finding for finding in run.findings if finding.file == path.as_posix()]
    assert_expected(text_of(fixtures / path), [], found, f"fixtures/{path.as_posix()}")


@pytest.mark.parametrize("path", CLEAN_FILES, ids=str)
def test_a_good_application_is_not_passed_over(path: Path, fixtures: Path) -> None:
    run = lint_paths([str(fixtures / path)], rules=default_rules())
    assert run.manifests
    assert not run.skips


@pytest.mark.parametrize("path", CLEAN_FILES, ids=str)
def test_a_good_application_alone_is_as_clean(path: Path, fixtures: Path) -> None:
    """One file linted alone knows the same of its repository."""
    found: tuple[Finding, ...] = lint_paths([str(fixtures / path)]).findings
    assert not found


def test_clean_silences_nothing(fixtures: Path) -> None:
    """What is clean is so by itself."""
    run, rules = clean_run(fixtures / "clean")
    assert rules
    assert not run.suppressed
    assert run.manifests > len(CLEAN_FILES)
