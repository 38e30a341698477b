"""Statistics of studies against scipy and against numbers worked out by hand: to 1e-9, level, n - 1 and denominators included."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats as stats
from plain_intervals import amounts, paired_shares, share

from sim.laboratory import intervals as paired
from sim.laboratory.intervals import interval, simultaneous, verdict
from sim.studies.comparison import doubt

EXACT = 1e-9
NAN = math.nan


def close(value: float, expected: float) -> bool:
    return value == pytest.approx(expected, rel=EXACT, abs=EXACT, nan_ok=True)


@pytest.fixture(params=range(6))
def rng(request):
    return np.random.default_rng(request.param)


# the interval of one paired difference


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_quantiles_of_student(level):
    for free in (1, 2, 3, 7, 29, 200):
        assert close(paired.t_quantile(free, level), float(stats.t.ppf((1 + level) / 2, free)))
        assert close(
            float(
                stats.t.cdf(paired.t_quantile(free, level), free) - stats.t.cdf(-paired.t_quantile(free, level), free)
            ),
            level,
        )


@pytest.mark.parametrize("n", [4, 5, 12, 20, 29, 30, 75])
def test_the_interval_of_differences_that_lean_nowhere_is_that_of_the_paired_t_test(n, rng):
    one, half = rng.normal(40, 6, n), rng.normal(0, 5, n // 2)
    other = one + 3 + np.concatenate([half, -half, [0.0] * (n % 2)])
    for level in (0.95, 0.9, 0.99):
        found, expected = interval(other - one, level), stats.ttest_rel(other, one)
        ends = expected.confidence_interval(level)
        assert close(found.mean, float((other - one).mean())) and found.n == n
        assert close(found.low, float(ends.low)) and close(found.high, float(ends.high))
    assert interval(other - one) == interval(other - one, 0.95)


@pytest.mark.parametrize("n", [6, 10, 30, 80])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.995])
def test_skewed_differences_reach_out_to_where_halls_cubic_says(n, level, rng):
    for values in (rng.exponential(size=n), -(rng.exponential(size=n) ** 2), rng.normal(size=n)):
        bounds = interval(values, level)
        assert close((bounds.low, bounds.high), amounts(values, level))
        plain = stats.ttest_1samp(values, 0).confidence_interval(level)
        assert bounds.low <= plain.low + EXACT and bounds.high >= plain.high - EXACT


@pytest.mark.parametrize("k, n", [(0, 1), (0, 30), (1, 30), (7, 60), (29, 30), (30, 30)])
@pytest.mark.parametrize("level", [0.95, 0.99])
def test_shares_of_runs_have_the_exact_interval(k, n, level):
    bounds = interval(np.repeat([1.0, 0.0], [k, n - k]), level, paired.OUTCOME)
    assert close(paired.share_interval(k, n, level), share(k, n, level))
    if n > 1:
        assert close((bounds.mean, bounds.low, bounds.high), (k / n, *share(k, n, level))) and bounds.n == n


@pytest.mark.parametrize(
    "up, down, n", [(0, 0, 30), (1, 0, 30), (0, 2, 20), (5, 3, 30), (1, 9, 12), (10, 0, 10), (2, 2, 6)]
)
@pytest.mark.parametrize("level", [0.9, 0.95, 0.997])
def test_differences_of_paired_shares_have_the_score_interval(up, down, n, level):
    bounds = interval(np.repeat([1.0, -1.0, 0.0], [up, down, n - up - down]), level, paired.CHANGE)
    assert bounds.mean == pytest.approx((up - down) / n) and bounds.n == n
    assert (bounds.low, bounds.high) == pytest.approx(paired_shares(up, down, n, level), abs=1e-6)


@pytest.mark.parametrize(
    "values, method, mean",
    [
        ([2.0] * 12, "equal", 2.0),
        ([2.0] * 2, "equal", 2.0),
        ([0.0] * 26 + [5.0] * 4, "rare", 2 / 3),
        ([4.0], "none", 4.0),
    ],
)
def test_where_hardly_any_value_differs_there_is_no_interval(values, method, mean):
    bounds = interval(np.array(values))
    assert (
        (bounds.method, bounds.n) == (method, len(values))
        and close(bounds.mean, mean)
        and math.isnan(bounds.low)
        and math.isnan(bounds.high)
    )
    assert bounds.is_equal == (method == "equal" and len(values) >= 10) and bounds.sign == (1 if bounds.is_equal else 0)


def test_five_unlike_values_or_half_of_them_are_enough():
    assert (
        interval(np.array([0.0] * 26 + [5.0] * 5)).method != "rare"
        and interval(np.array([0.0, 0.0, 1.0, 2.0])).method != "rare"
    )
    assert interval(np.array([0.0] * 3 + [1.0, 2.0])).method == "rare"


def test_the_interval_by_hand():
    # 1 .. 5: mean 3, variance 10 / 4, standard error sqrt(0.5), Student's t with 4 degrees of freedom 2.776445105...
    bounds = interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    assert bounds.mean == 3.0 and bounds.n == 5
    assert bounds.high == pytest.approx(3 + 2.7764451051977987 * math.sqrt(0.5), abs=1e-12)
    assert bounds.low == pytest.approx(3 - 2.7764451051977987 * math.sqrt(0.5), abs=1e-12)
    assert bounds.half_width == pytest.approx(1.9632431614775138, abs=1e-12)


def test_pairs_without_a_value_are_left_out(rng):
    values = rng.normal(size=17)
    holed = np.insert(values, [0, 4, 17], [NAN, math.inf, NAN])
    assert interval(holed) == interval(values)


def test_mirrored_differences_have_the_mirrored_interval(rng):
    for values in (rng.normal(size=9), rng.exponential(size=40)):
        one, other = interval(values), interval(-values)
        assert (one.mean, one.low, one.high) == pytest.approx((-other.mean, -other.high, -other.low), abs=1e-12)


def test_skewness_is_that_of_scipy(rng):
    values = rng.gamma(2.0, size=25)
    assert close(paired.skewness(values), float(stats.skew(values, bias=False)))
    assert paired.skewness(np.full(5, 3.0)) == 0.0


# many columns at once


def test_what_may_go_wrong_is_divided_over_the_columns(rng):
    table = rng.normal(size=(21, 8)) * np.arange(1, 9)
    table[3, 2] = NAN
    for level in (0.95, 0.9):
        for values, gap in zip(table.T, simultaneous(table, level), strict=True):
            known = values[np.isfinite(values)]
            assert close((gap.low, gap.high), amounts(known, 1 - (1 - level) / 8)) and gap.n == known.size
    assert simultaneous(table[:, :1])[0] == interval(table[:, 0])
    yes = np.repeat([[1.0], [0.0], [-1.0]], [3, 26, 1], axis=0)
    gap = simultaneous(np.hstack([yes, yes]), kinds=[paired.CHANGE, paired.CHANGE])[1]
    assert (gap.low, gap.high) == pytest.approx(paired_shares(3, 1, 30, 0.975), abs=1e-6)


# verdicts and shares, by hand


@pytest.mark.parametrize(
    "low, high, margin, direction, told",
    [
        (0.5, 2.0, 0.1, +1, "better"),
        (0.5, 2.0, 0.1, -1, "worse"),
        (-2.0, -0.5, 0.1, +1, "worse"),
        (-2.0, -0.5, 0.1, -1, "better"),
        (-0.1, 0.1, 0.1, +1, "no_difference"),
        (0.01, 0.1, 0.1, +1, "no_difference"),
        (-0.11, 0.1, 0.1, +1, "undecided"),
        (-1.0, 1.0, 0.1, -1, "undecided"),
        (0.5, 2.0, 0.1, 0, "better"),
        (NAN, NAN, 0.1, +1, "undecided"),
        (0.5, NAN, 0.1, +1, "undecided"),
        (NAN, -0.5, 0.1, +1, "undecided"),
        (0.0, 1.0, 0.1, +1, "undecided"),
    ],
)
def test_verdicts_by_hand(low, high, margin, direction, told):
    assert verdict(np.array([0.3, 1.2]), low, high, margin, direction) == told


def test_shares_of_pairs_by_hand():
    values = np.array([1.0, 2.0, 0.0, -1.0, NAN])
    assert (
        paired.share_better(values, +1) == 0.625
        and paired.share_better(values, -1) == 0.375
        and paired.share_better(values, 0) == 0.625
    )
    assert math.isnan(paired.share_better(np.array([NAN]), 1))


def test_the_worst_tenth_by_hand():
    values = np.arange(1.0, 26.0)
    assert paired.worst_tenth(values, +1) == 2.0  # 25 runs: the three worst
    assert paired.worst_tenth(values, -1) == 24.0
    assert paired.worst_tenth(values[:10], +1) == 1.0 and paired.worst_tenth(np.array([NAN, 4.0]), +1) == 4.0


# association


def test_correlations_are_those_of_scipy(rng):
    one, other = rng.integers(0, 6, (2, 30)).astype(float)
    other[3] = NAN
    known = np.isfinite(other)
    assert close(paired.correlation(one, other), float(stats.pearsonr(one[known], other[known])[0]))
    assert close(paired.rank_correlation(one, other), float(stats.spearmanr(one[known], other[known])[0]))
    assert paired.ranks(one).tolist() == stats.rankdata(one).tolist()
    assert paired.correlation(one, np.full(30, 2.0)) is None and paired.correlation(one[:4], one[:4]) is None
    assert paired.correlation(one[:5] * 2, one[:5]) == pytest.approx(1.0)


@pytest.mark.parametrize("value", [0.1, 0.7, 1e-3, 1e9 + 0.1])
def test_what_does_not_vary_is_correlated_with_nothing(value):
    """Whatever rounding leaves of equal values less their mean."""
    for n in range(5, 40):
        assert (
            paired.correlation(np.full(n, value), np.arange(float(n))) is None
            and paired.correlation(np.arange(float(n)), np.full(n, value)) is None
        )


@pytest.mark.parametrize("how", ["sum", "mean"])
def test_months_by_hand(how, rng):
    base, other = rng.normal(size=(2, 7, 75))
    months = [[getattr(side[:, m : m + 30], how)(axis=1) for side in (base, other)] for m in (0, 30)]
    assert paired.by_month(base, other) == pytest.approx([stats.pearsonr(*month)[0] for month in months], abs=EXACT)
    assert len(paired.by_month(base[:, :12], other[:, :12])) == 1


# over worlds


def test_the_mean_of_worlds_has_the_interval_of_amounts(rng):
    means = rng.normal(1, 2, 23)
    mean, low, high = doubt.mean_of_worlds(means)
    assert close(mean, float(means.mean())) and close((low, high), amounts(means))


def test_chance_within_worlds_is_the_pooled_variance_over_pairs(rng):
    effects = rng.normal(size=(12, 3))
    variance = doubt.within(effects, np.full(12, 50.0))
    assert variance == pytest.approx(
        np.full(12, np.mean([np.var(effect, ddof=1) for effect in effects]) / 3), abs=1e-12
    )


def test_the_spread_between_worlds_is_that_of_the_moments_and_its_ends_are_those_of_cochran(rng):
    """With chance known for sure Q follows chi-squared: each end is where Q has the probability of its tail."""
    chance, means = np.full(25, 0.4), rng.normal(0, 1.3, 25)
    sd, low, high = doubt.spread(means, chance, 10**9)
    assert close(sd, math.sqrt(max(float(np.var(means, ddof=1)) - 0.4, 0.0)))
    for end, tail in ((low, 0.975), (high, 0.025)):
        q = float(((means - means.mean()) ** 2).sum()) / (0.4 + end**2)
        assert end == 0.0 or stats.chi2.cdf(q, 24) == pytest.approx(tail, abs=1e-6)


@pytest.mark.parametrize("k, n", [(0, 30), (1, 30), (7, 60), (29, 30), (60, 60)])
def test_shares_have_wilsons_interval(k, n):
    low, high = paired.wilson(k / n, n)
    ends = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
    assert close(max(low, 0.0), float(ends.low)) and close(min(high, 1.0), float(ends.high))


# what has no value says nothing


def test_nothing_to_go_on():
    none = interval(np.array([NAN]))
    assert none.n == 0 and math.isnan(none.mean) and math.isnan(none.low) and math.isnan(none.high)
    bounds = interval(np.array([4.0]))
    assert bounds.mean == 4.0 and math.isnan(bounds.low) and math.isnan(bounds.high) and bounds.n == 1
