"""What a sensitivity study would take, before it is begun: runs of both stages, time from two pilot runs, disk."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.studies.influence.morris_design import salib
from sim.studies.influence.points import DUMMIES, n_runs_at_most
from sim.studies.running.runner import workers_here
from sim.studies.store.room import study_bytes
from sim.studies.sweep_estimate import pilot_runs

if TYPE_CHECKING:
    from sim.studies.study import Study


@dataclass(frozen=True)
class Estimate:
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


def estimate(study: Study, *, workers: int | None = None, kernel: str = "sim.day") -> Estimate:
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
    return Estimate(n_factors, asked.trajectories, n_arms * asked.trajectories * (n_factors + 1 + DUMMIES), n_kept, asked.n, whole - second, second,
                    seconds, seconds * whole / workers, workers, study_bytes(whole, seconds, workers),
                    tuple(one.error for _, one in pilots if one.error))
