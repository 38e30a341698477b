"""Is the share of worlds what it says it is, with two pairs in each?

The worlds' own effects are drawn from a known distribution, chance is put on them, and what is estimated is held against the
distribution. Bounds are those of `test_intervals`: a false alarm once in a million; beside each test stands what it would detect.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import f as f_law
from test_intervals import bounds

from sim.measures import MEASURES
from sim.studies.comparison.doubt import FARTHEST, in_margins, mean_of_worlds, over_worlds, shares, spread, within

POSTERS = MEASURES["posters_30d"]
WORLDS, PAIRS = 60, 2
LAWS = {
    "normal": lambda rng, n: rng.normal(0.6, 1.5, n),
    "skewed": lambda rng, n: np.exp(rng.normal(0.3, 0.8, n)) - 1.0,
    "mostly_nothing": lambda rng, n: np.where(rng.random(n) < 0.8, 0.0, 3.0) + rng.normal(0.0, 0.2, n),
    "two_kinds": lambda rng, n: np.where(rng.random(n) < 0.5, -2.0, 3.0) + rng.normal(0.0, 0.5, n),
    "nearly_all": lambda rng, n: rng.normal(4.0, 1.5, n),
}


def seen(rng, own, noise):
    """Effects as pairs show them, float64 (worlds, pairs); `noise` is the standard deviation of a world's mean."""
    return own[:, None] + noise * np.sqrt(PAIRS) * rng.standard_normal((own.size, PAIRS))


def truth(law):
    own = LAWS[law](np.random.default_rng(99), 400_000)
    return np.array([(own > 1).mean(), (np.abs(own) <= 1).mean(), (own < -1).mean()])


def estimates(law, noise, n, seed):
    """Shares of n studies, float64 (studies, 3, 3): better, same, worse; estimate, low, high."""
    rng = np.random.default_rng(seed)
    estimated = np.empty((n, 3, 3))
    for k in range(n):
        effects = seen(rng, LAWS[law](rng, WORLDS), noise)
        estimated[k] = [
            (share.estimate, share.low, share.high) for share in shares(effects, within(effects, np.ones(WORLDS)))
        ]
    return estimated


# Bias allowed beside sampling: none is exact, and what the estimate is drawn towards is a normal distribution of worlds.
@pytest.mark.parametrize(
    "law, noise, bias",
    [
        ("normal", 0.7, 0.02),
        ("skewed", 0.7, 0.03),
        pytest.param("mostly_nothing", 0.7, 0.04, marks=pytest.mark.slow),
        pytest.param("two_kinds", 1.4, 0.08, marks=pytest.mark.slow),
        pytest.param("nearly_all", 1.4, 0.02, marks=pytest.mark.slow),
        pytest.param("normal", 1.4, 0.04, marks=pytest.mark.slow),
        pytest.param("skewed", 1.4, 0.09, marks=pytest.mark.slow),
        pytest.param("mostly_nothing", 1.4, 0.18, marks=pytest.mark.slow),
    ],
)
def test_shares_are_what_they_are_and_their_intervals_cover(law, noise, bias):
    """Coverage 0.88 at least, of shares told in whole percents: detects 0.55 or less in 50 studies, three shares each; bias: 0.05 more than allowed.

    Measured in 100 studies of each law: 0.88 to 1, and 0.83 where most worlds show nothing and chance is as large as the spread.
    """
    n = 50
    found, own = estimates(law, noise, n, 11), truth(law)
    off = found[:, :, 0].mean(axis=0) - own
    reach = 4.9 * found[:, :, 0].std(axis=0) / np.sqrt(n)
    assert (np.abs(off) <= bias + reach).all(), (off, reach)
    covered = ((found[:, :, 1] <= own + 0.005) & (own - 0.005 <= found[:, :, 2])).sum(axis=0)
    assert (covered >= bounds(n, 0.88)[0]).all(), covered / n
    assert np.allclose(found[:, :, 0].sum(axis=1), 1.0)


def test_counting_worlds_would_be_wrong_where_chance_is_taken_out():
    """Nine in ten worlds lie above the margin; counted with chance on them, a quarter of them would not."""
    rng = np.random.default_rng(5)
    counted, told = [], []
    for _ in range(25):
        own = rng.normal(2.0, 0.78, WORLDS)
        effects = seen(rng, own, 1.4)
        counted.append((effects.mean(axis=1) > 1).mean())
        told.append(shares(effects, within(effects, np.ones(WORLDS)))[0].estimate)
    assert abs(np.mean(counted) - 0.733) < 0.06
    assert abs(np.mean(told) - 0.90) < 0.06


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_no_spread_is_said_to_be_none(noise):
    """Worlds that do not differ are said to differ in at most 2.5 %: detects 6 % in 1,500 studies; worlds that do are found."""
    rng = np.random.default_rng(17)
    n, alarms, found = 1500, 0, 0
    for k in range(n):
        effects = seen(rng, np.full(WORLDS, 0.4), noise)
        alarms += spread(effects.mean(axis=1), within(effects, np.ones(WORLDS)), WORLDS)[1] > 0
        if k < 100:
            effects = seen(rng, rng.normal(0.4, 2 * noise, WORLDS), noise)
            found += spread(effects.mean(axis=1), within(effects, np.ones(WORLDS)), WORLDS)[1] > 0
    assert alarms <= bounds(n, 0.025)[1], alarms / n
    assert found == 100


@pytest.mark.parametrize("between, noise", [(0.5, 1.0), (1.5, 1.0), (3.0, 0.3)])
def test_spread_between_worlds_is_recovered(between, noise):
    """Unbiased in the variance, and an interval of 95 %: detects a coverage of 0.90 in 800 studies."""
    rng = np.random.default_rng(23)
    n, variances, covered = 800, [], 0
    for _ in range(n):
        effects = seen(rng, rng.normal(1.0, between, WORLDS), noise)
        means, chance = effects.mean(axis=1), within(effects, np.ones(WORLDS))
        sd, low, high = spread(means, chance, WORLDS)
        variances.append(means.var(ddof=1) - chance.mean() if sd == 0 else sd**2)
        covered += low <= between <= high
    assert abs(np.mean(variances) - between**2) < 4.9 * np.std(variances) / np.sqrt(n)
    assert covered >= bounds(n, 0.945)[0], covered / n


def test_with_equal_chance_the_interval_is_the_classical_one():
    """One-way random effects with equal variances have a closed form: sd^2 / v = F / quantile - 1 (Searle 1971); an oracle at its low end."""
    rng = np.random.default_rng(29)
    for _ in range(20):
        effects = seen(rng, rng.normal(1.0, 1.2, WORLDS), 0.8)
        means, chance = effects.mean(axis=1), within(effects, np.ones(WORLDS))
        ratio = means.var(ddof=1) / chance.mean()
        _, low, _ = spread(means, chance, WORLDS)
        assert (low > 0) == (ratio > f_law.ppf(0.975, WORLDS - 1, WORLDS))


def test_mean_over_worlds_covers():
    """Detects a coverage of 0.92 or less in 4,000 studies."""
    rng = np.random.default_rng(31)
    n = 4000
    covered = 0
    for _ in range(n):
        mean, low, high = mean_of_worlds(seen(rng, rng.normal(0.8, 1.0, WORLDS), 1.0).mean(axis=1))
        covered += low <= 0.8 <= high
    assert bounds(n, 0.95)[0] <= covered <= bounds(n, 0.95)[1]


def test_chance_is_pooled_along_the_level():
    """Small communities vary more: variance 4 / level is recovered within a tenth over studies, and pooling alone would miss it."""
    rng = np.random.default_rng(37)
    level = np.exp(np.linspace(-1.0, 1.0, WORLDS))
    mean = np.mean(
        [
            np.log(within(rng.normal(0.0, 1.0, (WORLDS, PAIRS)) * np.sqrt(4.0 / level)[:, None], level))
            for _ in range(300)
        ],
        axis=0,
    )
    assert mean == pytest.approx(np.log(2.0 / level), abs=0.1)
    flat = rng.normal(0.0, 1.0, (WORLDS, PAIRS))
    assert within(flat, np.full(WORLDS, 7.0)) == pytest.approx(np.full(WORLDS, flat.var(axis=1, ddof=1).mean() / PAIRS))
    assert not within(np.ones((WORLDS, PAIRS)), level).any()


def test_effects_in_margins_by_hand():
    base = np.array([[100.0, 100.0], [90.0, 110.0], [0.0, 0.0], [0.0, 0.0], [10.0, np.nan]])
    other = np.array([[105.0, 115.0], [108.0, 132.0], [0.0, 0.0], [3.0, 3.0], [11.0, 11.0]])
    found = in_margins(base, other, POSTERS)
    assert found[0].tolist() == [1.0, 3.0]
    assert found[1].tolist() == [4.0, 4.0]  # a fifth more in both pairs: no chance in the ratio
    assert found[2].tolist() == [0.0, 0.0] and found[3].tolist() == [FARTHEST, FARTHEST]
    assert np.isnan(found[4]).any()
    churn = MEASURES["churn_30d"]
    assert churn.direction < 0
    assert np.sign(in_margins(np.full((1, 2), 0.5), np.full((1, 2), 0.9), churn)).tolist() == [[-1.0, -1.0]]


def test_turning_the_comparison_round_mirrors_the_shares():
    rng = np.random.default_rng(41)
    effects = seen(rng, rng.normal(0.7, 1.5, WORLDS), 0.9)
    chance = within(effects, np.ones(WORLDS))
    one, two = shares(effects, chance), shares(-effects, chance)
    for here, there in zip(one, reversed(two), strict=True):
        assert [here.estimate, here.low, here.high] == pytest.approx([there.estimate, there.low, there.high], abs=0.005)


def test_equal_policies_are_the_same_in_every_world():
    base = np.exp(np.random.default_rng(43).normal(4.0, 0.5, (WORLDS, PAIRS)))
    worlds_share = over_worlds(base, base, POSTERS)
    assert (worlds_share.mean, worlds_share.sd, worlds_share.sd_high, worlds_share.chance) == (0.0,) * 4
    assert np.isnan([worlds_share.mean_low, worlds_share.mean_high]).all(), (
        "equal differences make no interval of width zero"
    )
    assert (worlds_share.better.estimate, worlds_share.same.estimate, worlds_share.worse.estimate) == (0.0, 1.0, 0.0)
    assert worlds_share.same.low > 0.93 and worlds_share.better.high < 0.07 and not worlds_share.differs


def test_too_few_worlds_say_nothing():
    worlds_share = over_worlds(
        np.ones((4, 2)), np.array([[1.0, 1.0], [1.0, np.nan], [2.0, 2.0], [np.nan, 1.0]]), POSTERS
    )
    assert (
        worlds_share.n_worlds == 2
        and np.isnan([worlds_share.mean, worlds_share.sd, worlds_share.better.estimate]).all()
    )
