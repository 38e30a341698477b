"""What sweeps, replications of papers and precision say in numbers, against scipy and analysis of variance done by hand, to 1e-9."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import scipy.optimize
import scipy.stats as stats
from plain_intervals import amounts

from sim.evidence.bands import STUDY_RESAMPLES
from sim.evidence.experiments.logit import log_odds_ratio, logistic_regression
from sim.evidence.held import between, over_runs, over_sets
from sim.laboratory.precision import narrow_enough
from sim.scenario import Scenario
from sim.studies.study import Study
from sim.studies.sweep import table as sweep_table

EXACT = 1e-9
NAN = math.nan
MEASURE = "posters_30d"
SMALL = {"title": "small", "community": {"audience": 50, "days": 40}, "policy": [{"kind": "team", "hours_per_week": 5}]}

pytestmark = pytest.mark.usefixtures("no_worlds")


def close(value, expected) -> bool:
    return value == pytest.approx(expected, rel=EXACT, abs=EXACT, nan_ok=True)


@pytest.fixture
def table():
    """Points by replications: an effect of the point, luck of the replication, and luck of both."""
    rng = np.random.default_rng(4)
    return rng.normal(20, 4, (6, 1)) + rng.normal(0, 3, (1, 6)) + rng.normal(0, 2, (6, 6))


@pytest.fixture
def swept(table):
    study = Study(
        [Scenario.build(SMALL, "small")],
        levers={"team.hours_per_week": [0, 5, 10]},
        uncertain={"spam_posts": {"dist": "choice", "values": [1, 3]}},
        reps=6,
    )
    return replace(study.run(kernel="tests.toys.toy_sweep", workers=1), _columns={MEASURE: table})


# sweeps


def test_points_have_their_interval_and_stand_behind_the_best_within_replications(swept, table):
    """The intervals of all points against the best hold together: each at 1 - 0.05 / (points - 1)."""
    for direction, best in ((1, int(table.mean(axis=1).argmax())), (-1, int(table.mean(axis=1).argmin()))):
        rows = sweep_table.point_rows(swept, MEASURE, direction)
        for i, row in enumerate(rows):
            assert (row.index, row.n, row.failed) == (i, 6, 0)
            assert close((row.mean, row.low, row.high), (table[i].mean(), *amounts(table[i])))
            assert close(
                (row.run_low, row.run_high),
                (stats.scoreatpercentile(table[i], 10), stats.scoreatpercentile(table[i], 90)),
            )
            assert close(row.behind, (table[i] - table[best]).mean())
            if i != best:
                assert close((row.behind_low, row.behind_high), amounts(table[i] - table[best], 1 - 0.05 / 5))


def test_points_are_compared_over_the_replications_in_which_all_have_a_value(swept, table):
    worst, kept = int(table.mean(axis=1).argmin()), [0, 2, 3, 5]
    holed = table.copy()
    holed[worst, [1, 4]] = NAN
    best = int(table[:, kept].mean(axis=1).argmax())
    rows = sweep_table.point_rows(replace(swept, _columns={MEASURE: holed}), MEASURE, 1)
    for i, row in enumerate(rows):
        assert row.is_compared and row.n == (4 if i == worst else 6)
        assert close((row.mean, row.low, row.high), (table[i, kept].mean(), *amounts(table[i, kept])))
        assert close(row.behind, (table[i] - table[best])[kept].mean())
        if i != best:
            assert close((row.behind_low, row.behind_high), amounts((table[i] - table[best])[kept], 1 - 0.05 / 5))


def test_a_point_with_a_value_in_fewer_than_half_is_set_apart(swept, table):
    holed = table.copy()
    holed[2, :4] = NAN
    rows = sweep_table.point_rows(replace(swept, _columns={MEASURE: holed}), MEASURE, 1)
    assert (
        [row.is_compared for row in rows] == [i != 2 for i in range(6)]
        and rows[2].n == 2
        and math.isnan(rows[2].behind)
    )
    best = max((i for i in range(6) if i != 2), key=lambda i: table[i].mean())
    [other] = [i for i in (0, 1) if i != best][:1]
    assert close((rows[other].behind_low, rows[other].behind_high), amounts(table[other] - table[best], 1 - 0.05 / 4))


def test_levels_average_out_all_else_and_differ_within_replications(swept, table):
    settings = [swept.setting(i) for i in range(6)]
    for axis in sweep_table.axes_of(swept, MEASURE):
        first = None
        for level in axis.levels:
            rows = [i for i in range(6) if settings[i][axis.column] == level.value]
            course = np.array([math.fsum(table[i, r] for i in rows) / len(rows) for r in range(6)])
            first = course if first is None else first
            assert level.n_points == len(rows) and close(
                (level.mean, level.low, level.high), (course.mean(), *amounts(course))
            )
            assert close(
                (level.spread_low, level.spread_high), (min(table[rows].mean(axis=1)), max(table[rows].mean(axis=1)))
            )
            if course is not first:
                assert close(
                    (level.difference, level.difference_low, level.difference_high),
                    ((course - first).mean(), *amounts(course - first)),
                )
        assert close(axis.reach, max(level.mean for level in axis.levels) - min(level.mean for level in axis.levels))


def test_two_axes_work_on_each_other_by_the_difference_of_differences(swept, table):
    at = {
        (swept.setting(i)["lever.team.hours_per_week"], swept.setting(i)["behaviour.spam_posts"]): table[i]
        for i in range(6)
    }
    hours, spam = sorted({one for one, _ in at}), sorted({other for _, other in at})
    gaps = [at[hours[-1], one] - at[hours[0], one] for one in (spam[0], spam[-1])]
    found = sweep_table.interaction(swept, MEASURE)
    for one, expected in zip(found, (*gaps, gaps[1] - gaps[0]), strict=True):
        assert close((one.mean, one.low, one.high), (expected.mean(), *amounts(expected)))


def test_leaders_are_ahead_of_the_next_and_hold_together(swept, table):
    at = {
        (swept.setting(i)["lever.team.hours_per_week"], swept.setting(i)["behaviour.spam_posts"]): table[i]
        for i in range(6)
    }
    hours, spam = sorted({one for one, _ in at}), sorted({other for _, other in at})
    for direction, way in ((1, -1), (-1, 1)):
        [(_, _, told)] = sweep_table.leaders(swept, MEASURE, direction)
        for one, other in zip(told, spam, strict=True):
            order = sorted(hours, key=lambda level, other=other: way * at[level, other].mean())
            assert (one.at, one.best, one.second) == (other, order[0], order[1])
            ahead = at[order[0], other] - at[order[1], other]
            assert close(
                (one.ahead.mean, one.ahead.low, one.ahead.high), (ahead.mean(), *amounts(ahead, 1 - 0.05 / len(spam)))
            )


def test_chance_and_design_are_the_parts_of_an_analysis_of_variance(swept, table):
    """Two ways without repetition: mean squares of points and of what is left by hand; design = (MS points - MS left) / replications."""
    points, reps = table.shape
    grand = table.mean()
    left = sum(
        (table[i, r] - table[i].mean() - table[:, r].mean() + grand) ** 2
        for i, r in product(range(points), range(reps))
    )
    ms_left = left / ((points - 1) * (reps - 1))
    ms_points = reps * sum((table[i].mean() - grand) ** 2 for i in range(points)) / (points - 1)
    within = sum((table[i, r] - table[i].mean()) ** 2 for i, r in product(range(points), range(reps))) / (
        points * (reps - 1)
    )
    parts = sweep_table.variance(swept, MEASURE)
    assert close(parts.design, (ms_points - ms_left) / reps) and close(parts.chance, within)
    assert close(parts.chance_of_runs, within / ((ms_points - ms_left) / reps + within))


def test_means_and_the_best_point_by_hand():
    assert sweep_table.mean_of(np.array([[1.0, NAN, 3.0], [NAN, NAN, NAN]]), axis=1) == pytest.approx(
        [2.0, NAN], nan_ok=True
    )


# precision


def test_precise_enough_is_a_half_width_of_their_interval(table):
    widest = max((amounts(line)[1] - amounts(line)[0]) / 2 for line in table)
    assert narrow_enough(table, widest * 1.0001, False) and not narrow_enough(table, widest * 0.9999, False)
    share = widest / abs(table.mean())
    assert narrow_enough(table, share * 1.0001, True) and not narrow_enough(table, share * 0.9999, True)
    assert not narrow_enough(np.full((2, 3), NAN), 1.0, False)


# papers


def test_logistic_regression_is_the_maximum_likelihood():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 2))
    y = rng.random(400) < 1 / (1 + np.exp(0.4 - x @ [0.8, -0.5]))
    full = np.column_stack([np.ones(400), x])

    def unlikely(b):
        return float(np.logaddexp(0.0, np.where(y, -1, 1) * (full @ b)).sum())

    def slope(b):
        return full.T @ (1 / (1 + np.exp(-full @ b)) - y)

    expected = scipy.optimize.minimize(unlikely, np.zeros(3), jac=slope, method="BFGS", options={"gtol": 1e-10}).x
    assert logistic_regression(y, x) == pytest.approx(expected, abs=1e-7)


def test_odds_ratios_are_those_of_scipy_and_of_the_regression():
    yes, n_with, no, n_without = 56, 100, 44, 110
    table = [[yes, n_with - yes], [no, n_without - no]]
    expected = math.log(stats.contingency.odds_ratio(table, kind="sample").statistic)
    assert close(log_odds_ratio(np.array([[yes, n_with, no, n_without]])), expected)
    assert close(log_odds_ratio(np.array([[20, 40, 10, 60], [36, 60, 34, 50]])), expected)
    y = np.repeat([1, 0, 1, 0], np.ravel(table))
    x = np.repeat([1, 1, 0, 0], np.ravel(table))
    assert logistic_regression(y, x[:, None])[1] == pytest.approx(expected, abs=1e-7)


def test_spread_of_a_figure_is_the_percentile_bootstrap_and_single_runs_are_tenths():
    rng = np.random.default_rng(8)
    parts = np.column_stack([rng.integers(1, 20, 40), np.full(40, 20)]).astype(float)

    def figure(rows):
        return float(rows[:, 0].sum() / rows[:, 1].sum())

    low, high = between(over_sets(figure, parts, STUDY_RESAMPLES), 0.025, 0.975)
    ends = stats.bootstrap(
        (parts[:, 0] / 20,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(2)
    ).confidence_interval
    assert (low, high) == pytest.approx((ends.low, ends.high), abs=0.01)
    assert close(between(over_runs(figure, parts), 0.1, 0.9), tuple(np.percentile(parts[:, 0] / 20, [10, 90])))
