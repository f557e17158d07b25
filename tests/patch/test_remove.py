"""What goes out or elsewhere, with the comments that belong to it, and the exact text that stays."""

from __future__ import annotations

import pytest

from podlint.model import Delete, Edit, InsertKey, Move, Path, Place
from podlint.patch import Refused, apply, verify


def without(text: str, *path: str | int, nth: int = 0) -> str:
    edits = [Delete(Place(path, "key", nth))]
    after = apply(text, edits)
    verify(text, after, edits)
    return after


def moved(text: str, edit: Move) -> str:
    after = apply(text, [edit])
    verify(text, after, [edit])
    return after


OUT: list[tuple[str, Path, str]] = [
    ("a: 1\nb: 2  # c\nd: 3\n", ("b",), "a: 1\nd: 3\n"),
    ("a: 1\r\nb: 2\r\n", ("a",), "b: 2\r\n"),
    ("a: 1\nb: 2", ("b",), "a: 1\n"),
    ("\ufeffa: 1\nb: 2\n", ("a",), "\ufeffb: 2\n"),
    ("---\na: 1\nb: 2\n---\nc: 3\n", ("b",), "---\na: 1\n---\nc: 3\n"),
    ("# head\n\n# of a\na: 1\n# of b\nb: 2\n", ("a",), "# head\n\n# of b\nb: 2\n"),
    ("a: 1\n  # deeper\nb: 2\n", ("a",), "  # deeper\nb: 2\n"),
    ("a:\n  b: 1\n  # in a\n\n  # too\nc: 2\n", ("a",), "c: 2\n"),
    ("a:\n  # about b\n  b: 1 # c\n  # stays\n", ("a", "b"), "a: {}\n  # stays\n"),
    ("a:  # c\n  b: 1\n", ("a", "b"), "a: {}  # c\n"),
    ("a:\n- x  # c\nb: 1\n", ("a", 0), "a: []\nb: 1\n"),
    ("a:\n- x\n# of y\n- y\n- z\n", ("a", 1), "a:\n- x\n- z\n"),
    ("- a: 1  # c\n  b: 2\n", (0, "a"), "- b: 2\n"),
    ("-   a: 1\n    b: 2\n", (0, "a"), "-   b: 2\n"),
    ("- a: 1  # c\n  # of b\n  b: 2\n", (0, "a"), "-\n  # of b\n  b: 2\n"),
    ("- a: 1  # c\n- x\n", (0, "a"), "- {}\n- x\n"),
    ("- - a\n  - b\n", (0, 0), "- - b\n"),
    ("- - a\n", (0, 0), "- []\n"),
    ("-\n  a: 1\n- x\n", (0, "a"), "- {}\n- x\n"),
    ("a: |+\n  x\n\nb: 1\nc: 2\n", ("b",), "a: |+\n  x\n\nc: 2\n"),
    ("a: |+\n  x\n# c\nb: 1\n\nc: 2\n", ("b",), "a: |+\n  x\nc: 2\n"),
    ("a: |+\n  x\n\nb: 1\n", ("a",), "b: 1\n"),
    ("a: |\n  x\n\nb: 1\n", ("a",), "\nb: 1\n"),
    ("{a: 1, b: 2, c: 3}\n", ("a",), "{b: 2, c: 3}\n"),
    ("{a: 1, b: 2, c: 3}\n", ("b",), "{a: 1, c: 3}\n"),
    ("{a: 1, b: 2, c: 3}\n", ("c",), "{a: 1, b: 2}\n"),
    ("a: { b: 1 }  # c\n", ("a", "b"), "a: {}  # c\n"),
    ("a: [x, [y]]\n", ("a", 1), "a: [x]\n"),
    ("a: [\n  x,  # c\n  y  # d\n]\n", ("a", 1), "a: [\n  x  # c\n]\n"),
    ("a: [\n  x,  # c\n  y,  # d\n]\n", ("a", 1), "a: [\n  x,  # c\n]\n"),
    ("a: [\n  # of x\n  x,\n  y\n]\n", ("a", 0), "a: [\n  y\n]\n"),
    ("a: [ # c\n  x # d\n]\n", ("a", 0), "a: [ # c\n]\n"),
    ('{"a": 1, "b": 2}', ("b",), '{"a": 1}'),
    ('{\n  "a": 1,\n  "b": {\n    "c": 1\n  }\n}\n', ("b",), '{\n  "a": 1\n}\n'),
    ('{\n  "a": 1,\n  "b": {\n    "c": 1\n  }\n}\n', ("b", "c"), '{\n  "a": 1,\n  "b": {}\n}\n'),
]


@pytest.mark.parametrize(("before", "path", "after"), OUT)
def test_out(before: str, path: Path, after: str) -> None:
    assert without(before, *path) == after


def test_a_key_that_stands_there_twice() -> None:
    text = "a: 1  # first\nb: 2\na: 3\n"
    assert without(text, "a", nth=1) == "b: 2\na: 3\n"
    assert without(text, "a", nth=2) == without(text, "a") == "a: 1  # first\nb: 2\n"
    assert without('{"a": 1, "a": 2}', "a", nth=1) == '{"a": 2}'


POD = """\
spec:
  # what runs
  containers:
  - name: web  # the app
    text: |
      one

       two
    # inside web
  # about the proxy
  - name: proxy

    args: [a,
      b]
  # at the end
  volumes: []
"""


def test_an_item_moves_with_its_comments() -> None:
    after = moved(POD, Move(("spec", "containers", 1), ("spec", "volumes")))
    assert (
        after
        == """\
spec:
  # what runs
  containers:
  - name: web  # the app
    text: |
      one

       two
    # inside web
  # at the end
  volumes:
  # about the proxy
  - name: proxy

    args: [a,
      b]
"""
    )


def test_an_entry_moves_with_its_comments() -> None:
    edits: list[Edit] = [
        InsertKey((), "template", {"metadata": {}}, before="spec"),
        Move(("spec",), ("template",), key="inner"),
    ]
    after = apply(POD, edits)
    verify(POD, after, edits)
    indented = "".join(f"  {line}" if line.strip() else line for line in POD.splitlines(True))
    assert after == "template:\n  metadata: {}\n" + indented.replace("  spec:", "  inner:")
    back: list[Edit] = [Move(("template", "inner"), (), key="spec"), Delete(Place(("template",)))]
    assert apply(after, back) == POD


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_that_ends_without_a_line_end_goes_on_to_do_so(newline: str) -> None:
    text = "a:\n  b: 1\nc:\n  d: 2".replace("\n", newline)
    assert moved(text, Move(("c",), ("a",))) == "a:\n  b: 1\n  c:\n    d: 2".replace("\n", newline)
    literal = "a:\n  b: 1\nc: |\n  d".replace("\n", newline)
    after = "a:\n  b: 1\n  c: |\n    d".replace("\n", newline)
    assert moved(literal, Move(("c",), ("a",))) == after


def test_flow_style_moves_as_it_is_written() -> None:
    text = """{a: {}, b: { c: ['x',  "y" ,z], d: 0x10}}\n"""
    after = """{a: {b: { c: ['x',  "y" ,z], d: 0x10}}}\n"""
    assert moved(text, Move(("b",), ("a",))) == after
    text = '{\n  "a": {},\n  "b": [\n    {"c": "\\u003c",\n     "d": [1,2]}\n  ]\n}\n'
    after = '{\n  "a": {\n    "b": [\n      {"c": "\\u003c",\n       "d": [1,2]}\n    ]\n  }\n}\n'
    assert moved(text, Move(("b",), ("a",))) == after


MOVES = [
    ("a: 1\nb: 2\n", Move(("a",), (), after="b"), "b: 2\na: 1\n"),
    ("a: 1\nb: 2\nc: 3\n", Move(("c",), (), before="a"), "c: 3\na: 1\nb: 2\n"),
    ("a: 1\nb: 2\n", Move(("a",), (), before="b"), "a: 1\nb: 2\n"),
    ("a: 1\nb: 2", Move(("a",), ()), "b: 2\na: 1"),
    ("- a: 1\n  b: 2\n", Move((0, "a"), (0,)), "- b: 2\n  a: 1\n"),
    ("- x\n- y\n- z\n", Move((2,), (), position=0), "- z\n- x\n- y\n"),
    ("- x\n- y\n- z\n", Move((0,), ()), "- y\n- z\n- x\n"),
    ("a:\n  b: 1\nc:\n", Move(("a", "b"), ("c",)), "a: {}\nc:\n  b: 1\n"),
    ("a:\n    b: 1\nc:\n  d: 2\n", Move(("a", "b"), ("c",)), "a: {}\nc:\n  d: 2\n  b: 1\n"),
    (
        "a:\n- b: 1\n  c: 2\nd:\n  - e\n",
        Move(("a", 0), ("d",)),
        "a: []\nd:\n  - e\n  - b: 1\n    c: 2\n",
    ),
    ("a: {b: 1, c: 2}\nd: 3\n", Move(("a", "b"), ()), "a: {c: 2}\nd: 3\nb: 1\n"),
    ("a: {b: 1}\nd: [3]\n", Move(("d",), ("a",)), "a: {b: 1, d: [3]}\n"),
    ("a: [1, 2]\nb: [3]\n", Move(("a", 0), ("b",)), "a: [2]\nb: [3, 1]\n"),
    ('{"a": {"b": 1}, "c": {}}', Move(("a", "b"), ("c",)), '{"a": {}, "c": {"b": 1}}'),
    (
        "a: |2\n    x\n   y\nb:\n  c: 1\n",
        Move(("a",), ("b",)),
        "b:\n  c: 1\n  a: |2\n      x\n     y\n",
    ),
]


@pytest.mark.parametrize(("before", "edit", "after"), MOVES)
def test_moves(before: str, edit: Move, after: str) -> None:
    assert moved(before, edit) == after


def reason(text: str, edit: Delete | Move) -> str:
    with pytest.raises(Refused) as caught:
        apply(text, [edit])
    return caught.value.reason


def test_what_is_refused() -> None:
    assert reason("a: 1\n", Delete(Place(("a",)))) == "root"
    assert reason("a: 1\n", Delete(Place(()))) == "root"
    assert reason("a: 1\n", Delete(Place(("b",)))) == "absent"
    assert reason("a: &x 1\nb: *x\n", Delete(Place(("a",)))) == "anchor"
    assert reason("a: {b: &x 1}\nb: *x\n", Delete(Place(("a",)))) == "anchor"
    assert reason("a: &x 1\nb: *x\n", Delete(Place(("b",)))) == "alias"
    assert reason("a: &x {b: 1, c: 1}\nd: {<<: *x, b: 2}\n", Delete(Place(("d", "b")))) == "merge"
    assert reason("a: &x {b: 1}\nd: {<<: *x}\n", Delete(Place(("d", "b")))) == "merge"
    assert reason("[a, # c\n b]\n", Delete(Place((0,)))) == "comment"
    assert reason("a: {b: {}}\n", Move(("a",), ("a", "b"))) == "kind"
    assert reason("a: 1\nb: [2]\n", Move(("a",), ("b",))) == "kind"
    assert reason("a: 1\nb: {a: 2}\n", Move(("a",), ("b",))) == "exists"
    assert reason("a: {b: 1}\nc: # c\n  d: 2\n", Move(("c",), ("a",))) == "comment"
