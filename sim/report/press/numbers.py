"""Numbers as a reader sees them, and the few statistics the report computes itself.

The verdicts and the intervals of measures come with the comparison. What is computed here is what the report adds:
differences of series along the causal story, at equal tenure and by circumstances. All of it is paired, and has its
intervals from `sim.laboratory.intervals` as everything else has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.laboratory.intervals import AMOUNT, LEVEL, Interval, interval
from sim.words import number, say

SHARE_UNITS = ("share", "share_a_month", "chance")

NONE = "–"
PERCENT = {"en": "%", "nl": "%"}


@dataclass(frozen=True)
class Contrast:
    """A paired difference b - a: means of both over the pairs that have a value, the difference with its interval, pairs in which b is more."""

    a: float
    b: float
    found: Interval
    n_better: float

    @property
    def difference(self) -> float:
        """Mean difference."""
        return self.found.mean

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.found.low

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.found.high

    @property
    def n(self) -> int:
        """Pairs with a value."""
        return self.found.n

    @property
    def moved(self) -> bool:
        """Whether the sign of the difference is known."""
        return self.found.sign != 0


def contrast(a: np.ndarray, b: np.ndarray, *, comparisons: int = 1, kind: str = AMOUNT) -> Contrast:
    """Return the paired difference of two vectors over replications, with its interval.

    Parameters
    ----------
    a, b : float (replications,)
        Pairs with a NaN on either side are left out.
    comparisons : int
        How many intervals shall hold together.
    kind : str
        What the differences are, as for `sim.laboratory.intervals.interval`.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    difference = interval(b - a, 1 - (1 - LEVEL) / comparisons, kind)
    if not difference.n:
        return Contrast(math.nan, math.nan, difference, math.nan)
    return Contrast(float(a.mean()), float(b.mean()), difference, float((b > a).sum() + 0.5 * (b == a).sum()))


def mean_or_nan(values: np.ndarray, axis: int | tuple[int, ...] | None = None) -> np.ndarray:
    """Return the mean over what is not NaN, and NaN where nothing is left, without a warning."""
    values = np.asarray(values, dtype=float)
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, NaN where the whole is nothing."""
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return np.divide(part, whole, out=np.full(np.broadcast(part, whole).shape, np.nan), where=whole > 0)


def digits_for(*values: float, meaningful: int = 3) -> int:
    """Return the decimals that leave the largest of the values so many meaningful digits, at most four."""
    known = [abs(v) for v in values if v is not None and math.isfinite(v) and v != 0]
    if not known:
        return 0
    top = max(known)
    return min(4, max(0, meaningful - 1 - math.floor(math.log10(top))))


def fine(difference: float, low: float, high: float) -> int:
    """Return the decimals of a difference and its interval: three meaningful digits, and more where both ends would look the same, at most four."""
    digits = digits_for(difference, low, high)
    while digits < 4 and low != high and round(low, digits) == round(high, digits) and math.isfinite(high - low):
        digits += 1
    return digits


def apart(a: float, b: float, digits: int | None = None) -> int:
    """Return the decimals with which two means are shown: more where rounding would make their difference look other than it is, at most four."""
    digits = digits_for(a, b) if digits is None else digits
    while digits < 4 and math.isfinite(b - a) and round(a, digits) != round(b, digits) and abs(b - a) < 10.0**-digits:
        digits += 1
    return digits


def show(x: float | None, lang: str, digits: int | None = None) -> str:
    """Write a number, a dash where there is none, with a true minus sign."""
    if x is None or not math.isfinite(x):
        return NONE
    return number(x, lang, digits).replace("-", "−")


def signed(x: float | None, lang: str, digits: int | None = None) -> str:
    """Write a difference with its sign."""
    if x is None or not math.isfinite(x):
        return NONE
    return number(x, lang, digits, sign=True).replace("-", "−")


def span(low: float, high: float, lang: str, digits: int | None = None, *, sign: bool = True) -> str:
    """Write an interval: −2.1 to +0.4, −2,1 tot +0,4."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NONE
    write = signed if sign else show
    digits = digits_for(low, high) if digits is None and sign else digits
    return f"{write(low, lang, digits)} {'tot' if lang == 'nl' else 'to'} {write(high, lang, digits)}"


def share(x: float | None, lang: str, digits: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage."""
    if x is None or not math.isfinite(x):
        return NONE
    return number(100 * x, lang, digits).replace("-", "−") + PERCENT[lang]


def count_of(x: float, lang: str) -> str:
    """Write a count that may hold half points for ties: 17, 14.5."""
    return number(x, lang, 0 if float(x).is_integer() else 1)


def duration(seconds: float, lang: str) -> str:
    """Write a time in seconds, minutes or hours."""
    for key, size, most in (("seconds", 1.0, 100.0), ("minutes", 60.0, 100.0)):
        if seconds / size < most:
            return say(f"studies.dry.{key}", lang, n=number(seconds / size, lang, 0 if seconds / size >= 10 else 1))
    return say("studies.dry.hours", lang, n=number(seconds / 3600, lang, 1))
