"""Every way a run may end: 0 where nothing is wrong, 1 for findings, 2 where podlint could not work.

One table, so that a gap shows. What is said in each case is the affair of other tests; here it is
enough that something is, in words, and that nothing is that has no place there.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import GitRepository, clean_environment, listen_to_interrupts, run
from podlint import cli
from podlint.arguments import FORMATS, command
from podlint_rules.naked_pod import NakedPod

CLEAN = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
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
ONLY_INFO = """\
apiVersion: v1
kind: Pod
metadata:
  generateName: web-
spec:
  restartPolicy: OnFailure
  containers:
    - name: web
      image: acme/web:1
"""
FILES = {
    "clean.yaml": CLEAN,
    "pod.yaml": POD,
    "ignored.yaml": f"# podlint: ignore-file[all] by hand\n{POD}",
    "unused.yaml": f"# podlint: ignore[probes] why\n{CLEAN}",
    "broken.yaml": "kind: Pod\napiVersion: [\n",
    "values.yaml": "replicas: 3\n",
    "empty.yaml": "",
    "bytes.yaml": "kind: \udcff\n",
    "empty/values.yaml": "replicas: 3\n",
    "full/clean.yaml": CLEAN,
    "helm/Chart.yaml": "name: shop\n",
    "helm/templates/pod.yaml": POD,
    "crds/note.txt": "no schema\n",
    "known.json": '{"version": 1, "findings": []}\n',
    "corrupt.json": '{"version": 1, "findings": [',
    "later.json": '{"version": 9, "findings": []}',
    "good.cfg.yaml": "fail-on: error\n",
    "empty.cfg.yaml": "",
    "key.cfg.yaml": "fail_on: error\n",
    "value.cfg.yaml": "fail-on: fatal\n",
    "rule.cfg.yaml": "rules: {naked-pods: off}\n",
    "option.cfg.yaml": "rules: {naked-pod: {often: 3}}\n",
    "yaml.cfg.yaml": "rules: [\n",
    "two.cfg.yaml": "fail-on: error\n---\nfail-on: info\n",
    "bytes.cfg.yaml": "# \udcff\n",
    "extends.cfg.yaml": "extends: [nowhere.yaml]\n",
    "outside.cfg.yaml": "extends: [../other.yaml]\n",
    "baseline.cfg.yaml": "baseline: nowhere.json\n",
    "schemas.cfg.yaml": "schemas: [nowhere]\n",
    "off.cfg.yaml": "ignore: [naked-pod, probes]\n",
    "over.cfg.yaml": "ignore: [{rule: naked-pod, until: '2020-01-01', reason: old}]\n",
}


class Case(NamedTuple):
    """A call and its exit code."""

    code: int
    call: str
    """The arguments, separated by blanks; '' is an empty one."""
    stdin: str | None = None
    said: str = ""
    """What stderr holds."""


CASES = [
    # --- what is linted
    Case(0, "clean.yaml", said="clean"),
    Case(1, "pod.yaml", said="1 error"),
    Case(1, "clean.yaml pod.yaml"),
    Case(1, "."),
    Case(1, ""),
    Case(1, "broken.yaml", said="1 error"),
    Case(1, "--ignore all broken.yaml"),
    Case(1, "bytes.yaml"),
    Case(1, "unused.yaml"),
    Case(0, "ignored.yaml", said="3 ignored"),
    Case(0, "values.yaml", said="nothing linted; skipped: 1 no manifest"),
    Case(0, "empty.yaml", said="nothing linted"),
    Case(0, "helm/templates/pod.yaml", said="1 Helm template"),
    Case(2, "nowhere.yaml", said="nowhere.yaml: no such file or directory"),
    Case(2, "clean.yaml nowhere.yaml", said="nowhere.yaml"),
    Case(2, "--fail-on never nowhere.yaml"),
    Case(2, "''", said="it is empty"),
    Case(2, "empty", said="no manifest in empty; --allow-empty permits that"),
    Case(2, "full empty", said="no manifest in empty"),
    Case(2, "--fail-on never empty"),
    Case(2, "-q empty", said="no manifest in empty"),
    Case(0, "--allow-empty empty", said="nothing linted"),
    Case(2, "helm", said="no manifest in helm"),
    Case(2, "--exclude full full", said="1 excluded"),
    Case(0, "--exclude pod.yaml pod.yaml", said="1 excluded"),
    # --- stdin
    Case(0, "-", CLEAN),
    Case(1, "-", POD, "1 error"),
    Case(1, "--stdin-filename deploy/web.yaml -", POD),
    Case(0, "-", "replicas: 3\n", "nothing linted"),
    Case(2, "-", "", "no manifest in stdin"),
    Case(2, "-", " \n\n", "no manifest in stdin"),
    Case(0, "--allow-empty -", ""),
    Case(2, "- pod.yaml", POD, "- (stdin)"),
    Case(2, "--stdin-filename web.yaml pod.yaml", said="--stdin-filename"),
    Case(2, "--show-files -", POD, "--show-files"),
    Case(2, "--add-ignore why -", POD, "--add-ignore"),
    # --- what counts
    *(
        Case(int(lowest in counts), f"--fail-on {lowest} -", text)
        for text, counts in (
            (POD, {"error", "warning", "info"}),
            (ONLY_INFO, {"info"}),
            (CLEAN, set[str]()),
        )
        for lowest in ("error", "warning", "info", "never")
    ),
    Case(0, "--fail-on never broken.yaml", said="1 error"),
    Case(2, "--fail-on fatal clean.yaml", said="--fail-on"),
    # --- options
    Case(2, "--formt json", said="--formt"),
    Case(2, "-f xml clean.yaml", said="xml"),
    Case(2, "--color sometimes clean.yaml", said="sometimes"),
    Case(2, "--select", said="--select"),
    Case(0, "--select probes clean.yaml"),
    Case(2, "--select probs clean.yaml", said="did you mean 'probes'?"),
    Case(2, "--select '' clean.yaml", said="names no rule"),
    Case(0, "--ignore naked-pod,probes pod.yaml"),
    Case(2, "--ignore naked-pods pod.yaml", said="did you mean 'naked-pod'?"),
    Case(2, "--exclude '' clean.yaml", said="--exclude"),
    Case(2, "--exclude ! clean.yaml", said="--exclude"),
    Case(0, "--kubernetes-version 1.30 clean.yaml"),
    Case(2, "--kubernetes-version 1.99 clean.yaml", said="1.99"),
    Case(2, "--kubernetes-version latest clean.yaml", said="latest"),
    Case(2, "--schemas nowhere clean.yaml", said="nowhere"),
    Case(2, "--schemas '' clean.yaml", said="--schemas"),
    # --- configuration
    Case(1, "--config good.cfg.yaml pod.yaml"),
    Case(0, "--config off.cfg.yaml pod.yaml"),
    Case(0, "--config empty.cfg.yaml clean.yaml"),
    Case(1, "--config over.cfg.yaml pod.yaml"),
    Case(2, "--config nowhere.yaml clean.yaml", said="nowhere.yaml: cannot be read"),
    Case(2, "--config full clean.yaml", said="full: cannot be read"),
    Case(2, "--config '' clean.yaml", said="--config"),
    Case(2, "--config good.cfg.yaml --no-config clean.yaml", said="--no-config"),
    Case(2, "--config key.cfg.yaml clean.yaml", said="key.cfg.yaml:1:1: no option is called"),
    Case(2, "--config value.cfg.yaml clean.yaml", said="value.cfg.yaml:1:10: fail-on is one of"),
    Case(2, "--config rule.cfg.yaml clean.yaml", said="did you mean 'naked-pod'?"),
    Case(2, "--config option.cfg.yaml clean.yaml", said="naked-pod has no option 'often'"),
    Case(2, "--config yaml.cfg.yaml clean.yaml", said="yaml.cfg.yaml:1:8: "),
    Case(2, "--config two.cfg.yaml clean.yaml", said="one document"),
    Case(2, "--config bytes.cfg.yaml clean.yaml", said="UTF-8"),
    Case(2, "--config extends.cfg.yaml clean.yaml", said="nowhere.yaml"),
    Case(2, "--config outside.cfg.yaml clean.yaml", said="outside the repository"),
    Case(2, "--config schemas.cfg.yaml clean.yaml", said="schemas.cfg.yaml:1:11: "),
    Case(2, "--config baseline.cfg.yaml clean.yaml", said="there is no such baseline"),
    Case(0, "--config baseline.cfg.yaml --write-baseline new.json pod.yaml"),
    # --- old findings
    Case(0, "--write-baseline new.json pod.yaml", said="3 findings written"),
    Case(1, "--baseline known.json pod.yaml"),
    Case(0, "--baseline known.json clean.yaml"),
    Case(0, "--baseline known.json --write-baseline known.json clean.yaml", said="0 baseline entr"),
    Case(2, "--baseline nowhere.json pod.yaml", said="--write-baseline nowhere.json writes it"),
    Case(2, "--baseline corrupt.json pod.yaml", said="is no baseline"),
    Case(2, "--baseline later.json pod.yaml", said="version 9"),
    Case(2, "--baseline full pod.yaml", said="full: cannot be read"),
    Case(2, "--baseline '' pod.yaml", said="--baseline"),
    Case(2, "--write-baseline '' pod.yaml", said="--write-baseline"),
    Case(2, "--write-baseline full pod.yaml", said="full: is no file"),
    Case(2, "--write-baseline clean.yaml pod.yaml", said="is not written over"),
    Case(2, "--write-baseline no/such.json pod.yaml", said="cannot be written"),
    Case(2, "--write-baseline new.json --no-ignore pod.yaml", said="contradict"),
    Case(0, "--add-ignore why pod.yaml", said="2 ignore comments written"),
    Case(0, "--add-ignore why clean.yaml", said="0 ignore comments written"),
    Case(1, "--add-ignore why broken.yaml", said="broken.yaml:2: "),
    Case(2, "--add-ignore '' pod.yaml", said="wants a reason"),
    Case(2, "--add-ignore why --no-ignore pod.yaml", said="contradict"),
    Case(2, "--add-ignore why --write-baseline new.json pod.yaml", said="contradict"),
    Case(1, "--no-ignore ignored.yaml"),
    Case(0, "--no-ignore --fail-on never ignored.yaml"),
    # --- reports
    *(Case(1, f"-f {each} pod.yaml") for each in FORMATS),
    *(Case(0, f"-f {each} clean.yaml") for each in FORMATS),
    Case(1, "-o report.txt pod.yaml"),
    Case(1, "-o - pod.yaml"),
    Case(1, "--report sarif=a.sarif --report junit=a.xml pod.yaml"),
    Case(2, "-o no/such.txt pod.yaml", said="no/such.txt: cannot be written"),
    Case(2, "-o full pod.yaml", said="full: cannot be written"),
    Case(2, "-o clean.yaml/report pod.yaml", said="cannot be written"),
    Case(2, "-o '' pod.yaml", said="--output"),
    Case(2, "--report sarif pod.yaml", said="FORMAT=FILE"),
    Case(2, "--report srif=a pod.yaml", said="did you mean 'sarif'?"),
    Case(2, "--report json=no/such.json pod.yaml", said="no/such.json: cannot be written"),
    Case(2, "--report json=- pod.yaml", said="stdout can hold one report"),
    Case(2, "--report json=a --report sarif=./a pod.yaml", said="can hold one report"),
    Case(2, "--baseline known.json -o known.json pod.yaml", said="is the baseline"),
    Case(1, "--statistics pod.yaml", said="total"),
    Case(0, "--statistics clean.yaml"),
    Case(1, "-q pod.yaml"),
    # --- answers
    Case(0, "--version"),
    Case(0, "--help"),
    Case(0, "-h nowhere.yaml"),
    Case(0, "--list-rules"),
    Case(0, "--list-rules nowhere.yaml"),
    Case(0, "--explain naked-pod"),
    Case(2, "--explain naked-pods", said="did you mean 'naked-pod'?"),
    Case(2, "--explain ''", said="--explain"),
    Case(0, "--show-config"),
    Case(2, "--show-config --config key.cfg.yaml", said="key.cfg.yaml:1:1"),
    Case(2, "--list-rules --config key.cfg.yaml", said="key.cfg.yaml:1:1"),
    Case(0, "--show-files"),
    Case(0, "--show-files pod.yaml"),
    Case(0, "--show-files empty"),
    Case(2, "--show-files nowhere.yaml", said="nowhere.yaml"),
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that holds something for every case."""
    for name, text in {".git/HEAD": "", **FILES}.items():
        path = tmp_path / "repository" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    monkeypatch.chdir(tmp_path / "repository")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path / "repository"


def code_of(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    return ended.value.code if isinstance(ended.value.code, int) else 0


def ends_well(code: int, out: str, err: str) -> None:
    """What holds of every end."""
    assert "Traceback" not in out + err
    assert code in (0, 1, 2)
    if code == 2:
        assert err, "nobody is told why"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}: {case.call or '-'}")
def test_it_ends_with(
    case: Case, here: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = io.BytesIO((case.stdin or "").encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data))
    code = code_of(["" if each == "''" else each for each in case.call.split()])
    sys.stdout.flush()
    out, err = capfd.readouterr()
    ends_well(code, out, err)
    assert (code, case.said in err) == (case.code, True), err
    if code == 2 and "no manifest in" not in err:
        assert out == "", "half an answer"


def test_every_option_has_a_case() -> None:
    """Of which each is tried at least once; those that write are tried with what may go wrong."""
    tried = {word for case in CASES for word in case.call.split()}
    elsewhere = {
        *("--fix", "--unsafe-fixes", "--diff", "--jobs", "--no-cache", "--cache-dir"),
        "--no-gitignore",
    }
    for option in command.params:
        if option.param_type_name == "option" and not elsewhere.intersection(option.opts):
            assert tried.intersection(option.opts), option.name


def test_a_rule_that_crashes(
    here: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(NakedPod, "check_workload", crash)
    for more in ([], ["--fail-on", "never"], ["-f", "json"], ["--write-baseline", "new.json"]):
        code = code_of([*more, "pod.yaml"])
        out, err = capfd.readouterr()
        ends_well(code, out, err)
        assert code == 2
        assert "naked-pod crashed here" in out or "a rule has crashed" in err
    assert not (here / "new.json").exists()


# --- What the surroundings do ---------------------------------------------------------------------

PROCESSES = [
    (0, '"$@" --help >&-', True),
    (0, '"$@" --version >/dev/full', True),
    (0, '"$@" --list-rules >&-', True),
    (0, '"$@" --show-files >/dev/full', True),
    (0, '"$@" clean.yaml >&-', True),
    (1, '"$@" pod.yaml >&-', True),
    (1, '"$@" pod.yaml >/dev/full', True),
    (1, '"$@" -o report.txt pod.yaml >&-', False),
    (2, '"$@" -o /dev/full pod.yaml', False),
    (1, '"$@" -o /dev/null pod.yaml', False),
    (1, '"$@" pod.yaml 2>&-', False),
    (1, '"$@" pod.yaml 2>/dev/full', False),
    (2, '"$@" nowhere.yaml 2>/dev/full', False),
    (2, '"$@" nowhere.yaml 2>&-', False),
    (2, '"$@" - <&-', False),
    (2, 'mkdir gone && cd gone && rmdir ../gone && exec "$@" ../pod.yaml', False),
]
"""The code where stdout can be written, a command of the shell, and whether stdout is needed."""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="devices of Linux")
@pytest.mark.parametrize(("code", "command", "needs_stdout"), PROCESSES)
def test_with_what_cannot_be_written_or_read(
    here: Path, code: int, command: str, needs_stdout: bool
) -> None:
    shell = ["sh", "-c", command, "sh", sys.executable, "-m", "podlint"]
    done = run(shell, cwd=here)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == (2 if needs_stdout else code), done.stderr
    if done.returncode == 2 and "2>" not in command:
        assert done.stderr.startswith("podlint: ")
        assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name == "nt", reason="a pipe of POSIX")
@pytest.mark.parametrize(
    ("code", "call"),
    [(0, "--help"), (0, "--version"), (0, "--list-rules"), (0, "--show-config"), (1, "pod.yaml")],
)
def test_when_nobody_reads(here: Path, code: int, call: str) -> None:
    """As in ``podlint | true``: what was found is the code, and nothing is said of the pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "podlint", "-q", call],
            cwd=here,
            env=clean_environment(),
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (code, b"")


LOADING = """\
import sys, time
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "podlint.cli":
            print("loading", flush=True)
            time.sleep(60)
sys.meta_path.insert(0, Slow())
sys.argv = ["podlint", "pod.yaml"]
from podlint.__main__ import main
main()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(
    "program", [["-c", LOADING], ["-m", "podlint", "-"]], ids=["early", "late"]
)
def test_interrupted(here: Path, program: list[str]) -> None:
    """Before the command line is there, and while it waits."""
    process = subprocess.Popen(
        [sys.executable, *program],
        cwd=here,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=listen_to_interrupts,
    )
    assert process.stdout
    if "-c" in program:
        process.stdout.readline()
    else:
        time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


def test_from_where_there_is_no_repository(tmp_path: Path, git_repo: GitRepository) -> None:
    """The code does not hang on where podlint is called, or on how a path is written."""
    path = git_repo.write("deploy/pod.yaml", POD)
    git_repo.write(".podlint.yaml", "fail-on: never\n")
    (tmp_path / "elsewhere").mkdir()
    for cwd, named in (
        (git_repo.path, "deploy/pod.yaml"),
        (path.parent, "pod.yaml"),
        (tmp_path / "elsewhere", "../repository/deploy/pod.yaml"),
        (tmp_path / "elsewhere", os.fspath(path)),
    ):
        done = run([sys.executable, "-m", "podlint", named], cwd=cwd)
        assert (done.returncode, "1 error" in done.stderr) == (0, True)
