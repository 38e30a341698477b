"""A missing value is not a result: points are compared over the same replications, and what has no value is told as such."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.report.sensitivity.answer import told as told_sensitivity
from sim.report.sensitivity.view import SensitivityView
from sim.report.sweep.answer import answer, headline
from sim.report.sweep.page import points_table, sweep_page
from sim.report.sweep.text import sweep_data, sweep_text
from sim.report.sweep.view import SweepView
from sim.studies.sensitivity.effects import effects
from sim.studies.study import Study
from sim.studies.sweep.compared import compared
from sim.studies.sweep.table import axes_of, best_point, point_rows
from sim.words import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"title": "small", "community": {"audience": 50, "days": 40}, "policy": [{"kind": "team", "hours_per_week": 5}]}
NAN = np.nan


@pytest.fixture(scope="module")
def five():
    """A sweep of five points and eight replications, whose values a test plants."""
    scenario = sim.load(ROOT / "scenarios" / "baseline.toml").build(SMALL, "small")
    return Study([scenario], levers={"team.hours_per_week": [0, 2, 4, 6, 8]}, uncertain={}, reps=8).run(
        kernel="toy_sweep", workers=1
    )


def planted(sweep, values):
    """Return the sweep with other values of its primary measure, float64 (points, replications)."""
    return dataclasses.replace(sweep, beside=(), _columns={sweep.primary: np.asarray(values, dtype=float)})


LUCK = np.array([20.0, 22.0, 24.0, 24.0, 41.0, 45.0, 21.0, 23.0])


def seldom(extra=(4, 5)):
    """Four points with a value in the same four of eight replications, one with two more, both of them high; where all have one they are equal."""
    table = np.tile(LUCK, (5, 1))
    table[:, 4:] = NAN
    table[0, list(extra)] = LUCK[list(extra)]
    return table


def test_points_are_ranked_over_the_replications_they_share(five):
    found = planted(five, seldom())
    over = compared(found.of(found.primary))
    assert over.replications.tolist() == [True] * 4 + [False] * 4 and over.points.all()
    assert (over.n, over.n_missing, over.n_values.tolist()) == (4, 18, [6, 4, 4, 4, 4])
    rows = point_rows(found, found.primary, 1)
    assert {row.mean for row in rows} == {22.5} and [row.n for row in rows] == [6, 4, 4, 4, 4]
    (axis,) = axes_of(found, found.primary)
    assert {level.mean for level in axis.levels} == {22.5} and not any(level.sign for level in axis.levels)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_missing_is_told_and_equal_points_have_no_best(five, lang):
    view = SweepView(planted(five, seldom()), lang)
    sentences = answer(view)
    assert sentences[0] == view.say(
        "answer.missing", n="18", all="40", measure=view.label(view.primary), over="4", reps="8"
    )
    assert sentences[1].startswith(
        view.say(
            "answer.mean",
            measure=view.label(view.primary),
            mean="22.5" if lang == "en" else "22,5",
            interval=view.ends(view.rows[0].low, view.rows[0].high),
            n="4",
        )
    )
    assert headline(view) == view.say("headline.same", measure=view.label(view.primary))
    text = sweep_text(view.sweep, lang)
    assert "6 / 8" in text and "4 / 8" in text and "(chance: 10.9 to 25.5, 8" not in text
    assert sweep_page(view).parts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_point_with_few_values_is_set_apart_and_a_sweep_with_none_in_common_is_not_ranked(five, lang):
    table = np.tile(LUCK, (5, 1)) + np.arange(5)[:, None]
    table[4] += 100.0
    table[4, 3:] = NAN
    view = SweepView(planted(five, table), lang)
    assert view.best == 3 and [row.index for row in view.ranked] == [3, 2, 1, 0] and view.compared.n == 8
    assert (
        not view.rows[4].is_compared and view.rows[4].n == 3 and not view.rows[4].sign and np.isnan(view.rows[4].behind)
    )
    assert any("3 / 8" in one and view.point(4) in one for one in answer(view))
    assert view.say("table.apart") in str(sweep_page(view).parts)
    head, rows = points_table(view.sweep)
    assert [row[head.index("compared")] for row in rows] == [1, 1, 1, 1, 0]

    table = np.tile(LUCK, (5, 1))
    table[0, :4], table[1:, 4:] = NAN, NAN
    found = planted(five, table)
    nothing = SweepView(found, lang)
    assert best_point(found, found.primary, 1) == -1 and not nothing.ranked
    refused = nothing.say("headline.refused", measure=nothing.label(nothing.primary))
    assert headline(nothing) == refused and answer(nothing)[0] == refused + "."
    assert refused.split(":")[0] in " ".join(sweep_text(found, lang).split()) and sweep_page(nothing).parts
    assert sweep_data(found)["best"] is None


def test_nothing_changes_where_nothing_is_missing(five):
    table = np.tile(LUCK, (5, 1)) + np.arange(5)[:, None]
    over = compared(table)
    assert np.array_equal(over.table, table) and over.n == 8 and not over.n_missing
    view = SweepView(planted(five, table), "en")
    assert view.best == 4 and [row.mean for row in view.rows] == [27.5, 28.5, 29.5, 30.5, 31.5]
    assert not any("no value" in one for one in answer(view))


def test_no_single_value_in_common_is_nothing_to_compare():
    for table in ([[NAN, NAN], [NAN, NAN]], [[1.0, NAN], [NAN, 2.0]], [[1.0, NAN, 3.0, 4.0], [1.0, 2.0, NAN, NAN]]):
        over = compared(np.array(table))
        assert not over.points.any() and over.n == 0 and np.isnan(over.table).all()
    assert compared(np.array([[1.0], [2.0]])).n == 1


def test_a_factor_moved_nothing_only_where_every_difference_is_known():
    steps = np.zeros((3, 4, 2))
    steps[1, 2, 0] = NAN
    steps[2] = NAN
    zero, partly, none = effects(steps)
    assert (zero.is_zero, zero.n_missing) == (True, 0)
    assert (partly.is_zero, partly.n_missing, partly.mu_star) == (False, 1, 0.0)
    assert (none.is_zero, none.n_missing, none.n_steps) == (False, 8, 0) and np.isnan(none.mu_star)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sensitivity_study_tells_what_it_does_not_know(lang):
    from sim.studies.sensitivity.study import sensitivity

    scenario = sim.load(ROOT / "scenarios" / "baseline.toml").build(SMALL, "small")
    result = sensitivity(
        Study([scenario], uncertain={"spam_posts": {}, "visit_base": {}}, reps=2, sensitivity={"trajectories": 4}),
        kernel="toy_sensitivity",
        workers=1,
    )
    one = result.answers[0]
    partly = dataclasses.replace(one.effects[0], mu_star=0.0, stands_out=False, is_zero=False, n_missing=3)
    empty = dataclasses.replace(
        one.effects[1], mu_star=NAN, high=NAN, stands_out=False, is_zero=False, n_steps=0, n_missing=8
    )
    view = SensitivityView(result, lang)
    changed = dataclasses.replace(one, effects=(partly, empty))
    text = " ".join(told_sensitivity(view, changed))
    assert view.tell("told.missing", n="11", all="16", factors="2", measure=view.label(view.primary)) in text
    assert view.tell("told.zero", n="1", all="2") not in text and view.factor(1) in text
    assert view.verdict(partly) == view.tell("verdict.partly") and view.verdict(empty) == view.tell("verdict.no_value")
