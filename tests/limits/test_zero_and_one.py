"""Zero cases and unit cases: where a chance is 0 or 1 the numbers can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import MUTE, STAY, STILL, policy, world

from sim.checks import simulate
from sim.rules import PARAMETERS
from sim.rules.visiting import again_chance
from sim.world.diary import SERIES
from sim.world.parameters import record

CERTAIN = 40.0


def diary(*policies, **values):
    """The diary of a checked run."""
    return simulate(world(*policies, **values), check=True).diary


def test_nobody_arrives():
    d = diary(founders=7, **STILL)
    assert d["joined"].sum() == 7
    assert d["new_aware"].sum() == d["applications"].sum() == d["aware"].sum() == 0


def test_nobody_leaves():
    d = diary(everyone_in=True, **STAY)
    assert d["left"].sum() == 0
    assert (d["members"] == 120).all()


def test_nobody_posts():
    d = diary(policy("onboarding", introductions=True), everyone_in=True, **MUTE, spam_posts=0.0)
    for name in (
        "posts_own",
        "posts_spam",
        "posts_staff",
        "posts_duty",
        "opened",
        "shown",
        "reactions",
        "posters_30d",
        "removed_posts",
    ):
        assert d[name].sum() == 0, name
    assert np.isnan(d["gini"]).all()
    assert d["visits"].sum() > 0


def test_an_empty_community_stays_empty():
    """No founders, nobody hears: every series is zero on every day, but for the support of management, which nobody withdraws."""
    d = diary(founders=0, **STILL)
    assert (d["support"] == 1.0).all()
    for name in set(SERIES) - {"support"}:
        assert np.isnan(d[name]).all() if name == "gini" else (d[name] == 0).all(), name


def test_nobody_on_the_team():
    d = diary(policy("access", access="request"), policy("onboarding", welcome="personal"), founders=5, aware_rate=0.1)
    assert sum(d[name].sum() for name in SERIES if name.startswith("minutes")) == 0
    assert d["joined"].sum() == 5
    assert d["queued"][-1] + d["tired"].sum() == d["applications"].sum() > 0


@pytest.mark.parametrize("days", [1, 2, 30])
def test_one_person(days):
    d = diary(audience=1, founders=1, days=days, **STAY)
    assert (d["members"] == 1).all()
    assert d["visits"][0] >= 1
    assert d["reactions"].sum() == d["replies_own"].sum() == d["invitations"].sum() == 0


EVERY_DAY = {
    **STILL,
    **STAY,
    "visit_base": CERTAIN,
    "again": 0.0,
    "again_posted": 0.0,
    "notice": 0.0,
    "weekend": 0.0,
    "clock_between": 0.0,
    "clock_sd": 0.0,
    "need_share": 0.0,
    "spam_posts": 0.0,
    "stop_first": 0.0,
    "sleep_habit": 0.0,
    "momentum": 0.0,
}
ONE_KIND = {"lurker_content": 1.0}


def test_everybody_visits_once_a_day():
    """Day 0: the first visit on joining, and the day's; when both fall in one hour they are one. Then exactly one each."""
    d = diary(audience=30, everyone_in=True, mix=ONE_KIND, **{**EVERY_DAY, **MUTE})
    assert (d["visitors"] == 30).all()
    assert (d["visits"][1:] == 30).all()
    assert 30 <= d["visits"][0] <= 60
    assert (d["role_lurker"] == 30).all()


def test_everybody_starts_a_thread_in_every_visit():
    d = diary(
        audience=3,
        days=10,
        everyone_in=True,
        mix=ONE_KIND,
        **{**EVERY_DAY, **MUTE, "start_base": CERTAIN, "post_fatigue": 0.0, "seller_share": 0.0},
    )
    assert (d["starts_own"] == d["visits"]).all()
    assert (d["posters_day"] == 3).all()
    assert (d["starts_own"][1:] == 3).all()
    assert (d["role_creator"] == 3).all()
    assert d["matured_unanswered"].tolist() == [0] * 7 + [d["visits"][0], 3, 3]
    assert d["gini"][-1] < 0.1


def test_who_posted_comes_again_and_nobody_else_does():
    """At a chance of 1 after a post and 0 without: visits at one peak hour come again within five hours, until the day is over."""
    sure = {**EVERY_DAY, **MUTE, "again_posted": 1.0, "clock_peak": 8.0}
    silent = diary(audience=30, everyone_in=True, mix=ONE_KIND, **sure)
    assert (silent["visits"][1:] == 30).all()
    posting = diary(
        audience=30,
        everyone_in=True,
        mix=ONE_KIND,
        **{**sure, "start_base": CERTAIN, "post_fatigue": 0.0, "seller_share": 0.0},
    )
    assert (posting["visits"][1:] > 3 * 30).all() and (posting["visitors"] == 30).all()


def test_two_reasons_to_come_again_are_independent():
    p = record(PARAMETERS, {"again": 0.4, "again_posted": 0.5})[0]
    assert (again_chance(False, p), again_chance(True, p)) == (0.4, pytest.approx(0.7))


def test_everybody_reacts_to_everything():
    """Three people, one thread each a day, all at the same hour: each opens the other two of yesterday and reacts to both."""
    d = diary(
        audience=3,
        days=10,
        everyone_in=True,
        mix=ONE_KIND,
        attention_items=50.0,
        attention_sd=0.0,
        open_base=1.0,
        **{**EVERY_DAY, **MUTE, "start_base": CERTAIN, "react_base": CERTAIN, "post_fatigue": 0.0},
    )
    assert (d["opened"][2:] == 6).all()
    assert (d["reactions"][2:] == 6).all()
    assert (d["reactions"] == d["opened"]).all()


def test_everybody_invites_in_every_visit():
    """Everybody knows everybody: each visit is one invitation, each invited person enters, and all are in on the next morning."""
    d = diary(
        audience=2,
        founders=1,
        days=6,
        mix=ONE_KIND,
        acquaintances=1e6,
        join_base=CERTAIN,
        **{**EVERY_DAY, **MUTE, "invite_base": CERTAIN},
    )
    assert d["members"].tolist() == [1, 2, 2, 2, 2, 2]
    assert d["accepted"].tolist() == [1, 0, 0, 0, 0, 0]
    assert (d["invitations"] == d["visits"]).all()


def test_everybody_hears_before_launch_and_is_welcomed():
    """20 people know on day 0, all join, the host welcomes each at 12 minutes: 240 minutes on Monday."""
    d = diary(
        policy("reach", prelaunch_reach=1.0),
        policy("onboarding", welcome="personal"),
        policy("team", hours_per_week=40.0, stance="passive"),
        audience=20,
        founders=0,
        days=5,
        mix=ONE_KIND,
        minutes_welcome=12.0,
        **{**EVERY_DAY, **MUTE, "join_base": CERTAIN, "stale": 0.0, "profile_base": CERTAIN},
    )
    assert d["joined"].tolist() == [20, 0, 0, 0, 0]
    assert d["minutes_welcomes"].tolist() == [240, 0, 0, 0, 0]
    assert d["first_visits"].sum() == 20
    assert (d["profiles"][1:] == 20).all()


def test_everybody_leaves_on_the_first_evening():
    d = diary(
        audience=25, days=5, everyone_in=True, leave_base=1000.0, leave_worth=0.0, return_rate=0.0, aware_rate=0.0
    )
    assert d["left"].tolist() == [25, 0, 0, 0, 0]
    assert d["members"].sum() == 0


def test_every_spam_post_is_held():
    d = diary(
        policy("moderation", filter_sensitivity=1.0),
        audience=20,
        everyone_in=True,
        founders=0,
        mix={"spammer": 1.0},
        **{**EVERY_DAY, **MUTE, "spam_posts": 3.0, "spam_learns": 0.0},
    )
    assert d["posts_spam"].sum() == d["spam_seen"].sum() == 0
    assert (d["held_posts"] == 3 * d["visits"]).all()
    assert d["held_wrong"].sum() == 0


def test_every_removed_post_bans():
    """Patrol sees every spam post in the evening, judges it bad for certain; its author is out."""
    d = diary(
        policy("moderation", hours_per_week=300.0, ban_after=1),
        policy("team", hours_per_week=400.0, stance="passive"),
        audience=10,
        days=3,
        everyone_in=True,
        founders=0,
        mix={"spammer": 1.0},
        judge_bad=1.0,
        **{**EVERY_DAY, **MUTE, "spam_posts": 1.0, "spammer_returns": 0.0},
    )
    assert d["banned"].tolist() == [10, 0, 0]
    assert d["removed_posts"][0] == d["posts_spam"][0] == d["visits"][0]


def test_where_an_invitation_is_needed_being_told_is_not_enough():
    """Everybody is told before the doors open and would certainly join; only an invitation by the team lets them in."""
    reach = {"prelaunch_reach": 1.0 - 1e-9, "prelaunch_days": 1}
    for invited, members in ((False, 10), (True, 120)):
        d = diary(
            policy("access", access="invitation"),
            policy("reach", by_invitation=invited, **reach),
            join_base=CERTAIN,
            invite_closed=0.0,
            invite_asked=0.0,
            review_spam=0.0,
            **STILL,
            **STAY,
        )
        assert d["members"][0] == members
