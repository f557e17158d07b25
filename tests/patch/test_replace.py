"""One scalar or key in the place of another, with the exact text that comes out."""

from __future__ import annotations

import pytest

from podlint.model import Path, Place, RenameKey, Scalar, SetScalar
from podlint.patch import Refused, apply, verify


def scalar(text: str, *path: str | int, value: Scalar = "new", style: str = "") -> str:
    edits = [SetScalar(path, value, style)]  # type: ignore[arg-type]
    after = apply(text, edits)
    verify(text, after, edits)
    return after


def renamed(text: str, *path: str | int, name: str = "new", nth: int = 0) -> str:
    edits = [RenameKey(Place(path, "key", nth), name)]
    after = apply(text, edits)
    verify(text, after, edits)
    return after


SCALARS: list[tuple[str, Scalar, str]] = [
    ("a: x  # c\nb: 1\n", "y z", "a: y z  # c\nb: 1\n"),
    ("a: x\r\nb: 1\r\n", "new", "a: new\r\nb: 1\r\n"),
    ("a: x", "new", "a: new"),
    ("a: 😀 # 😀\n", "new", "a: new # 😀\n"),
    ("a: 1\n", "1", 'a: "1"\n'),
    ("a: 1\nb: 'x'\n", "1", "a: '1'\nb: 'x'\n"),
    ("a: 0755\n", 493, "a: 493\n"),
    ("a: 'x'\n", "y", "a: 'y'\n"),
    ("a: 'x'\n", 5, "a: 5\n"),
    ("a: 'x'\n", "it's", "a: 'it''s'\n"),
    ("a: 'x'\n", "\x07", 'a: "\\u0007"\n'),
    ('a: "5"\n', 5, "a: 5\n"),
    ("a: yes\n", "yes", 'a: "yes"\n'),
    ("a: x\n", None, "a: null\n"),
    ("a:  # c\nb: 1\n", "new", "a: new  # c\nb: 1\n"),
    ("a:", "new", "a: new"),
    ("a:\n  x # c\nb: 1\n", "new", "a:\n  new # c\nb: 1\n"),
    ("a: x\n  y\nb: 1\n", "new", "a: new\nb: 1\n"),
    ('a: "x\n  y"  # c\nb: 1\n', "new", 'a: "new"  # c\nb: 1\n'),
    ("a: !!str 5 # c\n", "6", 'a: "6" # c\n'),
    ("{a: x, b: 1}\n", "y, z", '{a: "y, z", b: 1}\n'),
    ("{a: , b: 1}\n", "new", "{a: new, b: 1}\n"),
    ("{a, b: 1}\n", "new", "{a: new, b: 1}\n"),
    ('{"a": 1}', "x", '{"a": "x"}'),
    ('{"a": "1"}', 1, '{"a": 1}'),
    ("a: |  # c\n  x\n  y\n# d\nb: 1\n", "new", "a: new  # c\n# d\nb: 1\n"),
    ("a: |\n  x\n\n  y\nb: 1\n", "one\ntwo", "a: |-\n  one\n  two\nb: 1\n"),
    ("a: |-\n  x", "one\ntwo\n", "a: |\n  one\n  two"),
    ("a: |+\n  x\n\n\nb: 1\n", "new", "a: new\nb: 1\n"),
    ("a: |\n  x\n\nb: 1\n", "new", "a: new\n\nb: 1\n"),
    ("a: x # c\nb: 1\n", "one\ntwo\n", "a: | # c\n  one\n  two\nb: 1\n"),
    ("a: 'x'\nb: 1\n", "one\ntwo", 'a: "one\\ntwo"\nb: 1\n'),
    ("z:\n    a: x\n", "-", "z:\n    a: x\n"),
]


@pytest.mark.parametrize(("before", "value", "after"), SCALARS[:-1])
def test_scalars(before: str, value: Scalar, after: str) -> None:
    assert scalar(before, "a", value=value) == after


def test_a_style_may_be_asked_for() -> None:
    assert scalar("a: x\n", "a", value="y y", style="'") == "a: 'y y'\n"
    assert scalar("a: x\n", "a", value="y y", style='"') == 'a: "y y"\n'
    assert scalar("a: 'x'\n", "a", value="y y", style="plain") == "a: y y\n"
    assert scalar("a: 'x'\n", "a", value="y\nz", style="|") == "a: |-\n  y\n  z\n"


def test_a_scalar_may_be_written_word_for_word() -> None:
    edits = [SetScalar(("a",), 0o644, raw="0o644")]
    assert apply("a: 420  # c\n", edits) == "a: 0o644  # c\n"
    with pytest.raises(Refused, match="unsure"):
        apply("a: 420\n", [SetScalar(("a",), 421, raw="0o644")])


def test_items() -> None:
    assert scalar("- x  # c\n- y\n", 0) == "- new  # c\n- y\n"
    assert scalar("-\n- y\n", 0) == "- new\n- y\n"
    assert scalar("-   x\n", 0, value="a\nb") == "-   |-\n  a\n  b\n"
    assert scalar("[x, y]\n", 1, value="a]") == '[x, "a]"]\n'


KEYS = [
    ("a: 1  # c\n", ("a",), "new", "new: 1  # c\n"),
    ("a: 1\n", ("a",), "on", '"on": 1\n'),
    ("a: 1\n", ("a",), "12", '"12": 1\n'),
    ("y: 1\n", ("true",), "y", '"y": 1\n'),
    ("'a': 1\n", ("a",), "b", "'b': 1\n"),
    ("a :  1\n", ("a",), "b", "b :  1\n"),
    ("a:\n  - b: {c: 1}\n", ("a", 0, "b", "c"), "d,e", 'a:\n  - b: {"d,e": 1}\n'),
    ('{"a": {"b": 1}}', ("a", "b"), "c", '{"a": {"c": 1}}'),
    ("a: &x 1\nb: *x\n", ("a",), "c", "c: &x 1\nb: *x\n"),
    ("a: &x 1\nb: *x\n", ("b",), "c", "a: &x 1\nc: *x\n"),
]


@pytest.mark.parametrize(("before", "path", "name", "after"), KEYS)
def test_keys(before: str, path: Path, name: str, after: str) -> None:
    assert renamed(before, *path, name=name) == after


def test_a_key_that_stands_there_twice() -> None:
    text = "a: 1\nb: 2\na: 3\n"
    assert renamed(text, "a", nth=1) == "new: 1\nb: 2\na: 3\n"
    assert renamed(text, "a", nth=2) == renamed(text, "a") == "a: 1\nb: 2\nnew: 3\n"


def reason(text: str, edit: SetScalar | RenameKey) -> str:
    with pytest.raises(Refused) as caught:
        apply(text, [edit])
    return caught.value.reason


def test_what_is_refused() -> None:
    assert reason("a: {}\n", SetScalar(("a",), 1)) == "kind"
    assert reason("a: 1\n", SetScalar((), 1)) in ("kind", "root")
    assert reason("a: &x 1\nb: *x\n", SetScalar(("a",), 1)) == "anchor"
    assert reason("a: &x 1\nb: *x\n", SetScalar(("b",), 1)) == "alias"
    assert reason("a: 1\n", SetScalar(("a",), float("inf"))) == "value"
    assert reason("a: 1\nb: 2\n", RenameKey(Place(("a",)), "b")) == "exists"
    assert reason("a: 1\n", RenameKey(Place(("a",), "key", 2), "b")) == "absent"
    assert reason("- 1\n", RenameKey(Place((0,)), "b")) == "kind"
    assert reason("&x a: 1\n", RenameKey(Place(("a",)), "b")) == "anchor"
    assert reason("a: 'x\n", SetScalar(("a",), 1)) == "unreadable"
