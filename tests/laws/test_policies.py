"""What holds for every policy, found by listing: a new policy file is tested without a line here."""

from __future__ import annotations

import math
import typing

import numpy as np
import pytest
from annotated_types import Ge, Le
from pydantic import ValidationError

from sim.errors import ProgrammeConflict, ScenarioError
from sim.policies import POLICIES, Policy
from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.scenario.bounds import allowed, choices
from sim.words import LANGUAGES
from sim.world import programme, reviews
from sim.world.programme import CERTAIN, TABLE, Programme, hazard_of

DAYS = 60
KINDS = sorted(POLICIES)
LEVERS = [(kind, field) for kind in KINDS for field in POLICIES[kind].model_fields if field != "kind"]
NEEDS = {
    "every_days": {"batch_size": 5, "number": 3, "then": ["team.hours_per_week = 12"], "attendance": 0.3},
    "first_day": {"batch_size": 5},
    "push_days": {"push_day": 3, "push_reach": 0.3},
    "push_day": {"push_day": 3, "push_reach": 0.3},
    "push_reach": {"push_day": 3},
    "prelaunch_days": {"prelaunch_reach": 0.3},
    "conversion": {"daily_reach": 0.1},
    "by_invitation": {"daily_reach": 0.1},
    "fit": {"daily_reach": 0.1},
    "channel": {"daily_reach": 0.1},
    "hours_per_week": {"number": 3},
    "chosen": {"number": 3},
    "invites": {"number": 3},
    "post": {"weekdays": ["mon"]},
    "every_weeks": {"weekdays": ["mon"]},
    "minutes_per_week": {"measures": ["posters"]},
    "then": {"every_days": 14},
    **dict.fromkeys(("when", "side", "hold_days"), {"every_days": 14, "then": ["team.hours_per_week = 12"]}),
    "threshold": {"every_days": 14, "when": "members", "then": ["team.hours_per_week = 12"]},
    "for_days": {"every_days": 14, "then": ["team.hours_per_week = 12"]},
    "minutes": {"weekdays": ["mon"], "attendance": 0.3, "contact_every_days": 30},
    "follow_up": {"attendance": 0.3},
    "until_day": {"from_day": 0, "severity": 0.5},
    "from_day": {"severity": 0.5},
    "pause_days": {"sanctions": "graduated"},
    "response": {"severity": 0.5},
    "shock": {"day": 9},
    "day": {"shock": "closure"},
    "moving_help": {"shock": "closure", "day": 9},
    "response_after_hours": {"severity": 0.5, "response": "answer"},
    **dict.fromkeys(("replace", "input_every_days", "role", "chosen_by", "least_posts", "least_days"), {"number": 3}),
}
"""What must be given beside a lever for it to say anything."""
READINGS = (
    "READ_POSTERS",
    "READ_VISITORS",
    "READ_MEMBERS",
    "READ_UNANSWERED",
    "READ_ANSWER_HOURS",
    "READ_SPAM",
    "READ_BACKLOG",
)
CODES = {
    ("access", "access"): ("OPEN_TO_ALL", "ON_REQUEST", "BY_INVITATION"),
    ("ambassadors", "chosen"): ("DUTY_BY_LOT", "DUTY_BY_ACTIVITY", "DUTY_VOLUNTEERS"),
    ("commercial", "selling"): ("FREE", "SECTION", "DISCLOSED", "BY_APPROVAL", "BANNED"),
    ("incident", "response"): ("SILENCE", "ANSWER", "APOLOGY"),
    ("measurement", "measures"): READINGS,
    ("review", "side"): ("BELOW", "ABOVE"),
    ("review", "when"): READINGS,
    ("support", "reported"): ("REPORT_NOTHING", "REPORT_POSTERS", "REPORT_VISITORS", "REPORT_MEMBERS"),
    ("moderation", "off_topic"): ("OFF_ALLOWED", "OFF_REMOVED", "OFF_PERSONAL"),
    ("moderation", "sanctions"): ("BY_STRIKES", "GRADUATED"),
    ("onboarding", "welcome"): ("NO_WELCOME", "AUTOMATIC", "PERSONAL"),
    ("promotion", "chosen_by"): ("BY_POSTS", "BY_STANDING", "BY_LOT"),
    ("promotion", "role"): ("AMBASSADOR", "MANAGER"),
    ("recognition", "chosen_by"): ("BY_POSTS", "BY_STANDING", "BY_LOT", "BY_QUIET"),
    ("team", "priorities"): (
        "TASK_APPLICATIONS",
        "TASK_REMOVALS",
        "TASK_WELCOMES",
        "TASK_ANSWERS",
        "TASK_CALENDAR",
        "TASK_APPROVALS",
    ),
    ("team", "spare"): ("SPARE_ANSWERS", "SPARE_THREADS", "SPARE_PATROL", "SPARE_MESSAGES"),
    ("team", "stance"): ("PASSIVE", "REACTIVE", "ACTIVE"),
    ("voice", "speaks"): ("UNSETTLED", "OWN_NAMES", "COMPANY", "AGREED"),
}
"""Words of a lever, in their order, by the names the engine compares them under."""
NOT_A_CODE = {("calendar", "post"), ("calendar", "weekdays"), ("platform_shock", "shock")}


def written(*policies: Policy, days: int = DAYS) -> Programme:
    programme = Programme(days)
    for index, policy in enumerate(policies):
        programme.index = index
        policy.write(programme)
    return programme


def beside(kind: str, field: str) -> dict:
    return {key: value for key, value in NEEDS.get(field, {}).items() if key in POLICIES[kind].model_fields}


def bounds(kind: str, field: str) -> tuple[float | None, float | None]:
    low = high = None
    waiting = [POLICIES[kind].model_fields[field]]
    while waiting:
        here = waiting.pop()
        for mark in getattr(here, "metadata", ()) or getattr(here, "__metadata__", ()):
            low = mark.ge if isinstance(mark, Ge) else low
            high = mark.le if isinstance(mark, Le) else high
            waiting.extend(mark for mark in [mark] if getattr(mark, "metadata", None))
        waiting.extend(typing.get_args(getattr(here, "annotation", here)))
    return low, high


def another_value(kind: str, field: str) -> object:
    """A value that is not the one that does nothing."""
    model = POLICIES[kind]
    default = model.model_fields[field].default
    words = [word for word in choices(model, field) if word != default]
    if field == "weekdays":
        return ["tue", "sat"]
    if field == "priorities":
        return ["calendar", "answers", "approvals", "welcomes", "removals", "applications"]
    if field == "spare":
        return ["messages", "answers"]
    if field == "measures":
        return ["spam", "posters"]
    if field == "then":
        return ["team.hours_per_week = 20", "moderation.explanations = true"]
    if words:
        return words[-1]
    if isinstance(default, bool):
        return not default
    if isinstance(default, str):
        return "newsletter"
    low, high = bounds(kind, field)
    whole = "whole" in allowed(model, field)
    value = min(high, max(low, 7)) if whole else low + 0.3 * (high - low)
    return 8 if value == default else value


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_that_decides_nothing_changes_nothing(kind):
    assert written(POLICIES[kind]()).hash() == Programme(DAYS).hash()


@pytest.mark.parametrize("kind", KINDS)
def test_defaults_spelled_out_change_nothing(kind):
    plain = POLICIES[kind]()
    spelled = POLICIES[kind](**{field: getattr(plain, field) for field in POLICIES[kind].model_fields})
    assert written(spelled).hash() == Programme(DAYS).hash()


@pytest.mark.parametrize(
    ("kind", "field"), [row for row in LEVERS if row[1] not in ("from_day", "until_day", "channel")]
)
def test_every_lever_reaches_the_programme(kind, field):
    base = written(POLICIES[kind](**beside(kind, field)))
    moved = written(POLICIES[kind](**{**beside(kind, field), field: another_value(kind, field)}))
    assert moved.hash() != base.hash(), f"{kind}.{field} says nothing"


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_from_a_day_leaves_the_days_before_and_after(kind):
    levers = {
        field: another_value(kind, field)
        for field in POLICIES[kind].model_fields
        if field
        not in (
            "kind",
            "from_day",
            "until_day",
            "push_day",
            "push_reach",
            "day",
            "prelaunch_reach",
            "first_day",
            "every_weeks",
        )
    }
    programme, untouched = written(POLICIES[kind](from_day=20, until_day=40, **levers)), Programme(DAYS)
    outside = np.r_[0:20, 40:DAYS]
    assert programme.table[outside].tobytes() == untouched.table[outside].tobytes()
    assert programme.reach[outside].tobytes() == untouched.reach[outside].tobytes()
    assert all(20 <= day < 40 for day in programme.calendar["day"])


@pytest.mark.parametrize("kind", KINDS)
def test_docstring_names_every_field(kind):
    text = POLICIES[kind].__doc__ or ""
    for field in POLICIES[kind].model_fields:
        assert f"{field} :" in text or f"{field}, " in text or f", {field} :" in text, (
            f"{kind}: the docstring does not name {field}"
        )


@pytest.mark.parametrize("kind", KINDS)
def test_doors_are_named_for_every_lever(kind):
    model = POLICIES[kind]
    levers = set(model.model_fields) - {"kind", "from_day", "until_day", "channel"}
    assert set(model.doors) == levers
    assert all(doors and set(doors) <= {"who", "seen", "worth", "cost"} for doors in model.doors.values())
    assert set(model.mediators) <= set(PARAMETERS)
    assert {column for columns in model.columns.values() for column in columns} <= set(TABLE.names)


@pytest.mark.parametrize(
    ("kind", "field"),
    [row for row in LEVERS if row[1] in POLICIES[row[0]].levers and POLICIES[row[0]].levers[row[1]].names],
)
def test_words_have_the_codes_that_the_engine_compares(kind, field):
    """What the engine calls by a name is what the policy means by its word."""
    lever = POLICIES[kind].levers[field]
    if (kind, field) in NOT_A_CODE:
        assert not lever.columns
    else:
        assert [*range(lever.first_code, lever.first_code + len(lever.names))] == [
            getattr(programme, name) if hasattr(programme, name) else getattr(reviews, name)
            for name in CODES[kind, field]
        ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("kind", "field"), LEVERS)
def test_every_lever_is_told_in_a_sentence(kind, field, lang):
    plain = POLICIES[kind](**beside(kind, field)).sentence(lang)
    text = POLICIES[kind](**{**beside(kind, field), field: another_value(kind, field)}).sentence(lang)
    assert text.endswith(".") and "{" not in text and "  " not in text
    assert text != plain, f"{kind}.{field} is not told"


@pytest.mark.parametrize(("kind", "field"), LEVERS)
@pytest.mark.parametrize(
    "bad", [math.nan, math.inf, -math.inf, "x", b"x", -(10**9), 10**12, 1e300, [1], {"a": 1}, object(), True]
)
def test_bad_values_are_refused_and_good_ones_are_not(kind, field, bad):
    """True is a good value where the lever is a switch, and any text is a good name for a channel."""
    default = POLICIES[kind].model_fields[field].default
    if (bad is True and isinstance(default, bool)) or (bad == "x" and field == "channel"):
        assert getattr(POLICIES[kind](**{field: bad}), field) == bad
        return
    with pytest.raises(ValidationError):
        POLICIES[kind](**{field: bad})


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_cannot_end_before_it_begins(kind):
    with pytest.raises(ValidationError, match="does not come after from_day"):
        POLICIES[kind](from_day=10, until_day=10)


@pytest.mark.parametrize("kind", KINDS)
def test_policies_are_frozen_and_know_no_other_field(kind):
    with pytest.raises(ValidationError):
        POLICIES[kind]().from_day = 3
    with pytest.raises(ValidationError):
        POLICIES[kind](nonsense=1)


@pytest.mark.parametrize(("kind", "field"), LEVERS)
def test_round_trip_through_toml(kind, field, tmp_path):
    from sim.scenario import load

    table = {"kind": kind, **beside(kind, field), field: another_value(kind, field)}
    scenario = Scenario.build({"community": {"audience": 500, "days": DAYS}, "policy": [table]})
    file = tmp_path / "again.toml"
    file.write_text(scenario.to_toml(), encoding="utf-8")
    again = load(file)
    assert again.policies == scenario.policies
    assert again.hash() == scenario.hash()
    assert again.programme().hash() == scenario.programme().hash()


@pytest.mark.parametrize(("kind", "field"), [row for row in LEVERS if POLICIES[row[0]].columns.get(row[1])])
def test_two_policies_on_one_column_are_refused(kind, field):
    policy = POLICIES[kind](**{**beside(kind, field), field: another_value(kind, field)})
    with pytest.raises(ProgrammeConflict, match="policy.0. .* and policy.1. .* both decide"):
        written(policy, policy)
    table = {"kind": kind, **policy.model_dump(exclude_unset=True)}
    with pytest.raises(ScenarioError, match="decided twice"):
        Scenario.build({"community": {"audience": 500, "days": DAYS}, "policy": [table, table]})


@pytest.mark.parametrize("kind", KINDS)
def test_one_after_the_other_is_no_conflict(kind):
    levers = {field: another_value(kind, field) for field in POLICIES[kind].columns}
    written(POLICIES[kind](until_day=30, **levers), POLICIES[kind](from_day=30, **levers))


def test_the_order_of_policies_changes_nothing():
    several = [
        POLICIES[kind](**{f: another_value(kind, f) for f in POLICIES[kind].columns})
        for kind in KINDS
        if kind != "reach"
    ]
    assert written(*several).hash() == written(*reversed(several)).hash()


def test_admission_days_and_team_minutes():
    programme = written(
        POLICIES["admission"](batch_size=5, every_days=3, first_day=4, from_day=2, until_day=12),
        POLICIES["team"](hours_per_week=10),
        POLICIES["moderation"](hours_per_week=2.5),
    )
    assert np.flatnonzero(programme.table["batch_day"][2:12]).tolist() == [2, 5, 8]
    assert (programme.table["batch_size"][2:12] == 5).all() and programme.table["batch_size"][12] == 0
    week = programme.table["host_minutes"][:7]
    assert week.tolist() == [120.0] * 5 + [0.0, 0.0]
    assert programme.table["patrol_minutes"][:7].tolist() == [30.0] * 5 + [0.0, 0.0]


def test_calendar_counts_weeks_from_its_own_first_week():
    calendar = written(
        POLICIES["calendar"](post="question", weekdays=["thu", "mon"], every_weeks=2, from_day=8)
    ).calendar
    assert calendar["day"].tolist() == [10, 21, 24, 35, 38, 49, 52]
    assert set(calendar["minutes"]) == {30.0}


def test_a_push_reaches_the_share_it_says():
    programme = written(POLICIES["reach"](push_day=5, push_days=10, push_reach=0.4))
    assert 1 - math.exp(-programme.reach[:, 0].sum()) == pytest.approx(0.4, abs=1e-12)
    assert programme.channels[0]["used"] == 1 and programme.channels[1]["used"] == 0


def test_hazard_of_a_share():
    for share in (1e-12, 0.01, 0.3, 0.5, 0.75, 0.999):
        assert hazard_of(share) == pytest.approx(-math.log1p(-share), rel=1e-13)
    assert hazard_of(0.0) == 0.0 and hazard_of(1.0) == CERTAIN


def test_spotlight_every_so_many_days_after_the_first():
    """Days 13 and 33 lie in a weekend, in which no team works: what is due then goes out on the Monday after."""
    spotlight = written(POLICIES["onboarding"](spotlight_every_days=10, from_day=3)).table["spotlight"]
    assert np.flatnonzero(spotlight).tolist() == [14, 23, 35, 43, 53]


@pytest.mark.parametrize(
    "kind, fields, column, value",
    [
        ("promotion", {"number": 2, "hours_per_week": 2.5}, "promote_minutes", 150.0),
        ("promotion", {"number": 2, "role": "manager"}, "promote_role", 2),
        ("ambassadors", {"number": 2, "hours_per_week": 2.5}, "ambassador_minutes", 150.0),
        ("access", {"fit_threshold": None}, "fit_threshold", -9.0),
        ("access", {"fit_threshold": 0.5}, "fit_threshold", 0.5),
        ("admission", {"expert_share": None}, "expert_share", -1.0),
        ("moderation", {"sanctions": "graduated"}, "graduated", 1),
        ("moderation", {"report_ease": 0.25}, "report_ease", 0.25),
    ],
)
def test_what_is_written_by_hand(kind, fields, column, value):
    assert (written(POLICIES[kind](**fields)).table[column] == value).all()
