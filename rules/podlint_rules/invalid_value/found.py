"""What the checks of one object are told, and where they put what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from podlint.rule import Manifest, Path, Problem, Role, has_placeholder, key_of, value_of

Mapped: TypeAlias = Mapping[str, Any]


class Found:
    """The problems of one object, and what of its surroundings the checks look at."""

    __slots__ = (
        "container",
        "knative",
        "labels",
        "manifest",
        "minor",
        "pod",
        "pod_path",
        "problems",
        "role",
    )

    def __init__(
        self,
        manifest: Manifest,
        pod: Mapped | None = None,
        pod_path: Path = (),
        container: Mapped | None = None,
        role: Role | None = None,
    ) -> None:
        self.manifest = manifest
        self.minor = manifest.target.minor
        self.pod: Mapped = pod or {}
        self.pod_path = pod_path
        self.container: Mapped = container or {}
        self.role = role
        self.knative = False
        self.labels: object = None
        """The labels of the Pod."""
        self.problems: list[Problem] = []

    def value(
        self, path: Path, check: str, message: str, help: str = "", given: Iterable[object] = ()
    ) -> None:
        """Report the value at ``path``, unless something of what is ``given`` is not known yet."""
        if not any(has_placeholder(each, path) for each in given):
            self.problems.append(Problem(value_of(path), message, help=help, check=check))

    def key(
        self, path: Path, check: str, message: str, help: str = "", given: Iterable[object] = ()
    ) -> None:
        """Report the key at ``path``, as ``value`` does."""
        if not any(has_placeholder(each, path) for each in given):
            self.problems.append(Problem(key_of(path), message, help=help, check=check))

    def nearest(self, data: Mapped, path: Path, check: str, message: str, help: str = "") -> None:
        """Report what is absent in the list item at ``path``: at its first key."""
        first = next(iter(data), None)
        self.key(path if first is None else (*path, first), check, message, help)


Check: TypeAlias = Callable[[Found, Any, Path], None]
"""A check of one value that stands at a Path; it is silent on a value of a wrong type."""

Table: TypeAlias = Mapping[str, Check]
"""The checks of the fields of a mapping."""


def walk(found: Found, table: Table, data: Mapped, path: Path) -> None:
    """Run the checks of those fields that are there."""
    for field, value in data.items():
        check = table.get(field)
        if check is not None and value is not None:
            check(found, value, (*path, field))


def fields(table: Table) -> Check:
    """A check of a mapping: that of its fields."""

    def check(found: Found, value: Any, path: Path) -> None:
        if isinstance(value, dict):
            walk(found, table, value, path)

    return check


def items(check: Check) -> Check:
    """A check of a list: that of each item that is a mapping."""

    def check_items(found: Found, value: Any, path: Path) -> None:
        if isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, dict):
                    check(found, item, (*path, index))

    return check_items


def every(*checks: Check) -> Check:
    """A check that runs several, on a mapping."""

    def check_every(found: Found, value: Any, path: Path) -> None:
        if isinstance(value, dict):
            for check in checks:
                check(found, value, path)

    return check_every


def mapping(value: object) -> Mapped:
    """``value`` where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> list[tuple[int, Mapped]]:
    """The items of a list that are mappings, with their indices."""
    if not isinstance(value, list):
        return []
    return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]


def sequence(value: object) -> list[Any]:
    """``value`` where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def integer(value: object) -> int | None:
    """``value`` where it is an integer, else None."""
    return value if type(value) is int else None


def text(value: object) -> str:
    """``value`` where it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def given(data: Mapped, names: Iterable[str]) -> list[str]:
    """Those of ``names`` that are there and not null, in the order of the text."""
    wanted = names if isinstance(names, frozenset | Mapping) else frozenset(names)
    return [name for name in data if name in wanted and data[name] is not None]


def spoken(names: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *head, last = names
    return f"{', '.join(head)} {word} {last}" if head else last


def shortened(value: object) -> str:
    """A value as a message shows it."""
    shown = str(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
