"""The command line laid over the configuration, and what follows for a run."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from podlint.config import Config, ConfigError, Said
from podlint.config.settings import instances
from podlint.discovery import Exclusions, GlobError, Globs, check_glob
from podlint.profile import Profile, parse_targets
from podlint.registry import Pack, select
from podlint.rule import Rule
from podlint.suppress import Suppressions

REASON_RULE = "ignore-without-reason"
"""The rule that the key require-reason switches on."""


def with_options(config: Config, options: Mapping[str, Any]) -> Config:
    """The configuration as the options of a call change it; what is not given changes nothing.

    Raises:
        ConfigError: an option that cannot be used.
        TargetError: a version that is none.
    """
    given = {name: value for name, value in options.items() if value not in (None, (), False)}
    changes: dict[str, Any] = {
        name: given[name]
        for name in ("select", "ignore", "fail_on", "schemas", "baseline")
        if name in given
    }
    if "select" in given:
        rules = {rule: setting._replace(off=None) for rule, setting in config.rules.items()}
        changes["rules"] = rules
    if options.get("kubernetes_version") is not None:
        parse_targets(options["kubernetes_version"])
        changes["kubernetes_version"] = options["kubernetes_version"]
    if "exclude" in given:
        changes["exclude"] = (*config.exclude, _excluded(given["exclude"]))
    if "no_gitignore" in given:
        changes["gitignore"] = False
    if "allow_empty" in given:
        changes["allow_empty"] = True
    return config._replace(**changes, said=tuple(_said(config, changes)))


def chosen_rules(packs: Sequence[Pack], config: Config) -> tuple[Rule, ...]:
    """The rules that run.

    Raises:
        RegistryError: a name that no rule and no group has.
    """
    chosen = select(packs, config.select, (*config.off, *config.ignore), config.packs)
    if config.require_reason and not any(rule.id == REASON_RULE for rule in chosen):
        every = {rule.id: rule for pack in packs for rule in pack.rules}
        chosen = (*chosen, every[REASON_RULE]) if REASON_RULE in every else chosen
    return instances(chosen, config.rules)


def exclusions(config: Config, write_baseline: str | None = None) -> Exclusions:
    """What is left out of walks; a baseline is no manifest, be it read or written."""
    baselines = (os.path.realpath(each) for each in (config.baseline, write_baseline) if each)
    return Exclusions(config.gitignore, config.exclude, frozenset(baselines))


def profile_of(config: Config) -> Profile:
    """By what to judge, without the schemas of custom resources.

    Raises:
        TargetError: a version that is none.
    """
    if not config.kubernetes_version:
        return Profile(known=config.known)
    return Profile(parse_targets(config.kubernetes_version), known=config.known)


def suppressions(config: Config, *, audit: bool) -> Suppressions:
    """What the configuration ignores; in an ``audit`` it is reported nevertheless."""
    return Suppressions(config.entries, audit=audit)


def _excluded(lines: Sequence[str]) -> Globs:
    for line in lines:
        try:
            check_glob(line)
        except GlobError as error:
            raise ConfigError(f"--exclude: {error}") from error
    origins = tuple(f"--exclude {line!r}" for line in lines)
    return Globs(os.path.realpath(os.getcwd()), tuple(lines), origins)


def _said(config: Config, changes: Mapping[str, Any]) -> Iterator[Said]:
    """What is said in all: an option goes before what the configuration says of its key."""
    replaced = {name.replace("_", "-") for name in changes} - {"exclude", "rules"}
    for each in config.said:
        is_off = each.path[0] == "rules" and each.path[-1] == "severity" and each.text == "off"
        plain = each.path[0] != "ignore" or not each.text.startswith("{")
        if not (each.path[0] in replaced and plain) and not (is_off and "select" in changes):
            yield each
    for name, value in changes.items():
        key = name.replace("_", "-")
        if key == "rules":
            continue
        origin = "--no-gitignore" if key == "gitignore" else f"--{key}"
        lines = value[-1].lines if key == "exclude" else value
        if isinstance(lines, tuple):
            first = 1 + max(
                (_number(each) for each in config.said if each.path[0] == key), default=-1
            )
            for number, line in enumerate(lines, first):
                yield Said((key, number), _text(line), origin)
        else:
            yield Said((key,), _text(lines), origin)


def _number(said: Said) -> int:
    last = said.path[-1]
    return last if isinstance(last, int) else -1


def _text(value: Any) -> str:
    from podlint.config.show import shown

    return shown(value)
