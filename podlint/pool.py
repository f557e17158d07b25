"""Linting in several processes: who gets what, and what comes of one that dies.

Each worker is a process with a pipe of its own, so that it is known which files a dead one had. There
are no threads: a process that has some cannot be forked safely.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Job = Callable[[Any], Any]
"""What a worker does with a task; both can be pickled, and so can what comes of it."""

CHUNK_BYTES = 96 << 10
FORKS = sys.platform == "linux"
"""Whether a new process has at once all that this one has loaded."""
WORTH_BYTES = (400 << 10) if FORKS else (4 << 20)
"""How much there must be to read for every process: less is done sooner than processes start."""


_OFTEN = 10_000
"""How many objects more make the collector of a worker look at them: there are several workers, and
each holds what it has not collected."""


class Task(NamedTuple):
    """A piece of work, and how many bytes there are to read for it."""

    what: Any
    size: int


class Died(NamedTuple):
    """What comes of a task whose process has died of it."""

    code: int
    """Its exit code; negative for the signal that has ended it."""


def processes(jobs: int, size: int) -> int:
    """How many processes ``size`` bytes are worth, of at most ``jobs`` (0: one for each core)."""
    most = jobs or cores()
    return max(1, min(most, size // WORTH_BYTES + (size >= WORTH_BYTES)))


def cores() -> int:
    """The cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run(job: Job, tasks: Sequence[Task], workers: int) -> Iterator[Any]:
    """What ``job`` makes of each task, in their order; ``Died`` where it ends its process."""
    from multiprocessing import current_process
    from threading import active_count

    # A worker of a pool of somebody else's may have no children, and a process with threads must not
    # be forked: what they have locked or opened stays so in the new one.
    alone = active_count() == 1 if FORKS else _can_be_sent((job, tasks))
    if current_process().daemon or not alone:
        yield from (job(task.what) for task in tasks)
        return
    pool = _Pool(job, tasks)
    try:
        yield from pool.results(workers)
    finally:
        pool.stop()


class _Chunk(NamedTuple):
    start: int
    stop: int


class _Unsent(NamedTuple):
    """Stands for a result that cannot be sent from process to process."""


class _Pool:
    def __init__(self, job: Job, tasks: Sequence[Task]) -> None:
        from multiprocessing import get_context

        self.job = job
        self.tasks = tasks
        self.context = get_context("fork") if FORKS else get_context("spawn")
        self.waiting = deque(_chunks(tasks))
        self.busy: dict[Connection, tuple[BaseProcess, _Chunk]] = {}
        self.done: dict[int, Any] = {}

    def results(self, workers: int) -> Iterator[Any]:
        """The results in the order of the tasks."""
        for _ in range(min(workers, len(self.waiting))):
            self.start()
        for index in range(len(self.tasks)):
            while index not in self.done:
                self.take() if self.busy else self.work()
            yield self.done.pop(index)

    def work(self) -> None:
        """Do what waits in this process: there is no other, and none can be started."""
        for index in range(*self.waiting.popleft()):
            self.done[index] = self.job(self.tasks[index].what)

    def start(self) -> None:
        """Start a worker, and give it something to do; one that cannot be started is done without."""
        with suppress(OSError), _undisturbed():  # too many processes, or too little memory
            self.give(*self.started())

    def started(self) -> tuple[Connection, BaseProcess]:
        """A new worker, and the way to it."""
        mine, its = self.context.Pipe()
        # A worker that held the ends of the others open would keep them alive when this process is gone.
        others = [mine, *self.busy] if FORKS else []
        tasks = [task.what for task in self.tasks]
        process = self.context.Process(
            target=_work, args=(its, self.job, tasks, others), daemon=True
        )
        process.start()
        its.close()
        return mine, process

    def give(self, connection: Connection, process: BaseProcess) -> None:
        """Give a worker its next chunk, or let it go."""
        if not self.waiting:
            connection.close()
            process.join()
            return
        chunk = self.waiting.popleft()
        self.busy[connection] = (process, chunk)
        with suppress(OSError):  # has it died before, that is seen where its results are awaited
            connection.send(chunk)

    def take(self) -> None:
        """Wait for a worker, and take what it has done."""
        from multiprocessing.connection import wait

        for connection in cast("list[Connection]", wait(list(self.busy))):
            process, chunk = self.busy.pop(connection)
            try:
                results = connection.recv()
            except (EOFError, OSError):
                connection.close()
                process.join()
                self.bury(chunk, process.exitcode or 0)
                continue
            except Exception:  # what a rule of others has put into it cannot be made here again
                results = [_Unsent()] * (chunk.stop - chunk.start)
            for index, result in zip(range(*chunk), results, strict=True):
                unsent = isinstance(result, _Unsent)
                self.done[index] = self.job(self.tasks[index].what) if unsent else result
            self.give(connection, process)

    def bury(self, chunk: _Chunk, code: int) -> None:
        """After the death of a worker: find out which of its tasks it was, one by one."""
        start, stop = chunk
        if stop - start == 1:
            self.done[start] = Died(code)
        else:
            self.waiting.extendleft(_Chunk(each, each + 1) for each in reversed(range(start, stop)))
        if self.waiting:
            self.start()

    def stop(self) -> None:
        """End what is still at work."""
        for connection, (process, _) in self.busy.items():
            process.kill()  # whatever it does with other signals
            connection.close()
        for process, _ in self.busy.values():
            process.join()


def _chunks(tasks: Sequence[Task]) -> Iterator[_Chunk]:
    start = size = 0
    for index, task in enumerate(tasks):
        if size and size + task.size > CHUNK_BYTES:
            yield _Chunk(start, index)
            start, size = index, 0
        size += task.size
    if start < len(tasks):
        yield _Chunk(start, len(tasks))


def _work(
    connection: Connection, job: Job, tasks: Sequence[Any], others: Sequence[Connection]
) -> None:
    """The life of a worker: chunk after chunk, until there is nobody to give it one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that has started it will end it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    # What it was given stays, and is not to be copied by being looked at; what it makes goes soon.
    gc.freeze()
    gc.set_threshold(_OFTEN)
    while True:
        try:
            chunk = connection.recv()
            results = [job(tasks[index]) for index in range(*chunk)]
            try:
                connection.send(results)
            except OSError:
                return
            except Exception:  # it has been pickled as a whole before the first byte is sent
                connection.send([each if _can_be_sent(each) else _Unsent() for each in results])
        except (EOFError, OSError):
            return


def _can_be_sent(value: object) -> bool:
    import pickle

    try:
        pickle.dumps(value)
    except Exception:
        return False
    return True


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits: it would reach a worker before that has said that it does not care.

    A worker keeps it so; what it ignores does not wait for it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
