"""What is drawn and what is not: kinds of parameters, grades, and the names that are asked for."""

from __future__ import annotations

import pytest

from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.studies.comparison.assumptions import draw
from sim.words import LANGUAGES, say
from sim.world.parameters import CONSTANT, GRADES, KINDS, SETTING, UNCERTAIN, declare, uncertain

ROWS = (
    ("free", 1.0, 0.0, 2.0, "share", "free", "somebody", "A/E", {"off": 0.0, "moves": "members"}),
    ("owned", 1.0, 0.0, 2.0, "logit", "owned", "somebody", "B", {"policy": "team/calendar"}),
    ("held", 3.0, 0.0, 9.0, "days", "held", "somebody", "E", {"kind": CONSTANT, "why": "moves nothing", "off": 0.0, "moves": "members"}),
    ("told", 5.0, 1.0, 9.0, "minutes", "told", "somebody", "E", {"kind": SETTING, "why": "the host knows", "off": -4.0, "moves": "members"}),
)
TOY = {one.name: one for one in declare("toy", ROWS)}


def test_uncertain_names_what_is_drawn_under_the_policies_at_hand():
    assert uncertain(TOY) == ("free", "owned")
    assert uncertain(TOY, ()) == uncertain(TOY, ["incident"]) == ("free",)
    assert uncertain(TOY, ["calendar"]) == uncertain(TOY, iter(["incident", "team"])) == ("free", "owned")


def test_a_row_says_sign_and_size():
    assert [(one.sign, one.size, one.grade, one.grades) for one in TOY.values()][:2] == [("A", "E", "E", "A/E"), ("B", "B", "B", "B")]


def test_a_constant_is_one_number_and_keeps_what_is_believable():
    held = TOY["held"]
    assert held.low == held.default == held.high == 3.0
    assert held.believable == (0.0, 9.0)
    assert (TOY["told"].low, TOY["told"].high) == TOY["told"].believable == (1.0, 9.0)


def test_what_switches_off_can_be_set():
    assert TOY["told"].hard_low == -4.0
    assert TOY["held"].hard_low == 0.0


@pytest.mark.parametrize("row", [
    ("x", 1.0, 0.0, 2.0, "share", "x", "y", "A/F"),
    ("x", 1.0, 0.0, 2.0, "share", "x", "y", "A", {"kind": "fixed", "why": "z"}),
    ("x", 1.0, 0.0, 2.0, "share", "x", "y", "A", {"kind": CONSTANT}),
    ("x", 1.0, 0.0, 2.0, "share", "x", "y", "A", {"kind": SETTING}),
    ("x", 1.0, 0.0, 2.0, "share", "x", "y", "A", {"why": "z"}),
    ("x", 1.0, 1.0, 1.0, "share", "x", "y", "A"),
    ("x", 1.0, 0.0, 2.0, "share", "x", "y", "A", {"kind": SETTING, "why": "z", "policy": "team"}),
    ("x", 3.0, 0.0, 2.0, "share", "x", "y", "A"),
    ("x", 1.0, 0.0, 2.0, "share", "x", "y", "A", {"enters": "target"}),
])
def test_a_row_that_contradicts_itself_is_refused(row):
    with pytest.raises(ValueError, match="x:"):
        declare("toy", [row])


def test_constants_and_settings_are_never_drawn():
    drawn = set(draw(PARAMETERS, 2).parameters)
    assert drawn == set(uncertain(PARAMETERS)) == {name for name, one in PARAMETERS.items() if one.kind == UNCERTAIN}
    for kind in POLICIES:
        assert set(draw(PARAMETERS, 2, [kind]).parameters) <= drawn


def test_every_policy_that_owns_a_parameter_exists():
    assert {kind for one in PARAMETERS.values() for kind in one.policies} <= set(POLICIES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_grades_and_kinds_have_words(lang):
    assert all(say(f"report.grade.{grade}", lang) for grade in GRADES)
    assert all(say(f"report.assumptions.kind.{kind}", lang) for kind in KINDS)


def test_no_more_is_uncertain_than_can_be_held():
    assert len(uncertain(PARAMETERS)) <= 120
    for name, parameter in PARAMETERS.items():
        assert parameter.kind == "uncertain" or parameter.why, f"{name} is not drawn: say why"
