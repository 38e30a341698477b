"""Design points and the store their runs go into.

A point is one resolved scenario within a study. Points are numbered so that a study can grow without
renumbering: the scenarios first, then the noise floor, then the draws from the assumptions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.errors import WorkError
from sim.studies.provenance import run_id
from sim.studies.runner import Crew
from sim.studies.worker import Job, Outcome, Packed

if TYPE_CHECKING:
    from sim.scenario import Scenario

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Point:
    """One resolved scenario of a study.

    Attributes
    ----------
    number : stable number within the study.
    part : "main", "noise", "assumptions" or "sweep".
    label : label of the scenario it was made from.
    draw : number of the draw, -1 where nothing is drawn.
    scenario : what is run.
    scenario_hash : its content.
    levers : value of each lever of a sweep, by its key.
    """

    number: int
    part: str
    label: str
    draw: int
    scenario: Scenario
    scenario_hash: str
    levers: Mapping[str, Any] = field(default_factory=dict)

    def row(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the point as a row of design.parquet, with every parameter's value."""
        community = self.scenario.community
        behaviour = self.scenario.behaviour
        return {
            "point": self.number,
            "part": self.part,
            "scenario": self.label,
            "draw": self.draw,
            "scenario_hash": self.scenario_hash,
            "audience": community.audience,
            "days": community.days,
            "seed": community.seed,
        } | {f"lever.{key}": value for key, value in self.levers.items()} | {
            f"behaviour.{name}": float(behaviour.get(name, one.default)) for name, one in parameters.items()
        }


def point(number: int, part: str, label: str, scenario: Scenario, draw: int = -1, levers: Mapping[str, Any] | None = None) -> Point:
    """Return a point, its scenario hashed."""
    return Point(number, part, label, draw, scenario, scenario.hash(), levers or {})


def labels_of(names: Iterable[str]) -> list[str]:
    """Return labels that are safe as file names and differ: a, a -> a, a-2."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60] or "scenario"
        label, n = plain, 1
        while label in found:
            n += 1
            label = f"{plain}-{n}"
        found.append(label)
    return found


class Store(Protocol):
    """Where outcomes go: a folder, or memory."""

    def known(self, run_id: str, with_series: bool) -> bool: ...

    def outcome(self, run_id: str) -> Outcome: ...

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]: ...

    def add(self, outcomes: list[Outcome], labels: dict[int, str]) -> None: ...


class MemoryStore:
    """Outcomes kept in memory, for a study without a folder."""

    def __init__(self) -> None:
        self._rows: dict[str, Outcome] = {}

    def known(self, run_id: str, with_series: bool) -> bool:
        """Say whether a run is there, with its series when those are asked for."""
        row = self._rows.get(run_id)
        return row is not None and (not with_series or bool(row.error) or row.series is not None)

    def outcome(self, run_id: str) -> Outcome:
        """Return a run that is there, without its series."""
        return replace(self._rows[run_id], series=None)

    def series(self, run_ids: Iterable[str]) -> dict[str, dict[str, np.ndarray]]:
        """Return the series of runs; runs without series are left out."""
        rows = {one: self._rows[one] for one in run_ids if one in self._rows}
        return {one: row.series for one, row in rows.items() if row.series is not None}

    def add(self, outcomes: list[Outcome], labels: dict[int, str]) -> None:
        """Keep a chunk of outcomes."""
        self._rows |= {one.run_id: one for one in outcomes}


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


class _Jobs(Sequence[Job]):
    """Jobs that are made when their turn comes; a point's setup is packed once."""

    def __init__(self, runs: Sequence[tuple[str, Point, int]], keep_series: bool, by_month: bool) -> None:
        self._runs = runs
        self._keep = (keep_series, by_month)
        self._packed: dict[int, Packed] = {}

    def __len__(self) -> int:
        return len(self._runs)

    def __getitem__(self, index: Any) -> Any:
        identity, one, replication = self._runs[index]
        if one.number not in self._packed:
            self._packed[one.number] = Packed.of(one.scenario.setup())
        return Job(identity, one.number, replication, self._packed[one.number], *self._keep)


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

    def id_of(self, one: Point, replication: int) -> str:
        """Return the run id of a point and replication."""
        return run_id(self.crew.engine_id, one.scenario_hash, replication)

    def run(self, wanted: Sequence[tuple[Point, int]], stage: str, *, keep_series: bool, by_month: bool = False, of: int = 0) -> None:
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
        labels = {one.number: one.label for one, _ in wanted}
        jobs: dict[str, tuple[str, Point, int]] = {}
        every: set[str] = set()
        for one, replication in wanted:
            identity = self.id_of(one, replication)
            every.add(identity)
            if identity not in jobs and not self.store.known(identity, keep_series):
                jobs[identity] = (identity, one, replication)
        total = max(of, len(every))
        done = len(every) - len(jobs)
        n_failed = sum(bool(self.store.outcome(one).error) for one in every if one not in jobs) if self.allowance is not None else 0
        self._tell(done, total, stage)

        def on_done(outcomes: list[Outcome]) -> None:
            nonlocal done, n_failed
            self.store.add(outcomes, labels)
            done += len(outcomes)
            self._tell(done, total, stage)
            errors = [one.error for one in outcomes if one.error]
            n_failed += len(errors)
            if errors and self.allowance is not None and n_failed > self.allowance.of(total):
                raise WorkError(f"{n_failed} of {done} runs failed, more than the {self.allowance.of(total)} that --max-failures allows; "
                                f"the last one: {errors[-1]}; every run is kept: mend the cause, or give a higher --max-failures, and the "
                                "same command goes on from here")

        self.crew.run(_Jobs(list(jobs.values()), keep_series, by_month), on_done)

    def _tell(self, done: int, total: int, stage: str) -> None:
        if self.progress is not None:
            self.progress(done, total, stage)

    def values(self, points: Sequence[Point], replications: Sequence[int]) -> np.ndarray:
        """Return measures, float64 (points, replications, measures), NaN for failed runs."""
        return np.array([[self.store.outcome(self.id_of(one, r)).measures for r in replications] for one in points])

    def errors(self, points: Sequence[Point], replications: Sequence[int]) -> list[str]:
        """Return the error texts of failed runs."""
        rows = (self.store.outcome(self.id_of(one, r)) for one in points for r in replications)
        return [row.error for row in rows if row.error]
