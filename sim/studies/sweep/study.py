"""Running a study: every point in every replication, and what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import Fault, InputError, WorkError
from sim.laboratory.crew.bench import Allowance, Bench, Crossed, Progress
from sim.laboratory.crew.memory import MemoryStore
from sim.laboratory.crew.runner import Crew, workers_here
from sim.laboratory.own import engine_at, names_in, said_of, try_own
from sim.laboratory.plan.points import Point
from sim.laboratory.plan.tables import MOST_REPS
from sim.laboratory.precision import FIRST, FIRST_LOOK, kind_of, looks, narrow_enough, width_of
from sim.laboratory.provenance import provenance
from sim.laboratory.store.folder import StudyFolder, folder_for
from sim.measures import BESIDE, MEASURES
from sim.world.diary import SERIES

if TYPE_CHECKING:
    from sim.laboratory.plan.factor import Factor
    from sim.laboratory.plan.plan import Plan
    from sim.studies.study import Study


@dataclass(frozen=True)
class Sweep:
    """What came of a study.

    Attributes
    ----------
    plan : what was asked.
    points : every point, by draw and within a draw by arm.
    draws : the design, one row of factor values a draw.
    n_reps : replications.
    primary : the measure that answers.
    beside : measures to be read beside it.
    has_failed : bool (points, replications).
    errors : what went wrong, one text for each failed run.
    provenance : engine, versions, hashes, counts.
    read : returns measures by name, float64 (points, replications, measures), from where the runs are kept.
    """

    plan: Plan
    points: tuple[Point, ...]
    draws: tuple[tuple[Any, ...], ...]
    n_reps: int
    primary: str
    beside: tuple[str, ...]
    has_failed: np.ndarray
    errors: tuple[str, ...]
    provenance: dict[str, Any]
    read: Callable[[Sequence[str]], np.ndarray]
    _columns: dict[str, np.ndarray] = field(default_factory=dict)

    own: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of all measures, own ones last."""
        return (*MEASURES, *self.own)

    @cached_property
    def values(self) -> np.ndarray:
        """Every measure, float64 (points, replications, measures), NaN for failed runs; 1.3 kB a run."""
        return self.read(self.measures)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varied."""
        return self.plan.factors

    @property
    def n_arms(self) -> int:
        """Scenarios and variants the draws were crossed with."""
        return len(self.plan.arms)

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return len(self.errors)

    def of(self, measure: str) -> np.ndarray:
        """Return a measure, float64 (points, replications), NaN for failed runs."""
        if measure not in self._columns:
            self.fetch((measure,))
        return self._columns[measure]

    def fetch(self, measures: Sequence[str]) -> None:
        """Read several measures at once; `of` has them at hand then."""
        found = self.read(measures)
        self._columns.update({name: found[:, :, i] for i, name in enumerate(measures)})

    def line(self, number: int) -> tuple[Any, ...]:
        """Return the values of the factors at a point by its number; None for a point of an earlier, larger design in the same folder."""
        draw = number // self.n_arms
        return self.draws[draw] if draw < len(self.draws) else (None,) * len(self.factors)

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
    check_options(n_reps, workers, timeout)
    kernel = study.engine(kernel)
    engine_id = engine_at(kernel).engine_id()
    points = study.points
    try_own(kernel, points[0].scenario)
    told = provenance(engine_id) | {
        "kind": "sweep", "design_hash": study.design_hash, "study": plan.name, "seed": points[0].scenario.community.seed,
        "points": len(points), "replications": n_reps, "primary": plan.primary, "series": plan.head.series,
        "worlds": plan.ensemble or None,
    } | said_of(kernel)
    with ExitStack() as stack:
        folder = None if out is None else stack.enter_context(folder_for(kernel, Path(out), study.design_hash, engine_id))
        if folder is not None:
            folder.reopen()
            write_asked(folder, study)
            folder.write_design(one.row(PARAMETERS) for one in points)
            n_runs = len({one.scenario_hash for one in points}) * n_reps
            told["planned"] = n_runs
            folder.write_manifest(told)
            days = max(one.scenario.community.days for one in points[: len(plan.arms)]) if plan.head.series == "all" else 0
            folder.make_room(n_runs, days, len(SERIES) if days else 0)
        crew = stack.enter_context(Crew(kernel, workers or workers_here(), executor=executor, timeout=timeout))
        bench = Bench(crew, folder or MemoryStore(names_in(kernel)), progress, allowance)
        width = None if plan.head.precision is None else width_of(plan.head.precision)
        for until in sorted({min(FIRST_LOOK, n_reps), *([n_reps] if width is None else looks(n_reps))}):
            bench.run(Crossed(points, range(until)), "runs", keep_series=plan.head.series != "none",
                      by_month=plan.head.series == "summary", of=len({one.scenario_hash for one in points}) * n_reps)
            if until == FIRST_LOOK < n_reps and provisional is not None:
                provisional(_found(bench, study, until, told))
            if width is not None and until >= FIRST and narrow_enough(bench.values(points, range(until), [plan.primary])[:, :, 0], *width,
                                                                      kind_of(plan.primary, is_difference=False)):
                told["precise_after"] = n_reps = until
                break
        told |= {"seconds": round(time.monotonic() - start, 2), "workers": crew.workers}
        sweep = _found(bench, study, n_reps, told)
        told |= {"failed": sweep.failed, "errors": sorted(set(sweep.errors))[:10]}
        if folder is not None:
            told["damaged_parts"] = folder.n_damaged
            told["runs_hash"] = folder.finish([one.column for one in plan.factors], sweep.line)
            folder.write_manifest(told)
    if sweep.has_failed.all():
        raise WorkError(f"no run ended well; the first error: {sweep.errors[0]}")
    if not np.isfinite(sweep.of(plan.primary)).any():
        raise WorkError(f"no run has a value of {plan.primary} (too few days, or nobody to count); the runs are kept, "
                        "and another primary needs none of them anew")
    return sweep


def _found(bench: Bench, study: Study, n_reps: int, told: dict[str, Any]) -> Sweep:
    points, replications, plan = study.points, range(n_reps), study.plan
    has_failed = np.array([[bool(bench.store.error(bench.id_of(one, r))) for r in replications] for one in points])
    asked, goal = plan.head.beside, points[0].scenario.community.goal
    beside = tuple(dict.fromkeys(name for name in ((*BESIDE[goal], "host_hours") if asked is None else asked) if name != plan.primary))
    sweep = Sweep(plan, tuple(points), tuple(plan.draws()), n_reps, plan.primary, beside, has_failed,
                  tuple(bench.errors(points, replications)) if has_failed.any() else (), told,
                  lambda measures: bench.values(points, replications, measures), own=bench.own)
    sweep.fetch((plan.primary, *beside))
    return sweep


def check_options(reps: int, workers: int | None, timeout: float | None) -> None:
    """Refuse numbers of replications, processes and seconds that cannot be."""
    faults: list[Fault] = []

    def whole(value: Any, high: int) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= high

    if not whole(reps, MOST_REPS):
        faults.append(Fault(f"{reps!r} is not a number of replications", file="--reps", allowed="1 to 100,000"))
    if workers is not None and not whole(workers, 1024):
        faults.append(Fault(f"{workers!r} is not a number of processes", file="--workers", allowed="1 to 1,024"))
    if timeout is not None and not (isinstance(timeout, (int, float)) and 0 < timeout <= 1e6):
        faults.append(Fault(f"{timeout!r} is not a number of seconds", file="--timeout", allowed="more than 0, up to 1,000,000"))
    if faults:
        raise InputError(faults)


def write_asked(folder: StudyFolder, study: Study) -> None:
    """Write what was asked, what that came to, and every arm."""
    resolved = study.to_toml()
    folder.write_text("study.input.toml", study.source or resolved)
    folder.write_text("study.resolved.toml", resolved)
    for index, label in enumerate(study.plan.labels):
        folder.write_text(f"scenarios/{label}.toml", study.plan.arm(index).to_toml())
