"""The headline comparison again under other circumstances, when scenarios for it were given.

Two other scenarios that differ from one another exactly as the first two do (the same change of policy, but another
assumption or another number of hours around it) are a second test of the same choice. They are found, not named.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.laboratory.precision import kind_of
from sim.report.comparison.differs import same_change
from sim.report.comparison.view import View
from sim.report.press.numbers import Contrast, contrast


@dataclass(frozen=True)
class Circumstance:
    """A pair of policies that differ as the first two do, and the paired difference of the primary measure."""

    base: int
    other: int
    contrast: Contrast
    hours: float


def find(view: View) -> list[Circumstance]:
    """Return the headline pair first and then every other pair that repeats it."""
    n = view.n_policies
    repeats = [
        (i, j)
        for i in range(n)
        for j in range(1, n)
        if i != j and (i, j) != (0, 1) and same_change(view, (0, 1), (i, j))
    ]
    if same_change(view, (0, 1), (0, 0)):
        repeats = []
    out = []
    for i, j in [(0, 1), *repeats]:
        difference = contrast(view.values(view.primary, i), view.values(view.primary, j), kind=kind_of(view.primary))
        out.append(Circumstance(i, j, difference, contrast(view.hours(i), view.hours(j)).difference))
    return out
