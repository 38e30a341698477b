"""A toy engine whose answer is a function of the parameters that a test chooses, with chance of known size.

`posters_30d` is `FUNCTION(behaviour, setup)` plus the luck of the replication, the same at every point, plus `DRIFT` times a normal number
of its own for every different setting and replication: what chaotic divergence does. A setting is told apart by the parameters in `FELT`
(all when it is None) and the size of the audience.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.world.diary import COHORT, DIARY

FUNCTION: Callable[[dict[str, float], Any], float] = lambda behaviour, setup: 0.0  # noqa: E731
DRIFT = 0.0
LUCK = 1.0
FELT: tuple[str, ...] | None = None
RUNS: list[int] = []
"""Replications that were run, for tests that count."""


def engine_id() -> str:
    return "toy-sensitivity"


def prepare(progress: bool = False) -> None:
    return None


def _normal(*parts: Any) -> float:
    key = int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:16], "little")
    return float(np.random.Generator(np.random.Philox(key=key)).standard_normal())


def simulate(setup: Any, *, replication: int = 0, events: bool | str = False) -> SimpleNamespace:
    RUNS.append(replication)
    behaviour = dict(setup.behaviour)
    felt = sorted((name, value) for name, value in behaviour.items() if FELT is None or name in FELT)
    minutes = float(np.asarray(setup.programme.table["host_minutes"])[0])
    answer = FUNCTION(behaviour, setup) + LUCK * _normal("luck", replication)
    if DRIFT:
        answer += DRIFT * _normal("drift", felt, setup.audience, minutes, replication)
    diary, cohorts = np.zeros(setup.days, dtype=DIARY), np.zeros(setup.days, dtype=COHORT)
    diary["members"] = setup.audience
    diary["posters_30d"] = answer
    return SimpleNamespace(diary=diary, cohorts=cohorts, events=None, seconds=0.0)
