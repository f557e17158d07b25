"""Every example that says what it becomes is mended to exactly that, in other clothes too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

import pytest

from marks import beside, without_marks
from podlint.document import Source, load
from podlint.engine import lint_paths, linter
from podlint.fixer import Fixed, fix_bytes
from podlint.model import Finding
from podlint.model.record import replace
from podlint.profile import Profile
from podlint.rule import Bad, Rule
from test_examples import ALL_EXAMPLES, OWN_RULES, name_of
from twins import NAMESPACE, json_twin

BAD = [(rule, each) for rule, each in ALL_EXAMPLES if isinstance(each, Bad)]
MENDED = [(rule, each) for rule, each in BAD if each.fixed]
bad = pytest.mark.parametrize(("rule", "example"), BAD, ids=name_of)
mended = pytest.mark.parametrize(("rule", "example"), MENDED, ids=name_of)


def fix(folder: File, rule: type[Rule], example: Bad, text: str) -> Fixed:
    """The text after the fixes of the rule, as the file of the example in its repository."""
    (folder / ".git").mkdir(exist_ok=True)
    for path, content in {**example.files, example.path: text}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode())
    options = {name.replace("-", "_"): value for name, value in example.options.items()}
    rules = [rule(rule.Options(**options)), *beside(rule, OWN_RULES)]
    paths = [str(folder / example.path)]
    run = lint_paths(paths, rules=rules)
    lint = linter(run, paths, rules=rules, profile=Profile())

    def with_own_fixes(data: bytes, file: str) -> list[Finding]:
        found = lint(data, file)
        return [each if each.rule == rule.id else replace(each, fix=None) for each in found]

    return fix_bytes(text.encode(), example.path, with_own_fixes, unsafe=True)


def data_of(text: str) -> list[Any]:
    return [document.data for document in load(Source("", text))]


@bad
def test_an_example_becomes_what_it_says(rule: type[Rule], example: Bad, tmp_path: File) -> None:
    """Byte for byte; and where it says nothing, the rule has no fix for it."""
    text = without_marks(example.text)
    fixed = fix(tmp_path, rule, example, text)
    assert fixed.data.decode() == (example.fixed or text)
    if example.fixed:
        assert not fixed.refused
        assert fixed.mended


@mended
def test_what_is_mended_needs_no_mending(rule: type[Rule], example: Bad, tmp_path: File) -> None:
    fixed = fix(tmp_path, rule, example, example.fixed)
    assert fixed.data.decode() == example.fixed
    assert not fixed.mended


@mended
def test_line_ends_stay(rule: type[Rule], example: Bad, tmp_path: File) -> None:
    text = without_marks(example.text).replace("\n", "\r\n")
    fixed = fix(tmp_path, rule, example, text)
    assert fixed.data.decode() == example.fixed.replace("\n", "\r\n")


@mended
def test_other_documents_stay(rule: type[Rule], example: Bad, tmp_path: File) -> None:
    text = NAMESPACE + without_marks(example.text)
    assert fix(tmp_path, rule, example, text).data.decode() == NAMESPACE + example.fixed


@pytest.mark.parametrize(
    ("rule", "example"),
    [(rule, example) for rule, example in MENDED if not example.no_twin],
    ids=name_of,
)
def test_json_is_mended_alike(rule: type[Rule], example: Bad, tmp_path: File) -> None:
    check_json_is_mended_alike(tmp_path, rule, example)


def check_json_is_mended_alike(folder: File, rule: type[Rule], example: Bad) -> None:
    fixed = fix(folder, rule, example, json_twin(without_marks(example.text)))
    assert list(_json(fixed.data.decode())) == data_of(example.fixed)


def _json(text: str) -> Iterator[Any]:
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = decoder.raw_decode(text, at)
        yield value
