"""Two plans side by side over the same replications: what a community manager would look at, with what chance leaves open."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from sim.day.run import Run, simulate
from sim.measures import measure_all
from sim.scenario import Scenario, load

LIBRARY = Path(__file__).parents[2] / "scenarios"
POWER = 2.8
"""Standard errors of a mean difference that are found in four of five studies, at 5 % (1.96 + .84)."""


def plan(name: str, *policies: dict, without: str = "", behaviour: dict | None = None, **changed: dict) -> Scenario:
    """A scenario of the library with policies added, one kind taken out, or values of a kind changed."""
    tables = load(LIBRARY / f"{name}.toml").tables()
    kept = [{**policy, **changed.get(policy["kind"], {})} for policy in tables["policy"] if policy["kind"] != without]
    tables["policy"] = [*kept, *(dict(policy) for policy in policies)]
    tables["behaviour"] = {**tables.get("behaviour", {}), **(behaviour or {})}
    return Scenario.build(tables, name.replace("/", "-"))


def runs(scenario: Scenario, n: int) -> list[Run]:
    """Its first so many replications."""
    setup = scenario.setup()
    return [simulate(setup, replication=replication) for replication in range(n)]


def measured(lives: list[Run], name: str) -> np.ndarray:
    """A measure of every run."""
    return np.array([measure_all(run.diary, run.cohorts)[name] for run in lives])


def over(lives: list[Run], series: str, first: int, end: int) -> np.ndarray:
    """The mean of a series of the diary over some days, of every run."""
    return np.array([run.diary[series][first:end].mean() for run in lives])


def change(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Mean change as a share of the first mean, and the least that four of five such studies would find."""
    differences = after - before
    least = POWER * differences.std(ddof=1) / math.sqrt(len(differences))
    return float(differences.mean() / before.mean()), float(least / before.mean())
