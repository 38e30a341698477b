"""Being known before the doors open: who signed up is the crowd that the others see."""

from __future__ import annotations

from manager_pairs import change, measured, over, plan, runs

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
