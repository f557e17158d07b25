"""Jobs and CronJobs: completions and indices, failure and success policies, schedules."""

from __future__ import annotations

import re
from typing import Any

from podlint.rule import Path, has_placeholder
from podlint_rules.invalid_value import cron
from podlint_rules.invalid_value.found import (
    Found,
    Mapped,
    given,
    integer,
    mapping,
    mappings,
    sequence,
    shortened,
    text,
)
from podlint_rules.invalid_value.selectors import is_empty, matching

_INDEXED_ONLY = ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy")
_JOB_NAME = frozenset({"job-name", "batch.kubernetes.io/job-name"})
_MANY_COMPLETIONS = 10**5
_MOST_PARALLEL = 10**5
_MOST_FAILED = 10**5
_LIMIT_OF_MANY = 10**4
_LONGEST_LABEL = 63
_MOST_RULES = 20


def job(found: Found, data: Mapped, path: Path) -> None:
    """A Job."""
    spec = data.get("spec")
    if not isinstance(spec, dict):
        return
    place = (*path, "spec")
    _spec(found, spec, place)
    wanted = spec.get("selector")
    if isinstance(wanted, dict) and not is_empty(wanted):
        if spec.get("manualSelector") is True:
            labels = mapping(mapping(spec.get("template")).get("metadata")).get("labels")
            matching(found, wanted, (*place, "selector"), labels)
        elif not _is_own(wanted, found.manifest.name):
            found.key(
                (*place, "selector"),
                "job-selector",
                "a Job makes its own selector, and this one is refused",
                help="remove it (or, with care, set manualSelector: true)",
            )
    _index_name(found, spec, path)


def _is_own(wanted: Mapped, name: str) -> bool:
    labels = mapping(wanted.get("matchLabels"))
    return not wanted.get("matchExpressions") and all(
        key in _JOB_NAME and value == name for key, value in labels.items()
    )


def cron_job(found: Found, data: Mapped, path: Path) -> None:
    """A CronJob."""
    spec = data.get("spec")
    if not isinstance(spec, dict):
        return
    place = (*path, "spec")
    if isinstance(spec.get("schedule"), str) and spec["schedule"]:
        _schedule(found, spec["schedule"], (*place, "schedule"))
    if isinstance(spec.get("timeZone"), str):
        _time_zone(found, spec["timeZone"], (*place, "timeZone"))
    inner = mapping(spec.get("jobTemplate")).get("spec")
    if not isinstance(inner, dict):
        return
    place = (*place, "jobTemplate", "spec")
    _spec(found, inner, place)
    if inner.get("selector") is not None:
        found.key(
            (*place, "selector"),
            "job-selector",
            "the Jobs of a CronJob make their own selectors, and this one is refused",
            help="remove it",
        )
    if inner.get("manualSelector") is True:
        found.value(
            (*place, "manualSelector"),
            "job-selector",
            "the Jobs of a CronJob make their own selectors: manualSelector cannot be true",
            help="remove it",
        )


# --- When -----------------------------------------------------------------------------------------


def _schedule(found: Found, value: str, path: Path) -> None:
    wrong = cron.problem(value)
    if wrong:
        found.value(path, "schedule", f"the schedule {wrong}", given=(value,))


_ZONE_PART = re.compile(r"[A-Za-z.\-_0-9+]{1,14}")


def _time_zone(found: Found, value: str, path: Path) -> None:
    if found.minor < 25 or _is_zone(value):
        return
    found.value(
        path,
        "time-zone",
        f'"{shortened(value)}" is no time zone' if value else "timeZone is empty",
        help="take a name of the IANA data base, such as Europe/Berlin or Etc/UTC",
        given=(value,),
    )


def _is_zone(value: str) -> bool:
    for part in value.split("/"):
        if part in (".", "..") or part.startswith("-") or not _ZONE_PART.fullmatch(part):
            return False
    if value.lower() == "local":
        return False
    from zoneinfo import available_timezones

    known = available_timezones()
    return not known or value in known or value == "UTC"


# --- How often ------------------------------------------------------------------------------------


def _spec(found: Found, spec: Mapped, path: Path) -> None:
    mode = spec.get("completionMode")
    if mode == "Indexed":
        _indexed(found, spec, path)
    elif mode in (None, "", "NonIndexed"):
        for field in given(spec, _INDEXED_ONLY):
            found.key(
                (*path, field),
                "indexed-job",
                f"{field} needs completionMode: Indexed",
                help="set completionMode: Indexed, or remove it",
            )
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        found.key(
            (*path, "maxFailedIndexes"),
            "indexed-job",
            "maxFailedIndexes needs backoffLimitPerIndex beside it",
        )
    if isinstance(spec.get("podFailurePolicy"), dict):
        _failure_policy(found, spec, path)


def _indexed(found: Found, spec: Mapped, path: Path) -> None:
    if spec.get("completions") is None:
        found.value(
            (*path, "completionMode"),
            "indexed-job",
            "completionMode Indexed needs completions, and there are none",
            help="add completions",
        )
    completions = integer(spec.get("completions"))
    parallel, failed = integer(spec.get("parallelism")), integer(spec.get("maxFailedIndexes"))
    most_parallel, most_failed = _MOST_PARALLEL, _MOST_FAILED
    per_index = spec.get("backoffLimitPerIndex") is not None
    if completions is not None and completions > _MANY_COMPLETIONS and per_index:
        most_parallel = most_failed = _LIMIT_OF_MANY
        if spec.get("maxFailedIndexes") is None:
            found.value(
                (*path, "completions"),
                "indexed-job",
                f"more than {_MANY_COMPLETIONS} completions with backoffLimitPerIndex "
                "need maxFailedIndexes",
            )
    if completions is not None:
        most_failed = min(most_failed, completions)
    for field, value, most in (
        ("parallelism", parallel, most_parallel),
        ("maxFailedIndexes", failed, most_failed),
    ):
        if value is not None and value > most:
            found.value(
                (*path, field),
                "indexed-job",
                f"{field} may be at most {most} in this Job, and this is {value}",
            )
    if isinstance(spec.get("successPolicy"), dict) and completions is not None:
        _success_policy(found, spec["successPolicy"], (*path, "successPolicy"), completions)


def _index_name(found: Found, spec: Mapped, path: Path) -> None:
    completions, name = integer(spec.get("completions")), found.manifest.metadata.get("name")
    if spec.get("completionMode") != "Indexed" or not completions or not isinstance(name, str):
        return
    pod = f"{name}-{completions - 1}"
    if completions > 0 and (len(pod) > _LONGEST_LABEL or "." in name):
        found.value(
            (*path, "metadata", "name"),
            "indexed-job",
            f'its Pods get hostnames like "{shortened(pod)}", which must be labels of DNS: '
            "at most 63 characters, and no dots",
            help="choose a shorter name without dots",
            given=(name,),
        )


# --- What counts as failure, and as success -------------------------------------------------------


def _failure_policy(found: Found, spec: Mapped, path: Path) -> None:
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


def _success_policy(found: Found, policy: Any, path: Path, completions: int) -> None:
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
