"""The tally of a run: the sums over its days that measures are made of, and the figures counted from its events.

Made once for all measures, in compiled passes that are loaded when the first sum is asked for.
"""

from __future__ import annotations

import math
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

LAST = 90
"""Days at the end of a run over which most measures are taken (all days of a shorter run)."""


class Tally:
    """What one run left, ready to be read.

    Parameters
    ----------
    diary : structured (days,)
        One row a day, as `sim.world.diary.DIARY`.
    cohorts : structured (days,)
        One row a day of joining, as `sim.world.diary.COHORT`.
    events : structured (events,) or None
        As `sim.world.eventlog.EVENT`, removals and joins included; without them every figure is NaN.
    """

    def __init__(self, diary: np.ndarray, cohorts: np.ndarray, events: np.ndarray | None = None) -> None:
        self.diary, self.cohorts, self.events = diary, cohorts, events
        self.days = len(diary)
        self.n_last = float(min(self.days, LAST))

    @cached_property
    def _sums(self) -> tuple[dict[str, float], dict[str, float], dict[str, float], int]:
        from sim.measures.counting.sums import sum_days

        names = self.diary.dtype.names
        found, n_awake = np.zeros((3, len(names))), np.zeros(1, np.int64)
        sum_days(columns(self.diary), LAST, names.index("awake"), found, n_awake)
        whole, last, awake = (dict(zip(names, row, strict=True)) for row in found.tolist())
        return whole, last, awake, int(n_awake[0])

    @cached_property
    def _joined(self) -> dict[str, list[float]]:
        from sim.measures.counting.sums import running_sums

        names = self.cohorts.dtype.names
        sums = np.zeros((len(names), len(self.cohorts) + 1))
        running_sums(columns(self.cohorts), sums)
        return dict(zip(names, sums.tolist(), strict=True))

    @cached_property
    def figures(self) -> Mapping[str, float]:
        """The figures counted from the events; empty when no events were kept."""
        if self.events is None:
            return {}
        from sim.measures.counting.run import figures_of_run

        return figures_of_run(self.events, self.days)

    def total(self, column: str) -> float:
        """Return the sum of a series over the whole run."""
        return self._sums[0][column]

    def last(self, column: str) -> float:
        """Return the sum of a series over the last 90 days."""
        return self._sums[1][column]

    def mean_awake(self, column: str) -> float:
        """Return the mean of a series over those of the last 90 days on which anybody was awake."""
        _, _, awake, n_days = self._sums
        return awake[column] / n_days if n_days else math.nan

    def cohort(self, column: str, n_days: int) -> float:
        """Return the sum of a cohort column over the first ``n_days`` days of joining."""
        return self._joined[column][min(max(n_days, 0), len(self.cohorts))]

    def figure(self, name: str) -> float:
        """Return a figure counted from the events, NaN when no events were kept."""
        return self.figures.get(name, math.nan)


def columns(table: np.ndarray) -> np.ndarray:
    """Return a table of numbers as float64 (rows, columns), without copying where it lies in one piece."""
    names = table.dtype.names
    if _is_plain(table.dtype):
        return np.ascontiguousarray(table).view(np.float64).reshape(len(table), len(names))
    return np.stack([table[name].astype(np.float64) for name in names], axis=1)


@cache
def _is_plain(dtype: np.dtype) -> bool:
    """Whether all columns are float64, one beside the other."""
    return dtype == np.dtype([(name, "f8") for name in dtype.names])
