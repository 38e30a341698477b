"""Being known before the doors open: who signed up is the crowd that the others see."""

from __future__ import annotations

import pytest
from lever_bounds import CERTAIN, likely
from manager_pairs import change, measured, over, plan, runs
from worlds import MUTE, other, world

from sim.day import simulate

PAIRS = 10


def test_being_known_a_month_before_launch_fills_the_room_and_costs_nothing_later():
    """Many more are there in the first week; at the end of the year as many have joined and as many post."""
    later, before = (runs(plan(f"known/{name}"), PAIRS) for name in ("known-from-launch", "known-before-launch"))
    early, _ = change(over(later, "joined", 0, 7), over(before, "joined", 0, 7))
    assert early > 0.3
    joined, least = change(measured(later, "joined_total"), measured(before, "joined_total"))
    assert least < 0.02 and abs(joined) < 0.03
    posters, _ = change(measured(later, "posters_30d"), measured(before, "posters_30d"))
    assert posters > -0.06


def test_interest_that_waits_for_half_a_year_goes_stale():
    month, long = (runs(plan(f"known/{name}"), PAIRS) for name in ("known-before-launch", "known-too-early"))
    joined, _ = change(measured(month, "joined_total"), measured(long, "joined_total"))
    assert -0.10 < joined < -0.02


def test_who_is_on_the_platform_already_joins_more_readily():
    """Half of them are: about as many more join as .4 logits for each of those make; and nobody does where it is worth nothing."""
    base, there = (runs(plan(name), PAIRS) for name in ("baseline", "audience/already-there"))
    joined, least = change(measured(base, "joined_total"), measured(there, "joined_total"))
    assert least > 0.0 and 0.005 < joined < 0.25
    lively = {"audience": 2000, "days": 20, "founders": 20, "aware_rate": 0.2, "look_again": 0.0, "notice": 0.5}
    same = [
        simulate(other(world(**lively, already_joins=0.0), already_on=share), replication=0) for share in (0.0, 1.0)
    ]
    assert same[0].diary.tobytes() == same[1].diary.tobytes()
    rates = [
        simulate(other(world(**lively, already_joins=1.0), already_on=share), replication=0).diary["joined"].sum()
        for share in (0.0, 0.5, 1.0)
    ]
    assert rates[0] < rates[1] < rates[2]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_of_those_who_hear_of_it_such_a_share_is_there_already(share):
    """Where whoever is there already joins for certain and nobody else ever does, those who join are that share."""
    only_they = {**MUTE, "already_joins": 2.0 * CERTAIN, "join_base": -CERTAIN}
    setup = world(audience=1000, days=12, founders=0, aware_rate=0.3, look_again=0.0, **only_they)
    diary = simulate(other(setup, already_on=share), replication=0).diary
    assert diary["new_aware"].sum() > 800 and likely(diary["joined"].sum(), int(diary["new_aware"].sum()), share)


def test_whether_who_is_there_already_sees_more_is_left_open():
    """With contacts noticed more often by those on the platform there are more visits; with fewer, fewer; by default neither."""
    lively = {
        "audience": 400,
        "days": 60,
        "founders": 60,
        "everyone_in": True,
        "notice": 0.4,
        "reply_base": -3.0,
        "start_base": -2.5,
    }
    visits = [
        simulate(other(world(**lively, already_joins=0.0, already_notices=factor), already_on=1.0), replication=0)
        .diary["visits"]
        .sum()
        for factor in (0.3, 1.0, 2.0)
    ]
    assert visits[0] < visits[1] < visits[2]
    assert visits[1] == simulate(world(**lively), replication=0).diary["visits"].sum()
