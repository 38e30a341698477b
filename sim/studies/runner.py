"""The runner: jobs in, outcomes out, in this process or in several.

Jobs go out in chunks of one to two seconds of work, so that handing them over costs nothing. A worker
that dies takes nothing along but its chunk: the pool is built anew, the runs that were under way are
tried again one at a time, and a run that kills its process three times becomes a failed row. Outcomes
arrive in any order; they carry their run id, and nothing in them depends on who computed them.
"""

from __future__ import annotations

import importlib
import math
import multiprocessing
import os
import sys
import time
import types
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from sim.measures import prepare as prepare_measures
from sim.studies.worker import Job, Outcome, begin, failed, run_chunk

CHUNK_SECONDS = 1.5
MOST_IN_CHUNK = 200
CHUNKS_PER_WORKER = 3
ATTEMPTS = 3

OnDone = Callable[[list[Outcome]], None]


def workers_here() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


class Crew:
    """Who does the runs: this process, or worker processes that stay for all stages of a study.

    Parameters
    ----------
    kernel : str
        Import path of the engine: a module with `simulate`, `engine_id` and `prepare`.
    workers : int
        1 runs everything in this process.

    Attributes
    ----------
    engine_id : str
        The engine at the start; workers that find another one refuse.
    """

    def __init__(self, kernel: str = "sim.day", workers: int = 1) -> None:
        self.kernel = kernel
        self.workers = workers
        self.engine_id: str = importlib.import_module(kernel).engine_id()
        self._pool: ProcessPoolExecutor | None = None
        self._pace = _Pace(workers)
        self._is_prepared = False

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss()

    def run(self, jobs: Sequence[Job], on_done: OnDone) -> None:
        """Run every job once and hand each chunk of outcomes to `on_done` in this process.

        Parameters
        ----------
        jobs : sequence of Job
            In the order in which they should start: replication outermost keeps a stopped study balanced.
        on_done : callable
            Gets each chunk of outcomes as soon as it is there.
        """
        if not jobs:
            return
        if not self._is_prepared:
            importlib.import_module(self.kernel).prepare(progress=True)
            prepare_measures()
            self._is_prepared = True
        if self.workers <= 1 or (len(jobs) == 1 and self._pool is None):
            self._run_here(jobs, on_done)
            return
        todo, suspects = deque(jobs), deque[Job]()
        while todo or suspects:
            if suspects:
                self._try_alone(suspects, on_done)
            else:
                suspects.extend(self._run_until_broken(todo, on_done))

    def _run_here(self, jobs: Sequence[Job], on_done: OnDone) -> None:
        held: list[Outcome] = []
        since = time.monotonic()
        for job in jobs:
            held.extend(run_chunk(self.kernel, self.engine_id, [job]))
            if len(held) >= MOST_IN_CHUNK or time.monotonic() - since >= CHUNK_SECONDS:
                on_done(held)
                held, since = [], time.monotonic()
        if held:
            on_done(held)

    def _hire(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=begin)
        return self._pool

    def _dismiss(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _submit(self, chunk: list[Job]) -> Future[list[Outcome]]:
        """Submit a chunk; the processes that this may start do not run the caller's script again.

        A spawned process imports the main module of its parent. A script of six lines without a
        `__name__` guard would start itself over and over, and a worker needs nothing of it.
        """
        pool = self._hire()
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return pool.submit(run_chunk, self.kernel, self.engine_id, chunk)
        finally:
            sys.modules["__main__"] = main

    def _run_until_broken(self, todo: deque[Job], on_done: OnDone) -> list[Job]:
        """Work through `todo`; return the jobs that were under way when a worker died (none: all done)."""
        under_way: dict[Future[list[Outcome]], list[Job]] = {}
        lost: list[Job] = []
        while under_way or (todo and not lost):
            while todo and not lost and len(under_way) < CHUNKS_PER_WORKER * self.workers:
                chunk = [todo.popleft() for _ in range(self._pace.size(len(todo)))]
                try:
                    under_way[self._submit(chunk)] = chunk
                except BrokenProcessPool:
                    lost.extend(chunk)
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                chunk = under_way.pop(future)
                try:
                    outcomes = future.result()
                except BrokenProcessPool:
                    lost.extend(chunk)
                    continue
                self._pace.learn(outcomes)
                on_done(outcomes)
        if lost:
            self._dismiss()
        return lost

    def _try_alone(self, suspects: deque[Job], on_done: OnDone) -> None:
        """Run suspects one at a time, so that a death has one cause; a run that dies three times is given up."""
        while suspects:
            job = suspects.popleft()
            outcome = failed(job, f"the worker process died {ATTEMPTS} times in this run (killed, or out of memory)")
            for _ in range(ATTEMPTS):
                try:
                    outcome = self._submit([job]).result()[0]
                    break
                except BrokenProcessPool:
                    self._dismiss()
            on_done([outcome])


class _Pace:
    """How many runs make a chunk, learned from the runs so far."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.seconds = 0.0
        self.n_runs = 0

    def learn(self, outcomes: list[Outcome]) -> None:
        self.seconds += sum(outcome.seconds for outcome in outcomes)
        self.n_runs += len(outcomes)

    def size(self, n_todo: int) -> int:
        """Return the size of the next chunk; the last ones are smaller so that no worker idles long."""
        if not self.n_runs:
            return 1
        wanted = round(CHUNK_SECONDS / max(self.seconds / self.n_runs, 1e-6))
        fair = math.ceil(n_todo / (2 * self.workers))
        return max(1, min(wanted, fair, MOST_IN_CHUNK, n_todo))
