"""From the groups of cases to what their commands have taken."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from bench.cases import Case, readable
from bench.commands import Peers, cold, plain, podlint, report, rules_in, warm
from bench.timing import BenchError, Command, Timing, environment, measure

PASS, VERSION, IMPORTS = "python -c pass", "podlint --version", "imports of a clean run"
HOOK = "podlint, no options"
_IMPORTS = (
    "import podlint.cli, podlint.engine, ruamel.yaml, podlint.schema.compiled as c; c.validator({})"
)


class Measured:
    """What the commands on one case have taken."""

    def __init__(self, group: str, case: Case, timings: dict[str, Timing], size: int) -> None:
        self.group = group
        self.case = case
        self.timings = timings
        self.bytes = size

    def each(self, name: str, start: float) -> float:
        """Milliseconds a file (or document) that a command takes beyond ``start`` seconds."""
        return (self.timings[name].median - start) / self.case.size * 1000


def run_group(
    name: str,
    cases: Sequence[Case],
    peers: Peers,
    runs: int,
    told: Callable[[str], None],
) -> list[Measured]:
    """Make the inputs of a group, check what podlint finds in them, and time all commands in turn.

    Raises:
        BenchError: a run did not do what its input is made for.
    """
    with tempfile.TemporaryDirectory(prefix="podlint-bench-") as scratch:
        root = Path(scratch).resolve()
        commands: list[Command] = []
        owners: dict[str, tuple[Case, str]] = {}
        sizes: dict[str, int] = {}
        for number, case in enumerate(cases):
            told(f"{name}: {case.name}, {case.size} files or documents")
            home = root / str(number)
            home.mkdir()
            path = case.make(home / "input")
            _check(case, path, home)
            sizes[case.name] = _bytes_of(path)
            for command in _commands(case, path, home, peers):
                # The names that measure() knows commands by are of the whole group.
                whole = f"{case.name}: {command.name}"
                owners[whole] = case, command.name
                commands.append(_renamed(command, whole))
        timings = measure(commands, runs, root, told)
    found = []
    for case in cases:
        own = {owners[each][1]: timings[each] for each in owners if owners[each][0] is case}
        found.append(Measured(name, case, own, sizes[case.name]))
    return found


def _renamed(command: Command, name: str) -> Command:
    return Command(name, command.line, command.codes, command.says, command.before)


def _commands(case: Case, path: Path, home: Path, peers: Peers) -> Iterator[Command]:
    """What is run on an input."""
    codes = (0, 1) if case.code is None else (case.code,)
    if case.size == 1:
        yield Command(PASS, (sys.executable, "-c", "pass"))
        yield Command(VERSION, (*podlint(), "--version"))
        yield Command(IMPORTS, (sys.executable, "-c", _IMPORTS))
        yield plain(HOOK, str(path), home / "cache-hook", codes)
    for jobs in case.jobs:
        name = "podlint, 1 job" if jobs == 1 else f"podlint, {jobs} jobs"
        yield Command(name, podlint(*cold(jobs), str(path)), codes)
    if case.warm:
        # Where there is no manifest at all, a run that is not told to permit it ends with 2.
        warm_codes = (*codes, 2) if case.given is None and not case.manifests else codes
        yield plain("podlint, warm", str(path), home / "cache", warm_codes)
    if case.member:
        # Any of them: that it is the last one means that the others were seen before.
        member = str(max(path.rglob("*.yaml")))
        yield Command("podlint, one of them", podlint(*cold(1), member))
        yield plain("podlint, one of them, warm", member, home / "cache-one")
    if case.changed:
        other = case.make(home / "changing")
        changed = plain("podlint, one changed", str(other), home / "cache-changing", codes)
        _quietly(changed)
        yield replace(changed, before=_changing(other))
    for peer in case.peers:
        yield from peers.commands(peer, path, documents=case.documents)


def _changing(directory: Path) -> Callable[[], None]:
    """Changes a file at each call, to what it has never been."""
    files = sorted(directory.rglob("*.yaml"))
    file = files[len(files) // 2]
    text = file.read_text(encoding="utf-8")
    numbers = count(1)
    return lambda: _ignoring(file.write_text(f"{text}# {next(numbers)}\n", encoding="utf-8"))


def _ignoring(_: object) -> None:
    """Nothing: what is called for its effect may give something."""


def _quietly(command: Command) -> None:
    own = {**environment(), **command.variables}
    subprocess.run(command.line, check=False, env=own, capture_output=True)


def _check(case: Case, path: Path, home: Path) -> None:
    """See that podlint finds what the input is made for, however it is run; fills the cache."""
    found = report(path, cold(1), case.code)
    manifests = found["summary"]["manifests"]
    if found["summary"]["crashed"]:
        raise BenchError(f"{case.name}: a rule has crashed")
    if case.given is None and manifests != case.manifests:
        raise BenchError(f"{case.name}: {manifests} manifests, not {case.manifests}")
    if case.expected is not None and rules_in(found) != case.expected:
        raise BenchError(f"{case.name}: {rules_in(found)}, not {case.expected}")
    for options in (cold(2), warm(home / "cache"), warm(home / "cache")):
        if report(path, options, case.code) != found:
            raise BenchError(f"{case.name}: something else is found with {' '.join(options)}")


def _bytes_of(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(each.stat().st_size for each in path.rglob("*") if readable(each))


def parts(cases: Sequence[Case], runs: int) -> dict[str, float]:
    """Seconds that the steps of linting the first case of a group take, without starting."""
    with tempfile.TemporaryDirectory(prefix="podlint-bench-") as scratch:
        path = cases[0].make(Path(scratch) / "input")
        script = Path(__file__).with_name("parts.py")
        line = (sys.executable, str(script), str(path), str(runs))
        done = subprocess.run(line, env=environment(), capture_output=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found
