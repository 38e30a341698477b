"""Running under check: what must hold after every day of a run, looked at from outside the compiled day."""

from __future__ import annotations

from sim.checks.checked import InvariantBroken, checked_run, plain_run, simulate

__all__ = ["InvariantBroken", "checked_run", "plain_run", "simulate"]
