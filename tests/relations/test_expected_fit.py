"""Fit once inside, and what a profile is for: nothing by default, and what would be seen if there were something."""

from __future__ import annotations

import numpy as np
from manager_pairs import change, measured, plan, runs

from sim.rules import PARAMETERS
from sim.rules.inviting import tie_gain_of
from sim.rules.reading import suits
from sim.world.parameters import record

PAIRS = 8


def test_by_default_both_leave_everything_as_it_was():
    p = record(PARAMETERS, {})[0]
    assert all(suits(z, p) == 1.0 for z in (-3.0, 0.0, 2.5))
    assert tie_gain_of(1.0, 0.0, p) == p["tie_gain"] and tie_gain_of(0.5, 1.0, p) == 0.5 * p["tie_gain"] * (
        1.0 + p["tie_profile"]
    )


def test_who_fits_better_finds_more_where_fit_counts():
    p = record(PARAMETERS, {"fit_worth": 0.3})[0]
    assert suits(-1.0, p) < suits(0.0, p) == 1.0 < suits(1.0, p) and suits(-9.0, p) == 0.0 and suits(9.0, p) == 2.0
    plain, fits = (
        measured(runs(plan("baseline", behaviour={"fit_worth": f}), PAIRS), "retention_180") for f in (0.0, 0.3)
    )
    moved, least = change(plain, fits)
    assert least < 0.12 and abs(moved) < 0.2  # the same people, some of whom find more and some less


def test_where_people_are_known_by_their_profile_explaining_it_makes_ties():
    """Thirty points more profiles: a tenth or more of ties where six in ten exchanges with the unknown are lost; where none are, less than could be seen."""
    ties = {}
    for known in (0.0, 0.6):
        behaviour = {"profile_known": known, "nudge_profile": 1.0}
        before = runs(plan("welcome-none", behaviour=behaviour), PAIRS)
        after = runs(plan("welcome-none", {"kind": "onboarding", "profile_nudge": 1.0}, behaviour=behaviour), PAIRS)
        assert np.mean(measured(after, "profile_share") - measured(before, "profile_share")) > 0.2
        ties[known] = change(measured(before, "ties"), measured(after, "ties"))
    assert ties[0.6][0] > 0.06
    assert ties[0.0][1] < 0.10 and abs(ties[0.0][0]) < 0.10
