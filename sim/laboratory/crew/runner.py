"""The runner: jobs in, outcomes out, in this process or in several.

Jobs go out in chunks of one to two seconds of work, so that handing them over costs nothing. A worker
that dies takes nothing along but its chunk: the pool is built anew, the runs that were under way are
tried again one at a time, and a run that kills its process three times becomes a failed row. Outcomes
arrive in any order; they carry their run id, and nothing in them depends on who computed them.

Who works is a `concurrent.futures.Executor`: our own pool of processes, or any other that is passed in
(a cluster's, for instance). Our own pool is built anew when it breaks; another's is its owner's to mend.
"""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from typing import Any

from sim.errors import SimError, WorkError
from sim.laboratory.crew.pace import Pace
from sim.laboratory.crew.worker import Job, Outcome, begin, check_engine, failed, run_chunk
from sim.laboratory.own import Engine, engine_at
from sim.measures import prepare as prepare_measures

CHUNKS_PER_WORKER = 3
ATTEMPTS = 3
SILENCE_SECONDS = 5.0
"""How long no answer may come before it is looked whether a worker died in the middle of one [s]; invented."""
COUNT_SECONDS = 5.0
POOL_SECONDS = 5.0
"""Work of this process that having processes of our own is worth [s]: two cost 2.5 s before their first answer and 5 s of processor time (measured)."""
PILOTS = 2
"""Runs after which it is asked for the first time."""

OnDone = Callable[[list[Outcome]], None]


def workers_here() -> int:
    """Return the number of processors this process may use."""
    from sim.day.together import processors

    return processors()


class Crew:
    """Who does the runs: this process, worker processes that stay for all stages of a study, or an executor passed in.

    Parameters
    ----------
    kernel : str or OwnEngine
        The engine, by its import path: a module with `simulate`, `engine_id` and `prepare`.
    workers : int or None
        1 runs everything in this process; without meaning when an executor is passed in. None: every processor there is, as soon as what is
        left of a stage, by the time that runs took so far, is more than it takes to have processes of our own.
    executor : Executor or None
        Who works instead; it is used, never shut down.
    timeout : float or None
        Most seconds a run may take. A run that hangs can only be ended with its process, so runs then have processes of our own: ours to
        start here, or started by each of an executor's workers beside itself.
    is_prepared : bool
        Whether whoever asks has compiled what the work needs. A crew for work that is no run overrides `submit` and `run_here`.

    Attributes
    ----------
    engine_id : str
        The engine at the start; workers that find another one refuse.
    """

    def __init__(
        self,
        kernel: Engine = "sim.day",
        workers: int | None = 1,
        *,
        executor: Executor | None = None,
        timeout: float | None = None,
        is_prepared: bool = False,
    ) -> None:
        self.kernel = kernel
        self._outside = executor
        self.workers = hands_of(executor) if executor is not None else workers_here() if workers is None else workers
        self._may_choose = workers is None and executor is None and timeout is None
        self.timeout = timeout
        self.engine_id: str = engine_at(kernel).engine_id()
        self._pool: ProcessPoolExecutor | None = None
        self._board: Any = None
        self._pace = Pace()
        self._is_prepared = is_prepared
        self._counted = time.monotonic()

    @property
    def hands(self) -> int:
        """How many work: 1 as long as this process does all by itself."""
        return 1 if self._may_choose else self.workers

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()

    def run(self, jobs: Sequence[Job], on_done: OnDone) -> None:
        """Run every job once and hand each chunk of outcomes to `on_done` in this process.

        Parameters
        ----------
        jobs : sequence of Job
            In the order in which they should start: replication outermost keeps a stopped study balanced. Each is taken from the
            sequence when its turn comes, so that a sequence may make its jobs as they are asked for.
        on_done : callable
            Gets each chunk of outcomes as soon as it is there. What it raises ends the work; what is under way is dropped.
        """
        if not len(jobs):
            return
        if not self._is_prepared:
            engine_at(self.kernel).prepare(progress=True)
            prepare_measures()
            self._is_prepared = True
        alone = self.workers <= 1 or (len(jobs) == 1 and self._pool is None)
        if self._outside is None and self.timeout is None and alone:
            self.run_here(jobs, on_done)
            return
        done = 0
        if self._may_choose:
            done = self.run_here(jobs, on_done, while_small=True)
            if done == len(jobs):
                return
            self._may_choose = False
        todo, suspects = deque(range(done, len(jobs))), deque[Job]()
        again: deque[Job] = deque()
        while todo or again or suspects:
            if suspects:
                self._try_alone(suspects, on_done)
            else:
                self._run_until_broken(jobs, todo, again, suspects, on_done)

    def run_here(self, jobs: Sequence[Job], on_done: OnDone, *, while_small: bool = False) -> int:
        """Run jobs in this process and return how many were; with `while_small` only as long as the rest is little work."""
        held: list[Outcome] = []
        since = time.monotonic()
        done = 0
        try:
            for job in jobs:
                if while_small and self._is_much(len(jobs) - done):
                    break
                outcomes = run_chunk(self.kernel, self.engine_id, [job])
                self._pace.learn(outcomes)
                held.extend(outcomes)
                done += 1
                if self._pace.is_full(len(held), time.monotonic() - since):
                    full, held, since = held, [], time.monotonic()
                    on_done(full)
        except KeyboardInterrupt:
            if held:
                on_done(held)
            raise
        if held:
            on_done(held)
        return done

    def _is_much(self, n_left: int) -> bool:
        """Say whether so many runs are more work than having processes of our own; the first runs are pilots."""
        return self._pace.n_runs >= PILOTS and n_left * self._pace.typical > POOL_SECONDS

    def hire(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._board = context.RawArray("q", 2 * self.workers)
            setting = (self._board, context.Value("i", 0), self.timeout)
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=begin, initargs=setting)
        return self._pool

    def dismiss(self) -> None:
        """Send our own processes away; they are hired anew when there is work."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def submit(self, chunk: list[Job]) -> Future[list[Outcome]]:
        """Submit a chunk, to the executor that was passed in or to our own pool."""
        if self._outside is not None:
            task = run_chunk if self.timeout is None else partial(run_within, self.timeout)
            try:
                return self._outside.submit(task, self.kernel, self.engine_id, chunk)
            except (BrokenExecutor, RuntimeError) as error:
                raise WorkError(
                    f"the executor that was passed in takes no more work ({error}); the runs done so far are kept, "
                    "the same study goes on with a new one"
                ) from error
        with starting():
            return self.hire().submit(run_chunk, self.kernel, self.engine_id, chunk)

    def _run_until_broken(
        self, jobs: Sequence[Job], todo: deque[int], again: deque[Job], suspects: deque[Job], on_done: OnDone
    ) -> None:
        """Work through `again` and `todo` until all is done or a worker died.

        After a death, the jobs that were being run (as the board has it) become suspects; the others that were lost with the pool
        only go to work again.
        """
        under_way: dict[Future[list[Outcome]], list[Job]] = {}
        lost: list[Job] = []
        try:
            while under_way or ((todo or again) and not lost):
                self._count_hands()
                while (todo or again) and not lost and len(under_way) < CHUNKS_PER_WORKER * self.workers:
                    size = self._pace.size(len(todo) + len(again), self.workers)
                    chunk = [again.popleft() if again else jobs[todo.popleft()] for _ in range(size)]
                    try:
                        under_way[self.submit(chunk)] = chunk
                    except BrokenExecutor:
                        lost.extend(chunk)
                for future in self._await(under_way):
                    chunk = under_way.pop(future)
                    outcomes = self._result(future)
                    if outcomes is None:
                        lost.extend(chunk)
                        continue
                    self._pace.learn(outcomes)
                    on_done(outcomes)
        except KeyboardInterrupt:
            for future in under_way:
                if future.done() and not future.cancelled() and future.exception() is None:
                    on_done(future.result())
            raise
        finally:
            for future in under_way:
                future.cancel()
        if not lost:
            return
        marks = self._marks()
        guilty = [job for job in lost if job.mark in marks] or lost
        suspects.extend(guilty)
        held = {id(job) for job in guilty}
        again.extend(job for job in lost if id(job) not in held)
        self.dismiss()

    def _await(self, under_way: Iterable[Future[list[Outcome]]]) -> set[Future[list[Outcome]]]:
        """Wait for the next answers; a worker that died in the middle of its answer would keep us waiting for ever.

        The pool reads answers from one pipe and waits for the rest of a message that will never come. So when a process is
        dead and nothing came for a while, the others are ended too and the pipe is closed, and the pool sees that it is broken.
        """
        done = wait(under_way, timeout=SILENCE_SECONDS, return_when=FIRST_COMPLETED).done
        pool = self._pool
        if (
            not done
            and pool is not None
            and any(not worker.is_alive() for worker in list((pool._processes or {}).values()))
        ):
            for worker in list((pool._processes or {}).values()):
                worker.kill()
            pool._result_queue._writer.close()
        return done

    def _count_hands(self) -> None:
        """Ask an executor that was passed in, now and then, how many work for it: workers of a cluster come and go."""
        if self._outside is not None and time.monotonic() - self._counted > COUNT_SECONDS:
            self.workers, self._counted = hands_of(self._outside), time.monotonic()

    def _result(self, future: Future[list[Outcome]]) -> list[Outcome] | None:
        """Return a chunk's outcomes; None when whoever ran it died on the way."""
        try:
            return future.result()
        except BrokenExecutor:
            return None
        except Exception as error:  # what an executor of others raises for a lost task is its own affair
            if self._outside is None or isinstance(error, SimError):
                raise
            return None

    def _marks(self) -> set[int]:
        """Return the marks of the runs that were under way in our own pool."""
        return (
            {mark for mark in self._board[::2] if mark} if self._outside is None and self._board is not None else set()
        )

    def _try_alone(self, suspects: deque[Job], on_done: OnDone) -> None:
        """Run suspects one at a time, so that a death has one cause; a run that dies three times is given up."""
        while suspects:
            job = suspects.popleft()
            outcome = failed(job, f"the worker process died {ATTEMPTS} times in this run (killed, or out of memory)")
            for _ in range(ATTEMPTS):
                try:
                    future = self.submit([job])
                    while not self._await([future]):
                        continue
                    outcomes = self._result(future)
                except BrokenExecutor:
                    outcomes = None
                if outcomes is not None:
                    outcome = outcomes[0]
                    break
                took = self._seconds_of(job)
                self.dismiss()
                if self.timeout is not None and took >= self.timeout:
                    outcome = failed(
                        job, f"the run took longer than the time limit of {self.timeout:g} seconds", self.timeout
                    )
                    break
            on_done([outcome])

    def _seconds_of(self, job: Job) -> float:
        """Return for how long the board has had this run under way [s]; 0 when it has not."""
        if self._board is None:
            return 0.0
        rows = list(self._board)
        return max(
            (
                (time.monotonic_ns() - since) / 1e9
                for mark, since in zip(rows[::2], rows[1::2], strict=True)
                if mark == job.mark
            ),
            default=0.0,
        )


_start_lock = threading.Lock()
_mine = threading.local()


@contextmanager
def starting() -> Iterator[None]:
    """Let this process start others that do not run the caller's script again, also where a cluster's worker may have no children.

    A spawned process imports the main module of its parent. A script of six lines without a `__name__` guard would start itself over
    and over, and a worker needs nothing of it. A worker of Dask is a daemonic process, which may start none, lest they outlive it; ours
    end when their parent does.
    """
    with _start_lock:
        main, setting = sys.modules["__main__"], multiprocessing.current_process()._config  # type: ignore[attr-defined]
        sys.modules["__main__"] = types.ModuleType("__main__")
        was_daemon = setting.pop("daemon", None)
        try:
            yield
        finally:
            sys.modules["__main__"] = main
            if was_daemon is not None:
                setting["daemon"] = was_daemon


def run_within(timeout: float, kernel: Engine, engine_id: str, jobs: list[Job]) -> list[Outcome]:
    """Run jobs as `run_chunk` does, with a time limit, in a process beside this one that stays for the next chunk.

    Every thread that works for an executor has one of its own, so that a run that hangs costs that process and not the worker.
    """
    crew: Crew | None = getattr(_mine, "crew", None)
    if crew is None or (crew.kernel, crew.timeout, crew.engine_id) != (kernel, timeout, engine_id):
        if crew is not None:
            crew.dismiss()
        crew = _mine.crew = Crew(kernel, timeout=timeout)
        check_engine(crew.engine_id, engine_id)
    outcomes: list[Outcome] = []
    crew.run(jobs, outcomes.extend)
    return outcomes


def hands_of(executor: Executor) -> int:
    """Return how many tasks an executor works at together: what it says itself, or a cluster's threads."""
    client = getattr(executor, "_client", None)
    if client is not None and hasattr(client, "nthreads"):
        return max(1, sum(client.nthreads().values()))
    return max(1, int(getattr(executor, "_max_workers", None) or workers_here()))
