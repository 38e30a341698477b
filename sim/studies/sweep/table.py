"""What a sweep says in numbers: points, main effects, and chance apart from the design.

Two kinds of spread are kept apart throughout. *Chance* is what other random numbers would change: intervals run over
replications, and since replication r meets the same random numbers at every point, differences between points are taken within
replications, over the runs that `sim.studies.sweep.compared` lets stand beside each other. The *spread over points* is what the design itself changes, and no number of replications makes it smaller.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.laboratory.intervals import AMOUNT, LEVEL, Interval, interval
from sim.laboratory.plan.factor import LEVER, UNCERTAIN
from sim.laboratory.precision import kind_of
from sim.studies.sweep.compared import compared, mean_of

if TYPE_CHECKING:
    from sim.studies.sweep.study import Sweep

SCENARIO = "scenario"
"""The axis of scenarios and their variants, when there are several."""
SLICES = 5
"""Slices of equal count into which a range is cut to show its effect (a choice: with fewer one sees no bend, with more only noise)."""


@dataclass(frozen=True)
class Level:
    """An axis at one of its values, or in one slice of its range, all else averaged out.

    Attributes
    ----------
    value : the value; of a slice (lowest, highest) in it; of the scenario axis the label.
    n_points : how many points that are compared stand here.
    mean, low, high : mean over points and replications, with its interval of chance.
    spread_low, spread_high : the lowest and the highest mean of a single point.
    difference, difference_low, difference_high : against the first level, within replications.
    sign : 1 or -1 where that difference is beyond chance, else 0.
    """

    value: Any
    n_points: int
    mean: float
    low: float
    high: float
    spread_low: float
    spread_high: float
    difference: float
    difference_low: float
    difference_high: float
    sign: int


@dataclass(frozen=True)
class Axis:
    """One axis of a sweep with its levels.

    Attributes
    ----------
    column : "lever.<key>", "behaviour.<name>" or "scenario".
    levels : in the order of the study; slices from low to high.
    is_sliced : whether the levels are slices of a range.
    """

    column: str
    levels: tuple[Level, ...]
    is_sliced: bool

    @property
    def reach(self) -> float:
        """How far apart the levels lie."""
        means = [level.mean for level in self.levels if math.isfinite(level.mean)]
        return max(means) - min(means) if means else 0.0


@dataclass(frozen=True)
class PointRow:
    """A point of a sweep.

    Attributes
    ----------
    index : place among the points.
    n, failed : runs with a value, and runs that failed.
    is_compared : whether the point is ranked; without, its mean is over what values it has, and nothing is said of others.
    mean, low, high : mean over the replications that are compared, with its interval of chance.
    run_low, run_high : between which four in five single runs lie.
    behind, behind_low, behind_high : against the best point, within replications; the intervals of all points hold together.
    sign : 1 or -1 where that is beyond chance, else 0.
    """

    index: int
    n: int
    failed: int
    is_compared: bool
    mean: float
    low: float
    high: float
    run_low: float
    run_high: float
    behind: float
    behind_low: float
    behind_high: float
    sign: int


def best_point(sweep: Sweep, measure: str, direction: int) -> int:
    """Return the point with the highest mean, or the lowest where less is better, the first of equals; -1 where none can be ranked."""
    means = mean_of(compared(sweep.of(measure)).table, axis=1) * (direction or 1)
    return int(np.nanargmax(means)) if np.isfinite(means).any() else -1


def point_rows(sweep: Sweep, measure: str, direction: int) -> list[PointRow]:
    """Return every point with what it came to.

    Parameters
    ----------
    measure : str
        A measure that has a value at some point.
    direction : int
        +1 more is better, -1 less is better, 0 neither (then the highest counts as the best).
    """
    whole = sweep.of(measure)
    over = compared(whole)
    best = best_point(sweep, measure, direction)
    level = 1 - (1 - LEVEL) / max(1, int(over.points.sum()) - 1)
    rows = []
    for i in range(len(whole)):
        values = over.table[i] if over.points[i] else whole[i]
        own = interval(values, kind=kind_of(measure, is_difference=False))
        gap = interval(over.table[i] - over.table[best], level, kind_of(measure))
        known = values[np.isfinite(values)]
        ends = np.quantile(known, (0.1, 0.9)) if known.size else (math.nan, math.nan)
        n_failed = int(sweep.has_failed[i].sum())
        rows.append(
            PointRow(
                i,
                int(over.n_values[i]),
                n_failed,
                bool(over.points[i]),
                own.mean,
                own.low,
                own.high,
                float(ends[0]),
                float(ends[1]),
                gap.mean,
                gap.low,
                gap.high,
                gap.sign,
            )
        )
    return rows


def axes_of(sweep: Sweep, measure: str) -> list[Axis]:
    """Return the main effects: every axis with its levels; none for a design of one's own, whose axes may move together."""
    if sweep.plan.design.kind == "file":
        return []
    table, kind = compared(sweep.of(measure)).table, kind_of(measure, is_difference=False)
    arms = np.arange(len(table)) % sweep.n_arms
    axes = []
    if sweep.n_arms > 1:
        axes.append(
            _axis(SCENARIO, [(label, arms == i) for i, label in enumerate(sweep.plan.labels)], table, False, kind)
        )
    for k, factor in enumerate(sweep.factors):
        values = [line[k] for line in sweep.draws]
        groups, is_sliced = _groups(values, factor.is_range)
        if len(groups) < 2:
            continue
        of_draw = np.repeat(np.arange(len(values)), sweep.n_arms)
        axes.append(
            _axis(factor.column, [(value, np.isin(of_draw, draws)) for value, draws in groups], table, is_sliced, kind)
        )
    return axes


def _groups(values: Sequence[Any], is_range: bool) -> tuple[list[tuple[Any, list[int]]], bool]:
    """Return draws by value, or by slice of equal count where a range has many values."""
    plain = list(dict.fromkeys(values))
    if not is_range or len(plain) <= 2 * SLICES:
        kept = sorted(plain) if is_range else plain
        return [(kind, [k for k, value in enumerate(values) if value == kind]) for kind in kept], False
    order = sorted(range(len(values)), key=lambda k: (values[k], k))
    slices = [part.tolist() for part in np.array_split(np.array(order), SLICES)]
    return [((values[part[0]], values[part[-1]]), part) for part in slices], True


def _axis(column: str, groups: Sequence[tuple[Any, np.ndarray]], table: np.ndarray, is_sliced: bool, kind: str) -> Axis:
    courses = [mean_of(table[where], axis=0) for _, where in groups]
    levels = []
    for (value, where), course in zip(groups, courses, strict=True):
        singles = mean_of(table[where], axis=1)
        singles = singles[np.isfinite(singles)]
        own, gap = interval(course, kind=kind if singles.size == 1 else AMOUNT), interval(course - courses[0])
        ends = (float(singles.min()), float(singles.max())) if singles.size else (math.nan, math.nan)
        levels.append(
            Level(value, singles.size, own.mean, own.low, own.high, *ends, gap.mean, gap.low, gap.high, gap.sign)
        )
    return Axis(column, tuple(levels), is_sliced)


def crossed(sweep: Sweep, measure: str) -> tuple[Axis, Axis, np.ndarray] | None:
    """Return the two axes of a factorial with exactly two, and the mean at every crossing; None for other designs.

    Returns
    -------
    across, along : the axis with more levels, and the one with fewer.
    means : float64 (levels along, levels across, 3): mean and both ends of its interval of chance.
    """
    axes = axes_of(sweep, measure)
    if sweep.plan.design.kind != "factorial" or len(axes) != 2:
        return None
    across, along = (axes[0], axes[1]) if len(axes[0].levels) >= len(axes[1].levels) else (axes[1], axes[0])
    table, kind = compared(sweep.of(measure)).table, kind_of(measure, is_difference=False)
    means = np.full((len(along.levels), len(across.levels), 3), np.nan)
    for i in range(len(table)):
        setting = {SCENARIO: sweep.points[i].label, **sweep.setting(i)}
        own = interval(table[i], kind=kind)
        a = [level.value for level in along.levels].index(setting[along.column])
        b = [level.value for level in across.levels].index(setting[across.column])
        means[a, b] = own.mean, own.low, own.high
    return across, along, means


def interaction(sweep: Sweep, measure: str) -> tuple[Interval, Interval, Interval] | None:
    """Return whether two crossed axes work on each other, from their first and last levels; None where `crossed` is.

    Returns
    -------
    at_first, at_last : what going from the first to the last level of the longer axis does, at the first and at the last level of
        the other, within replications.
    between : the second minus the first.
    """
    both = crossed(sweep, measure)
    if both is None:
        return None
    across, along, _ = both
    table = _by_level(sweep, measure, across, along)
    gaps = [table[end, -1] - table[end, 0] for end in (0, -1)]
    return interval(gaps[0]), interval(gaps[1]), interval(gaps[1] - gaps[0])


GIVEN = (f"{UNCERTAIN}.", f"{LEVER}.mix.")
"""Axes of what a host has to take as it is."""


@dataclass(frozen=True)
class Leader:
    """Which level of one axis is best at a level of the other.

    Attributes
    ----------
    at : the level of the other axis.
    best : the best level of the one axis.
    second : the next best.
    ahead : by how much the best is ahead of the next, within replications; the intervals at all levels hold together.
    """

    at: Any
    best: Any
    second: Any
    ahead: Interval

    @property
    def is_clear(self) -> bool:
        """Whether more than chance keeps them apart."""
        return self.ahead.sign != 0


def leaders(sweep: Sweep, measure: str, direction: int) -> list[tuple[Axis, Axis, list[Leader]]]:
    """Return which level of one of two crossed axes is best at each level of the other; empty where `crossed` is None.

    Parameters
    ----------
    direction : int
        +1 more is better, -1 less is better, 0 neither (then the highest leads).

    Returns
    -------
    list of (Axis, Axis, list of Leader)
        The axis of which a level is best, the other axis, the leader at each of its levels; nobody chooses how people
        behave or who they are, so such an axis is only ever the other one.
    """
    board = crossed(sweep, measure)
    if board is None:
        return []
    across, along, _ = board
    table = _by_level(sweep, measure, across, along)
    both = ((along, across, table), (across, along, table.swapaxes(0, 1)))
    return [
        (first, other, _lead(first, other, values, direction or 1))
        for first, other, values in both
        if not first.column.startswith(GIVEN)
    ]


def _lead(axis: Axis, other: Axis, table: np.ndarray, sign: int) -> list[Leader]:
    means, best = mean_of(table, axis=2), []
    for k, level in enumerate(other.levels):
        order = [int(i) for i in np.argsort(-means[:, k] * sign, kind="stable") if np.isfinite(means[i, k])]
        if len(order) > 1:
            ahead = interval(table[order[0], k] - table[order[1], k], 1 - 0.05 / len(other.levels))
            best.append(Leader(level.value, axis.levels[order[0]].value, axis.levels[order[1]].value, ahead))
    return best


def _by_level(sweep: Sweep, measure: str, across: Axis, along: Axis) -> np.ndarray:
    """Return a measure by the levels of two crossed axes, float64 (along, across, replications)."""
    values = compared(sweep.of(measure)).table
    table = np.full((len(along.levels), len(across.levels), sweep.n_reps), np.nan)
    rows, columns = ([level.value for level in axis.levels] for axis in (along, across))
    for i in range(len(values)):
        setting = {SCENARIO: sweep.points[i].label, **sweep.setting(i)}
        table[rows.index(setting[along.column]), columns.index(setting[across.column])] = values[i]
    return table


@dataclass(frozen=True)
class Parts:
    """How the variance of single runs divides.

    Attributes
    ----------
    design : variance of the points' true means.
    chance : variance of runs at one point.
    """

    design: float
    chance: float

    @property
    def chance_of_runs(self) -> float:
        """Share of the variance that is chance alone; NaN when nothing varies."""
        whole = self.design + self.chance
        return self.chance / whole if whole > 0 else math.nan


def variance(sweep: Sweep, measure: str) -> Parts:
    """Divide the variance of a measure over all runs that are compared.

    The variance of the points' means is lessened by what chance adds to a mean, s^2 / n, with s^2 the variance that is left when
    points and replications are both taken out: chance that all points share moves no point against another.
    """
    table = compared(sweep.of(measure)).table
    table = table[np.isfinite(table).sum(axis=1) > 1]
    if len(table) < 2:
        return Parts(math.nan, math.nan)
    counts = np.isfinite(table).sum(axis=1)
    means = mean_of(table, axis=1)
    within = float(np.mean([np.var(line[np.isfinite(line)], ddof=1) for line in table]))
    rest = table - means[:, None]
    rest = rest - mean_of(rest, axis=0)
    free = max(1, int(np.isfinite(table).sum()) - len(table) - table.shape[1] + 1)
    own = float(np.nansum(rest**2)) / free
    return Parts(max(0.0, float(means.var(ddof=1)) - own * float(np.mean(1.0 / counts))), within)
