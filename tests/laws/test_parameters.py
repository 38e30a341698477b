"""What is drawn and what is not: kinds of parameters, grades, and the names that are asked for."""

from __future__ import annotations

import pytest

from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.studies.comparison.assumptions import draw
from sim.words import LANGUAGES, say
from sim.world.parameters import CONSTANT, GRADES, KINDS, SETTING, UNCERTAIN, declare, parameter, uncertain

SAID = {"default": 1.0, "low": 0.0, "high": 2.0, "unit": "share", "text": "x", "source": "y", "sign": "A", "size": "E"}
"""A declaration in which nothing contradicts."""

TOY = {
    made.name: made
    for made in declare(
        "toy",
        [
            parameter("free", **SAID, off=0.0, moves="members"),
            parameter("owned", **{**SAID, "unit": "logit", "sign": "B", "size": "B"}, policy="team/calendar"),
            parameter(
                "held",
                **{**SAID, "default": 3.0, "high": 9.0, "unit": "days"},
                kind=CONSTANT,
                why="moves nothing",
                off=0.0,
                moves="members",
            ),
            parameter(
                "told",
                **{**SAID, "default": 5.0, "low": 1.0, "high": 9.0, "unit": "minutes"},
                kind=SETTING,
                why="the host knows",
                off=-4.0,
                moves="members",
            ),
        ],
    )
}


def test_uncertain_names_what_is_drawn_under_the_policies_at_hand():
    assert uncertain(TOY) == ("free", "owned")
    assert uncertain(TOY, ()) == uncertain(TOY, ["incident"]) == ("free",)
    assert uncertain(TOY, ["calendar"]) == uncertain(TOY, iter(["incident", "team"])) == ("free", "owned")


def test_a_declaration_says_sign_and_size():
    assert [(toy.sign, toy.size, toy.grade, toy.grades) for toy in TOY.values()][:2] == [
        ("A", "E", "E", "A/E"),
        ("B", "B", "B", "B"),
    ]


def test_a_constant_is_one_number_and_keeps_what_is_believable():
    held = TOY["held"]
    assert held.low == held.default == held.high == 3.0
    assert held.believable == (0.0, 9.0)
    assert (TOY["told"].low, TOY["told"].high) == TOY["told"].believable == (1.0, 9.0)


def test_what_switches_off_can_be_set():
    assert TOY["told"].hard_low == -4.0
    assert TOY["held"].hard_low == 0.0


@pytest.mark.parametrize(
    "changed",
    [
        {"size": "F"},
        {"sign": "A/E"},
        {"kind": "fixed", "why": "z"},
        {"kind": CONSTANT},
        {"kind": SETTING},
        {"why": "z"},
        {"low": 1.0, "high": 1.0},
        {"kind": SETTING, "why": "z", "policy": "team"},
        {"default": 3.0},
        {"enters": "target"},
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(changed):
    assert parameter("x", **SAID)
    with pytest.raises(ValueError, match="x:"):
        parameter("x", **{**SAID, **changed})


def test_what_a_scenario_may_set_is_given_or_follows_from_the_unit():
    plain, given = parameter("x", **SAID), parameter("x", **SAID, hard_low=-1.0, hard_high=5.0)
    assert (plain.hard_low, plain.hard_high) == (0.0, 1.0) and (given.hard_low, given.hard_high) == (-1.0, 5.0)


def test_constants_and_settings_are_never_drawn():
    drawn = set(draw(PARAMETERS, 2).parameters)
    assert (
        drawn
        == set(uncertain(PARAMETERS))
        == {name for name, declared in PARAMETERS.items() if declared.kind == UNCERTAIN}
    )
    for kind in POLICIES:
        assert set(draw(PARAMETERS, 2, [kind]).parameters) <= drawn


def test_every_policy_that_owns_a_parameter_exists():
    assert {kind for declared in PARAMETERS.values() for kind in declared.policies} <= set(POLICIES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_grades_and_kinds_have_words(lang):
    assert all(say(f"report.grade.{grade}", lang) for grade in GRADES)
    assert all(say(f"report.assumptions.kind.{kind}", lang) for kind in KINDS)


def test_no_more_is_uncertain_than_can_be_held():
    assert len(uncertain(PARAMETERS, ())) <= 96
    assert len(uncertain(PARAMETERS)) <= 145
    for name, declared in PARAMETERS.items():
        assert declared.kind == "uncertain" or declared.why, f"{name} is not drawn: say why"
