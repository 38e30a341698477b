"""What a measure is, and the few sums every measure is made of.

A measure is a number computed from the diary (one row a day) and the cohorts (one row a day of
joining), never from the engine, so that the same number can be computed for a real community. What
cannot be computed is NaN: no newcomers means no share of newcomers, not a share of zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LAST = 90
"""Days at the end of a run over which most measures are taken (all days of a shorter run)."""

MONTH = 30
"""Days in a month."""

Compute = Callable[[np.ndarray, np.ndarray], float]


@dataclass(frozen=True)
class Measure:
    """A number that tells how a community fared.

    Attributes
    ----------
    name : key in tables and files; label and definition stand in the word catalogue.
    unit : key of the unit's words.
    direction : +1 when more is better, -1 when less is better, 0 when neither.
    compute : (diary, cohorts) -> value, NaN when it cannot be computed.
    smallest_relative : smallest difference worth acting on, as a share of the first policy's mean.
    smallest_absolute : the same in the measure's own unit; goes before the relative one.
    """

    name: str
    unit: str
    direction: int
    compute: Compute
    smallest_relative: float = 0.05
    smallest_absolute: float | None = None

    def margin(self, base_mean: float) -> float:
        """Return the smallest difference worth acting on, given the first policy's mean."""
        if self.smallest_absolute is not None:
            return self.smallest_absolute
        return self.smallest_relative * abs(base_mean) if math.isfinite(base_mean) else math.nan


def total(values: np.ndarray) -> float:
    """Return the exactly rounded sum, the same on every machine."""
    return math.fsum(values.tolist())


def ratio(above: float, below: float) -> float:
    """Return above / below, NaN when there is nothing below."""
    return above / below if below > 0 else math.nan


def last(series: np.ndarray, days: int = LAST) -> np.ndarray:
    """Return the last `days` days of a series, or all of a shorter one."""
    return series[-days:]


def mean_last(series: np.ndarray, days: int = LAST) -> float:
    """Return the mean over the last `days` days; NaN for a run of no days."""
    part = last(series, days)
    return ratio(total(part), float(part.size))


def ratio_last(above: np.ndarray, below: np.ndarray, days: int = LAST) -> float:
    """Return the ratio of two sums over the last `days` days."""
    return ratio(total(last(above, days)), total(last(below, days)))


def mean_of(column: str) -> Compute:
    """Return the measure 'mean of this series over the last 90 days'."""
    return lambda diary, cohorts: mean_last(diary[column])


def sum_of(column: str) -> Compute:
    """Return the measure 'sum of this series over the whole run'."""
    return lambda diary, cohorts: total(diary[column])


def share_of(above: str, below: str, scale: float = 1.0) -> Compute:
    """Return the measure 'sum of one series per sum of another over the last 90 days'."""
    return lambda diary, cohorts: scale * ratio_last(diary[above], diary[below])
