"""A policy that does nothing is no policy; one from day k on leaves the days before k alone: bit for bit.

The cohorts are left out where a policy starts late: they are credited to the day of joining, and what somebody does on day
k + 20 is counted at the day before k on which they came.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from worlds import policy, world

from sim.day import simulate
from sim.policies import POLICIES

FROM = 21
DAYS = 45
LIVELY = {
    "aware_rate": 0.02,
    "reply_base": -2.5,
    "start_base": -2.5,
    "invite_base": -4.0,
    "return_rate": 0.01,
    "report_base": 0.0,
    "outside_substitute": -0.1,
    "join_value": 1.5,
    "experts": 0.3,
}
MIX = {
    "lurker_content": 0.3,
    "lurker_not_yet": 0.2,
    "lurker_hindered": 0.2,
    "critic": 0.1,
    "creator": 0.1,
    "spammer": 0.1,
}
TEAM = policy("team", hours_per_week=12.0, stance="active", answer_after_hours=4.0)
SEEN = policy("measurement", measures=("members", "posters", "visitors"), minutes_per_week=0.0)
LOOKS = ("review", "support")
"""Kinds that see nothing where nothing is measured."""
STRONG = {
    "access": (
        {"access": "request", "application_effort": 1.0, "fit_threshold": 0.0},
        {"access": "invitation"},
        {"public_reading": 0.0},
    ),
    "admission": ({"batch_size": 3, "every_days": 4}, {"expert_share": 0.02}, {"size_cap": 60}),
    "onboarding": (
        {"welcome": "personal"},
        {"welcome": "automatic", "rules_shown": True},
        {"introductions": True},
        {"spotlight_every_days": 3},
        {"profile_nudge": 1.0},
        {"start_after_visits": 5},
        {"start_after_reply": True},
    ),
    "reach": ({"daily_reach": 0.2}, {"push_day": FROM, "push_days": 3, "push_reach": 0.9}, {"invite_ease": 3.0}),
    "ambassadors": (
        {"number": 8, "hours_per_week": 5.0, "chosen": "lot", "invites": 3.0},
        {"number": 8, "hours_per_week": 5.0, "chosen": "activity"},
        {"number": 8, "chosen": "volunteers"},
        {"number": 8, "replace": True, "input_every_days": 5},
    ),
    "commercial": ({"selling": "section"}, {"selling": "disclosed"}, {"selling": "approval"}, {"selling": "banned"}),
    "recognition": (
        {"number": 5, "every_days": 5},
        {"number": 5, "every_days": 5, "chosen_by": "quiet"},
        {"comparison_every_days": 5},
    ),
    "promotion": (
        {"role": "ambassador", "number": 4, "every_days": 5, "least_posts": 0.5, "least_days": 1},
        {"role": "manager", "number": 4, "every_days": 5, "least_posts": 0.5, "least_days": 1, "chosen_by": "lot"},
    ),
    "alumni": ({"contact_every_days": 3, "minutes": 240.0},),
    "event": ({"attendance": 0.5, "every_days": 5, "minutes": 30.0, "follow_up": True},),
    "incident": ({"severity": 1.0}, {"severity": 1.0, "response": "apology", "response_after_hours": 24.0}),
    "calendar": ({"post": "challenge", "weekdays": ("mon", "wed", "sat")}, {"post": "update", "weekdays": ("tue",)}),
    "moderation": (
        {"hours_per_week": 10.0, "ban_after": 1},
        {"filter_sensitivity": 1.0},
        {"filter_false": 1.0},
        {"hours_per_week": 10.0, "explanations": True},
        {"off_topic": "personal"},
        {"hours_per_week": 10.0, "off_topic": "removed"},
        {"hours_per_week": 10.0, "sanctions": "graduated", "pause_days": 10},
        {"report_ease": 3.0, "hide_after_reports": 1},
        {"prune_after_days": 1},
        {"remove_expired": True},
        {"report_ease": 3.0, "report_thanks": True},
    ),
    "measurement": ({"measures": ("members",), "minutes_per_week": 600.0},),
    "review": (
        {"every_days": 3, "when": "members", "then": ("team.hours_per_week = 80",)},
        {"every_days": 3, "when": "posters", "then": ("team.stance = passive", "onboarding.introductions = true")},
    ),
    "support": ({"every_days": 3}, {"every_days": 3, "reported": "members", "target": 1.0, "minutes": 0.0}),
    "subgroups": ({"by_topic": True},),
    "voice": ({"speaks": "agreed"}, {"speaks": "personal"}),
    "control": ({"shared": 0.8, "owners": 5, "hours_per_week": 2.0},),
    "platform": ({"notices": 0.0}, {"reactions": False}),
    "platform_shock": ({"shock": "closure", "day": 35}, {"shock": "notices", "day": 25}),
    "team": ({"hours_per_week": 20.0, "stance": "active", "answer_after_hours": 0.0},),
}
LATE = [(kind, number) for kind in sorted(STRONG) for number in range(len(STRONG[kind]))]


def run_with(*policies, **values):
    """A lively run with some policies; a team is there unless a team is what is tried."""
    team = () if any(decision.kind == "team" for decision in policies) else (TEAM,)
    seen = (SEEN,) if any(decision.kind in LOOKS for decision in policies) else ()
    return simulate(
        world(*team, *seen, *policies, days=DAYS, audience=250, founders=25, mix=MIX, **{**LIVELY, **values}),
        events=True,
    )


def same(one, two) -> bool:
    """Whether two runs left the same bytes."""
    return (one.diary.tobytes(), one.cohorts.tobytes(), one.events.tobytes()) == (
        two.diary.tobytes(),
        two.cohorts.tobytes(),
        two.events.tobytes(),
    )


@pytest.fixture(scope="module")
def baseline():
    return run_with()


@pytest.fixture(scope="module")
def measured():
    return run_with(SEEN)


@pytest.fixture(scope="module")
def without_team():
    return run_with(policy("team"))


def test_every_policy_is_tried():
    assert set(STRONG) == set(POLICIES), "a policy was added: say here what it does when it does something"


@pytest.mark.parametrize("kind", sorted(POLICIES))
def test_a_policy_that_does_nothing_is_no_policy(kind, baseline, without_team, measured):
    """All fields spelled out at the values that do nothing, from day 0 and from a later day."""
    plain = POLICIES[kind]()
    fields = {field: getattr(plain, field) for field in POLICIES[kind].model_fields}
    expected = without_team if kind == "team" else measured if kind in LOOKS else baseline
    assert same(run_with(plain), expected)
    assert same(run_with(policy(**fields)), expected)
    assert same(run_with(policy(**{**fields, "from_day": FROM, "until_day": FROM + 5})), expected)


@pytest.mark.parametrize(
    "nothing",
    [
        policy("reach", conversion=3.0, fit=2.0, prelaunch_days=90),
        policy("reach", push_day=10, push_reach=0.0),
        policy("admission", batch_size=0, every_days=30),
        policy("calendar", weekdays=(), minutes=600.0),
        policy("ambassadors", number=0, hours_per_week=40.0, invites=4.0),
        policy("access", fit_threshold=-9.0),
        policy("access", application_effort=4.0),
        policy("access", fit_threshold=3.0),
    ],
    ids=lambda one: one.kind,
)
def test_settings_without_their_lever_do_nothing(nothing, baseline):
    """Conversion without reach, cadence without a batch, effort asked where nobody has to apply."""
    assert same(run_with(nothing), baseline)


@pytest.mark.parametrize(
    "nothing",
    [
        policy("moderation", hours_per_week=40.0),
        policy("calendar", post="talk", weekdays=("mon",), minutes=1.0),
        policy("moderation", ban_after=1),
        policy("moderation", explanations=True),
    ],
    ids=["patrol", "calendar", "bans", "explanations"],
)
def test_what_takes_host_time_does_nothing_without_a_host(nothing, without_team):
    """The calendar still brings more visits on its days, unless ``calendar_habit`` is off, and its backlog is counted."""
    run = run_with(policy("team"), nothing, calendar_habit=0.0)
    plain = run_with(policy("team"), calendar_habit=0.0)
    for name in run.diary.dtype.names:
        if name != "backlog_calendar":
            np.testing.assert_array_equal(run.diary[name], plain.diary[name], name)
    assert run.events.tobytes() == plain.events.tobytes()


@pytest.mark.parametrize(("kind", "number"), LATE)
def test_a_policy_from_day_k_leaves_the_days_before(kind, number, baseline, without_team, measured):
    fields = STRONG[kind][number]
    run = run_with(policy(kind, from_day=FROM, **fields))
    expected = without_team if kind == "team" else measured if kind in LOOKS else baseline
    if kind == "reach" and "invite_ease" not in fields:
        assert run.diary["new_aware"][FROM:].sum() > expected.diary["new_aware"][FROM:].sum()
    assert run.diary[:FROM].tobytes() == expected.diary[:FROM].tobytes()
    assert run.diary[FROM:].tobytes() != expected.diary[FROM:].tobytes(), "and then it must do something"
    n = int(np.sum(run.events["time"] < FROM * 86400))
    assert n == np.sum(expected.events["time"] < FROM * 86400)
    assert run.events[:n].tobytes() == expected.events[:n].tobytes()


@pytest.mark.parametrize(("kind", "number"), LATE)
def test_a_policy_that_ends_later_leaves_the_days_before_its_end(kind, number):
    """The same relation away from the start: until day 30 or until the end, the days before 30 are the same."""
    fields = {"push_day": 5} if "push_day" in STRONG[kind][number] else {}
    fields = {**STRONG[kind][number], **fields}
    ends, stays = (run_with(policy(kind, from_day=3, until_day=until, **fields)) for until in (30, None))
    assert ends.diary[:30].tobytes() == stays.diary[:30].tobytes()


def test_the_order_of_policies_does_not_matter():
    some = (
        policy("access", access="request"),
        policy("onboarding", welcome="personal"),
        policy("calendar", weekdays=("mon",)),
        policy("reach", daily_reach=0.02),
    )
    runs = [run_with(*order) for order in itertools.islice(itertools.permutations(some), 0, 24, 5)]
    assert all(same(run, runs[0]) for run in runs)
