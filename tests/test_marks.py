"""The marks themselves: a test that cannot fail proves nothing."""

from __future__ import annotations

import pytest

from marks import assert_marked, differences, read_marks, without_marks
from podlint.model import Finding, Severity, Span


def finding(line: int, rule: str) -> Finding:
    return Finding(rule, Severity.ERROR, "it is wrong", "a.yaml", Span(line, 1, line, 2))


def test_a_mark_stands_on_its_line_or_says_how_far_below() -> None:
    text = "a: 1  # expect: one, two\n# expect+2: three\nb: 2\nc: 3 # expect: one # expect: one\n"
    assert read_marks(text) == [(1, "one"), (1, "two"), (4, "one"), (4, "one"), (4, "three")]


@pytest.mark.parametrize("mark", ["# expect one", "# expect:", "# expect: One", "# expect-1: one"])
def test_a_mark_that_cannot_be_read_is_no_silence(mark: str) -> None:
    with pytest.raises(ValueError, match="line 2 holds a mark that cannot be read"):
        read_marks(f"a: 1\nb: 2  {mark}\n")


def test_marks_can_be_taken_out_and_leave_the_lines() -> None:
    text = "a: 1  # expect: one\n# expect+1: two\nb: 2\n"
    assert without_marks(text) == "a: 1\n\nb: 2\n"


def test_what_is_marked_passes() -> None:
    assert_marked("a: 1  # expect: one\n", [finding(1, "one")])


@pytest.mark.parametrize(
    ("findings", "note"),
    [
        ([], "EXPECTED, not found: one"),
        ([finding(1, "one"), finding(1, "two")], "NOT EXPECTED: two: it is wrong"),
        ([finding(1, "one"), finding(1, "one")], "NOT EXPECTED: one: it is wrong"),
        ([finding(2, "one")], "EXPECTED, not found: one"),
    ],
)
def test_what_differs_fails_and_is_shown(findings: list[Finding], note: str) -> None:
    text = "a: 1  # expect: one\n"
    assert note in differences(text, read_marks(text), findings)
    with pytest.raises(pytest.fail.Exception, match="a: 1"):
        assert_marked(text, findings)


def test_a_mark_may_say_the_severity() -> None:
    text = "a: 1  # expect: one(error), two\n"
    assert read_marks(text) == [(1, "one"), (1, "two")]
    assert_marked(text, [finding(1, "one"), finding(1, "two")])
    with pytest.raises(pytest.fail.Exception, match="line 1: one is not info"):
        assert_marked("a: 1  # expect: one(info)\n", [finding(1, "one")])
