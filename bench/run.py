"""Time podlint against the interpreter it runs in and against its peers, as ratios.

    python bench/run.py [--quick] [--only NAME] [--corpus DIR] [--peers DIR] [--markdown FILE]

Inputs are generated into a temporary directory, and podlint has to find in them what they are made
for. Every command is run in turn with the others of its group, so that a machine whose speed drifts
slows all of them. ``bench/peers.py`` installs the peers; kubeconform is given the schemas that podlint
ships, so that neither asks a network.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

# This file is run as a program, and its directory alone is then on the path.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.cases import groups
from bench.commands import Peers, write_schemas
from bench.goals import Results
from bench.page import page
from bench.runner import Measured, parts, run_group
from bench.timing import BenchError

QUICK = 0.1


def _told(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


def _results(options: argparse.Namespace, peers: Peers, scale: float) -> Results:
    measured: list[Measured] = []
    steps: dict[str, float] = {}
    for name, cases in groups(scale, options.corpus):
        if options.only not in name:
            continue
        measured += run_group(name, cases, peers, options.runs, _told)
        if name == "Deployments":
            _told("what the time is made of")
            steps = parts(cases[1:], options.runs)
    return Results(measured, steps)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, help="rounds; 7, or 3 with --quick")
    parser.add_argument("--only", default="", help="groups of inputs whose name holds this")
    parser.add_argument("--quick", action="store_true", help="small inputs: does all of it work?")
    parser.add_argument("--corpus", type=Path, help="a directory of real manifests")
    parser.add_argument(
        "--peers",
        type=Path,
        action="append",
        default=[],
        help="where programs are, beside the PATH",
    )
    parser.add_argument("--markdown", type=Path, help="the page to write")
    options = parser.parse_args()
    options.runs = options.runs or (3 if options.quick else 7)
    for each in (*options.peers, *filter(None, [options.corpus])):
        if not each.is_dir():
            parser.error(f"{each} is no directory")
    options.corpus = options.corpus and options.corpus.resolve()
    return options


def main() -> None:
    """Measure, and print the page."""
    options = _options()
    scale = QUICK if options.quick else 1.0
    with tempfile.TemporaryDirectory() as schemas:
        write_schemas(Path(schemas))
        peers = Peers([each.resolve() for each in options.peers], Path(schemas))
        try:
            results = _results(options, peers, scale)
        except BenchError as error:
            sys.exit(f"bench: {error}")
        text = page(results, list(peers.versions()), runs=options.runs, scale=scale)
    print(text, end="")
    if options.markdown is not None:
        options.markdown.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
