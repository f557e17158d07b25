"""Ignore comments that podlint writes: where, and that not another byte changes."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, RunPodlint
from podlint.add_ignore import AddIgnoreError, Written, add_ignores, check_reason
from podlint.document import Source, decode, load
from podlint.engine import default_rules, lint_paths, lint_text, linter
from podlint.kubernetes import Project
from podlint.model import Finding, Run
from podlint.profile import Profile
from twins import json_twin

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
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: acme/web:1
          command: [serve]
          imagePullPolcy: Always
"""


def lint(data: bytes, file: str) -> list[Finding]:
    return lint_text(data, file, rules=default_rules(), project=Project())


def run_of(folder: Path, data: bytes, name: str = "web.yaml") -> Run:
    """What a run over one file finds."""
    return Run(root=str(folder), findings=tuple(lint(data, name)), linted=(name,))


def written(folder: Path, data: bytes, name: str = "web.yaml") -> tuple[bytes, Written]:
    """What becomes of a file, and what is said of it."""
    file = folder / name
    file.write_bytes(data)
    run = run_of(folder, data, name)
    result = add_ignores(run, "later", lint)
    return file.read_bytes(), result


def changed(folder: Path, text: str, *changes: tuple[str, str]) -> None:
    """Check that nothing but the changes is made, and that all is silent."""
    expected = text
    for old, new in changes:
        assert expected.count(old) == 1, old
        expected = expected.replace(old, new)
    after, result = written(folder, text.encode())
    assert after.decode() == expected
    assert not result.refused
    assert not lint(after, "web.yaml")


# --- Where ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_at_the_end_of_the_line(tmp_path: Path, end: str) -> None:
    text = POD.replace("\n", end)
    new = "kind: Pod  # podlint: ignore[naked-pod] later"
    changed(tmp_path, text, ("kind: Pod", new))


def test_without_a_last_line_end(tmp_path: Path) -> None:
    text = "kind: Pod\napiVersion: v1\nmetadata: {name: web}\nspec: {restartPolicy: Always}"
    after, result = written(tmp_path, text.encode())
    assert not result.refused
    assert not after.endswith(b"\n")


def test_into_the_brackets_that_are_there(tmp_path: Path) -> None:
    there = "        - name: web # podlint: ignore[missing-liveness-probe] x"
    text = DEPLOYMENT.replace("        - name: web", there).replace("Polcy", "Policy")
    more = there.replace("probe]", "probe, missing-readiness-probe]")
    changed(tmp_path, text, (there, more))


def test_above_a_line_with_another_comment(tmp_path: Path) -> None:
    changed(
        tmp_path,
        POD.replace("kind: Pod", "kind: Pod  # by hand"),
        ("kind: Pod  # by hand", "# podlint: ignore[naked-pod] later\nkind: Pod  # by hand"),
    )
    text = DEPLOYMENT.replace("Always", "Always  # as ever").replace(
        "    - name: web\n", "    - name: web # x\n"
    )
    after, result = written(tmp_path, text.encode())
    assert not result.refused
    assert b"          # podlint: ignore[unknown-field] later\n          imagePullPolcy" in after
    assert (
        b"        # podlint: ignore[missing-liveness-probe, missing-readiness-probe] later\n"
        b"        - name: web # x\n" in after
    )


def test_on_the_first_line_with_another_comment(tmp_path: Path) -> None:
    """Above it, the comment would be for all of the object."""
    text = "kind: Pod  # by hand\n" + POD.replace("kind: Pod\n", "")
    changed(tmp_path, text, ("# by hand", "# by hand  # podlint: ignore[naked-pod] later"))


def test_in_flow_style(tmp_path: Path) -> None:
    pod = (
        "metadata: {name: web},\n  spec: {restartPolicy: Never, containers: [{name: a, image: b}]}"
    )
    text = f"---\n{{\n  apiVersion: v1,\n  kind: Pod,\n  {pod}\n}}\n"
    changed(tmp_path, text, ("kind: Pod,", "kind: Pod,  # podlint: ignore[naked-pod] later"))


def test_in_json_there_are_no_comments(tmp_path: Path) -> None:
    text = json_twin(POD)
    after, result = written(tmp_path, text.encode(), "web.json")
    assert after == text.encode()
    assert {each.why for each in result.refused} == {"JSON has no comments"}


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for data in (f"{POD}  - [\n".encode(), POD.encode() + b"  x: \xff\n"):
        after, result = written(tmp_path, data)
        assert after == data
        assert [each.finding.rule for each in result.refused] == ["syntax-error"]
        assert not result.silenced


def test_inside_a_text_there_are_no_comments(tmp_path: Path) -> None:
    text = POD.replace("kind: Pod", 'kind:\n  "P\\\n  od"')
    after, result = written(tmp_path, text.encode())
    assert (
        not [each for each in lint(after, "web.yaml") if each.rule == "naked-pod"] or result.refused
    )
    assert data_of(after) == data_of(text.encode())


def test_on_the_line_on_which_a_text_opens(tmp_path: Path) -> None:
    text = DEPLOYMENT.replace("imagePullPolcy: Always", "imagePullPolcy: |\n            Always")
    after, result = written(tmp_path, text.encode())
    assert b"imagePullPolcy: |  # podlint: ignore[unknown-field] later\n" in after
    assert not result.refused


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (b"", "utf-8")],
)
def test_bytes_stay(tmp_path: Path, mark: bytes, encoding: str) -> None:
    text = POD.replace(
        "name: web\nspec", 'name: web\n  annotations: {a: "\N{ROCKET}",\tb: x}   \nspec'
    )
    data = mark + text.encode(encoding)
    after, result = written(tmp_path, data)
    assert not result.refused
    assert after.startswith(mark)
    comment = "  # podlint: ignore[naked-pod] later".encode(encoding)
    assert after.replace(comment, b"") == data


def test_the_mode_and_the_link_stay(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text(POD, encoding="utf-8")
    real.chmod(0o640)
    (tmp_path / "web.yaml").symlink_to(real)
    result = add_ignores(run_of(tmp_path, POD.encode()), "later", lint)
    assert result.files == ["web.yaml"]
    assert (tmp_path / "web.yaml").is_symlink()
    assert stat.S_IMODE(os.stat(real).st_mode) == 0o640
    assert "ignore[naked-pod]" in real.read_text(encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_that_has_changed(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text("kind: 1\n", encoding="utf-8")
    run = run_of(tmp_path, POD.encode())
    result = add_ignores(run, "later", lint)
    assert {each.why for each in result.refused} == {"the file has changed since it was linted"}


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    run = run_of(tmp_path, POD.encode())
    with pytest.raises(AddIgnoreError):
        add_ignores(run, "later", lint)


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "a\x07"])
def test_what_is_no_reason(reason: str) -> None:
    with pytest.raises(AddIgnoreError):
        check_reason(reason)


def test_a_last_day_may_stand_in_the_reason(tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text(POD, encoding="utf-8")
    run = run_of(tmp_path, POD.encode())
    add_ignores(run, "until=2020-01-31 x", lint)
    assert (tmp_path / "web.yaml").read_text(encoding="utf-8") == POD, "it would not hold"


# --- Whatever the file ----------------------------------------------------------------------------


def data_of(data: bytes) -> list[tuple[bool, str]]:
    return [(each.readable, repr(each.data)) for each in load(Source("a", decode(data)))]


FILES = sorted(
    path
    for path in (ROOT / "fixtures").rglob("*")
    if path.suffix in (".yaml", ".yml") and path.stat().st_size < 6000
)
_WORDS = r"# podlint: ignore\[[^\]]*\] later"
_COMMENT = re.compile(rf"^[ \t]*{_WORDS}(?:\r\n|\n)|  {_WORDS}", re.M)


@settings(max_examples=100, deadline=None)
@given(
    path=st.sampled_from(FILES),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from([b"", codecs.BOM_UTF8]),
    trailing=st.sampled_from(["", " ", "\t", "  # a \N{ROCKET} comment"]),
)
def test_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory, path: Path, end: str, mark: bytes, trailing: str
) -> None:
    text = path.read_text(encoding="utf-8", errors="replace").replace("\r", "")
    text = re.sub(r"[ \t]*# podlint:.*", "", re.sub(r"(?m)^(\w+:.*\w)$", rf"\1{trailing}", text))
    data = mark + text.replace("\n", end).encode()
    after, result = written(tmp_path_factory.mktemp("files"), data)
    assert data_of(after) == data_of(data)
    assert _COMMENT.sub("", after.decode("utf-8")).encode() == data
    left = {(each.rule, each.fingerprint) for each in lint(after, "web.yaml")}
    assert left == {(each.finding.rule, each.finding.fingerprint) for each in result.refused}


# --- The command line -----------------------------------------------------------------------------


def test_the_command(tmp_path: Path, run_podlint: RunPodlint) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "web.yaml").write_text(POD, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text(f"{POD}  - [\n", encoding="utf-8")
    done = run_podlint(".", "--add-ignore", "later")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "podlint: bad.yaml:10: what cannot be read holds no comments that are read [syntax-error]\n"
        "podlint: 1 ignore comment written in 1 file for 1 finding\n"
    )
    (tmp_path / "bad.yaml").unlink()
    assert run_podlint(".").returncode == 0
    for arguments in (["-"], [".", "--write-baseline", "x"]):
        assert run_podlint(*arguments, "--add-ignore", "later", input=POD).returncode == 2


def test_an_entry_of_the_configuration(tmp_path: Path, run_podlint: RunPodlint) -> None:
    """It is no manifest, and nobody would read a comment in it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "web.yaml").write_text(POD, encoding="utf-8")
    entry = "ignore:\n  - {rule: static-pod, reason: none is here}\n"
    (tmp_path / ".podlint.yaml").write_text(entry, encoding="utf-8")
    done = run_podlint("--add-ignore", "why", ".")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "podlint: .podlint.yaml:2: no comment in a configuration is read; change the entry "
        "[unused-ignore]"
    )
    assert (tmp_path / ".podlint.yaml").read_text(encoding="utf-8") == entry


def test_the_linter_lints_like_the_run(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "web.yaml").write_text(POD, encoding="utf-8")
    run = lint_paths([str(tmp_path)])
    again = linter(run, [str(tmp_path)], rules=default_rules(), profile=Profile())
    assert again(POD.encode(), "web.yaml") == list(run.findings)
