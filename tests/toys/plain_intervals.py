"""Intervals once more: each from the equation it solves, by a root finder, with the laws and tests of scipy; nothing shared with `sim.laboratory.intervals`."""

from __future__ import annotations

import math

import numpy as np
import scipy.stats as stats
from scipy.optimize import brentq, minimize_scalar


def amounts(values: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Student's t, each end moved out to where Hall's cubic of the t statistic, with the skewness of the sample, reaches the same quantile."""
    n, q = len(values), float(stats.t.ppf((1 + level) / 2, len(values) - 1))
    lean = float(stats.skew(values, bias=False)) / math.sqrt(n)

    def cubic(t: float) -> float:
        return t + lean * t**2 / 3 + lean**2 * t**3 / 27 + lean / 6

    ends = [brentq(lambda t, at=at: cubic(t) - at, -1e6, 1e6, xtol=1e-13, rtol=1e-14) for at in (q, -q)]
    error = float(stats.sem(values))
    return float(np.mean(values)) - error * max(q, ends[0]), float(np.mean(values)) - error * min(-q, ends[1])


def share(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share, as scipy has it."""
    ends = stats.binomtest(k, n).proportion_ci(level, method="exact")
    return float(ends.low), float(ends.high)


def paired_shares(up: int, down: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Differences of two paired shares that the score test leaves in: the likeliest shares under each difference are searched for."""
    z = float(stats.norm.ppf((1 + level) / 2))

    def score(d: float) -> float:
        low, high = max(0.0, -d), (1 - d) / 2

        def unlikely(lost: float) -> float:
            parts = ((up, lost + d), (down, lost), (n - up - down, 1 - 2 * lost - d))
            return -sum(count * math.log(max(p, 1e-300)) for count, p in parts if count)

        lost = minimize_scalar(unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
        return (up - down - n * d) / math.sqrt(n * max(2 * lost + d - d * d, 1e-300))

    middle = (up - down) / n
    low = -1.0 if middle == -1 else brentq(lambda d: score(d) - z, -1 + 1e-9, middle - 1e-9, xtol=1e-12)
    high = 1.0 if middle == 1 else brentq(lambda d: score(d) + z, middle + 1e-9, 1 - 1e-9, xtol=1e-12)
    return low, high
