"""In what share of the plausible worlds a policy is better by more than is worth acting on, with chance taken out.

Each world has few pairs, so that much of what differs between worlds is chance: counting worlds would call a policy unsure that is
not, and sure that is not. What is told is therefore about the worlds' own effects, as endless pairs would show them:

    x[w, r] = effect in margins: the difference in pair r of world w over what is worth acting on there, > 0 for better
    x[w, r] = mu[w] + chance,   mu[w] from an unknown distribution over worlds,   better: mu > 1, worse: mu < -1

*Chance within a world* comes from its pairs, pooled over worlds along the level of the first policy: v = exp(a + c log level), fitted as a
gamma regression of the variances (a variance function; Davidian & Carroll 1987, JASA 82:1079), since small communities vary more.
*Spread between worlds*: variance of the worlds' means less the chance in them (the moment estimate of Hedges & Olkin 1985, Statistical
Methods for Meta-Analysis), its interval by inverting Cochran's Q (Viechtbauer 2007, Statistics in Medicine 26:37), with F in the place
of chi-squared because v is estimated.
*Shares* from the distribution of mu itself: starting from a normal with that mean and spread, 30 steps of expectation-maximisation
towards the non-parametric maximum likelihood (smoothing by roughening; Laird & Louis 1991, Computational Statistics & Data Analysis
12:27). A normal alone errs by .17 where most worlds show nothing and some much; the full maximum likelihood is half again as
unsteady. *Their intervals*: percentiles of a bootstrap over whole worlds, each resample taken 120 steps, since the rougher estimate is
drawn less towards the normal; and never narrower than Wilson's interval for as many worlds known without any chance. Where chance is as
large as the spread and most worlds show nothing, the share that does is told too large by about .1, and intervals cover .83.
"""

from __future__ import annotations

import math

import numpy as np

from sim.laboratory.intervals import LEVEL, interval, wilson
from sim.measures import Measure
from sim.studies.comparison.found import OverWorlds, Share

N_BOOTSTRAP = 299
STEPS = 30
ROUGH_STEPS = 120
FARTHEST = 20.0
"""Effects beyond so many margins (a doubling, where 5 % is worth acting on) count as this: on which side they lie is no question."""
NODES = 100
FEWEST = 3
"""Worlds below which nothing is estimated."""
_FEWEST_FOR_LEVELS = 20
_STEEPEST = 2.0
_AT_ONCE = 100
_KEY = 0xD0_0B_75
_NO_MASS = np.float32(1e-20)
"""Mass below which a node keeps what it has: smaller numbers would only slow the computer down."""
_NOTHING = 1e-12
"""Variance, in squared margins, below which nothing varies: rounding."""


def in_margins(base: np.ndarray, other: np.ndarray, measure: Measure) -> np.ndarray:
    """Return effects in margins, float64 (worlds, pairs): 1 is better by just what is worth acting on in that world.

    Parameters
    ----------
    base, other : float64 (worlds, pairs)
        The measure under the first policy and under the other one.
    measure : Measure
        What is measured; where less is better the sign is turned, where neither is, more counts as better.
    """
    level = base.mean(axis=1, keepdims=True)
    margin = np.array([measure.margin(float(base)) for base in level[:, 0]])[:, None]
    difference = (other - base) * (-1.0 if measure.direction < 0 else 1.0)
    if measure.smallest_absolute is None:
        # A margin that is a share of the level makes the effect a ratio: what a pair adds to its chance is what it departs from the
        # world's own ratio, not that a pair with more people shows a larger difference.
        ratio = np.divide(difference.mean(axis=1, keepdims=True), level, out=np.zeros_like(level), where=level != 0)
        difference = difference - ratio * (base - level)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = np.where(margin > 0, difference / margin, np.sign(difference) * FARTHEST)
    # Rounded, so that equal pairs are equal: what lies 12 digits behind a margin is the computer's.
    return np.where(np.isfinite(difference), np.round(np.clip(scaled, -FARTHEST, FARTHEST), 9), np.nan)


def over_worlds(base: np.ndarray, other: np.ndarray, measure: Measure) -> OverWorlds:
    """Return what the worlds say of one policy against the first; arguments as for `in_margins`.

    Worlds in which a pair has no value are left out.
    """
    n_pairs = base.shape[1]
    effects = in_margins(base, other, measure)
    known = np.isfinite(effects).all(axis=1)
    effects, level = effects[known], np.abs(base[known].mean(axis=1))
    n = len(effects)
    if n < FEWEST or n_pairs < 2:
        nothing = Share(math.nan, math.nan, math.nan)
        return OverWorlds(n, n_pairs, *(math.nan,) * 7, nothing, nothing, nothing)
    chance = within(effects, level)
    means = effects.mean(axis=1)
    mean, low, high = mean_of_worlds(means)
    sd, sd_low, sd_high = spread(means, chance, n * (n_pairs - 1))
    whole = float(chance.mean()) + sd**2
    return OverWorlds(
        n,
        n_pairs,
        mean,
        low,
        high,
        sd,
        sd_low,
        sd_high,
        float(chance.mean()) / whole if whole > 0 else 0.0,
        *shares(effects, chance),
    )


def within(effects: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return the variance that chance leaves in each world's mean, float64 (worlds,), pooled over worlds along their level.

    Parameters
    ----------
    effects : float64 (worlds, pairs)
    level : float64 (worlds,)
        What the first policy reaches; where it hardly differs, or in few worlds, all share one variance.

    Checks: equal levels -> the mean of the worlds' own variances over the number of pairs; no variance at all -> 0.
    """
    variance = effects.var(axis=1, ddof=1)
    if variance.max() < _NOTHING:
        return np.zeros(len(effects))
    inside = (np.abs(effects) < FARTHEST).all(axis=1) & (level > 0)
    pooled = float(variance.mean()) / effects.shape[1]
    if inside.sum() < _FEWEST_FOR_LEVELS or not variance[inside].any() or np.log(level[inside]).std() < 0.05:
        return np.full(len(effects), pooled)
    place = np.log(np.maximum(level, level[inside].min()))
    place -= place[inside].mean()
    columns = np.stack([np.ones(inside.sum()), place[inside]], axis=1)
    at = np.array([math.log(variance[inside].mean()), 0.0])
    for _ in range(50):
        step = np.linalg.lstsq(columns, variance[inside] / np.exp(columns @ at) - 1.0, rcond=None)[0]
        at += np.clip(step, -1.0, 1.0)
        at[1] = min(max(at[1], -_STEEPEST), _STEEPEST)
    return np.exp(at[0] + at[1] * place) / effects.shape[1]


def mean_of_worlds(means: np.ndarray) -> tuple[float, float, float]:
    """Return the mean effect over worlds, each counting once, with its interval: chance and spread are both in it."""
    mean = interval(means)
    return mean.mean, mean.low, mean.high


def spread(means: np.ndarray, chance: np.ndarray, n_free: int) -> tuple[float, float, float]:
    """Return the standard deviation between the worlds' own effects and its interval; a low end of 0 says that chance alone would do.

    Parameters
    ----------
    means : float64 (worlds,)
    chance : float64 (worlds,)
        Variance that chance leaves in each mean.
    n_free : int
        Degrees of freedom behind `chance`.
    """
    from scipy.special import fdtri

    n, noise = means.size, float(chance.mean())
    if float(means.var(ddof=1)) < _NOTHING:
        return 0.0, 0.0, 0.0
    estimate = max(float(means.var(ddof=1)) - noise, 0.0)
    if not noise:
        n_free = 10**9

    def excess(between: float, tail: float) -> float:
        whole = chance + between
        if not whole.all():
            return math.inf
        weight = 1.0 / whole
        centre = float((weight * means).sum() / weight.sum())
        free = n_free * ((noise + between) / noise) ** 2 if noise else 1e9
        return float((weight * (means - centre) ** 2).sum()) / (n - 1) - float(fdtri(n - 1, min(free, 1e9), tail))

    ends = []
    for tail in ((1 + LEVEL) / 2, (1 - LEVEL) / 2):
        low, high = 0.0, 100.0 * (float(means.var(ddof=1)) + noise)
        if excess(low, tail) <= 0:
            ends.append(0.0)
            continue
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if excess(middle, tail) > 0 else (low, middle)
        ends.append(math.sqrt(high))
    sd = math.sqrt(estimate)
    return sd, min(sd, ends[0]), max(sd, ends[1])


def shares(effects: np.ndarray, chance: np.ndarray) -> tuple[Share, Share, Share]:
    """Return the shares of worlds that are better by more than a margin, about the same, and worse by more than a margin.

    Parameters
    ----------
    effects : float64 (worlds, pairs)
        In margins.
    chance : float64 (worlds,)
        Variance that chance leaves in each world's mean.
    """
    n, n_pairs = effects.shape
    means, own = effects.mean(axis=1), effects.var(axis=1, ddof=1)
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    counts = np.concatenate([np.ones((1, n)), generator.multinomial(n, np.full(n, 1.0 / n), size=N_BOOTSTRAP)])
    # Every resample takes the level of chance from its own worlds too: how much of the spread is chance is itself not sure.
    scale = np.divide(
        counts @ own, n_pairs * float(chance.sum()), out=np.zeros(len(counts)), where=float(chance.sum()) > 0
    )
    scale /= scale[0] if scale[0] > 0 else 1.0
    estimates = _split(means, chance, counts[:1], scale[:1], STEPS)[0]
    drawn = np.concatenate(
        [
            _split(means, chance, counts[i : i + _AT_ONCE], scale[i : i + _AT_ONCE], ROUGH_STEPS)
            for i in range(1, len(counts), _AT_ONCE)
        ]
    )
    tails = np.quantile(drawn, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), axis=0)
    parts = []
    for i, estimate in enumerate(estimates.tolist()):
        low, high = wilson(estimate, n)
        parts.append(Share(estimate, max(0.0, min(low, float(tails[0, i]))), min(1.0, max(high, float(tails[1, i])))))
    return parts[0], parts[1], parts[2]


def _grid(means: np.ndarray) -> np.ndarray:
    """Return evenly spaced nodes around all means, such that -1 and 1 lie half way between two of them."""
    step = 2.0 / math.ceil(2.0 * NODES / (float(np.ptp(means)) + 1.0))
    first, last = math.floor((float(means.min()) + 0.5) / step), math.ceil((float(means.max()) + 1.5) / step)
    return -1.0 + (np.arange(first, last) + 0.5) * step


def _split(means: np.ndarray, chance: np.ndarray, counts: np.ndarray, scale: np.ndarray, steps: int) -> np.ndarray:
    """Return the three shares for each resample of worlds, float64 (resamples, 3): better, about the same, worse.

    Parameters
    ----------
    counts : float64 (resamples, worlds)
        How often each world is drawn.
    scale : float64 (resamples,)
        What the variances of chance are multiplied by.
    steps : int
        Steps from the normal distribution towards the maximum likelihood.
    """
    weight = counts / counts.sum(axis=1, keepdims=True)
    grid = _grid(means)
    step = grid[1] - grid[0]
    if float(chance.max()) * float(scale.max()) < (step / 2) ** 2:
        sides = np.stack([means > 1.0, np.abs(means) <= 1.0, means < -1.0], axis=1)
        return counts @ sides / counts.sum(axis=1, keepdims=True)
    noise = np.maximum(scale[:, None] * chance, (step / 2) ** 2)
    centre = weight @ means
    around = (counts * (means - centre[:, None]) ** 2).sum(axis=1) / (counts.sum(axis=1) - 1.0)
    between = np.maximum(around - (weight * noise).sum(axis=1), (step / 2) ** 2)
    mass = np.exp(-((grid - centre[:, None]) ** 2) / (2.0 * between[:, None])) + 1e-30
    mass = (mass / mass.sum(axis=1, keepdims=True)).astype(np.float32)
    fit = np.exp(-((means[:, None] - grid) ** 2) / (2.0 * noise[:, :, None])).astype(np.float32) + np.float32(1e-30)
    drawn = weight.astype(np.float32)
    for _ in range(steps):
        seen = np.matmul(fit, mass[:, :, None])[:, :, 0]
        mass = np.maximum(mass * np.matmul((drawn / seen)[:, None, :], fit)[:, 0, :], _NO_MASS)
    better, worse = (
        (mass[:, grid > 1.0]).sum(axis=1, dtype=np.float64),
        (mass[:, grid < -1.0]).sum(axis=1, dtype=np.float64),
    )
    return np.clip(np.stack([better, 1.0 - better - worse, worse], axis=1), 0.0, 1.0)
