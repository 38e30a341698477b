"""What a story of the page says will surprise is so."""

from __future__ import annotations

import numpy as np
import pytest

from sim.day import simulate
from sim.laboratory.intervals import interval
from sim.measures import measure_all
from sim.page.content import STORIES
from sim.scenario import Scenario, load

PAIRS = 16


MORE_PAIRS = 20
MEASURES = (
    "posters_30d",
    "retention_90",
    "host_use",
    "host_hours",
    "answered",
    "first_answered",
    "trust",
    "goal_service",
    "goal_listen",
)


def lived(story: str, pairs: int):
    """What plans of a story come to: a function of a kind of policy and what of it is changed."""
    base = load(STORIES[story].file)

    def measured(kind: str = "", **values: object) -> dict[str, np.ndarray]:
        tables = base.tables()
        if kind:
            mine = next((policy for policy in tables["policy"] if policy["kind"] == kind), None)
            if mine is None:
                mine = {"kind": kind}
                tables["policy"].append(mine)
            mine |= values
        setup = Scenario.build(tables).setup()
        runs = [simulate(setup, replication=number) for number in range(pairs)]
        told = [measure_all(run.diary, run.cohorts) for run in runs]
        return {name: np.array([one[name] for one in told]) for name in MEASURES}

    return measured


@pytest.fixture(scope="module")
def found():
    measured = lived("association", PAIRS)
    return {
        "a": measured(),
        "hours": measured("team", hours_per_week=16),
        "stance": measured("team", stance="active"),
        "ambassadors": measured("ambassadors", number=10),
        "twenty": measured("admission", batch_size=20),
    }


def difference(found, plan, measure):
    return interval(found[plan][measure] - found["a"][measure])


def test_twice_the_hours_change_next_to_nothing(found):
    assert 0.6 < found["a"]["host_use"].mean() < 0.72
    got = difference(found, "hours", "posters_30d")
    assert abs(got.mean) < 0.04 * found["a"]["posters_30d"].mean() and got.sign == 0


def test_what_hours_go_to_and_ambassadors_count_for_more(found):
    for plan in ("stance", "ambassadors"):
        assert difference(found, plan, "posters_30d").mean > abs(difference(found, "hours", "posters_30d").mean)
    assert difference(found, "ambassadors", "posters_30d").sign > 0


def test_groups_of_twenty_keep_newcomers_and_have_fewer_posters(found):
    assert difference(found, "twenty", "retention_90").sign > 0
    assert difference(found, "twenty", "posters_30d").low < -10 and difference(found, "twenty", "posters_30d").sign < 0


@pytest.fixture(scope="module")
def forum():
    measured = lived("forum", MORE_PAIRS)
    return {
        "a": measured(),
        "sooner": measured("team", answer_after_hours=2),
        "hours": measured("team", hours_per_week=32),
        "all": measured("team", stance="active"),
        "welcome": measured("onboarding", welcome="personal"),
        "look": measured("onboarding", start_after_visits=5),
    }


def test_in_the_forum_speed_and_hours_do_nothing_and_what_is_answered_does_all(forum):
    for plan in ("sooner", "hours"):
        for measure in ("answered", "goal_service", "posters_30d"):
            got = difference(forum, plan, measure)
            assert abs(got.mean) < 0.05 * forum["a"][measure].mean(), (plan, measure)
    assert 0.73 < forum["a"]["answered"].mean() < 0.79 and 0.94 < forum["all"]["answered"].mean() < 0.98
    assert difference(forum, "all", "goal_service").low > 0.4 * forum["a"]["goal_service"].mean()


def test_in_the_forum_a_welcome_takes_the_hours_of_answers_and_looking_first_loses_a_quarter(forum):
    welcome, everything = difference(forum, "welcome", "host_hours"), difference(forum, "all", "host_hours")
    assert 1.6 < welcome.mean / everything.mean < 2.4
    assert difference(forum, "welcome", "first_answered").high < -0.04
    look = difference(forum, "look", "posters_30d")
    assert look.sign < 0 and 0.2 < -look.mean / forum["a"]["posters_30d"].mean() < 0.32


@pytest.fixture(scope="module")
def neighbourhood():
    measured = lived("neighbourhood", MORE_PAIRS)
    return {
        "a": measured(),
        "spam": measured("moderation", filter_sensitivity=0.0),
        "mistakes": measured("moderation", filter_false=0.0),
        "rules": measured("onboarding", rules_shown=True),
        "request": measured("access", access="request"),
    }


def test_in_the_neighbourhood_the_filters_mistakes_count_and_the_spam_it_stops_does_not(neighbourhood):
    posters = neighbourhood["a"]["posters_30d"].mean()
    assert abs(difference(neighbourhood, "spam", "posters_30d").mean) < 0.03 * posters
    assert abs(difference(neighbourhood, "spam", "trust").mean) < 0.003
    mistakes, rules = (difference(neighbourhood, plan, "posters_30d") for plan in ("mistakes", "rules"))
    assert mistakes.sign > 0 and 0.09 < mistakes.mean / posters < 0.17
    assert difference(neighbourhood, "mistakes", "trust").low > 0.004
    assert difference(neighbourhood, "mistakes", "goal_listen").sign > 0
    assert rules.sign > 0 and 0.6 < rules.mean / mistakes.mean < 1.4


def test_in_the_neighbourhood_applying_first_takes_hours_and_hardly_moves_trust(neighbourhood):
    assert 130 < difference(neighbourhood, "request", "host_hours").mean < 190
    assert abs(difference(neighbourhood, "request", "trust").mean) < 0.004


def test_who_doubts_the_ambassadors_finds_the_assumption_they_hang_on(found):
    base = load(STORIES["association"].file)
    tables = base.tables()
    tables["policy"].append({"kind": "ambassadors", "number": 10})
    doubted = [
        [
            measure_all(run.diary, run.cohorts)["posters_30d"]
            for run in (simulate(one.with_values(duty_visits=1.0).setup(), replication=n) for n in range(PAIRS))
        ]
        for one in (base, Scenario.build(tables))
    ]
    got = interval(np.array(doubted[1]) - np.array(doubted[0]))
    assert got.sign == 0 and got.mean < 0.8 * difference(found, "ambassadors", "posters_30d").mean
