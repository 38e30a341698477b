"""What is said to belong to a policy is not felt without it, and so need not be drawn there; what is felt nowhere else says so."""

from __future__ import annotations

from functools import cache

import pytest
from mechanism_settings import Arm, changed, setting
from test_off_switches import WHERE

from sim.rules import PARAMETERS
from sim.scenario import Scenario
from sim.world.parameters import UNCERTAIN

FEW = 2
OWNED = sorted(name for name, parameter in PARAMETERS.items() if parameter.policy)
FREE = sorted(name for name, parameter in PARAMETERS.items() if parameter.kind == UNCERTAIN and not parameter.policy)
SPAN = {"audience": 800, "days": 180, "founders": 40, "mix": {"lurker_content": 0.35, "lurker_not_yet": 0.22, "lurker_hindered": 0.16, "critic": 0.15, "creator": 0.08,
                                                               "spammer": 0.04}}
TEAM = {"kind": "team", "hours_per_week": 20.0, "stance": "active", "answer_after_hours": 4.0, "spare": ["answers", "messages", "threads", "patrol"]}


@cache
def without(name: str, policies: tuple[str, ...]) -> Arm:
    """The setting, with some policies taken out; shared by all parameters of those policies."""
    return Arm(changed(setting(name), without=policies))


@cache
def plain() -> tuple[Scenario, Arm]:
    """A community of which nothing is decided but who answers: the only policy is a team that does all it can."""
    without("everything", ())  # compiles before any thread starts
    scenario = Scenario.build({"title": {"en": "Plain", "nl": "Gewoon"}, "community": SPAN, "policy": [TEAM]}, "plain")
    return scenario, Arm(scenario)


def diaries(arm: Arm) -> list[bytes]:
    """The diaries of the first few replications."""
    arm.values("posts_own", FEW)
    return [run.diary.tobytes() for run in arm.runs[:FEW]]


def test_some_belong_to_a_policy():
    assert OWNED, "no parameter names its policy: everything would be drawn everywhere"


@pytest.mark.parametrize("name", OWNED)
def test_without_its_policies_nothing_feels_it(name):
    """In the setting in which the mechanism shows, with the owners taken out, both ends give the same runs, byte by byte."""
    parameter = PARAMETERS[name]
    as_it_is = without(WHERE.get(name, "everything"), parameter.policies)
    for end in parameter.believable:
        arm = Arm(as_it_is.scenario.with_values(**{name: end}))
        assert diaries(arm) == diaries(as_it_is), f"{name} = {end:g} is felt without it"


@pytest.mark.parametrize("name", FREE)
def test_what_names_no_policy_is_felt_without_any(name):
    """Where nothing is decided but who answers, one end at least changes a run; what does not belongs to the policies that make it felt."""
    scenario, as_it_is = plain()
    ends = [end for end in PARAMETERS[name].believable if end != PARAMETERS[name].default]
    assert any(diaries(Arm(scenario.with_values(**{name: end}))) != diaries(as_it_is) for end in ends), f"{name} is felt with a policy only: which?"
