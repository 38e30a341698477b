"""What a profile is for: nothing more by default, and what would be seen if people were known by it."""

from __future__ import annotations

import numpy as np
from manager_pairs import change, measured, plan, runs

from sim.rules import PARAMETERS
from sim.rules.inviting import tie_gain_of
from sim.world.parameters import record

PAIRS = 8


def test_by_default_a_profile_changes_no_tie():
    p = record(PARAMETERS, {})[0]
    assert tie_gain_of(1.0, 0.0, p) == p["tie_gain"]
    assert tie_gain_of(0.5, 1.0, p) == 0.5 * p["tie_gain"] * (1.0 + p["tie_profile"])


def test_where_people_are_known_by_their_profile_explaining_it_makes_ties():
    """Thirty points more profiles: a tenth or more of ties where six in ten exchanges with the unknown are lost; where none are, less than could be seen."""
    ties = {}
    gain, more = PARAMETERS["tie_gain"].default, PARAMETERS["tie_profile"].default
    for known in (0.0, 0.6):
        behaviour = {
            "tie_gain": gain * (1.0 - known),
            "tie_profile": (1.0 + more) / (1.0 - known) - 1.0,
            "nudge_profile": 1.0,
        }
        before = runs(plan("welcome-none", behaviour=behaviour), PAIRS)
        after = runs(plan("welcome-none", {"kind": "onboarding", "profile_nudge": 1.0}, behaviour=behaviour), PAIRS)
        assert np.mean(measured(after, "profile_share") - measured(before, "profile_share")) > 0.2
        ties[known] = change(measured(before, "ties"), measured(after, "ties"))
    assert ties[0.6][0] > 0.06
    assert ties[0.0][1] < 0.10 and abs(ties[0.0][0]) < 0.10
