"""The C parser and the pure parser: equal data and equal places, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from document.reading import HEAD, kubectl_reads, paths, read, refused, same
from document.writing import Writer
from podlint.document import Document, events
from podlint.model import AmbiguousScalarFault, key_of, value_of

HAS_C_PARSER = vars(events)["CParser"] is not None

needs_both = pytest.mark.skipif(not HAS_C_PARSER, reason="the C parser is not installed")


@contextmanager
def pure_parser() -> Iterator[None]:
    """Read as on a platform that has no C parser."""
    with mock.patch.object(events, "CParser", None):
        yield


def places(document: Document) -> list[object]:
    """Everything that a Layout tells."""
    layout = document.layout
    found: list[object] = [*layout.scopes(), *layout.comments]
    for path in paths(document.data):
        found += [path, layout.span(key_of(path)), layout.span(value_of(path))]
        found.append(layout.written(path))
    return found


def assert_read_alike(text: str, expected: list[object]) -> None:
    by_c = read(text)
    assert all(
        isinstance(fault, AmbiguousScalarFault) for document in by_c for fault in document.faults
    )
    assert [document.data for document in by_c] == expected
    with pure_parser():
        by_pure = read(text)
        assert [document.data for document in by_pure] == expected
        assert [places(document) for document in by_pure] == [places(document) for document in by_c]


@st.composite
def streams(draw: st.DrawFn) -> tuple[str, list[object]]:
    """A text of several documents, and their data."""
    texts, expected = [], []
    for _ in range(draw(st.integers(1, 3))):
        text, data = Writer(lambda some: draw(st.sampled_from(some))).document()
        texts.append(text)
        expected.append(data)
    separator = draw(st.sampled_from(("---\n", "--- # c\n", "---   \n---\n# d\n")))
    whole = separator.join(texts)
    ending = draw(st.sampled_from(("\n", "\n", "\r\n")))
    return whole.replace("\n", ending), expected


@needs_both
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(streams())
def test_data_and_places_do_not_depend_on_the_parser(stream: tuple[str, list[object]]) -> None:
    assert_read_alike(*stream)


@needs_both
@pytest.mark.parametrize(
    "text",
    [
        "a:\n\n\nb:\n  # c\nc:\n",
        "a: # c\n# d\nb: 1\n",
        "- \n-\n\n- # c\n- x\n",
        "{a: , b:, c}\n",
        "- {a: ,\n   b}\n- [ a , b ,]\n",
        "a: |+\n  x\n\n\n# c\nb: >-\n  y\n\n  z\n \nc: 1\n",
        "a: |\n  x\n  # text\n # comment\nb: 1\n",
        "a: &x\nb: !!str\nc: &y !!str\n",
        "- - - a\n    -\n  - \n- b:\n    c:\n  d:\n",
        '"a" : "b\n\n  c"\n? d\n: e\n? f\n',
        "a: b\n   c\n\n   d   # e\n",
        "&m !!map {&k a: &v !!int 1}\n",
        "a:\r\n  - b\r\n\r\n  -\r\nc: |\r\n  d\r\n",
        "a:\r  - b\r\rc: |\r  d\r",
        "a: {b: 1}\nc: [x:y, nginx:1.27]\nd: e",
        "x: [é:日, 😀:😀]\ny: 1\n",
    ],
)
def test_places_of_what_the_parsers_mark_otherwise(text: str) -> None:
    by_c = read(text)
    with pure_parser():
        assert [places(document) for document in read(text)] == [places(each) for each in by_c]


REFUSED = object()
DIFFERENCES: list[tuple[str, object, object]] = [
    # written below HEAD, what kubectl and the C parser make of it, what the pure parser makes of it
    ("x: a\t\n", "a", REFUSED),
    ("x: a\t# c\n", "a", REFUSED),
    ("x:\ta\n", "a", REFUSED),
    ("x: a\tb\n", "a\tb", REFUSED),
    ("x: |#c\n  a\n", "a\n", REFUSED),
    ('x: ["a":b]\n', [{"a": "b"}], REFUSED),
    ('x: "it\\\'s"\n', "it's", REFUSED),
    ("x: !!a!b c\n", "c", REFUSED),
    ("x: a\x85y\n", REFUSED, "a y"),
    ("x: a\u2028y\n", REFUSED, "a\u2028y"),
    ("x: [a?b]\n", REFUSED, ["a?b"]),
    ("x: [:a]\n", REFUSED, [":a"]),
    ("x: &é b\n", REFUSED, "b"),
    ("x: &a.b c\n", REFUSED, "c"),
    ('x: "\\ud800"\n', REFUSED, "\ud800"),
]
ALIKE: list[tuple[str, object]] = [
    # written below HEAD, what kubectl and both parsers make of it
    ("x: {image: nginx:1.27}\n", {"image": "nginx:1.27"}),
    ("x: [curl, http://localhost:8080]\n", ["curl", "http://localhost:8080"]),
    ("x: {a:1}\n", {"a:1": None}),
    ("x: {a:,b: c}\n", {"a:": None, "b": "c"}),
    ("x: [a:]\n", ["a:"]),
    ("x: [a:b:c, d]\n", ["a:b:c", "d"]),
    ('x: {"a":1}\n', {"a": 1}),
    ("x: {? b : c}\n", {"b": "c"}),
    ("x: [a: b]\n", [{"a": "b"}]),
    ("x: a#b\n", "a#b"),
    ("x: a b # c\n", "a b"),
    ("x: -a\n", "-a"),
    ("x: ?a\n", "?a"),
    ("x: :a\n", ":a"),
    ("x: a:\n", REFUSED),
    ("x: a: b\n", REFUSED),
    ("x: - a\n", REFUSED),
    ("x: 'a'b\n", REFUSED),
    ("x: [a]b\n", REFUSED),
    ("x: @a\n", REFUSED),
    ("x: `a`\n", REFUSED),
    ("x: %a\n", REFUSED),
    ("x: [a\n", REFUSED),
    ("x: [,]\n", REFUSED),
    ("x: [a,, b]\n", REFUSED),
    ("x:\n\ty: a\n", REFUSED),
    ("\tx: a\n", REFUSED),
    ("x: *a\n", REFUSED),
    ("x: |0\n a\n", REFUSED),
    ("x: {{ a }}\n", REFUSED),
    ('x: "\\/"\n', REFUSED),
    ('x: "\\q"\n', REFUSED),
    ("x: a\x07\n", REFUSED),
    ("x: |2\n   a\n", " a\n"),
    ("x: >\n  a\n  b\n\n  c\n", "a b\nc\n"),
    ("x: |\n  a", "a\n"),
    ("x: |-\n  a", "a"),
    ("x: |+\n  a\n\n", "a\n\n"),
    ("x: >\n  a\n   b\n  c", "a\n b\nc\n"),
    ('x: "a\n\n  b\\\n  c"\n', "a\nbc"),
    ("x: a\ufeffb\n", "a\ufeffb"),
]


def outcome(text: str) -> object:
    """The value of ``x``, or REFUSED."""
    (document,) = read(HEAD + text)
    return REFUSED if refused(document) else document.data["x"]


@needs_both
@pytest.mark.parametrize(("text", "expected", "by_pure"), DIFFERENCES)
def test_where_they_differ_kubectl_decides(text: str, expected: object, by_pure: object) -> None:
    assert same(outcome(text), expected)
    with pure_parser():
        assert same(outcome(text), by_pure)


@pytest.mark.parametrize(("text", "expected"), ALIKE)
def test_what_both_read_as_kubectl_does(text: str, expected: object) -> None:
    assert same(outcome(text), expected)
    with pure_parser():
        assert same(outcome(text), expected)


def test_kubectl_decides_so() -> None:
    wrong = []
    for text, expected in [(text, expected) for text, expected, _ in DIFFERENCES] + ALIKE:
        found = kubectl_reads(HEAD + text)
        if not same(REFUSED if found is None else found["x"], expected):
            wrong.append((text, expected, found))
    assert wrong == []


@needs_both
def test_places_are_exact_behind_a_colon_that_the_c_parser_refuses() -> None:
    (document,) = read('a: [x:y, "it\\\'s", é:z]\nb: {c: d:e:f}\n')
    assert document.data == {"a": ["x:y", "it's", "é:z"], "b": {"c": "d:e:f"}}
    spans = [document.layout.span(value_of(path)) for path in paths(document.data)]
    columns = [(span.line, span.column, span.end_column) for span in spans]
    assert columns == [
        (1, 1, 23), (1, 4, 23), (1, 5, 8), (1, 10, 17), (1, 19, 22), (2, 4, 14), (2, 8, 13),
    ]  # fmt: skip


@needs_both
def test_many_such_colons_end_soon() -> None:
    items = [f"a:{index}" for index in range(5000)]
    (document,) = read("[" + ", ".join(items) + "]\n")
    assert document.data == items


@needs_both
def test_a_text_with_private_characters_is_read_all_the_same() -> None:
    (document,) = read("- [a:b, \ue000, \ue001\ue002]\n")
    assert document.data == [["a:b", "\ue000", "\ue001\ue002"]]
