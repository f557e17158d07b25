"""What comes in: entries and items, in every situation, with the exact text that comes out."""

from __future__ import annotations

import pytest

from podlint.model import InsertItem, InsertKey, Plain
from podlint.patch import Refused, apply, verify

WEB = """\
spec:
  containers:
  - name: web  # first
    image: nginx
  # the second
  - name: side

# about the rest
status: {}
"""


def into(text: str, *path: str | int, key: str = "new", value: Plain = 1, **beside: str) -> str:
    edits = [InsertKey(path, key, value, **beside)]
    after = apply(text, edits)
    verify(text, after, edits)
    return after


def item(text: str, *path: str | int, value: Plain = "new", index: int | None = None) -> str:
    edits = [InsertItem(path, value, index)]
    after = apply(text, edits)
    verify(text, after, edits)
    return after


BLOCK = [
    ("at the end", "a: 1\n", "a: 1\nnew: 1\n"),
    ("the value has a comment", "a: 1  # c\n", "a: 1  # c\nnew: 1\n"),
    ("no line end", "a: 1", "a: 1\nnew: 1"),
    ("no line end, a comment", "a: 1 # c", "a: 1 # c\nnew: 1"),
    ("CRLF", "a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\r\nnew: 1\r\n"),
    ("CRLF, no line end", "a: 1\r\nb: 2", "a: 1\r\nb: 2\r\nnew: 1"),
    ("a byte order mark", "\ufeffa: 1\n", "\ufeffa: 1\nnew: 1\n"),
    ("a separator above", "--- # c\na: 1\n", "--- # c\na: 1\nnew: 1\n"),
    ("the end of the document", "a: 1\n...\n", "a: 1\nnew: 1\n...\n"),
    ("another document below", "a: 1\n---\nb: 2\n", "a: 1\nnew: 1\n---\nb: 2\n"),
    ("emoji", "a: 😀 # 😀\n", "a: 😀 # 😀\nnew: 1\n"),
    ("a tab in a comment", "a: 1 #\tc\n", "a: 1 #\tc\nnew: 1\n"),
    ("blank lines at the end", "a: 1\n\n\n", "a: 1\nnew: 1\n\n\n"),
    ("a value on the next line", "a:\n  1 # c\n", "a:\n  1 # c\nnew: 1\n"),
    ("a value of two lines", "a: x\n  y\n", "a: x\n  y\nnew: 1\n"),
    ("nothing behind the last key", "a:\n", "a:\nnew: 1\n"),
    ("a commented field below", "a: 1\n# b: 2\n", "a: 1\nnew: 1\n# b: 2\n"),
    ("a comment inside the last", "a:\n  b: 1\n  # c\n# d\n", "a:\n  b: 1\n  # c\nnew: 1\n# d\n"),
    ("a block scalar", "a: |\n  x\n\n\n", "a: |\n  x\nnew: 1\n\n\n"),
    ("one that is stripped", "a: |-\n  x\n\n# c\n", "a: |-\n  x\nnew: 1\n\n# c\n"),
    ("one that keeps", "a: |+\n  x\n\n\n", "a: |+\n  x\n\n\nnew: 1\n"),
    ("one that keeps, then a comment", "a: >+\n  x\n\n# c\n", "a: >+\n  x\n\nnew: 1\n# c\n"),
    ("one without a line end", "a: |\n  x", "a: |\n  x\nnew: 1"),
    ("one with spaces at its end", "a: |\n  x\n    \n\n", "a: |\n  x\n    \nnew: 1\n\n"),
]


@pytest.mark.parametrize(
    ("before", "after"), [case[1:] for case in BLOCK], ids=[case[0] for case in BLOCK]
)
def test_at_the_end_of_a_block_mapping(before: str, after: str) -> None:
    assert into(before) == after


def test_what_follows_the_mapping_stays_with_its_parent() -> None:
    after = into(WEB, "spec", key="replicas", value=3)
    assert after == WEB.replace("  - name: side\n", "  - name: side\n  replicas: 3\n")
    after = into(WEB, "spec", "containers", 1, key="image", value="busybox")
    assert after == WEB.replace("name: side\n", "name: side\n    image: busybox\n")


def test_before_and_after_a_key() -> None:
    text = "a: 1  # c\n\n# about b\nb:\n  c: 1\n  # inside b\nd: |+\n  x\n\n"
    assert into(text, before="a") == "new: 1\n" + text
    assert into(text, after="a") == text.replace("# c\n", "# c\nnew: 1\n")
    assert into(text, before="b") == text.replace("# about", "new: 1\n# about")
    assert into(text, after="b") == text.replace("inside b\n", "inside b\nnew: 1\n")
    assert into(text, before="d") == text.replace("d: |+", "new: 1\nd: |+")
    assert into(text, after="d") == text + "new: 1\n"


def test_on_the_line_of_a_dash() -> None:
    text = "- name: x  # c\n- -  name: y\n     z: 1\n"
    assert into(text, 0) == "- name: x  # c\n  new: 1\n- -  name: y\n     z: 1\n"
    assert into(text, 0, before="name") == "- new: 1\n  name: x  # c\n- -  name: y\n     z: 1\n"
    assert into(text, 1, 0, after="name") == text.replace("y\n", "y\n     new: 1\n")
    assert into(text, 1, 0, before="name") == text.replace("name: y", "new: 1\n     name: y")


EMPTY = [
    ("a: {}\nb: 1\n", "a:\n  new: 1\nb: 1\n"),
    ("a: { } # c\nb: 1\n", "a: # c\n  new: 1\nb: 1\n"),
    ("a:\nb: 1\n", "a:\n  new: 1\nb: 1\n"),
    ("a: # c\n  # new: 2\nb: 1\n", "a: # c\n  new: 1\n  # new: 2\nb: 1\n"),
    ("a: ~\nb: 1\n", "a:\n  new: 1\nb: 1\n"),
    ("a: null # c", "a: # c\n  new: 1"),
    ("a:", "a:\n  new: 1"),
    ("a:\n  {}\nb: 1\n", "a:\n  new: 1\nb: 1\n"),
    ("x:\n    a: {}\n", "x:\n    a:\n        new: 1\n"),
    ("a: { # c\n  }\n", "a: { # c\n    new: 1\n  }\n"),
    ("{a: {}, b: }", "{a: {new: 1}, b: }"),
    ("{a: ~, b: }", "{a: {new: 1}, b: }"),
    ("{a: , b: }", "{a: {new: 1}, b: }"),
    ("{a, b: }", "{a: {new: 1}, b: }"),
    ('{"a": {}, "b": 1}', '{"a": {"new": 1}, "b": 1}'),
    ('{"a": null, "b": 1}', '{"a": {"new": 1}, "b": 1}'),
]


@pytest.mark.parametrize(("before", "after"), EMPTY)
def test_into_an_empty_mapping(before: str, after: str) -> None:
    path = ("x", "a") if before.startswith("x") else ("a",)
    assert into(before, *path) == after


def test_into_an_empty_mapping_in_a_list() -> None:
    assert into("- {}\n- 1\n", 0) == "- new: 1\n- 1\n"
    assert into("-   x: 1\n- {}  # c\n", 1) == "-   x: 1\n-  # c\n    new: 1\n"
    assert into("-\n- 1\n", 0) == "- new: 1\n- 1\n"
    assert into("- \n- 1\n", 0, value={"a": 1}) == "- new:\n    a: 1\n- 1\n"
    assert into("[{}, 1]\n", 0) == "[{new: 1}, 1]\n"


FLOW = [
    ("a: {b: 1}  # c\n", "a: {b: 1, new: 1}  # c\n"),
    ("a: { b: 1 }\n", "a: { b: 1, new: 1 }\n"),
    ("a: {b: 1,}\n", "a: {b: 1, new: 1,}\n"),
    ("a: {b}\n", "a: {b, new: 1}\n"),
    ("a: {b: }\n", "a: {b: , new: 1}\n"),
    ('a: {"b": "x"}\n', 'a: {"b": "x", "new": 1}\n'),
    ("a: {\n  b: 1,\n  c: 2  # c\n}\n", "a: {\n  b: 1,\n  c: 2,  # c\n  new: 1\n}\n"),
    ("a: {\n  b: 1,\n  c: 2,  # c\n}\n", "a: {\n  b: 1,\n  c: 2,  # c\n  new: 1,\n}\n"),
    ("a: {\n  b: 1}\n", "a: {\n  b: 1,\n  new: 1}\n"),
    ("a: {b: 1, # c\n  d: 1}\n", "a: {b: 1, # c\n  d: 1,\n  new: 1}\n"),
    ('{"a":{"b":1}}', '{"a":{"b":1,"new":1}}'),
    ('{"a":{"b":1,"c":2}}', '{"a":{"b":1,"c":2,"new":1}}'),
    ('{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n', '{\n\t"a": {\n\t\t"b": 1,\n\t\t"new": 1\n\t}\n}\n'),
]


@pytest.mark.parametrize(("before", "after"), FLOW)
def test_into_a_flow_mapping(before: str, after: str) -> None:
    assert into(before, "a") == after


def test_a_key_that_the_document_writes_in_flow_style() -> None:
    text = "a:\n  get: {path: /}\n  list:\n  - 1\nb:\n  list: [1]\n"
    probe: Plain = {"get": {"path": "/x", "on": ["y"]}, "list": [2], "other": {"z": 1}}
    inserted = 'new:\n  get: {path: /x, "on": ["y"]}\n  list:\n  - 2\n  other:\n    z: 1\n'
    assert into(text, value=probe) == text + inserted
    path = "/" + "x" * 80
    assert into(text, value={"get": {"path": path}}) == text + f"new:\n  get:\n    path: {path}\n"


def test_before_a_key_in_flow_style() -> None:
    assert into("a: {b: 1, c: 2}\n", "a", before="b") == "a: {new: 1, b: 1, c: 2}\n"
    assert into("a: {b: 1, c: 2}\n", "a", after="b") == "a: {b: 1, new: 1, c: 2}\n"
    assert into('{"b":1,"c":2}', before="c") == '{"b":1,"new":1,"c":2}'
    text = '{\n  "b": 1,\n  "c": 2\n}'
    assert into(text, before="c") == '{\n  "b": 1,\n  "new": 1,\n  "c": 2\n}'
    assert into(text, before="b") == '{\n  "new": 1,\n  "b": 1,\n  "c": 2\n}'
    text = "a: {\n  # about b\n  b: 1\n}\n"
    assert into(text, "a", before="b") == "a: {\n  new: 1,\n  # about b\n  b: 1\n}\n"


def test_json_is_indented_as_its_surroundings() -> None:
    text = '{\r\n    "a": 1\r\n}\r\n'
    new = '    "new": {\n        "b": [\n            1\n        ]\n    }\n}\n'
    after = '{\r\n    "a": 1,\r\n' + new.replace("\n", "\r\n")
    assert into(text, value={"b": [1]}) == after


VALUES: list[tuple[Plain, str]] = [
    ({"a": {"b": 1}}, "new:\n  a:\n    b: 1\n"),
    ({"a": [1, 2]}, "new:\n  a:\n  - 1\n  - 2\n"),
    ([], "new: []\n"),
    ({}, "new: {}\n"),
    ([{"a": 1, "b": []}, [1, [2]]], "new:\n- a: 1\n  b: []\n- - 1\n  - - 2\n"),
    ([{"a": {"b": 1}}], "new:\n- a:\n    b: 1\n"),
    ("x", "new: x\n"),
    ("yes", 'new: "yes"\n'),
    ("1.10", 'new: "1.10"\n'),
    ("a: b", 'new: "a: b"\n'),
    ("--flag=x", "new: --flag=x\n"),
    ("", 'new: ""\n'),
    (None, "new: null\n"),
    (True, "new: true\n"),
    (1.5, "new: 1.5\n"),
    ("one\ntwo\n", "new: |\n  one\n  two\n"),
    ("one\n\ntwo", "new: |-\n  one\n\n  two\n"),
    ("one\ntwo\n\n", 'new: "one\\ntwo\\n\\n"\n'),
    (" one\ntwo", 'new: " one\\ntwo"\n'),
    (["one\ntwo\n"], "new:\n- |\n  one\n  two\n"),
]


@pytest.mark.parametrize(("value", "after"), VALUES)
def test_values(value: Plain, after: str) -> None:
    assert into("a: 1\n", value=value) == "a: 1\n" + after


def test_values_are_written_as_their_surroundings() -> None:
    text = "x:\n    y: 'a'\n    z:\n      -   b: 1\n"
    value: Plain = {"p": {"q": "1"}, "r": [{"s": "t"}]}
    after = "    new:\n        p:\n            q: '1'\n        r:\n          -   s: t\n"
    assert into(text, "x", value=value) == text + after
    assert into("a: {b: [1]}\n", "a", value="x, y") == 'a: {b: [1], new: "x, y"}\n'
    assert into("a: { b: 1 }\n", "a", value={"c": ["d"]}) == "a: { b: 1, new: { c: [d] } }\n"
    assert item("a: ['x', 'y']\n", "a", value="z") == "a: ['x', 'y', 'z']\n"
    assert item('a:\n- "x"\n', "a", value="z") == 'a:\n- "x"\n- "z"\n'
    text = "a: 'x'\nb: \"w\"\nc: w\n"  # w is not quoted everywhere
    assert into(text, value=["x", "w"]) == text + "new:\n- 'x'\n- w\n"


ITEMS = [
    ("a:\n- x\n- y  # c\nb: 1\n", None, "a:\n- x\n- y  # c\n- new\nb: 1\n"),
    ("a:\n- x\n# about y\n- y\n", 1, "a:\n- x\n- new\n# about y\n- y\n"),
    ("a:\n  -   x\n", 0, "a:\n  -   new\n  -   x\n"),
    ("a: []\nb: 1\n", None, "a:\n- new\nb: 1\n"),
    ("z:\n  - 1\na:\n", None, "z:\n  - 1\na:\n  - new\n"),
    ("a: [x, y]\n", None, "a: [x, y, new]\n"),
    ("a: [x, y]\n", 0, "a: [new, x, y]\n"),
    ("a: [\n  x,\n  y,\n]\n", None, "a: [\n  x,\n  y,\n  new,\n]\n"),
    ("a: [\n  x,\n  y\n]\n", 1, "a: [\n  x,\n  new,\n  y\n]\n"),
    ('{"a": ["x"]}', None, '{"a": ["x", "new"]}'),
    ('{"a": []}', None, '{"a": ["new"]}'),
]


@pytest.mark.parametrize(("before", "index", "after"), ITEMS)
def test_items(before: str, index: int | None, after: str) -> None:
    assert item(before, "a", index=index) == after


def test_items_of_a_list_in_a_list() -> None:
    assert item("- - a\n  - b\n", 0, index=0) == "- - new\n  - a\n  - b\n"
    assert item("- - a\n  - b\n", 0) == "- - a\n  - b\n  - new\n"
    assert item("- []\n- b\n", 0, value={"x": 1, "z": 2}) == "- - x: 1\n    z: 2\n- b\n"


def test_a_block_scalar_swallows_no_comment() -> None:
    assert item("a:\n  # c\nb: 1\n", "a", value="x\ny") == 'a:\n- "x\\ny"\n  # c\nb: 1\n'


def refused(text: str, *path: str | int, key: str = "new") -> str:
    with pytest.raises(Refused) as caught:
        apply(text, [InsertKey(path, key, 1)])
    return caught.value.reason


def test_what_is_refused() -> None:
    assert refused("a: 1\n", key="a") == "exists"
    assert refused("a: 1\n", "a") == "kind"
    assert refused("a: 1\n", "b") == "absent"
    assert refused("a: &x {b: 1}\nc: *x\n", "a") == "anchor"
    assert refused("a: &x {b: 1}\nc: *x\n", "c") == "alias"
    assert refused("a: &x {b: {}}\nc: {<<: *x}\n", "c", "b") == "merge"
    assert refused("a: [b: 1]\n", "a", 0) == "shape"
    assert refused("? a\n: b\n") == "shape"
    assert refused("a: : b\n") == "unreadable"
    with pytest.raises(Refused, match="absent"):
        apply("a: 1\n", [InsertKey((), "b", 1, before="c")])
    with pytest.raises(Refused, match="value"):
        apply("a: 1\n", [InsertKey((), "b", {"c": float("nan")})])
    with pytest.raises(Refused, match="value"):
        apply("a: 1\n", [InsertKey((), "b", {1: 2})])  # type: ignore[dict-item]


@pytest.mark.parametrize("unit", ["  ", "    ", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_empty_in_json_of_several_lines_is_filled_with_lines(
    unit: str, newline: str
) -> None:
    def written(lines: str) -> str:
        return lines.replace("  ", unit).replace("\n", newline)

    text = written('{\n  "a": {\n    "b": []\n  }\n}\n')
    after = '{\n  "a": {\n    "b": [\n      {\n        "c": 1\n      }\n    ]\n  }\n}\n'
    assert item(text, "a", "b", value={"c": 1}) == written(after)
    after = '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}\n'
    assert item(text, "a", "b", value=1) == written(after)
    mapping = written('{\n  "a": {}\n}\n')
    assert into(mapping, "a") == written('{\n  "a": {\n    "new": 1\n  }\n}\n')
    amid = written('{\n  "a": {"b": {}}\n}\n')
    assert into(amid, "a", "b") == written('{\n  "a": {"b": {"new": 1}}\n}\n')
