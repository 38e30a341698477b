"""Chances that are worked out only when a draw asks for it.

Most chances are small and most draws say no. A rule that gives ``chance(x)`` gives 1 / (1 + e**-x), but in compiled code the
exponential is left until ``happens(u, ...)`` holds a draw against it, and a bound from a table refuses most draws without. What
comes out is what ``u < logistic(x)`` gives, always. Used as a number it is worked out at once; whoever puts an own rule in the place of ours
gives a plain number.
"""

from __future__ import annotations

from sim.world.arithmetic import logistic
from sim.world.compiled import OfTheCompiler


def _chance(x):
    """1 / (1 + e**-x), worked out when it is asked for. Checks: as `logistic`."""
    return logistic(x)


def _happens(u, chance):
    """Whether a draw, uniform in [0, 1), says yes to a chance."""
    return u < chance


_chance.__name__, _happens.__name__ = "chance", "happens"
chance, happens = OfTheCompiler(_chance, "sim.world.chances_type"), OfTheCompiler(_happens, "sim.world.chances_type")
