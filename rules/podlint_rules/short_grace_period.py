"""Waits before the stop that last as long as the stop may.

## What it does

Reports a `preStop` hook that sleeps as long as `terminationGracePeriodSeconds` (30 unless said) or
longer: an exec that sleeps, or the native `sleep` with just that time.

## Why it matters

The grace period begins when the Pod is to stop, and the hook is part of it. When the hook has slept all
of it, the process is killed before it has heard that it should end: connections break, and what it had
not written yet is lost.

## What to do instead

Raise `terminationGracePeriodSeconds` to the sleep plus what the process needs to end. The fix adds to
the sleep the 30 seconds that Kubernetes gives every process.

## When it is fine

Where the process may be killed at any time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.rule import Bad, Container, Fix, Good, Path, Problem, Role, Rule, Severity, value_of
from podlint_rules._examples import deployment

_SLEEP = re.compile(r"(?:^|[\s;&|({/'\"])sleep\s+(\d+)([smh]?)(?=$|[\s;&|)}'\"])")
_PROGRAM = re.compile(r"(?:\S*/)?sleep")
_TIME = re.compile(r"(\d+)([smh]?)")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_DEFAULT_GRACE = 30


class ShortGracePeriod(Rule):
    """Compares the sleep of a preStop hook with the grace period."""

    id = "short-grace-period"
    group = "containers"
    summary = "a preStop hook sleeps until the process is killed"
    severity = Severity.WARNING
    examples = (
        Bad(
            title="Sixty seconds of thirty",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  lifecycle:
    preStop:
      exec:
        command: [sh, -c, "sleep 60"]  # expect: short-grace-period
"""
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  lifecycle:
    preStop:
      exec:
        command: [sh, -c, "sleep 60"]
""",
                spec="terminationGracePeriodSeconds: 90\n",
            ),
        ),
        Bad(
            title="All of it",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  lifecycle:
    preStop:
      sleep:
        seconds: 45  # expect: short-grace-period
""",
                spec="terminationGracePeriodSeconds: 45\n",
            ),
            fixed=deployment(
                """\
- name: web
  image: acme/web:1
  lifecycle:
    preStop:
      sleep:
        seconds: 45
""",
                spec="terminationGracePeriodSeconds: 75\n",
            ),
        ),
        Good(
            title="Time to end",
            text=deployment(
                """\
- name: web
  image: acme/web:1
  lifecycle:
    preStop:
      exec:
        command: [sh, -c, "sleep 60"]
""",
                spec="terminationGracePeriodSeconds: 90\n",
            ),
        ),
    )

    def check_container(self, container: Container) -> Iterator[Problem]:
        if "lifecycle" not in container.data or container.role not in (Role.APP, Role.SIDECAR):
            return
        grace = container.workload.spec.get("terminationGracePeriodSeconds", _DEFAULT_GRACE)
        grace = _DEFAULT_GRACE if grace is None else grace
        lifecycle = container.data["lifecycle"]
        hook = lifecycle.get("preStop") if isinstance(lifecycle, dict) else None
        if not isinstance(hook, dict) or not isinstance(grace, int) or isinstance(grace, bool):
            return
        path: Path = (*container.path, "lifecycle", "preStop")
        for place, seconds, limit in (*_native(hook, path, grace), *_commanded(hook, path, grace)):
            if limit:
                yield Problem(
                    value_of(place),
                    f"the hook sleeps {seconds} s of a grace period of {grace} s: "
                    f'"{container.name}" is killed before it hears that it should end',
                    help=f"raise terminationGracePeriodSeconds above {seconds}",
                    fix=_fix(container, seconds + _DEFAULT_GRACE),
                )


def _fix(container: Container, grace: int) -> Fix:
    from podlint_rules._container_edits import set_grace_period

    return Fix((set_grace_period(container, grace),), f"raise the grace period to {grace} s")


def _native(hook: dict[str, object], path: Path, grace: int) -> Iterator[tuple[Path, int, bool]]:
    """A native sleep of just the grace period; the API server refuses a longer one."""
    sleep = hook.get("sleep")
    seconds = sleep.get("seconds") if isinstance(sleep, dict) else None
    if isinstance(seconds, int) and not isinstance(seconds, bool):
        yield (*path, "sleep", "seconds"), seconds, seconds == grace > 0


def _commanded(hook: dict[str, object], path: Path, grace: int) -> Iterator[tuple[Path, int, bool]]:
    run = hook.get("exec")
    command = run.get("command") if isinstance(run, dict) else None
    words = [str(word) for word in command] if isinstance(command, list) else []
    sleeps = list(_sleeps(words))
    seconds = sum(each for _, each in sleeps)
    if seconds:
        yield (*path, "exec", "command", sleeps[-1][0]), seconds, seconds >= grace


def _sleeps(words: list[str]) -> Iterator[tuple[int, int]]:
    """The sleeps of a command: the index of the word and the seconds."""
    for index, word in enumerate(words):
        for number, unit in _SLEEP.findall(word):
            yield index, int(number) * _UNITS[unit]
        time = _TIME.fullmatch(word)
        if time and index and _PROGRAM.fullmatch(words[index - 1]):
            yield index, int(time[1]) * _UNITS[time[2]]
