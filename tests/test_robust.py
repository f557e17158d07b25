"""Whatever stands in a manifest: no rule crashes, no fix goes wrong."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from conftest import ROOT
from podlint.document import Source, load
from podlint.fixer import fix_text
from podlint.kubernetes import Target
from podlint.profile import Profile
from podlint.registry import load_packs, select

JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, "x", "", "${X}", "\0", 2**40),
    *([], {}, [1], {"a": 1}, [None], [[]], {"name": []}, {"name": "x"}),
)
MANIFESTS = 150


def manifests() -> list[dict[str, Any]]:
    found = [
        document.data
        for file in sorted((ROOT / "fixtures").rglob("*.yaml"))
        for document in load(Source("a.yaml", file.read_text(encoding="utf-8", errors="replace")))
    ]
    return [data for data in found if isinstance(data, dict) and "kind" in data]


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else ()
    for key, each in enumerate(value) if isinstance(value, list) else inner:
        yield from paths(each, (*path, key))


def spoil(data: dict[str, Any], draw: random.Random) -> None:
    """Put something else in one to three places."""
    for _ in range(draw.randint(1, 3)):
        places = list(paths(data))
        if not places:
            return
        *above, last = draw.choice(places)
        value: Any = data
        for step in above:
            value = value[step]
        if draw.random() < 0.2:
            del value[last]
        else:
            value[last] = copy.deepcopy(draw.choice(JUNK))


@pytest.mark.parametrize("seed", range(4))
def test_no_rule_and_no_fix_crashes(seed: int) -> None:
    """A crash of a rule is a finding, and so it is of one that looks at what a fix has made."""
    draw = random.Random(seed)
    rules = [rule() for rule in select(load_packs(), ["all"])]
    profile = Profile((Target(draw.choice((25, 28, 30, 34, 37))),))
    every = manifests()
    for _ in range(MANIFESTS):
        data = copy.deepcopy(draw.choice(every))
        spoil(data, draw)
        if draw.random() < 0.3:  # of a kind that is not served nobody has looked at the shape
            data["apiVersion"] = "example/v9"
        text = json.dumps(data)
        fixed = fix_text(text, rules=rules, profile=profile, unsafe=True)
        crashes = [each.message for each in fixed.findings if each.rule == "internal-error"]
        crashes += [why for _, why in fixed.refused if "crashed" in why]
        assert not crashes, text
