"""What a measure is, and the few sums every measure is made of.

A measure is a number read from the tally of a run: sums over its diary and cohorts, and figures counted from
its events, never the engine itself. A measure with a *figure* can be counted for a real log too. What cannot be
computed is NaN: no newcomers means no share of newcomers, not a share of zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.measures.tally import Tally

MONTH = 30
"""Days in a month."""

Read = Callable[[Tally], float]


@dataclass(frozen=True)
class Measure:
    """A number that tells how a community fared.

    Attributes
    ----------
    name : key in tables and files; label and definition stand in the word catalogue.
    unit : key of the unit's words.
    direction : +1 when more is better, -1 when less is better, 0 when neither.
    of : reads it from a tally; None when it is the figure itself.
    smallest_relative : smallest difference worth acting on, as a share of the first policy's mean.
    smallest_absolute : the same in the measure's own unit; goes before the relative one.
    figure : the figure of `sim.measures.counting.figures.FIGURES` that counts the same from events, so that a real log
        has this measure too, or one by role (`count_by_role`), which only the events of a run tell; empty when
        events alone cannot tell.
    """

    name: str
    unit: str
    direction: int
    of: Read | None = None
    smallest_relative: float = 0.05
    smallest_absolute: float | None = None
    figure: str = ""

    @property
    def source(self) -> str:
        """What a run must have kept: "diary" (always there) or "events"."""
        return "events" if self.of is None else "diary"

    def read(self, tally: Tally) -> float:
        """Return the measure of a tallied run, NaN when it cannot be computed."""
        return tally.figure(self.figure) if self.of is None else float(self.of(tally))

    def compute(self, diary: np.ndarray, cohorts: np.ndarray, events: np.ndarray | None = None) -> float:
        """Return the measure of a run, NaN when it cannot be computed."""
        return self.read(Tally(diary, cohorts, events))

    def margin(self, base_mean: float) -> float:
        """Return the smallest difference worth acting on, given the first policy's mean."""
        if self.smallest_absolute is not None:
            return self.smallest_absolute
        return self.smallest_relative * abs(base_mean) if math.isfinite(base_mean) else math.nan


def from_events(name: str, unit: str, direction: int, smallest_absolute: float | None = None) -> Measure:
    """Return the measure that is the figure of the same name."""
    return Measure(name, unit, direction, None, smallest_absolute=smallest_absolute, figure=name)


def ratio(above: float, below: float) -> float:
    """Return above / below, NaN when there is nothing below."""
    return above / below if below > 0 else math.nan


def mean_of(column: str, scale: float = 1.0) -> Read:
    """Return the measure 'mean of this series over the last 90 days'."""
    return lambda tally: scale * ratio(tally.last(column), tally.n_last)


def month_of(*columns: str) -> Read:
    """Return the measure 'sum of these series per 30 days, last 90 days'."""
    return lambda tally: MONTH * ratio(math.fsum(tally.last(column) for column in columns), tally.n_last)


def per_month(above: str, *below: str) -> Read:
    """Return the measure 'sum of one series per 30 days and unit of others together, last 90 days'."""
    return lambda tally: MONTH * ratio(tally.last(above), math.fsum(tally.last(column) for column in below))


def sum_of(column: str, scale: float = 1.0) -> Read:
    """Return the measure 'sum of this series over the whole run'."""
    return lambda tally: scale * tally.total(column)


def share_of(above: str, below: str, scale: float = 1.0) -> Read:
    """Return the measure 'sum of one series per sum of another over the last 90 days'."""
    return lambda tally: scale * ratio(tally.last(above), tally.last(below))


def share_in_all(above: str, below: str) -> Read:
    """Return the measure 'sum of one series per sum of another over the whole run'."""
    return lambda tally: ratio(tally.total(above), tally.total(below))
