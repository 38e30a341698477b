"""Design points and the store their runs go into.

A point is one resolved scenario within a study. Points are numbered so that a study can grow without
renumbering: the scenarios first, then the noise floor, then the draws from the assumptions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.studies.provenance import run_id
from sim.studies.runner import Crew
from sim.studies.worker import Job, Outcome

if TYPE_CHECKING:
    from sim.scenario import Scenario

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Point:
    """One resolved scenario of a study.

    Attributes
    ----------
    number : stable number within the study.
    part : "main", "noise" or "assumptions".
    label : label of the scenario it was made from.
    draw : number of the draw, -1 outside the assumptions.
    scenario : what is run.
    scenario_hash : its content.
    """

    number: int
    part: str
    label: str
    draw: int
    scenario: Scenario
    scenario_hash: str

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
        } | {f"behaviour.{name}": float(behaviour.get(name, one.default)) for name, one in parameters.items()}


def point(number: int, part: str, label: str, scenario: Scenario, draw: int = -1) -> Point:
    """Return a point, its scenario hashed."""
    return Point(number, part, label, draw, scenario, scenario.hash())


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
class Bench:
    """What running needs beside the points: who runs, with which engine, where to, whom to tell.

    Attributes
    ----------
    crew : who does the runs.
    store : where outcomes go.
    progress : called with (done, total, stage), or None.
    """

    crew: Crew
    store: Store
    progress: Progress | None = None

    def id_of(self, one: Point, replication: int) -> str:
        """Return the run id of a point and replication."""
        return run_id(self.crew.engine_id, one.scenario_hash, replication)

    def run(self, wanted: Sequence[tuple[Point, int]], stage: str, *, keep_series: bool) -> None:
        """Do the runs that are not there yet, in the order given; equal runs are done once."""
        labels = {one.number: one.label for one, _ in wanted}
        setups: dict[int, Any] = {}
        jobs: dict[str, Job] = {}
        for one, replication in wanted:
            identity = self.id_of(one, replication)
            if identity in jobs or self.store.known(identity, keep_series):
                continue
            if one.number not in setups:
                setups[one.number] = one.scenario.setup()
            jobs[identity] = Job(identity, one.number, replication, setups[one.number], keep_series)
        total = len({self.id_of(one, replication) for one, replication in wanted})
        done = total - len(jobs)
        self._tell(done, total, stage)

        def on_done(outcomes: list[Outcome]) -> None:
            nonlocal done
            self.store.add(outcomes, labels)
            done += len(outcomes)
            self._tell(done, total, stage)

        self.crew.run(list(jobs.values()), on_done)

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
