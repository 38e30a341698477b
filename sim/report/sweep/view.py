"""A sweep as its page reads it: in one language, with names for axes, values and points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.report.press.planned import PlannedView
from sim.studies.sweep.compared import Compared, compared
from sim.studies.sweep.table import (
    SCENARIO,
    Axis,
    Leader,
    Parts,
    PointRow,
    axes_of,
    best_point,
    crossed,
    interaction,
    leaders,
    point_rows,
    variance,
)

if TYPE_CHECKING:
    from sim.laboratory.intervals import Interval
    from sim.studies.sweep.study import Sweep


@dataclass(frozen=True)
class SweepView(PlannedView):
    """One sweep in one language."""

    sweep: Sweep

    def point(self, index: int) -> str:
        """Return a point in words: its scenario when there are several, and the values of its factors."""
        parts = [self.arm(index % self.sweep.n_arms)] if self.sweep.n_arms > 1 or not self.sweep.factors else []
        parts += [
            f"{self.axis(column)}: {self.value(column, value)}" for column, value in self.sweep.setting(index).items()
        ]
        return ", ".join(parts)

    def tick(self, index: int) -> str:
        """Return a point as short as it can be told: its values alone, in the order of `tick_head`."""
        parts = [self.arm(index % self.sweep.n_arms)] if self.sweep.n_arms > 1 or not self.sweep.factors else []
        return " · ".join([*parts, *(self.value(column, value) for column, value in self.sweep.setting(index).items())])

    @property
    def tick_head(self) -> str:
        """What the values in `tick` are of."""
        parts = [self.axis(SCENARIO)] if self.sweep.n_arms > 1 or not self.sweep.factors else []
        return " · ".join([*parts, *(self.axis(factor.column) for factor in self.sweep.factors)])

    # --- numbers -----------------------------------------------------------------------------------------------
    @cached_property
    def rows(self) -> list[PointRow]:
        """Every point, in the order of the design."""
        return point_rows(self.sweep, self.primary, self.direction(self.primary))

    @cached_property
    def ranked(self) -> list[PointRow]:
        """Points that are compared, from best to worst."""
        sign = self.direction(self.primary) or 1
        return sorted((row for row in self.rows if row.is_compared), key=lambda row: (-row.mean * sign, row.index))

    def shown(self, most: int) -> list[PointRow]:
        """Return every point in the order of the design; of more than so many, the best half of them and the worst."""
        return (
            self.rows
            if len(self.rows) <= most or not self.ranked
            else [*self.ranked[: most // 2], *self.ranked[-(most // 2) :]]
        )

    @cached_property
    def same(self) -> list[int]:
        """Points whose every run that is compared came to just what it comes to at the best point."""
        table = self.compared.table
        return [
            row.index
            for row in self.ranked
            if row.index != self.best and np.array_equal(table[row.index], table[self.best], equal_nan=True)
        ]

    @cached_property
    def near(self) -> list[int]:
        """Other points that chance may keep apart from the best."""
        return [row.index for row in self.ranked if row.index not in (self.best, *self.same) and not row.sign]

    @cached_property
    def compared(self) -> Compared:
        """Over which runs points are compared."""
        return compared(self.sweep.of(self.primary))

    @cached_property
    def axes(self) -> list[Axis]:
        """The main effects."""
        return axes_of(self.sweep, self.primary)

    @cached_property
    def crossed(self) -> tuple[Axis, Axis, np.ndarray] | None:
        """Both axes of a factorial of two."""
        return crossed(self.sweep, self.primary)

    @cached_property
    def interaction(self) -> tuple[Interval, Interval, Interval] | None:
        """Whether both axes work on each other."""
        return interaction(self.sweep, self.primary)

    @cached_property
    def leaders(self) -> list[tuple[Axis, Axis, list[Leader]]]:
        """Which level of one crossed axis is best at each level of the other, both ways round."""
        return leaders(self.sweep, self.primary, self.direction(self.primary))

    @cached_property
    def parts(self) -> Parts:
        """How the variance divides."""
        return variance(self.sweep, self.primary)

    @cached_property
    def best(self) -> int:
        """The best point; -1 where points cannot be ranked."""
        return best_point(self.sweep, self.primary, self.direction(self.primary))
