"""The workbench of a study: which runs are still to do, who does them, where their outcomes go.

What is held for each run is a place in a list: jobs are made when their turn comes, measures are read back when they
are asked for. So a study of a million runs needs little more memory than one of a thousand.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from math import ceil
from typing import Any, TypedDict

import numpy as np

from sim.errors import WorkError
from sim.laboratory.crew.memory import Store
from sim.laboratory.crew.runner import Crew
from sim.laboratory.crew.worker import Job, Outcome, Packed
from sim.laboratory.own import names_in
from sim.laboratory.plan.points import Point
from sim.laboratory.provenance import run_id
from sim.measures import MEASURES

Progress = Callable[[int, int, str], None]
MOST_PACKED = 64_000_000
"""Bytes of packed setups that are kept; beyond that a setup is packed anew for every run (1.7 ms, measured). Invented."""


@dataclass(frozen=True)
class Allowance:
    """How many runs may fail before a study stops: a share of all its runs, and never fewer than so many.

    The default, 5 % and at least 10, lets a rare accident pass and stops a mistake that every run meets.
    """

    share: float = 0.05
    least: int = 10

    def of(self, total: int) -> int:
        """Return how many of `total` runs may fail."""
        return max(self.least, ceil(self.share * total))


class Hands(TypedDict, total=False):
    """Who does the runs of a study, and how long and how often they may fail; as for `sim.compare` and `sim.Study.run`."""

    executor: Executor | None
    workers: int | None
    timeout: float | None
    max_failures: Allowance | None


class Crossed(Sequence[tuple[Point, int]]):
    """Every point in every replication, replication outermost, so that a study that was stopped is balanced; nothing is written out.

    Parameters
    ----------
    points : sequence of Point
    replications : sequence of int
    """

    def __init__(self, points: Sequence[Point], replications: Sequence[int]) -> None:
        self._points, self._replications = points, replications

    def __len__(self) -> int:
        return len(self._points) * len(self._replications)

    def __getitem__(self, index: Any) -> Any:
        if not 0 <= index < len(self):
            raise IndexError(index)
        replication, point = divmod(index, len(self._points))
        return self._points[point], self._replications[replication]


class _Jobs(Sequence[Job]):
    """Jobs that are made when their turn comes; a point's setup is packed once, as long as there is room."""

    def __init__(
        self,
        wanted: Sequence[tuple[Point, int]],
        todo: Sequence[int],
        id_of: Callable[[Point, int], str],
        keep_series: bool,
        by_month: bool,
    ) -> None:
        self._wanted, self._todo, self._id_of = wanted, todo, id_of
        self._keep = (keep_series, by_month)
        self._packed: dict[int, Packed] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._todo)

    def __getitem__(self, index: Any) -> Any:
        point, replication = self._wanted[self._todo[index]]
        packed = self._packed.get(point.number)
        if packed is None:
            packed = Packed.of(point.scenario.setup())
            if self._size < MOST_PACKED:
                self._packed[point.number] = packed
                self._size += len(packed.data)
        return Job(self._id_of(point, replication), point.number, replication, packed, *self._keep)


@dataclass(frozen=True)
class Bench:
    """What running needs beside the points: who runs, with which engine, where to, whom to tell.

    Attributes
    ----------
    crew : who does the runs.
    store : where outcomes go.
    progress : called with (done, total, stage), or None.
    allowance : how many runs of a stage may fail before the study stops; None: all.
    """

    crew: Crew
    store: Store
    progress: Progress | None = None
    allowance: Allowance | None = None

    def id_of(self, point: Point, replication: int) -> str:
        """Return the run id of a point and replication."""
        return run_id(self.crew.engine_id, point.scenario_hash, replication)

    @property
    def own(self) -> tuple[str, ...]:
        """Names of the measures that whoever asks brought along."""
        return names_in(self.crew.kernel)

    def run(
        self, wanted: Sequence[tuple[Point, int]], stage: str, *, keep_series: bool, by_month: bool = False, of: int = 0
    ) -> None:
        """Do the runs that are not there yet, in the order given; equal runs are done once.

        Parameters
        ----------
        wanted : sequence of (Point, replication)
        stage : what is told of it.
        keep_series, by_month : as in `Job`.
        of : how many runs the stage has in all, when this is a part of it; for what is told and how many may fail.

        Raises
        ------
        WorkError
            More runs failed than are allowed; everything done so far is kept.
        """
        points = {point.number: point for point, _ in wanted}
        total, n_failed, todo = self._look(wanted, points, keep_series)
        done = total - len(todo)
        total = max(of, total)
        self._tell(done, total, stage)

        def on_done(outcomes: list[Outcome]) -> None:
            nonlocal done, n_failed
            self.store.add(outcomes, points)
            done += len(outcomes)
            self._tell(done, total, stage)
            errors = [outcome.error for outcome in outcomes if outcome.error]
            n_failed += len(errors)
            if errors and self.allowance is not None and n_failed > self.allowance.of(total):
                raise WorkError(
                    f"{n_failed} of {done} runs failed, more than the {self.allowance.of(total)} that --max-failures allows; "
                    f"the last one: {errors[-1]}; every run is kept: mend the cause, or give a higher --max-failures, and the "
                    "same command goes on from here"
                )

        self.crew.run(_Jobs(wanted, todo, self.id_of, keep_series, by_month), on_done)

    def _look(
        self, wanted: Sequence[tuple[Point, int]], points: dict[int, Point], keep_series: bool
    ) -> tuple[int, int, array[int]]:
        """Return how many different runs are wanted, how many of them failed before, and the places of those still to do."""
        shared = {content for content, n in Counter(point.scenario_hash for point in points.values()).items() if n > 1}
        seen: set[str] = set()
        todo = array("q")
        n_failed = n_double = 0
        for place, (planned, replication) in enumerate(wanted):
            identity = self.id_of(planned, replication)
            if planned.scenario_hash in shared:
                if identity in seen:
                    n_double += 1
                    continue
                seen.add(identity)
            if not self.store.known(identity, keep_series):
                todo.append(place)
            elif self.store.error(identity):
                n_failed += 1
        return len(wanted) - n_double, n_failed, todo

    def _tell(self, done: int, total: int, stage: str) -> None:
        if self.progress is not None:
            self.progress(done, total, stage)

    def values(
        self, points: Sequence[Point], replications: Sequence[int], measures: Sequence[str] | None = None
    ) -> np.ndarray:
        """Return measures, all of them or those named, float64 (points, replications, measures), NaN for failed runs."""
        names = [*MEASURES, *self.own] if measures is None else list(measures)
        values = self.store.values([self.id_of(point, r) for point in points for r in replications], names)
        return values.reshape(len(points), len(replications), len(names))

    def errors(self, points: Sequence[Point], replications: Sequence[int]) -> list[str]:
        """Return the error texts of failed runs."""
        errors = (self.store.error(self.id_of(point, r)) for point in points for r in replications)
        return [error for error in errors if error]
