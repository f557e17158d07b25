"""Places looked up in events are those that the tree has."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from document.writing import Writer
from podlint.document import Document, Layout, Source, load, parse
from podlint.document import loader as loader_module
from podlint.document.events import Events, Recording, c_events, pure_events
from podlint.document.outline import Outline
from podlint.document.parse import record, tree_of
from podlint.model import Path, Place

REGULAR = {
    "deployment": "kind: Deployment\nspec:\n  replicas: 3\n  template:\n    spec:\n"
    "      containers:\n      - name: a\n        args: [a, 'b', \"c d\"]\n        tty: # later\n"
    "      - {name: b, env: [{name: x}], ports: []}\n  paused: false\n",
    "keys": "8080: a\n0x1F: b\nTrue: c\n1.5: d\n\"on\": e\n'x y' : f\n",
    "a key of several lines": "? |\n  a\n  b\n: c\n? - d\n",
    "nothing written": "a:\nb:\n  c:\n  d: ''\ne:\n  -\n  - f:\n  -\n",
    "blocks": "a: |\n  one\n  two\n\n\nb:\n  - >-\n    three\n\n  - |+\n    four\n\n\n# end\n",
    "lists in lists": "- - a\n  - - b\n    - c: d\n-\n  - e\n- []\n- {}\n- {f: [g], h: }\n",
    "a scalar": "just text\n  in two lines\n",
    "emoji and carriage returns": "é: \U0001f600 b # c\r\nd:\r\n  - ü\r\n",
    "colons that the parser refuses": 'a: {image: nginx:1.27, b: [http://x:80]}\nc: "it\\\'s"\n',
    "a byte order mark inside": "a: x\ufeffy\nb: c\n",
}


def places(layout: Layout) -> Iterator[Place]:
    """All places of a document, and some next to them that are not there."""
    for scope in layout.scopes():
        path: Path = scope.path
        for each in (path, (*path, "nowhere"), (*path, 0), (*path, 99), (*path, "a", "b")):
            yield Place(each, "key")
            yield Place(each, "value")
            yield Place(each, "key", 1)
            yield Place(each, "key", 2)


def assert_places_agree(document: Document) -> None:
    text = document.text
    exact = Layout(document.source, document.start, text, lambda: tree_of(text))
    layouts = [document.layout]
    if document.by_lines:
        outline = Outline(record(text), text)
        layouts.append(
            Layout(document.source, document.start, text, lambda: tree_of(text), outline)
        )
    for place in places(exact):
        for layout in layouts:
            assert layout.span(place) == exact.span(place), place
            assert layout.written(place.path) == exact.written(place.path), place
    assert list(document.layout.scopes()) == list(exact.scopes())


@pytest.mark.parametrize("text", REGULAR.values(), ids=list(REGULAR))
def test_an_outline_finds_what_the_tree_finds(text: str) -> None:
    for document in load(Source("a.yaml", f"# first\n---\n{text}---\n{text}")):
        assert_places_agree(document)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_an_outline_finds_what_the_tree_finds_in_any_regular_document(data: st.DataObject) -> None:
    text, _ = Writer(lambda some: data.draw(st.sampled_from(some)), regular=True).document()
    (document,) = load(Source("a.yaml", text))
    assert_places_agree(document)


def test_the_outline_of_a_regular_document_needs_no_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    (document,) = load(Source("a.yaml", REGULAR["deployment"]))
    monkeypatch.setattr(parse, "compose_tree", None)
    assert document.layout.span(Place(("spec", "replicas")))[:2] == (3, 13)
    assert document.layout.written(("spec", "replicas")) == "3"


def test_events_of_a_long_file_are_not_all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader_module, "_MOST_KEPT", 10)
    for document in load(Source("a.yaml", "a: b\n---\nc:\n  d: e\n")):
        assert_places_agree(document)


@pytest.mark.parametrize("events", [c_events, pure_events])
def test_a_record_replays_events_up_to_what_was_refused(
    events: Callable[[str], Events],
) -> None:
    for text in ("a: b\n", "a: b\n...\n]\n", "a: [\n", ""):
        whole, refused = [], ""
        next_event = events(text)
        try:
            while event := next_event():
                whole.append(repr(event))
        except Exception as error:
            refused = str(error)
        recorded = Recording(events(text))
        assert recorded.complete == (not refused)
        assert [repr(event) for event in recorded.events] == whole
        next_event = recorded.replay()
        assert [repr(next_event()) for _ in whole] == whole
        with pytest.raises(StopIteration if not refused else Exception):
            next_event()


def test_an_outline_says_how_far_a_path_leads() -> None:
    outline = Outline(record("a: {b: c}\n"), "a: {b: c}\n")
    assert outline.find(("a", "b")).whole
    assert not outline.find(("a", 0)).whole
    assert outline.find(("a", "x"))[:2] == outline.find(("a",))[:2]
