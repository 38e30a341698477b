"""Which measures are better low, which have no good side, and which differences are too small to act on: a measure that changes sides turns every verdict."""

from __future__ import annotations

import math

import pytest

from sim.measures import BESIDE, GOALS, MEASURES
from sim.measures.goals import GOAL_WEIGHTS

LESS = set(
    """
    first_answer_hours answer_hours_median answer_hours_p90 unanswered unanswered_month missed_month
    host_hours hours_all host_hours_per_active_member backlog backlog_end backlog_peak backlog_approvals
    spam_seen promo_seen poor_seen stale_seen off_topic_seen burdens_seen posts_spam posts_promo evasion role_spammer
    removed_wrong_total removed_wrong_share held_wrong_share
    tired_total waiting_end passed_over_total burned_out_total asleep_share stopped_share role_inactive leave_rate churn_30d cost incident_seen dip_depth dip_weeks
    visits_of_spammer posts_of_spammer leaving_of_quiet leaving_of_critic leaving_of_creator leaving_of_ambassador silence_of_critic silence_of_creator silence_of_ambassador
    found_no_topic_total disguised_total calendar_missed_total
""".split()
)
"""Waiting, work, rubbish, mistakes, and people who go, sleep, tire or are hurt: less of it is better."""

NEITHER = set(
    """
    hours_applications hours_removals hours_welcomes hours_answers hours_calendar hours_patrol hours_approvals hours_rounds hours_messages hours_threads hours_upkeep hours_measuring hours_reporting reviews_held
    hours_training hours_moving
    hours_managers hours_duty hours_unused host_use gini gini_90 top_1_share top_10_share top_1_share_90 top_10_share_90
    left_total refused_total banned_total managers owners promoted_total warned_total muted_total again_difference elsewhere_difference
    removed_total removed_right_total removed_off_topic_total held_total hidden_total promos_held_total promos_approved_total promos_rejected_total
    posts_duty posts_staff questions_month solved_duty_month solved_staff_month solved_duty_share solved_staff_share weekend_over_weekday reports
    experts_share role_lurker role_ambassador office_hours_share only_start_30 only_reply_30 start_and_reply_30 only_start_90 only_reply_90 start_and_reply_90
    leaving_of_spammer silence_of_spammer
    attended_total alumni_contacts_total subgroup_read_share first_asks_share poll_answers_total company_read_total unopened_share
""".split()
)
"""How work, posts and roles are divided: as one wants it."""

SMALLEST = {
    1.0: "goal_ambassadors goal_service",
    2.0: "dip_weeks",
    5.0: "again_difference elsewhere_difference",
    0.01: "quality_read role_spammer role_inactive experts_share role_lurker role_ambassador daily_over_monthly role_critic role_creator "
    "leaving_of_quiet leaving_of_critic leaving_of_creator leaving_of_ambassador leaving_of_spammer",
    0.02: "subgroup_read_share suited_read first_asks_share unopened_share evasion gini gini_90 removed_wrong_share held_wrong_share top_1_share top_10_share top_1_share_90 top_10_share_90 office_hours_share only_start_30 "
    "only_reply_30 start_and_reply_30 only_start_90 only_reply_90 start_and_reply_90 reciprocity core_3_share came_back cost value information relations "
    "identity standing habit trust support silence_of_critic silence_of_creator silence_of_ambassador silence_of_spammer",
    0.05: "dip_depth alive_90 alive_180 alive_end weekend_over_weekday again_answered again_unanswered elsewhere_answered elsewhere_unanswered",
}
"""Smallest difference worth acting on, in the measure's own unit: 1 person or question, 2 weeks, 5 points, 1, 2 or 5 in a hundred."""
ABSOLUTE = {name: size for size, names in SMALLEST.items() for name in names.split()}


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_the_good_side_of_a_measure(name):
    assert MEASURES[name].direction == (-1 if name in LESS else 0 if name in NEITHER else 1)


def test_every_measure_that_is_named_here_is_one():
    assert not LESS & NEITHER and LESS | NEITHER | set(ABSOLUTE) <= set(MEASURES)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_the_smallest_difference_worth_acting_on(name):
    """A share of the first policy's mean, 5 %, whichever its sign, unless it stands in the measure's own unit."""
    margin = MEASURES[name].margin
    if name in ABSOLUTE:
        assert margin(10.0) == margin(-400.0) == margin(math.nan) == ABSOLUTE[name]
    else:
        assert margin(10.0) == margin(-10.0) == pytest.approx(0.5) and math.isnan(margin(math.nan))


def test_units_say_what_is_counted():
    """Shares are called shares, hours hours and series by day a day; the chance of still being alive is the one thing that happens or not."""
    for name, measure in MEASURES.items():
        assert (measure.unit == "chance") == name.startswith("alive_")
        assert (measure.unit in ("share", "share_a_month")) >= name.endswith("_share"), name
        assert (measure.unit == "hours") >= (name.startswith("hours_") or name.endswith("_hours")), name
        assert measure.unit.startswith("per_100") >= (name.endswith("_seen") and name != "incident_seen"), name
        assert measure.unit.endswith("a_month") >= (name.endswith("_month")), name
        assert (measure.unit == "share") >= name.startswith(("role_", "retention_", "posting_")), name


# goals


WORTH = {
    "participation": ("people", {"posters_30d": 1}, "posts_own members churn_30d retention_90"),
    "listen": ("posts_a_month", {"posts_own": 30, "posts_promo": -30}, "posts_own posters_30d starts members"),
    "cocreate": ("ideas_a_month", {"ideas_month": 1, "replies": 0.6}, "ideas_month replies posters_30d relations"),
    "ambassadors": (
        "people",
        {"invited_joins": 1, "burned_out_total": -3},
        "invited_joins burned_out_total identity trust",
    ),
    "service": (
        "questions_a_month",
        {"solved_month": 1, "unanswered_month": -0.5},
        "solved_share unanswered first_answer_hours host_hours",
    ),
    "leads": ("leads_a_month", {"leads_month": 1}, "promo_seen trust members visitors_share"),
    "knowledge": (
        "questions_a_month",
        {"solved_members_month": 1, "solved_duty_month": 1, "answered_starts": 3},
        "solved_members_share unanswered quality_read posters_30d",
    ),
    "recruitment": (
        "people",
        {"awake": 0.9, "members": 0.1, "experts": 1},
        "awake experts retention_180 profile_share",
    ),
    "loyalty": ("share", {"retention_90": 1}, "retention_180 leave_rate identity members"),
    "awareness": ("people", {"aware": 0.5, "awake": 0.5}, "aware awake visitors trust"),
    "event": ("ties", {"ties": 1}, "attended_total relations awake posters_30d"),
    "sales": ("sales_a_month", {"leads_month": 0.1, "awake": 0.005}, "leads_month promo_seen trust awake"),
}
"""Goal -> what its number counts, what one unit of each measure is worth in it (a day of posts is thirty days of a month), what is read beside it."""


@pytest.mark.parametrize("goal", sorted(GOALS))
def test_what_a_goal_counts_and_what_is_read_beside_it(goal):
    unit, worth, beside = WORTH[goal]
    assert set(WORTH) == set(GOALS) and MEASURES[GOALS[goal]].unit == unit
    assert GOAL_WEIGHTS[goal] == pytest.approx(worth) and sorted(BESIDE[goal]) == sorted(beside.split())
