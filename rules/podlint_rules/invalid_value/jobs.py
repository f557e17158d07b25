"""Jobs and CronJobs: completions and indices, failure and success policies, schedules."""

from __future__ import annotations

import re

from podlint.rule import Path
from podlint_rules.invalid_value import cron
from podlint_rules.invalid_value.found import (
    Found,
    Mapped,
    given,
    integer,
    mapping,
    shortened,
)
from podlint_rules.invalid_value.job_policies import failure_policy, success_policy
from podlint_rules.invalid_value.selectors import is_empty, matching

_INDEXED_ONLY = ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy")
_JOB_NAME = frozenset({"job-name", "batch.kubernetes.io/job-name"})
_MANY_COMPLETIONS = 10**5
_MOST_PARALLEL = 10**5
_MOST_FAILED = 10**5
_LIMIT_OF_MANY = 10**4
_LONGEST_LABEL = 63


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
    elif wanted is None and spec.get("manualSelector") is True:
        found.value(
            (*place, "manualSelector"),
            "job-selector",
            "manualSelector is true, and there is no selector",
            help="remove it, or add a selector",
        )
    _index_name(found, spec, path)
    _label_name(found, spec, path)
    _manager(found, spec, place)


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
        _schedule(found, spec, (*place, "schedule"))
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


_FIRST_MINOR_WITHOUT_ZONES = 29
_FIRST_MINOR_MANAGED = 32


def _schedule(found: Found, spec: Mapped, path: Path) -> None:
    value = schedule = spec["schedule"]
    if found.minor < _FIRST_MINOR_WITHOUT_ZONES and spec.get("timeZone") is None:
        head, _, rest = value.partition(" ")
        variable, equals, zone = head.partition("=")
        if equals and variable in ("TZ", "CRON_TZ") and _is_zone(zone):
            schedule = rest.strip()
    wrong = cron.problem(schedule)
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
        failure_policy(found, spec, path)


def _completes_once(found: Found, spec: Mapped) -> bool:
    """Whether completions are 1 by default, which they are in a Job without parallelism."""
    return found.manifest.kind == "Job" and spec.get("parallelism") is None


def _completions(found: Found, spec: Mapped) -> int | None:
    if spec.get("completions") is None and _completes_once(found, spec):
        return 1
    return integer(spec.get("completions"))


def _indexed(found: Found, spec: Mapped, path: Path) -> None:
    if spec.get("completions") is None and not _completes_once(found, spec):
        found.value(
            (*path, "completionMode"),
            "indexed-job",
            "completionMode Indexed needs completions, and there are none",
            help="add completions",
        )
    completions = _completions(found, spec)
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
        success_policy(found, spec["successPolicy"], (*path, "successPolicy"), completions)


def _label_name(found: Found, spec: Mapped, path: Path) -> None:
    """The name of a Job is a label of its Pods."""
    name = found.manifest.metadata.get("name")
    if isinstance(name, str) and len(name) > _LONGEST_LABEL and not _is_numbered(found, spec):
        found.value(
            (*path, "metadata", "name"),
            "job-name",
            f"the name of a Job is a label of its Pods too: at most {_LONGEST_LABEL} characters, "
            f"and this has {len(name)}",
            help="choose a shorter name",
            given=(name,),
        )


def _is_numbered(found: Found, spec: Mapped) -> bool:
    """Whether the Pods get names that are looked at as a whole."""
    return spec.get("completionMode") == "Indexed" and bool(_completions(found, spec))


def _manager(found: Found, spec: Mapped, path: Path) -> None:
    name = spec.get("managedBy")
    if isinstance(name, str) and name and "/" not in name and found.minor >= _FIRST_MINOR_MANAGED:
        found.value(
            (*path, "managedBy"),
            "job-manager",
            f'managedBy: "{shortened(name)}" is no name with a domain, such as acme.io/runner',
            given=(name,),
        )


def _index_name(found: Found, spec: Mapped, path: Path) -> None:
    completions, name = _completions(found, spec), found.manifest.metadata.get("name")
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
