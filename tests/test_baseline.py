"""The baseline: what is known stays known, what is new is reported, what is gone is told."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Completed, RunPodlint
from podlint import baseline
from podlint.baseline import BaselineError
from podlint.engine import default_rules, lint_paths
from podlint.model import Finding, Run, Severity, Span

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  restartPolicy: Never
  containers:
    - name: web
      image: acme/web:1
"""
RULES = {rule.id for rule in default_rules()}

Call = Callable[..., Completed]


@pytest.fixture
def call(tmp_path: Path, run_podlint: RunPodlint) -> Call:
    (tmp_path / ".git").mkdir()
    (tmp_path / "web.yaml").write_text(POD, encoding="utf-8")
    (tmp_path / "api.yaml").write_text(POD.replace("web", "api"), encoding="utf-8")
    return run_podlint


def lint(folder: Path) -> Run:
    return lint_paths([str(folder)])


def names(run: Run) -> list[str | None]:
    return [each.object and each.object.name for each in run.findings]


# --- The file -------------------------------------------------------------------------------------


def test_what_is_written(call: Call, tmp_path: Path) -> None:
    done = call(".", "--write-baseline", "known.json")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "podlint: known.json: 2 findings written\n"
        "podlint: 2 manifests in 2 files: clean; 2 in the baseline\n"
    )
    data = json.loads((tmp_path / "known.json").read_text(encoding="utf-8"))
    assert data["version"] == 1
    first, second = data["findings"]
    prints = {name: first.pop(name) for name in ("fingerprint", "identity")}
    assert all(len(mark) == 24 for mark in prints.values())
    assert first == {
        "file": "api.yaml",
        "rule": "naked-pod",
        "object": "Pod/api",
        "path": ["kind"],
        "count": 1,
    }
    assert second["file"] == "web.yaml"


def test_it_is_the_same_every_time(call: Call, tmp_path: Path) -> None:
    call(".", "--write-baseline", "one.json")
    text = (tmp_path / "one.json").read_bytes()
    call("web.yaml", "api.yaml", "--write-baseline", "two.json")
    assert (tmp_path / "two.json").read_bytes() == text
    call(".", "--baseline", "one.json", "--write-baseline", "one.json")
    assert (tmp_path / "one.json").read_bytes() == text
    entries = baseline.read(str(tmp_path / "one.json"))
    assert baseline.text_of(reversed(entries)).encode() == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "there is no such baseline; --write-baseline known.json writes it"),
        ("", "is no baseline: Expecting value"),
        ("[]", "is no baseline: it does not say its version"),
        ('{"version": 2, "findings": []}', "is a baseline of version 2, and podlint reads 1"),
        ('{"version": 1}', "is no baseline: findings is no list"),
        ('{"version": 1, "findings": [1]}', "is no baseline: finding 1 is not understood"),
        ('{"version": 1, "findings": [{"fingerprint": 1}]}', "finding 1 is not understood"),
        ('{"version": 1, "findings": [{"fingerprint": "a", "path": [1]}]}', "finding 1 is not"),
        ('{"version": 1, "findings": [{"fingerprint": "a", "count": 0}]}', "finding 1 is not"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "is no baseline"),
    ],
)
def test_what_is_no_baseline(call: Call, tmp_path: Path, text: str | None, why: str) -> None:
    file = tmp_path / "known.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    done = call(".", "--baseline", "known.json")
    assert done.returncode == 2
    assert done.stderr.startswith("podlint: known.json: ")
    assert why in done.stderr
    with pytest.raises(BaselineError):
        baseline.read(str(file))


def test_where_it_cannot_be_written(call: Call) -> None:
    done = call(".", "--write-baseline", "no/such/folder.json")
    assert done.returncode == 2
    assert done.stderr.startswith("podlint: no/such/folder.json: cannot be written: ")


# --- What is known --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [POD, "[]", '{"version": 1}', "{}", '{"kind": "Pod"}'])
def test_no_other_file_is_lost(call: Call, tmp_path: Path, text: str) -> None:
    """With its FILE forgotten, --write-baseline takes the manifest behind it for that."""
    (tmp_path / "deploy.yaml").write_text(text, encoding="utf-8")
    done = call("--write-baseline", "deploy.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "podlint: deploy.yaml: is no baseline, and is not written over; name another file\n"
    )
    assert (tmp_path / "deploy.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["", "\n", '{"version": 9, "findings": {}}'])
def test_what_is_written_over(call: Call, tmp_path: Path, text: str) -> None:
    (tmp_path / "known.json").write_text(text, encoding="utf-8")
    assert call("--write-baseline", "known.json").returncode == 0
    assert call("--baseline", "known.json").returncode == 0


def test_a_folder_or_a_device_is_no_baseline(call: Call, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for place in ("folder", os.devnull):
        done = call("--write-baseline", place)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"podlint: {place}: is no file, and cannot hold a baseline\n"
    assert not os.path.isfile(os.devnull)


@pytest.mark.parametrize("option", ["--baseline", "--write-baseline"])
@pytest.mark.parametrize("report", [("-o", "known.json"), ("--report", "json=./known.json")])
def test_no_report_takes_the_place_of_a_baseline(
    call: Call, tmp_path: Path, option: str, report: tuple[str, str]
) -> None:
    call("--write-baseline", "known.json")
    before = (tmp_path / "known.json").read_bytes()
    done = call(option, "known.json", *report)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("known.json is the baseline, and no place for a report\n")
    assert (tmp_path / "known.json").read_bytes() == before


def test_lines_do_not_count(call: Call, tmp_path: Path) -> None:
    call(".", "--write-baseline", "known.json")
    web = tmp_path / "web.yaml"
    web.write_text("# more\n" * 9 + POD + "---\n" + POD.replace("web", "new"), encoding="utf-8")
    done = call(".", "--baseline", "known.json", "-f", "concise")
    assert done.returncode == 1
    assert "web.yaml:21:7:" in done.stdout
    assert done.stdout.count("\n") == 1
    assert "podlint: 3 manifests in 2 files: 1 warning; " in done.stderr
    assert done.stderr.endswith("; 2 in the baseline\n")


def test_one_more_than_is_known(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    text = "---\n".join([POD] * 3)
    (tmp_path / "web.yaml").write_text(text, encoding="utf-8")
    run = lint(tmp_path)
    known = baseline.known(run.findings)
    assert [each.count for each in known] == [3]
    (tmp_path / "web.yaml").write_text(f"{text}---\n{POD}", encoding="utf-8")
    applied = baseline.apply(lint(tmp_path), known, RULES)
    assert [each.span.line for each in applied.run.findings] == [3 * 10 + 2]
    assert [each.by for each in applied.run.suppressed] == ["baseline"] * 3
    assert applied.stale == 0
    (tmp_path / "web.yaml").write_text(POD, encoding="utf-8")
    applied = baseline.apply(lint(tmp_path), known, RULES)
    assert (applied.run.findings, applied.stale) == ((), 2)
    assert [each.count for each in applied.kept] == [1]


def test_a_moved_file(call: Call, tmp_path: Path) -> None:
    call(".", "--write-baseline", "known.json")
    (tmp_path / "deploy").mkdir()
    os.replace(tmp_path / "web.yaml", tmp_path / "deploy/web.yaml")
    done = call("deploy/web.yaml", "--baseline", "known.json")
    assert done.returncode == 0, done.stdout
    call(".", "--baseline", "known.json", "--write-baseline", "known.json")
    files = {each.file for each in baseline.read(str(tmp_path / "known.json"))}
    assert files == {"api.yaml", "deploy/web.yaml"}


def test_a_copied_file_is_new(call: Call, tmp_path: Path) -> None:
    call(".", "--write-baseline", "known.json")
    (tmp_path / "copy.yaml").write_text(POD, encoding="utf-8")
    assert call(".", "--baseline", "known.json").returncode == 1


def test_what_podlint_did_wrong_is_never_known() -> None:
    finding = Finding("internal-error", Severity.ERROR, "x", "a.yaml", Span(1, 1, 1, 2))
    assert baseline.known([finding]) == ()
    run = Run(root="/", findings=(finding,), crashed=True)
    assert baseline.apply(run, baseline.known([finding]), RULES).run == run


def test_syntax_errors_are_known(call: Call, tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(f"{POD}  - [\n", encoding="utf-8")
    call(".", "--write-baseline", "known.json")
    assert call(".", "--baseline", "known.json").returncode == 0


# --- What is stale --------------------------------------------------------------------------------


def test_stale_entries_are_told_and_pruned(call: Call, tmp_path: Path) -> None:
    call(".", "--write-baseline", "known.json")
    (tmp_path / "web.yaml").write_text("kind: 1\n", encoding="utf-8")
    (tmp_path / "api.yaml").unlink()
    (tmp_path / "new.yaml").write_text(POD.replace("web", "new"), encoding="utf-8")
    stale = "podlint: 2 baseline entries are stale; --write-baseline prunes them\n"
    assert stale in call(".", "--baseline", "known.json").stderr
    done = call(".", "--baseline", "known.json", "--write-baseline", "known.json")
    assert done.returncode == 1, "what is new stays new"
    assert "podlint: known.json: 2 baseline entries pruned\n" in done.stderr
    assert baseline.read(str(tmp_path / "known.json")) == ()


def test_what_was_not_looked_at_is_not_stale(call: Call, tmp_path: Path) -> None:
    call(".", "--write-baseline", "known.json")
    before = (tmp_path / "known.json").read_bytes()
    both = ("--baseline", "known.json", "--write-baseline", "known.json")
    for arguments in (["web.yaml"], [".", "--select", "probes"]):
        done = call(*arguments, *both)
        assert "known.json: 0 baseline entries pruned" in done.stderr
        assert (tmp_path / "known.json").read_bytes() == before
    (tmp_path / "api.yaml").unlink()
    call("web.yaml", *both)
    assert (tmp_path / "known.json").read_bytes() == before, "it may have been moved"


# --- With other options ---------------------------------------------------------------------------


def test_an_audit_reports_what_is_known(call: Call) -> None:
    call(".", "--write-baseline", "known.json")
    done = call(".", "--baseline", "known.json", "--no-ignore", "-f", "concise")
    assert done.returncode == 1
    assert done.stdout.count("[naked-pod]") == 2


def test_the_baseline_of_the_configuration(call: Call, tmp_path: Path) -> None:
    (tmp_path / ".podlint.yaml").write_text("baseline: known.json\n", encoding="utf-8")
    assert call(".").returncode == 2
    assert call(".", "--write-baseline", "known.json").returncode == 0
    assert call(".").returncode == 0


def test_contradictions(call: Call) -> None:
    for options in (["--no-ignore", "--write-baseline", "x"], ["--no-ignore", "--add-ignore", "x"]):
        done = call(".", *options)
        assert done.returncode == 2
        assert done.stderr.endswith("contradict each other\n")
