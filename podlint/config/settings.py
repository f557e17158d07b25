"""What a configuration says of rules: off, a severity, options; for all files or for some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from podlint.discovery import Globs
from podlint.model import Severity
from podlint.rule import Rule


class RuleSetting(NamedTuple):
    """What is said of one rule."""

    off: bool | None = None
    severity: Severity | None = None
    options: Mapping[str, Any] = MappingProxyType({})
    """Options of the rule, by the names of their fields."""

    def __reduce__(self) -> tuple[Any, ...]:
        """For processes that this is sent to: a view of a mapping cannot be."""
        return RuleSetting, (self.off, self.severity, dict(self.options))

    def over(self, earlier: RuleSetting) -> RuleSetting:
        """Both: this one counts where both say something."""
        return RuleSetting(
            earlier.off if self.off is None else self.off,
            earlier.severity if self.severity is None else self.severity,
            {**earlier.options, **self.options},
        )

    def applied(self, rule: Rule) -> Rule:
        """A rule with the severity and the options that are said."""
        options = rule.options
        if self.options:
            from dataclasses import replace

            options = replace(options, **self.options)
        changed = type(rule)(options)
        changed.severity = rule.severity if self.severity is None else self.severity  # type: ignore[misc]
        return changed


class Override(NamedTuple):
    """What is said of rules for the files that some patterns name."""

    globs: Globs
    rules: Mapping[str, RuleSetting]


def merged(
    earlier: Mapping[str, RuleSetting], later: Mapping[str, RuleSetting]
) -> dict[str, RuleSetting]:
    """The settings of two configurations, rule by rule."""
    return {**earlier, **{each: later[each].over(earlier.get(each, _SILENT)) for each in later}}


def instances(
    chosen: Sequence[type[Rule]], settings: Mapping[str, RuleSetting]
) -> tuple[Rule, ...]:
    """The chosen rules with the severities and options that are set for all files."""
    return tuple(settings.get(rule.id, _SILENT).applied(rule()) for rule in chosen)


def overridden(rules: Iterable[Rule], overrides: Iterable[Override]) -> tuple[Rule, ...]:
    """The rules as several overrides have them, of which the last one counts."""
    settings: dict[str, RuleSetting] = {}
    for override in overrides:
        settings = merged(settings, override.rules)
    return tuple(
        settings[rule.id].applied(rule) if rule.id in settings else rule
        for rule in rules
        if not settings.get(rule.id, _SILENT).off
    )


_SILENT = RuleSetting()
