"""Rival communities: whom the best of them suits, what it takes from this one, and what is worth less here since it can be read there."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import lived, same_lives
from worlds import other, policy, world

from sim.day.run import Stepper
from sim.errors import ScenarioError
from sim.rules import PARAMETERS
from sim.rules.reading import match
from sim.rules.rivalling import rival_match, rival_worth, share_left
from sim.scenario import Scenario, load
from sim.scenario.explain import explain
from sim.world.parameters import record
from sim.world.posts import TOPICS

TEAM = policy("team", hours_per_week=20.0)
POSTS = policy("calendar", post="exclusive", weekdays=("mon", "tue", "wed", "thu", "fri"), minutes=5.0)
LIVELY = {"audience": 400, "days": 60, "founders": 60, "reply_base": -3.0, "start_base": -3.0}


def run(number: int, size: float = 0.5, specificity: float = 0.5, *policies, **values) -> Stepper:
    setup = other(world(TEAM, *policies, **{**LIVELY, **values}), rivals=(number, size, specificity))
    stepper = Stepper(setup, events=True)
    stepper.advance(setup.days)
    return stepper


def test_without_rivals_size_and_specificity_are_nothing():
    plain = lived(TEAM, **LIVELY)
    assert same_lives(run(0, 1.0, 1.0), plain) and same_lives(run(0), plain)
    assert not plain.people["rival"].any() and not plain.world.elsewhere.any()
    assert not same_lives(run(1), plain)


def test_a_rival_of_no_size_takes_nothing():
    assert same_lives(run(5, 0.0, 1.0), lived(TEAM, **LIVELY))


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_best_rival_is_by_ones_own_match(number):
    """With rivals for one topic each, what the best is worth to somebody tells whether it is their first topic, their second or another."""
    done = run(number, 0.8, 1.0, rival=0.5)
    people, covered = done.people, done.world.elsewhere
    taken = covered > 0.0
    assert 1 <= taken.sum() <= min(number, TOPICS)
    best = np.where(taken[people["first"]], 1.0, np.where(taken[people["second"]], 0.7, 0.05))
    assert people["rival"] == pytest.approx(0.5 * 0.8 * best, rel=1e-6)
    broad = run(number, 0.8, 0.0, rival=0.5).people["rival"]
    assert broad == pytest.approx(0.5 * 0.8 * 0.25, rel=1e-6)


def test_more_rivals_are_never_worse_for_anybody():
    runs = [run(number, 0.5, 0.7) for number in (1, 2, 5, 20)]
    for fewer, more in zip(runs, runs[1:], strict=False):
        assert (more.people["rival"] >= fewer.people["rival"]).all()
        assert (more.world.elsewhere >= fewer.world.elsewhere - 1e-12).all()
    assert (runs[-1].people["rival"] > runs[0].people["rival"]).any()


def test_what_the_best_rival_is_worth_is_taken_from_what_this_community_is():
    """In the evening, from everybody awake; and from outside, before joining."""
    with_rivals, without = run(2, 1.0, 0.0, rival_overlap=0.0), run(0)
    first = with_rivals.diary["value"][0] - without.diary["value"][0]
    assert first == pytest.approx(-0.25 * PARAMETERS["rival"].default, rel=1e-5)
    assert with_rivals.diary["joined"].sum() < without.diary["joined"].sum()
    assert with_rivals.diary["visits"].sum() < without.diary["visits"].sum()


def test_what_can_be_read_elsewhere_is_worth_less_here_and_what_is_exclusive_loses_what_makes_it_so():
    p = record(PARAMETERS, {"rival_overlap": 0.4, "exclusive_worth": 1.5}).view(np.recarray)[0]
    left = share_left.py_func
    assert left(0.0, False, p) == left(0.0, True, p) == 1.0
    assert left(0.5, False, p) == pytest.approx(0.8) and left(1.0, False, p) == pytest.approx(0.6)
    assert left(0.5, True, p) == pytest.approx(1.25 / 1.5) and left(1.0, True, p) == pytest.approx(1.0 / 1.5)
    assert rival_match.py_func(1.0, 0.5) == pytest.approx(0.625)
    assert rival_worth.py_func(1.0, 1.0, p) == p.rival and match.py_func(3, 3, 1) == 1.0


def test_beside_rivals_what_is_found_nowhere_else_loses_less():
    """What visits are expected to bring falls with rivals; less where the team posts what is exclusive than where it posts what is not."""
    quiet = {"reply_base": -20.0, "start_base": -20.0, "need": 0.0, "everyone_in": True, "rival": 0.0}
    ordinary = policy("calendar", post="talk", weekdays=("mon", "tue", "wed", "thu", "fri"), minutes=5.0)
    lost = []
    for posts in (ordinary, POSTS):
        alone, beside = (run(number, 1.0, 0.0, posts, **quiet, rival_overlap=0.6) for number in (0, 5))
        levels = [float(done.diary["information"][20:].mean()) for done in (alone, beside)]
        lost.append(1.0 - levels[1] / levels[0])
    assert lost[0] > 1.5 * lost[1] > 0.0


def test_a_scenario_says_how_many_how_large_and_how_specific():
    tables = load("scenarios/baseline.toml").tables()
    tables["community"] |= {"rivals": 3, "rival_size": 0.25, "rival_specificity": 0.8}
    made = Scenario.build(tables)
    assert made.setup().rivals == (3, 0.25, 0.8)
    assert "3 rival communities" in explain(made, "en") and "25%" in explain(made, "en")
    assert Scenario.build(made.tables()).hash() == made.hash() != load("scenarios/baseline.toml").hash()
    alone = load("scenarios/baseline.toml")
    assert alone.with_community(rival_size=0.9).hash() == alone.hash() and "rivals" not in alone.to_toml()
    for key, bad in (("rivals", 21), ("rivals", -1), ("rivals", 1.5), ("rival_size", 1.1), ("rival_specificity", "x")):
        with pytest.raises(ScenarioError, match=f"community.{key}"):
            Scenario.build({**tables, "community": {**tables["community"], key: bad}})
