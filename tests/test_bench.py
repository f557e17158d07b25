"""The inputs of the benchmark are what they say, so that its times are of what they say."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT
from podlint import engine
from podlint.model import Run

sys.path.insert(0, str(ROOT))
try:
    from bench import cases, trees, vary
    from bench.goals import Results
    from bench.page import page
    from bench.runner import HOOK, PASS, Measured
    from bench.timing import BenchError, Command, Timing, measure
finally:
    sys.path.remove(str(ROOT))

FEW = 12
SCALE = 0.003
"""Makes six Deployments of two thousand."""


def linted(path: Path) -> Run:
    return engine.lint_paths([str(path)])


def counted(run: Run) -> Counter[str]:
    return Counter(finding.rule for finding in run.findings)


EVERY = [case for _, group in cases.groups(SCALE, None) for case in group]


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.name)
def test_podlint_finds_what_a_case_is_made_for(case: cases.Case, tmp_path: Path) -> None:
    run = linted(case.make(tmp_path / "input"))
    assert counted(run) == case.expected
    assert run.manifests == case.manifests
    assert not run.crashed
    assert (case.code == 1) == bool(run.findings)


@pytest.mark.parametrize("flaw", [vary.FINDINGS, vary.ONE_FAULT, vary.TWO_FAULTS])
def test_every_deployment_has_its_flaw(flaw: vary.Flaw, tmp_path: Path) -> None:
    rules = engine.default_rules()
    for number in range(FEW):
        found = engine.lint_text(vary.deployment(number, flaw), rules=rules)
        assert Counter(each.rule for each in found) == Counter(flaw.rules(number))


def test_deployments_differ_and_are_the_same_every_time() -> None:
    texts = [vary.deployment(number) for number in range(FEW)]
    assert texts == [vary.deployment(number) for number in range(FEW)]
    shapes = {tuple(line.split(":")[0] for line in text.splitlines()) for text in texts}
    assert len(shapes) > FEW // 2


def test_names_and_sizes(tmp_path: Path) -> None:
    for case in EVERY:
        directory = tmp_path / str(EVERY.index(case))
        files = list(case.files())
        trees.write(iter(files), directory)
        assert len({name for name, _ in files}) == len(files)
        assert len(files) in (case.size, 1)


def test_a_large_file_has_about_the_lines_it_is_said_to_have() -> None:
    ((_, text),) = trees.stream(100)
    assert 0.9 < text.count("\n") / 100 / trees.LINES_OF_ONE < 1.1


def test_a_run_that_failed_is_not_timed(tmp_path: Path) -> None:
    def told(_: str) -> None:
        pass

    fails = Command("fails", (sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(BenchError, match="exit code 3"):
        measure([fails], 1, tmp_path, told)
    silent = Command("silent", (sys.executable, "-c", "pass"), says="done")
    with pytest.raises(BenchError, match="does not say 'done'"):
        measure([silent], 1, tmp_path, told)
    works = Command("works", (sys.executable, "-c", "print('done')"), says="done")
    assert len(measure([works], 2, tmp_path, told)["works"].wall) == 2


def timing(seconds: float) -> Timing:
    return Timing([seconds], [seconds / 2])


def test_the_page_names_what_was_missed() -> None:
    case = next(each for each in EVERY if each.name == cases.ONE)
    timings = {PASS: timing(0.01), HOOK: timing(0.4), "kubeconform -n 1": timing(0.1)}
    results = Results([Measured("one file", case, timings, 1000)], {})
    text = page(results, ["kubeconform v1"], runs=1, scale=1)
    assert "| one file / kubeconform on one file | <= 3.00 | 4.00 | 4.00 | missed |" in text
    assert "- one file / kubeconform on one file\n" in text
    assert "start: python -c pass | 10.000 | 0.10 |" in text
    assert "no results" not in text
