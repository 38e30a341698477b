"""Running a study: every point in every replication, and what came of it."""

from __future__ import annotations

import importlib
import json
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Fault, InputError, WorkError
from sim.measures import MEASURES
from sim.studies.folder import StudyFolder
from sim.studies.points import Allowance, Bench, MemoryStore, Point, Progress
from sim.studies.provenance import provenance
from sim.studies.runner import Crew, workers_here
from sim.studies.study_parts import MOST_REPS
from sim.world.diary import SERIES

if TYPE_CHECKING:
    from sim.studies.design_factor import Factor
    from sim.studies.study import Study
    from sim.studies.study_plan import Plan

FIRST_LOOK = 5
"""Replications after which a provisional table is shown."""


@dataclass(frozen=True)
class Sweep:
    """What came of a study.

    Attributes
    ----------
    plan : what was asked.
    points : every point, by draw and within a draw by arm.
    draws : the design, one row of factor values a draw.
    values : float64 (points, replications, measures), NaN for failed runs.
    measures : names, in the order of the last axis.
    primary : the measure that answers.
    errors : what went wrong, one text for each failed run.
    provenance : engine, versions, hashes, counts.
    """

    plan: Plan
    points: tuple[Point, ...]
    draws: tuple[tuple[Any, ...], ...]
    values: np.ndarray
    measures: tuple[str, ...]
    primary: str
    errors: tuple[str, ...]
    provenance: dict[str, Any]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varied."""
        return self.plan.factors

    @property
    def n_arms(self) -> int:
        """Scenarios and variants the draws were crossed with."""
        return len(self.plan.arms)

    @property
    def n_reps(self) -> int:
        """Replications."""
        return self.values.shape[1]

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return len(self.errors)

    def of(self, measure: str) -> np.ndarray:
        """Return a measure, float64 (points, replications)."""
        return self.values[:, :, self.measures.index(measure)]

    def setting(self, index: int) -> dict[str, Any]:
        """Return the values of the factors at a point, by column."""
        line = self.draws[index // self.n_arms]
        return {one.column: value for one, value in zip(self.factors, line, strict=True)}


Provisional = Callable[[Sweep], None]


def run_study(
    study: Study, *, out: str | os.PathLike[str] | None, executor: Executor | None, workers: int | None, reps: int | None,
    timeout: float | None, allowance: Allowance, progress: Progress | None, provisional: Provisional | None, kernel: str,
) -> Sweep:
    """Run a study; see `Study.run`."""
    from sim.rules import PARAMETERS

    start = time.monotonic()
    plan, n_reps = study.plan, study.plan.head.reps if reps is None else reps
    _check(n_reps, workers, timeout, executor)
    engine_id = importlib.import_module(kernel).engine_id()
    points = study.points
    told = provenance(engine_id) | {
        "kind": "sweep", "design_hash": study.design_hash, "study": plan.name, "seed": points[0].scenario.community.seed,
        "points": len(points), "replications": n_reps, "primary": plan.primary, "series": plan.head.series,
    }
    with ExitStack() as stack:
        folder = None if out is None else stack.enter_context(StudyFolder(Path(out), study.design_hash, engine_id))
        if folder is not None:
            folder.reopen()
            _write_asked(folder, study)
            folder.write_design([one.row(PARAMETERS) for one in points])
            n_runs = len({one.scenario_hash for one in points}) * n_reps
            told["planned"] = n_runs
            folder.write_manifest(told)
            days = max(one.scenario.community.days for one in points) if plan.head.series == "all" else 0
            folder.make_room(n_runs, days, len(SERIES) if days else 0)
        crew = stack.enter_context(Crew(kernel, workers or workers_here(), executor=executor, timeout=timeout))
        bench = Bench(crew, folder or MemoryStore(), progress, allowance)
        first = min(FIRST_LOOK, n_reps)
        for until in (first, n_reps):
            bench.run([(one, r) for r in range(until) for one in points], "runs", keep_series=plan.head.series != "none",
                      by_month=plan.head.series == "summary", of=len({one.scenario_hash for one in points}) * n_reps)
            if until < n_reps and provisional is not None:
                provisional(_found(bench, study, until, told))
        told |= {"seconds": round(time.monotonic() - start, 2), "workers": crew.workers}
        sweep = _found(bench, study, n_reps, told)
        told |= {"failed": sweep.failed, "errors": sorted(set(sweep.errors))[:10]}
        if folder is not None:
            told["damaged_parts"] = folder.n_damaged
            told["runs_hash"] = folder.finish({one.number: one.label for one in points})
            folder.write_manifest(told)
    if not np.isfinite(sweep.values).any():
        raise WorkError(f"no run ended well; the first error: {sweep.errors[0]}")
    return sweep


def _found(bench: Bench, study: Study, n_reps: int, told: dict[str, Any]) -> Sweep:
    points, replications = study.points, range(n_reps)
    return Sweep(study.plan, tuple(points), tuple(study.plan.draws()), bench.values(points, replications), tuple(MEASURES),
                 study.plan.primary, tuple(bench.errors(points, replications)), told)


def _check(reps: int, workers: int | None, timeout: float | None, executor: Executor | None) -> None:
    faults: list[Fault] = []

    def whole(value: Any, high: int) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= high

    if not whole(reps, MOST_REPS):
        faults.append(Fault(f"{reps!r} is not a number of replications", file="--reps", allowed="1 to 100,000"))
    if workers is not None and not whole(workers, 1024):
        faults.append(Fault(f"{workers!r} is not a number of processes", file="--workers", allowed="1 to 1,024"))
    if timeout is not None and not (isinstance(timeout, (int, float)) and 0 < timeout <= 1e6):
        faults.append(Fault(f"{timeout!r} is not a number of seconds", file="--timeout", allowed="more than 0, up to 1,000,000"))
    if timeout is not None and executor is not None:
        faults.append(Fault("goes with processes of our own only", file="--timeout", allowed="--engine processes"))
    if faults:
        raise InputError(faults)


def _write_asked(folder: StudyFolder, study: Study) -> None:
    """Write what was asked, what that came to, and every arm."""
    resolved = study.to_toml()
    folder.write_text("study.input.toml", study.source or resolved)
    folder.write_text("study.resolved.toml", resolved)
    for index, label in enumerate(study.plan.labels):
        folder.write_text(f"scenarios/{label}.toml", study.plan.arm(index).to_toml())


def runs_table(sweep: Sweep) -> tuple[list[str], list[Sequence[Any]]]:
    """Return the runs as a tidy table: point, arm, replication, the values of the factors, every measure.

    Returns
    -------
    head : names of the columns.
    rows : one row a run, by point and replication; an empty cell is None.
    """
    head = ["point", "scenario", "rep", *(one.column for one in sweep.factors), *sweep.measures]
    rows = []
    for i, one in enumerate(sweep.points):
        setting = list(sweep.setting(i).values())
        rows += [[one.number, one.label, r, *setting, *(None if np.isnan(x) else float(x) for x in sweep.values[i, r])]
                 for r in range(sweep.n_reps)]
    return head, rows


def as_cell(value: Any) -> str:
    """Write a value for a CSV file: decimal points, full precision, true and false."""
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, (bool, int, float)) else str(value)
