"""Several edits in a row, their offsets in the file, and what holds for all of them."""

from __future__ import annotations

import codecs
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from document.reading import read
from podlint.document import decode, encode_like
from podlint.model import (
    Delete,
    Edit,
    Fix,
    InsertComment,
    InsertItem,
    InsertKey,
    Mark,
    Move,
    Place,
    RemoveComment,
    RenameKey,
    SetScalar,
    TextEdit,
)
from podlint.patch import Refused, applied, apply, clash, text_edits, verify
from podlint.patch.pieces import Pieces

POD = """\
# A Pod that nobody looks after.

apiVersion: v1
kind: Pod  # naked
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
    - name: web  # the app
      image: nginx
    # goes first
    - name: setup
      image: busybox
"""


def test_a_pod_becomes_a_deployment() -> None:
    edits: list[Edit] = [
        SetScalar(("apiVersion",), "apps/v1"),
        SetScalar(("kind",), "Deployment"),
        RenameKey(Place(("spec",)), "pod"),
        InsertKey((), "spec", {"selector": {"matchLabels": {"app": "web"}}, "template": {}}),
        InsertKey(("spec", "template"), "metadata", {"labels": {"app": "web"}}),
        Move(("pod",), ("spec", "template"), key="spec"),
    ]
    after = apply(POD, edits)
    verify(POD, after, edits)
    assert (
        after
        == """\
# A Pod that nobody looks after.

apiVersion: apps/v1
kind: Deployment  # naked
metadata:
  name: web
  labels: {app: web}
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web  # the app
          image: nginx
        # goes first
        - name: setup
          image: busybox
"""
    )


def test_a_container_becomes_an_init_container() -> None:
    edits: list[Edit] = [
        InsertKey(("spec",), "initContainers", [], before="containers"),
        Move(("spec", "containers", 1), ("spec", "initContainers")),
        InsertKey(("spec", "initContainers", 0), "restartPolicy", "Always"),
    ]
    assert (
        apply(POD, edits).partition("spec:\n")[2]
        == """\
  initContainers:
    # goes first
    - name: setup
      image: busybox
      restartPolicy: Always
  containers:
    - name: web  # the app
      image: nginx
"""
    )


def test_offsets_are_those_of_the_file() -> None:
    text = "😀: 1\n---\n# c\na: 1\r\nb: é\r\n---\nc: 3\n"
    document = read(text)[1]
    edits = text_edits(document, [SetScalar(("b",), "2"), RenameKey(Place(("a",)), "d")])
    assert edits == (TextEdit(13, 14, "d"), TextEdit(22, 23, '"2"'))
    assert applied(text, edits) == text.replace("a:", "d:").replace("é", '"2"')
    assert text_edits(document, []) == ()


def test_edits_are_made_one_after_the_other() -> None:
    edits: list[Edit] = [
        InsertItem(("a",), "x", 0),
        SetScalar(("a", 0), "z"),
        Delete(Place(("a", 1))),
        RenameKey(Place(("a",)), "b"),
        InsertComment(("b", 0), "c", "end of line"),
    ]
    after = apply("a:\n- 1\n", edits)
    assert after == "b:\n- z  # c\n"
    verify("a:\n- 1\n", after, edits)
    assert text_edits(read("a: 1\n")[0], [SetScalar(("a",), 2), SetScalar(("a",), 3)]) == (
        TextEdit(3, 4, "3"),
    )


@given(
    st.text("ab", max_size=8),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4), st.text("xyz", max_size=3))),
)
def test_pieces_know_what_came_of_the_original(
    text: str, replaced: list[tuple[int, int, str]]
) -> None:
    pieces = Pieces(text)
    shown = text
    for start, length, new_text in replaced:
        at = min(start, len(shown))
        end = min(at + length, len(shown))
        pieces.edit([TextEdit(at, end, new_text)])
        shown = shown[:at] + new_text + shown[end:]
        assert pieces.text == shown
        assert applied(text, pieces.edits()) == shown


def test_all_or_nothing() -> None:
    with pytest.raises(Refused, match="absent"):
        apply("a: 1\n", [SetScalar(("a",), 2), SetScalar(("b",), 2)])
    with pytest.raises(Refused, match="absent: document 1"):
        apply("a: 1\n", [], 1)


def test_a_comment_is_found_in_any_document() -> None:
    text = "a: 1 # c\n---\n# d\nb: 1\n"
    assert apply(text, [RemoveComment(Mark(3, 1))], 1) == "a: 1 # c\n---\nb: 1\n"
    held = "--- # c\nb: 1 # d\n"
    assert apply(held, [RemoveComment(Mark(2, 6))]) == "--- # c\nb: 1\n"


def test_fixes_can_be_pickled() -> None:
    fix = Fix((InsertKey((), "a", {"b": [1]}, after="c"), Delete(Place(("a",)))), "add a", True)
    assert pickle.loads(pickle.dumps(fix)) == fix


def test_two_that_change_different_things_do_not_clash() -> None:
    delete = [Delete(Place(("a", "b")))]
    for other in (
        Delete(Place(("a", "c"))),
        InsertKey(("a",), "d", 1),
        Move(("x",), ("a",)),
        SetScalar(("a", "c"), 1),
        RenameKey(Place(("x",)), "y"),
        InsertComment(("a", "c"), "d"),
    ):
        assert not clash(delete, [other])
    assert not clash([SetScalar(("l", 0, "a"), 1)], [SetScalar(("l", 1, "a"), 1)])


def test_two_of_which_one_names_what_the_other_changes_clash() -> None:
    assert clash([Delete(Place(("a", "b")))], [Delete(Place(("a", "b", "c")))])
    assert clash([Delete(Place(("a", "b")))], [InsertKey(("a",), "d", 1, after="b")])
    assert clash([Delete(Place(("l", 1)))], [SetScalar(("l", 0, "a"), 1)])
    assert clash([InsertItem(("l",), 1)], [InsertItem(("l",), 2)])
    assert clash([InsertKey((), "a", 1)], [InsertKey((), "a", 2)])
    assert clash([RenameKey(Place(("x",)), "y")], [SetScalar(("y", "z"), 1)])
    assert clash([Move(("spec",), ("template",))], [SetScalar(("spec", "a"), 1)])
    assert clash([Move(("l", 0), ("m",))], [Delete(Place(("m", 0)))])


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
def test_the_encoding_stays(mark: bytes, encoding: str) -> None:
    original = mark + "a: é\r\n😀: 1\r\n".encode(encoding)
    text = decode(original)
    assert encode_like(text, original) == original
    after = encode_like(apply(text, [SetScalar(("a",), "ü")]), original)
    assert after == mark + "a: ü\r\n😀: 1\r\n".encode(encoding)


BEFORE = "a: 1\n---\nb: 1 # c\nd: 1\n---\n# e\n"


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace("b: 1", "b: 3"),
        BEFORE.replace("b: 1", "b: true"),
        BEFORE.replace("b: 1 # c", "b: 2"),
        BEFORE.replace("b: 1", "b: 2").replace("d: 1", "d: 2"),
        BEFORE.replace("b: 1", "b: 2").replace("a: 1", "a: 2"),
        BEFORE.replace("b: 1", "b: 2").replace("# e", "# f"),
        BEFORE.replace("b: 1", "b: 1\nb: 2"),
        BEFORE.replace("b: 1", "b: '2"),
        BEFORE + "---\nf: 1\n",
    ],
)
def test_what_is_not_right_is_seen(after: str) -> None:
    edits = [SetScalar(("b",), 2)]
    verify(BEFORE, apply(BEFORE, edits, 1), edits, 1)
    with pytest.raises(Refused, match="unsure"):
        verify(BEFORE, after, edits, 1)


def test_without_an_edit_nothing_changes() -> None:
    verify("a: 1\n", "a: 1\n", [])
    with pytest.raises(Refused, match="unsure"):
        verify("a: 1\n", "a: 2\n", [])
