"""The command line: every option, every exit code, and what is written where."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from conftest import ROOT, RunPodlint, clean_environment, listen_to_interrupts
from podlint import cli
from podlint.arguments import command
from podlint.model import Severity
from podlint.registry import load_packs

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: acme/web:1
"""
FOUND = {"naked-pod", "missing-liveness-probe", "missing-readiness-probe"}

ONLY_INFO = POD.replace("  name: web\nspec", "  generateName: web-\nspec")
CLEAN = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
DELAYED = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: acme/web:1
          livenessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 30}
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def rules(self) -> set[str]:
        """The rules that found something, as the text report names them."""
        return set(re.findall(r"\[([a-z-]+)\]$", self.out, re.M))


Podlint = Callable[..., Done]

SUMMED_UP = "1 error, 1 warning, 1 info; 1 can be mended with --unsafe-fixes"
"""What the summary says of such a Pod."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory: a repository with one bad file in it."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "pod.yaml").write_text(POD, encoding="utf-8")
    (tmp_path / "clean.yaml").write_text(CLEAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def podlint(
    here: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Podlint]:
    """Call the command line in this process; what it writes is read from the file descriptors."""

    def call(*arguments: str | Path, input: str | bytes = b"") -> Done:
        data = input.encode() if isinstance(input, str) else input
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        with pytest.raises(SystemExit) as ended:
            cli.main([str(each) for each in arguments])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        code = ended.value.code
        return Done(code if isinstance(code, int) else 0, out, err)

    yield call


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# --- Reports --------------------------------------------------------------------------------------


def test_text(podlint: Podlint) -> None:
    done = podlint("pod.yaml")
    assert done.code == 1
    assert done.rules == FOUND
    assert done.out.startswith(
        'pod.yaml:2:7: error: if its node fails, nothing brings Pod "web" back'
    )
    assert "   --> Pod/web\n" in done.out
    assert "\n    = help: " in done.out
    assert "\x1b" not in done.out
    assert done.err == f"podlint: 1 manifest in 1 file: {SUMMED_UP}\n"


def test_without_paths_the_current_directory(podlint: Podlint) -> None:
    done = podlint()
    assert done.code == 1
    assert "pod.yaml:2:7: error" in done.out
    assert done.err == f"podlint: 2 manifests in 2 files: {SUMMED_UP}\n"


def test_clean(podlint: Podlint) -> None:
    assert podlint("clean.yaml") == Done(0, "", "podlint: 1 manifest in 1 file: clean\n")


def test_concise(podlint: Podlint) -> None:
    done = podlint("-f", "concise", "pod.yaml")
    assert done.code == 1
    lines = done.out.splitlines()
    assert len(lines) == 3
    assert all(re.fullmatch(r"pod\.yaml:\d+:\d+: \w+: .* \[[a-z-]+\]", line) for line in lines)


def test_json(podlint: Podlint) -> None:
    done = podlint("--format", "json", "pod.yaml")
    assert done.code == 1
    assert {finding["rule"] for finding in json.loads(done.out)["findings"]} == FOUND


def test_sarif(podlint: Podlint) -> None:
    done = podlint("--format=sarif", "pod.yaml")
    (run,) = json.loads(done.out)["runs"]
    assert done.code == 1
    assert {result["ruleId"] for result in run["results"]} == FOUND
    assert run["tool"]["driver"]["version"] == version("podlint")


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_documents_are_whole_without_findings(podlint: Podlint, format: str) -> None:
    done = podlint("-f", format, "clean.yaml")
    assert done.code == 0
    assert isinstance(json.loads(done.out), dict)


def test_an_unknown_format(podlint: Podlint) -> None:
    done = podlint("-f", "xml", "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert "'xml' is not one of" in done.err


def test_an_unknown_option(podlint: Podlint) -> None:
    done = podlint("--formt", "json")
    assert (done.code, done.out) == (2, "")
    assert "--formt" in done.err
    assert "Try 'podlint --help' for help." in done.err


@pytest.mark.parametrize("format", ["text", "concise", "json", "sarif"])
def test_into_a_file(podlint: Podlint, here: Path, format: str) -> None:
    shown = podlint("-f", format, "pod.yaml")
    written = podlint("-f", format, "-o", "report.out", "pod.yaml")
    assert (written.code, written.out, written.err) == (1, "", shown.err)
    assert (here / "report.out").read_text(encoding="utf-8") == shown.out


def test_a_report_takes_the_place_of_the_old_one_at_once(podlint: Podlint, here: Path) -> None:
    report = write(here, "report.txt", "old\n" * 1000)
    inode = report.stat().st_ino
    podlint("-o", "report.txt", "pod.yaml")
    assert report.stat().st_ino != inode, (
        "it was written in place, and somebody may read half of it"
    )
    assert "old" not in report.read_text(encoding="utf-8")
    assert not list(here.glob(".podlint-*"))


def test_a_report_can_be_read_by_others(podlint: Podlint, here: Path) -> None:
    """As any program's output, by the umask; a CI job hands it on to another user."""
    mask = os.umask(0o022)
    try:
        podlint("-o", "report.txt", "pod.yaml")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((here / "report.txt").stat().st_mode) == 0o644


def test_a_report_that_cannot_be_written(podlint: Podlint, here: Path) -> None:
    done = podlint("-o", "no/such/report.txt", "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("podlint: no/such/report.txt: cannot be written: ")
    assert done.err.count("\n") == 1


def test_a_directory_is_no_place_for_a_report(podlint: Podlint, here: Path) -> None:
    (here / "folder").mkdir()
    done = podlint("-o", "folder", "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert "folder: cannot be written" in done.err
    assert not list(here.glob(".podlint-*")), "what was begun is left behind"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_a_report_may_go_to_a_pipe(podlint: Podlint, here: Path) -> None:
    """Or to a device, such as /dev/null: it is written to, and never replaced with a file."""
    pipe = here / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = podlint("-o", "pipe", "pod.yaml")
        report = os.read(reader, 65536)
    finally:
        os.close(reader)
    assert (done.code, done.out) == (1, "")
    assert b"naked-pod" in report
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_report_follows_a_link(podlint: Podlint, here: Path) -> None:
    target = write(here, "reports/latest.txt", "")
    link = here / "report.txt"
    link.symlink_to(target)
    podlint("-o", "report.txt", "pod.yaml")
    assert link.is_symlink()
    assert "naked-pod" in target.read_text(encoding="utf-8")


def test_quiet(podlint: Podlint) -> None:
    done = podlint("-q", "pod.yaml")
    assert (done.code, done.err) == (1, "")
    assert done.rules == FOUND


# --- Which rules run ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "rules"),
    [
        (["--select", "naked-pod"], {"naked-pod"}),
        (["--select", "probes"], FOUND - {"naked-pod"}),
        (["--select", "naked-pod,missing-liveness-probe"], FOUND - {"missing-readiness-probe"}),
        (["--select", "naked-pod", "--select", "probes"], FOUND),
        (["--select", "naked-pod, probes"], FOUND),
        (["--select", "all"], FOUND),
        (["--select", "default"], FOUND),
        (["--ignore", "naked-pod"], FOUND - {"naked-pod"}),
        (["--ignore", "controllers,probes"], set()),
        (["--ignore", "all"], set()),
        (["--select", "probes", "--ignore", "missing-liveness-probe"], {"missing-readiness-probe"}),
    ],
)
def test_select_and_ignore(podlint: Podlint, arguments: list[str], rules: set[str]) -> None:
    assert podlint(*arguments, "pod.yaml").rules >= rules
    assert podlint(*arguments, "pod.yaml").rules & FOUND == rules


def test_syntax_errors_cannot_be_deselected(podlint: Podlint, here: Path) -> None:
    write(here, "broken.yaml", "kind: Pod\napiVersion: [\n")
    for arguments in (["--ignore", "all"], ["--select", "probes"], ["--ignore", "syntax-error"]):
        done = podlint(*arguments, "broken.yaml")
        assert (done.code, done.rules) == (1, {"syntax-error"})


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("name", "meant"), [("naked-pods", "naked-pod"), ("prob", "probes"), ("defualt", "default")]
)
def test_a_misspelt_rule(podlint: Podlint, option: str, name: str, meant: str) -> None:
    done = podlint(option, name, "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        f"podlint: no rule or group is called {name!r}, did you mean {meant!r}?"
    )
    assert done.err.count("\n") == 1


def test_an_empty_selection_selects_nothing_by_accident(podlint: Podlint) -> None:
    done = podlint("--select", "", "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert "--select" in done.err


# --- For which Kubernetes -------------------------------------------------------------------------

OLD_FIELD = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
        - name: side
          image: acme/side:1
          restartPolicy: Always
      containers:
        - name: web
          image: acme/web:1
"""


@pytest.mark.parametrize(
    ("versions", "found", "words"),
    [
        ("1.27", True, ""),
        ("v1.27", True, ""),
        ("1.28", False, ""),
        ("1.27,1.28", True, "(Kubernetes 1.27)"),
        ("1.26..1.29", True, "(Kubernetes up to 1.27)"),
        ("1.26..1.27", True, ""),
    ],
)
def test_kubernetes_versions(
    podlint: Podlint, here: Path, versions: str, found: bool, words: str
) -> None:
    """restartPolicy of a container is there since 1.28."""
    write(here, "web.yaml", OLD_FIELD)
    done = podlint("--kubernetes-version", versions, "--select", "unknown-field", "web.yaml")
    assert (done.code, done.rules) == ((1, {"unknown-field"}) if found else (0, set()))
    assert words in done.out
    assert ("(Kubernetes" in done.out) is bool(words)
    configure(here, f'kubernetes-version: "{versions}"\n')
    assert podlint("--select", "unknown-field", "web.yaml") == done


def test_the_version_of_the_command_line_goes_before_the_configuration(
    podlint: Podlint, here: Path
) -> None:
    write(here, "web.yaml", OLD_FIELD)
    configure(here, 'kubernetes-version: ["1.26", "1.27"]\n')
    assert podlint("--select", "unknown-field", "web.yaml").code == 1
    later = podlint("--kubernetes-version", "1.28", "--select", "unknown-field", "web.yaml")
    assert later.code == 0


@pytest.mark.parametrize("versions", ["1.3", "1.999", "34", "latest", "", ",", "1.30..1.28"])
def test_versions_that_are_none(podlint: Podlint, versions: str) -> None:
    done = podlint("--kubernetes-version", versions, "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"podlint: .*Kubernetes.*\n", done.err)


# --- Exit codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (POD, {"error": 1, "warning": 1, "info": 1, "never": 0}),
        (DELAYED, {"error": 0, "warning": 0, "info": 1, "never": 0}),
        (CLEAN, {"error": 0, "warning": 0, "info": 0, "never": 0}),
    ],
)
def test_fail_on(podlint: Podlint, here: Path, text: str, codes: dict[str, int]) -> None:
    write(here, "given.yaml", text)
    for lowest, code in codes.items():
        assert podlint("--fail-on", lowest, "given.yaml").code == code, lowest
    assert podlint("given.yaml").code == codes["warning"]


def test_fail_on_shows_what_it_does_not_count(podlint: Podlint) -> None:
    assert podlint("--fail-on", "never", "pod.yaml").rules == FOUND


def test_a_missing_path(podlint: Podlint) -> None:
    done = podlint("pod.yaml", "nowhere.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err == "podlint: nowhere.yaml: no such file or directory\n"


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Make a file or directory unreadable, for root as well."""
    forbidden: list[Path] = []
    really_open, really_scan = open, os.scandir

    def check(path: Any) -> None:
        if isinstance(path, str) and Path(path) in forbidden:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    def guarded_open(path: Any, *arguments: Any, **more: Any) -> Any:
        check(path)
        return really_open(path, *arguments, **more)

    def guarded_scan(path: Any) -> Any:
        check(path)
        return really_scan(path)

    def forbid(path: Path) -> None:
        forbidden.append(path)
        path.chmod(0)

    monkeypatch.setattr("builtins.open", guarded_open)
    monkeypatch.setattr("os.scandir", guarded_scan)
    yield forbid
    monkeypatch.undo()
    for path in forbidden:
        path.chmod(0o755)


def test_an_unreadable_file(podlint: Podlint, here: Path, forbid: Callable[[Path], None]) -> None:
    forbid(write(here, "secret.yaml", POD))
    for path in ("secret.yaml", "."):
        done = podlint(path)
        assert (done.code, done.out) == (2, "")
        assert re.fullmatch(
            r"podlint: (\S*/)?secret\.yaml: cannot be read: Permission denied\n", done.err
        )


def test_an_unreadable_directory(
    podlint: Podlint, here: Path, forbid: Callable[[Path], None]
) -> None:
    forbid(write(here, "secret/pod.yaml", POD).parent)
    for path in ("secret", "."):
        done = podlint(path)
        assert (done.code, done.out) == (2, "")
        assert re.fullmatch(r"podlint: (\S*/)?secret: cannot be read\n", done.err)


def test_an_unreadable_directory_elsewhere(
    podlint: Podlint, here: Path, forbid: Callable[[Path], None]
) -> None:
    """The repository is looked through for kustomizations; what was not asked for may be closed."""
    forbid(write(here, "secret/pod.yaml", POD).parent)
    assert podlint("clean.yaml").code == 0


def test_a_directory_without_manifests(podlint: Podlint, here: Path) -> None:
    write(here, "empty/values.yaml", "replicas: 3\n")
    done = podlint("empty")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("\npodlint: no manifest in empty; --allow-empty permits that\n")
    assert podlint("--allow-empty", "empty").code == 0


def test_an_empty_directory_beside_a_full_one(podlint: Podlint, here: Path) -> None:
    """A directory argument without a single manifest is a failure of its own."""
    write(here, "empty/values.yaml", "replicas: 3\n")
    write(here, "full/clean.yaml", CLEAN)
    done = podlint("full", "empty")
    assert done.code == 2
    assert done.err.endswith("\npodlint: no manifest in empty; --allow-empty permits that\n")
    assert "no manifest in full" not in done.err
    assert podlint("--allow-empty", "full", "empty").code == 0


def test_an_empty_directory_is_named_when_quiet(podlint: Podlint, here: Path) -> None:
    """Exit code 2 without a word would leave everybody guessing."""
    (here / "empty").mkdir()
    done = podlint("-q", "empty")
    assert done.code == 2
    assert done.err == "podlint: no manifest in empty; --allow-empty permits that\n"


def test_a_file_without_a_manifest_is_no_failure(podlint: Podlint, here: Path) -> None:
    write(here, "values.yaml", "replicas: 3\n")
    done = podlint("values.yaml")
    assert (done.code, done.out) == (0, "")
    assert done.err == "podlint: 0 manifests in 0 files: nothing linted; skipped: 1 no manifest\n"


def test_what_is_skipped_is_counted(podlint: Podlint, here: Path) -> None:
    write(here, "chart/Chart.yaml", "name: shop\n")
    write(here, "chart/templates/pod.yaml", POD)
    write(here, "vendor/pod.yaml", POD)
    write(here, "template.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {{ .meta }}\n")
    done = podlint(".")
    assert done.err.endswith(
        "; skipped: 1 Helm template, 1 dependency folder, 1 no manifest, 1 template\n"
    )


def test_ignored_findings_are_counted(podlint: Podlint, here: Path) -> None:
    write(
        here, "given.yaml", POD.replace("kind: Pod", "kind: Pod  # podlint: ignore[naked-pod] why")
    )
    done = podlint("given.yaml")
    assert done.err == "podlint: 1 manifest in 1 file: 1 warning, 1 info; 1 ignored\n"


# --- stdin ----------------------------------------------------------------------------------------


def test_stdin(podlint: Podlint) -> None:
    done = podlint("-", input=POD)
    assert (done.code, done.rules) == (1, FOUND)
    assert done.out.startswith("<stdin>:2:7: error: ")


def test_stdin_under_a_name(podlint: Podlint) -> None:
    done = podlint("-", "--stdin-filename", "deploy/web.yaml", input=POD)
    assert (done.code, done.rules) == (1, FOUND)
    assert done.out.startswith(f"{os.path.join('deploy', 'web.yaml')}:2:7: error: ")


def test_the_name_of_stdin_counts(podlint: Podlint, here: Path) -> None:
    done = podlint("-", "--stdin-filename", "etc/kubernetes/manifests/web.yaml", input=POD)
    assert "static-pod" in done.rules


@pytest.mark.parametrize(("text", "code"), [("", 2), ("\n", 2), ("# nothing\n", 0), ("---\n", 0)])
def test_empty_stdin(podlint: Podlint, text: str, code: int) -> None:
    """What feeds the pipe may have failed: that nothing came is no success."""
    done = podlint("-", input=text)
    assert done.out == ""
    assert "0 manifests in 0 files: nothing linted" in done.err
    assert ("no manifest in stdin; --allow-empty permits that" in done.err) == (code == 2)
    assert done.code == code
    assert podlint("-", "--allow-empty", input=text).code == 0


def test_stdin_that_is_no_text(podlint: Podlint) -> None:
    done = podlint("-", input=b"kind: \xff\n")
    assert (done.code, done.rules) == (1, {"syntax-error"})


def test_stdin_beside_a_path(podlint: Podlint) -> None:
    done = podlint("-", "pod.yaml", input=POD)
    assert (done.code, done.out) == (2, "")
    assert "stdin" in done.err


def test_a_name_without_stdin(podlint: Podlint) -> None:
    done = podlint("--stdin-filename", "web.yaml", "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert "--stdin-filename" in done.err


def test_stdin_is_read_only_when_asked_for(podlint: Podlint, here: Path) -> None:
    done = podlint("clean.yaml", input=POD)
    assert (done.code, done.out) == (0, "")


# --- Configuration --------------------------------------------------------------------------------


def configure(here: Path, text: str, name: str = ".podlint.yaml") -> Path:
    return write(here, name, text)


def test_the_nearest_configuration(podlint: Podlint, here: Path) -> None:
    configure(here, "ignore: [probes]\n")
    assert podlint("pod.yaml").rules == {"naked-pod"}
    write(here, "deploy/pod.yaml", POD)
    assert podlint("deploy").rules == {"naked-pod"}
    configure(here, "ignore: [controllers]\n", "deploy/.podlint.yaml")
    assert podlint("deploy").rules == FOUND - {"naked-pod"}
    assert podlint("deploy/pod.yaml").rules == FOUND - {"naked-pod"}
    assert podlint("deploy", "pod.yaml").rules == {"naked-pod"}


def test_a_configuration_above_the_repository_does_not_count(
    podlint: Podlint, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(here, "ignore: [probes]\n")
    write(here, "inner/pod.yaml", POD)
    (here / "inner/.git").mkdir()
    assert podlint("inner").rules == FOUND


def test_outside_of_git_any_configuration_above_counts(podlint: Podlint, here: Path) -> None:
    """A checkout without its .git, as in an image or an archive, is judged as the checkout is."""
    (here / ".git").rmdir()
    configure(here, "ignore: [probes]\n")
    write(here, "deploy/prod/pod.yaml", POD)
    for path in (".", "deploy", "deploy/prod", "deploy/prod/pod.yaml"):
        assert podlint(path).rules == {"naked-pod"}
    done = podlint("-", "--stdin-filename", "deploy/pod.yaml", input=POD)
    assert done.rules == {"naked-pod"}


def test_a_configuration_with_nearly_the_right_name(podlint: Podlint, here: Path) -> None:
    configure(here, "ignore: [probes]\n", ".podlint.yml")
    write(here, "deploy/pod.yaml", POD)
    done = podlint("deploy")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "podlint: .podlint.yml: a configuration is called .podlint.yaml; rename it\n"
    )
    assert podlint("--no-config", "deploy").rules == FOUND
    configure(here, "ignore: [probes]\n")
    assert podlint("deploy").rules == {"naked-pod"}


def test_stdin_takes_the_configuration_of_its_name(podlint: Podlint, here: Path) -> None:
    configure(here, "ignore: [controllers]\n", "deploy/.podlint.yaml")
    done = podlint("-", "--stdin-filename", "deploy/pod.yaml", input=POD)
    assert done.rules == FOUND - {"naked-pod"}


def test_no_config(podlint: Podlint, here: Path) -> None:
    configure(here, "nonsense: true\n")
    assert podlint("pod.yaml").code == 2
    assert podlint("--no-config", "pod.yaml").rules == FOUND


def test_a_named_configuration(podlint: Podlint, here: Path) -> None:
    configure(here, "nonsense: true\n")
    configure(here, "ignore: [probes]\n", "other.yaml")
    assert podlint("--config", "other.yaml", "pod.yaml").rules == {"naked-pod"}


def test_a_named_configuration_that_is_not_there(podlint: Podlint) -> None:
    done = podlint("--config", "nowhere.yaml", "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err == "podlint: nowhere.yaml: cannot be read: No such file or directory\n"


def test_config_and_no_config_contradict(podlint: Podlint, here: Path) -> None:
    configure(here, "ignore: [probes]\n", "other.yaml")
    done = podlint("--no-config", "--config", "other.yaml", "pod.yaml")
    assert (done.code, done.out) == (2, "")
    assert "--no-config" in done.err


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "rules:\n", "select:\n"])
def test_an_empty_configuration(podlint: Podlint, here: Path, text: str) -> None:
    configure(here, text)
    assert podlint("pod.yaml").rules == FOUND


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("rules: {}\nselct: [all]\n", "2:1", "no option is called 'selct', did you mean 'select'?"),
        (
            "rules:\n  nakedpod: off\n",
            "2:3",
            "no rule is called 'nakedpod', did you mean 'naked-pod'?",
        ),
        ("select: all\n", "1:9", "select is a list"),
        ("select: [all, prob]\n", "1:15", "'prob', did you mean 'probes'?"),
        ("ignore:\n  - {}\n", "2:5", "the key rule is missing"),
        ("ignore: [1]\n", "1:10", "1"),
        ("fail-on: fatal\n", "1:10", "fail-on is one of error, warning, info, never"),
        ("fail-on: [error]\n", "1:10", "fail-on is one of error, warning, info, never"),
        ("rules: [naked-pod]\n", "1:8", "a mapping is wanted here"),
        ("- rules\n", "1:1", "a mapping is wanted here"),
        ("rules\n", "1:1", "a mapping is wanted here"),
        ("rules:\n  naked-pod: fatal\n", "2:14", "'fatal' is none of error, warning, info and off"),
        ("rules:\n  naked-pod: true\n", "2:14", "True is none of off, a severity"),
        ("rules:\n  naked-pod: 3\n", "2:14", "3 is none of off, a severity"),
        ("rules:\n  naked-pod: {severity: fatal}\n", "2:25", "'fatal' is none of"),
        (
            "rules:\n  missing-startup-probe: {delay-after: 30}\n",
            "2:27",
            "missing-startup-probe has no option 'delay-after', did you mean 'delay-after-seconds'?",
        ),
        (
            'rules:\n  missing-startup-probe:\n    delay-after-seconds: "30"\n',
            "3:26",
            "delay-after-seconds is of type int, not '30'",
        ),
        (
            "rules:\n  missing-startup-probe: {delay-after-seconds: yes}\n",
            "2:48",
            "delay-after-seconds is of type int, not True",
        ),
        ("kubernetes-version: 1.30\n", "1:21", 'quote the version: "1.30"'),
        ("kubernetes-version: ['1.30', '1.3']\n", "1:30", "1.3"),
        ("rules: {}\nrules: {}\n", "2:1", "a key stands twice"),
        ("rules: [\n", "", ""),
        ("a: b: c\n", "1:", ""),
        ("rules: {}\n---\nselect: [all]\n", "3", "one document"),
    ],
)
def test_a_wrong_configuration(
    podlint: Podlint, here: Path, text: str, place: str, words: str
) -> None:
    configure(here, text)
    done = podlint("pod.yaml")
    assert (done.code, done.out) == (2, "")
    message, end = done.err[:-1], done.err[-1:]
    assert end == "\n" and "\n" not in message, "not one line"
    shown = re.fullmatch(r"podlint: \S*\.podlint\.yaml:(\d+(?::\d+)?): (.*)", message)
    assert shown, message
    assert shown[1].startswith(place)
    assert words in shown[2]


def test_a_configuration_that_is_no_text(podlint: Podlint, here: Path) -> None:
    (here / ".podlint.yaml").write_bytes(b"select:\n  - \xff\n")
    done = podlint("pod.yaml")
    assert done.code == 2
    assert re.search(r"\.podlint\.yaml:2:5: ", done.err)


@pytest.mark.parametrize("word", ["off", "'off'", "false"])
def test_a_rule_that_is_off(podlint: Podlint, here: Path, word: str) -> None:
    configure(here, f"rules:\n  naked-pod: {word}\n")
    assert podlint("pod.yaml").rules == FOUND - {"naked-pod"}


def test_the_command_line_goes_before_the_configuration(podlint: Podlint, here: Path) -> None:
    configure(here, "select: [probes]\nfail-on: never\nrules:\n  missing-liveness-probe: off\n")
    done = podlint("pod.yaml")
    assert (done.code, done.rules) == (0, {"missing-readiness-probe"})
    assert podlint("--select", "controllers", "pod.yaml").rules == {"naked-pod"}
    assert podlint("--select", "missing-liveness-probe", "pod.yaml").rules == {
        "missing-liveness-probe"
    }
    assert podlint("--fail-on", "info", "pod.yaml").code == 1


@pytest.mark.parametrize("setting", ["info", "{severity: info}"])
def test_a_severity(podlint: Podlint, here: Path, setting: str) -> None:
    configure(here, f"rules:\n  naked-pod: {setting}\n")
    done = podlint("--select", "naked-pod", "pod.yaml")
    assert (done.code, done.rules) == (0, {"naked-pod"})
    assert done.out.startswith("pod.yaml:2:7: info: ")


def test_a_severity_does_not_outlive_its_run(podlint: Podlint, here: Path) -> None:
    configure(here, "rules:\n  naked-pod: info\n")
    podlint("pod.yaml")
    (own,) = (pack for pack in load_packs() if pack.own)
    (naked,) = (rule for rule in own.rules if rule.id == "naked-pod")
    assert naked.severity is Severity.ERROR


def test_evidence_goes_before_a_severity(podlint: Podlint, here: Path) -> None:
    write(here, "generated.yaml", ONLY_INFO)
    configure(here, "rules:\n  naked-pod: error\n")
    assert "generated.yaml:2:7: info: " in podlint("generated.yaml").out


def test_an_option(podlint: Podlint, here: Path) -> None:
    write(here, "delayed.yaml", DELAYED)
    assert "missing-startup-probe" not in podlint("delayed.yaml").rules
    configure(here, "rules:\n  missing-startup-probe: {delay-after-seconds: 30}\n")
    assert "missing-startup-probe" in podlint("delayed.yaml").rules
    configure(here, "rules:\n  missing-startup-probe: {severity: error, delay-after-seconds: 30}\n")
    done = podlint("--select", "missing-startup-probe", "delayed.yaml")
    assert ": error: liveness waits 30 s" in done.out


def test_a_setting_does_not_switch_a_rule_on(podlint: Podlint, here: Path) -> None:
    configure(here, "select: [probes]\nrules:\n  naked-pod: error\n")
    assert podlint("pod.yaml").rules == FOUND - {"naked-pod"}


# --- Answers --------------------------------------------------------------------------------------


def test_version(podlint: Podlint) -> None:
    assert podlint("--version") == Done(0, f"podlint {version('podlint')}\n", "")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(podlint: Podlint, option: str) -> None:
    done = podlint(option)
    assert (done.code, done.err) == (0, "")
    for name in ("--format", "--select", "--fail-on", "--stdin-filename", "--explain"):
        assert name in done.out


def test_list_rules(podlint: Podlint) -> None:
    done = podlint("--list-rules")
    assert (done.code, done.err) == (0, "")
    for pack in load_packs():
        for rule in pack.rules:
            line = next(line for line in done.out.splitlines() if f" {rule.id} " in line)
            assert rule.summary in line and rule.severity.label in line


def test_list_rules_shows_what_runs(podlint: Podlint, here: Path) -> None:
    def states(*arguments: str) -> dict[str, str]:
        listed = podlint("--list-rules", *arguments).out
        return dict(re.findall(r"^  ([a-z-]+) +(on|off) ", listed, re.M))

    assert states()["naked-pod"] == "on"
    chosen = states("--select", "probes")
    assert chosen["naked-pod"] == "off"
    assert chosen["missing-liveness-probe"] == "on"
    assert chosen["syntax-error"] == "on"
    configure(here, "rules: {naked-pod: off}\n")
    assert states()["naked-pod"] == "off"


def test_list_rules_shows_the_severity_that_counts(podlint: Podlint, here: Path) -> None:
    configure(here, "rules: {naked-pod: info}\n")
    line = next(each for each in podlint("--list-rules").out.splitlines() if "naked-pod" in each)
    assert re.search(r"\binfo\b", line)


def test_explain(podlint: Podlint) -> None:
    done = podlint("--explain", "missing-startup-probe")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("# missing-startup-probe\n")
    for words in ("## What it does", "`delay-after-seconds` (default 60): ", "# <-- here"):
        assert words in done.out
    assert "expect" not in done.out


def test_explain_every_rule(podlint: Podlint) -> None:
    for rule in (rule for pack in load_packs() for rule in pack.rules):
        done = podlint("--explain", rule.id)
        assert done.code == 0
        assert "expect:" not in done.out and "expect+" not in done.out


def test_explain_an_unknown_rule(podlint: Podlint) -> None:
    done = podlint("--explain", "naked-pods")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "podlint: no rule is called 'naked-pods', did you mean 'naked-pod'?; "
        "podlint --list-rules shows them all\n"
    )


def test_answers_need_no_paths_and_read_none(podlint: Podlint) -> None:
    assert podlint("--list-rules", "nowhere.yaml").code == 0
    assert podlint("--explain", "naked-pod", "nowhere.yaml").code == 0


# --- Colour ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "variables", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": ""}, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ([], {"NO_COLOR": "", "FORCE_COLOR": "1"}, True),
        (["-o", "report.txt", "--color", "always"], {}, False),
    ],
)
def test_colour(
    podlint: Podlint,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    variables: dict[str, str],
    coloured: bool,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    done = podlint(*arguments, "pod.yaml")
    report = here / "report.txt"
    shown = report.read_text(encoding="utf-8") if report.exists() else done.out
    assert ("\x1b[" in shown) is coloured
    assert ("^^^" in shown) is coloured
    assert "naked-pod" in shown


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_documents_hold_no_colour(podlint: Podlint, format: str) -> None:
    assert "\x1b" not in podlint("-f", format, "--color", "always", "pod.yaml").out


# --- As a process ---------------------------------------------------------------------------------


def start(*arguments: str, cwd: Path, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "podlint", *arguments],
        cwd=cwd,
        env=clean_environment(**more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=None if os.name == "nt" else listen_to_interrupts,
    )


def test_findings_go_to_stdout_and_all_else_to_stderr(run_podlint: RunPodlint, here: Path) -> None:
    done = run_podlint("pod.yaml", cwd=here)
    assert done.returncode == 1
    assert done.stdout.startswith("pod.yaml:2:7: error: ")
    assert "podlint:" not in done.stdout
    assert done.stderr == f"podlint: 1 manifest in 1 file: {SUMMED_UP}\n"


def test_a_reader_that_goes_away(here: Path) -> None:
    """As in ``podlint | head -1``: no traceback, no message."""
    write(here, "many.yaml", "---\n".join([POD] * 2000))
    process = start("-q", "--select", "naked-pod", "many.yaml", cwd=here)
    assert process.stdout and process.stderr and process.stdin
    assert process.stdout.readline().startswith(b"many.yaml:2:7: error: ")
    process.stdout.close()
    err = process.stderr.read()
    code = process.wait(60)
    process.stderr.close()
    process.stdin.close()
    assert err == b""
    assert code == 1


def test_a_console_that_knows_only_ascii(run_podlint: RunPodlint, here: Path) -> None:
    write(here, "schön.yaml", POD.replace("name: web", "name: schön"))
    env = {"PYTHONIOENCODING": "ascii"}
    for format in ("text", "concise"):
        done = run_podlint("-f", format, "schön.yaml", cwd=here, env=env)
        assert done.returncode == 1, done.stderr
        assert "sch\\xf6n" in done.stdout
    for format in ("json", "sarif"):
        done = run_podlint("-f", format, "schön.yaml", cwd=here, env=env)
        assert done.returncode == 1, done.stderr
        assert "schön" in json.dumps(json.loads(done.stdout), ensure_ascii=False)
    for option in (["--list-rules"], ["--explain", "naked-pod"], ["--select", "schön"], ["--help"]):
        done = run_podlint(*option, cwd=here, env=env)
        assert "Traceback" not in done.stderr


def test_a_name_that_is_no_text(run_podlint: RunPodlint, here: Path) -> None:
    name = os.fsdecode(b"b\xf6se.yaml")
    try:
        write(here, name, POD)
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    for format in ("text", "concise", "json", "sarif"):
        done = run_podlint("-f", format, ".", cwd=here)
        assert done.returncode == 1, done.stderr
        assert "se.yaml" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_interrupted(here: Path) -> None:
    process = start("-", cwd=here)
    assert process.stdin and process.stdout and process.stderr
    time.sleep(1.0)  # it waits for stdin, which stays open
    process.send_signal(signal.SIGINT)
    process.wait(60)
    out, err = process.stdout.read(), process.stderr.read().decode()
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()
    assert out == b""
    assert "Traceback" not in err
    assert process.returncode in (130, -signal.SIGINT)


@pytest.mark.skipif(os.name == "nt", reason="closes a file descriptor of POSIX")
def test_stdin_that_is_closed(here: Path) -> None:
    command = 'exec "$0" -m podlint - <&-'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable],
        cwd=here,
        env=clean_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert re.fullmatch(r"podlint: .*stdin.*\n", done.stderr)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_disk_that_is_full(here: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "podlint", "pod.yaml"],
            cwd=here,
            env=clean_environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


def test_as_a_module_and_as_a_program(run_podlint: RunPodlint, here: Path) -> None:
    done = run_podlint("--version", cwd=ROOT)
    assert done.stdout == f"podlint {version('podlint')}\n"


# --- Calls that are not parsed --------------------------------------------------------------------


def test_paths_alone_are_what_click_makes_of_them() -> None:
    for given in ([], ["-"], ["a.yaml", "b c"]):
        assert command.make_context("podlint", list(given)).params == {
            **cli.PLAIN,
            "paths": tuple(given),
        }
        assert cli._are_paths(given)
    for other in (["-q"], ["--"], ["a.yaml", "--diff"], ["a", ""]):
        assert not cli._are_paths(other)
