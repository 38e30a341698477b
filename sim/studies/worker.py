"""What a worker process does: run a chunk of jobs and hand back their numbers.

Imports numpy and the measures only; the engine is named by its import path and loaded here.
"""

from __future__ import annotations

import importlib
import os
import signal
import threading
import time
import traceback
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.errors import WorkError
from sim.measures import MEASURES, measure_all


@dataclass(frozen=True)
class Job:
    """One run to do.

    Attributes
    ----------
    run_id : hash of engine, resolved scenario and replication.
    point : number of the design point the run belongs to.
    replication : which random numbers it uses.
    setup : what the engine needs, a `sim.world.setup.Setup`.
    keep_series : whether diary and cohorts are handed back beside the measures.
    """

    run_id: str
    point: int
    replication: int
    setup: Any
    keep_series: bool


@dataclass(frozen=True)
class Outcome:
    """What came of one run.

    Attributes
    ----------
    run_id, point, replication : as in the job.
    error : empty when the run ended well, else what went wrong and where.
    seconds : time the run took; not part of any result.
    measures : float64 in the order of `MEASURES`, all NaN for a failed run.
    series : diary series and, as "cohort.<name>", cohort columns -> float32 (days,); None when not kept.
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


def run_one(engine: Any, job: Job) -> Outcome:
    """Run one job; whatever it raises becomes its row, so that the other runs go on."""
    start = time.monotonic()
    try:
        run = engine.simulate(job.setup, replication=job.replication, events="posts")
        measured = measure_all(run.diary, run.cohorts, run.events)
    except Exception as error:  # noqa: BLE001 - a researcher's own rule may raise anything
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"
        text = " ".join(f"{type(error).__name__}: {error} ({place})".split())
        return failed(job, text[:500], time.monotonic() - start)
    series = None
    if job.keep_series:
        series = {name: run.diary[name].astype(np.float32) for name in run.diary.dtype.names}
        series |= {f"cohort.{name}": run.cohorts[name].astype(np.float32) for name in run.cohorts.dtype.names}
    values = np.array([measured[name] for name in MEASURES])
    return Outcome(job.run_id, job.point, job.replication, "", time.monotonic() - start, values, series)


def run_chunk(kernel: str, engine_id: str, jobs: list[Job]) -> list[Outcome]:
    """Run jobs one after another with the engine at import path `kernel`, which must be the one named."""
    engine = importlib.import_module(kernel)
    if engine.engine_id() != engine_id:
        raise WorkError(f"the engine's sources changed while the study ran (engine {engine_id} at the start, "
                        f"{engine.engine_id()} now); start it again in another folder")
    return [run_one(engine, job) for job in jobs]


def begin() -> None:
    """Prepare a worker process: leave Ctrl-C to the parent, and end when the parent ends."""
    from multiprocessing import connection, parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()
