"""Running a study: every point in every replication, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

import numpy as np

from sim.errors import WorkError
from sim.laboratory.crew.bench import Bench, Crossed, Hands, Progress
from sim.laboratory.own import declared, try_own
from sim.laboratory.precision import FIRST, FIRST_LOOK, kind_of, looks, narrow_enough, width_of
from sim.laboratory.session import check_options, session
from sim.measures import BESIDE, MEASURES
from sim.studies.frames import runs_frame, series_frame
from sim.studies.result import Result, known
from sim.studies.sweep.table import PointRow, point_rows
from sim.world.diary import SERIES

if TYPE_CHECKING:
    import pandas

    from sim.laboratory.plan.factor import Factor
    from sim.laboratory.plan.plan import Plan
    from sim.laboratory.plan.points import Point
    from sim.studies.study import Study


@dataclass(frozen=True, repr=False)
class Sweep(Result):
    """What came of a study.

    Attributes
    ----------
    plan, points, primary, failures, provenance : as of every result; points by draw and within a draw by arm.
    draws : the design, one row of factor values a draw.
    n_reps : replications.
    beside : measures to be read beside the primary one.
    has_failed : bool (points, replications).
    read : returns measures by name, float64 (points, replications, measures), from where the runs are kept.
    read_days : returns the series of every run by point and replication, None where there are none, from where the runs are kept.
    """

    draws: tuple[tuple[Any, ...], ...]
    n_reps: int
    beside: tuple[str, ...]
    has_failed: np.ndarray
    read: Callable[[Sequence[str]], np.ndarray]
    read_days: Callable[[], list[list[dict[str, np.ndarray] | None]]]
    _columns: dict[str, np.ndarray] = field(default_factory=dict)

    own: tuple[str, ...] = ()

    _name: ClassVar[str] = "Sweep"

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

    def of(self, measure: str) -> np.ndarray:
        """Return a measure, float64 (points, replications), NaN for failed runs; an unknown name is an `InputError`."""
        if measure not in self._columns:
            self.fetch((known(measure, self.measures, "measure"),))
        return self._columns[measure]

    def fetch(self, measures: Sequence[str]) -> None:
        """Read several measures at once; `of` has them at hand then."""
        values = self.read(measures)
        self._columns.update({name: values[:, :, i] for i, name in enumerate(measures)})

    def line(self, number: int) -> tuple[Any, ...]:
        """Return the values of the factors at a point by its number; None for a point of an earlier, larger design in the same folder."""
        draw = number // self.n_arms
        return self.draws[draw] if draw < len(self.draws) else (None,) * len(self.factors)

    def setting(self, index: int) -> dict[str, Any]:
        """Return the values of the factors at a point, by column."""
        line = self.draws[index // self.n_arms]
        return {factor.column: value for factor, value in zip(self.factors, line, strict=True)}

    @cached_property
    def ranking(self) -> list[PointRow]:
        """The points that are compared, from best to worst by the primary measure."""
        direction = declared(self.primary).direction
        rows = [row for row in point_rows(self, self.primary, direction) if row.is_compared]
        return sorted(rows, key=lambda row: (-row.mean * (direction or 1), row.index))

    def point_text(self, index: int) -> str:
        """Return a point in short: its scenario, and the values of what varies."""
        return " ".join(
            [
                self.points[index].label,
                *(f"{column.partition('.')[2]}={value}" for column, value in self.setting(index).items()),
            ]
        )

    def _asked(self) -> str:
        return f"{len(self.points)} points, {self.n_reps} replications each: {', '.join(factor.column for factor in self.factors) or 'nothing varies'}"

    def _found(self) -> str:
        if not self.ranking:
            return "no point can be compared"
        best, worst = self.ranking[0], self.ranking[-1]
        return " … ".join(
            f"{row.mean:.4g} at {self.point_text(row.index)}" for row in ((best,) if best is worst else (best, worst))
        )

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        head = (
            "scenario",
            *(factor.column for factor in self.factors),
            self.primary,
            "low",
            "high",
            "behind the best",
            "runs",
        )
        return head, [
            (
                self.points[row.index].label,
                *self.setting(row.index).values(),
                row.mean,
                row.low,
                row.high,
                row.behind,
                row.n,
            )
            for row in self.ranking
        ]

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """Return a row for every run: scenario, title, point, what varies, replication, every measure; see `Result.to_frame`."""
        return runs_frame(
            self.points, self.values, self.measures, lang, [self.setting(i) for i in range(len(self.points))]
        )

    def series(self, *names: str, lang: str = "en") -> pandas.DataFrame:
        """Return the days that were kept: scenario, title, what varies, replication, day, series, value; see `Result.series`."""
        runs = self.read_days() if self.plan.head.series != "none" else []
        kept = next((run for some in runs for run in some if run is not None), None)
        if kept is None:
            return super().series()
        all_names = [name for name in kept if name != "until_day"]
        wanted = [known(name, all_names, "series") for name in names] or all_names
        return series_frame(self.points, runs, wanted, lang, [self.setting(i) for i in range(len(self.points))])


Provisional = Callable[[Sweep], None]


def run_study(
    study: Study,
    *,
    out: str | os.PathLike[str] | None,
    reps: int | None,
    progress: Progress | None,
    provisional: Provisional | None,
    kernel: str,
    **hands: Unpack[Hands],
) -> Sweep:
    """Run a study; see `Study.run`."""
    points, n_reps = study.points, study.plan.head.reps if reps is None else reps
    check_options(n_reps, hands["workers"], hands["timeout"])
    kernel = study.engine(kernel)
    try_own(kernel, points[0].scenario)
    plan = replace(study.plan, head=study.plan.head.model_copy(update={"reps": n_reps}))
    n_runs = len({point.scenario_hash for point in points}) * n_reps
    with session(plan, out, kernel=kernel, progress=progress, **hands) as work:
        days = (
            max(point.scenario.community.days for point in points[: len(plan.arms)]) if plan.head.series == "all" else 0
        )
        work.begin(
            points,
            n_runs,
            n_days=days,
            n_series=len(SERIES) if days else 0,
            study=plan.name,
            seed=points[0].scenario.community.seed,
            points=len(points),
            replications=n_reps,
            primary=plan.primary,
            series=plan.head.series,
            worlds=plan.ensemble or None,
        )
        bench, record = work.bench, work.told
        width = None if plan.head.precision is None else width_of(plan.head.precision)
        for until in sorted({min(FIRST_LOOK, n_reps), *([n_reps] if width is None else looks(n_reps))}):
            bench.run(
                Crossed(points, range(until)),
                "runs",
                keep_series=plan.head.series != "none",
                by_month=plan.head.series == "summary",
                of=n_runs,
            )
            if until == FIRST_LOOK < n_reps and provisional is not None:
                provisional(_found(bench, plan, points, until, record))
            if (
                width is not None
                and until >= FIRST
                and narrow_enough(
                    bench.values(points, range(until), [plan.primary])[:, :, 0],
                    *width,
                    kind_of(plan.primary, is_difference=False),
                )
            ):
                record["precise_after"] = n_reps = until
                break
        sweep = _found(bench, plan, points, n_reps, record)
        work.end(sweep.failures, [factor.column for factor in plan.factors], sweep.line)
    if sweep.has_failed.all():
        raise WorkError(f"no run ended well; the first error: {sweep.failures[0]}")
    if not np.isfinite(sweep.of(plan.primary)).any():
        raise WorkError(
            f"no run has a value of {plan.primary} (too few days, or nobody to count); the runs are kept, "
            "and another primary needs none of them anew"
        )
    return sweep


def _found(bench: Bench, plan: Plan, points: Sequence[Point], n_reps: int, record: dict[str, Any]) -> Sweep:
    replications = range(n_reps)
    has_failed = np.array([[bool(bench.store.error(bench.id_of(point, r))) for r in replications] for point in points])
    asked, goal = plan.head.beside, points[0].scenario.community.goal
    beside = tuple(
        dict.fromkeys(
            name for name in ((*BESIDE[goal], "host_hours") if asked is None else asked) if name != plan.primary
        )
    )

    def days() -> list[list[dict[str, np.ndarray] | None]]:
        kept = bench.store.series({bench.id_of(point, r) for point in points for r in replications})
        return [[kept.get(bench.id_of(point, r)) for r in replications] for point in points]

    sweep = Sweep(
        plan=plan,
        points=tuple(points),
        primary=plan.primary,
        failures=tuple(bench.errors(points, replications)) if has_failed.any() else (),
        provenance=record,
        draws=tuple(plan.draws()),
        n_reps=n_reps,
        beside=beside,
        has_failed=has_failed,
        read=lambda measures: bench.values(points, replications, measures),
        read_days=days,
        own=bench.own,
    )
    sweep.fetch((plan.primary, *beside))
    return sweep
