"""Comments that come and go, with the exact text that comes out."""

from __future__ import annotations

from typing import Literal

import pytest

from podlint.model import InsertComment, Mark, Path, RemoveComment
from podlint.patch import Refused, apply, verify

BESIDE: list[tuple[str, Path, str]] = [
    ("a: 1\nb: 2\n", ("a",), "a: 1  # new\nb: 2\n"),
    ("a: 1  \r\nb: 2\r\n", ("a",), "a: 1  # new\r\nb: 2\r\n"),
    ("a: 1", ("a",), "a: 1  # new"),
    ("a:\n  b: 1\n", ("a",), "a:  # new\n  b: 1\n"),
    ("a:\n- b: 1\n  c: 2\n", ("a", 0), "a:\n- b: 1  # new\n  c: 2\n"),
    ("a: |\n  x\n", ("a",), "a: |  # new\n  x\n"),
    ("a: {b: 1, c: 2}\n", ("a", "c"), "a: {b: 1, c: 2}  # new\n"),
    ("a: [\n  b,\n  c]\n", ("a", 0), "a: [\n  b,  # new\n  c]\n"),
    ("a: 1\n---\nb: 2\n", (), "a: 1  # new\n---\nb: 2\n"),
]
ABOVE: list[tuple[str, Path, str]] = [
    ("a: 1\nb: 2\n", ("b",), "a: 1\n# new\nb: 2\n"),
    ("a: 1\r\nb: 2\r\n", ("b",), "a: 1\r\n# new\r\nb: 2\r\n"),
    ("a: 1\n# c\nb: 2\n", ("b",), "a: 1\n# c\n# new\nb: 2\n"),
    ("a:\n  b: 1\n", ("a", "b"), "a:\n  # new\n  b: 1\n"),
    ("a:\n- b: 1\n  c: 2\n", ("a", 0, "c"), "a:\n- b: 1\n  # new\n  c: 2\n"),
    ("a:\n  - b: 1\n", ("a", 0, "b"), "a:\n  # new\n  - b: 1\n"),
    ("a: |\n  x\nb: 1\n", ("b",), "a: |\n  x\n# new\nb: 1\n"),
    ("\ufeffa: 1\n", ("a",), "\ufeff# new\na: 1\n"),
]


def comment(text: str, path: Path, where: Literal["above", "end of line"], new: str = "new") -> str:
    edits = [InsertComment(path, new, where)]
    after = apply(text, edits)
    verify(text, after, edits)
    return after


@pytest.mark.parametrize(("before", "path", "after"), BESIDE)
def test_beside(before: str, path: Path, after: str) -> None:
    assert comment(before, path, "end of line") == after


@pytest.mark.parametrize(("before", "path", "after"), ABOVE)
def test_above(before: str, path: Path, after: str) -> None:
    assert comment(before, path, "above") == after


def test_several_lines_stand_above() -> None:
    assert comment("a: 1\n", ("a",), "above", "one\n# two\n") == "# one\n# two\na: 1\n"


def out(text: str, line: int, column: int, instead: str = "") -> str:
    edits = [RemoveComment(Mark(line, column), instead)]
    document = text[: text.find("# ")].count("---")
    after = apply(text, edits, document)
    verify(text, after, edits, document)
    return after


def test_out() -> None:
    assert out("a: 1  # c\nb: 2\n", 1, 7) == "a: 1\nb: 2\n"
    assert out("a: 1 # c", 1, 6) == "a: 1"
    assert out("a: 1\r\n  # c\r\nb: 2\r\n", 2, 3) == "a: 1\r\nb: 2\r\n"
    assert out("a: 1\n---\nb: | # c\n  x\n", 3, 6) == "a: 1\n---\nb: |\n  x\n"
    assert out("\ufeff# c\na: 1\n", 1, 2) == "\ufeffa: 1\n"
    assert out("a: 1 # c\n", 1, 6, "other") == "a: 1 # other\n"
    assert out("a: [1, # c\n  2]\n", 1, 8, "# other") == "a: [1, # other\n  2]\n"


def reason(text: str, edit: InsertComment | RemoveComment) -> str:
    with pytest.raises(Refused) as caught:
        apply(text, [edit])
    return caught.value.reason


def test_what_is_refused() -> None:
    beside = InsertComment(("a",), "c", "end of line")
    assert reason("a: 1  # c\n", beside) == "comment"
    assert reason('a: "x\n  y"\n', beside) == "shape"
    assert reason("a: x\n  y\n", beside) == "shape"
    assert reason('{"a": 1}', beside) == "comment"
    assert reason("a: 1\n", InsertComment(("a",), "one\ntwo", "end of line")) == "comment"
    assert reason('a: ["x\n  y", z]\n', InsertComment(("a", 1), "c")) == "shape"
    assert reason("a: '# c'\n", RemoveComment(Mark(1, 5))) == "absent"
    assert reason("a: 1\n", RemoveComment(Mark(9, 1))) == "absent"
    assert reason("a: 1 # c\n", RemoveComment(Mark(1, 6), "one\ntwo")) == "value"
