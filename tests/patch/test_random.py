"""Random edits of random documents come out as meant, or are refused, which is rare."""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from document.reading import read, same
from document.writing import Writer
from patch.editing import KINDS, Choose, edited, random_edit
from podlint.model import Delete, DuplicateKeyFault, Edit, InsertComment
from podlint.patch import Refused, apply, verify

EXAMPLES = int(os.environ.get("PODLINT_EXAMPLES", "40"))

FLOORS = {
    "set": 0.9,
    "rename": 0.9,
    "insert-key": 0.9,
    "insert-item": 0.9,
    "delete": 0.7,
    "move": 0.7,
    "comment": 0.8,
}
"""How many of the edits of a kind have to succeed where no anchor forbids it."""


def written(choose: Choose, *, regular: bool) -> tuple[str, Any, int]:
    """A file with its data and the number of the document that is meant."""
    text, data = Writer(choose, regular=regular).document()
    before = choose(("", "", "---\n", "--- # c\n", "a: 1\n---\n", "\ufeff", "\ufeff# c\n"))
    after = choose(("", "", "---\nb: |+\n  text\n\n", "...\n", "---\n"))
    if not after and choose((False, False, True)):
        text = text.removesuffix("\n")
    text = before + text + after
    if choose((False, True)):
        text = text.replace("\n", "\r\n")
    return text, data, int("a: 1" in before)


def comments(text: str, document: int) -> Counter[str]:
    return Counter(each.text.rstrip() for each in read(text)[document].layout.comments)


def attempt(text: str, document: int, edit: Edit) -> str | None:
    """The text after the edit, None where it is refused."""
    try:
        return apply(text, [edit], document)
    except Refused as refused:
        note(f"refused: {refused}")
        return None


def check(text: str, after: str, document: int, edit: Edit) -> None:
    """The data are those that are meant, nothing else changes, and no comment is lost."""
    old, new = read(text), read(after)
    assert len(old) == len(new)
    for index, (one, other) in enumerate(zip(old, new, strict=True)):
        wanted = edited(one.data, edit) if index == document else one.data
        assert other.readable
        assert same(other.data, wanted)
    lost = comments(text, document) - comments(after, document)
    if not isinstance(edit, Delete):
        assert not lost
    added = comments(after, document) - comments(text, document)
    assert sum(added.values()) == isinstance(edit, InsertComment)
    assert touched(text, after, edit) <= 2 or isinstance(edit, Delete)
    assert ("\r\n" in after and "\n" in after.replace("\r\n", "")) == (
        "\r\n" in text and "\n" in text.replace("\r\n", "")
    )


def touched(text: str, after: str, edit: Edit) -> int:
    """How many lines are gone or changed that the edit leaves alone.

    Those of a scalar that is written anew do not count, and neither does the indentation of what
    moves.
    """
    old = [line.strip() for line in text.splitlines()]
    new = [line.strip() for line in after.splitlines()]
    if type(edit).__name__ in ("InsertKey", "InsertItem", "InsertComment"):
        blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        kept = {at for block in blocks for at in range(block.a, block.a + block.size)}
        gone = (line for at, line in enumerate(old) if at not in kept)
        return sum(any(char not in "[]{} " for char in line) for line in gone)
    return 0


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_comes_out_as_meant(kind: str, data: st.DataObject) -> None:
    def choose(options: Any) -> Any:
        return data.draw(st.sampled_from(options))

    text, _, document = written(choose, regular=False)
    note(text)
    found = read(text)[document]
    edit = random_edit(found.data, kind, choose)
    note(repr(edit))
    if edit is None:
        return
    after = attempt(text, document, edit)
    if after is not None:
        note(after)
        check(text, after, document, edit)
        verify(text, after, [edit], document)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "comment"])
def test_json_stays_json(kind: str, data: st.DataObject) -> None:
    def choose(options: Any) -> Any:
        return data.draw(st.sampled_from(options))

    _, inner = Writer(choose, regular=True).document()
    layout: dict[str, Any] = choose(
        ({}, {"indent": 2}, {"indent": "\t"}, {"indent": 4}, {"separators": (",", ":")})
    )
    text = json.dumps({"a": inner, "b": 1}, ensure_ascii=False, **layout)
    document = choose((0, 1))
    text = '{"first": []}' * document + text + choose(("", "\n", '{"last": {}}'))
    found = read(text)[document]
    edit = random_edit(found.data, kind, choose)
    note(f"{text}\n{edit!r}")
    if edit is not None:
        after = apply(text, [edit], document)
        note(after)
        check(text, after, document, edit)
        own = read(after)[document].text
        if layout:
            assert same(json.loads(own), read(after)[document].data)
        if "indent" not in layout:
            assert "\n" not in own


@pytest.mark.parametrize("kind", KINDS)
def test_refusals_are_rare(kind: str) -> None:
    """Without anchors, which are refused for good, nearly all edits can be made."""
    chance = random.Random(kind)
    done: Counter[bool] = Counter()
    reasons: Counter[str] = Counter()
    while done.total() < 150:
        text, _, document = written(chance.choice, regular=True)
        found = read(text)[document]
        if any(isinstance(fault, DuplicateKeyFault) for fault in found.faults):
            continue
        edit = random_edit(found.data, kind, chance.choice)
        if edit is not None:
            try:
                apply(text, [edit], document)
                done[True] += 1
            except Refused as refused:
                if refused.detail != "there is one":  # a comment, which nobody may overwrite
                    done[False] += 1
                    reasons[str(refused)] += 1
    assert done[True] / done.total() >= FLOORS[kind], reasons
