"""What a study would take, before it is begun: runs, time from two pilot runs, disk, and what the first cases come to; of both kinds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.laboratory.crew.runner import workers_here
from sim.laboratory.crew.worker import MONTH, Job, Outcome, Packed, run_chunk
from sim.laboratory.own import engine_at
from sim.laboratory.plan.stages import DUMMIES, n_runs_at_most
from sim.laboratory.plan.trajectories import salib
from sim.laboratory.store.room import study_bytes
from sim.measures import prepare as prepare_measures

if TYPE_CHECKING:
    from sim.laboratory.plan.points import Point
    from sim.studies.study import Study

PILOTS = 2
SHOWN = 3
PACKED = 0.55
"""What is left of series in the files: 91 of 175 MB in 10,000 runs of a year (measured), rounded up."""


@dataclass(frozen=True)
class Estimate:
    """What a study would take.

    Attributes
    ----------
    n_points, n_reps, n_runs : size of the study; equal points are run once.
    seconds_a_run : mean of the pilot runs, without what the first one prepares [s].
    seconds : for the whole study with so many workers [s].
    workers : processes that would work.
    bytes : on disk.
    cases : the first points, with their settings.
    errors : what went wrong in the pilot runs.
    """

    n_points: int
    n_reps: int
    n_runs: int
    seconds_a_run: float
    seconds: float
    workers: int
    bytes: float
    cases: tuple[tuple[Point, dict[str, Any]], ...]
    errors: tuple[str, ...]


def estimate(study: Study, *, reps: int | None = None, workers: int | None = None, kernel: str = "sim.day") -> Estimate:
    """Make two pilot runs, of the first and the last point, and say what the study would take. Nothing is kept."""
    plan, points = study.plan, study.points
    n_reps = plan.head.reps if reps is None else reps
    workers = workers or workers_here()
    pilots = pilot_runs(study, (points[0], points[-1])[:PILOTS], kernel)
    seconds = statistics.fmean(took for took, _ in pilots)
    n_runs = len({point.scenario_hash for point in points}) * n_reps
    arms = len(plan.arms)
    cases = tuple(
        (point, {f.column: v for f, v in zip(plan.factors, plan.draws()[point.number // arms], strict=True)})
        for point in points[:SHOWN]
    )
    return Estimate(
        len(points),
        n_reps,
        n_runs,
        seconds,
        seconds * n_runs / workers,
        workers,
        study_bytes(n_runs, seconds, workers, _series_bytes(study, pilots[0][1])),
        cases,
        tuple(outcome.error for _, outcome in pilots if outcome.error),
    )


def pilot_runs(study: Study, points: Sequence[Point], kernel: str) -> list[tuple[float, Outcome]]:
    """Run points once each and return how long each took [s] and what came of it; what the first run prepares is not counted."""
    kernel = study.engine(kernel)
    engine = engine_at(kernel)
    engine.prepare(progress=True)
    prepare_measures()
    _pilot(kernel, engine.engine_id(), points[0], study)  # reads compiled code from the cache
    return [_timed(kernel, engine.engine_id(), point, study) for point in points]


def _pilot(kernel: str, engine_id: str, case: Point, study: Study) -> Outcome:
    series = study.plan.head.series
    job = Job("0" * 32, case.number, 0, Packed.of(case.scenario.setup()), series != "none", series == "summary")
    return run_chunk(kernel, engine_id, [job])[0]


def _timed(kernel: str, engine_id: str, case: Point, study: Study) -> tuple[float, Outcome]:
    start = time.monotonic()
    outcome = _pilot(kernel, engine_id, case, study)
    return time.monotonic() - start, outcome


def _series_bytes(study: Study, outcome: Outcome) -> float:
    """Return the bytes a run's series take on disk, from a pilot run, or from the length of a run when the pilot failed."""
    if study.plan.head.series == "none":
        return 0.0
    if outcome.series is not None:
        return PACKED * sum(values.nbytes for values in outcome.series.values())
    days = study.points[0].scenario.community.days
    return PACKED * 4 * 100 * (days / MONTH if study.plan.head.series == "summary" else days)


@dataclass(frozen=True)
class SensitivityEstimate:
    """What a study would take.

    Attributes
    ----------
    n_factors, n_screen, n_points : factors, trajectories, and points of the first stage.
    n_kept, n_rows : factors of the second stage at most, and its rows.
    screen_runs, indices_runs : runs of the first stage, the scenarios as they are included, and of the second at most.
    seconds_a_run : mean of the pilot runs [s]; they are of the scenarios as they are, and places with more people take longer.
    seconds : for the whole study with so many workers, at most [s].
    workers : processes that would work.
    bytes : on disk.
    errors : what went wrong in the pilot runs.
    """

    n_factors: int
    n_screen: int
    n_points: int
    n_kept: int
    n_rows: int
    screen_runs: int
    indices_runs: int
    seconds_a_run: float
    seconds: float
    workers: int
    bytes: float
    errors: tuple[str, ...]


def estimate_sensitivity(study: Study, *, workers: int | None = None, kernel: str = "sim.day") -> SensitivityEstimate:
    """Make two pilot runs, of the first and the last arm, and say what the study would take. Nothing is kept.

    Raises
    ------
    InputError
        SALib is not installed.
    """
    salib()
    plan = study.plan
    asked, n_factors, n_arms = plan.sensitivity, len(plan.factors), len(plan.arms)
    workers = workers or workers_here()
    pilots = pilot_runs(study, (study.points[0], study.points[-1]), kernel)
    seconds = statistics.fmean(took for took, _ in pilots)
    n_kept = min(asked.keep, n_factors)
    whole, second = n_runs_at_most(plan), asked.n * (n_kept + 2) * n_arms * plan.head.reps
    return SensitivityEstimate(
        n_factors,
        asked.trajectories,
        n_arms * asked.trajectories * (n_factors + 1 + DUMMIES),
        n_kept,
        asked.n,
        whole - second,
        second,
        seconds,
        seconds * whole / workers,
        workers,
        study_bytes(whole, seconds, workers),
        tuple(outcome.error for _, outcome in pilots if outcome.error),
    )
