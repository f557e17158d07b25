"""The rules that run by default are frozen: a change of the set is written down where users read it.

``tests/default_rules.txt`` has a line for each change of the set: the section of CHANGELOG.md that
tells of it, ``+`` or ``-``, and the rule. The last line of a rule counts, and lines are never removed.
"""

from __future__ import annotations

import re

from conftest import ROOT
from podlint.registry import load_packs

LIST = ROOT / "tests" / "default_rules.txt"
LINE = re.compile(r"(\S+) ([+-]) ([a-z0-9]+(?:-[a-z0-9]+)*)")


def changes() -> list[tuple[str, str, str]]:
    """The section of the changelog, the sign and the rule of each line."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    matches = [LINE.fullmatch(line) for line in lines]
    assert None not in matches, f"{LIST.name}: a line is 'Unreleased + rule-id'"
    return [(match[1], match[2], match[3]) for match in matches if match]


def recorded() -> set[str]:
    """The rules that run by default, as the list has it."""
    return {
        rule for rule, sign in {rule: sign for _, sign, rule in changes()}.items() if sign == "+"
    }


def default_rules() -> set[str]:
    """The rules of podlint's own pack that run by default."""
    (own,) = (pack for pack in load_packs() if pack.own)
    return {rule.id for rule in own.rules if rule.default}


def sections() -> dict[str, str]:
    """The text of each section of the changelog, by its version or ``Unreleased``."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^## \[(.+?)\].*$", text, flags=re.M)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_default_set_is_the_one_that_was_written_down() -> None:
    ids, listed = default_rules(), recorded()
    wanted = [f"Unreleased + {rule}" for rule in sorted(ids - listed)]
    wanted += [f"Unreleased - {rule}" for rule in sorted(listed - ids)]
    assert not wanted, (
        "the set of rules that run by default has changed, and with it what podlint says in every "
        "pipeline that uses it.\nIf that is meant, append to tests/default_rules.txt\n  "
        + "\n  ".join(wanted)
        + "\nand name these rules under Unreleased in CHANGELOG.md.\n"
        "If it is not: a new rule with `default = False` waits for the next major version."
    )


def test_each_change_of_the_set_is_in_the_changelog() -> None:
    text = sections()
    missing = [
        f"  {rule}, in the section [{section}]"
        for section, _, rule in changes()
        if not re.search(rf"(?<![\w-]){rule}(?![\w-])", text.get(section, ""))
    ]
    assert not missing, "CHANGELOG.md does not name\n" + "\n".join(missing)


def test_a_change_is_one_of_the_state_before() -> None:
    state: dict[str, str] = {}
    for _, sign, rule in changes():
        assert sign != state.get(rule, "-"), f"{rule}: the line changes nothing"
        state[rule] = sign
