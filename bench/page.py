"""The page of what was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version

from bench.goals import MIB, Goal, Results, made_of
from bench.runner import PASS, Measured
from bench.trees import LINES_OF_ONE

_INTRODUCTION = """\
# How fast it is

`python bench/run.py --markdown docs/speed.md` has written this page. It generates the inputs, sees
that podlint finds in them exactly what they are made for, with one process and two, cold and warm,
and then times podlint and its peers on them, one after the other, round after round: a machine that
drifts slows all of them. Seconds say little about another machine; ratios of one run do.
"""
_REPEAT = """\
## How to repeat it

    python -m venv .venv && .venv/bin/pip install .
    python bench/peers.py --bin build/peers --venv build/checkov
    .venv/bin/python bench/run.py --peers build/peers --peers build/checkov/bin --markdown docs/speed.md

`--corpus DIR` adds a directory of real manifests, `--only NAME` takes one group of inputs, `--quick`
makes the inputs ten times smaller and shows only whether all of it works. Peers are taken from the
`PATH` as well; those that are not there are left out. kubeconform validates with the schemas that
podlint ships and asks no network.
"""
_STEPS = """\
Each step of a start holds those above it. Of a Deployment each step is told by itself, in one process
that has all loaded. The last column says which part of the time of kubeconform with one worker, on
the same input, the step takes.
"""
_COLUMNS = """\
`s` is the median of whole processes, `CPU s` the least time of the processor, `ms each` what a file
(or a document of a large one) takes beyond `python -c pass`, `MiB` the most memory that all processes
of a run hold together, and `podlint / it` the time of podlint with as many processes by its own.
"one Deployment" is `bench/reference-deployment.yaml`; the others are like it, of {lines} lines, but
their fields, their order and their style differ.
"""


def page(results: Results, peers: Sequence[str], *, runs: int, scale: float) -> str:
    """The page as Markdown."""
    goals, by_cpu = list(results.goals()), {each.name: each for each in results.by_cpu().goals()}
    parts = [
        _INTRODUCTION,
        "\n".join(_surroundings(peers, runs, scale)),
        "\n".join(_goals(goals, by_cpu)),
        "\n".join(_missed(goals)),
        "\n".join(_made_of(results)),
        "\n".join(_everything(results)),
        _REPEAT,
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts if part)


def _surroundings(peers: Sequence[str], runs: int, scale: float) -> Iterator[str]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    own = f"podlint {version('podlint')}, Python {platform.python_version()}"
    yield f"{own}, {', '.join(peers) or 'no peers'}; {cores} cores, {platform.system()}; {runs} rounds."
    if scale != 1:
        yield f"\nThe inputs were made smaller, to {scale:g} of their size: these are no results."


def _goals(goals: Sequence[Goal], by_cpu: Mapping[str, Goal]) -> Iterator[str]:
    if not goals:
        return
    yield "## Goals\n"
    yield "`here` is by the medians of whole processes; `CPU` is the same by the least times of the"
    yield "processor, which a busy machine changes less.\n"
    yield "| | goal | here | CPU | |"
    yield "|---|---|---|---|---|"
    for goal in goals:
        unit = f" {goal.unit}" if goal.unit else ""
        met = "" if goal.met else "missed"
        other = by_cpu.get(goal.name)
        cpu = "" if other is None or goal.memory else _number(other.here) + unit
        yield (
            f"| {goal.name} | <= {_number(goal.most)}{unit} | {_number(goal.here)}{unit} "
            f"| {cpu} | {met} |"
        )


def _missed(goals: Sequence[Goal]) -> Iterator[str]:
    missed = [goal.name for goal in goals if not goal.met]
    if not goals:
        return
    if not missed:
        yield "All of them are met."
        return
    yield f"{len(missed)} of {len(goals)} are missed:\n"
    yield from (f"- {name}" for name in missed)
    yield "\nWhat the time is made of is said below."


def _made_of(results: Results) -> Iterator[str]:
    rows = list(made_of(results))
    if not rows:
        return
    yield "## What the time is made of\n"
    yield _STEPS
    yield "| step | ms | / kubeconform -n 1 |"
    yield "|---|---|---|"
    for name, taken, part in rows:
        yield f"| {name} | {taken:.3f} | {'' if part is None else f'{part:.2f}'} |"
    each = [row for row in rows if row[0].startswith("a Deployment")]
    if each:
        parts = [part for _, _, part in each if part is not None]
        whole = f"{sum(parts):.2f}" if parts else ""
        yield f"| a Deployment: all of it | {sum(taken for _, taken, _ in each):.3f} | {whole} |"


def _everything(results: Results) -> Iterator[str]:
    yield "## Everything\n"
    yield _COLUMNS.format(lines=LINES_OF_ONE)
    yield "| input | files or documents | MB | command | s | CPU s | ms each | MiB | podlint / it |"
    yield "|---|---|---|---|---|---|---|---|---|"
    start = min(
        (each.timings[PASS].median for each in results.measured if PASS in each.timings),
        default=0.0,
    )
    for each in results.measured:
        yield from _rows(each, start)


def _rows(measured: Measured, start: float) -> Iterator[str]:
    case = measured.case
    for name, timing in measured.timings.items():
        own = measured.timings.get(_like(name))
        by = (
            "" if own is None or name.startswith("podlint") else f"{own.median / timing.median:.2f}"
        )
        one = case.size == 1 or name.startswith("podlint, one of")
        each = "" if one else f"{measured.each(name, start):.3f}"
        cpu = f"{timing.least_cpu:.3f}" if timing.cpu else ""
        peak = f"{timing.peak / MIB:.0f}" if timing.peak else ""
        yield (
            f"| {case.name} | {case.size:,} | {measured.bytes / 1e6:.1f} | {name} "
            f"| {timing.median:.3f} | {cpu} | {each} | {peak} | {by} |"
        )


def _like(name: str) -> str:
    """The run of podlint that a command is compared with."""
    return "podlint, 2 jobs" if name == "kubeconform -n 2" else "podlint, 1 job"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.2f}"
