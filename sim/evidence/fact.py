"""What a stylised fact is: a number, the band published communities leave for it, and how it is counted."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

INSIDE, HARD, OUTSIDE, UNTESTED = "inside", "hard", "outside", "untested"
FITTED, CHECKED, TOLD = "fitted", "checked", "told"
OPEN_END = math.inf

Parts = Callable[..., tuple[float, ...]]
Figure = Callable[[np.ndarray], float]


def mean(parts: np.ndarray) -> float:
    """Mean of the first column over the runs that have one."""
    known = parts[:, 0][np.isfinite(parts[:, 0])]
    return float(known.mean()) if known.size else math.nan


def hazards(parts: np.ndarray) -> np.ndarray:
    """First half of the summed columns over the second half: a hazard by class; NaN for an empty class."""
    total = parts.sum(axis=0)
    n = total.size // 2
    return np.divide(total[:n], total[n:], out=np.full(n, np.nan), where=total[n:] > 0)


def ratio(parts: np.ndarray) -> float:
    """Sum of the first column over the sum of the second: all runs taken together."""
    below = float(parts[:, 1].sum())
    return float(parts[:, 0].sum()) / below if below > 0 else math.nan


def variation(parts: np.ndarray) -> float:
    """Coefficient of variation of the first column over runs; NaN for a single run."""
    values = parts[:, 0]
    return float(values.std(ddof=1) / values.mean()) if len(values) > 1 and values.mean() > 0 else math.nan


def quotient(parts: np.ndarray) -> float:
    """Share with over share without: first column over second, divided by third over fourth, all runs taken together."""
    a, n, b, m = parts.sum(axis=0)
    return float(a / n / (b / m)) if n > 0 and m > 0 and b > 0 else math.nan


def change(parts: np.ndarray) -> float:
    """`quotient` less 1: by how much the share is higher, as a part of the share without."""
    return quotient(parts) - 1.0


@dataclass(frozen=True)
class Fact:
    """One row of the table of stylised facts, or of the table of responses.

    Attributes
    ----------
    row : number of the row; a row of several figures has a point in it (5.1, 5.2). Responses begin with R.
    setting : stem of its setting file in `experiments/validation/`.
    role : ``fitted``, ``checked``, or ``told``: printed, and held against no band.
    unit : ``share``, ``points``, ``hours``, ``ratio``, ``number``: how the figure is written.
    low, high : target band, ends included.
    hard_low, hard_high : outside of it the model is rejected.
    parts : log of a run (and of its partners) -> numbers, NaN where there are none.
    source : what the band rests on.
    figure : parts of all runs, float64 (runs, parts) -> the row's figure.
    pooled : the figure needs all runs together; its spread is then that of resampled runs, else that of single runs.
    against : settings of the partner runs under the same chance: one by its name, several as a tuple; None: none.
    signed : the sign is what counts: unless the interval excludes 0, nothing is decided.
    leans_on : parameters whose own source says they were set on this figure, so that it is no independent check.
    suspects : what to try when a checked row is out of its band: ``key=value``, several at once joined by `` & ``.
    classes : names of the classes of a hazard, which is then shown by class beside the figure.
    aim : what a fit aims at and the standard deviation it allows, instead of `goal`'s own choice; with `by_ratio` the second is one of
        the logarithm.
    by_ratio : the figure is fitted by its logarithm, since it spreads by factors.
    """

    row: str
    setting: str
    role: str
    unit: str
    low: float
    high: float
    hard_low: float
    hard_high: float
    parts: Parts
    source: str
    figure: Figure = mean
    pooled: bool = False
    against: str | tuple[str, ...] | None = None
    signed: bool = False
    leans_on: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    aim: tuple[float, float] | None = None
    by_ratio: bool = False

    def __post_init__(self) -> None:
        if not self.hard_low <= self.low <= self.high <= self.hard_high:
            raise ValueError(f"row {self.row}: the target band must lie in the hard band")
        if self.aim is not None and (not self.aim[1] > 0.0 or (self.by_ratio and not self.aim[0] > 0.0)):
            raise ValueError(f"row {self.row}: an aim is a target and a standard deviation above zero")

    @property
    def goal(self) -> tuple[float, float] | None:
        """What a fit aims at, and its standard deviation (of the logarithm when `by_ratio`); None when the row is no such figure.

        The middle of the target band and a quarter of its width, so that the band is about what two standard deviations leave;
        `aim` when that is given. A band that is a point or has an open end, and a row that asks for a sign, are nothing to aim at.
        """
        if self.aim is not None:
            return self.aim
        if self.signed or not self.low < self.high or not math.isfinite(self.high - self.low):
            return None
        if self.by_ratio:
            return (math.sqrt(self.low * self.high), math.log(self.high / self.low) / 4.0) if self.low > 0.0 else None
        return (self.low + self.high) / 2.0, (self.high - self.low) / 4.0

    @property
    def arms(self) -> tuple[str, ...]:
        """All settings it needs, its own first."""
        partners = (self.against,) if isinstance(self.against, str) else self.against or ()
        return (self.setting, *partners)

    @property
    def is_response(self) -> bool:
        """Whether it says what answers what, rather than what communities look like."""
        return self.row.startswith("R")

    def verdict(self, value: float) -> str:
        """Say where a figure lies; what is not a number was not tested, and never passes."""
        if not math.isfinite(value):
            return UNTESTED
        if self.role == TOLD:
            return TOLD
        if self.low <= value <= self.high:
            return INSIDE
        return HARD if self.hard_low <= value <= self.hard_high else OUTSIDE


def response(row: str, setting: str, role: str, low: float, high: float, parts: Parts, figure: Figure, source: str, *,
             against: str | tuple[str, ...] | None = None, unit: str = "share", aim: tuple[float, float] | None = None) -> Fact:
    """Return a row of the table of responses: all runs together, one band, outside of which the row is missed."""
    return Fact(row, setting, role, unit, low, high, low, high, parts, source, figure, pooled=True, against=against, aim=aim)


def told(row: str, setting: str, parts: Parts, figure: Figure, *, against: str | tuple[str, ...] | None = None, unit: str = "share") -> Fact:
    """Return a row that is printed beside the others and held against no band."""
    return response(row, setting, TOLD, -OPEN_END, OPEN_END, parts, figure, "", against=against, unit=unit)
