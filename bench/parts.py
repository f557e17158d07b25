"""What the time of linting is made of: each step with all that comes before it, in one process.

    python bench/parts.py DIRECTORY [RUNS]

``bench/run.py`` runs it and reads what it prints: seconds for all files of the directory, the least
of the runs, of which one of each step follows the other.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from podlint.__main__ import SELDOM
from podlint.document import Source, decode, load, split
from podlint.document.events import c_events, pure_events
from podlint.kubernetes import Project, Target, manifests
from podlint.lint import RuleSet
from podlint.profile import Profile
from podlint.project import scan
from podlint.registry import load_packs, select
from podlint.schema import NEWEST
from podlint.work import lint_bytes

READING = "reading the files"
EVENTS = "the events of libyaml"
DATA = "data and manifests made of them"
SCHEMA = "validating them"
RULES = "all default rules"
SCHEMA_RULES = ("missing-field", "unknown-field", "unknown-kind", "wrong-type")


def _read(file: str) -> bytes:
    with open(file, "rb") as stream:
        return stream.read()


def _events(file: str) -> None:
    for piece in split(decode(_read(file))):
        next_event = c_events(piece.text) or pure_events(piece.text)
        while next_event() is not None:
            pass


def _data(file: str) -> None:
    for document in load(Source(file, decode(_read(file)))):
        list(manifests(document, Project(), Target(int(NEWEST.partition(".")[2]))))


def steps(directory: Path) -> dict[str, Callable[[str], object]]:
    """What is done to a file, by name, from the least to all of it."""
    root = os.path.realpath(directory)
    project, profile = scan(root, [root]), Profile()
    packs = load_packs()
    schema = RuleSet([rule() for rule in select(packs, SCHEMA_RULES)])
    every = RuleSet([rule() for rule in select(packs)])

    def linting(rules: RuleSet) -> Callable[[str], object]:
        return lambda file: lint_bytes(_read(file), os.path.basename(file), rules, project, profile)

    return {
        READING: _read,
        EVENTS: _events,
        DATA: _data,
        SCHEMA: linting(schema),
        RULES: linting(every),
    }


def main() -> None:
    """Print the seconds of every step as JSON."""
    gc.set_threshold(SELDOM)
    directory, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    files = [str(file) for file in sorted(directory.rglob("*.yaml"))]
    least: dict[str, float] = {}
    for _ in range(runs):
        for name, step in steps(directory).items():
            step(files[0])  # what is loaded or compiled at first is no part of it
            start = time.perf_counter()
            for file in files:
                step(file)
            taken = time.perf_counter() - start
            least[name] = min(taken, least.get(name, taken))
    print(json.dumps(least))


if __name__ == "__main__":
    main()
