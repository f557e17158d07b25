"""What podlint is to reach, as ratios of one run on one machine, and what it reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from bench import cases
from bench.commands import FINDERS
from bench.runner import HOOK, IMPORTS, PASS, Measured
from bench.timing import Timing

MIB = 1 << 20


class Goal(NamedTuple):
    """A goal, and what there is of it."""

    name: str
    most: float
    here: float
    unit: str = ""
    memory: bool = False
    """Whether no time decides it."""

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.here <= self.most


class Results:
    """What was measured, by group, case and command."""

    def __init__(
        self,
        measured: Sequence[Measured],
        parts: Mapping[str, float],
        taken: Callable[[Timing], float] = attrgetter("median"),
    ) -> None:
        self.measured = measured
        self.taken = taken
        """The seconds that a command is said to take."""
        self.parts = parts
        """Seconds of the steps of linting, each with those before it."""
        self.cases = {(each.group, each.case.name): each for each in measured}

    def by_cpu(self) -> Results:
        """The same by the time of the processor."""
        return Results(self.measured, self.parts, attrgetter("least_cpu"))

    def time(self, group: str, case: str, command: str) -> float:
        """Seconds of a command.

        Raises:
            LookupError: it was not run.
            ValueError: this time of it is not known.
        """
        return self.taken(self.cases[group, case].timings[command])

    def size(self, group: str, case: str) -> int:
        """How many files, or documents, there were."""
        return self.cases[group, case].case.size

    def goals(self) -> Iterator[Goal]:
        """Every goal of which all was run that it is about."""
        for goal in _GOALS:
            try:
                yield from goal(self)
            except (LookupError, ValueError):
                continue


_MAIN = "Deployments"
_COLD = "podlint, 2 jobs"
_ALONE = "podlint, 1 job"


def _validator(results: Results) -> Iterator[Goal]:
    """Against who validates only."""
    own = results.time(_MAIN, cases.CLEAN, _COLD)
    other = results.time(_MAIN, cases.CLEAN, "kubeconform -n 2")
    yield Goal("Deployments, cold, 2 jobs / kubeconform -n 2", 1.0, own / other)


def _one_validated(results: Results) -> Iterator[Goal]:
    own = results.time("one file", cases.ONE, HOOK)
    other = results.time("one file", cases.ONE, "kubeconform -n 1")
    yield Goal("one file / kubeconform on one file", 3.0, own / other)


def _found(results: Results) -> Iterator[Goal]:
    """What findings cost."""
    clean = results.time(_MAIN, cases.CLEAN, _COLD)
    for name in (cases.FOUND, cases.FAULTIER):
        taken = results.time(_MAIN, name, _COLD)
        yield Goal(f"Deployments with {name} / clean ones, 2 jobs", 2.0, taken / clean)


_EACH_WARM = 0.05
"""Milliseconds that a file may take which has not changed."""


def _kept(results: Results) -> Iterator[Goal]:
    """What is left to do where little has changed."""
    count = results.size(_MAIN, cases.CLEAN)
    one = results.time(_MAIN, cases.ONE, HOOK)
    warm = results.time(_MAIN, cases.CLEAN, "podlint, warm")
    yield Goal(
        "Deployments, warm, beyond one file alone",
        _EACH_WARM,
        (warm - one) / count * 1000,
        "ms a file",
    )
    changed = results.time(_MAIN, cases.CLEAN, "podlint, one changed")
    beyond = (changed - one) * 1000 - _EACH_WARM * count
    yield Goal("one of them changed, beyond that goal", 20, beyond, "ms")


def _member(results: Results) -> Iterator[Goal]:
    """One file, and the repository that it lies in."""
    alone = results.time(_MAIN, cases.ONE, HOOK)
    every = results.time(_MAIN, cases.CLEAN, _COLD)
    cold = results.time(_MAIN, cases.CLEAN, "podlint, one of them")
    warm = results.time(_MAIN, cases.CLEAN, "podlint, one of them, warm")
    yield Goal("one file of the repository / all of it, 2 jobs, cold", 0.5, cold / every)
    yield Goal("one file of the repository, warm / one file alone", 1.5, warm / alone)


def _finders(results: Results) -> Iterator[Goal]:
    """Against who looks for more than faults of the schema."""
    own = results.time(_MAIN, cases.CLEAN, _COLD)
    for name in FINDERS:
        if name in results.cases[_MAIN, cases.CLEAN].timings:
            other = results.time(_MAIN, cases.CLEAN, name)
            yield Goal(f"Deployments, cold, 2 jobs / {name}", 0.5, own / other)


_PAIRS = (
    (_MAIN, cases.CLEAN, cases.TWICE),
    ("large file", cases.LARGE, cases.LARGER),
    ("small manifests", cases.SMALLER, cases.SMALL),
    ("no manifests", cases.FEWER_OTHERS, cases.OTHER),
)


def _growth(results: Results) -> Iterator[Goal]:
    """Twice the input, which must not take much more than twice as long."""
    for group, case, twice in _PAIRS:
        if (group, case) not in results.cases:
            continue
        for command in (_ALONE, _COLD):
            if command in results.cases[group, case].timings:
                grown = results.time(group, twice, command) / results.time(group, case, command)
                jobs = command.removeprefix("podlint, ")
                yield Goal(f"growth at twice the input: {group}, {jobs}", 2.1, grown)


def _start(results: Results) -> Iterator[Goal]:
    """What every run takes."""
    own = results.time("one file", cases.ONE, HOOK)
    nothing = results.time("one file", cases.ONE, PASS)
    yield Goal("one file / python -c pass", 100 / 11, own / nothing)


def _each(results: Results) -> Iterator[Goal]:
    start = results.time(_MAIN, cases.ONE, _ALONE)
    every = results.time(_MAIN, cases.CLEAN, _ALONE)
    own = (every - start) / results.size(_MAIN, cases.CLEAN) * 1000
    yield Goal("a Deployment, cold, 1 job, beyond one file alone", 0.40, own, "ms")


def _memory(results: Results) -> Iterator[Goal]:
    timings = results.cases["corpus", cases.CORPUS].timings
    peak = max(timing.peak for name, timing in timings.items() if name.startswith("podlint"))
    yield Goal("memory for the corpus", 200, peak / MIB, "MiB", memory=True)


_GOALS: Sequence[Callable[[Results], Iterator[Goal]]] = (
    *(
        _validator,
        _one_validated,
        _found,
        _kept,
        _member,
        _finders,
        _growth,
        _start,
        _each,
        _memory,
    ),
)


def made_of(results: Results) -> Iterator[tuple[str, float, float | None]]:
    """What time is made of: a name, milliseconds, and the part of kubeconform's time that it is."""
    try:
        timings = results.cases["one file", cases.ONE].timings
    except LookupError:
        timings = {}
    peer = timings.get("kubeconform -n 1")
    for name in (PASS, IMPORTS, HOOK):
        if name in timings:
            own = timings[name].median
            label = "one file, the whole process" if name == HOOK else name
            yield f"start: {label}", own * 1000, own / peer.median if peer else None
    if not results.parts:
        return
    count = results.size(_MAIN, cases.CLEAN)
    validator = results.cases[_MAIN, cases.CLEAN].timings.get("kubeconform -n 1")
    before = 0.0
    for name, seconds in results.parts.items():
        own = seconds - before
        before = seconds
        part = own / validator.median if validator else None
        yield f"a Deployment: {name}", own / count * 1000, part
