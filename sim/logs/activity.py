"""How much members write, how unevenly, and which law their counts follow."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.logs.special import log_normal_tail, lowest_between, lowest_near, normal_tail, zeta

FEWEST_IN_TAIL = 50
"""Members a power-law tail must hold to be fitted (Clauset, Shalizi & Newman 2009 advise some 50 and more)."""

STEEPEST = 6.0


def activity(member: np.ndarray) -> dict[str, Any]:
    """Return Gini, top shares, quantiles and fits of the events per member; ``member`` holds a number per event."""
    from sim.measures.counting.spread import spread

    counts = np.bincount(member)
    counts = np.sort(counts[counts > 0])
    n = len(counts)
    gini, top_1, top_10 = spread(counts)
    size, how_many = np.unique(counts, return_counts=True)
    gain, normal = _log_normal(size, how_many)
    alpha = power_law(size, how_many, 1)
    return {
        "gini": gini,
        "share_top_1pct": top_1,
        "share_top_10pct": top_10,
        "share_members_one_post": float((counts == 1).mean()),
        "posts_per_member": {
            "mean": float(counts.mean()),
            "median": float(np.median(counts)),
            "p90": float(np.percentile(counts, 90)),
            "p99": float(np.percentile(counts, 99)),
            "max": int(counts.max()),
        },
        "power_law": {"alpha_all": alpha, **_tail(size, how_many)},
        "log_normal": normal,
        "log_normal_minus_power_law_loglik_per_member": (gain - _power_likelihood(alpha, size, how_many, 1)) / n
        if math.isfinite(alpha)
        else math.nan,
    }


def power_law(size: np.ndarray, how_many: np.ndarray, lowest: int) -> float:
    """Return the exponent of a discrete power law by maximum likelihood (Clauset et al. 2009, eq. B.8).

    NaN when all counts are the lowest, since then no exponent is too steep.
    """
    if size[-1] <= lowest:
        return math.nan
    logs, n = float((how_many * np.log(size)).sum()), float(how_many.sum())
    return lowest_between(lambda a: a * logs + n * math.log(zeta(a, lowest)), 1.01, STEEPEST)


def _power_likelihood(alpha: float, size: np.ndarray, how_many: np.ndarray, lowest: int) -> float:
    return float(-alpha * (how_many * np.log(size)).sum() - how_many.sum() * np.log(zeta(alpha, lowest)))


def _tail(size: np.ndarray, how_many: np.ndarray) -> dict[str, Any]:
    """Fit the tail from the count at which fit and data lie nearest (Kolmogorov-Smirnov)."""
    best = (math.inf, math.nan, math.nan, 0)
    for first, lowest in enumerate(size):
        x, k = size[first:], how_many[first:]
        if k.sum() < FEWEST_IN_TAIL or len(x) < 2:
            break
        alpha = power_law(x, k, lowest)
        apart = np.abs(np.cumsum(k) / k.sum() - (1.0 - zeta(alpha, x + 1.0) / zeta(alpha, lowest))).max()
        best = min(best, (float(apart), float(alpha), float(lowest), int(k.sum())))
    _, alpha, lowest, members = best
    return {"alpha_tail": alpha, "xmin_tail": lowest if members else math.nan, "members_in_tail": members}


def _log_normal(size: np.ndarray, how_many: np.ndarray) -> tuple[float, dict[str, float]]:
    """Fit a log-normal rounded to whole counts from 1 on; returns its log-likelihood and parameters."""

    def unlikely(p: np.ndarray) -> float:
        mu, sigma = _inside(p)
        share = normal_tail((np.log(size - 0.5) - mu) / sigma) - normal_tail((np.log(size + 0.5) - mu) / sigma)
        return float(
            -(how_many * np.log(np.maximum(share, 1e-300))).sum()
            + how_many.sum() * log_normal_tail((math.log(0.5) - mu) / sigma)
        )

    if len(size) < 3:
        return math.nan, {"mu": math.nan, "sigma": math.nan}
    point, least = lowest_near(unlikely, (0.0, 0.7))
    mu, sigma = _inside(point)
    return -least, {"mu": mu, "sigma": sigma}


def _inside(p: np.ndarray) -> tuple[float, float]:
    """Return mu and sigma, kept to -20..20 and .02..12: a law without a body slides towards mu = -infinity and is no log-normal."""
    return min(max(float(p[0]), -20.0), 20.0), math.exp(min(max(float(p[1]), -4.0), 2.5))
