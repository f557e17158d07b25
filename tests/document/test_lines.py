"""What is read line by line is what the parser reads; all else is left to the parser."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conftest import ROOT
from document.reading import kubectl_reads, same
from podlint.document import Document, Source, parse
from podlint.document.lines import compose_lines
from podlint.document.words import Irregular
from podlint.model import Place

IRREGULAR = object()


def by_lines(text: str) -> Any:
    try:
        return compose_lines(text if text.endswith("\n") else f"{text}\n")
    except Irregular:
        return IRREGULAR


def by_parser(text: str) -> Document:
    document = Document(Source("a.yaml", text), 0, 0, text, parse.tree_of)
    assert parse.read(document), text
    return document


def assert_alike(text: str) -> bool:
    """What is read line by line is read alike by the parser; whether it is."""
    data = by_lines(text)
    if data is IRREGULAR:
        return False
    document = by_parser(text)
    assert document.readable, text
    assert not document.faults, text
    assert same(document.data, data), f"{text}\n{data}\n{document.data}"
    return True


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: b\n", {"a": "b"}),
        ("a: b", {"a": "b"}),
        ("  a: b\n  c: d\n", {"a": "b", "c": "d"}),
        ("a:\nb:\n", {"a": None, "b": None}),
        ("a:   # why\n  b: 1 # one\n# end\n\nc: x#y\n", {"a": {"b": 1}, "c": "x#y"}),
        ("a:\n- b\n- c: 1\n  d: 2\n-   e: 3\n    f:\n    - 4\ng: 5\n", None),
        ("a:\n  - b: 1\n  - - c\n", IRREGULAR),
        ("a: http://x:80/y\nb: a b  c\nc: -x\nd: --x=y\n", None),
        ("a: \"b: #c\"\nb: 'x'\nc: \"\"\nd: ''\n", None),
        ("a: 1\nb: 1.5\nc: true\nd: null\ne: ~\nf: 1e3\n", IRREGULAR),
        ("a: 1\nb: 1.5\nc: true\nd: null\n", {"a": 1, "b": 1.5, "c": True, "d": None}),
        ("a: |\n  b\n\n   c\n\nd: |-\n  # e\n", {"a": "b\n\n c\n", "d": "# e"}),
        ("a: |\n  b", {"a": "b\n"}),
        ("a: {b: 1, c: [x, 'y', \"z\"], d: {}}\ne: [] # none\n", None),
        ("a: {b: {c: {d: [1, [2]]}}}\n", None),
        ("app.kubernetes.io/name: a\n_x/y-z: b\n", None),
        ('a: bé # ü\nb: "日本"\nc: |\n  🚀\n', {"a": "bé", "b": "日本", "c": "🚀\n"}),
    ],
)
def test_what_is_read(text: str, data: Any) -> None:
    found = by_lines(text)
    if data is not None:
        assert found == data
    if data is not IRREGULAR:
        assert assert_alike(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        "a\n",
        "- a\n",
        "---\na: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "%YAML 1.1\n",
        "\ta: b\n",
        "a:\tb\n",
        "a: b\r\n",
        "a: é\n",
        "a: b\x85c\n",
        "a: b\u2028c\n",
        "a: b\xa0c\n",
        "\ufeffa: b\n",
        "a: \x07\n",
        "a: b\n  c\n",
        "a: b\n  c: d\n",
        "a:\n  b\n",
        "a:\n    b: 1\n  c: 2\n",
        "  a: 1\nb: 2\n",
        "a: 1\n b: 2\n",
        "a: 1\n- b\n",
        "a:\n- b\n c\n",
        "a:\n-\n  b: 1\n",
        "a: - b\n",
        "a: b: c\n",
        "a: *b\n",
        "a: &b c\n",
        "a: !x b\n",
        "a: @b\n",
        "a: `b\n",
        "a: %b\n",
        "a: ? b\n",
        "? a\n: b\n",
        "a: >\n  b\n",
        "a: |+\n  b\n",
        "a: |2\n  b\n",
        "a: |\nb: 1\n",
        "a: |\n   \n  b\n",
        "a: |\n  b\n   \n",
        "a: |\n    b\n  c\n",
        "- a: |\n  b\n",
        'a: "b\\n"\n',
        "a: 'b''c'\n",
        'a: "b" c\n',
        'a: "b\n  c"\n',
        '"a": b\n',
        "'a': b\n",
        "a b: c\n",
        "1: a\n",
        "y: a\n",
        "on: a\n",
        "null: a\n",
        "<<: {a: b}\n",
        "a: 1\na: 2\n",
        "a: yes\n",
        "a: 0755\n",
        "a: 1_000\n",
        "a: 1.10\n",
        "a: .inf\n",
        "a: {b}\n",
        "a: {b: 1\n",
        "a: {b: 1}}\n",
        "a: {b: 1} c\n",
        "a: {b: 1}#c\n",
        "a: [b c]\n",
        "a: [b, ]\n",
        "a: [, b]\n",
        "a: [b: c]\n",
        "a: {b: 1, b: 2}\n",
        "a: {b:1}\n",
        'a: {"b":1}\n',
        "a: [http://x]\n",
        "a: [*b]\n",
        "a: [yes]\n",
        "a: [[]: b]\n",
        "a: {[]: b}\n",
        "a: [\n  b]\n",
        f"a: {{{'k' * 300}: b}}\n",
        f"a: {{'{'k' * 1100}': b}}\n",
        "a: []]\n",
    ],
)
def test_what_is_left_to_the_parser(text: str) -> None:
    assert by_lines(text) is IRREGULAR


def test_what_is_deep_is_left_to_the_parser() -> None:
    deep = "".join(f"{' ' * level}a:\n" for level in range(99))
    assert assert_alike(f"{deep}{' ' * 99}a: 1\n")
    deeper = "".join(f"{' ' * level}a:\n" for level in range(120))
    assert by_lines(f"{deeper}{' ' * 120}a: 1\n") is IRREGULAR
    assert by_lines(f"a: {'[' * 50}{']' * 50}\n") is IRREGULAR


def test_keys_that_no_parser_reads_are_not_read() -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata: {{{'k' * 1100}: b}}\n"
    (document,) = list(_load(text))
    assert not document.readable
    assert kubectl_reads(text) is None


def seconds(make: Callable[[int], str], size: int) -> float:
    text = make(size)
    begun = time.process_time()
    by_lines(text)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "make",
    [
        lambda size: "".join(f"k{number}: |\n  x\n" for number in range(size // 8)),
        lambda size: f"a: x{' ' * size}: y\n",
        lambda size: f"a: {'x:' * size} \n",
        lambda size: f"a: {'x  ' * size}: y\n",
        lambda size: f"a: [{'x, ' * size}x]\n",
        lambda size: f"a: |\n{chr(10) * size}  x\n",
        lambda size: "a: b\n" + "\n" * size,
        lambda size: "k" * size + ": x\n",
    ],
)
def test_the_time_is_that_of_the_length(make: Callable[[int], str]) -> None:
    seconds(make, 1_000)
    assert seconds(make, 320_000) < 32 * max(seconds(make, 40_000), 0.01)


def test_a_long_text_is_read_as_a_short_one() -> None:
    text = "".join(f"k{number}:\n- a: 'b'  # c\n  d: |\n   e\n" for number in range(60_000))
    assert len(text) > 1 << 20
    data = by_lines(text)
    assert len(data) == 60_000
    assert data["k59999"] == [{"a": "b", "d": "e\n"}]


def fixtures() -> Iterator[str]:
    for file in sorted((ROOT / "fixtures").rglob("*.yaml")):
        yield from file.read_text(encoding="utf-8", errors="replace").split("\n---\n")


def test_the_fixtures_are_read_alike() -> None:
    read = [assert_alike(text) for text in fixtures() if text.strip()]
    assert sum(read) > len(read) / 2


PIECES = (
    *("a: ", "b: ", "c:", "- ", "-", "  ", " ", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "\n   "),
    *(
        "x",
        "1",
        "-1",
        "1.5",
        "true",
        "null",
        "~",
        "yes",
        "http://x",
        "a b",
        "x:y",
        "x: y",
        "#",
        " #",
    ),
    *('"x"', "'x'", '""', "''", '"', "'", "''x", "\\", "[", "]", "{", "}", ", ", ",", ": ", ":"),
    *(
        "|",
        "|-",
        ">",
        "|\n  ",
        "&x",
        "*x",
        "!x",
        "?",
        "@",
        "%",
        "`",
        "---",
        "...",
        "\t",
        "é",
        "<<: ",
    ),
    *("[a, b]", "{a: b}", "{a: [1, {b: c}]}", "\n\n", "# c", "\n# c\n", "key.io/x: "),
)


def test_whatever_is_read_is_read_alike() -> None:
    """Random texts of all that YAML is made of; most are left to the parser."""
    draw = random.Random(7)
    read = sum(
        assert_alike("".join(draw.choices(PIECES, k=draw.randint(1, 12)))) for _ in range(6_000)
    )
    assert read > 50


def test_whatever_is_changed_in_a_manifest_is_read_alike() -> None:
    draw = random.Random(8)
    texts = [text for text in fixtures() if len(text) < 1_500]
    read = 0
    for _ in range(1_500):
        text = draw.choice(texts)
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(text) + 1)
            text = text[:at] + draw.choice(PIECES) + text[at + draw.randint(0, 3) :]
        read += text.strip() != "" and assert_alike(text)
    assert read > 100


def test_kubectl_reads_alike() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata:\n  a: |\n   b\n"
    assert kubectl_reads(text)["data"] == by_lines(text)["data"]


def test_places_are_found_all_the_same() -> None:
    text = "a:\n- b: 1  # one\n  c: [x, z]\n"
    (document,) = list(_load(text))
    assert document.by_lines
    assert document.layout.span(Place(("a", 0, "c", 1)))[:2] == (3, 10)
    assert document.layout.comments[0].text == "# one"
    assert document.layout.written(("a", 0, "b")) == "1"


def _load(text: str) -> Iterator[Document]:
    from podlint.document import load

    return load(Source("a.yaml", text))
