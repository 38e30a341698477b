"""An engine that takes no time: with it a study costs what the laboratory around the engine costs. For `community-sim bench`."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.world.diary import COHORT, DIARY


def engine_id() -> str:
    """Return a name no real engine has."""
    return "idle"


def prepare(progress: bool = False) -> None:
    """Do nothing: there is nothing to compile."""


def simulate(setup: Any, *, replication: int = 0, events: bool | str = False) -> SimpleNamespace:
    """Return a community in which nothing happens."""
    return _still(setup.days)


@lru_cache(maxsize=8)
def _still(days: int) -> SimpleNamespace:
    return SimpleNamespace(diary=np.zeros(days, DIARY), cohorts=np.zeros(days, COHORT), events=None, seconds=0.0)
