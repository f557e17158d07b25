"""What is ignored: by which words, how far they reach, until when, and what is said of them."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from marks import as_expected
from podlint.directive import annotated, directives, without
from podlint.discovery import Globs
from podlint.engine import default_rules, lint_paths, lint_text
from podlint.fixer import fix_text
from podlint.kubernetes import Project
from podlint.lint import RuleSet
from podlint.model import Fault, Finding, Run, Severity, Span, UnusedIgnoreFault
from podlint.profile import Profile
from podlint.registry import load_packs
from podlint.rule import Container, Manifest, Problem, Rule
from podlint.suppress import IgnoreEntry, Spot, Suppressions
from podlint.work import lint_bytes
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
EVERY = {rule.id: rule for pack in load_packs() if pack.own for rule in pack.rules}


def lint(text: str, *more: str, **settings: object) -> list[Finding]:
    rules = [*default_rules(), *(EVERY[name]() for name in more)]
    suppressions = Suppressions(**settings) if settings else None  # type: ignore[arg-type]
    return lint_text(text, "web.yaml", rules=rules, suppressions=suppressions)


def said(findings: list[Finding]) -> list[tuple[int, int, int, str]]:
    """Line, columns and rule of each finding."""
    return [
        (each.span.line, each.span.column, each.span.end_column, each.rule) for each in findings
    ]


# --- The words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "names", "reason", "flaw"),
    [
        ("# podlint: ignore[a] why", ["a"], "why", ""),
        ("#podlint:ignore[a,b/c]why", ["a", "b/c"], "why", ""),
        ("# podlint: ignore[a]: why", ["a"], "why", ""),
        ("# podlint: ignore[a] - see #12", ["a"], "see #12", ""),
        ("# podlint: ignore[a] why  # other", ["a"], "why", ""),
        ("# other # podlint: ignore[a] why", ["a"], "why", ""),
        ("## Podlint: ignore [ a ]", ["a"], "", ""),
        ("# podlint: ignore", [], "", "brackets"),
        ("# podlint: ignore[a", [], "[a", "brackets"),
        ("# podlint: ignore[]", [], "", "empty"),
        ("# podlint: ignroe[a]", ["a"], "", "verb"),
        ("# podlint: disable=a", [], "=a", "verb"),
        ("# podlint ignore[a]", ["a"], "", "colon"),
        ("# podlint-ignore[a]", ["a"], "", "colon"),
        ("# podlint: ignore[a] until=tomorrow why", ["a"], "why", "date"),
        ("# podlint: ignore[a] until=2027-02-29", ["a"], "", "date"),
        ("# podlint: ignore[a] until=20270228", ["a"], "", "date"),
        ("# podlint: ignore[a] until=", ["a"], "", "date"),
    ],
)
def test_words(comment: str, names: list[str], reason: str, flaw: str) -> None:
    (found,) = directives(comment)
    assert ([name.text for name in found.names], found.reason, found.flaw) == (names, reason, flaw)
    assert all(comment[name.start : name.end] == name.text for name in found.names)


@pytest.mark.parametrize(
    "comment", ["# see podlint: ignore[a]", "# podlint ignores this", "# podlint", "#podlints: x"]
)
def test_words_that_are_not_for_podlint(comment: str) -> None:
    assert not list(directives(comment))


def test_several_in_one_comment() -> None:
    found = list(directives("# podlint: ignore[a] x # podlint: ignore[b] until=2027-01-31 y"))
    assert [(each.names[0].text, each.reason) for each in found] == [("a", "x"), ("b", "y")]
    assert found[1].until == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a: why", [(["a"], "why", "")]),
        ("a, b : why: this", [(["a", "b"], "why: this", "")]),
        ("a\n\n  b until=2027-01-31: x\n", [(["a"], "", ""), (["b"], "x", "")]),
        ("a: until=2027-01-31 x", [(["a"], "x", "")]),
        ("a until=never: x", [(["a"], "x", "date")]),
        (": x", [([], "x", "empty")]),
        (" \n", [([], "", "empty")]),
    ],
)
def test_words_of_annotations(value: str, expected: object) -> None:
    found = [([n.text for n in each.names], each.reason, each.flaw) for each in annotated(value)]
    assert found == expected


# --- How far they reach ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["naked-pod", "controllers", "all"])
@pytest.mark.parametrize("between", ["", "---\n", "\n# more\n---\n", "--- # more\n"])
def test_the_file(name: str, between: str) -> None:
    text = f"# podlint: ignore-file[{name}] why\n{between}{POD}---\n{POD}"
    assert lint(POD)
    assert not lint(text)
    assert not lint(text.replace("\n", "\r\n"))


def test_behind_the_dash_of_an_item() -> None:
    pod = POD.replace("  restartPolicy: Never\n", "")
    text = pod.replace("    - name: web", "    - # podlint: ignore[probes] why\n      name: web")
    assert {each.rule for each in lint(pod)} > {"naked-pod"}
    assert {each.rule for each in lint(text)} == {"naked-pod"}


def test_where_nothing_begins() -> None:
    (found,) = lint(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {\n  name: web\n"
        "} # podlint: ignore[probes] why\ndata: {}\n"
    )
    assert found.rule == "unused-ignore"
    assert found.message.startswith("nothing begins here that it could be for")


FLOW = """\
metadata:
  name: web
apiVersion: v1
kind: List
items: [
  {apiVersion: v1, kind: Pod, # one
    metadata: {name: a}, spec: {containers: [{name: a, image: acme/a:1}]}},
  # two
  {apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: b, image: acme/b:1}]}},
  {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}, {apiVersion: v1, # three
    kind: Pod, metadata: {name: d}, spec: {containers: [
    {name: d, image: acme/d:1}, {name: e, image: acme/e:1}  # four
  ]}}]
"""


def test_in_flow_style_all_that_begins_on_the_line() -> None:
    found = lint(FLOW)
    assert sum(each.rule == "naked-pod" for each in found) == 3
    assert not lint(re.sub("# (one|two|three|four)", "# podlint: ignore[all] why", FLOW))
    for number, word in enumerate(("one", "two", "three"), 1):
        left = lint(FLOW.replace(f"# {word}", "# podlint: ignore[naked-pod] why"))
        assert len(left) == len(found) - 1, number
    fourth = lint(FLOW.replace("# four", "# podlint: ignore[probes] why"))
    assert {each.container for each in fourth if "probe" in each.rule} == {"a", "b"}


def test_in_flow_style_the_other_entries_of_an_object() -> None:
    text = """\
{apiVersion: v1, kind: Pod, # podlint: ignore[naked-pod] why
metadata: {name: web}, spec: {containers: [ # podlint: ignore[probes] why
  {name: web, image: "acme/web:1"}]}}
"""
    assert {each.rule for each in lint(text)} == {"syntax-error"}


def test_the_file_with_an_error_in_it() -> None:
    assert not lint(f"# podlint: ignore-file[syntax-error] a broken example\n{POD}  - [\n")


def test_a_comment_that_is_not_read_ignores_no_error() -> None:
    text = f"# podlint: ignore[syntax-error] broken\n{POD}  - [\n"
    assert {each.rule for each in lint(text)} == {"syntax-error", "unused-ignore"}


def test_the_annotation_of_an_object() -> None:
    text = POD.replace(
        "  name: web\nspec",
        '  name: web\n  annotations: {podlint.dev/ignore: "naked-pod: x"}\nspec',
    )
    assert not lint(text)
    assert not lint(json_twin(text))
    assert [each.rule for each in lint(f"{text}---\n{POD}")] == ["naked-pod"]


LIST = """\
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata:
      name: one
      annotations:
        podlint.dev/ignore: "naked-pod, probes until=2999-01-01: x"
    spec: {restartPolicy: Never, containers: [{name: a, image: acme/a:1}]}
  - apiVersion: v1
    kind: Pod
    metadata: {name: two}
    spec: {restartPolicy: Never, containers: [{name: a, image: acme/a:1}]}
"""


def test_the_annotation_of_an_item() -> None:
    rules = [EVERY["naked-pod"]()]
    for text in (LIST, json_twin(LIST), LIST.replace("\n", "\r\n")):
        found = lint_text(text, rules=rules)
        assert [each.object and each.object.name for each in found] == ["two"]


TEMPLATE = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: two
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations:
        podlint.dev/ignore: "schema, probes: x"
    spec:
      hostNetwork: always
      containers:
        - name: web
          image: acme/web:1
"""


def test_the_annotation_of_a_template_is_for_the_template() -> None:
    for text in (TEMPLATE, json_twin(TEMPLATE)):
        assert [each.path for each in lint(text)] == [("spec", "replicas")]


@pytest.mark.parametrize("value", ["[naked-pod]", "{naked-pod: x}", "1", "null", "''", '" : x"'])
def test_a_malformed_annotation_is_reported_at_its_value(value: str) -> None:
    line = f"    podlint.dev/ignore: {value}"
    text = POD.replace("  name: web\nspec", f"  name: web\n  annotations:\n{line}\nspec")
    found = [each for each in lint(text) if each.rule == "unknown-rule"]
    assert [each.span for each in found] == [Span(6, 25, 6, len(line) + 1)]


def test_the_narrowest_is_the_reason(tmp_path: Path) -> None:
    text = f"# podlint: ignore-file[all] wide\n{POD}".replace(
        "kind: Pod", "kind: Pod  # podlint: ignore[naked-pod] narrow"
    )
    run = lint_in(tmp_path, text)
    assert [(each.by, each.reason) for each in run.suppressed] == [("comment", "narrow")]


# --- Until when -----------------------------------------------------------------------------------


def test_the_last_day_counts() -> None:
    text = POD.replace("kind: Pod", "kind: Pod  # podlint: ignore[naked-pod] until=2027-01-31 x")
    assert not lint(text, today=date(2027, 1, 31))
    found = lint(text, today=date(2027, 2, 1))
    assert said(found) == [(2, 7, 10, "naked-pod"), (2, 41, 57, "expired-ignore")]
    assert found[1].message == (
        "ignoring naked-pod ended on 2027-01-31, and 1 finding is reported again"
    )


def test_over_and_nothing_left() -> None:
    text = POD.replace(
        "name: web\nspec", "name: web  # podlint: ignore[probes] until=2020-01-31\nspec"
    )
    found = [each for each in lint(text) if each.rule != "naked-pod"]
    assert [each.message for each in found] == [
        "ignoring probes ended on 2020-01-31, and there is nothing left to ignore"
    ]


# --- What is said of them -------------------------------------------------------------------------


def test_where_it_stands() -> None:
    line = "kind: Pod  # podlint: ignore[naked-pod, probes, nakedpod] why"
    found = lint(POD.replace("kind: Pod", line))
    assert said(found) == [
        (2, line.index("probes") + 1, line.index("probes") + 7, "unused-ignore"),
        (2, line.index("nakedpod") + 1, line.index("nakedpod") + 9, "unknown-rule"),
    ]
    assert found[0].line_text == line
    assert "did you mean naked-pod?" in found[1].message


def test_all_of_it_is_unused() -> None:
    line = "  name: web  # podlint: ignore[naked-pod, probes] why"
    found = [
        each
        for each in lint(POD.replace("  name: web\nspec", f"{line}\nspec"))
        if each.rule != "naked-pod"
    ]
    assert said(found) == [(4, 14, line.index("]") + 2, "unused-ignore")]
    assert found[0].message.startswith("ignoring naked-pod and probes silences nothing here")


def test_a_name_in_a_quoted_annotation() -> None:
    value = '"naked-pod: x\\nprobes: y"'
    text = POD.replace(
        "  name: web\nspec", f"  name: web\n  annotations: {{podlint.dev/ignore: {value}}}\nspec"
    )
    for each in (text, text.replace("\n", "\r\n")):
        column = text.splitlines()[4].index("probes") + 1
        assert said(lint(each)) == [(5, column, column + 6, "unused-ignore")]


def test_a_rule_that_did_not_run_is_not_unused() -> None:
    text = POD.replace(
        "name: web\nspec", "name: web  # podlint: ignore[probes, all, naked-pod] x\nspec"
    )
    unused = EVERY["unused-ignore"]()
    assert not lint_text(text, rules=[unused])
    assert [each.rule for each in lint_text(text, rules=[unused, EVERY["naked-pod"]()])] == [
        "naked-pod",
        "unused-ignore",
    ]


class Crash(Rule):
    """Crashes."""

    id = "crash"
    group = "spies"
    summary = "crashes"
    severity = Severity.WARNING
    examples = ()

    def check_container(self, container: Container) -> Iterator[Problem]:
        raise LookupError("no")


def test_where_a_rule_crashed_nothing_is_unused() -> None:
    text = POD.replace("name: web\nspec", "name: web  # podlint: ignore[naked-pod, crash] x\nspec")
    found = lint_text(text, rules=[Crash(), *default_rules()])
    assert {each.rule for each in found} == {"internal-error", "naked-pod"}


class CrashOnIgnores(Rule):
    """Crashes when it is to word something."""

    id = "crash-on-ignores"
    group = "spies"
    summary = "crashes"
    severity = Severity.WARNING
    claims = (UnusedIgnoreFault,)
    examples = ()

    def check_fault(self, fault: Fault, manifest: Manifest | None) -> Iterator[Problem]:
        raise LookupError("no")


def test_a_rule_on_ignores_may_crash(tmp_path: Path) -> None:
    text = POD.replace("name: web\nspec", "name: web  # podlint: ignore[naked-pod] x\nspec")
    run = lint_in(tmp_path, text, rules=[CrashOnIgnores(), EVERY["naked-pod"]()])
    assert run.crashed
    assert [each.rule for each in run.findings] == ["naked-pod", "internal-error"]


def test_an_ignore_does_not_silence_itself() -> None:
    for name in ("unused-ignore", "suppressions"):
        text = f"# podlint: ignore[{name}] x\n{POD}"
        assert "unused-ignore" in {each.rule for each in lint(text)}
    text = f"# podlint: ignore[unknown-rule, nakedpod] x\n{POD}"
    assert [each.rule for each in lint(text)] == ["unused-ignore", "unknown-rule", "naked-pod"]


def test_another_ignore_may_silence_it() -> None:
    text = POD.replace("name: web\nspec", "name: web  # podlint: ignore[probes] x\nspec")
    assert not lint(f"# podlint: ignore[controllers, unused-ignore] x\n{text}")


def test_without_a_reason_only_where_it_is_wanted() -> None:
    text = POD.replace("kind: Pod", "kind: Pod  # podlint: ignore[naked-pod]")
    assert not lint(text)
    assert [each.rule for each in lint(text, "ignore-without-reason")] == ["ignore-without-reason"]


def test_results_can_be_pickled() -> None:
    text = f"# podlint: ignore-file[all] until=2027-01-31 x\n{LIST}"
    result = lint_bytes(text.encode(), "a.yaml", RuleSet(default_rules()), Project(), Profile())
    assert len(result.ignores) == 2
    assert vars(pickle.loads(pickle.dumps(result))) == vars(result)


def test_what_is_no_manifest_is_not_looked_at(tmp_path: Path) -> None:
    run = lint_in(tmp_path, "kind: 1  # podlint: ignore[naked-pod] x\n")
    assert not run.findings


# --- Configuration --------------------------------------------------------------------------------


def lint_in(folder: Path, text: str, **settings: object) -> Run:
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "deploy").mkdir(exist_ok=True)
    (folder / "deploy/web.yaml").write_bytes(text.encode())
    return lint_paths([str(folder)], **settings)  # type: ignore[arg-type]


def entry(folder: Path, **more: object) -> IgnoreEntry:
    config = str((folder / ".podlint.yaml").resolve())
    spot = Spot(Span(3, 5, 3, 20), "  - rule: naked-pod")
    given = {"rules": ("naked-pod",), "reason": "x", "file": config, "spot": spot, **more}
    return IgnoreEntry(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "counts"),
    [
        ({}, True),
        ({"rules": ("probes", "controllers")}, True),
        ({"kind": "P*", "name": "we?", "namespace": "*"}, True),
        ({"kind": "Deployment"}, False),
        ({"namespace": "shop"}, False),
        ({"container": "web"}, False),
        ({"path": "deploy/**"}, True),
        ({"path": "*.yaml"}, True),
        ({"path": "/web.yaml"}, False),
        ({"until": date(2020, 1, 1)}, False),
    ],
)
def test_entries(tmp_path: Path, asked: dict[str, object], counts: bool) -> None:
    asked = dict(asked)
    path = asked.pop("path", None)
    if path:
        asked["globs"] = Globs(str(tmp_path.resolve()), (str(path),))
    run = lint_in(tmp_path, POD, suppressions=Suppressions((entry(tmp_path, **asked),)))
    assert bool(run.suppressed) is counts
    if counts:
        assert run.suppressed[0][1:] == ("configuration", "x")


def test_an_entry_for_a_container(tmp_path: Path) -> None:
    text = TEMPLATE.replace('"schema, probes: x"', '"schema: x"')
    one = entry(tmp_path, rules=("probes",), container="w*")
    run = lint_in(tmp_path, text, suppressions=Suppressions((one,)))
    assert {each.finding.container for each in run.suppressed if each.by == "configuration"} == {
        "web"
    }


def test_an_entry_that_is_of_no_use(tmp_path: Path) -> None:
    one = entry(tmp_path, rules=("naked-pod", "probes", "prob"), name="web")
    run = lint_in(tmp_path, POD, suppressions=Suppressions((one,)))
    found = [(each.file, each.rule, each.span) for each in run.findings]
    assert sorted(found) == [
        (".podlint.yaml", "unknown-rule", Span(3, 5, 3, 20)),
        (".podlint.yaml", "unused-ignore", Span(3, 5, 3, 20)),
    ]
    part = lint_paths([str(tmp_path / "deploy")], suppressions=Suppressions((one,)))
    assert [each.rule for each in part.findings] == ["unknown-rule"]


def test_an_entry_that_is_over(tmp_path: Path) -> None:
    one = entry(tmp_path, until=date(2027, 1, 31))
    run = lint_in(tmp_path, POD, suppressions=Suppressions((one,), today=date(2027, 2, 1)))
    assert {each.rule for each in run.findings} == {"naked-pod", "expired-ignore"}


def test_an_audit(tmp_path: Path) -> None:
    text = POD.replace("kind: Pod", "kind: Pod  # podlint: ignore[naked-pod] by hand")
    run = lint_in(tmp_path, text, suppressions=Suppressions(audit=True))
    assert [each.rule for each in run.findings] == ["naked-pod"]
    assert [each.reason for each in run.suppressed] == ["by hand"]
    assert [each.finding for each in run.suppressed] == list(run.findings)


def test_the_json_twin_holds_the_same(tmp_path: Path) -> None:
    text = POD.replace(
        "  name: web\nspec", '  name: web\n  annotations: {podlint.dev/ignore: "naked: x"}\nspec'
    )
    twin = json_twin(text)
    assert json.loads(twin)
    assert [each[1] for each in as_expected(lint(twin))] == [
        each[1] for each in as_expected(lint(text))
    ]


@pytest.mark.parametrize(
    ("comment", "index", "left"),
    [
        ("# podlint: ignore[a] why", None, ""),
        ("#podlint: ignore[a]  ", None, ""),
        ("# of the shop # podlint: ignore[a] why", None, "# of the shop"),
        ("# podlint: ignore[a] why # of the shop", None, "# of the shop"),
        ("# one # podlint: ignore[a] why # two", None, "# one # two"),
        ("# podlint: ignore[a] until=2030-01-01 why", None, ""),
        ("# podlint: ignore[a, b] why", 0, "# podlint: ignore[b] why"),
        ("# podlint: ignore[a, b] why", 1, "# podlint: ignore[a] why"),
        ("# podlint: ignore[ a,b ,c ] why", 1, "# podlint: ignore[ a,c ] why"),
        ("# podlint: ignore[ a,b ,c ] why", 2, "# podlint: ignore[ a,b ] why"),
    ],
)
def test_what_a_comment_leaves(comment: str, index: int | None, left: str) -> None:
    (directive,) = directives(comment)
    assert without(comment, directive, index) == left


def test_the_other_ignore_of_a_comment_stays() -> None:
    comment = "# podlint: ignore[a] one # podlint: ignore[b] two"
    first, second = directives(comment)
    assert without(comment, first) == "# podlint: ignore[b] two"
    assert without(comment, second) == "# podlint: ignore[a] one"


@pytest.mark.parametrize(
    ("value", "which", "index", "left"),
    [
        ("a: x", 0, None, ""),
        ("a: x\n", 0, None, ""),
        ("a: x\nb: y\n", 0, None, "b: y\n"),
        ("a: x\nb: y\n", 1, None, "a: x\n"),
        ("a: x\nb: y", 1, None, "a: x"),
        ("a: x\n  b: y\nc: z", 1, None, "a: x\nc: z"),
        ("a, b: x\nc: y", 0, 0, "b: x\nc: y"),
        ("a , b: x", 0, 1, "a: x"),
    ],
)
def test_what_an_annotation_leaves(value: str, which: int, index: int | None, left: str) -> None:
    assert without(value, list(annotated(value))[which], index) == left


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kind: Namespace  # podlint: ignore[naked-pod, probes] x", "kind: Namespace"),
        ("# podlint: ignore[naked-pod] x\nkind: Namespace", "kind: Namespace"),
        # Nobody can tell what was meant to stand at the top, or to be read at all.
        ("kind: Namespace\n# podlint: ignore-file[naked-pod] x", ""),
        ("# podlint: ignore-file[naked-pod] x\n---\nkind: Namespace", ""),
    ],
)
def test_an_unused_ignore_is_removed(before: str, after: str) -> None:
    text = "apiVersion: v1\n{}\nmetadata: {{name: web}}\n"
    written = text.format(before)
    wanted = text.format(after or before)
    fixed = fix_text(written)
    assert fixed.data.decode() == wanted
    assert not fixed.refused


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ignore[nakedpod]", "ignore[naked-pod]"),
        ("ignore[ Naked-Pod, all ]", "ignore[ naked-pod, all ]"),
        ("ignore[invalid-valu/enum]", "ignore[invalid-value/enum]"),
        ("ignroe[naked-pod]", "ignore[naked-pod]"),
        ("ignorefile[naked-pod]", "ignore-file[naked-pod]"),
        ("ignore[missing-probe]", ""),
        ("ignore[no-such-thing]", ""),
        ("skip[naked-pod]", ""),
        ("ignore", ""),
    ],
)
def test_a_slip_is_corrected(before: str, after: str) -> None:
    text = "apiVersion: v1\nkind: Namespace  # podlint: {} why\nmetadata: {{name: web}}\n"
    rules = [EVERY["unknown-rule"]()]
    fixed = fix_text(text.format(before), rules=rules)
    assert fixed.data.decode() == text.format(after or before)
    assert not fixed.refused


def test_a_slip_in_an_annotation_is_data() -> None:
    annotations = "  annotations: {podlint.dev/ignore: 'nakedpod: why'}\n"
    text = POD.replace("  name: web\nspec", f"  name: web\n{annotations}spec")
    rules = [EVERY["unknown-rule"]()]
    assert fix_text(text, rules=rules).data.decode() == text
    fixed = fix_text(text, rules=rules, unsafe=True)
    assert fixed.data.decode() == text.replace("nakedpod", "naked-pod")
