"""Offline events: who comes, when they are held, what they take, whom one meets, and what is left afterwards."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import ALL_IN, CLOCKWORK, bound, days_with, lived, posts_of, same_lives
from worlds import policy

from sim.rules import PARAMETERS
from sim.rules.gathering import attend_chance, drive_by_event
from sim.world.parameters import record
from sim.world.people import AWAKE
from sim.world.posts import HOST

TEAM = policy("team", hours_per_week=40.0, stance="passive", spare=())
QUIET = {**CLOCKWORK, **ALL_IN, "audience": 60, "days": 40}


def met(share: float = 1.0, **fields):
    """An event on the second Monday, of all members if nothing else is said."""
    return policy("event", **{"attendance": share, "from_day": 7, "minutes": 60.0, **fields})


def strength(done) -> np.ndarray:
    """Strengths of ties, by who has them and to whom; as they were left, without decay."""
    n = done.setup.audience
    strengths = np.zeros((n, n))
    for row in range(n):
        used = done.world.ties[row][: done.people["n_ties"][row]]
        strengths[row, used["who"]] = used["strength"]
    return strengths


@bound("event.attendance")
@pytest.mark.parametrize("share", [0.05, 0.4, 1.0])
def test_those_who_come_are_a_share_and_sooner_those_to_whom_it_is_worth_more(share):
    """As many come as the chances of all add up to, and no spammer."""
    mix = {"lurker_content": 0.8, "spammer": 0.2}
    setting = {**QUIET, "audience": 1500, "mix": mix}
    before = lived(TEAM, met(share), until=7, **setting).people.copy()
    done = lived(TEAM, met(share), until=8, **setting)
    came = done.people["event_day"] == 7
    could = (before["state"] == AWAKE) & (before["spam"] == 0.0)
    chances = np.array([attend_chance.py_func(share, float(value)) for value in before["value"][could]])
    assert done.diary["attended"].sum() == came.sum() and not came[~could].any()
    spread = np.sqrt((chances * (1.0 - chances)).sum())
    assert abs(came[could].sum() - chances.sum()) <= 5.0 * spread
    if share == 0.4:
        assert attend_chance.py_func(share, 0.0) == pytest.approx(0.4)
        assert attend_chance.py_func(share, 0.5) > 0.4 > attend_chance.py_func(share, -0.5)


@bound("event.every_days")
@pytest.mark.parametrize("every, days", [(None, [7]), (5, [7, 14, 17, 22, 28, 32, 37]), (14, [7, 21, 35])])
def test_events_are_held_on_their_days_and_not_in_a_weekend(every, days):
    """Every five days from day 7: days 12 and 27 are a Saturday and a Sunday, and the event is held on the Monday after."""
    done = lived(TEAM, met(every_days=every), **QUIET)
    assert days_with(done.diary["attended"]) == days


@bound("event.minutes")
@pytest.mark.parametrize("minutes, day", [(480.0, 7), (480.5, 8), (960.0, 8), (960.5, 9), (2400.0, 11), (2400.5, 14)])
def test_an_event_waits_until_its_minutes_are_worked_off(minutes, day):
    """Eight hours on each working day, none of them kept: what one day cannot pay the next does, with the weekend between."""
    team = policy("team", hours_per_week=40.0, stance="passive", spare=(), from_day=7)
    done = lived(team, met(minutes=minutes), **QUIET)
    assert days_with(done.diary["attended"]) == [day]
    assert done.diary["minutes_rounds"].sum() == pytest.approx(minutes)
    assert done.diary["minutes_rounds"].max() <= 480.0


def test_without_a_team_there_is_no_event():
    assert same_lives(lived(met(), **QUIET), lived(**QUIET))
    assert same_lives(lived(TEAM, met(0.0), **QUIET), lived(TEAM, **QUIET))


@bound("event.follow_up")
@pytest.mark.parametrize("day, after", [(7, 8), (11, 14)])
def test_the_next_working_day_looks_back_on_it(day, after):
    """A post by the host, and a word to everybody who was there and to nobody else."""
    run = lived(TEAM, met(0.5, from_day=day, follow_up=True), **QUIET)
    posts = posts_of(run)
    assert [(p["person"], p["time"] // 86_400) for p in posts] == [(HOST, after)]
    assert days_with(run.diary["contacts"]) == [after]
    assert run.diary["contacts"][after] == run.diary["attended"][day] > 10
    assert run.diary["minutes_rounds"][after] == PARAMETERS["minutes_round"].default
    alone = lived(TEAM, met(0.5, from_day=day), **QUIET)
    assert not len(posts_of(alone)) and not alone.diary["contacts"].any()


def test_a_word_afterwards_brings_those_who_were_there_back():
    """Where nobody comes by themselves, the day after sees a visit of as many as notice it."""
    still = {**QUIET, "audience": 600, "visit_base": -40.0, "visit_habit": 0.0, "visit_value": 0.0, "visit_hope": 0.0}
    behaviour = {**still, "notice_host": 1.0, "bother": 0.0, "notice_delay": 1e-6}
    with_word = lived(TEAM, met(1.0, follow_up=True), **behaviour)
    without = lived(TEAM, met(1.0), **behaviour)
    assert with_word.diary["visitors"][8] > 0.9 * with_word.diary["attended"][7] > 100
    assert without.diary["visitors"][8] < 10


@pytest.mark.parametrize("n", [1, 2, 3, 8, 9, 60])
def test_everybody_talks_with_those_next_to_them_and_through_them_with_others(n):
    """In a circle of nine or more each has eight ties, both ways, half of them half as strong; in a small one everybody meets everybody once."""
    done = lived(TEAM, met(), until=8, **{**QUIET, "audience": n}, event_tie=0.4)
    found = strength(done)
    assert np.array_equal(found > 0, (found > 0).T)
    ties = np.sort(found, axis=1)[:, ::-1]
    assert ((found > 0).sum(axis=1) == min(n - 1, 8)).all()
    near = min(n - 1, 4)
    assert ties[:, :near] == pytest.approx(0.4) and ties[:, near : min(n - 1, 8)] == pytest.approx(0.2)


def test_ties_to_those_who_were_not_there_become_weaker_and_others_do_not():
    """Founders know each other; of these ties only those from somebody who was there to somebody who was not lose their share."""
    setting = {**QUIET, "everyone_in": False, "founders": 60, "event_tie": 0.0, "event_apart": 0.25}
    done, plain = lived(TEAM, met(0.5), until=8, **setting), lived(TEAM, until=8, **setting)
    came = done.people["event_day"] == 7
    crossing = came[:, None] & ~came[None, :]
    known = strength(plain) > 0
    share = strength(done)[known] / strength(plain)[known]
    assert share[crossing[known]] == pytest.approx(0.75, rel=1e-6)
    together = came[:, None] & came[None, :]
    assert share[~(crossing | together)[known]] == pytest.approx(1.0)
    assert crossing[known].sum() > 20


@pytest.mark.parametrize("given", [0.3, -0.2])
def test_the_drive_it_gives_is_renewed_and_not_heaped_up(given):
    p = record(PARAMETERS, {"event_drive": given}).view(np.recarray)[0]
    assert drive_by_event.py_func(0.0, p) == given == drive_by_event.py_func(given, p)
    assert drive_by_event.py_func(3.0 * given, p) == 3.0 * given
    once = lived(TEAM, met(), until=8, **QUIET, event_drive=given).people["drive"]
    twice = lived(TEAM, met(every_days=1), until=9, **QUIET, event_drive=given).people["drive"]
    assert once == pytest.approx(twice) and np.sign(once[0]) == np.sign(given) and np.unique(once).size == 1


def test_an_event_changes_nothing_before_its_day_and_no_draw_of_those_who_stay_away():
    lively = {"audience": 300, "days": 20, "founders": 40}
    without, with_event = lived(TEAM, **lively), lived(TEAM, met(0.3, from_day=14), **lively)
    days = without.diary[:14].tobytes(), with_event.diary[:14].tobytes()
    assert days[0] == days[1] and with_event.diary["attended"][14] > 0
