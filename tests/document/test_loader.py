"""From a text to its documents: where it is split, what is refused, and with which words."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from document.reading import HEAD, duplicates, kubectl, read, read_one, refused, syntax
from podlint.document import DecodeError, Source, events, load, undecodable
from podlint.model import AmbiguousScalarFault, DuplicateKeyFault, Mark, Place, SyntaxFault


@pytest.fixture(params=["C parser", "pure parser"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "pure parser":
        monkeypatch.setattr(events, "CParser", None)
    elif events.c_events("") is None:
        pytest.skip("the C parser is not installed")
    return str(request.param)


def data(text: str) -> list[Any]:
    documents = read(text)
    assert [document for document in documents if refused(document)] == []
    assert [document.index for document in documents] == list(range(len(documents)))
    return [document.data for document in documents]


A, B = {"a": 1}, {"b": 2}

SPLIT: list[tuple[str, list[Any]]] = [
    ("", []),
    ("\n\n", []),
    ("   \r\n", []),
    ("# c\n", []),
    ("# c", []),
    ("---", []),
    ("---\n", []),
    ("---\n---\n# c\n---", []),
    ("a: 1", [A]),
    ("a: 1\n---", [A]),
    ("a: 1\n---\n", [A]),
    ("---\na: 1\n", [A]),
    ("a: 1\n---\nb: 2\n", [A, B]),
    ("a: 1\n---\n---\n\n---\n# c\n---\nb: 2\n", [A, B]),
    ("# c\n---\na: 1\n# d\n---\n# e\nb: 2\n", [A, B]),
    ("a: 1\n--- \t \nb: 2\n", [A, B]),
    ("a: 1\n--- # c\nb: 2\n", [A, B]),
    ("a: 1\n---#c\nb: 2\n", [A, B]),
    ("a: 1\r\n---\r\nb: 2\r\n", [A, B]),
    ("a: 1\r\n--- # c\r\nb: 2", [A, B]),
    ("a: 1\n ---\n", [{"a": "1 ---"}]),
    ("a: x---\n", [{"a": "x---"}]),
    ("a: 1\n...\n", [A]),
    ("a: 1\n... # c\n---\nb: 2\n", [A, B]),
    ("a: 1\n...\n\n# c\n", [A]),
    ("a: |\n  x\n---\nb: 2\n", [{"a": "x\n"}, B]),
    ("~\n---\nb: 2\n", [None, B]),
    ("\ufeffa: 1\n", [A]),
    ("1\n---\n- 2\n---\n'3'\n", [1, [2], "3"]),
    ("\n\n---\n\n\na: 1\n", [A]),
    ("---#c\n", ["---#c"]),
    ("---\n---#c\na: 1\n", [A]),
    ("---\n# c\n...\n---\nb: 2\n", [None, B]),
    ("---#c: d\na: 1\n", [{"---#c": "d", "a": 1}]),
    ("---\xa0\n---\nb: 2\n", ["---\xa0", B]),
    ("a: 1\n---\n---#c\n---\nb: 2\n", [A, "---#c", B]),
]  # fmt: skip


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "expected"), SPLIT)
def test_split(text: str, expected: list[Any]) -> None:
    assert data(text) == expected


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("--- a\n", [("separator", "1:5+1", "a")]),
        ("---a: 1\n", [("separator", "1:4+4", "a: 1")]),
        ("b: 2\n--- |\n x\n", [("separator", "2:5+1", "|")]),
        ("b: 2\n----\n", [("separator", "2:4+1", "-")]),
        ("b: 2\r\n---  {x: y}  # c\r\n", [("separator", "2:6+11", "{x: y}  # c")]),
        ("b: |\n  x\n---- END\n", [("separator", "3:4+5", "- END")]),
    ],
)
def test_text_behind_a_separator(text: str, faults: list[tuple[str, str, str]]) -> None:
    *before, last = read(text)
    assert [refused(document) for document in before] == [False] * text.startswith("b")
    assert syntax(last) == faults
    assert (last.readable, last.data) == (False, None)


@pytest.mark.usefixtures("parser")
def test_a_broken_document_costs_only_itself() -> None:
    first, second, third = read("a: 1\n---\nx: [\n---\nb: 2\n")
    assert (first.data, third.data) == (A, B)
    assert (first.faults, third.faults) == ((), ())
    assert not second.readable
    assert [fault.problem for fault in second.faults if isinstance(fault, SyntaxFault)] == ["parse"]
    assert third.line == 5


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b: c\n", "1:5+1"),
        ("a: 'b\n", "1:4+1"),
        ('# c\na: "b\n\nc: d\n', "2:4+1"),
        ("a: @b\n", "1:4+1"),
        ("a:\n\tb: c\n", "2:1+1"),
        ("a: 1\n b: 2\n", "2:3+1"),
        ("  a: 1\n c: 2\n", ""),
        ("a: x\nb\nc: d\n", "3:1+1"),
        ("é: 😀\n日: @\n", "2:4+1"),
        ("a: x\x07y\n", "1:5+1"),
        ("a: x\0y\n", "1:5+1"),
        ("a: \x80\n", "1:4+1"),
        ("a: \ud800\n", "1:4+1"),
        ("a: 1\n---\nb: \x1b[0m\n", "3:4+1"),
        ("a: \uffff\n", "1:4+1"),
        ('a: "x\\/y"\n', "1:6+2"),
        ("\t", "1:1+1"),
    ],
)
def test_where_it_does_not_parse(text: str, place: str) -> None:
    *_, last = read(text)
    found = syntax(last)
    if not place:
        assert found == [("lost-document", "2:2+1", "")]
        return
    assert [(problem, at) for problem, at, _ in found] == [("parse", place)]


def test_what_is_shown_of_a_character_that_is_not_allowed() -> None:
    assert syntax(read_one("a: x\0\n")) == [
        ("parse", "1:5+1", "control characters are not allowed: U+0000")
    ]
    assert syntax(read_one("a: %x\n")) == [
        (
            "parse",
            "1:4+1",
            "while scanning for the next token found character '%' that cannot start any token",
        )
    ]


LOST: list[tuple[str, Any, str]] = [
    ("a: 1\n...\nb: 2\n", A, "3:1+1"),
    ("a: 1\n...\n# c\nb: 2\n", A, "4:1+1"),
    ("a: 1\n... b: 2\n", A, "2:5+1"),
    ("a: 1\n...\n@\n", A, "3:1+1"),
    ("  a: 1\nb: 2\n", A, "2:1+1"),
    ("'a'\nb: 2\n", "a", "2:1+1"),
    ("{a: 1}\nb: 2\n", A, "2:1+1"),
    ("a: 1\r---\rb: 2\n", A, "3:1+1"),
]


@pytest.mark.parametrize(("text", "expected", "place"), LOST)
def test_what_follows_the_end_of_a_document_is_lost(text: str, expected: Any, place: str) -> None:
    document = read_one(text)
    assert document.data == expected
    found = [fault for fault in syntax(document) if fault[0] != "json-like"]
    assert [(problem, at.partition("+")[0]) for problem, at, _ in found] == [
        ("lost-document", place.partition("+")[0])
    ]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("%YAML 1.1\n---\na: 1\n", [("directive", "1:1+9")]),
        ("# c\n\n%TAG !e! x  # c\n---\na: b\n", [("directive", "3:1+15")]),
        ("a: 1\n---\n%YAML 1.2\nb: 1\n", [("directive", "3:1+9")]),
        ("%FOO\n---\na: 1\n", [("parse", "1:5+1")]),
        ("%YAML 1.1\r---\ra: 1\n", [("directive", "1:1+9")]),
    ],
)
def test_directives(text: str, faults: list[tuple[str, str]]) -> None:
    found = [each for document in read(text) for each in syntax(document)]
    assert [(problem, at) for problem, at, _ in found] == faults


REFUSED: list[tuple[str, tuple[str, str, str]]] = [
    ("~: 1\n", ("null-key", "1:1+1", "null cannot be a key")),
    ("a:\n  null: 1\n", ("null-key", "2:3+4", "null cannot be a key")),
    ("a: {~: 1}\n", ("null-key", "1:5+1", "null cannot be a key")),
    (
        "9223372036854775808: 1\n",
        ("tag", "1:1+19", "the number 9223372036854775808 is too large for a key"),
    ),
    ("a: .inf\n", ("not-json", "1:4+4", ".inf")),
    ("- -.Inf\n", ("not-json", "1:3+5", "-.Inf")),
    ("a: [x, .NaN]\n", ("not-json", "1:8+4", ".NaN")),
    ("a: !!int b\n", ("tag", "1:4+7", "!!int does not fit 'b'")),
    ("a: !!binary b\n", ("tag", "1:4+10", "!!binary value is not base64")),
    ("[a]: b\n", ("collection-key", "1:1+1", "")),
    ("{{a}}\n", ("collection-key", "1:2+1", "")),
    ("a: &x [b]\n*x : c\n", ("collection-key", "2:1+2", "")),
    ("a: *x\n", ("unknown-anchor", "1:4+2", "x")),
    ("a: *x\nb: &x 1\n", ("unknown-anchor", "1:4+2", "x")),
    ("a: &x [*x]\n", ("recursive-alias", "1:8+2", "x")),
    ("a: &x\n  b: {c: *x}\n", ("recursive-alias", "2:10+2", "x")),
    ("<<: a\n", ("merge", "1:1+2", "")),
    ("a: 1\n<<:\n", ("merge", "2:1+2", "")),
    ("<<: [a]\n", ("merge", "1:1+2", "")),
    ("<<: [[{a: 1}]]\n", ("merge", "1:1+2", "")),
    ("a: &x [{b: 1}]\n<<: *x\n", ("merge", "2:1+2", "")),
    ("a: &x b\n<<: *x\n", ("merge", "2:1+2", "")),
    ("!!merge <<: a\n", ("merge", "1:1+10", "")),
    ("! <<: a\n", ("merge", "1:1+4", "")),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "fault"), REFUSED)
def test_refused(text: str, fault: tuple[str, str, str]) -> None:
    document = read_one(text)
    found = [each for each in syntax(document) if each[0] != "json-like"]
    assert fault in found
    assert len({problem for problem, _, _ in found}) == 1


MERGED: list[tuple[str, Any, int]] = [
    ("<<: {a: 1}\n", {"a": 1}, 0),
    ("<<: {a: 1}\nb: 2\n", {"a": 1, "b": 2}, 0),
    ("<<: {a: 1}\na: 2\n", {"a": 2}, 0),
    ("a: 2\n<<: {a: 1}\n", {"a": 1}, 1),
    ("a: 1\n<<: {a: 1}\n", {"a": 1}, 0),
    ("<<: [{a: 1}, {a: 2, b: 3}]\n", {"a": 1, "b": 3}, 0),
    ("<<: {a: 1}\n<<: {a: 2}\n", {"a": 2}, 0),
    ("<<: []\n", {}, 0),
    ("<<: {}\n", {}, 0),
    ("<<: {<<: {a: 1}, a: 2}\n", {"a": 2}, 0),
    ("'<<': {a: 1}\n", {"<<": {"a": 1}}, 0),
    ("! '<<': {a: 1}\n", {"a": 1}, 0),
    ("!!str <<: {a: 1}\n", {"<<": {"a": 1}}, 0),
    ("!!merge '<<': {a: 1}\n", {"a": 1}, 0),
    ("x: &x {a: 1}\nz: {<<: *x, <<: [*x], b: 2}\n", {"x": A, "z": {"a": 1, "b": 2}}, 0),
    ("x: &x <<\n*x : {a: 1}\n", {"x": "<<", "<<": {"a": 1}}, 0),
    ("- <<\n", ["<<"], 0),
]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("text", "expected", "count"), MERGED)
def test_merges(text: str, expected: Any, count: int) -> None:
    document = read_one(text)
    if text.startswith("! '") and events.c_events("") is None:
        return  # the pure parser does not tell that it would have been plain
    assert data(text) == [expected]
    assert len(duplicates(document)) == count


def test_a_merge_that_overwrites() -> None:
    (fault,) = duplicates(read_one("x:\n  a: 2\n  <<: {a: 1}\n"))
    assert (fault.key, fault.spellings, fault.merged) == ("a", ("a", "<<"), True)
    assert fault.place == Place(("x", "a"), "key", 1)
    assert fault.first == Place(("x", "a"))


@pytest.mark.usefixtures("parser")
def test_an_anchor_may_be_given_anew_inside_of_itself() -> None:
    assert data("a: &x [&x 1, *x]\nb: *x\n") == [{"a": [1, 1], "b": 1}]


@pytest.mark.usefixtures("parser")
def test_tags_that_mean_nothing() -> None:
    document = read_one("a: !env 5\nb: !!foo 5\nc: ! 5\nd: !<x> yes\ne: !x [1]\n")
    assert document.data == {"a": "5", "b": "5", "c": "5", "d": "yes", "e": [1]}
    assert syntax(document) == [
        ("unknown-tag", "1:4+6", "!env"),
        ("unknown-tag", "4:4+8", "x"),
    ]


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', [A]),
        ('\n\t {"a": 1}\n\n', [A]),
        ('{"a": 1}{"b": 2}', [A, B]),
        ('{"a": 1}\n{"b": 2}\n', [A, B]),
        ('{"a": 0755}', [{"a": 493}]),
        ('{"a": "yes", "on": null}', [{"a": "yes", "on": None}]),
        ('{"a": "\\u00e9\\ud83d\\ude00\\/"}', [{"a": "é😀/"}]),
        ('{"a": 1.0, "b": 1e3, "c": -0}', [{"a": 1, "b": 1000, "c": 0}]),
        ('[{"a": 1}]', [[A]]),
        ('{"a": 1}\n---\n{"b": 2}\n', [A, B]),
        ("{}", [{}]),
        ("{}{}", [{}, {}]),
        ("{a: 1}", [A]),
        ('{"a": 1,}', [A]),
        ("{a: 1}\n---\nb: 2\n", [A, B]),
    ],
)
def test_json(text: str, expected: list[Any]) -> None:
    assert data(text) == expected


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ('{"a": 1}', False),
        ('{"a": 1}{"b": 2}', False),
        ('[{"a": 1}]', False),
        ("---\n{a: 1}\n", False),
        ("# c\n{a: 1}\n", False),
        ("{a: 1}\n---\nb: 2\n", True),
        ('{"a": 1,}', True),
        ('{"a": 0755}', True),
        ('{"a": 1} # c', True),
        ('{"a": 1}\n---\n{"b": 2}\n', True),
    ],
)
def test_yaml_that_begins_like_json(text: str, like: bool) -> None:
    first, *others = read("\n" + text)
    assert syntax(first) == [("json-like", "2:1+1", "")] * like
    assert all(document.faults == () for document in others)


def test_duplicates_in_json() -> None:
    document = read('{"b": 2}\n{"a": {"x": 1,\n "x": 2, "\\u0078": 3}}')[1]
    assert document.data == {"a": {"x": 3}}
    assert [(fault.place, fault.first) for fault in duplicates(document)] == [
        (Place(("a", "x"), "key", 2), Place(("a", "x"), "key", 1)),
        (Place(("a", "x"), "key", 3), Place(("a", "x"), "key", 2)),
    ]
    assert document.layout.span(Place(("a", "x"), "key", 2))[:2] == (3, 2)
    assert document.layout.span(Place(("a", "x"), "key", 3))[:2] == (3, 10)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_words_that_only_some_json_knows_are_yaml(number: str) -> None:
    document = read_one(f'{{"a": {number}}}')
    assert document.data == {"a": number}
    assert syntax(document) == [("json-like", "1:1+1", "")]


def test_a_number_of_json_that_is_out_of_range() -> None:
    document = read_one('{"a": [1e999, 1]}')
    assert syntax(document) == [("not-json", "1:8+5", "1e999")]
    assert document.data == {"a": [None, 1]}


def test_broken_json_is_broken_yaml() -> None:
    (document,) = read('{"a": [1, }\n')
    assert [problem for problem, _, _ in syntax(document)] == ["parse"]


# --- bounds ---------------------------------------------------------------------------------------


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [x]\n"]
    lines += [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]\n"
        for level in range(1, levels)
    ]
    return "".join(lines)


def test_an_alias_bomb_ends_soon() -> None:
    start = time.perf_counter()
    document = read_one(bomb(12, 10))
    assert time.perf_counter() - start < 5
    ((problem, place, detail),) = syntax(document)
    assert (problem, document.readable) == ("alias-bomb", False)
    assert detail.startswith("a")
    assert place.endswith("+3")


def uses(count: int, size: int) -> str:
    """An anchor of ``size`` items and ``count`` uses of it."""
    return f"{HEAD}x: &x [{', '.join(['y'] * size)}]\nuses: [{', '.join(['*x'] * count)}]\n"


BOUNDS: list[tuple[int, int, bool]] = [
    (99, 1, True),
    (5000, 5, True),
    (3923, 100, True), (3924, 100, False),
    (153, 300, True), (154, 300, False),
    (111, 1000, True), (112, 1000, False),
    (80, 5000, True), (81, 5000, False),
]  # fmt: skip


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("count", "size", "allowed"), BOUNDS)
def test_the_bound_is_that_of_kubernetes(count: int, size: int, allowed: bool) -> None:
    assert refused(read_one(uses(count, size))) is not allowed


def test_kubectl_bounds_so() -> None:
    found = [kubectl(uses(count, size)).returncode == 0 for count, size, _ in BOUNDS]
    assert found == [allowed for _, _, allowed in BOUNDS]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "- [" * 10_000,
        "{a: " * 10_000 + "}" * 10_000,
        "---\n" + '{"a": ' * 3_000 + "1" + "}" * 3_000,
        '{"a": ' * 3_000 + "1" + "}" * 3_000,
        '{"a":' + "[" * 900 + "]" * 900 + "}",
        '{"a":' * 300 + '{"b":1,"b":2}' + "}" * 300,
        "- " * 3_000 + "a",
        "".join(" " * depth + "a:\n" for depth in range(1_000)),
        "x: &x\n" + "".join(" " * depth + "a:\n" for depth in range(1, 300)),
        "? " * 1_000 + "a",
        "a: &a " + "[" * 150 + "]" * 150 + "\nb: &b " + "[" * 100 + "*a" + "]" * 100 + "\n",
    ],
    ids=range(13),
)
def test_deep_nesting_is_a_fault_and_no_crash(text: str) -> None:
    document = read(text)[-1]
    assert refused(document)
    assert not document.readable
    assert syntax(document)[0][0] in ("depth", "parse")
    assert document.layout.comments == ()


@pytest.mark.parametrize("depth", [150, 198])
def test_what_nests_less_deeply_is_read_and_has_its_places(depth: int) -> None:
    for text in (
        "- " * depth + "a\n",
        "[" * depth + "a" + "]" * depth,
        "".join(" " * level + "a:\n" for level in range(depth)),
        "&x " + "[" * depth + "a" + "]" * depth,
        '{"a":' * depth + "1" + "}" * depth,
    ):
        document = read_one(text)
        assert document.faults == ()
        assert len(list(document.layout.scopes())) == depth + 1


def test_the_depth_that_is_read_is_far_from_what_python_allows() -> None:
    assert sys.getrecursionlimit() >= 1000


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "x" * 3_000_000 + "\n",
        "a: '" + "x" * 3_000_000 + "'\n",
        "a: |\n" + "  x\n" * 500_000,
        "a: " + "1" * 3_000_000 + "\n",
        "a: 0x" + "1" * 3_000_000 + "\n",
        "x" * 1_000_000 + "\n",
        "#" * 3_000_000 + "\na: 1\n",
        "\n" * 1_000_000 + "a: 1\n",
        '{"a": "' + "x" * 3_000_000 + '"}',
        '{"a": ' + "1" * 1_000_000 + "}",
        "---\n" * 100_000,
        'a: "' + "\\\\/" * 100_000 + '"\n',
        "a: &x 1\nb: '" + "&" * 1_000_000 + "'\n",
        "a: .inf\nb: " + "1" * 100_000 + "\n",
    ],
    ids=range(14),
)
def test_huge_texts_are_read_in_linear_time(text: str) -> None:
    start = time.perf_counter()
    for document in read(text):
        assert isinstance(document.layout.comments, tuple)
    assert time.perf_counter() - start < 5


def test_undecodable_bytes() -> None:
    error = DecodeError("byte 0xff is not valid UTF-8", Mark(3, 5))
    document = undecodable("a.yaml", error)
    assert (document.readable, document.data, document.index) == (False, None, 0)
    assert document.faults == (SyntaxFault(Mark(3, 5), "decode", error.reason),)
    assert document.layout.span(Mark(3, 5))[:2] == (3, 5)
    assert document.source.position(document.source.offset(3, 5)) == (3, 5)


# --- never an exception ---------------------------------------------------------------------------

WORDS = [
    "a",
    "b: ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "\n",
    "\n  ",
    "\t",
    '"',
    "'",
    "|\n",
    ">\n",
]
WORDS += [
    "# c",
    "&a ",
    "*a",
    "<<: ",
    "!!int ",
    "! ",
    "? ",
    "1",
    ".inf",
    "~",
    "\r\n",
    "é",
    "😀",
    "%",
]
WORDS += ["@", "---\n", "...\n", "\\", "\\/", "\\'", "!!binary ", "\0", "\ufeff", "\x85", "\ud800"]


@given(st.lists(st.sampled_from(WORDS), max_size=20).map("".join) | st.text(max_size=30))
@example("- !!binary é")
@example("&a \n    *a&a \\")
@example("---\n...\n")
@example("{}\x1c")
def test_any_text_gives_documents_and_places(text: str) -> None:
    lines = text.count("\n") + text.count("\r") + 1
    for document in load(Source("a.yaml", text)):
        layout = document.layout
        for fault in document.faults:
            places = [fault.place, *([fault.first] if isinstance(fault, DuplicateKeyFault) else [])]
            for place in places:
                span = layout.span(place)
                assert 1 <= span.line <= lines
                assert 1 <= span.column < span.end_column
        for scope in layout.scopes():
            assert 0 <= scope.start <= scope.end <= len(text) + 1
        assert all(text.count(comment.text) for comment in layout.comments)


@pytest.mark.parametrize("text", ["a: 1\nb: [\n", "a: 1\nb: [\n\n\n", "a: 1\nb: [\n---\nc: 1\n"])
def test_what_stops_too_early_is_wrong_where_it_stops(text: str, parser: str) -> None:
    fault = read(text)[0].faults[0]
    assert isinstance(fault.place, Mark)
    assert (fault.place.line, fault.place.column) == (2, 4)


def test_of_keys_that_become_the_same_the_last_one_is_ambiguous() -> None:
    faults = read_one("a:\n  y: 1\n  yes: 2\n").faults
    assert [each.written for each in faults if isinstance(each, AmbiguousScalarFault)] == ["yes"]


@pytest.mark.parametrize("text", [f"a: {'[' * 40_000}\n", f"a: {'{b: ' * 40_000}\n", "[" * 40_000])
def test_what_is_far_too_deep_is_refused_at_once(text: str) -> None:
    """The parser itself would be busy with it for half a minute."""
    begun = time.process_time()
    assert [each[0] for each in syntax(read_one(text))] == ["depth"]
    assert time.process_time() - begun < 5
