"""Running commands in turn, and what each run has taken."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LONG = 15.0
"""Seconds after which a command is slow: then its first run counts, and there is no other."""
_SLEEP = 0.01
_LINUX = sys.platform == "linux"


class BenchError(Exception):
    """A run that did not do what its input is made for, so that its time says nothing."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, and what shows that it has done its work."""

    name: str
    line: Sequence[str]
    codes: Collection[int] = (0,)
    """The exit codes it may have."""
    says: str = ""
    """What has to stand in its output."""
    before: Callable[[], None] | None = None
    """Called before each run."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Of its environment, beside those of all commands."""


@dataclass(slots=True)
class Timing:
    """The runs of one command."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: int = 0
    """Bytes of memory, of all its processes together."""

    @property
    def median(self) -> float:
        """Median wall time in seconds."""
        return statistics.median(self.wall)

    @property
    def least_cpu(self) -> float:
        """Least time of the processor in seconds, of all its processes."""
        return min(self.cpu)


def environment() -> dict[str, str]:
    """What commands run in: nothing that changes what podlint does, and byte code is kept."""
    kept = {name: each for name, each in os.environ.items() if not name.startswith("PODLINT_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def measure(
    commands: Sequence[Command], runs: int, directory: Path, told: Callable[[str], None]
) -> dict[str, Timing]:
    """Time the commands, each ``runs`` times, in turn: a machine that drifts slows all of them.

    A first round, in ``directory`` as all are, is not timed: it fills what is kept from run to run,
    and there memory is measured and output looked at. ``told`` is told what is being done.

    Raises:
        BenchError: a command did not do its work.
    """
    timings = {command.name: Timing() for command in commands}
    slow = set()
    for command in commands:
        told(command.name)
        first = _first(command, directory)
        timings[command.name].peak = first.peak
        if first.wall[0] > LONG:
            timings[command.name] = first
            slow.add(command.name)
    for number in range(runs):
        told(f"round {number + 1} of {runs}")
        for command in commands:
            if command.name not in slow:
                _timed(command, directory, timings[command.name])
    return timings


def _first(command: Command, directory: Path) -> Timing:
    """The first run, with its memory."""
    timing = Timing()
    with tempfile.TemporaryFile() as output:
        failed = ""
        try:
            _timed(command, directory, timing, output.fileno(), watched=True)
        except BenchError as error:
            failed = str(error)
        output.seek(0)
        text = output.read()
    if not failed and command.says.encode() not in text:
        failed = f"{command.name} does not say {command.says!r}"
    if failed:
        raise BenchError(f"{failed}\n{text[-500:].decode(errors='replace')}")
    return timing


def _timed(
    command: Command,
    directory: Path,
    timing: Timing,
    output: int = subprocess.DEVNULL,
    *,
    watched: bool = False,
) -> None:
    """Run a command to its end."""
    if command.before is not None:
        command.before()
    start = time.perf_counter()
    process = subprocess.Popen(
        command.line,
        cwd=directory,
        env={**environment(), **command.variables},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )
    if watched and _LINUX:
        timing.peak = _watch(process.pid)
    code = _wait(process, timing)
    timing.wall.append(time.perf_counter() - start)
    if code not in command.codes:
        line = " ".join(command.line)
        raise BenchError(f"{command.name} ended with exit code {code}: {line[:300]}")


def _wait(process: subprocess.Popen[bytes], timing: Timing) -> int:
    if sys.platform == "win32":
        return process.wait()
    _, status, usage = os.wait4(process.pid, 0)
    timing.cpu.append(usage.ru_utime + usage.ru_stime)
    import resource

    # Of the greatest of its processes; what is watched is the sum of them. A child is told to have had
    # as much as this process before it became another program, so that less than that says nothing.
    if usage.ru_maxrss > resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
        unit = 1 if sys.platform == "darwin" else 1024
        timing.peak = max(timing.peak, usage.ru_maxrss * unit)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode


def _watch(pid: int) -> int:
    """The most memory that a process and those below it hold together, until it ends."""
    most = 0
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        most = max(most, sum(map(_memory, _family(pid))))
        time.sleep(_SLEEP)
    return most


def _family(pid: int) -> list[int]:
    children: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (task / "children").read_text().split())
    return [pid, *(each for child in children for each in _family(child))]


def _memory(pid: int) -> int:
    """Bytes of a process; what it shares with another one is counted by halves."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
