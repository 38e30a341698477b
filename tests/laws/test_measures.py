"""Laws of the measures: hand-countable diaries, NaN where nothing can be computed, words for each."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.measures import BESIDE, GOAL_WEIGHTS, GOALS, MEASURES, measure_all
from sim.measures.tally import LAST, Tally
from sim.scenario.community import GOALS as ASKED_GOALS
from sim.words import LANGUAGES, say
from tests.toys.toy import blank


def compute(name, diary, cohorts):
    return MEASURES[name].compute(diary, cohorts)


def test_every_measure_has_its_words_in_both_languages():
    for lang in LANGUAGES:
        for name, measure in MEASURES.items():
            assert say(f"measures.{name}.label", lang)
            assert say(f"measures.{name}.definition", lang).endswith(".")
            assert say(f"measures.unit.{measure.unit}", lang)
        for goal in GOALS:
            assert say(f"measures.goal.{goal}", lang)
    labels = [say(f"measures.{name}.label", "nl") for name in MEASURES]
    assert len(set(labels)) == len(labels)


def test_goals_are_those_of_the_scenario_and_name_measures():
    assert set(GOALS) == set(BESIDE) == set(ASKED_GOALS) == set(GOAL_WEIGHTS)
    for goal, primary in GOALS.items():
        assert primary in MEASURES and MEASURES[primary].direction == 1
        assert set(BESIDE[goal]) <= set(MEASURES) - {primary}


@pytest.mark.parametrize("goal", GOALS)
def test_a_goal_is_its_weights(goal):
    weights = GOAL_WEIGHTS[goal]
    for name, weight in weights.items():
        assert MEASURES[name].direction * weight >= 0, f"{goal} is won by making {name} worse"
        for lang in LANGUAGES:
            assert say(f"measures.goal.{goal}.{name}", lang)
    assert (GOALS[goal] == f"goal_{goal}") == (len(weights) > 1 or set(weights.values()) != {1.0})
    rng = np.random.default_rng(4)
    diary, cohorts = blank(120)
    for column in diary.dtype.names:
        diary[column] = rng.random(len(diary))
    for column in cohorts.dtype.names:
        cohorts[column] = rng.random(len(cohorts))
    expected = sum(weight * compute(name, diary, cohorts) for name, weight in weights.items())
    if any(weight < 0 for weight in weights.values()) and goal != "listen":  # listen takes off a part of what it counts
        assert MEASURES[GOALS[goal]].smallest_absolute, (
            "a score that may be zero needs a smallest difference of its own"
        )
    assert expected != 0.0 and compute(GOALS[goal], diary, cohorts) == pytest.approx(expected, rel=1e-12)


def test_service_by_hand():
    diary, cohorts = blank(90)
    diary["solved_by_members"][10:40] = 2
    diary["solved_by_duty"][50] = 20
    diary["solved_by_staff"][89] = 10
    diary["matured_questions"][20] = 120
    diary["matured_unanswered"][5] = 30
    assert compute("solved_month", diary, cohorts) == 30 and compute("solved_share", diary, cohorts) == 0.75
    assert compute("solved_members_month", diary, cohorts) == 20 and compute(
        "solved_duty_share", diary, cohorts
    ) == pytest.approx(1 / 6)
    assert compute("goal_service", diary, cohorts) == 30 - 0.5 * 10


@pytest.mark.parametrize("days", [0, 1, 10, 29, 30, 90, 365])
def test_an_empty_community_raises_nothing_and_has_no_shares(days):
    diary, cohorts = blank(days)
    figures = measure_all(diary, cohorts)
    assert list(figures) == list(MEASURES)
    assert all(isinstance(value, float) for value in figures.values())
    assert all(math.isnan(figures[name]) for name, measure in MEASURES.items() if measure.source == "events")
    for name in (
        "retention_30",
        "posted_30",
        "churn_30d",
        "first_answered",
        "first_answer_hours",
        "unanswered",
        "answered",
        "profile_share",
        "spam_seen",
        "trust",
        "role_lurker",
        "returns",
        "host_use",
        "posts_per_host_hour",
    ):
        assert math.isnan(figures[name]), name


def test_no_measure_is_infinite_on_random_diaries():
    rng = np.random.default_rng(1)
    for _ in range(50):
        diary, cohorts = blank(int(rng.integers(1, 250)))
        for table in (diary, cohorts):
            for column in table.dtype.names:
                table[column] = rng.integers(0, 3, len(table)) * rng.integers(0, 2)
        assert not any(math.isinf(value) for value in measure_all(diary, cohorts).values())


def test_means_are_over_the_last_ninety_days():
    diary, cohorts = blank(365)
    diary["posters_30d"][:275] = 1000
    diary["posters_30d"][275:] = 8
    assert compute("posters_30d", diary, cohorts) == 8
    short, none = blank(10)
    short["posters_30d"][:5] = 4
    assert compute("posters_30d", short, none) == 2


def test_churn_of_people_who_post_once_is_one():
    diary, cohorts = blank(365)
    diary["churned_30d"] = 2
    diary["posters_30d"] = 60
    assert compute("churn_30d", diary, cohorts) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "name, column, window",
    [
        ("retention_30", "visited_30", 60),
        ("retention_90", "visited_90", 120),
        ("retention_180", "visited_180", 210),
        ("posted_30", "posted_30", 30),
        ("posts_90", "posts_90", 90),
    ],
)
def test_only_windows_within_the_run_count(name, column, window):
    days = 250
    diary, cohorts = blank(days)
    cohorts["joined"] = 10
    cohorts[column][: days - window + 1] = 4
    assert compute(name, diary, cohorts) == 0.4
    cohorts[column][days - window + 1 :] = 1000
    assert compute(name, diary, cohorts) == 0.4
    cohorts[column][days - window] = 0
    assert compute(name, diary, cohorts) < 0.4
    assert math.isnan(MEASURES[name].compute(*[table[: window - 1] for table in (diary, cohorts)]))


@pytest.mark.parametrize(
    "posting_days, expected",
    [
        ([], 0),
        (range(0, 200), 200),
        ([29], 30),
        ([30], 0),
        ([0, 10], 11),
        ([0, 30, 60, 90], 91),
        ([0, 31], 1),
        (range(0, 170), 170),
        (range(0, 171), 200),
    ],
)
def test_days_to_silence(posting_days, expected):
    diary, cohorts = blank(200)
    diary["posts_own"][list(posting_days)] = 2
    diary["posts_staff"] = 5
    diary["posts_duty"] = 5
    assert compute("days_to_silence", diary, cohorts) == expected


def test_alive_looks_at_the_thirty_days_up_to_the_date():
    diary, cohorts = blank(200)
    diary["posts_own"][59] = 1
    assert compute("alive_90", diary, cohorts) == 0
    diary["posts_own"][60] = 1
    assert compute("alive_90", diary, cohorts) == 1
    assert compute("alive_180", diary, cohorts) == 0
    assert compute("alive_end", diary, cohorts) == 0
    diary["posts_own"][170] = 1
    assert compute("alive_end", diary, cohorts) == 1
    assert math.isnan(compute("alive_90", *blank(89)))
    diary["posts_own"] = 0
    diary["posts_staff"] = 9
    assert compute("alive_end", diary, cohorts) == 0


def test_answers():
    diary, cohorts = blank(100)
    diary["matured_starts"][50] = 8
    diary["matured_unanswered"][50] = 2
    diary["matured_first"][3] = 4
    diary["matured_first_answered"][3] = 3
    diary["first_answer_hours"][3] = 12
    assert compute("unanswered", diary, cohorts) == 0.25
    assert compute("answered", diary, cohorts) == 0.75
    assert compute("answered_starts", diary, cohorts) == pytest.approx(6 / 90)
    assert compute("first_answered", diary, cohorts) == 0.75
    assert compute("first_answer_hours", diary, cohorts) == 4


def test_host_hours_add_up_and_leave_out_what_was_merely_available():
    diary, cohorts = blank(60)
    tasks = ("applications", "removals", "welcomes", "answers", "calendar", "patrol", "approvals", "rounds")
    for i, task in enumerate(tasks, 1):
        diary[f"minutes_{task}"] = i
    diary["minutes_managers"] = 15
    diary["minutes_duty"] = 9
    diary["minutes_available"] = 42
    diary["posters_30d"] = 3
    diary["posts_own"] = 7
    assert compute("host_hours", diary, cohorts) == 21
    assert sum(compute(f"hours_{task}", diary, cohorts) for task in tasks) == 36
    assert compute("hours_managers", diary, cohorts) == 15 and compute("hours_duty", diary, cohorts) == 9
    assert compute("hours_all", diary, cohorts) == 45
    assert compute("host_use", diary, cohorts) == 0.5
    assert compute("host_hours_per_active_member", diary, cohorts) == pytest.approx(30 * 21 / 60 / 3)
    assert compute("posts_per_host_hour", diary, cohorts) == 20
    diary["backlog_answers"][10] = 30
    diary["backlog_approvals"][11] = 12
    assert compute("backlog", diary, cohorts) == 0.7
    assert compute("backlog_peak", diary, cohorts) == 30
    assert compute("backlog_approvals", diary, cohorts) == 0.2


def test_stocks_are_means_over_days_with_anybody_awake():
    diary, cohorts = blank(20)
    diary["awake"][:5] = 3
    diary["trust"][:5] = 0.6
    assert compute("trust", diary, cohorts) == pytest.approx(0.6)


def test_gini_is_the_last_known_one():
    diary, cohorts = blank(70)
    diary["gini"] = np.nan
    assert math.isnan(compute("gini", diary, cohorts))
    diary["gini"][30] = 0.5
    diary["gini"][60] = 0.7
    assert compute("gini", diary, cohorts) == 0.7


def test_margins():
    assert MEASURES["posters_30d"].margin(100.0) == 5.0
    assert MEASURES["posters_30d"].margin(-100.0) == 5.0
    assert MEASURES["alive_end"].margin(0.0) == 0.05
    assert math.isnan(MEASURES["posters_30d"].margin(math.nan))


def test_a_measure_does_not_change_what_it_measures():
    diary, cohorts = blank(40)
    rng = np.random.default_rng(2)
    for table in (diary, cohorts):
        for column in table.dtype.names:
            table[column] = rng.random(len(table))
    before = diary.tobytes() + cohorts.tobytes()
    measure_all(diary, cohorts)
    assert diary.tobytes() + cohorts.tobytes() == before


def test_what_is_done_about_trouble():
    diary, cohorts = blank(100)
    diary["removed_posts"][:10] = 5
    diary["removed_wrong"][5] = 10
    diary["opened"][50] = 400
    diary["stale_seen"][50] = 8
    diary["items_read"][60] = 40
    diary["quality_read"][60] = 26
    diary["experts"] = 3
    diary["members"] = 60
    diary["leads"][95] = 6
    diary["evasion"] = 0.25
    assert (
        compute("removed_right_total", diary, cohorts) == 40 and compute("removed_wrong_share", diary, cohorts) == 0.2
    )
    assert compute("stale_seen", diary, cohorts) == 2 and compute("quality_read", diary, cohorts) == 0.65
    assert compute("experts_share", diary, cohorts) == 0.05 and compute("leads_month", diary, cohorts) == 2
    assert compute("evasion", diary, cohorts) == 0.25


def test_sums_are_exactly_rounded_and_windows_are_right():
    rng = np.random.default_rng(7)
    for days in (0, 1, 89, 90, 91, 300):
        diary, cohorts = blank(days)
        for column in diary.dtype.names:
            diary[column] = rng.standard_normal(days) * 10.0 ** rng.integers(-9, 9, days)
        for column in cohorts.dtype.names:
            cohorts[column] = rng.standard_normal(days) * 10.0 ** rng.integers(-9, 9, days)
        diary["awake"] = rng.integers(0, 2, days)
        tally = Tally(diary, cohorts)
        up = diary[-LAST:]["awake"] > 0
        for column in diary.dtype.names:
            assert tally.total(column) == math.fsum(diary[column]), column
            assert tally.last(column) == math.fsum(diary[column][-LAST:]), column
            if up.any():
                assert tally.mean_awake(column) == math.fsum(diary[column][-LAST:][up]) / up.sum(), column
            else:
                assert math.isnan(tally.mean_awake(column))
        for column in cohorts.dtype.names:
            for n_days in (-5, 0, 1, days // 2, days, days + 9):
                assert tally.cohort(column, n_days) == math.fsum(cohorts[column][: max(n_days, 0)]), (column, n_days)


def test_a_diary_that_does_not_lie_in_one_piece_measures_the_same():
    diary, cohorts = blank(60)
    for column in diary.dtype.names:
        diary[column] = np.arange(60)
    assert compute("members", diary[::2], cohorts[::2]) == np.arange(0, 60, 2).mean()
    with_copy = measure_all(diary[::2].copy(), cohorts[::2].copy())
    assert repr(measure_all(diary[::2], cohorts[::2])) == repr(with_copy)


def test_a_diary_of_other_numbers_measures_the_same():
    diary, cohorts = blank(60)
    for column in diary.dtype.names:
        diary[column] = np.arange(60)
    narrow = [table.astype([(name, "f4") for name in table.dtype.names]) for table in (diary, cohorts)]
    assert repr(measure_all(*narrow)) == repr(measure_all(diary, cohorts))
