"""What every study runs in: its folder or memory, who does the runs, what is told of them, and an end that is the same for all.

    with session(plan, out, progress=tell, **hands) as work:
        work.begin(points, planned=n_runs)
        work.bench.run(Crossed(points, range(reps)), "runs", keep_series=False)
        work.end(failures)

Ctrl-C inside says what was kept and how to go on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sim.errors import Fault, InputError, Interrupted
from sim.laboratory.crew.bench import Allowance, Bench, Progress
from sim.laboratory.crew.memory import MemoryStore
from sim.laboratory.crew.runner import Crew
from sim.laboratory.own import Engine, engine_at, names_in, said_of
from sim.laboratory.plan.points import Point
from sim.laboratory.plan.tables import MOST_REPS
from sim.laboratory.provenance import provenance
from sim.laboratory.store.folder import StudyFolder, folder_for
from sim.laboratory.store.tables import Setting

MOST_WORKERS = 1024
LONGEST = 1e6
"""Most seconds that may be set as a time limit."""


class Asked(Protocol):
    """What is asked: a `Plan`, or what stands for one where every lever or every pair is asked for."""

    @property
    def kind(self) -> str:
        """What sort of study it is, such as "sweep"."""

    @property
    def design_hash(self) -> str:
        """What the study is; a folder is for one."""

    def files(self) -> dict[str, str]:
        """Return the texts that stand in its folder, by name: what was asked and what that came to."""


@dataclass
class Work:
    """A study at work.

    Attributes
    ----------
    bench : where runs are done and read.
    folder : where they are kept; None for memory.
    told : the provenance, filled as the work goes on.
    """

    bench: Bench
    folder: StudyFolder | None
    told: dict[str, Any]
    start: float = field(default_factory=time.monotonic)

    def begin(
        self,
        points: Sequence[Point],
        planned: int | None = None,
        /,
        *,
        n_days: int = 0,
        n_series: int = 0,
        parameters: Mapping[str, Any] | None = None,
        **details: Any,
    ) -> None:
        """Write down, before anything is run, what will be: the design, how many runs, and that the disk has room for them.

        Parameters
        ----------
        points : sequence of Point
            Those that are known now.
        planned : int or None
            Different runs in all; None when that depends on what comes out.
        n_days, n_series : int
            Days of a run and series of a day that are kept.
        parameters : mapping or None
            The registry whose values stand in the design; None is the engine's.
        told
            What else the provenance says.
        """
        self.told |= details | ({} if planned is None else {"planned": planned})
        if self.folder is None:
            return
        self.design(points, parameters)
        self.folder.write_manifest(self.told)
        if planned is not None:
            self.folder.make_room(planned, n_days, n_series)

    def design(self, points: Sequence[Point], parameters: Mapping[str, Any] | None = None) -> None:
        """Write points into the design; those that are there stay."""
        if self.folder is not None and points:
            from sim.rules import PARAMETERS

            self.folder.write_design(point.row(PARAMETERS if parameters is None else parameters) for point in points)

    def end(
        self, failures: Sequence[str], factors: Sequence[str] = (), setting: Setting | None = None, /, **details: Any
    ) -> None:
        """Write down what came of it, and runs.csv.

        Parameters
        ----------
        failures : sequence of str
            What went wrong, one text for each failed run.
        factors, setting
            What varies over the points, for columns of its own in runs.csv.
        told
            What else the provenance says.
        """
        self.told |= {
            "seconds": round(time.monotonic() - self.start, 2),
            "workers": self.bench.crew.hands,
            "failed": len(failures),
            "errors": sorted(set(failures))[:10],
        } | details
        if self.folder is not None:
            self.told["damaged_parts"] = self.folder.n_damaged
            self.told["runs_hash"] = self.folder.finish(factors, setting)
            self.folder.write_manifest(self.told)


@contextmanager
def session(
    asked: Asked,
    out: str | os.PathLike[str] | None,
    *,
    kernel: Engine = "sim.day",
    progress: Progress | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    timeout: float | None = None,
    max_failures: Allowance | None = None,
) -> Iterator[Work]:
    """Open a study for a `with` block.

    Parameters
    ----------
    asked : Plan or what stands for one
        What the study is.
    out : path or None
        Study folder, made or gone on with; None keeps everything in memory.
    kernel : str or OwnEngine
        The engine, by its import path: a module with `simulate`, `engine_id` and `prepare`; or one with own measures and rules.
    progress : callable or None
        Called with (runs done, runs in all, stage).
    executor : Executor or None
        Any `concurrent.futures.Executor` that works instead of processes of our own.
    workers : int or None
        Processes of our own; 1 is this process. None: this process where the work is small, else every processor there is.
    timeout : float or None
        Most seconds a run may take; a longer one becomes a failed row.
    max_failures : Allowance or None
        How many runs of a stage may fail before the study stops; None: all.

    Raises
    ------
    InputError
        The folder belongs to another study or engine, or cannot be written.
    Interrupted
        Somebody pressed Ctrl-C, or asked the process to end; it says what was kept.
    """
    start = time.monotonic()
    engine_id = engine_at(kernel).engine_id()
    record = (
        provenance(engine_id)
        | {"kind": asked.kind, "design_hash": asked.design_hash, "folder": None if out is None else str(out)}
        | said_of(kernel)
    )
    with ExitStack() as stack:
        folder = (
            None if out is None else stack.enter_context(folder_for(kernel, Path(out), asked.design_hash, engine_id))
        )
        try:
            if folder is not None:
                record["first_command"] = folder.first_command
                folder.reopen()
                for name, text in asked.files().items():
                    folder.write_text(name, text)
            crew = stack.enter_context(Crew(kernel, workers, executor=executor, timeout=timeout))
            yield Work(
                Bench(crew, folder or MemoryStore(names_in(kernel)), progress, max_failures), folder, record, start
            )
        except KeyboardInterrupt as stop:
            raise Interrupted(str(out) if folder is not None else "", 0 if folder is None else folder.n_runs) from stop


def option_faults(reps: int, workers: int | None, timeout: float | None = None) -> list[Fault]:
    """Return the faults of numbers of replications, processes and seconds that cannot be."""
    faults: list[Fault] = []

    def whole(value: Any, high: int) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= high

    if not whole(reps, MOST_REPS):
        faults.append(Fault(f"{reps!r} is not a number of replications", file="--reps", allowed="1 to 100,000"))
    if workers is not None and not whole(workers, MOST_WORKERS):
        faults.append(Fault(f"{workers!r} is not a number of processes", file="--workers", allowed="1 to 1,024"))
    if timeout is not None and not (isinstance(timeout, (int, float)) and 0 < timeout <= LONGEST):
        faults.append(
            Fault(f"{timeout!r} is not a number of seconds", file="--timeout", allowed="more than 0, up to 1,000,000")
        )
    return faults


def check_options(reps: int, workers: int | None, timeout: float | None) -> None:
    """Refuse numbers of replications, processes and seconds that cannot be."""
    faults = option_faults(reps, workers, timeout)
    if faults:
        raise InputError(faults)
