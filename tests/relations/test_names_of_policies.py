"""A policy has one name wherever it is named: --set, changes of a parent, levers and variants of a study, the Mesa face."""

from __future__ import annotations

import pytest

import sim
from sim.errors import InputError
from sim.scenario.explain import differences

TWO = {
    "title": "Two calendars",
    "community": {"audience": 200, "days": 60, "founders": 20},
    "policy": [
        {"kind": "calendar", "post": "talk", "weekdays": ["mon"], "minutes": 10.0},
        {"kind": "team", "hours_per_week": 5.0},
        {"kind": "calendar", "post": "question", "weekdays": ["thu"], "minutes": 20.0},
    ],
}


@pytest.fixture
def two(tmp_path):
    """A file of a scenario with two calendars."""
    from sim.scenario import Scenario

    path = tmp_path / "two.toml"
    path.write_text(Scenario.build(TWO, "two").to_toml(), encoding="utf-8")
    return path


def minutes(scenario):
    return [policy.minutes for policy in scenario.policies if policy.kind == "calendar"]


@pytest.mark.parametrize("key", ["calendar[1].minutes", "policy.calendar[1].minutes", "policy[2].minutes"])
def test_set_names_the_second_of_a_kind(two, key):
    assert minutes(sim.load(two, [f"{key}=45"])) == [10.0, 45]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("calendar.minutes", r"this scenario has 2 policies of kind calendar; allowed calendar\[0\], calendar\[1\]$"),
        ("calendar[2].minutes", r"there is no calendar\[2\]; allowed calendar\[0\], calendar\[1\]$"),
        ("team[1].hours_per_week", r"there is no team\[1\]; allowed team$"),
        ("calender[1].minutes", r"did you mean calendar\[1\]\.minutes\?"),
        ("calendar[1].minuts", r"did you mean minutes\?"),
    ],
)
def test_a_name_that_names_nothing_is_told_with_those_there_are(two, key, told):
    with pytest.raises(InputError, match=told):
        sim.load(two, [f"{key}=45"])


def test_the_only_one_of_a_kind_may_be_numbered(two):
    assert sim.load(two, ["team[0].hours_per_week=7"]) == sim.load(two, ["team.hours_per_week=7"])


def test_a_child_changes_the_second_of_a_kind(two):
    child = two.with_name("child.toml")
    child.write_text('extends = "two.toml"\n[change."calendar[1]"]\nminutes = 45.0\n', encoding="utf-8")
    assert minutes(sim.load(child)) == [10.0, 45.0]
    child.write_text('extends = "two.toml"\n[change.calendar]\nminutes = 45.0\n', encoding="utf-8")
    with pytest.raises(
        InputError,
        match=r"child\.toml:2: change\.calendar: the parent has 2 policies of this kind; allowed calendar\[0\], calendar\[1\]",
    ):
        sim.load(child)
    child.write_text('extends = "two.toml"\n[change."calendar[2]"]\nminutes = 45.0\n', encoding="utf-8")
    with pytest.raises(
        InputError,
        match=r"child\.toml:2: change\.calendar\[2\]: there is no calendar\[2\]; allowed calendar\[0\], calendar\[1\]",
    ):
        sim.load(child)
    child.write_text('extends = "two.toml"\n[change."calendar[1]"]\nminutes = -1.0\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"child\.toml:3: policy\[2\] \(calendar\)\.minutes: -1\.0 is out of range"):
        sim.load(child)


def test_a_study_varies_the_second_of_a_kind(two):
    study = sim.Study(
        [two], levers={"calendar[1].minutes": [0.0, 45.0]}, policies={"few": {"calendar[0].minutes": 1.0}}, reps=1
    )
    assert [minutes(point.scenario) for point in study.points] == [[1.0, 0.0], [1.0, 45.0]]
    again = two.with_name("study.toml")
    again.write_text(study.to_toml(), encoding="utf-8")
    assert [point.scenario_hash for point in sim.Study.from_file(again).points] == [
        point.scenario_hash for point in study.points
    ]
    with pytest.raises(InputError, match=r"there is no calendar\[2\]; allowed calendar\[0\], calendar\[1\]"):
        sim.Study([two], levers={"calendar[2].minutes": [0.0, 45.0]}, reps=1)


def test_a_scenario_inside_a_study_extends_another(two):
    study = two.with_name("study.toml")
    study.write_text(
        '[study]\nreps = 1\n[scenario.late]\nextends = "two.toml"\n[scenario.late.change."calendar[1]"]\nminutes = 45.0\n'
        '[[scenario.late.add_policy]]\nkind = "reach"\ndaily_reach = 0.01\n',
        encoding="utf-8",
    )
    [point] = sim.Study.from_file(study).points
    assert minutes(point.scenario) == [10.0, 45.0] and point.scenario.policies[-1].kind == "reach"
    assert point.scenario.community == sim.load(two).community


def test_what_differs_is_named_as_it_can_be_set(two):
    keys = [key for key, _, _ in differences(two, sim.load(two, ["calendar[1].minutes=45"]))]
    assert keys == ["policy.calendar[1].minutes"]
    assert minutes(sim.load(two, [f"{keys[0]}=45"])) == [10.0, 45]
