"""Elementary effects: how strongly each factor moves the answer, how sure that is, and what chance alone would show.

    d_itr  = (Y after the step - Y before it) / (how far the step went)     factor i, trajectory t, replication r
    mu*_i  = mean over t of |mean over r of d_itr|                           Campolongo, Cariboni & Saltelli 2007, EMS 22:1509
    mu_i   = the same without the bars: its sign is the effect's direction   Morris 1991, Technometrics 33:161
    sigma_i = standard deviation over t of the mean over r                   bends, work together with others, and chance

The effect is that of going over the whole range. `SALib.analyze.morris` gives the same mu, mu* and sigma (a test holds them together);
it is not used because it knows one value a point, divides every step alike, and cannot leave a step out.

Replication r meets the same random numbers at both ends of a step, so a factor that does nothing shows exactly 0. One that does next
to nothing does not: a first small difference makes the two runs drift apart. What that alone would show is measured by each factor's own
differences between replications:

    s_i^2  = mean over t of the variance over r of d_itr
    chance_i = s_i sqrt(2 / (pi R))                  mu* that chance shows on average: |x| for x normal with deviation s_i / sqrt(R)
    reach_i  = s_i / sqrt(R) q                       mu* under which the luckiest of k factors without any effect stays
    one_way_i = s_i / sqrt(R T) t                    |mu| under which it stays

with q a quantile of the mean of T absolute normals over an independent sqrt(chi^2 / df), df = T (R - 1), drawn with a keyed generator, and t that
of Student's t, both at (1 - 0.025)^(1/k): together they hold for all k factors in 19 of 20 studies. A factor stands out when it passes either.
mu is the sharper of the two where an effect goes one way everywhere, since chance does not; mu* alone finds effects that turn.

Standing out says that there is an effect where it was looked for. How large it is over the whole space is another question, which the interval
of mu* answers; that may well reach down to chance, and then the size is called unsure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.laboratory.intervals import LEVEL, t_quantile
from sim.laboratory.plan.trajectories import Trajectories

N_BOOTSTRAP = 1000
N_DRAWS = 400_000
"""Draws for the quantile q; with 218 factors 46 of them lie beyond it."""
ONE_WAY = 0.5
"""|mu| / mu* from which an effect is said to go one way (invented): then three in four units of effect have the same sign."""
ROUNDING = 1e-12
_KEY = 0x5E45_0001


@dataclass(frozen=True)
class Effect:
    """What one factor came to in the first stage.

    Attributes
    ----------
    factor : its place among the factors; -1 for the person fewer.
    mu_star, mu, sigma : see above; NaN when no step has a value.
    low, high : 95 % interval of mu*, over other trajectories and other replications.
    chance, reach : mu* that chance alone would show on average, and under which the luckiest of all factors by chance stays.
    one_way : |mu| under which the luckiest of all factors by chance stays.
    n_steps : steps with a value.
    n_missing : differences, over steps and replications, without a value on either side.
    is_zero : whether every single difference is known and exactly 0.
    stands_out : whether mu* or |mu| lies beyond what chance reaches.
    """

    factor: int
    mu_star: float
    mu: float
    sigma: float
    low: float
    high: float
    chance: float
    reach: float
    one_way: float
    n_steps: int
    n_missing: int
    is_zero: bool
    stands_out: bool

    @property
    def is_unsure(self) -> bool:
        """Whether it stands out while the interval of mu* reaches down to what chance shows on average."""
        return self.stands_out and not self.low > self.chance

    @property
    def way(self) -> int:
        """+1 the answer goes up with the factor, -1 down, 0 both ways or not told."""
        return int(np.sign(self.mu)) if self.stands_out and abs(self.mu) >= ONE_WAY * self.mu_star else 0


def differences(values: np.ndarray, sample: Trajectories) -> np.ndarray:
    """Return every elementary effect, float64 (factors, trajectories, replications), NaN where a run has no value.

    Parameters
    ----------
    values : float64 (trajectories, places, replications)
        The answer at every place.

    Notes
    -----
    A difference below `ROUNDING` of the largest value is rounding, and nothing.
    """
    gone = np.take_along_axis(np.diff(sample.places, axis=1), sample.moved[:, :, None], axis=2)[:, :, 0]
    gone = np.where(np.abs(gone) > 1.0, np.sign(gone), gone)
    rates = np.full((sample.places.shape[2], len(values), values.shape[2]), np.nan)
    ways = np.arange(len(values))[:, None]
    steps = np.diff(values, axis=1)
    largest = np.nanmax(np.abs(values), initial=0.0)
    rates[sample.moved, ways] = np.where(np.abs(steps) <= ROUNDING * largest, 0.0, steps) / gone[:, :, None]
    return rates


def effects(rates: np.ndarray, *, n_compared: int | None = None, first: int = 0) -> list[Effect]:
    """Return what the factors came to.

    Parameters
    ----------
    rates : float64 (factors, trajectories, replications)
        Elementary effects, NaN where there is none.
    n_compared : int or None
        Among how many factors the luckiest is; None: these.
    first : int
        Number of the first factor.

    Notes
    -----
    The interval is mu* plus and minus t times the standard deviation over resamples in which trajectories and replications are both drawn
    anew (replications the same for all factors and steps, as they were run), widened by sqrt(T / (T - 1)), cut off at 0.
    """
    n_factors, n_ways, n_reps = rates.shape
    q, t = lucky(n_ways, n_reps, n_compared or n_factors)
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    ways, reps = _counts(generator, n_ways), _counts(generator, n_reps)
    rows = []
    for i, steps in enumerate(rates):
        known = np.isfinite(steps)
        has = known.any(axis=1)
        if not has.any():
            rows.append(Effect(first + i, *[math.nan] * 8, 0, known.size, False, False))
            continue
        means = _mean(steps, known, np.ones((n_reps, 1)))[:, 0]
        size = float(np.mean(np.abs(means[has])))
        spread = _spread(steps, known)
        chance, reach = spread * math.sqrt(2.0 / (math.pi * n_reps)), spread / math.sqrt(n_reps) * q
        mean, one_way = float(np.mean(means[has])), spread / math.sqrt(n_reps * has.sum()) * t
        half = _half(np.abs(_mean(steps, known, reps.T)), has, ways)
        low, high = max(0.0, size - half), size + half
        rows.append(
            Effect(
                first + i,
                size,
                mean,
                float(np.std(means[has], ddof=1)) if has.sum() > 1 else math.nan,
                low,
                high,
                chance,
                reach,
                one_way,
                int(has.sum()),
                int(known.size - known.sum()),
                bool(known.all() and (steps == 0).all()),
                bool(size > reach or abs(mean) > one_way),
            )
        )
    return rows


@lru_cache(maxsize=32)
def lucky(n_ways: int, n_reps: int, n_factors: int) -> tuple[float, float]:
    """Return q and t: how far the luckiest of so many factors reaches by chance, in units of s / sqrt(R) and of s / sqrt(R T)."""
    free = n_ways * (n_reps - 1)
    level = (1.0 - (1.0 - LEVEL) / 2) ** (1.0 / n_factors)
    generator = np.random.Generator(np.random.Philox(key=(_KEY << 64) | 1))
    sums = np.zeros(N_DRAWS)
    for _ in range(n_ways):
        sums += np.abs(generator.standard_normal(N_DRAWS))
    draws = sums / n_ways / np.sqrt(generator.chisquare(free, N_DRAWS) / free)
    return float(np.quantile(draws, level)), t_quantile(free, level)


def _counts(generator: np.random.Generator, n: int) -> np.ndarray:
    """Return how often each of n is drawn, float64 (resamples, n)."""
    rows = generator.integers(0, n, size=(N_BOOTSTRAP, n))
    return np.stack([(rows == k).sum(axis=1) for k in range(n)], axis=1).astype(np.float64)


def _mean(steps: np.ndarray, known: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return weighted means over replications, float64 (trajectories, weightings), NaN where nothing is known."""
    total, weight = np.where(known, steps, 0.0) @ weights, known.astype(np.float64) @ weights
    return np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)


def _spread(steps: np.ndarray, known: np.ndarray) -> float:
    """Return s: the pooled standard deviation over replications, within trajectories."""
    counts = known.sum(axis=1)
    means = _mean(steps, known, np.ones((steps.shape[1], 1)))
    squares = np.where(known, (steps - means) ** 2, 0.0).sum()
    free = int(np.maximum(counts - 1, 0).sum())
    return math.sqrt(float(squares) / free) if free else math.nan


def _half(sizes: np.ndarray, has: np.ndarray, ways: np.ndarray) -> float:
    """Return half the interval of mu*, from |effects| by trajectory and weighting of the replications."""
    n = int(has.sum())
    if n < 2:
        return math.nan
    known = np.isfinite(sizes)
    weights = ways.T * known
    total = (np.where(known, sizes, 0.0) * weights).sum(axis=0)
    count = weights.sum(axis=0)
    resampled = total[count > 0] / count[count > 0]
    return t_quantile(n - 1, LEVEL) * float(resampled.std(ddof=1)) * math.sqrt(n / (n - 1))
