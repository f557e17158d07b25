"""Exact places: keys, values, items, comments and scopes, in every way of writing them."""

from __future__ import annotations

import codecs
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from document.reading import duplicates, paths, read, read_one
from document.writing import Writer
from podlint.document import DecodeError, Source, decode, load
from podlint.document.layout import Comment
from podlint.model import Mark, Path, Place, Span, key_of, value_of


def key(text: str, *path: str | int, nth: int = 0, document: int = 0) -> str:
    return shown(read(text)[document].layout.span(Place(path, "key", nth)))


def value(text: str, *path: str | int, nth: int = 0, document: int = 0) -> str:
    return shown(read(text)[document].layout.span(Place(path, "value", nth)))


def shown(span: Span) -> str:
    assert span.line == span.end_line
    return f"{span.line}:{span.column}-{span.end_column}"


BLOCK = """\
spec:  # c
  containers:
  - name: web
    args: [a, "b c", {k: v}]
  -   name: 'side'
      command:
      - - x
        - yy
  paused:
"""


@pytest.mark.parametrize(
    ("path", "at_key", "at_value"),
    [
        ((), "1:1-5", "1:1-11"),
        (("spec",), "1:1-5", "2:3-14"),
        (("spec", "containers"), "2:3-13", "3:3-14"),
        (("spec", "containers", 0), "3:5-9", "3:5-14"),
        (("spec", "containers", 0, "name"), "3:5-9", "3:11-14"),
        (("spec", "containers", 0, "args"), "4:5-9", "4:11-29"),
        (("spec", "containers", 0, "args", 0), "4:12-13", "4:12-13"),
        (("spec", "containers", 0, "args", 1), "4:15-20", "4:15-20"),
        (("spec", "containers", 0, "args", 2), "4:23-24", "4:22-28"),
        (("spec", "containers", 0, "args", 2, "k"), "4:23-24", "4:26-27"),
        (("spec", "containers", 1), "5:7-11", "5:7-19"),
        (("spec", "containers", 1, "name"), "5:7-11", "5:13-19"),
        (("spec", "containers", 1, "command"), "6:7-14", "7:7-12"),
        (("spec", "containers", 1, "command", 0), "7:9-12", "7:9-12"),
        (("spec", "containers", 1, "command", 0, 1), "8:11-13", "8:11-13"),
        (("spec", "paused"), "9:3-9", "9:3-9"),
        # what is not there stands at the nearest thing that is
        (("spec", "replicas"), "1:1-5", "1:1-5"),
        (("spec", "containers", 0, "image"), "3:5-9", "3:5-9"),
        (("spec", "containers", 7), "2:3-13", "2:3-13"),
        (("spec", "containers", "x"), "2:3-13", "2:3-13"),
        (("spec", "containers", 0, "name", "deeper"), "3:5-9", "3:5-9"),
        (("absent",), "1:1-5", "1:1-5"),
    ],
)
def test_block_style(path: Path, at_key: str, at_value: str) -> None:
    assert key(BLOCK, *path) == at_key
    assert value(BLOCK, *path) == at_value


def test_json() -> None:
    text = '{\n  "a": {"b": [1, "x", null]},\n  "c": ""\n}'
    for style in (text, "---\n" + text):
        down = style.count("\n") - text.count("\n")
        assert value(style, "a", "b") == f"{2 + down}:14-28"
        assert key(style, "a", "b") == f"{2 + down}:9-12"
        assert value(style, "a", "b", 1) == f"{2 + down}:18-21"
        assert value(style, "a", "b", 2) == f"{2 + down}:23-27"
        assert value(style, "c") == f"{3 + down}:8-10"
        assert key(style) == f"{2 + down}:3-6"


def test_a_stream_of_json_objects() -> None:
    text = '{"a": 1}\n{"b":\n 2} {"c": 3}'
    assert [document.line for document in read(text)] == [1, 2, 3]
    assert value(text, "b", document=1) == "3:2-3"
    assert value(text, "c", document=2) == "3:11-12"


def test_scalars_of_several_lines_are_cut_to_the_first() -> None:
    text = 'a: "x\n  y"\nb: x\n  y\nc: |-\n  text\n\nd: >2  # c\n   text\n'
    assert value(text, "a") == "1:4-6"
    assert value(text, "b") == "3:4-5"
    assert value(text, "c") == "5:4-6"
    assert value(text, "d") == "8:4-11"


def test_nothing_written_falls_to_the_key() -> None:
    text = "a:\nb: # c\nc: {d: , e}\nf:\n-\n- \ng: ~\nh: &x\ni: !!str\n"
    assert value(text, "a") == "1:1-2"
    assert value(text, "b") == "2:1-2"
    assert value(text, "c", "d") == "3:5-6"
    assert value(text, "c", "e") == "3:10-11"
    assert value(text, "f", 0) == "5:2-3"
    assert value(text, "f", 1) == "6:2-3"
    assert value(text, "g") == "7:4-5"
    assert value(text, "h") == "8:4-6"
    assert value(text, "i") == "9:4-9"


def test_an_empty_last_line_without_line_end() -> None:
    assert value("a: 1\nb:", "b") == "2:1-2"
    assert value("- 1\n-", 1) == "2:2-3"
    assert value("a: |", "a") == "1:4-5"
    assert value("a: |\n  b", "a") == "1:4-5"


def test_duplicates_have_a_place_each() -> None:
    text = "a: 1\nb: 2\n'a': 3\na: 4\n"
    assert [key(text, "a", nth=nth) for nth in (0, 1, 2, 3)] == ["4:1-2", "1:1-2", "3:1-4", "4:1-2"]
    assert [value(text, "a", nth=nth) for nth in (0, 1, 3)] == ["4:4-5", "1:4-5", "4:4-5"]
    assert key(text, "a", nth=4) == "1:1-2"
    faults = duplicates(read_one(text))
    assert [(fault.place.nth, fault.first.nth, fault.spellings) for fault in faults if
            isinstance(fault.place, Place)] == [(2, 1, ("a", "a")), (3, 2, ("a", "a"))]  # fmt: skip


def test_keys_are_compared_as_kubernetes_converts_them() -> None:
    text = "y: 1\non: 2\n1: a\n'1': b\n"
    assert [fault.key for fault in duplicates(read_one(text))] == ["true", "1"]
    assert key(text, "true", nth=1) == "1:1-2"
    assert key(text, "true") == "2:1-3"


ALIASES = """\
base: &base {cpu: 1, more: &more [a, b]}
used: *base
list:
- *more
merged:
  <<: *base
  cpu: 2
both:
  cpu: 3
  <<: [*base, {x: 1}]
"""


def test_aliases_and_merges_stand_where_they_are_used() -> None:
    assert value(ALIASES, "base") == "1:7-41"
    assert value(ALIASES, "used") == "2:7-12"
    assert value(ALIASES, "used", "cpu") == "2:7-12"
    assert value(ALIASES, "used", "more", 1) == "2:7-12"
    assert key(ALIASES, "used", "cpu") == "2:7-12"
    assert value(ALIASES, "list", 0, 1) == "4:3-8"
    assert value(ALIASES, "merged", "more") == "6:7-12"
    assert value(ALIASES, "merged", "more", 0) == "6:7-12"
    assert value(ALIASES, "merged", "cpu") == "7:8-9"
    assert value(ALIASES, "both", "cpu") == "10:7-22"
    assert value(ALIASES, "both", "x") == "10:7-22"
    assert key(ALIASES, "both", "cpu", nth=1) == "9:3-6"


WIDE = "a: 😀\n日本: {e\u0301: x}\nc: ['👩‍👩‍👧', y]\n\td: 1"


def test_columns_are_code_points() -> None:
    text = WIDE.replace("\n\td: 1", "\nd: \t1")
    assert value(text, "a") == "1:4-5"
    assert key(text, "日本") == "2:1-3"
    assert key(text, "日本", "e\u0301") == "2:6-8"
    assert value(text, "日本", "e\u0301") == "2:10-11"
    assert value(text, "c", 0) == "3:5-12"
    assert value(text, "c", 1) == "3:14-15"
    assert value(text, "d") == "4:5-6"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends(ending: str) -> None:
    text = BLOCK.replace("\n", ending)
    for path in paths(read_one(BLOCK).data):
        assert key(text, *path) == key(BLOCK, *path)
        assert value(text, *path) == value(BLOCK, *path)
    assert [tuple(each) for each in read_one(text).layout.comments] == [(1, 8, "# c", False)]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks_take_no_column(mark: bytes, encoding: str) -> None:
    text = decode(mark + "é: 😀\nb: [x]\n".encode(encoding))
    (document,) = load(Source("a.yaml", text))
    assert document.data == {"é": "😀", "b": ["x"]}
    assert shown(document.layout.span(key_of(("é",)))) == "1:1-2"
    assert shown(document.layout.span(value_of(("b", 0)))) == "2:5-6"


def test_a_mark_behind_a_separator_and_one_in_the_text() -> None:
    text = "a: 1\n---\n\ufeffb: c\ufeff\nd: e\n"
    assert read(text)[1].data == {"b": "c\ufeff", "d": "e"}
    assert value(text, "d", document=1) == "4:4-5"
    assert key(text, "b", document=1) == "3:2-3"


@pytest.mark.parametrize(
    ("data", "place", "byte"),
    [
        (b"a: \xff\n", Mark(1, 4), "0xff is not valid UTF-8"),
        ("é\n日: ".encode() + b"\xe9\n", Mark(2, 4), "0xe9 is not valid UTF-8"),
        (b"a\r\nb\rc\xc3", Mark(3, 2), "0xc3 is not valid UTF-8"),
        (b"\xef\xbb\xbfab\x80", Mark(1, 3), "0x80 is not valid UTF-8"),
        (b"\xff\xfea\x00b", Mark(1, 2), "0x62 is not valid UTF-16-LE"),
        (b"\xff\xfe\n\x00\x00\xdc", Mark(2, 1), "0x00 is not valid UTF-16-LE"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, place: Mark, byte: str) -> None:
    with pytest.raises(DecodeError) as raised:
        decode(data)
    assert raised.value.mark == place
    assert raised.value.reason == f"byte {byte}"


def test_very_long_lines() -> None:
    text = "a: [" + ", ".join(f"x{index}" for index in range(20_000)) + "]\n"
    layout = read_one(text).layout
    span = layout.span(value_of(("a", 19_999)))
    assert text[span.column - 1 : span.end_column - 1] == "x19999"
    assert layout.span(value_of(("a",))).end_column == len(text)


SEVERAL = "--- # one\na: 1\n---\n# two\nb:\n- 2\n--- # three\n---\nc: 3 # c"


def test_several_documents() -> None:
    documents = read(SEVERAL)
    assert [document.data for document in documents] == [{"a": 1}, {"b": [2]}, {"c": 3}]
    assert [document.line for document in documents] == [2, 4, 9]
    assert [document.index for document in documents] == [0, 1, 2]
    assert value(SEVERAL, "a", document=0) == "2:4-5"
    assert value(SEVERAL, "b", 0, document=1) == "6:3-4"
    assert value(SEVERAL, "c", document=2) == "9:4-5"
    assert comments(SEVERAL) == [("4:1", "# two", True), ("9:6", "# c", False)]


def comments(text: str) -> list[tuple[str, str, bool]]:
    found: list[Comment] = []
    for document in read(text):
        found += document.layout.comments
    return [(f"{each.line}:{each.column}", each.text, each.alone) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a\nb: 1 # c\n  # d\ne: 2\n# f", [
            ("1:1", "# a", True), ("2:6", "# c", False), ("3:3", "# d", True), ("5:1", "# f", True)]),
        ("a: | # h\n  # t\n  x # t\n# c\n", [("1:6", "# h", False), ("4:1", "# c", True)]),
        ("a: >- # h\n  # t\n\n # c\nb: 1\n", [("1:7", "# h", False), ("4:2", "# c", True)]),
        ("a: |\n  # t", []),
        ("a: b#c\nd: '# e'\nf: \"# g\"\nh: x\n  y#z\n", []),
        ("a: !b#c d # e\n", [("1:11", "# e", False)]),
        ("a: &b # c\n  d: 1\n", [("1:7", "# c", False)]),
        ("a: [b, # c\n  d] # e\n", [("1:8", "# c", False), ("2:6", "# e", False)]),
        ("{a: 1 # b\n} # c\n", [("1:7", "# b", False), ("2:3", "# c", False)]),
        ("- # a\n  b\n- - # c\n    d\n", [("1:3", "# a", False), ("3:5", "# c", False)]),
        ("? a # b\n: c # d\n", [("1:5", "# b", False), ("2:5", "# d", False)]),
        ("a: #\nb:\t# c\n", [("1:4", "#", False), ("2:4", "# c", False)]),
        ("a: \"x\n  # y\" # z\n", [("2:8", "# z", False)]),
        ("a: x # y\r\n# z\r\n", [("1:6", "# y", False), ("2:1", "# z", True)]),
        ("é😀: 日 # y\n", [("1:7", "# y", False)]),
        ("a: &b 1\nc: *b # d\n", [("2:7", "# d", False)]),
        ("a: # b # c\n", [("1:4", "# b # c", False)]),
        ("a:\n# b\n  # c\n  - d\n# e\n", [
            ("2:1", "# b", True), ("3:3", "# c", True), ("5:1", "# e", True)]),
    ],
)  # fmt: skip
def test_comments(text: str, expected: list[tuple[str, str, bool]]) -> None:
    assert comments(text) == expected


def test_a_document_that_is_not_read_has_places_all_the_same() -> None:
    layout = read_one("a: [\n").layout
    assert shown(layout.span(key_of(("a",)))) == "1:1-2"
    assert layout.span(Mark(1, 4, 2)) == Span(1, 4, 1, 6)
    assert layout.comments == ()
    assert list(layout.scopes()) == []


def test_what_is_written() -> None:
    layout = read_one("a: 0755\nb: '0755'\nc: [yes]\nd: !!str 1\ne:\nf: &x on\ng: *x\n").layout
    names = [("a",), ("b",), ("c",), ("c", 0), ("d",), ("e",), ("f",), ("g",), ("h",)]
    assert [layout.written(path) for path in names] == ["0755", "", "", "yes", "", "", "on", "", ""]


def test_scopes() -> None:
    text = "--- # c\na:\n  - b: |\n      t\n\n  - c\nd: {e: f}\ng:\n"
    found = {scope.path: text[scope.start : scope.end] for scope in read_one(text).layout.scopes()}
    assert found == {
        (): "a:\n  - b: |\n      t\n\n  - c\nd: {e: f}\ng",
        ("a",): "a:\n  - b: |\n      t\n\n  - c",
        ("a", 0): "b: |\n      t",
        ("a", 0, "b"): "b: |\n      t",
        ("a", 1): "c",
        ("d",): "d: {e: f}",
        ("d", "e"): "e: f",
        ("g",): "g",
    }


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_scope_and_span_holds_its_text(data: st.DataObject) -> None:
    text, expected = Writer(lambda some: data.draw(st.sampled_from(some))).document()
    source = Source("a.yaml", text)
    (document,) = load(source)
    layout = document.layout
    outer: list[tuple[int, int]] = []
    for scope in layout.scopes():
        assert 0 <= scope.start <= scope.end <= len(text)
        outer = [each for each in outer if each[1] >= scope.end and each[0] <= scope.start]
        assert outer or scope.path == ()  # each outer one before what it holds
        outer.append((scope.start, scope.end))
        held = text[scope.start : scope.end]
        assert held == held.strip() or "\n" not in held
        if scope.path and isinstance(scope.path[-1], str) and "<<" not in scope.path:
            span = layout.span(key_of(scope.path))
            assert source.offset(span.line, span.column) == scope.start
            written = text[scope.start :][: span.end_column - span.column]
            assert read_one(f"{written}: 1\n").data == {scope.path[-1]: 1}
            assert_value_agrees(source, layout.span(value_of(scope.path)), expected, scope.path)


def assert_value_agrees(source: Source, span: Span, data: object, path: Path) -> None:
    for step in path:
        assert isinstance(data, dict | list)
        data = data[step]  # type: ignore[index]
    start = source.offset(span.line, span.column)
    written = source.text[start : start + span.end_column - span.column]
    if data is None or isinstance(data, dict | list) or written[0] in "*&|>":
        return
    if (written[0] in "\"'" and written[-1] != written[0]) or len(written.splitlines()) > 1:
        return
    if source.text[start : start + 40].partition("\n")[2].strip().startswith(("b", '# b"')):
        return  # of several lines, the first is shown
    assert read_one(f"- {written}\n").data == [data]


@given(
    st.lists(st.dictionaries(st.text(), st.text() | st.lists(st.text()), min_size=1), min_size=1)
)
def test_places_in_json_are_those_of_the_same_text_as_yaml(values: list[object]) -> None:
    text = json.dumps({"rows": values}, indent=2)
    as_json, as_yaml = read(text)[0], read("---\n" + text)[0]
    if as_yaml.faults:
        return  # a lone surrogate
    assert as_json.data == as_yaml.data
    for path in paths(as_json.data):
        for place in (key_of(path), value_of(path)):
            line, *rest = as_json.layout.span(place)
            assert as_yaml.layout.span(place) == (line + 1, rest[0], rest[1] + 1, rest[2])


@given(st.text(alphabet="a\n\r é😀"), st.data())
def test_positions_and_offsets_are_inverse(text: str, data: st.DataObject) -> None:
    source = Source("a.yaml", text)
    offset = data.draw(st.integers(0, len(text)))
    assert source.offset(*source.position(offset)) == offset
