"""How many pairs or replications: a fixed number, or as many as a precision takes.

Looking after every pair and stopping when the interval is small enough makes intervals too narrow.
So the first look is at 20 pairs and the next ones at batches of 20, which costs about a point and a
half of coverage, and no more than 400 pairs are made. A sweep looks less often: after 20 replications, 40, 80 and so on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from sim.errors import Fault, InputError, nearest
from sim.laboratory.intervals import AMOUNT, CHANGE, OUTCOME, Interval, interval
from sim.laboratory.own import declared
from sim.measures import MEASURES

FIRST_LOOK = 5
"""Pairs or replications after which a first, provisional look is given."""
FIRST = 20
BATCH = 20
MOST = 400

YES_OR_NO = "chance"
"""Unit of the measures that are 1 or 0 in a run: whether something happened."""


@dataclass(frozen=True)
class Until:
    """A precision to reach.

    Attributes
    ----------
    measure : the measure whose interval is looked at.
    width : half-width to reach; a share of the first policy's mean when `relative`, else in the unit.
    relative : whether `width` is a share.
    """

    measure: str
    width: float
    relative: bool

    def reached(self, values: np.ndarray) -> bool:
        """Say whether every other policy's interval is narrow enough.

        Parameters
        ----------
        values : float64 (policies, replications)
            The measure's values.
        """
        base = values[0][np.isfinite(values[0])]
        if not base.size:
            return False
        target = self.width * abs(float(base.mean())) if self.relative else self.width
        return all(_is_narrow(interval(other - values[0], kind=kind_of(self.measure)), target) for other in values[1:])


def _is_narrow(gap: Interval, width: float) -> bool:
    """Say whether an interval is narrow enough; where all of many values are the same, more of them would tell nothing new."""
    return gap.is_equal or gap.half_width <= width


def parse_until(text: str) -> Until:
    """Read `posters_30d=2%` or `posters_30d=1.5`.

    Raises
    ------
    InputError
        Unknown measure, or not a positive number.
    """
    name, equals, amount = (part.strip() for part in text.partition("="))
    if not equals:
        raise InputError(
            Fault(
                wrong=f"{text!r} is not a precision",
                file="--until",
                allowed="MEASURE=NUMBER or MEASURE=NUMBER%, such as posters_30d=2%",
            )
        )
    if name not in MEASURES:
        raise InputError(
            Fault(
                wrong=f"unknown measure {name!r}",
                file="--until",
                allowed=", ".join(MEASURES),
                meant=nearest(name, MEASURES),
            )
        )
    width = width_of(amount)
    if width is None:
        raise InputError(
            Fault(
                wrong=f"{amount!r} is not a number",
                file="--until",
                key=name,
                allowed="a number above 0, with % for a share of the first policy's mean",
            )
        )
    if width[0] <= 0:
        raise InputError(
            Fault(
                wrong="no number of pairs is enough for a width of 0",
                file="--until",
                key=name,
                allowed="a number above 0",
            )
        )
    return Until(name, *width)


def width_of(text: str | float) -> tuple[float, bool] | None:
    """Read a half-width such as 1.5 or "2%": its size, and whether it is a share of a mean; None when it is neither."""
    plain = str(text).strip()
    share = plain.endswith("%")
    if not re.fullmatch(r"\d+(\.\d*)?|\.\d+", plain.removesuffix("%").strip()):
        return None
    return float(plain.removesuffix("%").strip()) / (100.0 if share else 1.0), share


def narrow_enough(values: np.ndarray, width: float, relative: bool, kind: str = AMOUNT) -> bool:
    """Say whether the interval of every point's mean is at most so wide either way.

    Parameters
    ----------
    values : float64 (points, replications)
    width : float
        Half-width of the 95 % intervals.
    relative : bool
        Whether it is a share of the mean of all points.
    kind : str
        What the values are, as for `sim.laboratory.intervals.interval`.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return False
    most = width * abs(float(known.mean())) if relative else width
    return all(_is_narrow(interval(value, kind=kind), most) for value in values if np.isfinite(value).any())


def looks(most: int) -> list[int]:
    """Return after how many replications a sweep looks whether it is precise enough: 20, 40, 80 ... and the most there may be.

    Doubling instead of looking after each: a rule that stops at the first narrow interval is too sure (Law 2015, section 9.4).
    """
    counts = [FIRST]
    while counts[-1] < most:
        counts.append(2 * counts[-1])
    return [*(n for n in counts if n < most), most]


def kind_of(measure: str, *, is_difference: bool = True) -> str:
    """Return what a measure's values, or their paired differences, are to `interval`."""
    if declared(measure).unit != YES_OR_NO:
        return AMOUNT
    return CHANGE if is_difference else OUTCOME
