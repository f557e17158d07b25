"""Several processes: the same findings in the same order, and what comes of one that dies."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from podlint import pool
from podlint.engine import lint_paths
from podlint.pool import Died, Task, processes, run
from podlint.rule import Container, Manifest, Problem, Rule, Severity, value_of

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


def doubled(number: int) -> int:
    return 2 * number


def deadly(number: int) -> int:
    """Ends its process for every number that ends in 7."""
    if number % 10 == 7:
        os._exit(3)
    return number


def killed(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def tasks(numbers: range, size: int = pool.CHUNK_BYTES // 3) -> list[Task]:
    return [Task(number, size) for number in numbers]


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("size", [0, 10, pool.CHUNK_BYTES // 3, pool.CHUNK_BYTES * 2])
def test_results_come_in_order(workers: int, size: int) -> None:
    numbers = range(40)
    assert list(run(doubled, tasks(numbers, size), workers)) == [2 * each for each in numbers]


def test_nothing_to_do() -> None:
    assert list(run(doubled, [], 2)) == []


def test_new_processes_that_know_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows, where all they need is sent to them."""
    monkeypatch.setattr(pool, "FORKS", False)
    assert list(run(doubled, tasks(range(10)), 2)) == [2 * each for each in range(10)]


def test_of_a_process_that_dies_only_what_killed_it_is_lost() -> None:
    numbers = range(40)
    expected = [Died(3) if each % 10 == 7 else each for each in numbers]
    assert list(run(deadly, tasks(numbers), 2)) == expected


@needs_signals
def test_a_signal_is_told() -> None:
    assert list(run(killed, tasks(range(8)), 2))[5] == Died(-signal.SIGKILL)


def test_processes_end_when_nobody_wants_more() -> None:
    results = run(os_process, tasks(range(40)), 2)
    process = next(results)
    assert process != os.getpid()
    close = getattr(results, "close", None)
    assert close is not None
    close()
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def os_process(_: int) -> int:
    return os.getpid()


def test_how_many_are_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "WORTH_BYTES", 1000)
    assert [processes(8, size) for size in (0, 999, 1000, 2000, 5000, 10**6)] == [1, 1, 2, 3, 6, 8]
    assert processes(1, 10**9) == 1
    assert processes(0, 10**9) == pool.cores()


# --- Linting ----------------------------------------------------------------------------------------

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: {name}}}
spec:
  containers:
    - {{name: {name}, image: "acme/{name}:1"}}
"""


class Images(Rule):
    id = "an-image"
    group = "containers"
    summary = "an image"
    severity = Severity.WARNING

    def check_container(self, container: Container) -> Iterator[Problem]:
        path = (*container.path, "image")
        yield Problem(value_of(path), f"the image {container.data['image']}")


class Deadly(Rule):
    id = "deadly"
    group = "containers"
    summary = "a rule that ends the process"
    severity = Severity.WARNING

    def check_manifest(self, manifest: Manifest) -> Any:
        if manifest.name == "n13":
            os._exit(9)
        return ()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pool, "WORTH_BYTES", 1)
    monkeypatch.setattr(pool, "CHUNK_BYTES", 300)
    monkeypatch.setattr("podlint.engine.WORTH_KEEPING", 1)
    for number in range(30):
        (tmp_path / f"{number}.yaml").write_text(POD.format(name=f"n{number}"))
    return tmp_path


def test_any_number_of_processes_finds_the_same(tree: Path) -> None:
    alone = lint_paths([str(tree)], rules=[Images()])
    assert len(alone.findings) == 30
    for jobs in (2, 3):
        assert lint_paths([str(tree)], rules=[Images()], jobs=jobs) == alone


def test_what_is_kept_does_not_depend_on_the_processes(tree: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / ".podlint_cache")
    cold = lint_paths([str(tree)], rules=[Images()], jobs=2, cache_directory=cache)
    assert lint_paths([str(tree)], rules=[Images()], cache_directory=cache) == cold


def test_the_file_that_kills_a_process_is_named(tree: Path) -> None:
    found = lint_paths([str(tree)], rules=[Deadly(), Images()], jobs=2)
    assert found.crashed
    (crash,) = [each for each in found.findings if each.rule == "internal-error"]
    assert crash.file == "13.yaml"
    assert crash.message == "podlint could not lint this file: its process ended with code 9"
    assert len(found.findings) == 30


@needs_signals
def test_ctrl_c_ends_it_at_once(tree: Path) -> None:
    """The processes too, and nobody says anything."""
    code = (
        "import sys, time\n"
        "from podlint import pool\n"
        "def slow(number):\n"
        "    time.sleep(60)\n"
        "tasks = [pool.Task(n, pool.CHUNK_BYTES) for n in range(4)]\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    list(pool.run(slow, tasks, 2))\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(130)\n"
    )
    import subprocess

    own = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert own.stdout is not None
    assert own.stdout.readline() == b"ready\n"
    time.sleep(0.5)
    begun = time.monotonic()
    os.killpg(own.pid, signal.SIGINT)
    _, errors = own.communicate(timeout=30)
    assert own.returncode == 130
    assert errors == b""
    assert time.monotonic() - begun < 20
    with pytest.raises(ProcessLookupError):
        os.killpg(own.pid, 0)


@needs_signals
def test_ctrl_c_at_any_moment_is_quiet(tree: Path) -> None:
    """Also where a worker has only just begun, and does not yet know that it is not to care."""
    code = (
        "import os, signal, sys\n"
        "from podlint import pool\n"
        "class Slow:\n"
        "    def __call__(self, number):\n"
        "        return number\n"
        "really = pool._work\n"
        "def interrupted(*given):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    really(*given)\n"
        "pool._work = interrupted\n"
        "tasks = [pool.Task(n, pool.CHUNK_BYTES) for n in range(4)]\n"
        "print(list(pool.run(Slow(), tasks, 2)))\n"
    )
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.stdout, done.stderr) == (b"[0, 1, 2, 3]\n", b"")


def test_where_no_process_can_be_started_there_is_still_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from multiprocessing.process import BaseProcess

    started: list[BaseProcess] = []
    really = BaseProcess.start

    def start(process: BaseProcess) -> None:
        if len(started) >= allowed:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        started.append(process)
        really(process)

    monkeypatch.setattr(BaseProcess, "start", start)
    for number in (0, 1):
        allowed = number
        assert list(run(doubled, tasks(range(20)), 2)) == [2 * each for each in range(20)]


def in_a_pool(_: int) -> list[int]:
    return list(run(doubled, tasks(range(10)), 2))


def test_a_process_that_may_have_no_children_does_it_itself() -> None:
    from multiprocessing import get_context

    with get_context("spawn").Pool(1) as others:
        assert others.map(in_a_pool, [0]) == [[2 * each for each in range(10)]]


class Unsendable:
    def __reduce__(self) -> Any:
        raise TypeError("no")


class Unreceivable:
    def __reduce__(self) -> Any:
        return int, ("no number",)


def odd_ones(number: int) -> object:
    return {3: Unsendable, 4: Unreceivable}.get(number, int)()


def test_what_cannot_be_sent_is_made_here() -> None:
    results = list(run(odd_ones, tasks(range(8), 1), 2))
    assert [type(each) for each in results] == [
        *(int, int, int),
        *(Unsendable, Unreceivable),
        *(int, int, int),
    ]


@needs_signals
def test_a_worker_that_ignores_signals_ends_all_the_same() -> None:
    results = run(stubborn, tasks(range(40)), 2)
    process = next(results)
    close = getattr(results, "close", None)
    assert close is not None
    close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def stubborn(number: int) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if number > 1:
        time.sleep(3)
    return os.getpid()


class Leaving(Rule):
    id = "leaving"
    group = "containers"
    summary = "a rule that ends the program"
    severity = Severity.WARNING

    def check_manifest(self, manifest: Manifest) -> Any:
        if manifest.name == "n13":
            sys.exit(0)
        return ()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_rule_that_ends_the_program_has_crashed(tree: Path, jobs: int) -> None:
    found = lint_paths([str(tree)], rules=[Leaving(), Images()], jobs=jobs)
    assert found.crashed
    (crash,) = [each for each in found.findings if each.rule == "internal-error"]
    assert crash.file == "13.yaml"
    assert "leaving" in crash.message
    assert len(found.findings) == 31


def test_everything_a_worker_needs_can_be_sent_to_it(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS and Windows: with all rules, what is known of the repository, and overrides."""
    from podlint.config.settings import Override, RuleSetting
    from podlint.discovery import Globs
    from podlint.engine import default_rules

    globs = Globs(str(tree), ("1*.yaml",), ("",))
    override = Override(globs, {"missing-readiness-probe": RuleSetting(off=True)})
    (tree / "kustomization.yaml").write_text("resources: [1.yaml]\n")
    rules = default_rules()
    alone = lint_paths([str(tree)], rules=rules, overrides=(override,))
    monkeypatch.setattr(pool, "FORKS", False)
    assert lint_paths([str(tree)], rules=rules, overrides=(override,), jobs=2) == alone


def test_rules_that_cannot_be_sent_run_here(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = Images()
    rule.unsendable = Unsendable()  # type: ignore[attr-defined]
    alone = lint_paths([str(tree)], rules=[rule])
    for forks in (True, False):
        monkeypatch.setattr(pool, "FORKS", forks)
        assert lint_paths([str(tree)], rules=[rule], jobs=2) == alone


@needs_signals
def test_threads_may_lint_at_once(tree: Path) -> None:
    """A process that is forked among threads may wait for ever: then there is none."""
    from threading import Thread

    alone = lint_paths([str(tree)], rules=[Images()])
    found: list[object] = []

    def lint() -> None:
        found.extend(lint_paths([str(tree)], rules=[Images()], jobs=3) for _ in range(5))

    threads = [Thread(target=lint, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [alone] * 20
