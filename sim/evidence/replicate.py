"""Running the experiments: every figure with its interval, its verdict, and what was tried where it was missed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.evidence.experiments import EXPERIMENTS
from sim.evidence.observing import load_setting
from sim.evidence.target import MISSED, SIGN_ONLY, Design, Experiment, Target, single, spread, value_that_gives
from sim.evidence.validate import Tell, Trial, change_of, counter

SHIFTS = 400


@dataclass(frozen=True)
class Row:
    """One figure as it came.

    Attributes
    ----------
    target : what it is held against.
    value : the figure, all runs together.
    low, high : its 95 % interval, over resampled runs.
    one_low, one_high : 10th and 90th percentile over single runs.
    n_runs : how many they are.
    verdict : by the rule of `Target.verdict`.
    trials : what was tried, for a figure that was missed or has the sign alone.
    """

    target: Target
    value: float
    low: float
    high: float
    one_low: float
    one_high: float
    n_runs: int
    verdict: str
    trials: tuple[Trial, ...] = ()

    @property
    def solved(self) -> tuple[str, float] | None:
        """The parameter, and the value of it, at which the figure would be the published one; None when no trial brackets it."""
        if self.target.published is None:
            return None
        lone = [one for one in self.trials if len(one.changes) == 1 and isinstance(one.changes[0][2], float)]
        for key in dict.fromkeys(one.changes[0][0] for one in lone):
            of = [one for one in lone if one.changes[0][0] == key]
            tried = [(float(one.changes[0][2]), one.value) for one in of]
            start = of[0].changes[0][1]
            if isinstance(start, (int, float)):
                tried.append((float(start), of[0].base))
            value = value_that_gives(self.target.published, tried)
            if value is not None:
                return key, value
        return None


@dataclass(frozen=True)
class Replicated:
    """One experiment with its rows, in the order of its targets."""

    experiment: Experiment
    rows: tuple[Row, ...]

    def row(self, name: str) -> Row:
        """Return the row of a target."""
        return next(row for row in self.rows if row.target.name == name)


@dataclass(frozen=True)
class Replications:
    """All experiments, and what made them."""

    experiments: tuple[Replicated, ...]
    engine: str
    seed: int
    quick: bool

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(row for one in self.experiments for row in one.rows)


def gather(design: Design, runs: int, sets: Sequence[str] = (), tell: Callable[[], None] | None = None) -> dict[str, np.ndarray]:
    """Observe a design in replications 0 to ``runs`` - 1; float64 (runs, parts) by target."""
    found: dict[str, list[tuple[float, ...]]] = {target.name: [] for target in design.targets}
    for replication in range(runs):
        parts = design.observe(replication, sets)
        for name, kept in found.items():
            kept.append(parts[name])
        if tell is not None:
            tell()
    return {name: np.array(kept, dtype=float) for name, kept in found.items()}


def judge(target: Target, parts: np.ndarray) -> Row:
    """Turn the parts of all runs into a row."""
    value = target.figure(parts)
    low, high = spread(target.figure, parts)
    one_low, one_high = single(target.figure, parts)
    return Row(target, value, low, high, one_low, one_high, len(parts), target.verdict(value, low, high))


def needs_trial(row: Row) -> bool:
    """Say whether a row is out in a way that trying may explain."""
    return row.verdict in (MISSED, SIGN_ONLY) and math.isfinite(row.value) and bool(row.target.suspects)


def trial(design: Design, target: Target, base: np.ndarray, tried: np.ndarray, changes: Sequence[str]) -> Trial:
    """Hold a figure with something changed against the same runs without the change.

    Parameters
    ----------
    base, tried : float64 (runs, parts)
        Of the same replications.
    changes : ``key=value``, all at once.
    """
    draws = np.random.default_rng(1).integers(0, len(base), size=(SHIFTS, len(base)))
    shifts = np.array([target.figure(tried[draw]) - target.figure(base[draw]) for draw in draws])
    shifts = shifts[np.isfinite(shifts)]
    low, high = np.quantile(shifts, [0.025, 0.975]) if shifts.size else (math.nan, math.nan)
    value = target.figure(tried)
    told = tuple(_change(design, *one.split("=", 1)) for one in changes)
    verdict = target.verdict(value, *spread(target.figure, tried))
    return Trial(told, target.figure(base), value, float(low), float(high), len(base), verdict)


def _change(design: Design, key: str, text: str) -> tuple[str, float | str | None, float | str]:
    """Return key, value before and value tried; None before where the settings of the design do not agree."""
    found = {change_of(load_setting(name, room="replications"), key, text) for name in design.settings}
    first = min(found, key=str)
    return first if len(found) == 1 else (first[0], None, first[2])


def explain(design: Design, rows: Sequence[Row], parts: dict[str, np.ndarray], tell: Callable[[], None] | None = None) -> list[Row]:
    """Try what the missed rows of a design are suspected to hang on, each change once for all rows that name it."""
    tried: dict[str, dict[str, np.ndarray]] = {}
    found = []
    for row in rows:
        trials = []
        for suspect in row.target.suspects if needs_trial(row) else ():
            n_runs = min(design.trial_runs, row.n_runs)
            if suspect not in tried:
                tried[suspect] = gather(design, n_runs, suspect.split(" & "), tell)
            name = row.target.name
            trials.append(trial(design, row.target, parts[name][:n_runs], tried[suspect][name], suspect.split(" & ")))
        found.append(Row(**{**vars(row), "trials": tuple(trials)}))
    return found


def replicate(*, quick: bool = False, experiments: Iterable[str] | None = None, progress: Tell | None = None) -> Replications:
    """Run the published experiments on simulated members.

    Parameters
    ----------
    quick : bool
        A few runs of each, and nothing tried.
    experiments : iterable of str or None
        Only these; all when not given.
    progress : callable or None
        Called with done, total and stage ("runs", "trials").
    """
    from sim.day import engine_id, prepare

    prepare(progress=progress is not None)
    wanted = [one for name, one in EXPERIMENTS.items() if experiments is None or name in set(experiments)]
    designs = [design for one in wanted for design in one.designs]
    tell = counter(progress, sum(design.quick_runs if quick else design.runs for design in designs), "runs")
    parts = {id(design): gather(design, design.quick_runs if quick else design.runs, (), tell) for design in designs}
    rows = {id(design): [judge(target, parts[id(design)][target.name]) for target in design.targets] for design in designs}
    if not quick:
        total = sum(design.trial_runs * len({suspect for row in rows[id(design)] if needs_trial(row) for suspect in row.target.suspects})
                    for design in designs)
        tell = counter(progress, total, "trials")
        rows = {id(design): explain(design, rows[id(design)], parts[id(design)], tell) for design in designs}
    found = tuple(Replicated(one, tuple(row for design in one.designs for row in rows[id(design)])) for one in wanted)
    seed = load_setting(designs[0].settings[0], room="replications").community.seed
    return Replications(found, engine_id(), seed, quick)
