"""Time podlint against the interpreter it runs in and against its peers, as ratios.

    python bench/run.py [--runs 5] [--only NAME]

Inputs are generated into a temporary directory. Every command is run in turn with the others, so
that a machine whose speed drifts slows all of them; what is printed is the median of whole processes,
and ratios of medians of one run on one machine. A peer takes part when it is on PATH; kubeconform is
given the schemas that podlint ships, so that neither asks a network.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

REFERENCE = Path(__file__).with_name("reference-deployment.yaml").read_text(encoding="utf-8")
MANY = 2000


@dataclass(frozen=True, slots=True)
class Case:
    """An input, what makes it, and how many documents it holds."""

    name: str
    documents: int
    make: Callable[[Path], None]


@dataclass(slots=True)
class Timing:
    """The runs of one command."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Median wall time in seconds."""
        return statistics.median(self.wall)


def deployments(count: int, *, clean: bool = True) -> Iterator[str]:
    """Deployments like the reference, whose fields and order vary; or with two findings in each."""
    for number in range(count):
        text = REFERENCE.replace("name: web\n", f"name: web-{number}\n", 1)
        text = text.replace("replicas: 3", f"replicas: {number % 7 + 1}")
        text = text.replace("nginx:1.27.1", f"nginx:1.{number % 30}.1")
        if number % 3 == 1:
            text = text.replace("      serviceAccountName: web\n", "")
        if number % 3 == 2:
            text = text.replace("drop: [ALL]", 'drop: ["ALL"]').replace("value: ", "value:  ")
        if not clean:
            text = text.replace("livenessProbe:", "livenesProbe:")
        yield text


def write_each(texts: Iterator[str]) -> Callable[[Path], None]:
    """Writes every text into a file of its own."""

    def make(directory: Path) -> None:
        for number, text in enumerate(texts):
            (directory / f"deployment-{number:05}.yaml").write_text(text, encoding="utf-8")

    return make


def write_one(texts: Iterator[str]) -> Callable[[Path], None]:
    """Writes all texts into one file."""

    def make(directory: Path) -> None:
        text = "---\n".join(texts)
        (directory / "all.yaml").write_text(text, encoding="utf-8")

    return make


CASES = (
    Case("one file", 1, write_each(deployments(1))),
    Case("2,000 files, clean", MANY, write_each(deployments(MANY))),
    Case("2,000 files, two findings each", MANY, write_each(deployments(MANY, clean=False))),
    Case("one file of 20,000 lines", 350, write_one(deployments(350))),
)


def write_schemas(directory: Path) -> None:
    """Write the schemas of the kinds in the inputs as kubeconform wants them: one file a kind."""
    from podlint.schema import NEWEST, store

    entry = store.find(NEWEST, "apps/v1", "Deployment")
    assert entry is not None
    (directory / "deployment-apps-v1.json").write_text(store.schema_text(entry), encoding="utf-8")


def commands(directory: Path, schemas: Path) -> dict[str, list[str]]:
    """The commands that lint ``directory``, by name."""
    found = {"podlint": [sys.executable, "-m", "podlint", "-q", str(directory)]}
    kubeconform = shutil.which("kubeconform")
    if kubeconform:
        layout = f"{schemas}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json"
        found["kubeconform -n 1"] = [
            *(kubeconform, "-n", "1", "-strict", "-schema-location", layout, str(directory)),
        ]
        found["kubeconform -n 2"] = [*found["kubeconform -n 1"]]
        found["kubeconform -n 2"][2] = "2"
    for peer, arguments in (("kube-linter", ["lint"]), ("kube-score", ["score"])):
        program = shutil.which(peer)
        if program:
            files = [str(directory)]
            if peer == "kube-score":
                files = sorted(str(file) for file in directory.iterdir())
            found[peer] = [program, *arguments, *files]
    return found


def run_once(command: list[str], timing: Timing) -> None:
    """Run a command to its end, with its output thrown away."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if hasattr(os, "wait4"):
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        timing.cpu.append(usage.ru_utime + usage.ru_stime)
    else:
        process.wait()
    timing.wall.append(time.perf_counter() - start)


def measure(case: Case, runs: int) -> dict[str, Timing]:
    """Time every command on one case, in turn."""
    with tempfile.TemporaryDirectory() as inputs, tempfile.TemporaryDirectory() as schemas:
        directory = Path(inputs)
        case.make(directory)
        write_schemas(Path(schemas))
        every = {"python -c pass": [sys.executable, "-c", "pass"]}
        every |= commands(directory, Path(schemas))
        timings = {name: Timing() for name in every}
        for number in range(runs + 1):
            for name, command in every.items():
                run_once(command, timings[name] if number else Timing())
        return timings


def main() -> None:
    """Print a table of every case."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    options = parser.parse_args()
    print("| input | command | median s | ms a document | podlint / it |")
    print("|---|---|---|---|---|")
    for case in CASES:
        if options.only not in case.name:
            continue
        timings = measure(case, options.runs)
        start, podlint = timings["python -c pass"].median, timings["podlint"].median
        for name, timing in timings.items():
            each = (timing.median - start) / case.documents * 1000
            print(
                f"| {case.name} | {name} | {timing.median:.3f} | {each:.3f} "
                f"| {podlint / timing.median:.2f} |"
            )


if __name__ == "__main__":
    main()
