"""How long ambassadors last: as volunteers do, a part of them a year, and longer where somebody looks after them."""

from __future__ import annotations

import numpy as np
from manager_pairs import plan, runs

PAIRS = 8


def serving(behaviour=None, **changed) -> list[float]:
    """Ambassadors of eight still on duty after a month, half a year and a year."""
    found = runs(plan("with-ambassadors", behaviour=behaviour, **changed), PAIRS)
    return [float(np.mean([run.diary["on_duty"][day] for run in found])) for day in (30, 180, 364)]


def test_most_serve_for_half_a_year_and_some_for_a_year():
    month, half, year = serving()
    assert month > 6.5 and 3.8 < half < 7.0 and 1.8 < year < 6.0


def test_who_is_not_looked_after_is_worn_out():
    _, half, _ = serving()
    _, left_alone, _ = serving({"coach_relief": 0.0})
    assert left_alone < 0.6 * half


def test_nobody_leaves_from_an_office():
    """Whoever is no longer on duty laid it down: all that are missing are counted among those worn out."""
    for run in runs(plan("with-ambassadors"), 4):
        assert run.diary["on_duty"][-1] + run.diary["burned_out"].sum() == 8.0
