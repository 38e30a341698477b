"""What makes a first thread easier moves those who hesitate, and nobody else."""

from __future__ import annotations

import numpy as np
import pytest

from sim.day.run import Stepper
from sim.rules import PARAMETERS
from sim.rules.posting import start_chance
from sim.scenario import Scenario
from sim.world.parameters import record
from sim.world.people import FOUNDER, NEVER

P = record(PARAMETERS, {}).view(np.recarray)[0]
START = start_chance.py_func


def chance(ease: float, hesitation: float, need: float = 0.0) -> float:
    """Chance of starting a thread of somebody who hesitates so much, made so much easier."""
    return START(-3.0, 0.2, 0.0, 0, need, 3.0, ease, hesitation, P)


@pytest.mark.parametrize("need", [0.0, 1.0])
def test_who_does_not_hesitate_is_not_moved_and_who_does_is_not_moved_beyond(need):
    assert chance(2.0, 0.0, need) == chance(0.0, 0.0, need)
    assert chance(0.0, 1.8, need) < chance(0.5, 1.8, need) < chance(1.8, 1.8, need) == chance(0.0, 0.0, need)
    assert chance(9.0, 1.8, need) == chance(1.8, 1.8, need)


CONTENT, NOT_YET, HINDERED = 0, 1, 2
"""Roles of those who only read, by why (world.people)."""


def posted(runs: int, **onboarding) -> tuple[float, float]:
    """Share that ever posted of joiners content to read, and of those who hesitate, over some years of a hosted community."""
    policies = [
        {"kind": "team", "hours_per_week": 8.0},
        {"kind": "calendar", "weekdays": ["tue", "thu"]},
        {"kind": "onboarding", **onboarding},
    ]
    scenario = Scenario.build(
        {
            "title": {"en": "Welcomed", "nl": "Verwelkomd"},
            "community": {"audience": 3000, "days": 365, "founders": 30},
            "policy": policies,
        },
        "welcomed",
    )
    people = []
    for replication in range(runs):
        stepper = Stepper(scenario.setup(), replication=replication)
        stepper.advance(365)
        here = stepper.people
        joined = (here["join_day"] != NEVER) & (here["join_day"] < 335) & (here["flags"] & FOUNDER == 0)
        people.append(here[joined])
    people = np.concatenate(people)
    content = people[people["role"] == CONTENT]
    hesitant = people[(people["role"] == NOT_YET) | (people["role"] == HINDERED)]
    return float(np.mean(content["n_posts"] > 0)), float(np.mean(hesitant["n_posts"] > 0))


def test_a_welcome_has_those_post_who_hesitated_and_hardly_those_who_are_content_to_read():
    """A personal message, a place to introduce oneself and being named: some six points more of those who hesitate, about one of the content."""
    content, hesitant = posted(12)
    welcomed, dared = posted(12, welcome="personal", introductions=True, spotlight_every_days=4)
    assert dared - hesitant > 0.025
    assert abs(welcomed - content) < (dared - hesitant) / 2


def test_rules_shown_lift_all_newcomers():
    """As measured (Matias 2019): not only those who hesitate."""
    content, hesitant = posted(12)
    shown, dared = posted(12, rules_shown=True)
    assert shown - content > 0.015 and dared - hesitant > 0.015
