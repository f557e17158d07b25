"""What podlint says about its rules: the list, and the page of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from difflib import unified_diff
from textwrap import indent

from podlint.engine import lint_text
from podlint.registry import Pack, did_you_mean
from podlint.rule import Bad, Example, Rule

_MARK = re.compile(r"[ \t]*# expect(?:\+\d+)?: [a-z0-9()-]+(?:, [a-z0-9()-]+)*")
_AROUND = 2
"""How many lines are shown around those that a fix changes."""


class UnknownRuleError(Exception):
    """A rule that no installed pack has."""


def rule_list(packs: Sequence[Pack], running: Iterable[Rule]) -> str:
    """All installed rules by group, each with its severity, whether it runs, and what it says."""
    active = {rule.id: rule.severity for rule in running}
    rules = [(pack, rule) for pack in packs for rule in pack.rules]
    width = max((len(rule.id) for _, rule in rules), default=0)
    lines: list[str] = []
    for group in sorted({rule.group for _, rule in rules}, key=_group_order):
        lines += ["", group] if lines else [group]
        for pack, rule in rules:
            if rule.group == group:
                state = "on " if rule.id in active else "off"
                severity = active.get(rule.id, rule.severity).label
                origin = "" if pack.own else f" ({pack.name})"
                lines.append(f"  {rule.id:{width}}  {state}  {severity:7}  {rule.summary}{origin}")
    lines += ["", f"{len(active)} rules run, {len(rules) - len(active)} do not (see --select)"]
    return "\n".join(lines) + "\n"


def explanation(packs: Sequence[Pack], rule_id: str) -> str:
    """The page of a rule in Markdown.

    Raises:
        UnknownRuleError: no installed pack has it.
    """
    rules = {rule.id: rule for pack in packs for rule in pack.rules}
    if rule_id not in rules:
        hint = did_you_mean(rule_id, rules)
        raise UnknownRuleError(
            f"no rule is called {rule_id!r}{hint}; podlint --list-rules shows them all"
        )
    return "\n".join(_page(rules[rule_id], packs)) + "\n"


def rules_page(packs: Sequence[Pack]) -> str:
    """One page of every rule in Markdown, with a table of them; each rule's id is an anchor."""
    rules = [rule for pack in packs for rule in pack.rules]
    lines = [
        "# The rules",
        "",
        "This page is generated from the rules (`python tools/generate_rules_page.py`). "
        "`podlint --explain RULE` shows each of them in a terminal.",
    ]
    for group in sorted({rule.group for rule in rules}, key=_group_order):
        lines += ["", f"**{group}**: {_GROUPS.get(group, '')}".rstrip(": "), ""]
        lines += ["| rule | severity | reports |", "|---|---|---|"]
        for rule in rules:
            if rule.group == group:
                off = "" if rule.default else ", opt-in"
                link = f"[{rule.id}](#{rule.id})"
                lines.append(f"| {link} | {rule.severity.label}{off} | {rule.summary} |")
    for group in sorted({rule.group for rule in rules}, key=_group_order):
        for rule in rules:
            if rule.group == group:
                lines += ["", *_page(rule, packs, level=2)]
    return "\n".join(lines) + "\n"


_GROUPS = {
    "syntax": "reading the text as Kubernetes reads it",
    "schema": "the shape that the API server accepts",
    "controllers": "who brings the Pod back?",
    "probes": "is it alive, is it ready, has it started?",
    "containers": "containers of one Pod share an address, volumes and a life",
    "suppressions": "what is ignored, and why",
    "hardening": "what a Pod may do",
}


def _group_order(group: str) -> tuple[int, str]:
    """The groups in the order in which a reader learns them, those of other packs after them."""
    known = list(_GROUPS)
    return (known.index(group) if group in known else len(known), group)


def _page(rule: type[Rule], packs: Sequence[Pack], level: int = 1) -> Iterator[str]:
    state = "on by default" if rule.default else "off unless selected"
    deeper = "#" * (level - 1)
    yield f"{deeper}# {rule.id}"
    yield ""
    yield f"*{rule.severity.label}, group {rule.group}, {state}*"
    yield ""
    yield re.sub(r"^#", f"{deeper}#", rule.documentation().strip(), flags=re.M)
    yield from _options_and_examples(rule, packs, deeper)


def _options_and_examples(rule: type[Rule], packs: Sequence[Pack], deeper: str) -> Iterator[str]:
    options = fields(rule.Options)
    if options:
        yield f"\n{deeper}## Options\n"
        for option in options:
            name = option.name.replace("_", "-")
            documentation = option.metadata.get("documentation", "")
            yield f"- `{name}` (default {option.default}): {documentation}"
    if rule.examples:
        yield f"\n{deeper}## Examples"
        for example in rule.examples:
            yield from _example(example)
            if isinstance(example, Bad) and example.fixed:
                yield f"\nAfter {_makes(rule, example, packs)}:\n"
                yield indent("\n".join(_after(example)), "    ")
    yield f"\n{deeper}## How to ignore it\n"
    yield "At the end of the line of the finding, or on the line above it:\n"
    yield f"    # podlint: ignore[{rule.id}] <why>"


def _example(example: Example) -> Iterator[str]:
    verdict = "Reported" if isinstance(example, Bad) else "Fine"
    yield f"\n{verdict}: {example.title}\n" if example.title else f"\n{verdict}:\n"
    if example.path != "example.yaml":
        yield indent(f"# {example.path}", "    ")
    yield indent(plain_text(example), "    ")


def plain_text(example: Example) -> str:
    """An example's text with its marks turned into arrows for readers."""
    lines = []
    for line in example.text.rstrip("\n").split("\n"):
        head, mark, _ = line.partition("# expect: ")
        if mark:
            lines.append(f"{head.rstrip()}  # <-- here")
        elif not line.lstrip().startswith("# expect+"):
            lines.append(line)
    return "\n".join(lines)


def _after(example: Bad) -> list[str]:
    """What an example becomes: the lines that change and those around them, if that is shorter."""
    before, after = _unmarked(example).split("\n"), example.fixed.rstrip("\n").split("\n")
    _, _, _, *lines = unified_diff(before, after, n=_AROUND, lineterm="")
    lines = ["..." if line.startswith("@@") else line.rstrip() for line in lines]
    return lines if len(lines) <= len(after) else after


def _makes(rule: type[Rule], example: Bad, packs: Sequence[Pack]) -> str:
    """The option that makes the fixes of an example, as far as its file alone shows them."""
    options = {name.replace("-", "_"): value for name, value in example.options.items()}
    alone = rule(rule.Options(**options))
    others = (each() for pack in packs for each in pack.rules if each.default and each is not rule)
    for rules in ([alone], [alone, *others]):  # what an ignore is good for the others say
        found = lint_text(_unmarked(example), example.path, rules=rules)
        kinds = {each.fix.safe for each in found if each.rule == rule.id and each.fix is not None}
        if kinds:
            return "`--fix`" if all(kinds) else "`--unsafe-fixes`"
    return "the fix"


def _unmarked(example: Example) -> str:
    """An example's text without its marks, and as many lines."""
    return _MARK.sub("", example.text).rstrip("\n")
