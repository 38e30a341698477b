"""Members that cost nothing: what a fit of plausible worlds is tried on without the engine."""

from __future__ import annotations

import numpy as np

from sim.evidence.facts import FACTS
from sim.evidence.worlds.members import Counted, Plan, Task
from sim.evidence.worlds.targets import Observation
from sim.laboratory.worlds.prior import Prior

NAMES = tuple(f"p{i}" for i in range(8))
PRIOR = Prior(NAMES, np.zeros(8), np.ones(8))
PLAN = Plan()
OBSERVED = (
    Observation("log.sum", "managed", 1.3, 0.05),
    Observation("log.times", "managed", 0.3, 0.2, by_ratio=True),
    Observation("log.third", "managed", 0.5, 0.3),
)
WEIGHT = 0.01


def _chance(task: Task) -> np.random.Generator:
    return np.random.default_rng([task.first_replication, task.stage])


def linear(task: Task) -> Counted:
    """Two figures of the first three parameters and one of the fourth, with noise of the run; every eleventh member lacks the last."""
    v, noise = np.array(task.values), WEIGHT * _chance(task).standard_normal(3)
    third = v[3] + noise[2] if task.member % 11 else np.nan
    return Counted(
        {
            "log.sum": (float(v[0] + v[1] + noise[0]), WEIGHT),
            "log.times": (float(np.exp(v[2] - 1.7) * (1 + noise[1])), WEIGHT),
            "log.third": (float(third), WEIGHT),
        },
        0.001,
    )


def failing(task: Task) -> Counted:
    """As `linear`, but some members fail: two at their first draw, one where it was first moved to, and one wherever it is in that step."""
    if (
        (task.member in (3, 5) and task.stage == task.attempt == 0)
        or (task.stage == 1 and task.member == 7)
        or (task.stage == 1 and task.member == 9 and task.attempt == 0)
    ):
        return Counted(error="ValueError: it broke")
    return linear(task)


def broken(task: Task) -> Counted:
    """Every member fails."""
    return Counted(error="ValueError: it broke")


def anything(task: Task) -> Counted:
    """A figure for whatever is asked, near the middle of its band, leaning on the first parameters."""
    rng, v = _chance(task), np.array(task.values)
    figures = {}
    for i, (row, _) in enumerate(task.plan.rows):
        fact = FACTS[row]
        low = fact.low if np.isfinite(fact.low) else -1.0
        high = fact.high if np.isfinite(fact.high) else low + 2.0
        place = (v[i] - v[i] * 0.5) if i < 3 else 0.0
        figures[f"row.{row}"] = (float(low + (high - low) * (0.5 + 0.4 * rng.standard_normal()) + 1e-3 * place), 0.01)
    return Counted(figures | {f"log.{name}": (float(rng.uniform(0.2, 0.9)), 0.01) for name in task.plan.figures}, 0.001)
