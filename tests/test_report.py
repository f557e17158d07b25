"""The reports: exact text, and documents that their readers accept."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import json
import os
import re
import subprocess
import sys
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from conftest import require_tool
from podlint import links
from podlint.model import (
    Finding,
    Fix,
    ObjectRef,
    RelatedFinding,
    Replacement,
    Run,
    SetScalar,
    Severity,
    Skip,
    Span,
    Suppressed,
)
from podlint.model.record import replace
from podlint.report import FORMATS, Context, render
from podlint.report.context import RuleLike
from podlint.report.jsonobject import pointer
from podlint.report.sarif import SHOWN, uri
from podlint.report.terminal import COLUMNS, escape, excerpt

ROOT = str(Path("/repo").absolute())
URL = "https://example.org/podlint"
URLS = {"homepage": URL, "documentation": f"{URL}/rules"}

DOCUMENTATION = """Containers that nobody watches.

## What it does

Finds containers without a `livenessProbe`, see [probes](https://example.org/probes).

## Why it matters

A hang is never noticed.
"""


@dataclasses.dataclass
class FakeRule:
    id: str = "missing-liveness-probe"
    group: str = "probes"
    summary: str = "a container without a liveness probe hangs unnoticed"
    severity: Severity = Severity.WARNING
    text: str = DOCUMENTATION

    def documentation(self) -> str:
        return self.text


NAKED = FakeRule("naked-pod", "controllers", "a Pod alone is lost with its node", Severity.ERROR)
INVALID = FakeRule("invalid-value", "schema", "a value that Kubernetes refuses", Severity.ERROR, "")

FINDING = Finding(
    rule="missing-liveness-probe",
    severity=Severity.WARNING,
    message='container "web" has no liveness probe; a hang is never noticed',
    file="deploy/web.yaml",
    span=Span(21, 17, 21, 20),
    help="add livenessProbe with the path that answers while the process is healthy",
    object=ObjectRef("Deployment", "shop", "web"),
    container="web",
    path=("spec", "template", "spec", "containers", 0, "name"),
    fingerprint="abc123",
    line_text="        - name: web",
)
TWIN = replace(
    FINDING,
    rule="duplicate-key",
    severity=Severity.ERROR,
    message='key "name" stands here a second time',
    help="",
    related=(RelatedFinding(Span(3, 1, 3, 5), "the first one"),),
)
QUOTE = Fix((SetScalar(("kind",), "y", '"'),), 'quote "y" [so](it is a string)', safe=True)
CHANGE = Replacement(Span(21, 17, 21, 20), '"web"')
SEVERAL = (
    Replacement(Span(3, 1, 3, 1), "  a: ü\n  b: 2\n"),
    Replacement(Span(5, 3, 7, 1), ""),
    Replacement(Span(9, 1, 10, 4), "c"),
)
MENDABLE = replace(FINDING, fix=QUOTE, replacements=(CHANGE,))
BARE = Finding("syntax-error", Severity.INFO, "no", "a.yaml", Span(1, 2, 1, 3), line_text="{}")


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "project_urls", lambda: URLS)


def run_of(*findings: Finding, **more: Any) -> Run:
    return Run(root=ROOT, findings=findings, **more)


def context(*rules: RuleLike, cwd: str = ROOT, styled: bool = False) -> Context:
    return Context(cwd=cwd, rules=rules, styled=styled, version="0.1.0")


def text_of(*findings: Finding, format: str = "text", styled: bool = False) -> str:
    return render(run_of(*findings), format, context(styled=styled))


def sarif_of(*findings: Finding, rules: tuple[RuleLike, ...] = (), **more: Any) -> dict[str, Any]:
    log = json.loads(render(run_of(*findings, **more), "sarif", context(*rules)))
    assert isinstance(log, dict)
    run = log["runs"][0]
    assert isinstance(run, dict)
    return run


# --- formats --------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_writes_a_run_with_and_without_findings(format: str) -> None:
    assert isinstance(render(run_of(), format, context()), str)
    assert render(run_of(FINDING, TWIN, BARE), format, context()).endswith("\n")


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        render(run_of(), "nonsense", context())


def test_a_format_is_imported_only_when_it_is_used() -> None:
    code = (
        "import sys; from podlint.model import Run; from podlint.report import *;"
        "render(Run('/', ()), 'text', Context(cwd='/'));"
        "unwanted = {'json', 'importlib.metadata', 'podlint.report.sarif', 'urllib.parse'};"
        "print(unwanted & set(sys.modules))"
    )
    command = [sys.executable, "-S", "-c", code]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "set()\n"


# --- text -----------------------------------------------------------------------------------------


def path(*parts: str) -> str:
    return os.sep.join(parts)


def test_text_in_a_pipe_is_plain() -> None:
    file = path("deploy", "web.yaml")
    assert text_of(FINDING, TWIN, BARE) == (
        f'{file}:21:17: warning: container "web" has no liveness probe; '
        "a hang is never noticed [missing-liveness-probe]\n"
        "   --> Deployment/shop/web, container web\n"
        "    = help: add livenessProbe with the path that answers while the process is healthy\n"
        f'{file}:21:17: error: key "name" stands here a second time [duplicate-key]\n'
        "   --> Deployment/shop/web, container web\n"
        f"    = note: {file}:3:1: the first one\n"
        "a.yaml:1:2: info: no [syntax-error]\n"
    )


def test_text_of_no_findings_is_empty() -> None:
    assert text_of() == ""
    assert text_of(styled=True) == ""


def test_text_on_a_terminal_shows_the_source() -> None:
    lines = without_colour(text_of(FINDING, TWIN, styled=True)).splitlines()
    file = path("deploy", "web.yaml")
    assert lines == [
        f'{file}:21:17: warning: container "web" has no liveness probe; '
        "a hang is never noticed [missing-liveness-probe]",
        "   --> Deployment/shop/web, container web",
        "    |",
        " 21 |         - name: web",
        "    |                 ^^^",
        "    = help: add livenessProbe with the path that answers while the process is healthy",
        "",
        f'{file}:21:17: error: key "name" stands here a second time [duplicate-key]',
        "   --> Deployment/shop/web, container web",
        "    |",
        " 21 |         - name: web",
        "    |                 ^^^",
        f"    = note: {file}:3:1: the first one",
    ]


def without_colour(text: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", text)


def test_text_on_a_terminal_is_coloured_and_says_no_more_without_colour() -> None:
    styled = text_of(BARE, format="concise", styled=True)
    assert styled == (
        "\x1b[1ma.yaml:1:2\x1b[0m: \x1b[1;36minfo\x1b[0m: no \x1b[2m[syntax-error]\x1b[0m\n"
    )
    assert without_colour(styled) == text_of(BARE, format="concise")


def test_the_gutter_grows_with_the_line_number() -> None:
    finding = replace(FINDING, span=Span(12345, 17, 12345, 20))
    lines = without_colour(text_of(finding, styled=True)).splitlines()
    assert lines[1:5] == [
        "      --> Deployment/shop/web, container web",
        "       |",
        " 12345 |         - name: web",
        "       |                 ^^^",
    ]


def test_a_small_line_number_stands_to_the_right() -> None:
    lines = without_colour(text_of(BARE, styled=True)).splitlines()
    assert lines[1:] == ["    |", "  1 | {}", "    |  ^"]


def test_no_excerpt_without_a_line() -> None:
    finding = replace(FINDING, line_text="", help="")
    assert len(text_of(finding, styled=True).splitlines()) == 2


def test_concise_is_the_first_line() -> None:
    checked = replace(BARE, check="port")
    file = path("deploy", "web.yaml")
    assert text_of(FINDING, checked, format="concise") == (
        f'{file}:21:17: warning: container "web" has no liveness probe; '
        "a hang is never noticed [missing-liveness-probe]\n"
        "a.yaml:1:2: info: no [syntax-error/port]\n"
    )


def test_paths_are_relative_to_the_working_directory() -> None:
    inside = context(cwd=path(ROOT, "deploy"))
    assert render(run_of(FINDING), "concise", inside).startswith("web.yaml:21:17: ")
    beside = context(cwd=path(ROOT, "docs"))
    shown = render(run_of(FINDING), "concise", beside)
    assert shown.startswith(path("..", "deploy", "web.yaml") + ":21:17: ")


def test_a_path_is_absolute_where_no_way_leads_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, start: str) -> str:
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    monkeypatch.setattr(os.path, "relpath", refuse)
    assert context().display_path(ROOT, "a/b.yaml") == path(ROOT, "a", "b.yaml")


def test_a_name_in_angle_brackets_stays() -> None:
    stdin = replace(BARE, file="<stdin>")
    assert text_of(stdin, format="concise") == "<stdin>:1:2: info: no [syntax-error]\n"


@pytest.mark.parametrize("styled", [False, True])
def test_nothing_reaches_the_terminal_raw(styled: bool) -> None:
    evil = "a\x1b[2J\r\nb\u202ec\x9b\udc80"
    finding = replace(
        FINDING,
        message=evil,
        file=evil,
        help=evil,
        line_text=evil,
        span=Span(1, 1, 1, 2),
        object=ObjectRef(evil, evil, evil),
        container=evil,
        related=(RelatedFinding(Span(1, 1, 1, 2), evil),),
    )
    shown = without_colour(text_of(finding, styled=styled))
    assert r"a\x1b[2J\r\nb\u202ec\x9b\udc80" in shown
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert len(shown.splitlines()) == (7 if styled else 4)
    assert len(text_of(finding, format="concise", styled=styled).splitlines()) == 1


def test_escape_leaves_letters_and_emoji_alone() -> None:
    text = "Größe 漢字 👩‍🚀 é C:\\temp"
    assert escape(text) == text


# --- excerpts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "span", "source", "carets"),
    [
        ("name: web", Span(1, 7, 1, 10), "name: web", "      ^^^"),
        ("\tname:\tweb", Span(1, 8, 1, 11), "    name:    web", "             ^^^"),
        ("漢字: web", Span(1, 5, 1, 8), "漢字: web", "      ^^^"),
        ("a: 漢字", Span(1, 4, 1, 6), "a: 漢字", "   ^^^^"),
        ("ｶ: web", Span(1, 4, 1, 7), "ｶ: web", "   ^^^"),
        ("😀: web", Span(1, 4, 1, 7), "😀: web", "    ^^^"),
        ("👩‍🚀: web", Span(1, 6, 1, 9), "👩‍🚀: web", "    ^^^"),
        ("👍🏽: web", Span(1, 5, 1, 8), "👍🏽: web", "    ^^^"),
        ("❤\ufe0f: web", Span(1, 5, 1, 8), "❤\ufe0f: web", "    ^^^"),
        ("e\u0301: web", Span(1, 5, 1, 8), "e\u0301: web", "   ^^^"),
        ("\u1112\u1161\u11ab: web", Span(1, 6, 1, 9), "\u1112\u1161\u11ab: web", "    ^^^"),
        ("a\x1bb: web", Span(1, 6, 1, 9), r"a\x1bb: web", "        ^^^"),
        ("a: |  ", Span(1, 4, 3, 1), "a: |", "   ^"),
        ("a: [b", Span(1, 4, 3, 2), "a: [b", "   ^^"),
        ("a: b", Span(1, 5, 1, 5), "a: b", "    ^"),
        ("a: b", Span(1, 9, 1, 12), "a: b", "    ^"),
        ("a: b", Span(0, 0, 0, 0), "a: b", "^"),
    ],
)
def test_carets_stand_under_the_span(line: str, span: Span, source: str, carets: str) -> None:
    assert excerpt(line, span) == (source, carets)


def under(shown: tuple[str, str]) -> str:
    source, carets = shown
    return "".join(c for c, mark in zip(source, carets, strict=False) if mark == "^")


@pytest.mark.parametrize("start", [0, 5, 119, 120, 300, 5000, 9990])
def test_a_long_line_is_cut_around_the_span(start: int) -> None:
    line = "x" * start + "HERE" + "y" * (10_000 - start)
    shown = excerpt(line, Span(1, start + 1, 1, start + 5))
    assert under(shown) == "HERE"
    assert len(shown.source) == COLUMNS
    assert shown.source.startswith("…") == (start > 100)
    assert shown.source.endswith("…") == (start < 9900)


def test_a_span_wider_than_the_excerpt_is_cut_too() -> None:
    shown = excerpt("a: " + "x" * 1000, Span(1, 4, 1, 1004))
    assert len(shown.source) == COLUMNS == len(shown.carets)
    assert shown.source == "a: " + "x" * (COLUMNS - 4) + "…"
    middle = excerpt("a" * 500 + "x" * 1000, Span(1, 501, 1, 1501))
    assert set(under(middle)) == {"x", "…"}
    assert len(middle.source) == COLUMNS == len(middle.carets)


@pytest.mark.parametrize("start", range(70, 75))
def test_wide_letters_at_the_cut_keep_the_carets_in_place(start: int) -> None:
    line = "x" * (start % 2) + "漢" * start + "HERE" + "字" * 100
    column = start % 2 + start + 1
    shown = excerpt(line, Span(1, column, 1, column + 4))
    wide = "".join(c * 2 if c in "漢字" else c for c in shown.source)
    assert under((wide, shown.carets)) == "HERE"
    assert len(wide) <= COLUMNS


def test_a_line_of_megabytes_costs_no_more_than_what_is_shown() -> None:
    line = "é" * 4_000_000
    for _ in range(200):
        assert len(excerpt(line, Span(1, 2_000_000, 1, 2_000_003)).source) == COLUMNS


# --- JSON -----------------------------------------------------------------------------------------


def json_of(*findings: Finding, **more: Any) -> dict[str, Any]:
    text = render(run_of(*findings, **more), "json", context())
    assert text.endswith("}\n")
    text.encode()
    report = json.loads(text)
    assert isinstance(report, dict)
    return report


def test_json_of_an_empty_run() -> None:
    assert json_of() == {
        "version": 1,
        "podlint": "0.1.0",
        "findings": [],
        "summary": {
            "files": 0,
            "manifests": 0,
            "unjudged": 0,
            "findings": {"error": 0, "warning": 0, "info": 0},
            "suppressed": 0,
            "skipped": {},
            "crashed": False,
        },
    }


def test_json_of_a_finding() -> None:
    assert json_of(FINDING)["findings"] == [
        {
            "rule": "missing-liveness-probe",
            "severity": "warning",
            "message": 'container "web" has no liveness probe; a hang is never noticed',
            "help": "add livenessProbe with the path that answers while the process is healthy",
            "file": "deploy/web.yaml",
            "line": 21,
            "column": 17,
            "endLine": 21,
            "endColumn": 20,
            "document": 0,
            "pointer": "/spec/template/spec/containers/0/name",
            "object": {"kind": "Deployment", "namespace": "shop", "name": "web"},
            "container": "web",
            "related": [],
            "fingerprint": "abc123",
            "fix": None,
        }
    ]


def test_json_of_what_is_absent_and_what_is_related() -> None:
    bare, twin = json_of(replace(BARE, check="port"), TWIN)["findings"]
    assert "help" not in bare
    assert bare["check"] == "port"
    assert (bare["pointer"], bare["object"], bare["container"]) == (None, None, None)
    assert "check" not in twin
    assert twin["related"] == [
        {"message": "the first one", "line": 3, "column": 1, "endLine": 3, "endColumn": 5}
    ]


def test_json_counts_what_was_done() -> None:
    skips = (Skip("a", "template"), Skip("b", "no manifest"), Skip("c", "template", 4))
    summary = json_of(
        FINDING,
        TWIN,
        files=3,
        manifests=5,
        unjudged=1,
        suppressed=(Suppressed(FINDING, "comment"),) * 2,
        skips=skips,
        crashed=True,
    )["summary"]
    assert summary == {
        "files": 3,
        "manifests": 5,
        "unjudged": 1,
        "findings": {"error": 1, "warning": 1, "info": 0},
        "suppressed": 2,
        "skipped": {"no manifest": 1, "template": 2},
        "crashed": True,
    }


def test_json_keeps_letters_and_survives_lone_surrogates() -> None:
    finding = replace(BARE, message="Größe \ud800", file="caf\udce9.yaml")
    (shown,) = json_of(finding)["findings"]
    assert shown["message"] == "Größe \ufffd"
    assert shown["file"] == "caf\ufffd.yaml"
    assert "Größe" in render(run_of(finding), "json", context())


def test_pointers_are_escaped() -> None:
    assert pointer(("metadata", "labels", "a.io/b~c", 0, "")) == "/metadata/labels/a.io~1b~0c/0/"


def test_the_documented_example_is_real() -> None:
    page = (Path(__file__).parents[1] / "docs" / "json.md").read_text(encoding="utf-8")
    documented = json.loads(page.split("```json\n")[1].split("```")[0])
    finding = replace(FINDING, fingerprint=documented["findings"][0]["fingerprint"])
    skips = (Skip("a", "template"), Skip("b", "template"), Skip("c", "template"))
    assert json_of(finding, files=1, manifests=2, skips=skips) == documented


def test_json_of_a_fix() -> None:
    (shown,) = json_of(replace(MENDABLE, replacements=SEVERAL))["findings"]
    fix = shown["fix"]
    assert (fix["title"], fix["safe"]) == (QUOTE.title, True)
    assert fix["edits"] == [
        {"line": 3, "column": 1, "endLine": 3, "endColumn": 1, "newText": "  a: ü\n  b: 2\n"},
        {"line": 5, "column": 3, "endLine": 7, "endColumn": 1, "newText": ""},
        {"line": 9, "column": 1, "endLine": 10, "endColumn": 4, "newText": "c"},
    ]


def test_the_documented_fix_is_real() -> None:
    page = (Path(__file__).parents[1] / "docs" / "json.md").read_text(encoding="utf-8")
    documented = json.loads(f"{{{page.split('```json')[2].split('```')[0]}}}")
    fix = Fix((), 'quote "y"', safe=True)
    change = Replacement(Span(15, 45, 15, 46), '"y"')
    finding = replace(FINDING, fix=fix, replacements=(change,))
    assert json_of(finding)["findings"][0]["fix"] == documented["fix"]


# --- SARIF ----------------------------------------------------------------------------------------


def test_sarif_of_an_empty_run() -> None:
    log = json.loads(render(run_of(), "sarif", context()))
    assert log["version"] == "2.1.0"
    assert log["runs"] == [
        {
            "tool": {
                "driver": {
                    "name": "podlint",
                    "version": "0.1.0",
                    "semanticVersion": "0.1.0",
                    "informationUri": URL,
                    "rules": [],
                }
            },
            "invocations": [{"executionSuccessful": True}],
            "columnKind": "unicodeCodePoints",
            "results": [],
        }
    ]


def test_sarif_of_a_finding() -> None:
    assert sarif_of(FINDING, rules=(FakeRule(),))["results"] == [
        {
            "ruleId": "missing-liveness-probe",
            "ruleIndex": 0,
            "level": "warning",
            "message": {"text": f"{FINDING.message}\nhelp: {FINDING.help}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "deploy/web.yaml"},
                        "region": {
                            "startLine": 21,
                            "startColumn": 17,
                            "endLine": 21,
                            "endColumn": 20,
                            "snippet": {"text": "web"},
                        },
                        "contextRegion": {
                            "startLine": 21,
                            "startColumn": 1,
                            "endLine": 21,
                            "endColumn": 20,
                            "snippet": {"text": "        - name: web"},
                        },
                    },
                    "logicalLocations": [
                        {
                            "name": "web",
                            "fullyQualifiedName": "Deployment/shop/web/web",
                            "kind": "resource",
                        }
                    ],
                }
            ],
            "partialFingerprints": {"podlint/v1": "abc123"},
        }
    ]


def test_sarif_describes_each_rule_once_in_order() -> None:
    rules = sarif_of(FINDING, FINDING, rules=(NAKED, FakeRule(), NAKED))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["missing-liveness-probe", "naked-pod"]
    sentence = (
        "Finds containers without a `livenessProbe`, see probes (https://example.org/probes)."
    )
    assert rules[0] == {
        "id": "missing-liveness-probe",
        "name": "MissingLivenessProbe",
        "shortDescription": {"text": "A container without a liveness probe hangs unnoticed."},
        "fullDescription": {"text": sentence},
        "help": {
            "text": DOCUMENTATION.strip().replace(
                "[probes](https://example.org/probes)", "probes (https://example.org/probes)"
            ),
            "markdown": DOCUMENTATION.strip(),
        },
        "helpUri": f"{URL}/rules#missing-liveness-probe",
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["probes"]},
    }


def test_sarif_describes_a_rule_without_documentation() -> None:
    (rule,) = sarif_of(rules=(INVALID,))["tool"]["driver"]["rules"]
    sentence = "A value that Kubernetes refuses."
    assert rule["fullDescription"] == {"text": sentence}
    assert rule["help"] == {"text": sentence, "markdown": sentence}


def test_sarif_describes_a_rule_that_is_not_in_the_list() -> None:
    crash = replace(BARE, rule="internal-error", severity=Severity.ERROR)
    run = sarif_of(FINDING, crash, rules=(FakeRule(), NAKED), crashed=True)
    rules = run["tool"]["driver"]["rules"]
    ids = ["internal-error", "missing-liveness-probe", "naked-pod"]
    assert [rule["id"] for rule in rules] == ids
    assert rules[0]["help"] == {"text": "Internal error.", "markdown": "Internal error."}
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0]
    assert run["invocations"] == [{"executionSuccessful": False}]


def test_sarif_has_the_effective_level() -> None:
    findings = [replace(FINDING, severity=severity) for severity in Severity]
    results = sarif_of(*findings, rules=(FakeRule(),))["results"]
    assert [result["level"] for result in results] == ["note", "warning", "error"]


def test_sarif_links_related_places_from_the_message() -> None:
    related = (
        RelatedFinding(Span(3, 1, 3, 5), "the first one"),
        RelatedFinding(Span(4, 1, 9, 5), "see args[0](x) \\"),
    )
    (result,) = sarif_of(replace(TWIN, related=related))["results"]
    assert result["message"]["text"] == (
        'key "name" stands here a second time ([the first one](1); [see args\\[0\\](x) \\\\](2))'
    )
    assert [place["id"] for place in result["relatedLocations"]] == [1, 2]
    assert result["relatedLocations"][0] == {
        "id": 1,
        "physicalLocation": {
            "artifactLocation": {"uri": "deploy/web.yaml"},
            "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 5},
        },
        "message": {"text": "the first one"},
    }
    region = result["relatedLocations"][1]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 1, "endLine": 4}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("see [docs](1)", r"see \[docs\](1)"),
        ("args[0] is [a, b] (twice)", "args[0] is [a, b] (twice)"),
        ("[[a](b)](c)", r"[\[a\](b)](c)"),
    ],
)
def test_sarif_messages_hold_no_links_by_accident(message: str, text: str) -> None:
    (result,) = sarif_of(replace(BARE, message=message))["results"]
    assert result["message"]["text"] == text


def region_of(span: Span, line_text: str) -> dict[str, Any]:
    (result,) = sarif_of(replace(BARE, span=span, line_text=line_text))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert isinstance(place, dict)
    return place


def test_sarif_regions_have_one_line() -> None:
    assert region_of(Span(2, 4, 5, 1), "a: |  ")["region"] == {
        "startLine": 2,
        "startColumn": 4,
        "endLine": 2,
        "endColumn": 5,
        "snippet": {"text": "|"},
    }
    unknown = region_of(Span(2, 4, 5, 1), "")
    assert unknown == {
        "artifactLocation": {"uri": "a.yaml"},
        "region": {"startLine": 2, "startColumn": 4, "endLine": 2},
    }


def test_sarif_regions_stay_in_their_line() -> None:
    place = region_of(Span(2, 9, 2, 10), "a: b")
    assert place["region"] == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 5}
    assert "contextRegion" not in region_of(Span(2, 1, 2, 5), "a: b")


def test_sarif_does_not_repeat_a_minified_file() -> None:
    place = region_of(Span(1, 5, 1, 8), "x" * 100_000)
    assert place["region"]["snippet"] == {"text": "xxx"}
    assert "contextRegion" not in place
    assert "snippet" not in region_of(Span(1, 1, 1, 90_000), "x" * 100_000)["region"]


@pytest.mark.parametrize(
    ("file", "encoded"),
    [
        ("deploy/my app.yaml", "deploy/my%20app.yaml"),
        ("größe/a.yaml", "gr%C3%B6%C3%9Fe/a.yaml"),
        ("a#b%c?d.yaml", "a%23b%25c%3Fd.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("caf\udce9.yaml", "caf%E9.yaml"),
        ("a\ud800.yaml", "a%3F.yaml"),
        ("/etc/pod.yaml", "file:///etc/pod.yaml"),
        ("D:/a b.yaml", "file:///D:/a%20b.yaml"),
    ],
)
def test_sarif_encodes_paths(file: str, encoded: str) -> None:
    assert uri(file) == encoded


def test_sarif_names_the_check_in_the_properties() -> None:
    checked = replace(FINDING, rule="invalid-value", check="port")
    (result,) = sarif_of(checked, rules=(INVALID,))["results"]
    assert (result["ruleId"], result["properties"]) == ("invalid-value", {"check": "port"})


def test_sarif_has_no_logical_location_without_an_object() -> None:
    (result,) = sarif_of(BARE)["results"]
    assert "logicalLocations" not in result["locations"][0]
    assert "partialFingerprints" not in result


def test_sarif_puts_errors_first_only_where_some_would_not_be_shown() -> None:
    findings = [FINDING] * (SHOWN - 1) + [TWIN]
    assert sarif_of(*findings)["results"][-1]["level"] == "error"
    results = sarif_of(FINDING, *findings)["results"]
    assert results[0]["level"] == "error"
    assert len(results) == SHOWN + 1


def test_sarif_of_an_uninstalled_podlint_holds_no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "project_urls", dict)
    driver = sarif_of(rules=(NAKED,))["tool"]["driver"]
    assert "informationUri" not in driver
    assert "helpUri" not in driver["rules"][0]


def test_sarif_has_a_semantic_version_only_if_it_is_one() -> None:
    odd = Context(cwd=ROOT, version="0.2.dev3")
    driver = json.loads(render(run_of(), "sarif", odd))["runs"][0]["tool"]["driver"]
    assert driver["version"] == "0.2.dev3"
    assert "semanticVersion" not in driver


def test_sarif_of_a_fix() -> None:
    plain, mendable = sarif_of(FINDING, replace(MENDABLE, replacements=SEVERAL))["results"]
    assert "fixes" not in plain
    (fix,) = mendable["fixes"]
    assert fix["description"] == {"text": 'quote "y" \\[so\\](it is a string)'}
    assert fix["properties"] == {"safe": True}
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "deploy/web.yaml"}
    regions = [tuple(each["deletedRegion"].values()) for each in change["replacements"]]
    assert regions == [(3, 1, 3, 1), (5, 3, 7, 1), (9, 1, 10, 4)]
    new = [each.get("insertedContent") for each in change["replacements"]]
    assert new == [{"text": "  a: ü\n  b: 2\n"}, None, {"text": "c"}]


def test_a_fix_that_nobody_placed_is_not_in_sarif() -> None:
    (result,) = sarif_of(replace(MENDABLE, replacements=()))["results"]
    assert "fixes" not in result


# --- the validator of SARIF's authors -------------------------------------------------------------


@pytest.fixture(scope="module")
def multitool() -> str:
    return require_tool("sarif-multitool")


VALIDATED: dict[str, list[Finding]] = {
    "empty": [],
    "one": [FINDING],
    "the same rule often": [FINDING, FINDING, FINDING],
    "a space in the path": [replace(FINDING, file="my app/web.yaml")],
    "a letter beyond ASCII": [replace(FINDING, file="größe.yaml")],
    "standard input": [replace(FINDING, file="<stdin>")],
    "a related place": [TWIN],
    "a check": [replace(FINDING, rule="invalid-value", check="port")],
    "no object": [BARE],
    "no line": [replace(BARE, line_text="", rule="internal-error")],
    "many lines": [replace(FINDING, span=Span(21, 17, 25, 3))],
    "the whole line": [replace(FINDING, span=Span(21, 1, 21, 20))],
    "the end of the line": [replace(FINDING, span=Span(21, 20, 21, 21))],
    "no name": [replace(FINDING, object=ObjectRef("Pod", "", ""), container="")],
    "a fix": [MENDABLE],
    "a fix of many lines": [replace(MENDABLE, replacements=SEVERAL)],
    "brackets and braces": [replace(FINDING, message="[a](b) {0} {{ .x }}", help="")],
}


@pytest.fixture(scope="module")
def complaints(multitool: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the validator says of each report, by name; it takes most of its time to start."""
    folder = tmp_path_factory.mktemp("sarif")
    rules = context(FakeRule(), NAKED, INVALID, FakeRule("odd"))
    names = list(VALIDATED)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(links, "project_urls", lambda: URLS)
        texts = [render(run_of(*VALIDATED[name]), "sarif", rules) for name in names]
    audit = run_of(
        FINDING,
        suppressed=(Suppressed(TWIN, "comment", "by hand"), Suppressed(BARE, "baseline")),
    )
    showing = replace(rules, show_suppressed=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(links, "project_urls", lambda: URLS)
        texts.append(render(audit, "sarif", showing))
    texts.append(texts[names.index("one")].replace('"endColumn": 20', '"endColumn": 2'))
    for number, text in enumerate(texts):
        (folder / f"{number}.sarif").write_text(text, encoding="utf-8")
    said = "".join(validate(multitool, folder, kind) for kind in ("Sarif", "Ghas"))
    return {
        name: [line for line in said.splitlines() if f"{os.sep}{number}.sarif(" in line]
        for number, name in enumerate([*names, "suppressed", "broken"])
    }


def validate(multitool: str, folder: Path, kind: str) -> str:
    # Both kinds in one call need a semicolon, which the npm wrapper of the tool gives to a shell.
    command = [multitool, "validate", str(folder / "*.sarif"), "--rule-kind", kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert f"{len(VALIDATED) + 2} files scanned" in done.stdout, done.stdout + done.stderr
    assert "Analysis completed successfully" in done.stdout, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", [*VALIDATED, "suppressed"])
def test_the_validator_says_nothing(name: str, complaints: dict[str, list[str]]) -> None:
    assert complaints[name] == []


def test_the_validator_would_complain(complaints: dict[str, list[str]]) -> None:
    assert complaints["broken"] != []


# --- links ----------------------------------------------------------------------------------------


@pytest.fixture
def metadata(monkeypatch: pytest.MonkeyPatch) -> Message:
    message = Message()
    monkeypatch.undo()
    monkeypatch.setattr(importlib.metadata, "metadata", lambda name: message)
    monkeypatch.setattr(links, "project_urls", links.project_urls.__wrapped__)
    return message


def test_links_come_from_the_metadata(metadata: Message) -> None:
    metadata["Project-URL"] = "Homepage, https://example.org/a,b"
    metadata["Project-URL"] = "Documentation, https://example.org/rules"
    assert links.home() == "https://example.org/a,b"
    assert links.rule_page("naked-pod") == "https://example.org/rules#naked-pod"


def test_links_are_empty_without_urls(metadata: Message) -> None:
    assert (links.home(), links.rule_page("naked-pod")) == ("", "")


def test_links_are_empty_without_an_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(links, "DISTRIBUTION", "podlint-that-nobody-installed")
    monkeypatch.setattr(links, "project_urls", links.project_urls.__wrapped__)
    assert (links.home(), links.rule_page("naked-pod")) == ("", "")
