"""What makes a first thread easier moves those who hesitate, and nobody else."""

from __future__ import annotations

import pytest

from sim.rules import PARAMETERS
from sim.rules.posting import start_chance
from sim.world.parameters import record

P = record(PARAMETERS, {})[0]
START = getattr(start_chance, "py_func", start_chance)


def chance(ease: float, hesitation: float, need: float = 0.0) -> float:
    """Chance of starting a thread of somebody who hesitates so much, made so much easier."""
    return START(-3.0, 0.2, 0.0, 0, need, 3.0, ease, hesitation, P)


@pytest.mark.parametrize("need", [0.0, 1.0])
def test_who_does_not_hesitate_is_not_moved_and_who_does_is_not_moved_beyond(need):
    assert chance(2.0, 0.0, need) == chance(0.0, 0.0, need)
    assert chance(0.0, 1.8, need) < chance(0.5, 1.8, need) < chance(1.8, 1.8, need) == chance(0.0, 0.0, need)
    assert chance(9.0, 1.8, need) == chance(1.8, 1.8, need)
