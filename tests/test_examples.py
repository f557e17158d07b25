"""Every example of every rule is a test, and so is every example in other clothes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path as File
from typing import Any

import pytest

from marks import (
    as_expected,
    assert_expected,
    assert_marked,
    beside,
    read_marks,
    without_marks,
)
from podlint.engine import lint_paths
from podlint.model import Finding, Path, Severity
from podlint.registry import ALWAYS_ON, load_packs
from podlint.rule import Bad, Example, Good, Rule
from twins import NAMESPACE, block_end, json_lines, json_twin

HEADINGS = [
    "What it does",
    "Why it matters",
    "What to do instead",
    "When it is fine",
]
_SHIFT = "# a line more\n" * 10

OWN_RULES = tuple(rule for pack in load_packs() if pack.own for rule in pack.rules)
ALL_EXAMPLES = [(rule, example) for rule in OWN_RULES for example in rule.examples]


def name_of(value: object) -> str:
    if isinstance(value, Example):
        return re.sub(r"\W+", "-", value.title).strip("-") or "example"
    return value.id if isinstance(value, type) and issubclass(value, Rule) else str(value)


def cases(
    kind: type[Example], *, twins: bool = False, ignorable: bool = False
) -> pytest.MarkDecorator:
    """Parametrize over the examples of a kind; of ``twins`` only over those that have them.

    What Kubernetes cannot read at all holds no comments that could be read.
    """
    found = [
        (rule, example)
        for rule, example in ALL_EXAMPLES
        if isinstance(example, kind)
        and not (twins and example.no_twin)
        and not (ignorable and example.no_twin and rule.id in ALWAYS_ON)
    ]
    return pytest.mark.parametrize(("rule", "example"), found, ids=name_of)


every_rule = pytest.mark.parametrize("rule", OWN_RULES, ids=name_of)


class Repository:
    """A repository that an example is laid out in."""

    def __init__(self, folder: File) -> None:
        self.folder = folder

    def lint(self, rule: type[Rule], example: Example, text: str | None = None) -> list[Finding]:
        """What the rule finds in the example's file, with ``text`` in it if that is given."""
        (self.folder / ".git").mkdir(exist_ok=True)
        for path, content in example.files.items():
            self.write(path, content)
        file = self.write(example.path, example.text if text is None else text)
        options = {name.replace("-", "_"): value for name, value in example.options.items()}
        instance = rule(rule.Options(**options))
        run = lint_paths([str(file)], rules=[instance, *beside(rule, OWN_RULES)])
        assert not run.crashed, run.findings
        assert all(finding.file == example.path for finding in run.findings)
        return [finding for finding in run.findings if finding.rule == rule.id]

    def write(self, path: str, text: str) -> File:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        return file


@pytest.fixture
def repository(tmp_path: File) -> Repository:
    return Repository(tmp_path)


# --- What a rule has ------------------------------------------------------------------------------


@every_rule
def test_a_rule_has_a_bad_and_a_good_example(rule: type[Rule]) -> None:
    assert any(isinstance(example, Bad) for example in rule.examples)
    assert any(isinstance(example, Good) for example in rule.examples)
    titles = Counter(example.title for example in rule.examples)
    assert all(count == 1 for title, count in titles.items()), "two examples have one title"


@every_rule
def test_a_rule_is_documented_under_four_headings(rule: type[Rule]) -> None:
    title, _, page = rule.documentation().partition("\n")
    assert re.fullmatch(r"[A-Z].*\.", title)
    assert re.findall(r"^## (.*)$", page, re.M) == HEADINGS
    for section in re.split(r"^## .*$", page, flags=re.M)[1:]:
        assert section.strip(), "a heading without a text"


@every_rule
def test_a_summary_is_the_rest_of_a_sentence(rule: type[Rule]) -> None:
    assert re.fullmatch(r"[^\n]{10,100}[^.\n]", rule.summary)
    first = rule.summary.split()[0]
    assert first[0].islower() or not first[1:].islower(), "it begins with a capital"


@every_rule
def test_an_id_is_words(rule: type[Rule]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.id)
    assert isinstance(rule.severity, Severity)
    assert rule.group


@every_rule
def test_options_are_frozen_and_documented(rule: type[Rule]) -> None:
    assert is_dataclass(rule.Options)
    options = rule.Options()
    for field in fields(options):
        assert field.metadata.get("documentation"), field.name
        with pytest.raises(AttributeError):
            setattr(options, field.name, None)


@every_rule
def test_examples_use_options_that_exist(rule: type[Rule]) -> None:
    known = {field.name.replace("_", "-") for field in fields(rule.Options)}
    for example in rule.examples:
        assert example.options.keys() <= known


# --- The examples as they are ---------------------------------------------------------------------


@cases(Bad)
def test_bad(rule: type[Rule], example: Bad, repository: Repository) -> None:
    marks = read_marks(example.text)
    assert {name for _, name in marks} == {rule.id}, "it marks other rules than its own, or none"
    assert_marked(example.text, repository.lint(rule, example), example.path)


@cases(Good)
def test_good(rule: type[Rule], example: Good, repository: Repository) -> None:
    assert not read_marks(example.text)
    assert_expected(example.text, [], repository.lint(rule, example), example.path)


@cases(Bad)
def test_bad_without_marks(rule: type[Rule], example: Bad, repository: Repository) -> None:
    """A mark is a comment: nothing may depend on it."""
    text = without_marks(example.text)
    assert_expected(text, read_marks(example.text), repository.lint(rule, example, text))


# --- Ignored --------------------------------------------------------------------------------------


def marked_lines(example: Bad) -> list[int]:
    return sorted({line for line, _ in read_marks(example.text)})


def outside(example: Bad, first: int, last: int) -> list[tuple[int, str]]:
    """What is expected outside the lines from ``first`` to ``last``."""
    return [mark for mark in read_marks(example.text) if not first <= mark[0] <= last]


def bare(example: Bad) -> list[str]:
    """The lines of the example, without its marks."""
    return without_marks(example.text).splitlines()


@cases(Bad, ignorable=True)
def test_ignored_at_the_end_of_the_line(
    rule: type[Rule], example: Bad, repository: Repository
) -> None:
    for number in marked_lines(example):
        lines = bare(example)
        end = block_end(lines, number)
        lines[number - 1] += f"  # podlint: ignore[{rule.id}] it is an example"
        text = "\n".join(lines) + "\n"
        expected = outside(example, number, end)
        assert len(expected) < len(read_marks(example.text))
        assert_expected(text, expected, repository.lint(rule, example, text))


@cases(Bad)
def test_ignored_by_another_name(rule: type[Rule], example: Bad, repository: Repository) -> None:
    """An ignore comment for another rule, in the same place, silences nothing."""
    lines = bare(example)
    other = "some-other-rule" if rule.id != "unknown-rule" else "naked-pod"
    for number in marked_lines(example):
        lines[number - 1] += f"  # podlint: ignore[{other}] it is an example"
    text = "\n".join(lines) + "\n"
    assert_expected(text, read_marks(example.text), repository.lint(rule, example, text))


@cases(Bad, ignorable=True)
def test_ignored_on_the_line_above(rule: type[Rule], example: Bad, repository: Repository) -> None:
    for number in marked_lines(example):
        lines = bare(example)
        begins = [each for each, line in enumerate(lines, 1) if line and line[0] not in "#-."]
        end = len(lines) if number == begins[0] else block_end(lines, number)
        indent = re.match(r" *", lines[number - 1])
        assert indent is not None
        lines.insert(number - 1, f"{indent[0]}# podlint: ignore[{rule.id}] it is an example")
        text = "\n".join(lines) + "\n"
        kept = outside(example, number, end)
        assert len(kept) < len(read_marks(example.text))
        expected = [(line + (line >= number), name) for line, name in kept]
        assert_expected(text, expected, repository.lint(rule, example, text))


# --- In other clothes -----------------------------------------------------------------------------


def check_json(rule: type[Rule], example: Bad, repository: Repository) -> None:
    findings = repository.lint(rule, example)
    text = json_twin(example.text)
    twins = repository.lint(rule, example, text)
    assert Counter(map(identity, twins)) == Counter(map(identity, findings))
    lines = json_lines(text)
    for twin in twins:
        known = lines[twin.document]
        path = twin.path
        while path not in known:  # what is absent is shown at the nearest thing that is there
            path = path[:-1]
        assert twin.span.line in known[path], f"{path} stands on {known[path]}\n{text}"


def identity(finding: Finding) -> tuple[int, Path, str, Severity]:
    return finding.document, finding.path, finding.check, finding.severity


def check_crlf(rule: type[Rule], example: Bad, repository: Repository) -> None:
    text = example.text.replace("\n", "\r\n")
    assert_expected(text, read_marks(example.text), repository.lint(rule, example, text))


def check_behind(rule: type[Rule], example: Bad, repository: Repository) -> None:
    shift = NAMESPACE.count("\n")
    text = NAMESPACE + example.text
    expected = [(line + shift, name) for line, name in read_marks(example.text)]
    assert_expected(text, expected, repository.lint(rule, example, text))


def check_mended_json(rule: type[Rule], example: Bad, repository: Repository) -> None:
    """As JSON it becomes what the example becomes, where that says so."""
    from test_fixes import check_json_is_mended_alike

    if example.fixed:
        check_json_is_mended_alike(repository.folder, rule, example)


@cases(Bad, twins=True)
def test_as_json(rule: type[Rule], example: Bad, repository: Repository) -> None:
    check_json(rule, example, repository)


@cases(Bad, twins=True)
def test_with_other_line_ends(rule: type[Rule], example: Bad, repository: Repository) -> None:
    check_crlf(rule, example, repository)


@cases(Bad, twins=True)
def test_behind_another_document(rule: type[Rule], example: Bad, repository: Repository) -> None:
    check_behind(rule, example, repository)


@cases(Good, twins=True)
def test_good_as_json(rule: type[Rule], example: Good, repository: Repository) -> None:
    assert not repository.lint(rule, example, json_twin(example.text))


@cases(Bad)
def test_an_example_without_a_twin_has_a_reason(
    rule: type[Rule], example: Bad, repository: Repository
) -> None:
    """Where all the twins hold, ``no_twin`` is not true."""
    if not example.no_twin:
        return
    for check in (check_json, check_crlf, check_behind, check_mended_json):
        try:
            check(rule, example, repository)
        except (AssertionError, ValueError, IndexError, pytest.fail.Exception):
            return
    pytest.fail(f"its twins all hold, and it says: {example.no_twin}")


@cases(Bad)
def test_fingerprints_do_not_hold_lines(
    rule: type[Rule], example: Bad, repository: Repository
) -> None:
    before = repository.lint(rule, example)
    after = repository.lint(rule, example, _SHIFT + example.text)
    assert as_expected(after) == [(line + 10, name) for line, name in as_expected(before)]
    assert [each.fingerprint for each in after] == [each.fingerprint for each in before]
    assert len({each.fingerprint for each in before}) == len(before)


# --- The tests themselves -------------------------------------------------------------------------


def test_an_example_in_a_repository_sees_its_files(repository: Repository) -> None:
    """A kustomization beside the example counts, and what it says can be seen in the findings."""
    missing = next(rule for rule in OWN_RULES if rule.id == "missing-field")
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n"
    plain = Good(text=text, path="overlay/web.yaml")
    assert repository.lint(missing, plain)
    files = {"overlay/kustomization.yaml": "patches:\n  - path: web.yaml\n"}
    assert not repository.lint(missing, replace(plain, files=files))


def test_the_options_of_an_example_count(repository: Repository) -> None:
    startup = next(rule for rule in OWN_RULES if rule.id == "missing-startup-probe")
    delayed = next(each for each in startup.examples if each.title == "A long delay")
    assert repository.lint(startup, delayed)
    options: Mapping[str, Any] = {"delay-after-seconds": 1000}
    assert not repository.lint(startup, replace(delayed, options=options))


def _texts() -> Iterator[tuple[str, int, int]]:
    yield "a:\n  b: 1\n  c: 2\nd: 3\n", 1, 3
    yield "a:\n- b: 1\n  c: 2\n- d: 3\ne: 4\n", 1, 4
    yield "a:\n- b: 1\n  c: 2\n- d: 3\ne: 4\n", 2, 3
    yield "a: 1\n---\nb: 2\n", 1, 1


@pytest.mark.parametrize(("text", "first", "last"), list(_texts()))
def test_block_end(text: str, first: int, last: int) -> None:
    assert block_end(text.splitlines(), first) == last
