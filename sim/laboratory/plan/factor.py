"""A factor: one thing that varies in a study, and which value it takes at a share of its distribution.

A lever is a choice of the host, spread evenly; an uncertain parameter has a distribution. Both are asked for by a *share*
between 0 and 1, so that every design is a table of shares: value = inverse distribution function (share).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sim.scenario.uncertain import Uncertain

LEVER, UNCERTAIN = "lever", "behaviour"


@dataclass(frozen=True)
class Factor:
    """One thing that varies.

    Attributes
    ----------
    key : "policy.field" of a lever, name of an uncertain parameter.
    kind : "lever" or "behaviour".
    dist : "values" (each as likely), "uniform", "log-uniform", "triangular", "normal-truncated", or "given" by the rows of a design.
    values : the values, for "values".
    low, high : ends of the range, for the others.
    middle : mode of a triangular, mean of a normal distribution.
    sd : standard deviation of a normal distribution before its ends are cut off.
    is_whole : whether the values are whole numbers.
    """

    key: str
    kind: str
    dist: str
    values: tuple[Any, ...] = ()
    low: float = math.nan
    high: float = math.nan
    middle: float = math.nan
    sd: float = math.nan
    is_whole: bool = False

    @property
    def column(self) -> str:
        """Name of the factor's column in every table."""
        return f"{self.kind}.{self.key}"

    @property
    def is_range(self) -> bool:
        """Whether it runs over a range instead of over single values."""
        return self.dist not in ("values", "given")

    def at(self, share: float) -> Any:
        """Return the value at a share of the distribution, 0 <= share <= 1.

        Checks: uniform on 2..4 at 0.5 -> 3; log-uniform on 0.01..1 at 0.5 -> 0.1; triangular on 0..1 with middle 0 at
        0.75 -> 0.5; a whole range 1..4 at 0.99 -> 4.
        """
        if self.dist == "values":
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.is_whole:
            return int(min(self.low + math.floor(share * (self.high - self.low + 1)), self.high))
        return min(max(self._inverse(share), self.low), self.high)

    def levels(self, n: int) -> tuple[Any, ...]:
        """Return the values of a factorial design: all single values, or `n` of a range.

        A lever's range is cut evenly, ends included; a parameter is taken at the middles of `n` equally likely slices.
        """
        if self.dist == "values":
            return self.values
        if self.kind == LEVER:
            ends = (
                [self.low + (self.high - self.low) * i / (n - 1) for i in range(n)]
                if n > 1
                else [(self.low + self.high) / 2]
            )
            return tuple(dict.fromkeys(round(x) for x in ends)) if self.is_whole else tuple(ends)
        return tuple(self.at((i + 0.5) / n) for i in range(n))

    def _inverse(self, share: float) -> float:
        low, high, middle = self.low, self.high, self.middle
        if self.dist == "log-uniform":
            return low * (high / low) ** share
        if self.dist == "triangular":
            turn = (middle - low) / (high - low)
            if share < turn:
                return low + math.sqrt(share * (high - low) * (middle - low))
            return high - math.sqrt((1 - share) * (high - low) * (high - middle))
        if self.dist == "normal-truncated":
            from scipy.special import ndtr, ndtri

            first, last = float(ndtr((low - middle) / self.sd)), float(ndtr((high - middle) / self.sd))
            return middle + self.sd * float(ndtri(first + share * (last - first)))
        return low + (high - low) * share


def factor_of(key: str, given: Uncertain) -> Factor:
    """Return what a scenario does not know of its target group as a factor; a range without a middle has it half way."""
    if given.dist == "choice":
        return Factor(key, UNCERTAIN, "values", given.values)
    middle = given.mode if given.dist == "triangular" else given.mean
    return Factor(
        key,
        UNCERTAIN,
        given.dist,
        low=given.low,
        high=given.high,
        middle=(given.low + given.high) / 2 if middle is None else middle,
        sd=given.sd or (given.high - given.low) / 4,
    )
