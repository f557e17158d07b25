"""Scalars and keys: a table of what kubectl reads, against podlint and against kubectl itself."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from document.reading import HEAD, kubectl, kubectl_reads, read_one, refused, same
from podlint.document import events, scalars
from podlint.document.scalars import is_ambiguous, key_text, resolve, resolve_plain

FOLDER = Path(__file__).parent
READ: list[tuple[str, Any]] = json.loads((FOLDER / "scalars.json").read_text(encoding="utf-8"))
"""Items of a list as they are written, and as kubectl prints them."""
REFUSED: list[str] = json.loads((FOLDER / "refused.json").read_text(encoding="utf-8"))
"""Items for which kubectl refuses the document."""


def table(items: list[str]) -> str:
    return HEAD + "rows:\n" + "".join(f"- {item}\n" for item in items)


def is_plain(written: str) -> bool:
    return not written.startswith(("!", "'", '"', "?", "{", "[")) and ": " not in written


@pytest.fixture(params=["C parser", "pure parser"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure parser":
        monkeypatch.setattr(events, "CParser", None)


@pytest.mark.usefixtures("parser")
def test_every_item_is_read_as_in_the_table() -> None:
    document = read_one(table([written for written, _ in READ]))
    assert not refused(document)
    rows = document.data["rows"]
    wrong = [
        (written, expected, row)
        for (written, expected), row in zip(READ, rows, strict=True)
        if not same(row, expected)
    ]
    assert wrong == []


@pytest.mark.usefixtures("parser")
def test_every_item_is_read_so_by_itself() -> None:
    """Without tags and odd keys around it, an item takes the way of regular documents."""
    wrong = [
        (written, expected, document.data)
        for written, expected in READ
        if not same((document := read_one(f"- {written}\n")).data, [expected])
    ]
    assert wrong == []


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert sum(is_plain(written) for written, _ in READ) >= 120


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("written", REFUSED)
def test_items_that_kubernetes_refuses(written: str) -> None:
    assert refused(read_one(table([written])))


def test_kubectl_reads_the_table_so() -> None:
    rows = kubectl_reads(table([written for written, _ in READ]))["rows"]
    assert [
        (written, expected, row)
        for (written, expected), row in zip(READ, rows, strict=True)
        if not same(row, expected)
    ] == []


def test_kubectl_refuses_so() -> None:
    with ThreadPoolExecutor(8) as pool:
        done = pool.map(lambda written: kubectl(table([written])).returncode, REFUSED)
    assert [written for written, code in zip(REFUSED, done, strict=True) if code == 0] == []


@pytest.mark.parametrize("written", [written for written, _ in READ if is_plain(written)])
def test_a_resolved_scalar_is_a_scalar_of_json(written: str) -> None:
    assert json.loads(json.dumps(resolve_plain(written), allow_nan=False)) == resolve_plain(written)


@pytest.mark.parametrize("sign", ["", "+", "-", "0b", "0o", "0x", "0", "1_", "-0b+"])
def test_very_long_numbers_are_read_in_linear_time(sign: str) -> None:
    written = sign + "1" * 1_000_000
    assert resolve_plain(written) == written


def test_leading_zeros_do_not_make_a_number_large() -> None:
    assert resolve_plain("0b" + "0" * 5000 + "11") == 3
    assert resolve_plain("0" * 5000 + "17") == 15
    assert resolve_plain("0" * 5000 + "18") == 18


@given(st.integers(-(2**63), 2**64 - 1))
def test_integers_keep_every_digit(number: int) -> None:
    assert resolve_plain(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_keep_their_value(number: float) -> None:
    value = resolve_plain(repr(number))
    assert value == number
    assert not isinstance(value, bool | str)


@given(st.text())
def test_any_text_resolves_and_what_is_no_scalar_stays_as_it_is(text: str) -> None:
    value = resolve_plain(text)
    assert value == text or not isinstance(value, str)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_float_keys_come_back_as_the_same_float(number: float) -> None:
    written = key_text(number)
    assert scalars._as_float32(float(written)) == number
    assert resolve(written) == pytest.approx(number, rel=1e-6)


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        *((word, True) for word in ("y", "N", "yes", "No", "on", "OFF")),
        *((word, False) for word in ("true", "False", "~", "null", "", "yea", "Yess")),
        *(
            (text, True)
            for text in ("0755", "08", "-010", "1_000", "1.10", "3.50", "5e10", "1_0.5")
        ),
        *((text, False) for text in ("0", "10", "-3", "0x1F", "0o755", "0b11", "1.5", "1.0", ".5")),
        *(
            (text, False)
            for text in ("1.2.3", "12:30", "2024-01-01", "0.5.0", "08:00", "1_a", "10m")
        ),
    ],
)
def test_what_a_person_would_read_otherwise(text: str, ambiguous: bool) -> None:
    assert is_ambiguous(text) is ambiguous
