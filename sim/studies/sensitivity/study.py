"""`sensitivity`: which of the things that vary decide the answer.

Two stages, on means over replications. The first moves every factor along Morris trajectories and tells which of them do more than chance
alone would. The second divides the variance over those that stayed, at most `keep` of them, into Sobol indices, all others left as the
scenarios have them. With several arms the answer is each other arm less the first, within replications.

What stays follows from the values of the first stage alone, so that a study that was stopped goes on to the same points. Replications are
part of what the study is: with more of them other factors may stay.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.errors import WorkError
from sim.laboratory.crew.bench import Allowance, Crossed, Progress
from sim.laboratory.intervals import Interval, interval
from sim.laboratory.own import try_own
from sim.laboratory.plan.points import Point
from sim.laboratory.plan.stages import (
    MAIN_REPS,
    main_points,
    morris_points,
    n_runs_at_most,
    pairs_of,
    sobol_points,
    ways_of,
)
from sim.laboratory.plan.trajectories import Trajectories
from sim.laboratory.precision import kind_of
from sim.laboratory.session import Work, check_options, session
from sim.studies.result import Result, span_text
from sim.studies.sensitivity.effects import Effect, differences, effects
from sim.studies.sensitivity.indices import Chance, Index, chance, indices, sample

if TYPE_CHECKING:
    from sim.laboratory.plan.factor import Factor
    from sim.laboratory.plan.plan import Plan
    from sim.studies.study import Study


@dataclass(frozen=True)
class Answer:
    """What was found of one answer: an arm, or an arm less the first.

    Attributes
    ----------
    arm : which arm.
    against : the arm it is taken against; -1 for none.
    as_it_is : the answer with every factor as the scenarios have it, with its interval of chance.
    spread : float64 (3,): below which a tenth, a half and nine tenths of the first stage's points lie.
    share_above : share of these points at which the answer is above 0.
    effects : of every factor, in the order of the study.
    dummy : of one person fewer in the audience, which should not matter.
    indices : of the factors that stayed; none when fewer than two did, since one alone has all the variance by construction.
    chance : how much of the second stage's variance is chance; None without a second stage.
    """

    arm: int
    against: int
    as_it_is: Interval
    spread: np.ndarray
    share_above: float
    effects: tuple[Effect, ...]
    dummy: Effect
    indices: tuple[Index, ...]
    chance: Chance | None

    @property
    def ranked(self) -> list[Effect]:
        """Effects from the largest to the smallest; those without a value last."""
        return sorted(
            self.effects, key=lambda effect: (-effect.mu_star if np.isfinite(effect.mu_star) else np.inf, effect.factor)
        )


@dataclass(frozen=True, repr=False)
class Sensitivity(Result):
    """What came of a sensitivity study.

    Attributes
    ----------
    plan, points, primary, failures, provenance : as of every result; the points are the arms as they are.
    answers : one for each arm, or for each arm but the first.
    kept : places of the factors that went on to the second stage, the strongest first.
    n_screen, n_rows : trajectories, and rows of the second stage.
    n_runs : different runs in all.
    """

    answers: tuple[Answer, ...]
    kept: tuple[int, ...]
    n_screen: int
    n_rows: int
    n_runs: int

    _name: ClassVar[str] = "Sensitivity"

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varied."""
        return self.plan.factors

    @property
    def n_arms(self) -> int:
        """Scenarios and variants."""
        return len(self.points)

    @property
    def n_reps(self) -> int:
        """Replications of every point."""
        return self.plan.head.reps

    def question(self, answer: Answer) -> str:
        """Return what an answer is of: an arm, or an arm less the first."""
        labels = self.plan.labels
        return labels[answer.arm] + (f" - {labels[answer.against]}" if answer.against >= 0 else "")

    def _asked(self) -> str:
        return f"{', '.join(self.plan.labels)}: {len(self.factors)} factors, {self.n_screen} trajectories, {self.n_runs} runs"

    def _found(self) -> str:
        texts = []
        for answer in self.answers:
            names = [self.factors[effect.factor].key for effect in answer.ranked if effect.stands_out]
            texts.append(
                f"{self.question(answer)} {span_text(answer.as_it_is.mean, answer.as_it_is.low, answer.as_it_is.high)}; "
                f"{len(names)} of {len(self.factors)} factors stand out: {', '.join(names) or 'none'}"
            )
        return "; ".join(texts)

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        head = (
            "answer",
            "factor",
            "mu_star",
            "mu_star_low",
            "mu_star_high",
            "mu",
            "sigma",
            "chance",
            "stands_out",
            "first",
            "total",
            "total_low",
            "total_high",
        )
        rows = []
        for answer in self.answers:
            second = {index.factor: index for index in answer.indices}
            for effect in [*answer.ranked, answer.dummy]:
                index = second.get(effect.factor)
                shares = (index.first, index.total, index.total_low, index.total_high) if index else (math.nan,) * 4
                rows.append(
                    (
                        self.question(answer),
                        self.factors[effect.factor].column if effect.factor >= 0 else "dummy",
                        effect.mu_star,
                        effect.low,
                        effect.high,
                        effect.mu,
                        effect.sigma,
                        effect.chance,
                        effect.stands_out,
                        *shares,
                    )
                )
        return head, rows


def sensitivity(
    study: Study | str | os.PathLike[str],
    *,
    out: str | os.PathLike[str] | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    reps: int | None = None,
    timeout: float | None = None,
    max_failures: Allowance | None = None,
    progress: Progress | None = None,
    kernel: str = "sim.day",
) -> Sensitivity:
    """Say which of the things that vary decide the answer.

    Parameters
    ----------
    study : Study or path
        A study, or a study file; without [sensitivity] the defaults hold.
    out : path or None
        Study folder, made or gone on with; None keeps everything in memory.
    executor, workers, timeout, max_failures, kernel
        As for `sim.Study.run`.
    reps : int or None
        Replications [2..100000], when other than the study says; another number is another study.
    progress : callable or None
        Called with (runs done, runs in all, stage); stages are "screen" and "indices".

    Raises
    ------
    InputError
        SALib is not installed, the study cannot be one, or the folder belongs to another study or engine.
    WorkError
        Too many runs failed, or the folder could not be written.
    """
    from sim.studies.study import Study

    study = (study if isinstance(study, Study) else Study.from_file(study, is_sensitivity=True)).as_sensitivity(reps)
    plan = study.plan
    check_options(plan.head.reps, workers, timeout)
    sampled = ways_of(plan)
    kernel = study.engine(kernel)
    try_own(kernel, study.points[0].scenario)
    with session(
        plan,
        out,
        kernel=kernel,
        progress=progress,
        executor=executor,
        workers=workers,
        timeout=timeout,
        max_failures=max_failures or Allowance(),
    ) as work:
        work.begin(
            (),
            n_runs_at_most(plan),
            study=plan.name,
            replications=plan.head.reps,
            primary=plan.primary,
            seed=study.points[0].scenario.community.seed,
            worlds=plan.ensemble or None,
        )
        stages = _Stages(plan, work, sampled)
        result = stages.found()
        work.end(
            result.failures,
            points=len(stages.points),
            planned=result.n_runs,
            kept=[plan.factors[i].column for i in result.kept],
        )
    return result


class _Stages:
    """The two stages on one bench."""

    def __init__(self, plan: Plan, work: Work, sampled: Trajectories) -> None:
        self.plan, self.work, self.bench, self.sampled = plan, work, work.bench, sampled
        self.reps = range(plan.head.reps)
        self.pairs = pairs_of(plan)
        self.errors: list[str] = []
        self.runs: set[str] = set()
        self.points: set[int] = set()

    def found(self) -> Sensitivity:
        plan = self.plan
        main = main_points(plan)
        as_they_are = self._run([[main]], range(max(MAIN_REPS, plan.head.reps)), "screen")[:, 0, 0]
        screened = self._run(morris_points(plan, self.sampled), self.reps, "screen")
        if not np.isfinite(screened).any():
            why = f"; the first error: {self.errors[0]}" if self.errors else ""
            raise WorkError(f"no run of the first stage has a value of {plan.primary}{why}")
        first = [self._screen(table) for table in screened]
        kept = keep([effect for effect, _ in first], plan.sensitivity.keep)
        second: list[tuple[tuple[Index, ...], Chance | None]] = [((), None)] * len(self.pairs)
        if kept:
            lines = sample([plan.factors[i] for i in kept], plan.sensitivity.n, plan.sensitivity.seed)
            points = sobol_points(plan, kept, lines)
            if self.work.folder is not None:
                self.work.folder.plan(
                    len(self.runs) + sum(len(place) for row in points for place in row) * len(self.reps)
                )
            tables = self._run(points, self.reps, "indices")
            second = [(tuple(indices(table, kept)) if len(kept) > 1 else (), chance(table)) for table in tables]
        n_places = len(plan.factors) + 1
        answers = []
        for (arm, against), values, table, (factors, dummy), (shares, part) in zip(
            self.pairs, as_they_are, screened, first, second, strict=True
        ):
            means = _known_mean(table[:, :n_places].reshape(-1, len(self.reps)))
            spread = np.quantile(means, (0.1, 0.5, 0.9)) if means.size else np.full(3, np.nan)
            above = float((means > 0).mean()) if means.size else float("nan")
            answers.append(
                Answer(
                    arm,
                    against,
                    interval(values, kind=kind_of(plan.primary, is_difference=against >= 0)),
                    spread,
                    above,
                    tuple(factors),
                    dummy,
                    shares,
                    part,
                )
            )
        return Sensitivity(
            plan=plan,
            points=tuple(main),
            primary=plan.primary,
            failures=tuple(self.errors),
            provenance=self.work.told,
            answers=tuple(answers),
            kept=kept,
            n_screen=plan.sensitivity.trajectories,
            n_rows=plan.sensitivity.n if kept else 0,
            n_runs=len(self.runs),
        )

    def _run(self, points: Sequence[Sequence[Sequence[Point]]], reps: range, stage: str) -> np.ndarray:
        """Run points by row, place and arm, replication by replication; return the answers, float64 (answers, rows, places, replications)."""
        flat = [point for row in points for place in row for point in place]
        self.points |= {point.number for point in flat}
        self.work.design(flat)
        self.bench.run(Crossed(flat, reps), stage, keep_series=False)
        self.runs |= {self.bench.id_of(point, r) for point in flat for r in reps}
        self.errors += self.bench.errors(flat, reps)
        values = self.bench.values(flat, reps, measures=(self.plan.primary,))[:, :, 0]
        values = values.reshape(len(points), len(points[0]), len(points[0][0]), len(reps))
        return np.stack(
            [values[:, :, arm] - (values[:, :, against] if against >= 0 else 0.0) for arm, against in self.pairs]
        )

    def _screen(self, table: np.ndarray) -> tuple[list[Effect], Effect]:
        """Return the effects of all factors, and of the person fewer, from float64 (trajectories, places, replications)."""
        n_places = len(self.plan.factors) + 1
        factors = effects(differences(table[:, :n_places], self.sampled))
        levels = self.plan.sensitivity.levels
        step = levels / (2.0 * (levels - 1))
        moved = (table[:, n_places:] - table[:, [0, n_places - 1]]) / step
        return factors, effects(moved.reshape(1, -1, moved.shape[2]), first=-1)[0]


def keep(answers: Sequence[Sequence[Effect]], most: int) -> tuple[int, ...]:
    """Return the factors that go on: those that stand out in any answer, the largest share of its strongest effect first."""
    largest = [
        max((answer.mu_star for answer in effects_of if answer.stands_out), default=1.0) for effects_of in answers
    ]
    weight: dict[int, float] = {}
    for arm, top in zip(answers, largest, strict=True):
        for answer in arm:
            if answer.stands_out:
                weight[answer.factor] = max(weight.get(answer.factor, 0.0), answer.mu_star / top)
    return tuple(sorted(weight, key=lambda i: (-weight[i], i))[:most])


def _known_mean(table: np.ndarray) -> np.ndarray:
    """Return the means over replications of the points of which every run has a value."""
    return table[np.isfinite(table).all(axis=1)].mean(axis=1)
