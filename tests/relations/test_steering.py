"""Steering between days: what is changed by hand is what would have been written down beforehand, bit for bit."""

from __future__ import annotations

import tomllib

import pytest

import sim
from sim.community import Community
from sim.errors import InputError
from sim.policies import POLICIES
from sim.scenario import Scenario

DAYS, DAY = 60, 20
BASE = {
    "title": "Steered",
    "community": {"audience": 250, "days": DAYS, "founders": 40},
    "policy": [
        {"kind": "reach", "daily_reach": 0.02, "prelaunch_reach": 0.2},
        {"kind": "team", "hours_per_week": 6.0},
        {"kind": "calendar", "post": "question", "weekdays": ["mon", "thu"]},
        {"kind": "calendar", "post": "talk", "weekdays": ["tue"]},
        {
            "kind": "incident",
            "severity": 0.5,
            "from_day": 18,
            "until_day": 30,
            "response": "apology",
            "response_after_hours": 96.0,
        },
    ],
}
TO = {
    "access": {"access": "request"},
    "admission": {"batch_size": 3, "every_days": 7},
    "ambassadors": {"number": 5},
    "calendar": {"post": "challenge", "weekdays": ["fri"]},
    "commercial": {"selling": "banned"},
    "incident": {"severity": 0.9, "response": "apology"},
    "measurement": {"measures": ["posters"], "minutes_per_week": 60.0},
    "moderation": {"hours_per_week": 2.0},
    "onboarding": {"welcome": "personal", "spotlight_every_days": 7},
    "promotion": {"number": 3},
    "reach": {"channel": "poster", "daily_reach": 0.05},
    "recognition": {"number": 3},
    "review": {"every_days": 7, "when": "members", "then": ["team.hours_per_week = 40"]},
    "support": {"every_days": 7},
    "voice": {"speaks": "agreed"},
    "control": {"shared": 0.8, "owners": 5, "hours_per_week": 2.0},
    "platform": {"notices": 0.0},
    "platform_shock": {"shock": "notices", "day": DAY + 5},
    "event": {"every_days": 7, "attendance": 0.5},
    "subgroups": {"by_topic": True},
    "alumni": {"contact_every_days": 7},
    "team": {"hours_per_week": 12.0},
}
"""Of every kind something that matters."""


def build(policies):
    return Scenario.build({**BASE, "policy": policies}, "steered")


def steered(*changes, scenario=None, **how):
    """Live through all days, with changes by the day on which they are made."""
    model = Community(scenario or build(BASE["policy"]), replication=3, **how)
    while model.running:
        for day, change in changes:
            if day == model.day:
                change(model)
        model.step()
    return model


def plain(scenario, **how):
    return sim.simulate(scenario.setup(), replication=3, **how)


def assert_same(model, run):
    result = model.result()
    assert result.diary.tobytes() == run.diary.tobytes()
    assert result.cohorts.tobytes() == run.cohorts.tobytes()


@pytest.mark.parametrize("kind", sorted(POLICIES))
def test_a_policy_added_by_hand_is_one_that_was_announced(kind):
    base = [one for one in BASE["policy"] if one["kind"] != kind or kind in ("calendar", "reach", "incident")]
    if kind == "review":
        base = [*base, {"kind": "measurement", "measures": ["members"], "minutes_per_week": 0.0}]
    model = steered((DAY, lambda c: c.change(add={"kind": kind, **TO[kind]})), scenario=build(base))
    announced = build([*base, {"kind": kind, "from_day": DAY, **TO[kind]}])
    assert_same(model, plain(announced))
    assert model.result().diary[:DAY].tobytes() == plain(build(base)).diary[:DAY].tobytes()
    assert model.result().diary.tobytes() != plain(build(base)).diary.tobytes(), (
        "the policy touched nobody: the test would see nothing"
    )


def test_a_change_by_hand_is_one_that_was_announced():
    model = steered(
        (DAY, lambda c: c.change("team.hours_per_week=15")),
        (40, lambda c: c.change({"calendar[1].weekdays": ["wed", "sun"]})),
        events=True,
    )
    reach, team, first, second, slip = BASE["policy"]
    announced = build(
        [
            reach,
            {**team, "until_day": DAY},
            first,
            {**second, "until_day": 40},
            slip,
            {**team, "hours_per_week": 15, "from_day": DAY},
            {**second, "weekdays": ["wed", "sun"], "from_day": 40},
        ]
    )
    run = plain(announced, events=True)
    assert_same(model, run)
    assert model.result().events.tobytes() == run.events.tobytes()
    assert sim.simulate(model.setup, replication=3).diary.tobytes() == run.diary.tobytes()


def test_a_policy_taken_away_is_one_that_ends():
    model = steered((DAY, lambda c: c.change(remove=["calendar[0]", "team"])))
    reach, team, first, second, slip = BASE["policy"]
    assert_same(model, plain(build([reach, {**team, "until_day": DAY}, {**first, "until_day": DAY}, second, slip])))


def test_a_change_to_what_already_holds_is_the_unchanged_run():
    def nothing(model):
        model.change({"team.hours_per_week": 6, "calendar[1]": {"weekdays": ["tue"]}, "reach.daily_reach": 0.02})
        model.change("team.stance=reactive")

    model = steered((0, nothing), (DAY, nothing))
    assert_same(model, plain(build(BASE["policy"])))
    assert model.changes == () and model.as_scenario == build(BASE["policy"])


def test_a_change_and_back_leaves_only_the_days_between_changed():
    model = steered(
        (DAY, lambda c: c.change("team.hours_per_week=0")), (DAY, lambda c: c.change("team.hours_per_week=6"))
    )
    assert_same(model, plain(build(BASE["policy"])))


def test_a_channel_changed_by_hand_reaches_others_from_then_on():
    """Who hears when is settled at birth: the days are lived through again, and come out as they were."""
    model = steered((DAY, lambda c: c.change({"reach.daily_reach": 0.3})))
    reach, *rest = BASE["policy"]
    assert_same(
        model,
        plain(build([{**reach, "until_day": DAY}, *rest, {"kind": "reach", "daily_reach": 0.3, "from_day": DAY}])),
    )
    assert model.diary["new_aware"][DAY:].sum() > plain(build(BASE["policy"])).diary["new_aware"][DAY:].sum()


def test_a_push_to_come_goes_along_and_is_not_made_twice():
    reach = {"kind": "reach", "daily_reach": 0.01, "push_day": 40, "push_days": 5, "push_reach": 0.5}
    model = steered((DAY, lambda c: c.change({"reach.daily_reach": 0.02})), scenario=build([reach]))
    after = {**reach, "daily_reach": 0.02, "from_day": DAY}
    assert_same(model, plain(build([{"kind": "reach", "daily_reach": 0.01, "until_day": DAY}, after])))


def test_names_count_what_holds_today():
    model = Community(build(BASE["policy"]), replication=0)
    for _ in range(DAY):
        model.step()
    model.change("calendar[0].minutes=1")
    model.step()
    model.change("calendar[0].minutes=2")
    assert [policy.minutes for name, policy in model.policies.items() if name.startswith("calendar")] == [2.0, 30.0]
    model.change(remove="calendar[0]")
    model.change("calendar.minutes=3")
    assert model.policies["calendar"].minutes == 3.0 and model.policies["calendar"].post == "talk"


def test_changes_stand_in_provenance_and_in_what_is_explained():
    model = steered((DAY, lambda c: c.change("team.hours_per_week=15", add={"kind": "ambassadors", "number": 4})))
    provenance = model.provenance
    assert [(change["day"], change["key"], change["before"]) for change in provenance["changes"]] == [
        (DAY, "team.hours_per_week", 6.0),
        (DAY, "ambassadors", None),
    ]
    again = Scenario.build(tomllib.loads(provenance["scenario"]), "again")
    assert again.hash() == provenance["scenario_hash"]
    assert_same(model, plain(again))
    for lang, words in (
        ("en", "From day 20 on: team.hours_per_week 15, before 6."),
        ("nl", "Vanaf dag 20: team.hours_per_week 15, daarvoor 6."),
    ):
        assert words in model.explain(lang) and "ambassadors" in model.explain(lang)
    assert "From day 20 on" in sim.explain(model.as_scenario)
    assert "changed by hand" not in Community(build(BASE["policy"]), replication=0).explain()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"settings": "team.hour_per_week=3"}, r"unknown key.*did you mean hours_per_week\?"),
        ({"settings": "teem.hours_per_week=3"}, r"is not a kind of policy.*did you mean team\?"),
        ({"settings": "calendar.minutes=3"}, r"2 policies of kind calendar; allowed calendar\[0\], calendar\[1\]"),
        (
            {"settings": "calendar[2].minutes=3"},
            r"no calendar holds on day 20 or later; allowed calendar\[0\], calendar\[1\]",
        ),
        ({"settings": "team.hours_per_week=-3"}, r"-3 is out of range"),
        ({"settings": "team"}, r"cannot be read"),
        ({"settings": {"stop_first": 0.3}}, r"is not a kind of policy"),
        ({"settings": {"behaviour.stop_first": 0.3}}, r"cannot change while the community lives"),
        ({"settings": {"community.days": 90}}, r"cannot change while the community lives"),
        ({"settings": "team.until_day=10"}, r"day 10 has passed; allowed 20 or later"),
        ({"settings": "team.from_day=30"}, r"holds since day 0"),
        ({"settings": "reach.prelaunch_reach=0.9"}, r"would change days that have passed"),
        ({"settings": "incident.severity=0.1"}, r"would change days that have passed"),
        ({"add": {"kind": "ambassadors", "from_day": 5, "number": 3}}, r"day 5 has passed"),
        ({"add": {"kind": "team", "hours_per_week": 3.0}}, r"decided twice on days 20 to 59"),
        ({"remove": "access"}, r"no access holds on day 20 or later"),
    ],
    ids=str,
)
def test_a_change_that_cannot_be_is_told_and_changes_nothing(change, told):
    model = Community(build(BASE["policy"]), replication=3)
    for _ in range(DAY):
        model.step()
    before = model.as_scenario
    with pytest.raises(InputError, match=told):
        model.change(**change)
    assert model.as_scenario is before and model.changes == ()
    model.run_model()
    assert_same(model, plain(build(BASE["policy"])))


def test_there_is_nothing_to_change_in_a_settled_setup_or_at_the_end():
    model = Community(build(BASE["policy"]).setup(), replication=0)
    with pytest.raises(InputError, match="settled setup"):
        model.change("team.hours_per_week=3")
    done = steered()
    with pytest.raises(InputError, match="the run of 60 days is over"):
        done.change("team.hours_per_week=3")


def test_policies_by_name_in_the_mesa_face_and_its_batches():
    import warnings

    import mesa

    base = {"audience": 200, "days": 30, "founders": 20, "replication": 0}
    model = Community(**base, **{"team.hours_per_week": 9, "policy.onboarding.welcome": "personal", "stop_first": 0.4})
    assert {name: type(policy).__name__ for name, policy in model.policies.items()} == {
        "team": "Team",
        "onboarding": "Onboarding",
    }
    assert model.policies["team"].hours_per_week == 9
    two = Community(build(BASE["policy"]), replication=0, **{"calendar[1].minutes": 5.0})
    assert [policy.minutes for policy in two.policies.values() if policy.kind == "calendar"] == [30.0, 5.0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = mesa.batch_run(Community, {**base, "team.hours_per_week": [0.0, 20.0]}, display_progress=False)
    assert [row["team.hours_per_week"] for row in rows] == [0.0, 20.0]
    assert rows[0]["trust"] != rows[1]["trust"]
    for wrong, told in (
        ({"teem.hours": 1}, r"did you mean team\?"),
        ({"team.hour_per_week": 1}, r"did you mean hours_per_week\?"),
        ({"calendar[1].minutes": 1.0}, r"there is no calendar\[1\]"),
    ):
        with pytest.raises(InputError, match=told):
            Community(**base, **wrong)
