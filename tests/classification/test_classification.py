"""The table of multi-container Pods: what podlint says of each, beside what a reader said."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from podlint import schema
from podlint.document import Source, load
from podlint.kubernetes import Project, Target, Workload, manifests, workloads
from podlint_rules._coupling import classify
from podlint_rules.unjustified_containers import UnjustifiedContainers

HERE = Path(__file__).parent
CASE, VERDICT, ROLE = "label/case", "label/verdict", "label/role."
HALVES = ("open", "held-out")
HELPERS = {"ambassador", "adapter", "sidecar"}
FOUND = ("main", "ambassador", "adapter", "sidecar", "coupled", "stated", "unknown", "unexplained")
VERDICTS = ("fine", "info", "warning")

Table = Counter[tuple[str, str]]
"""How often a label met an answer."""


class Case(NamedTuple):
    """A Pod of the table."""

    name: str
    half: str
    workload: Workload

    @property
    def label(self) -> str:
        return str(self.workload.annotations[VERDICT])

    @property
    def verdict(self) -> str:
        """The gravest that the rule says of it."""
        rule = UnjustifiedContainers()
        said = {
            (problem.severity or rule.severity).name.lower()
            for problem in rule.check_workload(self.workload)
        }
        return max(said, key=VERDICTS.index, default="fine")

    def roles(self) -> Iterator[tuple[str, str]]:
        """For each app container its label and what podlint takes it for."""
        for container, role in classify(self.workload):
            yield str(self.workload.annotations[ROLE + container.name]), role


@cache
def cases() -> tuple[Case, ...]:
    newest = Target.parse(schema.NEWEST)
    found = []
    for path in sorted(HERE.glob("*.yaml")):
        for document in load(Source(path.name, path.read_text(encoding="utf-8"))):
            for manifest in manifests(document, Project(), newest):
                (workload,) = workloads(manifest)
                name = str(manifest.annotations[CASE])
                found.append(Case(name, HALVES[zlib.crc32(name.encode()) % 2], workload))
    return tuple(found)


def of(half: str) -> list[Case]:
    return [case for case in cases() if case.half == half]


def verdicts(half: str) -> Table:
    return Counter((case.label, case.verdict) for case in of(half))


def roles(half: str) -> Table:
    return Counter(pair for case in of(half) for pair in case.roles())


def is_right(label: str, found: str) -> bool:
    """Whether an answer does justice to a label: what is coupled is explained, as a helper is."""
    if label == "application":
        return found in {"coupled", "unexplained", "unknown"}
    return found == label or (label in HELPERS and found in {"coupled", "stated"})


def share(right: int, of_all: int) -> float:
    return right / of_all if of_all else 1.0


def show(table: Table, columns: tuple[str, ...]) -> str:
    """The confusion table: a line a label, a column an answer."""
    labels = sorted({label for label, _ in table})
    lines = ["".join(f"{column:>13}" for column in ("", *columns))]
    for label in labels:
        counts = "".join(f"{table[label, column] or '-':>13}" for column in columns)
        lines.append(f"{label:>13}{counts}")
    return "\n".join(lines)


def test_every_container_has_a_label() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names)) >= 130
    for case in cases():
        assert case.label in VERDICTS, case.name
        assert {label for label, _ in case.roles()} <= {"main", "application", *HELPERS}, case.name
        assert [label for label, _ in case.roles()].count("main") == 1, case.name


@pytest.mark.parametrize(("half", "at_least"), [("open", 0.95), ("held-out", 0.93)], ids=HALVES)
def test_verdicts(half: str, at_least: float) -> None:
    table = verdicts(half)
    print(f"\n{half}\n{show(table, VERDICTS)}")
    wrong = [
        f"{each.name}: {each.label}, not {each.verdict}"
        for each in of(half)
        if each.label != each.verdict
    ]
    right = sum(count for (label, found), count in table.items() if label == found)
    assert share(right, table.total()) >= at_least, "\n".join(wrong)


@pytest.mark.parametrize("half", HALVES)
def test_warnings_are_meant_and_none_is_missing(half: str) -> None:
    table = verdicts(half)
    given = sum(table[label, "warning"] for label in VERDICTS)
    meant = sum(table["warning", found] for found in VERDICTS)
    assert share(table["warning", "warning"], given) >= 0.9
    assert share(table["warning", "warning"], meant) >= 0.9


@pytest.mark.parametrize(("half", "at_least"), [("open", 0.94), ("held-out", 0.9)], ids=HALVES)
def test_roles(half: str, at_least: float) -> None:
    table = roles(half)
    print(f"\n{half}\n{show(table, FOUND)}")
    wrong = [
        f"{case.name}: {label}, not {found}"
        for case in of(half)
        for label, found in case.roles()
        if not is_right(label, found)
    ]
    assert share(table.total() - len(wrong), table.total()) >= at_least, "\n".join(wrong)
