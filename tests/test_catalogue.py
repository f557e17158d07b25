"""The pages of rules: what an example becomes is shown where the example is."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from podlint.catalogue import explanation
from podlint.registry import load_packs
from podlint.rule import Bad, Rule

PACKS = load_packs()
MENDED = [
    (rule, example)
    for pack in PACKS
    if pack.own
    for rule in pack.rules
    for example in rule.examples
    if isinstance(example, Bad) and example.fixed
]


def shown(rule: type[Rule], example: Bad) -> list[tuple[str, str]]:
    """Before and after an example: the headings and the blocks of its rule's page."""
    page = explanation(PACKS, rule.id)
    parts = re.split(
        r"^(Reported|Fine|After)(.*):?\n\n((?: {4}.*\n|\n(?= {4}))+)", page, flags=re.M
    )
    blocks = [
        (f"{verb}{title}".rstrip(":"), dedent(block))
        for verb, title, block in zip(parts[1::4], parts[2::4], parts[3::4], strict=True)
    ]
    heading = f"Reported: {example.title}" if example.title else "Reported"
    at = [title for title, _ in blocks].index(heading)
    return blocks[at : at + 2]


@pytest.mark.parametrize(("rule", "example"), MENDED)
def test_what_an_example_becomes_is_shown(rule: type[Rule], example: Bad) -> None:
    (_, before), (title, after) = shown(rule, example)
    assert title in ("After `--fix`", "After `--unsafe-fixes`")
    fixed = example.fixed.splitlines()
    if after.splitlines() == fixed:
        return
    lines = [line for line in after.splitlines() if line != "..."]
    assert {line[:1] for line in lines} <= {" ", "+", "-", ""}
    assert {line[1:] for line in lines if line[:1] != "-"} <= {*fixed, ""}
    gone = [line[1:] for line in lines if line[:1] == "-"]
    assert all(any(each.startswith(line) for each in before.splitlines()) for line in gone)
    assert len(lines) <= len(fixed), "the whole text would be shorter"


def test_a_small_change_is_shown_as_one_and_a_large_one_as_text() -> None:
    class Either(Rule):
        """A rule of its own."""

    small = Bad(
        text="a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n", fixed="a: 1\nb: 2\nc: 3\nd: 4\ne: 6\nf: 6\n"
    )
    large = Bad(text="a: 1\nb: 2\n", fixed="c: 3\nd: 4\n")
    from podlint.catalogue import _after

    assert _after(small) == [" c: 3", " d: 4", "-e: 5", "+e: 6", " f: 6"]
    assert _after(large) == ["c: 3", "d: 4"]
