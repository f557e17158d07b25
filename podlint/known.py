"""The names that an ignore may give: which there are, and whether what they name has run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podlint.lint import INTERNAL_ERROR, RuleSet
from podlint.model import SchemaFault, UnusedIgnoreFault
from podlint.rule import Rule
from podlint.suppress import Ignore

ALL = "all"
_NEAR = 0.8
_HOOKS = ("check_manifest", "check_workload", "check_container")


class Known:
    """The installed rules, by the names that ignores give them."""

    def __init__(self, rules: Iterable[type[Rule]]) -> None:
        self._rules = {rule.id: rule for rule in rules}
        self._groups = {rule.group for rule in self._rules.values()}

    def is_unknown(self, name: str) -> bool:
        """Whether nothing is called that."""
        rule, slash, check = name.partition("/")
        if slash:
            return rule not in self._rules or not check
        return name != ALL and name not in self._rules and name not in self._groups

    def is_internal(self, name: str) -> bool:
        """Whether it is what podlint says of its own rules, which cannot be ignored."""
        return name == INTERNAL_ERROR

    def like(self, name: str) -> str:
        """The known name that is most like an unknown one; empty where none is."""
        rule, slash, check = name.partition("/")
        similar = closest(rule, (*self._rules, *self._groups, ALL))
        return f"{similar}/{check}" if similar in self._rules and slash and check else similar

    def is_surely(self, name: str, similar: str) -> bool:
        """Whether ``similar`` must be meant by an unknown name: it is near, and nothing else is."""
        every = {*self._rules, *self._groups, ALL}
        others = every - {similar.partition("/")[0]}
        return is_near(name, similar) and not any(is_near(name, other) for other in others)

    def has_run(self, name: str, rules: RuleSet, ignore: Ignore | None = None) -> bool:
        """Whether all that ``name`` stands for has looked at what ``ignore`` reaches.

        Only then can anybody say that there was nothing to ignore. Of a group (and of ``all``) the
        rules that are on by default have to be among those that run.
        """
        ran = {rule.id: rule for rule in rules.rules}
        members = [rule for rule in self._members(name) if rule.id in ran]
        wanted = [rule for rule in self._members(name) if rule.default and not self._is_rule(name)]
        if not members or any(rule.id not in ran for rule in wanted):
            return False
        return ignore is None or all(_looked_at(rule, ignore) for rule in members)

    def is_about_unused(self, name: str) -> bool:
        """Whether ``name`` stands for nothing but what is said of ignores that are not used."""
        members = list(self._members(name))
        return bool(members) and all(
            any(issubclass(fault, UnusedIgnoreFault) for fault in rule.claims) for rule in members
        )

    def _is_rule(self, name: str) -> bool:
        return name.partition("/")[0] in self._rules

    def _members(self, name: str) -> Iterator[type[Rule]]:
        if self._is_rule(name):
            yield self._rules[name.partition("/")[0]]
            return
        for rule in self._rules.values():
            if name in (ALL, rule.group):
                yield rule


def is_near(word: str, other: str) -> bool:
    """Whether two words differ by a slip alone."""
    from difflib import SequenceMatcher

    return bool(other) and SequenceMatcher(None, word.lower(), other).ratio() > _NEAR


def closest(word: str, words: Iterable[str]) -> str:
    """The word that is most like ``word``; empty where none is."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(words), 1)), "")


def _looked_at(rule: type[Rule], ignore: Ignore) -> bool:
    """Whether a rule looks at one of the objects that an ignore touches."""
    if ignore.unjudged and any(issubclass(fault, SchemaFault) for fault in rule.claims):
        return False
    by_nature = any(getattr(rule, hook) is not getattr(Rule, hook) for hook in _HOOKS)
    elsewhere = bool(rule.claims) or rule.check_document is not Rule.check_document
    if not by_nature or elsewhere or not ignore.natures:
        return True
    return not ignore.natures.isdisjoint(rule.natures)
