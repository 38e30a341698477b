"""Do the intervals cover what they say they cover?

Each test counts how often intervals of 95 % contain a difference that is known. Bounds are those within
which a binomial count with the stated chance falls except once in a million (two-sided), so the tests of
this file together raise a false alarm once in some 100,000 fresh seeds; the seeds are fixed besides. Beside each
test stands the error it would detect with a chance of a million to one.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sim.laboratory.intervals import interval, simultaneous, verdict

ALARM = 1e-6
COLUMNS = 12
TOGETHER = np.linalg.cholesky(0.5 * np.eye(COLUMNS) + 0.5)


def bounds(n: int, chance: float) -> tuple[int, int]:
    """Return the counts outside which chance alone leads once in a million."""
    return int(binom.ppf(ALARM / 2, n, chance)), int(binom.isf(ALARM / 2, n, chance))


def policies(rng: np.random.Generator, pairs: int, effect: float, skewed: bool) -> np.ndarray:
    """Return paired differences of a toy: luck shared by both policies, and luck of each one's own."""
    shared = rng.standard_normal(pairs)
    own = rng.standard_normal((2, pairs))
    log_base, log_other = 0.9 * shared + 0.4 * own[0], 0.9 * shared + 0.4 * own[1]
    if skewed:
        return np.exp(log_other) * np.exp(effect) - np.exp(log_base)
    return log_other + effect - log_base


@pytest.mark.parametrize("pairs", [5, 20, 60])
@pytest.mark.parametrize("effect", [0.0, 0.7])
def test_own_interval_covers_a_known_effect(pairs, effect):
    """Normal differences: detects a coverage of 0.92 or less in 4,000 studies, or 0.976 (five pairs: 0.988) or more.

    The correction for skewness only widens, and in five pairs much looks skewed by chance.
    """
    rng = np.random.default_rng(20261121 + pairs)
    n = 4000
    covered = 0
    for _ in range(n):
        got = interval(policies(rng, pairs, effect, skewed=False))
        covered += got.low <= effect <= got.high
    low, high = bounds(n, 0.95)[0], bounds(n, 0.97 if pairs < 10 else 0.95)[1]
    assert low <= covered <= high, covered / n


@pytest.mark.parametrize("pairs, least", [(20, 0.945), (40, 0.945), pytest.param(100, 0.945, marks=pytest.mark.slow)])
def test_own_interval_on_heavy_tails(pairs, least):
    """Heavy-tailed differences without an effect: no exact value exists, coverage stays above `least`.

    Detects a coverage of 0.89 or less; the bootstrap interval BCa has 0.86 here.
    """
    rng = np.random.default_rng(7 + pairs)
    n = 800
    covered = sum(
        got.low <= 0.0 <= got.high for got in (interval(policies(rng, pairs, 0.0, skewed=True)) for _ in range(n))
    )
    assert covered >= bounds(n, least)[0], covered / n


@pytest.mark.parametrize("pairs, least", [(5, 0.88), (30, 0.925), pytest.param(100, 0.94, marks=pytest.mark.slow)])
def test_own_interval_on_skewed_differences(pairs, least):
    """Log-normal differences, skewness 6: few pairs fall short of 95 % and are known to; t alone has 0.82, 0.88 and 0.92."""
    rng = np.random.default_rng(70 + pairs)
    n, mean = 800, np.exp(0.5)
    covered = sum(
        got.low <= mean <= got.high for got in (interval(np.exp(rng.standard_normal(pairs))) for _ in range(n))
    )
    assert covered >= bounds(n, least)[0], covered / n


@pytest.mark.parametrize(
    "pairs", [pytest.param(20, marks=pytest.mark.slow), 30, pytest.param(100, marks=pytest.mark.slow)]
)
def test_simultaneous_intervals_cover_all_at_once(pairs):
    """Twelve dependent measures: detects a joint coverage of 0.89 or less in 600 studies.

    Without the correction the joint coverage would be about 0.70, far outside.
    """
    rng = np.random.default_rng(99 + pairs)
    n = 600
    covered = one_by_one = 0
    for _ in range(n):
        table = rng.standard_normal((pairs, COLUMNS)) @ TOGETHER.T + 0.3
        covered += all(got.low <= 0.3 <= got.high for got in simultaneous(table))
        one_by_one += all(got.low <= 0.3 <= got.high for got in (interval(table[:, c]) for c in range(COLUMNS)))
    low, high = bounds(n, 0.95)
    assert low <= covered <= high, covered / n
    assert one_by_one < low


def test_simultaneous_intervals_with_zeros_and_ones():
    """Columns such as "alive at the end", where one run in thirty differs, do not break the others, nor fail to cover themselves."""
    rng = np.random.default_rng(5)
    n = 300
    covered = 0
    for _ in range(n):
        table = rng.standard_normal((30, 6))
        table[:, :2] = rng.random((30, 2)) < 1 / 30
        got = simultaneous(table, kinds=["change"] * 2 + ["amount"] * 4)
        assert all(np.isfinite([gap.low, gap.high]).all() and gap.half_width < 1.0 for gap in got)
        covered += all(gap.low <= mean <= gap.high for gap, mean in zip(got, [1 / 30] * 2 + [0.0] * 4, strict=True))
    assert covered >= bounds(n, 0.95)[0]


@pytest.mark.parametrize("skewed", [False, True])
def test_a_policy_that_does_nothing_is_seldom_called_different(skewed):
    """False alarm rate of the verdict at most 5 %, on heavy tails too: detects 9 % (12 %) in 3,000 (1,000) studies."""
    rng = np.random.default_rng(31)
    n = 3000 if not skewed else 1000
    alarms = 0
    for _ in range(n):
        differences = policies(rng, 30, 0.0, skewed)
        got = interval(differences)
        alarms += verdict(differences, got.low, got.high, 0.0, +1) in ("better", "worse")
    assert alarms <= bounds(n, 0.05)[1], alarms / n


def test_no_difference_is_said_when_there_is_none_and_seldom_when_there_is():
    """An effect as large as the margin is called "no difference" in at most 2.5 % of studies (detects 5 %)."""
    rng = np.random.default_rng(77)
    n, margin = 2000, 0.4
    wrong = right = 0
    for _ in range(n):
        at_margin = policies(rng, 40, margin, skewed=False)
        none = policies(rng, 40, 0.0, skewed=False)
        for differences, effect in ((at_margin, margin), (none, 0.0)):
            got = interval(differences)
            said = verdict(differences, got.low, got.high, margin, +1) == "no_difference"
            wrong += said and effect > 0
            right += said and effect == 0
    assert wrong <= bounds(n, 0.025)[1], wrong / n
    assert right >= bounds(n, 0.95)[0], right / n


def test_pairing_narrows_the_interval_as_its_correlation_says():
    """With correlation r the variance of a difference is 2 (1 - r): here r = 0.835, 2.46 times narrower than unpaired."""
    rng = np.random.default_rng(8)
    shared, own = rng.standard_normal(20000), rng.standard_normal((2, 20000))
    one, other = 0.9 * shared + 0.4 * own[0], 0.9 * shared + 0.4 * own[1]
    paired = interval(other - one).half_width
    unpaired = interval(other - rng.permutation(one)).half_width
    assert unpaired / paired == pytest.approx(np.sqrt(1 / (1 - 0.81 / 0.97)), rel=0.05)
