"""The rules of the house: what a rule is, and how one is put in the place of another."""

from __future__ import annotations

from collections.abc import Callable

from sim.world.compiled import Compiled, Part

RULES: dict[str, Compiled] = {}


def rule(function: Callable) -> Compiled:
    """Register and compile one decision: scalars in, a probability or a value out; no state, no draw. Put into its callers, not called."""
    made = Part(function, forceinline=True)
    RULES[function.__name__] = made
    return made
