"""The order of a day: a list of phases that call rules, the compiled loop over it, and the Mesa face."""

from __future__ import annotations

from sim.day.kernel import prepare
from sim.day.run import Run, Stepper, simulate
from sim.world.engine import engine_id

__all__ = ["Run", "Stepper", "engine_id", "prepare", "simulate"]
