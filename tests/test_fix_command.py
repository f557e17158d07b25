"""``--fix``, ``--unsafe-fixes`` and ``--diff``, as their users meet them."""

from __future__ import annotations

import codecs
import importlib
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, get_args

import pytest

from conftest import ROOT, GitRepository, clean_environment, require_tool
from podlint import rule
from podlint.cli import main
from podlint.patch import apply

WRONG = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}  # größe 🐘
data:
  mode:   yes # on
  level: "info"
"""
RIGHT = WRONG.replace("  yes", '  "yes"')
PROBES = """\
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
          livenessProbe: {httpGet: {path: /, port: 80}}
          readinessProbe: {httpGet: {path: /, port: 80}}
"""
BROKEN = """\
apiVersion: v1
kind: Pod
metadata: {name: alone}
spec: {containers: [{name: web, image: acme/web:1}]}
"""


mending: Any = importlib.import_module("podlint.fixer.mend")
"""The module; the package has a function of its name."""


class Done(NamedTuple):
    """How a call ended; stdout as it came, byte for byte."""

    code: int
    out: bytes
    err: str

    @property
    def notes(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("podlint: ")]


Podlint = Callable[..., Done]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A repository, and the working directory of podlint."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def podlint(here: Path, cache_home: Path) -> Podlint:
    def call(*arguments: str | Path, cwd: Path = here, stdin: bytes = b"") -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "podlint", *map(str, arguments)],
            cwd=cwd,
            input=stdin,
            env=clean_environment(XDG_CACHE_HOME=os.fspath(cache_home)),
            capture_output=True,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr.decode())

    return call


def write(folder: Path, name: str, text: str | bytes = WRONG) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


# --- Writing --------------------------------------------------------------------------------------


def test_what_is_mended_is_no_longer_found(podlint: Podlint, here: Path) -> None:
    file = write(here, "web.yaml")
    assert podlint("web.yaml").code == 1
    done = podlint("--fix", "web.yaml")
    assert (done.code, done.out) == (0, b"")
    assert file.read_bytes().decode() == RIGHT
    assert done.notes == [
        "podlint: 1 finding mended in 1 file",
        "podlint: 1 manifest in 1 file: clean",
    ]
    again = podlint("--fix", "web.yaml")
    assert (again.code, again.notes[0]) == (0, "podlint: there is nothing to mend")


def test_the_exit_code_is_that_of_what_remains(podlint: Podlint, here: Path) -> None:
    file = write(here, "web.yaml", WRONG + "---\n" + BROKEN)
    done = podlint("--fix", "web.yaml")
    assert done.code == 1
    assert b"[naked-pod]" in done.out
    assert b"wrong-type" not in done.out
    assert file.read_bytes().decode() == RIGHT + "---\n" + BROKEN
    assert podlint("--fix", "--fail-on", "never", "web.yaml").code == 0


def test_unsafe_fixes_are_made_when_they_are_asked_for(podlint: Podlint, here: Path) -> None:
    file = write(here, "web.yaml", PROBES)
    done = podlint("--fix", "web.yaml")
    assert file.read_text() == PROBES
    assert done.notes == [
        "podlint: there is nothing to mend",
        "podlint: 1 manifest in 1 file: 1 info; 1 can be mended with --unsafe-fixes",
    ]
    done = podlint("--unsafe-fixes", "web.yaml")
    assert (done.code, done.notes[-1]) == (0, "podlint: 1 manifest in 1 file: clean")
    assert file.read_text() == PROBES.replace(
        "}}\n          readi", "}, failureThreshold: 9}\n          readi"
    )


def test_the_summary_offers_what_was_not_asked_for(podlint: Podlint, here: Path) -> None:
    write(here, "web.yaml", f"{PROBES}---\n{WRONG}")
    offers = [
        podlint(*options, "web.yaml").notes[-1].rpartition("; ")[2]
        for options in ([], ["--diff"], ["--unsafe-fixes", "--diff"])
    ]
    assert offers == [
        "1 can be mended with --fix, 1 more with --unsafe-fixes",
        "1 can be mended with --unsafe-fixes",
        "podlint: 2 manifests in 1 file: 1 error, 1 info",
    ]


def test_quiet_fixes(podlint: Podlint, here: Path) -> None:
    write(here, "web.yaml")
    assert podlint("--fix", "-q", "web.yaml") == (0, b"", "")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.rstrip("\n").encode(),
    ],
    ids=["UTF-16 LE", "UTF-16 BE", "byte order mark", "CRLF", "no last line end"],
)
def test_a_file_keeps_its_bytes(
    podlint: Podlint, here: Path, encode: Callable[[str], bytes]
) -> None:
    file = write(here, "web.yaml", encode(WRONG))
    assert podlint("--fix", "web.yaml").code == 0
    assert file.read_bytes() == encode(RIGHT)


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_file_keeps_its_mode(podlint: Podlint, here: Path) -> None:
    file = write(here, "web.yaml")
    file.chmod(0o640)
    podlint("--fix", "web.yaml")
    assert file.read_bytes().decode() == RIGHT
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links want rights on Windows")
def test_a_link_stays_a_link(podlint: Podlint, here: Path) -> None:
    file = write(here, "base/web.yaml")
    link, other = here / "link.yaml", here / "other.yaml"
    link.symlink_to(file)
    other.symlink_to("link.yaml")
    done = podlint("--fix", "link.yaml", "other.yaml")
    assert (done.code, done.out) == (0, b"")
    assert link.is_symlink() and other.is_symlink()
    assert file.read_bytes().decode() == RIGHT
    assert not list(here.rglob(".podlint-*"))


# --- What stands in the way -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "other"),
    [
        ("--fix", ["--add-ignore", "why"]),
        ("--unsafe-fixes", ["--write-baseline", "new.json"]),
        ("--diff", ["--no-ignore"]),
    ],
)
def test_what_does_not_go_together(
    podlint: Podlint, here: Path, option: str, other: list[str]
) -> None:
    file = write(here, "web.yaml")
    done = podlint(option, *other, "web.yaml")
    said = f"podlint: {option} and {other[0]} do not go together; run one after the other"
    assert (done.code, done.out, done.err.splitlines()) == (2, b"", [said])
    assert file.read_bytes().decode() == WRONG
    assert [each.name for each in here.glob("*.*")] == [".git", "web.yaml"]


def test_what_a_baseline_knows_is_left_alone(podlint: Podlint, here: Path) -> None:
    file = write(here, "web.yaml")
    podlint("--write-baseline", "old.json", "web.yaml")
    done = podlint("--fix", "--baseline", "old.json", "web.yaml")
    assert (done.code, done.out) == (0, b"")
    assert file.read_bytes().decode() == WRONG
    new = WRONG.replace("  level", "  more: no\n  level")
    write(here, "web.yaml", new)
    done = podlint("--fix", "--baseline", "old.json", "web.yaml")
    assert (done.code, done.out) == (0, b"")
    assert file.read_bytes().decode() == new.replace("no\n", '"no"\n')
    assert done.notes[-1].endswith("clean; 1 in the baseline")


@pytest.mark.parametrize("by", ["baseline", "configuration"])
def test_what_is_left_alone_is_so_in_an_object_of_another_kind(
    podlint: Podlint, here: Path, by: str
) -> None:
    probes = PROBES.partition("containers:\n")[2].replace("\n    ", "\n").replace("    ", "", 1)
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n    containers:\n{probes}"
    file = write(here, "web.yaml", text)
    options = ["--unsafe-fixes"]
    if by == "baseline":
        podlint("--select", "identical-probes", "--write-baseline", "old.json", "web.yaml")
        options += ["--baseline", "old.json"]
    else:
        entry = "{rule: identical-probes, kind: Pod, reason: meant}"
        write(here, ".podlint.yaml", f"ignore: [{entry}]\n")
    done = podlint(*options, "--fail-on", "info", "web.yaml")
    assert "kind: Deployment" in file.read_text()
    assert "failureThreshold" not in file.read_text()
    assert (done.code, b"[identical-probes]" in done.out) == (1, True), "it is found again"


def test_what_is_ignored_is_left_alone(podlint: Podlint, here: Path) -> None:
    text = WRONG.replace("# on", "# podlint: ignore[wrong-type] as it was")
    file = write(here, "web.yaml", text)
    done = podlint("--fix", "web.yaml")
    assert (done.code, done.out) == (0, b"")
    assert done.notes[0] == "podlint: there is nothing to mend"
    assert file.read_bytes().decode() == text


def test_what_cannot_be_mended_is_said(podlint: Podlint, here: Path) -> None:
    text = WRONG.replace("yes", "&mode yes").replace('"info"', "*mode")
    file = write(here, "web.yaml", text)
    done = podlint("--fix", "web.yaml")
    assert (done.code, file.read_bytes().decode()) == (1, text)
    said = "podlint: web.yaml:5: is not mended, for an alias (*) repeats what it would change"
    assert f"{said} [wrong-type]" in done.notes


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
@pytest.mark.parametrize("locked", ["locked", "locked/web.yaml"])
def test_what_is_read_only_stays(podlint: Podlint, here: Path, locked: str) -> None:
    file, free = write(here, "locked/web.yaml"), write(here, "web.yaml")
    mode = (here / locked).stat().st_mode
    (here / locked).chmod(mode & 0o555)
    try:
        done = podlint("--fix", ".")
    finally:
        (here / locked).chmod(mode)
    assert_one_is_not_mended(done, file, free, "cannot be written: Permission denied")


def assert_one_is_not_mended(done: Done, file: Path, free: Path, why: str) -> None:
    """The other file is mended, and all that is to be reported is."""
    assert done.code == 2
    assert f"podlint: locked/web.yaml: {why}" in done.notes
    assert done.out.startswith(b"locked/web.yaml:5:11: error: ")
    assert b"\nweb.yaml" not in done.out
    assert file.read_bytes().decode() == WRONG
    assert free.read_bytes().decode() == RIGHT
    assert not list(file.parent.glob(".podlint-*"))


@pytest.fixture
def meddled(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[[str, Callable[..., Any]], Done]:
    """A call during which somebody else does something to a file that podlint is mending."""

    def call(what: str, meddling: Callable[..., Any]) -> Done:
        monkeypatch.chdir(here)
        monkeypatch.setattr(mending, what, meddling)
        with pytest.raises(SystemExit) as ended:
            main(["--fix", "."])
        out, err = capfdbinary.readouterr()
        return Done(int(ended.value.code or 0), out, err.decode())

    return call


Meddled = Callable[[str, Callable[..., Any]], Done]


def test_a_file_that_cannot_be_written(meddled: Meddled, here: Path) -> None:
    file, free = write(here, "locked/web.yaml"), write(here, "web.yaml")
    write_atomic = mending.write_atomic

    def full(path: str, data: bytes) -> None:
        if "locked" in path:
            raise OSError(28, "No space left on device")
        write_atomic(path, data)

    done = meddled("write_atomic", full)
    assert_one_is_not_mended(done, file, free, "cannot be written: No space left on device")


def test_a_file_that_changes_is_not_overwritten(meddled: Meddled, here: Path) -> None:
    file, free = write(here, "locked/web.yaml"), write(here, "web.yaml")
    fix_bytes = mending.fix_bytes

    def meddling(data: bytes, name: str, *rest: Any, **more: Any) -> Any:
        if "locked" in name:
            file.write_bytes(b"somebody's work")
        return fix_bytes(data, name, *rest, **more)

    done = meddled("fix_bytes", meddling)
    assert file.read_bytes() == b"somebody's work"
    file.write_bytes(WRONG.encode())
    why = "is not mended, for it has just changed; run podlint again"
    assert_one_is_not_mended(done, file, free, why)


def test_a_file_that_goes_away_stays_away(meddled: Meddled, here: Path) -> None:
    file, free = write(here, "locked/web.yaml"), write(here, "web.yaml")
    fix_bytes = mending.fix_bytes

    def meddling(data: bytes, name: str, *rest: Any, **more: Any) -> Any:
        if "locked" in name:
            file.unlink()
        return fix_bytes(data, name, *rest, **more)

    done = meddled("fix_bytes", meddling)
    assert not file.exists()
    file.write_bytes(WRONG.encode())
    assert_one_is_not_mended(done, file, free, "cannot be read: No such file or directory")


# --- stdin ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [[], ["--stdin-filename", "deploy/web.yaml"]])
def test_stdin_goes_to_stdout(podlint: Podlint, here: Path, name: list[str]) -> None:
    done = podlint("--fix", *name, "-", stdin=WRONG.replace("\n", "\r\n").encode())
    assert (done.code, done.out.decode()) == (0, RIGHT.replace("\n", "\r\n"))
    assert done.notes == [
        "podlint: 1 finding mended",
        "podlint: 1 manifest in 1 file: clean",
    ]
    assert list(here.iterdir()) == [here / ".git"]


@pytest.mark.parametrize("text", [RIGHT, "key: value\n", BROKEN])
def test_stdin_that_needs_no_mending_comes_out_as_it_is(podlint: Podlint, text: str) -> None:
    assert podlint("--fix", "-", stdin=text.encode()).out.decode() == text


def test_the_report_of_stdin_goes_to_stderr(podlint: Podlint) -> None:
    done = podlint("--fix", "-f", "concise", "-", stdin=f"{WRONG}---\n{BROKEN}".encode())
    assert done.code == 1
    assert done.out.decode() == f"{RIGHT}---\n{BROKEN}"
    assert done.err.startswith("<stdin>:9:7: error: ")


def test_a_report_in_a_file_leaves_stdout_to_the_text(podlint: Podlint, here: Path) -> None:
    done = podlint("--fix", "-o", "out.txt", "-", stdin=WRONG.encode())
    assert (done.code, done.out.decode()) == (0, RIGHT)
    write(here, "web.yaml")
    done = podlint("--diff", "-o", "out.txt", "web.yaml")
    assert done.out.startswith(b"--- a/web.yaml\n")
    assert "wrong-type" in (here / "out.txt").read_text(encoding="utf-8")
    assert len(done.err.splitlines()) == 2


def test_the_patch_of_stdin(podlint: Podlint) -> None:
    done = podlint("--diff", "--stdin-filename", "a/web.yaml", "-", stdin=WRONG.encode())
    assert done.code == 1
    assert done.out.startswith(b"--- a/a/web.yaml\n+++ b/a/web.yaml\n@@ ")


# --- The patch ------------------------------------------------------------------------------------

NAMES = ["web.yaml", "my app/größe 50%.yaml", "-odd.yaml", "a\tb.yaml", 'quo"te.yaml', "b\\c.yaml"]
CLOTHES: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "a change in the last line": lambda text: text.rpartition("  level")[0].rstrip("\n").encode(),
    "a byte order mark": lambda text: codecs.BOM_UTF8 + text.encode(),
}


@pytest.mark.parametrize("inside", [False, True], ids=["at the root", "in a directory"])
@pytest.mark.parametrize("clothes", CLOTHES)
def test_git_takes_the_patch(
    podlint: Podlint, git_repo: GitRepository, clothes: str, inside: bool
) -> None:
    folder = git_repo.path / ("deploy to" if inside else "")
    encode = CLOTHES[clothes]
    names = [name for name in NAMES if os.name != "nt" or not set(name) & set('\t"\\')]
    files = [write(folder, name, encode(WRONG)) for name in names]
    done = podlint("--diff", ".", cwd=folder)
    assert done.code == 1
    assert [file.read_bytes() for file in files] == [encode(WRONG)] * len(files)
    assert "wrong-type" in done.err
    (git_repo.path / "the.patch").write_bytes(done.out)
    git = [require_tool("git"), "apply", "--whitespace=nowarn", str(git_repo.path / "the.patch")]
    taken = subprocess.run(git, cwd=folder, env=git_repo.env, capture_output=True, check=False)
    assert (taken.returncode, taken.stderr) == (0, b"")
    assert [file.read_bytes() for file in files] == [encode(RIGHT)] * len(files)


def test_a_patch_of_files_elsewhere_starts_at_the_root(
    podlint: Podlint, git_repo: GitRepository
) -> None:
    folder = git_repo.path / "deploy" / "web"
    write(folder, "web.yaml")
    file = git_repo.write("base/web.yaml", WRONG)
    done = podlint("--diff", ".", "../../base", cwd=folder)
    assert "podlint: the patch is to be applied in ../.." in done.notes
    git = [require_tool("git"), "apply", "-"]
    subprocess.run(git, cwd=git_repo.path, env=git_repo.env, input=done.out, check=True)
    assert file.read_bytes().decode() == RIGHT


def test_the_patch_of_a_link_is_that_of_its_file(podlint: Podlint, git_repo: GitRepository) -> None:
    file = git_repo.write("base/web.yaml", WRONG)
    (git_repo.path / "link.yaml").symlink_to("base/web.yaml")
    done = podlint("--diff", "link.yaml", cwd=git_repo.path)
    git = [require_tool("git"), "apply", "-"]
    subprocess.run(git, cwd=git_repo.path, env=git_repo.env, input=done.out, check=True)
    assert file.read_bytes().decode() == RIGHT
    assert (git_repo.path / "link.yaml").is_symlink()


def test_what_git_takes_as_binary_has_no_patch(podlint: Podlint, here: Path) -> None:
    write(here, "wide.yaml", codecs.BOM_UTF16_LE + WRONG.encode("utf-16-le"))
    done = podlint("--diff", "wide.yaml")
    assert (done.code, done.out) == (1, b"")
    said = "podlint: wide.yaml: is not in the patch, for git takes it as binary; use --fix"
    assert said in done.notes


def test_a_patch_on_a_terminal_has_colours(podlint: Podlint, here: Path) -> None:
    write(here, "web.yaml", WRONG.replace("# on", "# a\ttab").replace("\n", "\r\n"))
    shown = podlint("--diff", "--color", "always", "web.yaml").out.decode()
    assert shown.startswith("\x1b[1m--- a/web.yaml\x1b[0m\n\x1b[1m+++ b/web.yaml\x1b[0m\n")
    assert "\n\x1b[31m-  mode:   yes # a    tab\x1b[0m\n\x1b[32m+  mode:   " in shown
    assert "\n data:\n" in shown
    assert "\t" not in shown and "\r" not in shown


def test_no_change_is_an_empty_patch(podlint: Podlint, here: Path) -> None:
    write(here, "web.yaml", RIGHT)
    done = podlint("--diff", "--fix", "web.yaml")
    assert (done.code, done.out) == (0, b"")


# --- Reports --------------------------------------------------------------------------------------


def fixes(report: bytes) -> list[Any]:
    return [each["fix"] for each in json.loads(report)["findings"]]


def test_json_says_what_changes(podlint: Podlint, here: Path) -> None:
    write(here, "web.yaml", codecs.BOM_UTF8 + WRONG.replace("\n", "\r\n").encode())
    (fix,) = fixes(podlint("-f", "json", "web.yaml").out)
    assert fix["safe"] is True
    edit = {"line": 5, "column": 11, "endLine": 5, "endColumn": 14, "newText": '"yes"'}
    assert fix["edits"] == [edit]
    assert fixes(podlint("-f", "json", "-", stdin=WRONG.encode()).out) == [fix]


def test_a_whole_line_goes_away(podlint: Podlint, here: Path) -> None:
    write(here, "web.yaml", WRONG + '  level: "info"\n  last: x\n')
    (_, fix) = fixes(podlint("-f", "json", "web.yaml").out)
    (edit,) = fix["edits"]
    assert edit == {"line": 7, "column": 1, "endLine": 8, "endColumn": 1, "newText": ""}


def test_a_fix_that_would_be_refused_is_in_no_report(podlint: Podlint, here: Path) -> None:
    text = WRONG.replace("yes", "&mode yes").replace('"info"', "*mode")
    write(here, "web.yaml", text)
    assert not any(fixes(podlint("-f", "json", "web.yaml").out))


def test_reports_of_what_is_left(podlint: Podlint, here: Path) -> None:
    """Their fixes are for the files as they are then."""
    write(here, "web.yaml", f"{WRONG}---\n{PROBES}")
    done = podlint("--fix", "-f", "json", "--report", "sarif=out.sarif", ".")
    (fix,) = fixes(done.out)
    assert not fix["safe"]
    assert [each["line"] for each in fix["edits"]] == [19]
    log = json.loads((here / "out.sarif").read_text(encoding="utf-8"))
    (result,) = log["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert change["deletedRegion"]["startLine"] == 19
    done = podlint("--unsafe-fixes", "-f", "json", "-", stdin=f"{WRONG}---\n{PROBES}".encode())
    assert json.loads(done.err.partition("podlint: ")[0])["findings"] == []


def test_reports_for_people_and_services_that_show_none_read_no_file_again(
    here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import podlint.fixer

    write(here, "web.yaml")
    monkeypatch.chdir(here)
    monkeypatch.setattr(podlint.fixer, "placed", lambda *_: pytest.fail("a file is read again"))
    for format in ("text", "concise", "github", "junit"):
        with pytest.raises(SystemExit) as ended:
            main(["-f", format, "."])
        assert ended.value.code == 1
    capfd.readouterr()


# --- The page -------------------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "fixes.md").read_text(encoding="utf-8")


def test_the_page_names_every_edit_as_it_is_called() -> None:
    shown = re.findall(r"^\| `(\w+)\((.*?)\)` \|", PAGE, re.M)
    edits = {each.__name__: each for each in get_args(rule.Edit) if each.__name__ in rule.__all__}
    assert [name for name, _ in shown] == sorted(edits, key=[name for name, _ in shown].index)
    for name, arguments in shown:
        fields = edits[name]._fields
        assert fields[: arguments.count(",") + 1] == tuple(arguments.split(", "))


def test_the_example_of_the_page_is_a_fix() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    code = example.replace("yield ", "problem = ")
    names = {name: getattr(rule, name) for name in rule.__all__}
    container = SimpleNamespace(path=("spec", "containers", 0))
    names["container"] = container
    exec(code, names)
    problem = names["problem"]
    assert isinstance(problem, rule.Problem) and problem.fix is not None
    text = BROKEN.replace("acme/web:1", "acme/web:1, livenessProbe: {failureThreshold: 1}")
    assert apply(text, problem.fix.edits) == text.replace("old: 1}", "old: 3}")
