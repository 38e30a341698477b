"""What a worker process does: run a chunk of jobs and hand back their numbers.

Imports numpy and the measures only; the engine is named by its import path and loaded here.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import time
import traceback
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import WorkError
from sim.laboratory.own import Engine, OwnEngine, engine_at
from sim.measures import MEASURES, measure_all, prepare

MONTH = 30
"""Days in a month, for series that are kept by month."""


@dataclass(frozen=True)
class Packed:
    """A setup made small for the way to a worker: a programme of a year is 180 kB, packed 5 kB (measured on the library's scenarios)."""

    data: bytes

    @classmethod
    def of(cls, setup: Any) -> Packed:
        """Pack a setup."""
        return cls(zlib.compress(pickle.dumps(setup, pickle.HIGHEST_PROTOCOL), 1))

    def open(self) -> Any:
        """Return the setup; only ever called on what this study packed itself."""
        return pickle.loads(zlib.decompress(self.data))  # noqa: S301


@dataclass(frozen=True)
class Job:
    """One run to do.

    Attributes
    ----------
    run_id : hash of engine, resolved scenario and replication.
    point : number of the design point the run belongs to.
    replication : which random numbers it uses.
    setup : what the engine needs, a `sim.world.setup.Setup`, as it is or packed.
    keep_series : whether diary and cohorts are handed back beside the measures.
    by_month : keep the means of months of 30 days instead of every day.
    """

    run_id: str
    point: int
    replication: int
    setup: Any
    keep_series: bool
    by_month: bool = False

    @property
    def mark(self) -> int:
        """A whole number that stands for the run on the board of what is under way: 60 bits of its id, never 0."""
        return int.from_bytes(self.run_id.encode()[-15:].rjust(8, b"."), "big") % (2**60 - 1) + 1


@dataclass(frozen=True)
class Outcome:
    """What came of one run.

    Attributes
    ----------
    run_id, point, replication : as in the job.
    error : empty when the run ended well, else what went wrong and where.
    seconds : time the run took; not part of any result.
    measures : float64 in the order of `MEASURES`, own ones behind them, all NaN for a failed run.
    series : diary series and, as "cohort.<name>", cohort columns -> float32 (days,); by month, float32 (months,) with
        "until_day", the first day after each month; None when not kept.
    """

    run_id: str
    point: int
    replication: int
    error: str
    seconds: float
    measures: np.ndarray
    series: dict[str, np.ndarray] | None


def failed(job: Job, error: str, seconds: float = 0.0) -> Outcome:
    """Return the row of a run that did not end well."""
    return Outcome(job.run_id, job.point, job.replication, error, seconds, np.full(len(MEASURES), np.nan), None)


def whole(measures: np.ndarray, n: int) -> np.ndarray:
    """Return the measures of a run, NaN for those that a failed run says nothing of, float64 (n,)."""
    return measures if len(measures) == n else np.full(n, np.nan)


def run_one(engine: Any, job: Job) -> Outcome:
    """Run one job; whatever it raises becomes its row, so that the other runs go on."""
    start = time.monotonic()
    try:
        setup = job.setup.open() if isinstance(job.setup, Packed) else job.setup
        run = engine.simulate(setup, replication=job.replication, events="posts")
        measured = measure_all(run.diary, run.cohorts, run.events)
        own = engine.own_values(run) if isinstance(engine, OwnEngine) else ()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a researcher's own rule may raise anything, or call sys.exit
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        text = " ".join(f"{type(error).__name__}: {error} ({place})".split())
        return failed(job, text[:500], time.monotonic() - start)
    series = None
    if job.keep_series:
        keep = _months if job.by_month else _days
        series = {name: keep(run.diary[name]) for name in run.diary.dtype.names}
        series |= {f"cohort.{name}": keep(run.cohorts[name]) for name in run.cohorts.dtype.names}
        if job.by_month:
            days = len(run.diary)
            series = {"until_day": np.minimum(np.arange(0, days, MONTH) + MONTH, days).astype(np.float32)} | series
    values = np.array([*(measured[name] for name in MEASURES), *own])
    return Outcome(job.run_id, job.point, job.replication, "", time.monotonic() - start, values, series)


def _days(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32)


def _months(values: np.ndarray) -> np.ndarray:
    """Return the mean of each month of 30 days, the last one shorter, float32 (months,); NaN where a day has none."""
    starts = np.arange(0, len(values), MONTH)
    lengths = np.diff(np.append(starts, len(values)))
    return (np.add.reduceat(values.astype(np.float64), starts) / lengths).astype(np.float32)


def run_chunk(kernel: Engine, engine_id: str, jobs: list[Job]) -> list[Outcome]:
    """Run jobs one after another with the engine `kernel`, which must be the one named."""
    engine = engine_at(kernel)
    check_engine(engine.engine_id(), engine_id)
    desk.warm(engine)
    outcomes = []
    for job in jobs:
        desk.begin(job)
        outcomes.append(run_one(engine, job))
        desk.end()
    return outcomes


def check_engine(here: str, asked: str) -> None:
    """Refuse work for another engine than the one that is here."""
    if here != asked:
        raise WorkError(
            f"the engine's sources changed while the study ran (engine {asked} at the start, {here} now); start it again in "
            "another folder"
        )


class _Desk:
    """A worker process's own place on the board, and its time limit; without either it does nothing.

    The time limit is the system's own alarm, whose default is to end the process: a hanging run may sit in compiled code, where
    no handler of ours would ever be called.
    """

    def __init__(self) -> None:
        self.board: Any = None
        self.slot = 0
        self.limit = 0.0
        self.is_warm = False

    def warm(self, engine: Any) -> None:
        """Load compiled code before any time limit counts: it takes a new process longer than most runs."""
        if self.limit and not self.is_warm:
            engine.prepare(progress=False)
            prepare()
            self.is_warm = True

    def begin(self, job: Job) -> None:
        if self.board is not None:
            self.board[2 * self.slot + 1] = time.monotonic_ns()
            self.board[2 * self.slot] = job.mark
        if self.limit:
            signal.setitimer(signal.ITIMER_REAL, self.limit)

    def end(self) -> None:
        if self.limit:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
        if self.board is not None:
            self.board[2 * self.slot] = 0


desk = _Desk()


def begin(board: Any = None, next_slot: Any = None, limit: float | None = None) -> None:
    """Prepare a worker process: leave Ctrl-C to the parent, and end when the parent ends.

    Parameters
    ----------
    board : shared int64 (2 x workers,) or None
        Mark of the run that is under way and when it began [ns, monotonic], for each worker; 0 between runs.
    next_slot : shared int or None
        The next free place on the board.
    limit : float or None
        Seconds after which a run ends its process.
    """
    from multiprocessing import connection, parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if board is not None:
        with next_slot.get_lock():
            slot = next_slot.value
            next_slot.value += 1
        if 2 * slot < len(board):
            desk.board, desk.slot = board, slot
    if limit:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        desk.limit = limit
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()
