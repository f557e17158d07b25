"""What of a Job counts as failure, and what as success."""

from __future__ import annotations

import re
from typing import Any

from podlint.rule import Path, has_placeholder
from podlint_rules.invalid_value.found import (
    Found,
    Mapped,
    integer,
    mapping,
    mappings,
    sequence,
    shortened,
    text,
)


def failure_policy(found: Found, spec: Mapped, path: Path) -> None:
    """The podFailurePolicy of a Job whose spec is given."""
    pod = mapping(mapping(spec.get("template")).get("spec"))
    if pod.get("restartPolicy") == "OnFailure":
        found.value(
            (*path, "template", "spec", "restartPolicy"),
            "pod-failure-policy",
            "podFailurePolicy needs restartPolicy Never, and this is OnFailure",
            help="use Never",
        )
    if spec.get("podReplacementPolicy") == "TerminatingOrFailed" and found.minor >= 29:
        found.value(
            (*path, "podReplacementPolicy"),
            "pod-failure-policy",
            "with a podFailurePolicy the podReplacementPolicy can only be Failed",
        )
    names = {
        text(container.get("name"))
        for field in ("containers", "initContainers")
        for _, container in mappings(pod.get(field))
    }
    per_index = spec.get("backoffLimitPerIndex") is not None
    place = (*path, "podFailurePolicy", "rules")
    for index, rule in mappings(spec["podFailurePolicy"].get("rules")):
        _failure_rule(found, rule, (*place, index), names, per_index)


def _failure_rule(found: Found, rule: Mapped, path: Path, names: set[str], per_index: bool) -> None:
    codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions")
    if rule.get("action") == "FailIndex" and not per_index:
        found.value((*path, "action"), "pod-failure-policy", "FailIndex needs backoffLimitPerIndex")
    if codes is not None and conditions:
        found.key(
            (*path, "onPodConditions"),
            "pod-failure-policy",
            "a rule looks at onExitCodes or at onPodConditions, not at both",
            help="make two rules of it",
        )
    elif codes is None and not conditions:
        found.nearest(
            rule,
            path,
            "pod-failure-policy",
            "this rule looks at nothing: it needs onExitCodes or onPodConditions",
        )
    if isinstance(codes, dict):
        _exit_codes(found, codes, (*path, "onExitCodes"), names)


def _exit_codes(found: Found, codes: Mapped, path: Path, names: set[str]) -> None:
    name, values = codes.get("containerName"), sequence(codes.get("values"))
    if isinstance(name, str) and name not in names:
        found.value(
            (*path, "containerName"),
            "pod-failure-policy",
            f'the Pod has no container "{name}"',
            given=(name, *names),
        )
    previous: int | None = None
    for index, value in enumerate(values):
        number = integer(value)
        if number is None:
            return
        place = (*path, "values", index)
        if number == 0 and codes.get("operator") == "In":
            found.value(place, "pod-failure-policy", "exit code 0 is no failure")
        if previous is not None and number <= previous:
            found.value(
                place,
                "pod-failure-policy",
                f"exit codes stand in ascending order, each once, and {number} follows {previous}",
            )
        previous = number


def success_policy(found: Found, policy: Any, path: Path, completions: int) -> None:
    """A successPolicy of an indexed Job."""
    rules = policy.get("rules")
    for index, rule in mappings(rules):
        place = (*path, "rules", index)
        count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
        if count is None and indexes is None:
            found.nearest(
                rule,
                place,
                "success-policy",
                "this rule asks for nothing: it needs succeededCount or succeededIndexes",
            )
        most = completions
        if isinstance(indexes, str) and not has_placeholder(indexes):
            number = _count_indexes(indexes, completions)
            if number is None:
                found.value(
                    (*place, "succeededIndexes"),
                    "success-policy",
                    f'"{shortened(indexes)}" is no list of indices below {completions} '
                    "such as 1,3-5",
                )
            else:
                most = number
        if (wanted := integer(count)) is not None and wanted > most:
            found.value(
                (*place, "succeededCount"),
                "success-policy",
                f"succeededCount is {wanted}, and there are only {most} indices to succeed",
            )


def _count_indexes(written: str, completions: int) -> int | None:
    """How many indices a list such as ``1,3-5`` holds; None where it is none."""
    count, last = 0, -1
    for part in written.split(",") if written else ():
        match = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", part)
        if match is None:
            return None
        first, end = int(match[1]), int(match[2] or match[1])
        if first <= last or end >= completions or (match[2] and end <= first):
            return None
        count, last = count + end - first + 1, end
    return count
