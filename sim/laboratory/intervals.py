"""Statistics of paired differences: intervals, intervals that hold together, verdicts.

Replication r uses the same random numbers under every policy, so what is compared is the difference
within a replication. Methods meant for independent groups would throw that away and are not used.

There is one way to make an interval, `interval`, and every figure of the project that has one uses it:

- *amounts*: Student's t, each end moved out to where Hall's transformation for skewness puts it when that lies further out
  (Hall 1992, JRSS B 54:221). t alone misses an exponential difference in 7 to 12 of 100 studies of 5 to 30 pairs.
- *yes or no* (alive at the end): the exact interval of a share (Clopper & Pearson 1934, Biometrika 26:404); for the difference of two
  paired shares the score interval (Tango 1998, Statistics in Medicine 17:891). None in 30 is an interval up to 12 %, not [0, 0].
- *hardly any value but one* (all equal, or fewer than `FEWEST_UNLIKE` that are not): no interval. What is rare has not been seen, and
  equal values in a few pairs are no knowledge of how they vary. Of at least `SURE_FROM` equal values the sign is known, no more.

Intervals that hold together divide what may go wrong over the columns (Bonferroni). A declared family of
measures is held to that (`sim.studies.comparison.rows`); a test runs its joint coverage at 5, 10, 20 and 30 pairs, skewed and rare columns included.

Every interval of -d is exactly the mirrored interval of d, and no interval depends on what else was computed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
FEWEST_UNLIKE = 5
"""Values unlike the most frequent one below which, where that one is the rule, nothing is said of the mean."""
SURE_FROM = 10
"""Equal values from which on their sign is taken as known: with 95 % certainty at least 69 of 100 others are the same."""
FEWEST_CORRELATED = 5
"""Pairs below which a correlation is not told: that of two pairs is 1 or -1 whatever happens."""

AMOUNT, OUTCOME, CHANGE = KINDS = ("amount", "outcome", "change")
"""What values are: amounts; 1 or 0, whether something happened; 1, 0 or -1, the difference of two of those."""
_SAME = 1e-5
"""Values closer than this share of the largest count as equal: rounding."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval.

    Attributes
    ----------
    mean, low, high : float
        NaN for low and high where nothing can be said: one value, all values equal, or hardly any that are not.
    method : str
        "t", "skewed" (t, widened for skewness), "exact", "score", "equal" (all values alike), "rare" (hardly any value but one), "none".
    n : int
        Values used.
    """

    mean: float
    low: float
    high: float
    method: str
    n: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def is_equal(self) -> bool:
        """Whether all values were the same, and enough of them to take their sign as known."""
        return self.method == "equal" and self.n >= SURE_FROM

    @property
    def sign(self) -> int:
        """1 or -1 where the sign of the mean is known: zero is outside the interval, or all of many values are the same; else 0."""
        if self.is_equal:
            return int(np.sign(self.mean))
        return 1 if self.low > 0 else -1 if self.high < 0 else 0


def t_quantile(n_free: float, level: float) -> float:
    """Return the two-sided quantile of Student's t: the middle `level` of it lies within plus and minus this."""
    from scipy.special import stdtrit

    return float(stdtrit(n_free, 0.5 + level / 2))


def normal_quantile(level: float) -> float:
    """Return the two-sided quantile of the normal law."""
    from scipy.special import ndtri

    return float(ndtri(0.5 + level / 2))


def skewness(values: np.ndarray) -> float:
    """Return the sample skewness G1, adjusted for the number of values; 0 without variance or with fewer than three values."""
    n = values.size
    centred = values - values.mean()
    spread = math.sqrt(float((centred**2).mean()))
    if n < 3 or spread == 0:
        return 0.0
    return (
        float((centred * centred * centred).mean()) / spread**3 * math.sqrt(n * (n - 1)) / (n - 2)
    )  # a product is mirrored to the last bit


def n_unlike(values: np.ndarray) -> int:
    """Return how many values are not the most frequent one."""
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0:
        return 0
    _, counts = np.unique(np.round(values / (largest * _SAME)), return_counts=True)
    return int(values.size - counts.max())


def interval(differences: np.ndarray, level: float = LEVEL, kind: str = AMOUNT) -> Interval:
    """Return the mean of values, or of paired differences, with its own interval.

    Parameters
    ----------
    differences : float64 (pairs,)
        NaN where either side has no value; such pairs are left out.
    level : float
        Coverage aimed at.
    kind : str
        One of `KINDS`.

    Checks: 1, 2, 3 -> 2 +- 4.303 / sqrt(3); thirty times 0 as "change" -> -0.1135 to 0.1135; twice -1 -> no interval.
    """
    values = differences[np.isfinite(differences)]
    n = values.size
    if n == 0:
        return Interval(math.nan, math.nan, math.nan, "none", 0)
    mean = float(values.mean())
    if n == 1:
        return Interval(mean, math.nan, math.nan, "none", 1)
    if kind == OUTCOME:
        return Interval(mean, *share_interval(int(values.sum()), n, level), "exact", n)
    if kind == CHANGE:
        return Interval(mean, *_change(int((values > 0).sum()), int((values < 0).sum()), n, level), "score", n)
    unlike = n_unlike(values)
    if unlike == 0:
        return Interval(float(values[0]), math.nan, math.nan, "equal", n)
    if unlike < FEWEST_UNLIKE and 2 * unlike < n:
        return Interval(mean, math.nan, math.nan, "rare", n)
    error, q = float(values.std(ddof=1)) / math.sqrt(n), t_quantile(n - 1, level)
    lean = skewness(values) / math.sqrt(n)
    low, high = mean - error * max(q, _unskewed(q, lean)), mean - error * min(-q, _unskewed(-q, lean))
    return Interval(mean, low, high, "t" if high - mean == mean - low else "skewed", n)


def _unskewed(q: float, lean: float) -> float:
    """Return the t statistic that Hall's cubic turns into q, for `lean` = skewness / sqrt(n).

    g(T) = T + lean T^2 / 3 + lean^2 T^3 / 27 + lean / 6; here its inverse. Check: no lean -> q.
    """
    if abs(lean) < 1e-6:
        return q
    return 3.0 / lean * (float(np.cbrt(1.0 + lean * (q - lean / 6.0))) - 1.0)


def share_interval(k: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the exact interval of a share of which k in n were seen (Clopper & Pearson 1934).

    Checks: 0 in 30 -> 0 to 0.1157; 30 in 30 -> 0.8843 to 1.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1 - tail))
    return low, high


def wilson(share: float, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the score interval of a share of n that need not be a whole count (Wilson 1927, JASA 22:209)."""
    z2 = normal_quantile(level) ** 2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return middle - half, middle + half


def _change(up: int, down: int, n: int, level: float) -> tuple[float, float]:
    """Return Tango's score interval for the difference of two paired shares: `up` pairs gained it, `down` lost it."""
    z = normal_quantile(level)
    return -_farthest(down, up, n, z), _farthest(up, down, n, z)


def _farthest(up: int, down: int, n: int, z: float) -> float:
    """Return the largest difference that the score test does not rule out: where (n d - up + down) / sqrt(variance at d) = z."""
    low, high = (up - down) / n, 1.0
    for _ in range(60):
        d = (low + high) / 2
        b, c = (2 * n - up + down) * d - up - down, -down * d * (1 - d)
        lost = (math.sqrt(max(b * b - 8 * n * c, 0.0)) - b) / (4 * n)
        variance = n * max(2 * lost + d * (1 - d), 0.0)
        is_out = n * d - up + down > z * math.sqrt(variance)
        low, high = (low, d) if is_out else (d, high)
    return (low + high) / 2


def simultaneous(differences: np.ndarray, level: float = LEVEL, kinds: Sequence[str] | None = None) -> list[Interval]:
    """Return intervals that hold for all columns at once with the level asked for.

    Parameters
    ----------
    differences : float64 (pairs, columns)
        NaN where a value is missing: left out in that column only.
    level : float
        Chance that all intervals cover.
    kinds : sequence of str or None
        What each column is, as for `interval`; None: amounts.

    Check: one column -> its own interval.
    """
    n_columns = differences.shape[1]
    each = 1 - (1 - level) / max(1, n_columns)
    return [interval(differences[:, i], each, AMOUNT if kinds is None else kinds[i]) for i in range(n_columns)]


def verdict(differences: np.ndarray, low: float, high: float, margin: float, direction: int) -> str:
    """Return what the interval says, in one word.

    "identical" all differences are exactly 0, and nothing rare is asked about; of few differences only where none is missing; "no_difference" the interval lies inside the margin;
    "better" / "worse" it lies wholly on the good / bad side of 0; "undecided" otherwise. Many equal differences stand for an interval
    (`SURE_FROM`), few do not. For a measure without direction "better" reads "higher".
    """
    values = differences[np.isfinite(differences)]
    if values.size > 1 and not values.any() and not low < 0 < high:
        return "identical" if values.size in (differences.size, max(values.size, SURE_FROM)) else "undecided"
    if not (math.isfinite(low) and math.isfinite(high)):
        if values.size < SURE_FROM or n_unlike(values):
            return "undecided"
        low = high = float(values[0])
    if -margin <= low and high <= margin:
        return "no_difference"
    good = -1 if direction < 0 else 1
    if low > 0:
        return "better" if good > 0 else "worse"
    if high < 0:
        return "worse" if good > 0 else "better"
    return "undecided"


def share_better(differences: np.ndarray, direction: int) -> float:
    """Return the share of pairs in which the other policy is better; ties count half."""
    values = differences[np.isfinite(differences)]
    if not values.size:
        return math.nan
    signed = -values if direction < 0 else values
    return float(((signed > 0).sum() + 0.5 * (signed == 0).sum()) / values.size)


def correlation(first: np.ndarray, other: np.ndarray) -> float | None:
    """Return the correlation over pairs; None without variance on either side, or with fewer than `FEWEST_CORRELATED` pairs."""
    known = np.isfinite(first) & np.isfinite(other)
    first, other = first[known], other[known]
    if first.size < FEWEST_CORRELATED or not (np.ptp(first) > 0 and np.ptp(other) > 0):
        return None
    first, other = first - first.mean(), other - other.mean()
    scale = math.sqrt(float((first**2).sum()) * float((other**2).sum()))
    return min(1.0, max(-1.0, float((first * other).sum()) / scale)) if scale > 0 else None


def worst_tenth(values: np.ndarray, direction: int) -> float:
    """Return the mean of the worst tenth of replications (at least one)."""
    known = np.sort(values[np.isfinite(values)])
    if not known.size:
        return math.nan
    n_worst = max(1, math.ceil(known.size / 10))
    return float((known[-n_worst:] if direction < 0 else known[:n_worst]).mean())


def ranks(values: np.ndarray) -> np.ndarray:
    """Return ranks from 1, ties sharing their mean rank."""
    order = np.argsort(values, kind="stable")
    rank = np.empty(values.size)
    rank[order] = np.arange(1, values.size + 1)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.bincount(inverse, weights=rank) / counts)[inverse]


def rank_correlation(first: np.ndarray, other: np.ndarray) -> float:
    """Return Spearman's rank correlation over finite pairs, NaN without variance."""
    known = np.isfinite(first) & np.isfinite(other)
    if known.sum() < FEWEST_CORRELATED:
        return math.nan
    coefficient = correlation(ranks(first[known]), ranks(other[known]))
    return math.nan if coefficient is None else coefficient


def by_month(base: np.ndarray, other: np.ndarray, month: int = 30) -> np.ndarray:
    """Return the correlation over replications of the means of months; that of sums is the same, since months are as long.

    Parameters
    ----------
    base, other : (pairs, days)
        One series under two policies.
    month : int
        Days in a month; a remainder at the end is left out, a shorter run is one month.
    """
    n_days = base.shape[1]
    length = min(month, max(1, n_days))
    n_months = n_days // length
    shape = (base.shape[0], n_months, length)
    first, second = (
        side[:, : n_months * length].reshape(shape).astype(np.float64).mean(axis=2) for side in (base, other)
    )
    coefficients: Sequence[float | None] = [correlation(first[:, m], second[:, m]) for m in range(n_months)]
    return np.array([math.nan if c is None else c for c in coefficients])
