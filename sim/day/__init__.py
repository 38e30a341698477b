"""The order of a day: a list of phases that call rules, and the compiled loop over it."""

from __future__ import annotations

from sim.day.run import Run, Stepper, prepare, simulate
from sim.world.engine import engine_id

__all__ = ["Run", "Stepper", "engine_id", "prepare", "simulate"]
