"""A policy's sentence says what it does and nothing else: each decision once, each number in its own place, at and below the smallest value that counts."""

from __future__ import annotations

import sys

import pytest

from sim.policies import POLICIES
from sim.words import catalogue
from sim.world.programme import Programme

NESTED = (
    "policies.hours.",
    "policies.every.",
    "policies.day.",
    "policies.post.",
    "policies.task.",
    "policies.spare.",
    "policies.measure.",
    "policies.review.change",
    "policies.review.value_",
    "policies.recognition.by_",
    "policies.ambassadors.lot_",
    "policies.ambassadors.activity_",
    "policies.ambassadors.volunteers_",
)
"""Words that stand inside other sentences."""

SAID = [
    ("access", {}, {"open": {}}),
    ("access", {"access": "request"}, {"request": {}, "reading_all": {}}),
    (
        "access",
        {"access": "request", "public_reading": 0.25, "application_effort": 1.5, "fit_threshold": -0.5},
        {"request": {}, "reading_some": {"share": "25%"}, "effort": {"effort": "1.5"}, "threshold": {"z": "-0.5"}},
    ),
    ("access", {"public_reading": 0.0}, {"reading_none": {}}),
    ("access", {"public_reading": 1.0}, {"reading_all": {}}),
    ("admission", {}, {"at_once": {}}),
    (
        "admission",
        {"batch_size": 1, "every_days": 7, "first_day": 4, "from_day": 2},
        {"one_person": {"every": "every week", "first": "4"}},
    ),
    (
        "admission",
        {"batch_size": 12, "every_days": 3, "from_day": 2, "expert_share": 0.4, "size_cap": 1},
        {"several": {"n": "12", "every": "every 3 days", "first": "2"}, "quota": {"share": "40%"}, "cap": {"n": "1"}},
    ),
    ("alumni", {}, {"nothing": {}}),
    ("alumni", {"minutes": 60.0}, {"nothing": {}}),
    ("alumni", {"contact_every_days": 14, "minutes": 60.0}, {"contact": {"every": "every 2 weeks", "minutes": "60"}}),
    ("ambassadors", {}, {"nothing": {}}),
    (
        "ambassadors",
        {"number": 1, "hours_per_week": 2.0},
        {"one": {"hours": "2 hours", "chosen": "a volunteer who likes answering others"}},
    ),
    (
        "ambassadors",
        {
            "number": 5,
            "hours_per_week": 1.0,
            "chosen": "activity",
            "invites": 0.7,
            "replace": True,
            "input_every_days": 21,
        },
        {
            "several": {"n": "5", "hours": "1 hour", "chosen": "chosen for being active"},
            "invites": {"invites": "0.7"},
            "replace": {},
            "input": {"every": "every 3 weeks"},
        },
    ),
    ("calendar", {}, {"nothing": {}}),
    (
        "calendar",
        {"post": "update", "weekdays": ("thu", "mon"), "minutes": 12.0},
        {"weekly": {"post": "an update", "days": "Monday and Thursday", "minutes": "12"}},
    ),
    (
        "calendar",
        {"post": "promo", "weekdays": ("fri",), "minutes": 12.0, "every_weeks": 2},
        {"fortnightly": {"post": "a promotional message", "days": "Friday", "minutes": "12"}},
    ),
    (
        "calendar",
        {"post": "talk", "weekdays": ("fri",), "minutes": 12.0, "every_weeks": 3},
        {"weeks": {"post": "a topic to talk about", "days": "Friday", "weeks": "3", "minutes": "12"}},
    ),
    (
        "calendar",
        {"post": "poll", "weekdays": ("fri",), "minutes": 12.0},
        {"weekly": {"post": "a poll on topics", "days": "Friday", "minutes": "12"}},
    ),
    ("commercial", {}, {"free": {}}),
    ("commercial", {"selling": "approval", "host_share": 0.2}, {"approval": {}, "host": {"share": "20%"}}),
    ("commercial", {"host_share": 0.0}, {"host_none": {}}),
    (
        "commercial",
        {"company_share": 0.3, "company_benefit": 0.5},
        {"company_share": {"share": "30%"}, "company_benefit": {"share": "50%"}},
    ),
    (
        "commercial",
        {"company_share": 0.0, "company_benefit": 0.0},
        {"company_share_none": {}, "company_benefit_none": {}},
    ),
    ("event", {}, {"nothing": {}}),
    ("event", {"minutes": 60.0, "follow_up": True}, {"nothing": {}}),
    ("event", {"attendance": 0.3, "minutes": 60.0}, {"once": {"share": "30%", "minutes": "60"}}),
    (
        "event",
        {"attendance": 0.15, "every_days": 91, "follow_up": True},
        {"often": {"share": "15%", "every": "every 13 weeks", "minutes": "480"}, "follow_up": {}},
    ),
    ("incident", {}, {"nothing": {}}),
    (
        "incident",
        {"severity": 0.6, "from_day": 20, "until_day": 50, "response": "apology", "response_after_hours": 36.0},
        {"slip": {"day": "20", "severity": "60%"}, "apology": {"hours": "36"}, "taken_down": {"day": "50"}},
    ),
    ("incident", {"severity": 0.6, "from_day": 20}, {"slip": {"day": "20", "severity": "60%"}, "silence": {}}),
    ("moderation", {}, {"nothing": {}}),
    (
        "moderation",
        {"hours_per_week": 0.5, "ban_after": 1, "hide_after_reports": 1, "sanctions": "graduated", "pause_days": 1},
        {"hours": {"hours": "0.5 hours"}, "ban_one": {}, "hide_one": {}, "graduated_pause": {"days": "1"}},
    ),
    (
        "moderation",
        {
            "filter_sensitivity": 0.8,
            "filter_false": 0.03,
            "explanations": True,
            "ban_after": 3,
            "sanctions": "graduated",
            "off_topic": "removed",
            "prune_after_days": 5,
            "remove_expired": True,
            "report_ease": 0.9,
            "report_thanks": True,
            "hide_after_reports": 4,
            "filter_update_days": 1,
        },
        {
            "filter": {"spam": "80%", "good": "3%"},
            "explanations": {},
            "ban": {"n": "3"},
            "graduated": {},
            "off_topic_removed": {},
            "prune": {"days": "5"},
            "expired": {},
            "report_ease": {"ease": "0.9"},
            "report_thanks": {},
            "hide": {"n": "4"},
            "filter_update": {"every": "every day"},
        },
    ),
    ("moderation", {"filter_false": 0.03}, {"filter": {"spam": "0%", "good": "3%"}}),
    (
        "moderation",
        {"prune_after_days": 1, "off_topic": "personal"},
        {"prune": {"days": "1"}, "off_topic_personal": {}},
    ),
    ("onboarding", {}, {"nothing": {}}),
    (
        "onboarding",
        {
            "welcome": "personal",
            "rules_shown": True,
            "introductions": True,
            "spotlight_every_days": 9,
            "profile_nudge": 0.3,
            "start_after_visits": 2,
            "start_after_reply": True,
            "posting_guide": True,
        },
        {
            "personal": {},
            "rules": {},
            "introductions": {},
            "spotlight": {"days": "9"},
            "nudge": {"strength": "30%"},
            "read": {"n": "2"},
            "reply": {},
            "guide": {},
        },
    ),
    ("onboarding", {"start_after_visits": 1}, {"read_one": {}}),
    ("promotion", {}, {"nothing": {}}),
    (
        "promotion",
        {
            "number": 1,
            "role": "manager",
            "hours_per_week": 3.0,
            "every_days": 14,
            "least_posts": 4.0,
            "least_days": 90,
            "chosen_by": "lot",
        },
        {"manager_one": {"hours": "3 hours"}, "by_lot": {"every": "every 2 weeks", "posts": "4", "days": "90"}},
    ),
    (
        "promotion",
        {"number": 6},
        {
            "ambassador_several": {"n": "6", "hours": "1 hour"},
            "by_posts": {"every": "every 4 weeks", "posts": "2", "days": "30"},
        },
    ),
    ("reach", {}, {"nothing": {}}),
    ("reach", {"push_day": 5, "push_reach": 0.0}, {"nothing": {}}),
    (
        "reach",
        {
            "channel": "radio",
            "prelaunch_reach": 0.1,
            "prelaunch_days": 12,
            "push_day": 5,
            "push_days": 10,
            "push_reach": 0.4,
            "daily_reach": 0.02,
            "invite_ease": 0.8,
            "by_invitation": True,
            "conversion": -0.6,
            "fit": 0.3,
        },
        {
            "prelaunch": {"share": "10%", "channel": "radio", "days": "12"},
            "push": {"share": "40%", "channel": "radio", "first": "5", "last": "14"},
            "daily": {"share": "2%", "channel": "radio"},
            "ease": {"ease": "0.8"},
            "invited": {},
            "cooler": {"size": "0.6"},
            "fitter": {"size": "0.3"},
        },
    ),
    (
        "reach",
        {"push_day": 0, "push_reach": 0.4, "conversion": 0.6, "fit": -0.3},
        {
            "push": {"share": "40%", "channel": "campaign", "first": "0", "last": "6"},
            "keener": {"size": "0.6"},
            "less_fit": {"size": "0.3"},
        },
    ),
    ("reach", {"invite_ease": 0.8, "conversion": 0.6, "fit": -0.3, "by_invitation": True}, {"ease": {"ease": "0.8"}}),
    ("recognition", {}, {"nothing": {}}),
    (
        "recognition",
        {"number": 1, "every_days": 10},
        {"one": {"every": "every 10 days", "chosen": "who posted most of late"}},
    ),
    (
        "recognition",
        {"number": 3, "chosen_by": "quiet", "comparison_every_days": 60},
        {
            "several": {"n": "3", "every": "every 30 days", "chosen": "who posted least of late, but did"},
            "comparison": {"every": "every 60 days"},
        },
    ),
    ("measurement", {}, {"nothing": {}}),
    ("measurement", {"minutes_per_week": 20.0}, {"nothing": {}}),
    (
        "measurement",
        {"measures": ("posters", "spam"), "minutes_per_week": 20.0},
        {
            "what": {"what": "people who posted in the last 30 days and spam seen per 100 threads opened"},
            "minutes": {"minutes": "20"},
        },
    ),
    ("measurement", {"measures": ("members",), "minutes_per_week": 0.0}, {"what": {"what": "members"}, "free": {}}),
    ("review", {}, {"nothing": {}}),
    ("review", {"then": ("team.hours_per_week = 12",), "threshold": 0.3}, {"nothing": {}}),
    ("review", {"every_days": 14, "when": "members"}, {"idle": {"every": "every 2 weeks", "what": "members"}}),
    (
        "review",
        {"every_days": 30, "threshold": 0.25, "then": ("team.hours_per_week = 12.5",), "hold_days": 1},
        {
            "above_today": {
                "every": "every 30 days",
                "what": "the share of threads without an answer for a week",
                "threshold": "25%",
            },
            "then_day": {"changes": "`team.hours_per_week` to 12.5"},
        },
    ),
    (
        "review",
        {
            "every_days": 7,
            "when": "backlog",
            "side": "below",
            "threshold": 0.25,
            "for_days": 2,
            "then": ("moderation.explanations = true", "team.stance = active"),
            "hold_days": 2,
        },
        {
            "below_for_days": {
                "every": "every week",
                "what": "things that wait for the team",
                "threshold": "0.25",
                "days": "2",
            },
            "then_days": {"changes": "`moderation.explanations` to yes and `team.stance` to active", "days": "2"},
        },
    ),
    ("support", {}, {"nothing": {}}),
    ("support", {"every_days": 28}, {"looks": {"every": "every 4 weeks"}, "unseen": {}}),
    (
        "support",
        {"every_days": 28, "minutes": 15.0},
        {"looks": {"every": "every 4 weeks"}, "unseen": {}, "would": {"target": "100", "minutes": "15"}},
    ),
    (
        "support",
        {"every_days": 28, "reported": "visitors", "target": 40.0, "minutes": 15.0},
        {
            "looks": {"every": "every 4 weeks"},
            "reported": {"what": "visitors a day over the last week", "target": "40", "minutes": "15"},
        },
    ),
    ("subgroups", {}, {"none": {}}),
    ("subgroups", {"by_topic": True}, {"by_topic": {}}),
    ("team", {}, {"nothing": {}}),
    (
        "team",
        {"hours_per_week": 1.0, "answer_after_hours": 8.0, "spare": ()},
        {"hours": {"hours": "1 hour"}, "reactive": {"after": "8"}, "spare_nothing": {}},
    ),
    (
        "team",
        {
            "stance": "active",
            "answer_after_hours": 8.0,
            "spare": ("patrol", "messages"),
            "priorities": ("calendar", "answers", "approvals", "welcomes", "removals", "applications"),
        },
        {
            "active": {"after": "8"},
            "spare": {"work": "looking through new posts and writing to members who have gone quiet"},
            "order": {
                "order": "calendar posts, answering, approving promotional posts, welcoming newcomers, removing posts and reviewing applications"
            },
        },
    ),
    ("team", {"hours_per_week": 0.0}, {"nothing": {}}),
    ("team", {"hours_per_week": 0.0, "skill": 0.49}, {"nothing": {}, "skill_low": {"skill": "49%"}}),
    ("team", {"hours_per_week": 0.0, "skill": 0.5}, {"nothing": {}, "skill_usual": {}}),
    (
        "team",
        {"hours_per_week": 0.0, "skill": 0.51, "training_hours": 0.5},
        {"nothing": {}, "skill_high": {"skill": "51%"}, "training": {"hours": "0.5 hours"}},
    ),
    ("voice", {}, {"unsettled": {}}),
    ("voice", {"speaks": "personal"}, {"personal": {}}),
    ("voice", {"speaks": "company"}, {"company": {}}),
    ("voice", {"speaks": "agreed"}, {"agreed": {}}),
    ("control", {}, {"nothing": {}}),
    ("control", {"shared": 0.25, "owners": 1}, {"one": {"n": "1", "shared": "25%"}}),
    (
        "control",
        {"shared": 0.25, "owners": 2, "hours_per_week": 1.0},
        {"several": {"n": "2", "shared": "25%"}, "hours": {"hours": "1 hour"}},
    ),
    ("platform", {}, {"nothing": {}}),
    (
        "platform",
        {"notices": 0.25, "digest": 0.5, "popularity": 0.5, "quality": 3.0, "reactions": False, "profiles": True},
        {
            "notices": {"share": "25%"},
            "digest": {"share": "50%"},
            "popularity": {"times": "0.5"},
            "quality": {"times": "3"},
            "reactions_off": {},
            "profiles_on": {},
        },
    ),
    ("platform", {"reactions": True, "profiles": False}, {"reactions_on": {}, "profiles_off": {}}),
    ("platform_shock", {"shock": "closure", "day": 9}, {"closure": {"day": "9"}}),
    (
        "platform_shock",
        {"shock": "closure", "day": 9, "moving_help": 0.25},
        {"closure": {"day": "9"}, "help": {"share": "25%"}},
    ),
    ("platform_shock", {"shock": "notices", "day": 9}, {"notices": {"day": "9"}}),
    ("platform_shock", {"shock": "reactions", "day": 9}, {"reactions": {"day": "9"}}),
    ("platform_shock", {"shock": "profiles", "day": 9}, {"profiles": {"day": "9"}}),
]
"""Kind, what is given, and what is said of it: which sentences, with what filled in."""


@pytest.fixture
def said(monkeypatch):
    """Every sentence said, with what was filled in."""
    sentences = []
    real = sys.modules["sim.policies.base"].say

    def noted(key, lang="en", **values):
        text = real(key, lang, **values)
        if not key.startswith(NESTED):
            sentences.append(
                (
                    key,
                    {
                        name: value
                        for name, value in values.items()
                        if f"{{{name}}}" in catalogue("policies", lang)[key]
                    },
                )
            )
        return text

    for name in [
        name for name in sys.modules if name.startswith("sim.policies.") and hasattr(sys.modules[name], "say")
    ]:
        monkeypatch.setattr(sys.modules[name], "say", noted)
    return sentences


def test_every_kind_is_there():
    assert {kind for kind, *_ in SAID} == set(POLICIES)


@pytest.mark.parametrize("kind, values, expected", SAID)
def test_a_policy_says_what_it_does_and_nothing_else(said, kind, values, expected):
    text = POLICIES[kind](**values).sentence()
    periods = {key: values for key, values in said if key.startswith("policies.period.")}
    spoken = {key.removeprefix(f"policies.{kind}."): values for key, values in said if key not in periods}
    assert spoken == expected
    assert len(said) == len(spoken) + len(periods) and text.endswith(".")


@pytest.mark.parametrize(
    "days, begins",
    [
        ({}, "Anyone can join at once."),
        ({"from_day": 3}, "From day 3 on: anyone can join at once."),
        ({"until_day": 9}, "Up to and including day 8: anyone can join at once."),
        ({"from_day": 3, "until_day": 9}, "From day 3 up to and including day 8: anyone can join at once."),
    ],
)
def test_the_days_on_which_it_holds_come_first(days, begins):
    assert POLICIES["access"](**days).sentence() == begins


# what does not fit


def faults_of(kind, days, audience=100, **values):
    return [field for field, *_ in POLICIES[kind](**values).misfits(days, audience)]


@pytest.mark.parametrize(
    "kind, inside, outside",
    [
        ("access", {"from_day": 59}, {"from_day": 60}),
        ("access", {"until_day": 60}, {"until_day": 61}),
        ("admission", {"first_day": 59, "batch_size": 1}, {"first_day": 60, "batch_size": 1}),
        (
            "reach",
            {"push_day": 59, "push_days": 1, "push_reach": 0.1},
            {"push_day": 60, "push_days": 1, "push_reach": 0.1},
        ),
        (
            "reach",
            {"push_days": 10, "push_day": 50, "push_reach": 0.1},
            {"push_days": 10, "push_day": 51, "push_reach": 0.1},
        ),
        ("ambassadors", {"number": 100}, {"number": 101}),
        ("promotion", {"number": 100}, {"number": 101}),
    ],
)
def test_what_lies_outside_the_run_is_a_misfit_and_what_ends_with_it_is_none(kind, inside, outside):
    assert faults_of(kind, 60, **inside) == [] and faults_of(kind, 60, **outside) == [next(iter(outside))]


@pytest.mark.parametrize(
    "kind, allowed, refused",
    [
        ("calendar", {"weekdays": ("mon", "tue")}, {"weekdays": ("mon", "tue", "mon")}),
        ("measurement", {"measures": ("spam", "posters")}, {"measures": ("spam", "posters", "spam")}),
        ("review", {"threshold": 1.0}, {"threshold": 1.1}),
        ("review", {"threshold": 1.1, "when": "spam"}, {"threshold": 1.1, "when": "unanswered"}),
        ("team", {"spare": ("answers",)}, {"spare": ("answers", "answers")}),
        ("admission", {"first_day": 5, "from_day": 5}, {"first_day": 4, "from_day": 5}),
        ("admission", {"first_day": 8, "until_day": 9}, {"first_day": 9, "until_day": 9}),
        ("reach", {"push_day": 0, "push_reach": 0.1}, {"push_reach": 0.1}),
        ("moderation", {"pause_days": 0}, {"pause_days": 1}),
        ("access", {"from_day": 3, "until_day": 4}, {"until_day": 3, "from_day": 3}),
    ],
)
def test_what_cannot_stand_together_is_refused(kind, allowed, refused):
    POLICIES[kind](**allowed)
    with pytest.raises(ValueError, match=f"{next(iter(refused))}: .*; allowed "):
        POLICIES[kind](**refused)


def test_what_is_wrong_comes_before_what_is_allowed():
    """What was given stands in the first, in figures; the second tells a range or what to do."""
    [(_, wrong, allowed)] = POLICIES["reach"](push_day=55, push_days=10, push_reach=0.1).misfits(60, 100)
    assert "10" in wrong and "55" in wrong and "60" in wrong and "59" in allowed and "55" not in allowed
    [(_, wrong, allowed)] = POLICIES["access"](from_day=60).misfits(60, 100)
    assert "60" in wrong and allowed == "0 to 59"
    assert [allowed for *_, allowed in POLICIES["access"](until_day=61).misfits(60, 100)] == ["1 to 60"]


@pytest.mark.parametrize("until, visible", [(None, 0), (50, 30)])
def test_a_slip_stays_until_the_day_it_is_taken_down(until, visible):
    programme = Programme(60)
    POLICIES["incident"](
        severity=0.5, from_day=20, until_day=until, response="apology", response_after_hours=36.0
    ).write(programme)
    assert programme.incidents.tolist() == [(20, 0.5, 2, 36.0, visible)]


def test_a_round_that_would_fall_after_the_end_is_not_held():
    """Every five days until day 7: day 5 is a Saturday, and the Monday after it, day 7, lies outside; with one day more it is held."""
    for until, days in ((7, []), (8, [7])):
        programme = Programme(60)
        POLICIES["moderation"](filter_update_days=5, until_day=until).write(programme)
        assert programme.table["filter_update"].nonzero()[0].tolist() == days


COLUMNS = {
    "measurement": {"measures": "measured", "minutes_per_week": "measuring_minutes"},
    "support": {"every_days": "report_day", "target": "report_target", "minutes": "report_minutes"},
    "admission": {"batch_size": "batch_size batch_day"},
    "commercial": {"host_share": "host_promo"},
    "onboarding": {"spotlight_every_days": "spotlight"},
    "ambassadors": {
        "number": "ambassadors",
        "chosen": "ambassador_choice",
        "hours_per_week": "ambassador_minutes",
        "invites": "ambassador_invites",
        "replace": "ambassador_replace",
        "input_every_days": "input_day",
    },
    "alumni": {"contact_every_days": "alumni_day", "minutes": "alumni_minutes"},
    "event": {"attendance": "event_share event_day", "minutes": "event_minutes", "follow_up": "event_follow"},
    "moderation": {
        "hours_per_week": "patrol_minutes",
        "sanctions": "graduated",
        "pause_days": "mute_days",
        "prune_after_days": "prune_days",
        "remove_expired": "drop_expired",
        "hide_after_reports": "hide_after",
        "filter_update_days": "filter_update",
    },
    "promotion": {
        "role": "promote_role",
        "number": "promote_number",
        "every_days": "promote_day",
        "chosen_by": "promote_by",
        "least_posts": "promote_posts",
        "least_days": "promote_tenure",
        "hours_per_week": "promote_minutes",
    },
    "recognition": {
        "number": "recognise_number",
        "every_days": "recognise_day",
        "chosen_by": "recognise_by",
        "comparison_every_days": "compare_day",
    },
    "subgroups": {"by_topic": "subgroups"},
    "voice": {"speaks": "voice"},
    "control": {"shared": "control", "hours_per_week": "owner_minutes"},
    "platform": {"quality": "worthiness"},
    "team": {
        "hours_per_week": "host_minutes",
        "priorities": "priority",
        "answer_after_hours": "answer_after",
        "skill": "host_skill",
        "training_hours": "training_minutes",
    },
}
"""Columns that are not called as the lever is."""


@pytest.mark.parametrize("kind", sorted(POLICIES))
def test_a_lever_decides_the_column_of_its_own_name(kind):
    for field, columns in POLICIES[kind].columns.items():
        assert list(columns) == COLUMNS.get(kind, {}).get(field, field).split(), field
