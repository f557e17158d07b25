"""Reports for CI services, as those read them; several reports from one run; what was done."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from junitparser import JUnitXml, TestSuite

from conftest import RunPodlint, clean_environment, listen_to_interrupts
from podlint.model import (
    Finding,
    Fix,
    ObjectRef,
    RelatedFinding,
    Replacement,
    Run,
    Severity,
    Skip,
    Span,
    Suppressed,
)
from podlint.model.record import replace
from podlint.report import FORMATS, Context, render
from podlint.report.sarif import SHOWN
from podlint.summary import last_words, statistics, summary

ROOT = str(Path("/repo").absolute())
FINDING = Finding(
    rule="missing-liveness-probe",
    severity=Severity.WARNING,
    message='container "web" has no liveness probe',
    file="deploy/web.yaml",
    span=Span(21, 17, 21, 20),
    help="add a livenessProbe",
    object=ObjectRef("Deployment", "shop", "web"),
    container="web",
    fingerprint="abc123",
    line_text="        - name: web",
)
ERROR = replace(
    FINDING,
    rule="invalid-value",
    check="port",
    severity=Severity.ERROR,
    message="100% of ports: a, b\r\n::error::are <b>wrong</b> & ]]> \x00\x1b[31m\ud800\ufffe",
    file="my app/größe, 50%: a.yaml",
    help="",
    fingerprint="def456",
    related=(RelatedFinding(Span(3, 1, 3, 5), "the first, one"),),
)
INFO = replace(FINDING, severity=Severity.INFO, rule="missing-readiness-probe", fingerprint="987")
CRASH = replace(ERROR, rule="internal-error", file="crash.yaml", fingerprint="")
SUPPRESSED = (
    Suppressed(replace(FINDING, fingerprint="1"), "comment", "restarted by hand"),
    Suppressed(replace(FINDING, span=Span(30, 1, 30, 2)), "baseline"),
    Suppressed(replace(ERROR, fingerprint="3"), "configuration", "a & b\n[x]"),
)


def run_of(*findings: Finding, **more: Any) -> Run:
    more.setdefault("linted", tuple(sorted({finding.file for finding in findings})))
    return Run(root=ROOT, findings=findings, files=len(more["linted"]), **more)


def text_of(run: Run, format: str, **more: Any) -> str:
    return render(run, format, Context(cwd=ROOT, version="0.1.0", **more))


# --- GitHub ---------------------------------------------------------------------------------------


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def unescaped(text: str, tokens: str) -> str:
    """As the runner does it: one character after the other, the percent sign last."""
    for token in f"{tokens}%":
        text = text.replace(f"%{ord(token):02X}", token)
    return text


def commands(report: str) -> Iterator[Command]:
    """What the runner of GitHub Actions reads in lines of stdout."""
    for line in re.split(r"\r\n|\r|\n", report)[:-1]:
        assert line.startswith("::")
        end = line.index("::", 2)
        name, _, properties = line[2:end].partition(" ")
        pairs = (pair.split("=", 1) for pair in properties.strip().split(",") if pair)
        read = {key: unescaped(value, "\r\n:,") for key, value in pairs}
        yield Command(name, read, unescaped(line[end + 2 :], "\r\n"))


def github(*findings: Finding, **more: Any) -> list[Command]:
    return list(commands(text_of(run_of(*findings), "github", **more)))


def test_github_of_a_finding() -> None:
    assert text_of(run_of(FINDING), "github") == (
        "::warning file=deploy/web.yaml,line=21,endLine=21,col=17,endColumn=20,"
        'title=missing-liveness-probe::deploy/web.yaml:21:17: container "web" has no liveness probe '
        "[missing-liveness-probe]%0Ahelp: add a livenessProbe\n"
    )


def test_github_reads_back_what_was_said() -> None:
    (command,) = github(ERROR)
    assert command.name == "error"
    assert command.properties == {
        "file": "my app/größe, 50%: a.yaml",
        "line": "21",
        "endLine": "21",
        "col": "17",
        "endColumn": "20",
        "title": "invalid-value/port",
    }
    first, second = command.data.split("\n")
    assert first.startswith(
        "my app/größe, 50%: a.yaml:21:17: 100% of ports: a, b\\r\\n::error::are"
    )
    assert second == "note: line 3: the first, one"


def test_github_has_a_command_for_each_severity() -> None:
    assert [each.name for each in github(ERROR, FINDING, INFO)] == ["error", "warning", "notice"]
    assert text_of(run_of(), "github") == ""


def test_github_annotates_one_line() -> None:
    """An annotation of several lines stands below the last one, far from what it is about."""
    (command,) = github(replace(FINDING, span=Span(21, 11, 40, 3)))
    assert command.properties["endLine"] == "21"
    assert command.properties["endColumn"] == str(len(FINDING.line_text) + 1)
    (command,) = github(replace(FINDING, span=Span(0, 0, 0, 0)))
    assert {command.properties[key] for key in ("line", "endLine", "col", "endColumn")} == {"1"}


def test_github_names_no_file_where_there_is_none() -> None:
    (command,) = github(replace(FINDING, file="<stdin>"))
    assert command.properties == {"title": "missing-liveness-probe"}
    assert command.data.startswith("<stdin>:21:17: ")


# --- GitLab ---------------------------------------------------------------------------------------

CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "content": {
                "type": "object",
                "required": ["body"],
                "properties": {"body": {"type": "string", "minLength": 1}},
            },
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/|.*\\)."},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def gitlab(run: Run, **more: Any) -> list[dict[str, Any]]:
    text = text_of(run, "gitlab", **more)
    text.encode()
    entries = json.loads(text)
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(entries)
    fingerprints = [entry["fingerprint"] for entry in entries]
    assert len(fingerprints) == len(set(fingerprints)), "GitLab shows only one of these"
    assert isinstance(entries, list)
    return entries


def test_gitlab_of_a_finding() -> None:
    assert gitlab(run_of(FINDING)) == [
        {
            "description": 'container "web" has no liveness probe',
            "content": {"body": "help: add a livenessProbe"},
            "check_name": "missing-liveness-probe",
            "fingerprint": "abc123",
            "severity": "minor",
            "location": {"path": "deploy/web.yaml", "lines": {"begin": 21}},
        }
    ]
    assert gitlab(run_of()) == []


def test_gitlab_says_in_the_body_what_to_do() -> None:
    changes = (
        Replacement(Span(3, 1, 3, 1), "a: ```\n"),
        Replacement(Span(5, 3, 7, 1), ""),
        Replacement(Span(9, 1, 9, 4), "yes"),
    )
    fix = Fix((), "say yes")
    (entry,) = gitlab(run_of(replace(FINDING, fix=fix, replacements=changes)))
    assert entry["description"] == FINDING.message
    assert entry["content"]["body"] == (
        "help: add a livenessProbe\n\n"
        "fix: say yes (`podlint --unsafe-fixes`)\n\n"
        "at line 3, column 1:\n\n````yaml\na: ```\n\n````\n\n"
        "line 5, column 3 to line 7, column 1 goes away\n\n"
        "line 9, column 1 to column 4:\n\n```yaml\nyes\n```"
    )
    (bare,) = gitlab(run_of(ERROR))
    assert "content" not in bare


def test_gitlab_has_a_severity_for_each() -> None:
    entries = gitlab(run_of(ERROR, FINDING, INFO))
    assert [entry["severity"] for entry in entries] == ["major", "minor", "info"]
    assert entries[0]["check_name"] == "invalid-value/port"


def test_gitlab_fingerprints_are_unique_and_stay() -> None:
    twins = run_of(FINDING, FINDING, FINDING, CRASH, CRASH)
    fingerprints = [entry["fingerprint"] for entry in gitlab(twins)]
    assert fingerprints[0] == "abc123"
    assert [entry["fingerprint"] for entry in gitlab(twins)] == fingerprints
    moved = replace(FINDING, span=Span(99, 1, 99, 2))
    assert gitlab(run_of(moved))[0]["fingerprint"] == "abc123"


# --- JUnit ----------------------------------------------------------------------------------------

XSD = xmlschema.XMLSchema(Path(__file__).with_name("junit.xsd"))


def junit(run: Run, **more: Any) -> ElementTree.Element:
    """The suite of a report that the schema and a reader of such reports accept."""
    text = text_of(run, "junit", **more)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')
    data = text.encode()
    XSD.validate(data.decode())
    (suite,) = ElementTree.fromstring(data)
    (read,) = JUnitXml.fromstring(data)
    assert isinstance(read, TestSuite)
    results = [result for case in read for result in case.result]
    assert suite.attrib["tests"] == str(len(list(read)))
    for kind in ("failure", "error", "skipped"):
        plural = kind if kind == "skipped" else f"{kind}s"
        own = sum(type(result).__name__.lower() == kind for result in results)
        assert suite.attrib[plural] == str(own)
    return suite


def outcomes(suite: ElementTree.Element) -> dict[str, list[str]]:
    return {case.attrib["name"]: [each.tag for each in case] for case in suite}


def test_junit_has_a_case_for_each_file() -> None:
    suite = junit(run_of(FINDING, INFO, linted=("clean.yaml", "deploy/web.yaml")))
    assert outcomes(suite) == {"clean.yaml": [], "deploy/web.yaml": ["failure", "system-out"]}
    assert {**suite.attrib} == {
        "name": "podlint",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "skipped": "0",
        "time": "0",
    }
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.attrib == {"message": FINDING.message, "type": "warning"}
    assert failure.text == (
        'deploy/web.yaml:21:17: warning: container "web" has no liveness probe '
        "[missing-liveness-probe]\n    help: add a livenessProbe"
    )


def test_junit_of_nothing() -> None:
    assert len(junit(run_of())) == 0


def test_junit_fails_what_fails_the_run() -> None:
    """So that a pipeline which reads the report comes to the same end as the exit code."""
    run = run_of(ERROR, FINDING, INFO)
    for lowest, failing in (
        (Severity.INFO, {ERROR.file, FINDING.file}),
        (Severity.WARNING, {ERROR.file, FINDING.file}),
        (Severity.ERROR, {ERROR.file}),
        (None, set()),
    ):
        found = outcomes(junit(run, fail_on=lowest))
        assert {file for file, tags in found.items() if "failure" in tags} == failing
        assert all(tags for tags in found.values()), "a finding that fails nothing is still shown"


def test_junit_calls_a_crash_an_error() -> None:
    suite = junit(run_of(CRASH, crashed=True), fail_on=None)
    assert outcomes(suite) == {"crash.yaml": ["error"]}


def test_junit_counts_several_findings_of_a_file() -> None:
    failure = junit(run_of(FINDING, FINDING, INFO), fail_on=Severity.INFO).find("testcase/failure")
    assert failure is not None
    assert failure.attrib == {"message": "warning: 2, info: 1", "type": "warning"}


def test_junit_shows_what_was_skipped_and_might_have_been_linted() -> None:
    skips = (
        Skip("values.yaml", "no manifest"),
        Skip("chart/templates/web.yaml", "Helm template"),
        Skip("deploy/web.yaml", "template", 30),
    )
    suite = junit(run_of(FINDING, skips=skips))
    assert outcomes(suite) == {
        "chart/templates/web.yaml": ["skipped"],
        "deploy/web.yaml": ["failure"],
    }


def test_junit_holds_no_letter_that_xml_forbids() -> None:
    suite = junit(run_of(ERROR, replace(INFO, file="caf\udce9\x00.yaml")))
    failure = suite.find("testcase/failure")
    assert failure is not None and failure.text
    assert "are <b>wrong</b> & ]]> \\x00\\x1b[31m\\ud800\ufffd" in failure.text
    assert "caf\\udce9\\x00.yaml" in outcomes(suite)


# --- Every format ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "format", [format for format in FORMATS if format not in ("text", "concise")]
)
def test_documents_hold_no_backslash_of_windows(
    format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths in documents are those of the repository, whatever the separator of the system is."""
    monkeypatch.setattr(os, "sep", "\\")
    monkeypatch.setattr(Context, "display_path", lambda *_: pytest.fail("a path for people"))
    assert "deploy/web.yaml" in text_of(run_of(FINDING, INFO), format)
    assert "deploy\\" not in text_of(run_of(FINDING, INFO), format)


AUDIT = (FINDING, *(each.finding for each in SUPPRESSED))
"""What an audit reports: the findings, and those that are ignored among them."""


@pytest.mark.parametrize("format", FORMATS)
def test_reasons_are_shown_only_when_asked_for(format: str) -> None:
    run = run_of(FINDING, suppressed=SUPPRESSED)
    without = text_of(run_of(FINDING), format)
    assert text_of(run, format).replace('"suppressed": 3', '"suppressed": 0') == without
    shown = text_of(run_of(*AUDIT, suppressed=SUPPRESSED), format, show_suppressed=True)
    assert shown.count("restarted by hand") == 1


def test_text_says_why_a_finding_is_ignored() -> None:
    run = run_of(*AUDIT, suppressed=SUPPRESSED)
    lines = text_of(run, "concise", show_suppressed=True).splitlines()
    assert [line.rpartition("] (")[2] for line in lines[1:]] == [
        "ignored: restarted by hand)",
        "ignored by the baseline)",
        "ignored: a & b\\n[x])",
    ]
    assert lines[0].endswith("[missing-liveness-probe]")
    styled = text_of(run, "text", show_suppressed=True, styled=True)
    assert "(ignored: restarted by hand)\n" in styled


def test_json_lists_what_was_suppressed() -> None:
    run = run_of(*AUDIT, suppressed=SUPPRESSED)
    findings = json.loads(text_of(run, "json", show_suppressed=True))["findings"]
    assert [finding.get("suppressed") for finding in findings] == [
        None,
        {"by": "comment", "reason": "restarted by hand"},
        {"by": "baseline", "reason": None},
        {"by": "configuration", "reason": "a & b\n[x]"},
    ]


def test_sarif_suppresses_with_the_reason() -> None:
    text = text_of(run_of(*AUDIT, suppressed=SUPPRESSED), "sarif", show_suppressed=True)
    results = json.loads(text)["runs"][0]["results"]
    assert [result["suppressions"] for result in results] == [
        [],
        [{"kind": "inSource", "justification": "restarted by hand"}],
        [{"kind": "external"}],
        [{"kind": "external", "justification": "a & b\n[x]"}],
    ]
    plain = json.loads(text_of(run_of(FINDING), "sarif"))["runs"][0]["results"]
    assert "suppressions" not in plain[0]


def test_an_audit_is_as_severe_as_the_findings() -> None:
    """Its exit code counts what is ignored, and the documents say the same."""
    run = run_of(*AUDIT, suppressed=SUPPRESSED)
    names = [each.name for each in commands(text_of(run, "github", show_suppressed=True))]
    assert names == ["warning", "warning", "warning", "error"]
    severities = [each["severity"] for each in gitlab(run, show_suppressed=True)]
    assert severities == ["minor", "minor", "minor", "major"]
    assert junit(run, show_suppressed=True).attrib["failures"] == "2"


# --- What was done --------------------------------------------------------------------------------


def test_statistics() -> None:
    table = statistics(run_of(ERROR, FINDING, FINDING, INFO, suppressed=SUPPRESSED))
    assert table.splitlines() == [
        "rule                     error  warning  info  comment  configuration  baseline",
        "missing-liveness-probe       -        2     -        1              -         1",
        "invalid-value                1        -     -        -              1         -",
        "missing-readiness-probe      -        -     1        -              -         -",
        "total                        1        2     1        1              1         1",
    ]
    assert statistics(run_of()).splitlines() == [
        "rule   error  warning  info",
        "total      -        -     -",
    ]


def test_the_summary_tells_ignores_from_the_baseline() -> None:
    said = summary(run_of(FINDING, suppressed=SUPPRESSED, manifests=2))
    assert said == "podlint: 2 manifests in 1 file: 1 warning; 2 ignored; 1 in the baseline"


def test_the_summary_says_what_can_be_mended() -> None:
    safe, unsafe = (replace(FINDING, fix=Fix((), "do it", safe=kind)) for kind in (True, False))
    both = run_of(FINDING, safe, safe, safe, unsafe, unsafe)
    said = "3 can be mended with --fix, 2 more with --unsafe-fixes"
    assert summary(both).endswith(f": 6 warnings; {said}")
    assert summary(run_of(safe)).endswith(": 1 warning; 1 can be mended with --fix")
    assert summary(run_of(unsafe)).endswith("; 1 can be mended with --unsafe-fixes")
    assert summary(both, offered=(False,)).endswith("; 2 can be mended with --unsafe-fixes")
    assert summary(both, offered=()).endswith(": 6 warnings")


def test_a_terminal_shows_fixes_and_a_pipe_stays_as_it_was() -> None:
    run = run_of(*(replace(FINDING, fix=Fix((), "say \x1b yes", safe)) for safe in (True, False)))
    assert text_of(run, "text") == text_of(run_of(FINDING, FINDING), "text")
    styled = re.sub("\x1b\\[[0-9;]*m", "", text_of(run, "text", styled=True))
    assert "\n    = fix: say \\x1b yes (--fix)\n" in styled
    assert "\n    = fix: say \\x1b yes (--unsafe-fixes)\n" in styled


def test_the_summary_counts_what_was_skipped() -> None:
    skips = (Skip("a", "template"), Skip("b", "template"), Skip("c", "nested repository"))
    no_manifest = (Skip("d", "no manifest"), Skip("e", "no manifest"))
    assert summary(Run(root=ROOT, findings=(), skips=(*skips, *no_manifest))).endswith(
        "; skipped: 1 nested repository, 2 no manifest, 2 templates"
    )


def test_results_that_github_does_not_show_are_counted() -> None:
    few, many = run_of(*[FINDING] * SHOWN), run_of(*[FINDING] * (SHOWN + 1))
    assert list(last_words(few, (), ["text", "sarif"])) == [summary(few)]
    assert list(last_words(many, (), ["text"])) == [summary(many)]
    assert list(last_words(many, (), ["text", "sarif"])) == [
        "podlint: GitHub shows 5000 results of a SARIF file, and there are 5001: "
        "the errors come first",
        summary(many),
    ]


# --- The command line -----------------------------------------------------------------------------

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


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A repository with a bad file in a folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "pod.yaml").write_text(POD, encoding="utf-8")
    return tmp_path


def test_paths_start_at_the_repository_wherever_one_stands(
    run_podlint: RunPodlint, here: Path
) -> None:
    for format in ("github", "gitlab", "junit", "sarif", "json"):
        outside = run_podlint("-f", format, ".", cwd=here).stdout
        assert run_podlint("-f", format, ".", cwd=here / "deploy").stdout == outside
        assert "deploy/pod.yaml" in outside


def test_several_reports_from_one_run(run_podlint: RunPodlint, here: Path) -> None:
    more = ["json", "sarif", "github", "gitlab", "junit", "text", "concise"]
    options = [f"--report={format}=out.{format}" for format in more]
    done = run_podlint(*options, "deploy", cwd=here)
    alone = run_podlint("deploy", cwd=here)
    assert (done.returncode, done.stdout, done.stderr) == (1, alone.stdout, alone.stderr)
    for format in more:
        shown = run_podlint("-f", format, "deploy", cwd=here).stdout
        assert (here / f"out.{format}").read_text(encoding="utf-8") == shown
    assert not list(here.glob(".podlint-*"))


def test_a_report_on_stdout_and_the_text_in_a_file(run_podlint: RunPodlint, here: Path) -> None:
    done = run_podlint("-o", "out.txt", "--report", "gitlab=-", "deploy", cwd=here)
    assert json.loads(done.stdout)
    assert "naked-pod" in (here / "out.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--report", "sarif"],
            "--report sarif: FORMAT=FILE is wanted, such as sarif=podlint.sarif",
        ),
        (["--report", "sarif="], "--report sarif=: FORMAT=FILE is wanted"),
        (
            ["--report", "serif=a"],
            "--report serif=a: no format is called 'serif', did you mean 'sarif'?",
        ),
        (["--report", "xyz=a"], "no format is called 'xyz'; there are text, concise, json, "),
        (["--report", "json=-"], "stdout can hold one report, and two are to go there"),
        (["-o", "a", "--report", "json=-", "--report", "sarif=-"], "stdout can hold one report"),
        (["--report", "json=a", "--report", "sarif=./a"], "./a can hold one report"),
        (["-o", "a", "--report", "json=a"], "a can hold one report"),
        (["--report", "json=no/such/a"], "no/such/a: cannot be written: No such file"),
        (["--report", "json=deploy"], "deploy: cannot be written: Is a directory"),
        (["--report", "json=deploy/pod.yaml/a"], "deploy/pod.yaml/a: cannot be written: Not a dir"),
    ],
)
def test_reports_that_make_no_sense(
    run_podlint: RunPodlint, here: Path, options: list[str], said: str
) -> None:
    """It is said before the work, and nothing is written."""
    done = run_podlint(*options, "deploy", cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("podlint: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (here / "a").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_that_is_read_only(run_podlint: RunPodlint, here: Path) -> None:
    (here / "locked").mkdir(mode=0o555)
    done = run_podlint("--report", "json=locked/a", "deploy", cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert "locked/a: cannot be written: Permission denied" in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_one_report_that_fails_takes_no_other_with_it(run_podlint: RunPodlint, here: Path) -> None:
    options = ["--report", "sarif=/dev/full", "--report", "json=out.json"]
    done = run_podlint(*options, "deploy", cwd=here)
    assert done.returncode == 2
    assert done.stderr.startswith("podlint: /dev/full: cannot be written: No space left")
    assert "naked-pod" in done.stdout
    assert json.loads((here / "out.json").read_text(encoding="utf-8"))["findings"]


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="there is no /dev/null")
def test_a_device_can_take_several_reports(run_podlint: RunPodlint, here: Path) -> None:
    options = ["-o", "/dev/null", "--report", "json=/dev/null"]
    assert run_podlint(*options, "deploy", cwd=here).returncode == 1


@pytest.mark.parametrize("format", FORMATS)
def test_statistics_leave_the_report_alone(
    run_podlint: RunPodlint, here: Path, format: str
) -> None:
    plain = run_podlint("-f", format, "deploy", cwd=here)
    done = run_podlint("-f", format, "--statistics", "deploy", cwd=here)
    assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout)
    *table, last = done.stderr.splitlines(keepends=True)
    assert last == plain.stderr
    assert table[0].split() == ["rule", "error", "warning", "info"]
    assert [line.split()[0] for line in table[1:]] == [
        "missing-liveness-probe",
        "missing-readiness-probe",
        "naked-pod",
        "total",
    ]
    quiet = run_podlint("-q", "-f", format, "--statistics", "deploy", cwd=here)
    assert quiet.stderr == "".join(table)


# --- Long runs ------------------------------------------------------------------------------------

LONG = "---\n".join([POD] * 12000)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_long_run_that_is_interrupted(here: Path) -> None:
    (here / "many.yaml").write_text(LONG, encoding="utf-8")
    command = [sys.executable, "-m", "podlint", "--report", "json=out.json", "many.yaml"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        cwd=here,
        env=clean_environment(),
        stdout=pipe,
        stderr=pipe,
        preexec_fn=listen_to_interrupts,
    ) as process:
        time.sleep(1.2)
        assert process.poll() is None, "it is too quick for this test"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert not (here / "out.json").exists()
    assert not list(here.glob(".podlint-*"))


def test_nobody_reads_stderr(here: Path) -> None:
    """As in ``podlint 2>&1 >report | head -1``: the report and the exit code are as ever."""
    command = [sys.executable, "-m", "podlint", "--statistics", "deploy"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        cwd=here,
        env=clean_environment(),
        stdout=pipe,
        stderr=pipe,
        preexec_fn=listen_to_interrupts,
    ) as process:
        assert process.stderr is not None and process.stdout is not None
        process.stderr.close()
        out = process.stdout.read()
    assert b"[naked-pod]" in out
    assert process.returncode == 1


@pytest.mark.skipif(os.name == "nt", reason="terminals of POSIX")
@pytest.mark.parametrize(
    ("patience", "terminal", "shown"), [(0, True, True), (60, True, False), (0, False, False)]
)
def test_a_bar_for_the_impatient(here: Path, patience: int, terminal: bool, shown: bool) -> None:
    """On a terminal, after a while; and at the end it is gone."""
    import pty

    for number in range(20):
        (here / "deploy" / f"pod-{number}.yaml").write_text(POD, encoding="utf-8")
    code = (
        f"import podlint.progress as progress; progress.PATIENCE = {patience};"
        "from podlint.cli import main; main(['-f', 'json', 'deploy'])"
    )
    master, end = pty.openpty() if terminal else os.pipe()
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=here,
            env=clean_environment(TERM="xterm"),
            stdout=subprocess.PIPE,
            stderr=end,
            check=False,
        )
        said = os.read(master, 1 << 20).decode()
    finally:
        os.close(master)
        os.close(end)
    assert len(json.loads(done.stdout)["findings"]) == 63
    assert ("/21" in said) is shown
    assert ("\x1b[?25h" in said) is shown, "the cursor comes back"
    *_, last = said.splitlines()
    assert "podlint: 21 manifests in 21 files: 21 errors, 21 warnings, 21 info" in last
    assert said.endswith("\r\n" if terminal else "\n")
