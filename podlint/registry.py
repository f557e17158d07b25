"""Rule packs: finding them through entry points, and choosing which of their rules run.

A pack is a package or module that a distribution names in the entry point group ``podlint.rules``.
Nothing is ever loaded from the tree that is being linted.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Iterator, Sequence
from importlib.machinery import all_suffixes
from types import ModuleType
from typing import NamedTuple

from podlint.entrypoints import EntryPoint, entry_points
from podlint.rule import Rule
from podlint.trouble import Trouble

ENTRY_POINT_GROUP = "podlint.rules"
OWN_DISTRIBUTION = "podlint"
ALWAYS_ON = frozenset({"syntax-error"})
"""Rules that cannot be deselected: without them a file that is not read would look clean."""


class RegistryError(Trouble):
    """A rule pack that cannot be used, or a name that no rule or group has."""


class Pack(NamedTuple):
    """The rules of one entry point."""

    name: str
    own: bool
    """Whether it ships with podlint; the rules of others run only when they are asked for."""
    rules: tuple[type[Rule], ...]


def load_packs() -> tuple[Pack, ...]:
    """Every installed rule pack, podlint's own first.

    Raises:
        RegistryError: a pack cannot be imported, or breaks the contract of rules.
    """
    packs = [_load(point) for point in entry_points(ENTRY_POINT_GROUP)]
    packs.sort(key=lambda pack: (not pack.own, pack.name))
    owners: dict[str, str] = {}
    for pack in packs:
        for rule in pack.rules:
            if rule.id in owners:
                raise RegistryError(
                    f"rule {rule.id} is in two rule packs, {owners[rule.id]} and {pack.name}; "
                    "uninstall one of them"
                )
            owners[rule.id] = pack.name
    return tuple(packs)


def _load(point: EntryPoint) -> Pack:
    own, origin = point.distribution == OWN_DISTRIBUTION, point.distribution
    try:
        module = importlib.import_module(point.module)
        rules = tuple(rule for each in _modules(module) for rule in _rules(each))
    except RegistryError:
        raise
    except Exception as error:
        raise RegistryError(
            f"rule pack {point.name} of {origin} cannot be imported: "
            f"{type(error).__name__}: {error}; mend or uninstall {origin}"
        ) from error
    return Pack(point.name if own else origin, own, tuple(sorted(rules, key=lambda each: each.id)))


def _modules(module: ModuleType) -> Iterator[ModuleType]:
    yield module
    for name in _module_names(getattr(module, "__path__", ())):
        if not name.startswith("_"):
            yield importlib.import_module(f"{module.__name__}.{name}")


def _module_names(paths: Iterable[str]) -> Iterator[str]:
    """The modules and packages in a package: as pkgutil says, which imports ``inspect`` for it."""
    given = list(paths)
    if not all(map(os.path.isdir, given)):  # a zip file, or what an import hook thinks of
        from pkgutil import iter_modules

        yield from (found.name for found in iter_modules(given))
        return
    suffixes = sorted(all_suffixes(), key=len, reverse=True)
    yield from dict.fromkeys(name for path in given for name in _modules_of(path, suffixes))


def _modules_of(directory: str, suffixes: Sequence[str]) -> Iterator[str]:
    with os.scandir(directory) as entries:
        found = sorted(entries, key=lambda each: each.name)
    for entry in found:
        suffix = next((each for each in suffixes if entry.name.endswith(each)), None)
        name = entry.name[: -len(suffix)] if suffix else entry.name
        if suffix is None:
            inits = (os.path.join(entry.path, f"__init__{each}") for each in suffixes)
            if not entry.is_dir() or not any(map(os.path.exists, inits)):
                continue
        if name != "__init__" and "." not in name:
            yield name


def _rules(module: ModuleType) -> Iterator[type[Rule]]:
    for value in vars(module).values():
        if (
            isinstance(value, type)
            and issubclass(value, Rule)
            and value.__module__ == module.__name__
        ):
            _check_contract(value, module)
            yield value


def _check_contract(rule: type[Rule], module: ModuleType) -> None:
    missing = [
        name
        for name in ("id", "group", "summary", "severity", "examples")
        if not hasattr(rule, name)
    ]
    if missing:
        raise RegistryError(f"{module.__name__}.{rule.__name__} has no {', '.join(missing)}")
    expected = module.__name__.rpartition(".")[2].replace("_", "-")
    if rule.id != expected:
        raise RegistryError(
            f"{module.__name__}.{rule.__name__} has the id {rule.id}; "
            f"its module's name asks for {expected}"
        )


def select(
    packs: Sequence[Pack],
    wanted: Iterable[str] = (),
    unwanted: Iterable[str] = (),
    others: Iterable[str] = (),
) -> tuple[type[Rule], ...]:
    """The rules that run, in the order of their ids.

    Args:
        packs: the installed packs.
        wanted: rule ids, groups, ``default`` or ``all``; nothing means ``default``.
        unwanted: rule ids or groups that are taken away from those.
        others: names of packs whose default rules count like podlint's own.

    Raises:
        RegistryError: a name that is neither.
    """
    every = {rule.id: rule for pack in packs for rule in pack.rules}
    on = set(others)
    default = {
        rule.id
        for pack in packs
        if pack.own or pack.name in on
        for rule in pack.rules
        if rule.default
    }
    chosen: set[str] = set()
    for name in tuple(wanted) or ("default",):
        chosen |= _members(name, every, default)
    for name in unwanted:
        chosen -= _members(name, every, set(every))
    chosen |= ALWAYS_ON & every.keys()
    return tuple(every[name] for name in sorted(chosen))


def _members(name: str, every: dict[str, type[Rule]], default: set[str]) -> set[str]:
    if name in every:
        return {name}
    if name == "all":
        return set(every)
    if name == "default":
        return set(default)
    members = {rule.id for rule in every.values() if rule.group == name}
    if not members:
        groups = sorted({rule.group for rule in every.values()})
        hint = did_you_mean(name, [*every, *groups, "all", "default"])
        raise RegistryError(
            f"no rule or group is called {name!r}{hint}; podlint --list-rules shows them all"
        )
    return members & default or members


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``, did you mean X?`` where one of ``known`` is like ``name``; else nothing."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1)
    return f", did you mean {close[0]!r}?" if close else ""
