"""Sobol indices on the factors that stayed, and how much of what they divide is chance.

Two samples A and B of n rows each, and for every factor i the rows of A with the factor's value from B (AB_i): n (k + 2) points.

    first_i = mean of f_B (f_AB_i - f_A) / V        share of the variance that goes when factor i is known
    total_i = mean of (f_A - f_AB_i)^2 / (2 V)      share that is left when everything but factor i is known
    V       = variance of f over A and B

Source: Saltelli et al. 2010, Computer Physics Communications 181:259, table 2 (b) and (f, after Jansen 1999), as `scipy.stats.sobol_indices`
computes them; f less its mean first (Sobol & Levitan 1999). scipy takes a power of two of rows and nothing else. That belongs to the
sample and not to the estimator, so where rows were left out the same formulas are computed here on what remains.

f is a mean over R replications, so chance is still in it. All points meet the same random numbers: what a replication does to every
point alike drops out of differences; what it does to a point of its own is in V and in the total index:

    chance_i = mean over rows of (variance over r of f_A - f_AB_i) / (2 R V)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.laboratory.intervals import LEVEL, t_quantile
from sim.laboratory.plan.design import generator
from sim.laboratory.plan.factor import Factor

N_BOOTSTRAP = 1000
LEAST_ROWS = 8
"""Rows with which indices are still computed (the smallest base sample that may be asked for)."""
_KEY = 0x5E45_0002
_ROOM = 4_000_000
"""Numbers of a bootstrap that are held at a time (32 MB)."""


@dataclass(frozen=True)
class Index:
    """What one factor came to in the second stage.

    Attributes
    ----------
    factor : its place among the factors.
    first, first_low, first_high : first order index, with its 95 % interval.
    total, total_low, total_high : total order index, with its 95 % interval.
    chance : how much of the total index is chance.
    stands_out : whether the interval of the total index lies above that.
    """

    factor: int
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float
    chance: float
    stands_out: bool


@dataclass(frozen=True)
class Chance:
    """How much of the variance is chance alone, over the points of A and B.

    Attributes
    ----------
    of_runs, runs_low, runs_high : share of the variance of single runs, with its 95 % interval.
    of_means, means_low, means_high : share of the variance of the points' means, which the indices divide.
    n_rows, n_left_out : rows used, and rows with a run without a value, left out whole.
    """

    of_runs: float
    runs_low: float
    runs_high: float
    of_means: float
    means_low: float
    means_high: float
    n_rows: int
    n_left_out: int


def sample(factors: Sequence[Factor], n: int, seed: int) -> list[list[tuple[Any, ...]]]:
    """Return the values of the factors, by row and block: A, B, and for each factor A with its value from B.

    Both samples are one Sobol sequence in twice as many dimensions (Saltelli et al. 2010), scrambled by random numbers that are keyed by the
    seed and the factors. Scrambled, and not shifted as a growing design is: with 32 to 64 rows the total indices of a linear function come
    out up to five times closer (measured).

    Parameters
    ----------
    n : int
        Rows, a power of two.
    """
    from scipy.stats import qmc

    k = len(factors)
    whole = int(generator(seed, ",".join(factor.column for factor in factors)).integers(2**63))
    rows = []
    for line in qmc.Sobol(2 * k, scramble=True, seed=whole).random(n).tolist():
        a, b = (tuple(factor.at(u) for factor, u in zip(factors, part, strict=True)) for part in (line[:k], line[k:]))
        rows.append([a, b, *(a[:i] + (b[i],) + a[i + 1 :] for i in range(k))])
    return rows


def formula(means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return first and total order indices, float64 (..., factors) each; 0 where nothing varies.

    Parameters
    ----------
    means : float64 (..., rows, blocks)
        f at A, B and the AB_i, each finite.

    Checks: f = x_1 -> first and total of factor 1 near 1, of factor 2 exactly 0 in total.
    """
    both = means[..., :2]
    centred = means - both.mean(axis=(-2, -1))[..., None, None]
    variance = both.var(axis=(-2, -1))[..., None]
    a, b, ab = centred[..., 0], centred[..., 1], centred[..., 2:]
    first = (b[..., None] * (ab - a[..., None])).mean(axis=-2)
    total = 0.5 * ((a[..., None] - ab) ** 2).mean(axis=-2)
    safe = np.where(variance > 0, variance, 1.0)
    return np.where(variance > 0, first / safe, 0.0), np.where(variance > 0, total / safe, 0.0)


def point_estimate(means: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return first and total order indices, float64 (factors,) each: by scipy where it takes that number of rows.

    Parameters
    ----------
    means : float64 (rows, blocks)
    """
    n = len(means)
    if n & (n - 1) or means.shape[1] < 4:  # scipy stumbles over a single factor
        return formula(means)
    from scipy.stats import sobol_indices

    sobol = sobol_indices(
        func={"f_A": means[None, :, 0], "f_B": means[None, :, 1], "f_AB": means[:, 2:].T[:, None, :]}, n=n
    )
    return np.atleast_1d(sobol.first_order), np.atleast_1d(sobol.total_order)


def whole_rows(values: np.ndarray) -> np.ndarray:
    """Return the rows of which every run has a value, float64 (rows that remain, blocks, replications)."""
    return values[np.isfinite(values).all(axis=(1, 2))]


def indices(values: np.ndarray, factors: Sequence[int]) -> list[Index]:
    """Return the indices of every factor; none with fewer than `LEAST_ROWS` rows.

    Parameters
    ----------
    values : float64 (rows, blocks, replications)
        The answer; a row with a run without a value is left out whole.
    factors : sequence of int
        Which factors the blocks from the third on belong to.

    Notes
    -----
    The interval is the index plus and minus t times the standard deviation over resamples in which rows (of A, B and all AB_i together)
    and replications are drawn anew. It belongs to the index of means over R replications, the chance in them included.
    """
    values = whole_rows(values)
    n, _, n_reps = values.shape
    if n < LEAST_ROWS:
        return []
    means = values.mean(axis=2)
    first, total = point_estimate(means)
    variance = float(means[:, :2].var())
    own = (
        (values[:, :1] - values[:, 2:]).var(axis=2, ddof=1).mean(axis=0)
        if n_reps > 1
        else np.full(len(factors), math.nan)
    )
    chance = own / (2 * n_reps * variance) if variance > 0 else np.zeros(len(factors))
    spreads = resampled(values, formula)
    spread_first, spread_total = (_half(spread, n) for spread in spreads)
    return [
        Index(
            i,
            float(first[k]),
            float(first[k] - spread_first[k]),
            float(first[k] + spread_first[k]),
            float(total[k]),
            max(0.0, float(total[k] - spread_total[k])),
            float(total[k] + spread_total[k]),
            float(chance[k]),
            bool(total[k] - spread_total[k] > chance[k]),
        )
        for k, i in enumerate(factors)
    ]


def resampled(values: np.ndarray, statistic: Any, *, replications: bool = True) -> tuple[np.ndarray, ...]:
    """Return a statistic of means on resampled rows and replications.

    Parameters
    ----------
    values : float64 (rows, blocks, replications)
    statistic : callable
        From float64 (resamples, rows, blocks) to a tuple of arrays with the resamples first.
    replications : bool
        Whether replications are drawn anew too; without it only rows are, as `scipy.stats.sobol_indices(...).bootstrap()` does.
    """
    n, n_blocks, n_reps = values.shape
    draw = np.random.Generator(np.random.Philox(key=_KEY))
    at_a_time = max(1, _ROOM // (n * n_blocks))
    parts = []
    for since in range(0, N_BOOTSTRAP, at_a_time):
        size = min(at_a_time, N_BOOTSTRAP - since)
        rows = draw.integers(0, n, size=(size, n))
        reps = draw.integers(0, n_reps, size=(size, n_reps)) if replications else np.tile(np.arange(n_reps), (size, 1))
        weights = np.stack([(reps == r).mean(axis=1) for r in range(n_reps)], axis=1)
        means = np.tensordot(weights, values, axes=(1, 2))
        parts.append(statistic(np.take_along_axis(means, rows[:, :, None], axis=1)))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def chance(values: np.ndarray) -> Chance | None:
    """Return how much of the variance is chance alone, by the law of total variance; None where it cannot be told.

        single runs = variance of the points' true means + mean variance of runs at one point
        means of R runs = variance of the points' true means + s^2 / R

    with s^2 the variance that is left when points and replications are both taken out: chance that all points share moves no point against
    another. Rows and replications are resampled for the interval, as for the indices.

    Parameters
    ----------
    values : float64 (rows, blocks, replications)
        Only A and B, the first two blocks, are used.
    """
    kept = whole_rows(values)
    n, n_reps = len(kept), values.shape[2]
    if n < LEAST_ROWS or n_reps < 2:
        return None
    runs, means = shares(kept[:, :2].reshape(1, 2 * n, n_reps))
    draw = np.random.Generator(np.random.Philox(key=(_KEY << 64) | 1))
    parts = []
    for _ in range(N_BOOTSTRAP):
        table = kept[draw.integers(0, n, n), :2].reshape(2 * n, n_reps)
        parts.append(table[:, draw.integers(0, n_reps, n_reps)])
    spread = [
        _half(np.concatenate(resample), n)
        for resample in zip(*(shares(part[None], n_reps / (n_reps - 1)) for part in parts), strict=True)
    ]
    ends = [
        (max(0.0, float(x[0] - half)), min(1.0, float(x[0] + half)))
        for x, half in zip((runs, means), spread, strict=True)
    ]
    return Chance(float(runs[0]), *ends[0], float(means[0]), *ends[1], n, len(values) - n)


def shares(table: np.ndarray, widen: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of chance in the variance of single runs and of means, float64 (tables,) each; 0 where nothing varies.

    Parameters
    ----------
    table : float64 (tables, points, replications)
    widen : float
        What variances over replications are multiplied by: R / (R - 1) where replications were drawn with replacement.
    """
    _, n, n_reps = table.shape
    means = table.mean(axis=2)
    within = widen * table.var(axis=2, ddof=1).mean(axis=1)
    rest = table - means[:, :, None]
    rest = rest - rest.mean(axis=1, keepdims=True)
    own = widen * (rest**2).sum(axis=(1, 2)) / ((n - 1) * (n_reps - 1))
    of_means = means.var(axis=1, ddof=1)
    design = np.maximum(0.0, of_means - own / n_reps)
    whole = design + within
    return (
        np.divide(within, whole, out=np.zeros_like(whole), where=whole > 0),
        np.minimum(1.0, np.divide(own / n_reps, of_means, out=np.zeros_like(whole), where=of_means > 0)),
    )


def _half(draws: np.ndarray, n: int) -> Any:
    return t_quantile(n - 1, LEVEL) * draws.std(axis=0, ddof=1) * math.sqrt(n / (n - 1))
