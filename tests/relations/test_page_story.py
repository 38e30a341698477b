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
    "goal_recruitment",
    "members",
    "members_60",
    "rejoined_total",
    "left_total",
    "visitors",
    "ties",
    "posts_own",
    "removed_total",
)


def lived(story: str, pairs: int):
    """What plans of a story come to: a function of a kind of policy and what of it is changed; `community` for what is no policy."""
    base = load(STORIES[story].file)

    def measured(kind: str = "", **values: object) -> dict[str, np.ndarray]:
        tables = base.tables()
        if kind == "community":
            tables[kind] |= values
        elif kind:
            mine = next((policy for policy in tables["policy"] if policy["kind"] == kind), None)
            if mine is None:
                mine = {"kind": kind}
                tables["policy"].append(mine)
            mine |= values
        setup = Scenario.build(tables).setup()
        runs = [simulate(setup, replication=number) for number in range(pairs)]
        figures = [measure_all(run.diary, run.cohorts) | {"members_60": run.diary["members"][60]} for run in runs]
        return {name: np.array([one[name] for one in figures]) for name in MEASURES}

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


@pytest.fixture(scope="module")
def alumni():
    measured = lived("alumni", MORE_PAIRS)
    return {
        "a": measured(),
        "never": measured("alumni", contact_every_days=None),
        "weekly": measured("alumni", contact_every_days=7),
        "hours": measured("team", hours_per_week=8),
        "told": measured("reach", daily_reach=0.02),
    }


def test_in_the_alumni_network_a_word_each_quarter_and_twice_the_hours_do_nothing(alumni):
    for plan in ("never", "hours"):
        for measure in ("goal_recruitment", "visitors"):
            got = difference(alumni, plan, measure)
            assert abs(got.mean) < 0.05 * alumni["a"][measure].mean(), (plan, measure)


def test_in_the_alumni_network_a_word_each_week_brings_back_who_left_within_the_same_hours(alumni):
    back, goal = difference(alumni, "weekly", "rejoined_total"), difference(alumni, "weekly", "goal_recruitment")
    assert back.sign > 0 and 0.22 < back.mean / alumni["a"]["rejoined_total"].mean() < 0.4
    assert goal.sign > 0 and 0.025 < goal.mean / alumni["a"]["goal_recruitment"].mean() < 0.07
    for measure in ("members", "visitors"):
        got = difference(alumni, "weekly", measure)
        assert got.sign > 0 and 0.015 < got.mean / alumni["a"][measure].mean() < 0.12, measure
    assert difference(alumni, "weekly", "host_hours").high < 15


def test_in_the_alumni_network_inviting_hard_gives_a_peak_and_nothing_after_it(alumni):
    a = alumni["a"]
    assert difference(alumni, "told", "members_60").low > 0.3 * a["members_60"].mean()
    assert abs(difference(alumni, "told", "visitors").mean) < 0.09 * a["visitors"].mean()
    members = difference(alumni, "told", "members")
    assert -0.06 < members.mean / a["members"].mean() < 0.005
    assert difference(alumni, "told", "left_total").low > 60
    assert difference(alumni, "told", "goal_recruitment").sign < 0


@pytest.fixture(scope="module")
def region():
    measured = lived("region", MORE_PAIRS)
    return {
        "a": measured(),
        "alone": measured("community", rivals=0),
        "unique": measured("calendar", post="exclusive"),
        "monthly": measured("event", every_days=28),
        "topics": measured("subgroups", by_topic=True),
        "five": measured("ambassadors", number=5),
    }


def test_in_the_region_what_is_unique_and_meeting_more_hardly_move_who_posts(region):
    posters = region["a"]["posters_30d"].mean()
    assert 0.16 < difference(region, "alone", "posters_30d").mean / posters < 0.42
    for plan in ("unique", "monthly"):
        assert abs(difference(region, plan, "posters_30d").mean) < 0.09 * posters, plan
    ties = difference(region, "monthly", "ties")
    assert ties.sign > 0 and 0.38 < ties.mean / region["a"]["ties"].mean() < 0.7


def test_in_the_region_five_who_answer_win_what_rivals_take_and_subgroups_lose(region):
    posters = region["a"]["posters_30d"].mean()
    five = difference(region, "five", "posters_30d")
    assert five.low > 0.15 * posters and 0.25 < five.mean / posters < 0.52
    assert difference(region, "topics", "posters_30d").high < 0


@pytest.fixture(scope="module")
def fans():
    measured = lived("fans", MORE_PAIRS)
    return {
        "a": measured(),
        "value": measured("commercial", host_share=0.0),
        "agreed": measured("voice", speaks="agreed"),
        "hours": measured("team", hours_per_week=2),
        "keep_off": measured("team", spare=["answers", "threads"]),
        "both": measured("team", hours_per_week=2, stance="active"),
    }


def test_among_fans_what_is_sold_and_whose_name_it_is_in_do_nothing(fans):
    for plan in ("value", "agreed"):
        for measure in ("posts_own", "posters_30d", "trust"):
            got = difference(fans, plan, measure)
            assert abs(got.mean) < 0.06 * fans["a"][measure].mean(), (plan, measure)


def test_among_fans_a_quarter_of_the_hours_hears_more_since_less_is_tidied_away(fans):
    posts = fans["a"]["posts_own"].mean()
    fewer, off = difference(fans, "hours", "posts_own"), difference(fans, "keep_off", "posts_own")
    assert fewer.sign > 0 and 0.04 < fewer.mean / posts < 0.2
    assert off.low > 0.1 * posts and off.mean > fewer.mean
    assert difference(fans, "keep_off", "removed_total").high < -500
    both = difference(fans, "both", "posts_own")
    assert both.low > 0.15 * posts and difference(fans, "both", "host_hours").high < -40


def test_who_doubts_the_ambassadors_finds_an_assumption_that_takes_a_third_of_them(found):
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
    assert got.sign == 1 and 0.4 < got.mean / difference(found, "ambassadors", "posters_30d").mean < 0.85
