"""Places looked up in lines are those that the tree has."""

from __future__ import annotations

import random
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from document.test_lines import PIECES, fixtures
from document.test_outline import places
from document.writing import Writer
from podlint.document import Layout, Source, load, loader, parse
from podlint.model import Place


def assert_places_agree(text: str) -> bool:
    """The places of what is read line by line are those of its tree; whether there is such a thing."""
    found = False
    for document in load(Source("a.yaml", text)):
        if not document.by_lines:
            continue
        found, own = True, document.text
        exact = Layout(document.source, document.start, own, partial(parse.tree_of, own))
        for place in places(exact):
            assert document.layout.span(place) == exact.span(place), (text, place)
            assert document.layout.written(place.path) == exact.written(place.path), (text, place)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n",
        "a: b",
        "  a: b\n  c: d\n",
        "a:\nb:   # none\nc:\n  d:\n",
        "# first\n\na: b c  # d\n\n  # e\n#f\nc: x#y\n",
        "a:\n- b\n- c: 1\n  d: 2\n-   e: 3\n    f:\n    - 4\ng: 5\n",
        "a:\n  - b: 1\n  - c:\n    - d\n    e:\n  -  -1 2\nf:\n- g\n",
        "a:\n  # more\n  - b: |  # why\n      - c: 1\n\n      d: 2\n    e: f\n  - g\n",
        'a: "b: #c"  # d\nb: \'x\'\nc: ""\nd:\n  - "e"  # f\n  - \'\'\n',
        "a: {b: {c: {d: [1, [2]]}}, e: }\n",
        "a: {b: 1, c: [x, 'y', \"z\"], d: {}}   # [}\ne: [] # none\nf:\n- {g: h}\n- [i]\n",
        "a: [nginx:1.27, http://x:80/y]\nb: {}\n",
        'a: é # ü\nb: "日本"\nc: [🚀, {d: ñ}]\ne: f\n',
        "x: {a: 1}\n---\ny:\n- b: {c: d}\n",
    ],
)
def test_lines_tell_what_the_tree_tells(text: str) -> None:
    assert_places_agree(text)


def test_lines_of_manifests_tell_what_the_tree_tells() -> None:
    assert sum(map(assert_places_agree, random.Random(3).sample(list(fixtures()), 60))) > 30


def test_whatever_is_read_by_lines_is_found_in_them() -> None:
    draw = random.Random(9)
    texts = [text for text in fixtures() if len(text) < 1_500]
    read = 0
    for _ in range(200):
        text = draw.choice(texts)
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(text) + 1)
            text = text[:at] + draw.choice(PIECES) + text[at + draw.randint(0, 3) :]
        read += assert_places_agree(text)
    assert read > 5
    for _ in range(3_000):
        assert_places_agree("".join(draw.choices(PIECES, k=draw.randint(1, 12))))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_places_agree_in_any_regular_document(data: st.DataObject) -> None:
    text, _ = Writer(lambda some: data.draw(st.sampled_from(some)), regular=True).document()
    assert_places_agree(text)


def test_no_parser_is_asked_for_places_in_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    (document,) = load(Source("a.yaml", "a:\n- b: 1  # one\n  c: 'x'\n"))
    assert document.by_lines
    monkeypatch.setattr(parse, "record", None)
    monkeypatch.setattr(loader, "_tree", None)
    assert document.layout.span(Place(("a", 0, "c"), "key"))[:2] == (3, 3)
    assert document.layout.written(("a", 0, "b")) == "1"
