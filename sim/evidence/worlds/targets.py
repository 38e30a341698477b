"""What the worlds are fitted to: fitted rows of the stylised facts, and figures of real logs, each with its uncertainty.

A row of the facts is aimed at as it says itself (`Held.goal`). A log's figure has the median over the logs as its target and the
spread between the logs as its standard deviation: what one community cannot be told apart from another by. Figures that spread by
factors are fitted by their logarithm.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.evidence.held import FITTED, Held

ROW, LOG = "row", "log"
LOG_SETTING = "managed"
"""The setting whose runs are measured as the logs were: opt-in, with a host, of about the logs' size."""

SMALLEST = 0.02
"""Smallest share of its target that a figure fitted by its logarithm is told apart from [1]; zero has no logarithm."""


@dataclass(frozen=True)
class Observation:
    """One figure that the worlds are fitted to.

    Attributes
    ----------
    name : ``row.<number>`` of a fact, ``log.<dotted name>`` of a figure of the logs.
    setting : what is run for it.
    target : where it should lie, in the figure's own unit.
    sd : standard deviation, in its own unit, or of its logarithm when `by_ratio`.
    by_ratio : fitted by its logarithm.
    """

    name: str
    setting: str
    target: float
    sd: float
    by_ratio: bool = False

    def __post_init__(self) -> None:
        if not (self.sd > 0.0 and math.isfinite(self.target) and (self.target > 0.0 or not self.by_ratio)):
            raise ValueError(f"{self.name}: a target and a standard deviation above zero are needed")

    @property
    def kind(self) -> str:
        """``row`` or ``log``."""
        return self.name.split(".", 1)[0]

    @property
    def key(self) -> str:
        """Number of the row, or dotted name of the log's figure."""
        return self.name.split(".", 1)[1]

    @property
    def aim(self) -> float:
        """The target on the scale on which it is fitted."""
        return math.log(self.target) if self.by_ratio else self.target

    def scaled(self, value: np.ndarray) -> np.ndarray:
        """Return figures on the scale on which they are fitted; NaN stays."""
        value = np.asarray(value, dtype=np.float64)
        return np.log(np.maximum(value, SMALLEST * self.target)) if self.by_ratio else value

    def plain(self, scaled: float) -> float:
        """Return a figure in its own unit."""
        return math.exp(scaled) if self.by_ratio else scaled

    def noise(self, value: np.ndarray, sd: np.ndarray) -> np.ndarray:
        """Return the standard deviation of the runs' own noise on the fitted scale, from that in the figure's own unit."""
        if not self.by_ratio:
            return np.asarray(sd, dtype=np.float64)
        return np.asarray(sd, dtype=np.float64) / np.maximum(
            np.asarray(value, dtype=np.float64), SMALLEST * self.target
        )

    def told(self) -> list[Any]:
        """Return everything that decides a fit, as plain data."""
        return [self.name, self.setting, self.target, self.sd, self.by_ratio]


@cache
def real_logs() -> dict[str, Any]:
    """Return the stored figures of real communities, with what is said of each."""
    return json.loads(Path(__file__).with_name("logs.json").read_text(encoding="utf-8"))


def of_fact(fact: Held) -> Observation | None:
    """Return what a fitted row aims at; None for a row that is not fitted or nothing to aim at."""
    goal = fact.goal
    if fact.role != FITTED or goal is None:
        return None
    return Observation(f"{ROW}.{fact.name}", fact.setting, goal[0], goal[1], fact.by_ratio)


def of_logs(record: dict[str, Any] | None = None) -> tuple[Observation, ...]:
    """Return what the figures of the logs aim at; a figure that fewer than three logs have is left out."""
    record = real_logs() if record is None else record
    targets = []
    for name, how in record["figures"].items():
        values = np.array([log["figures"][name] for log in record["logs"].values() if name in log["figures"]])
        if len(values) < 3:
            continue
        scale = np.log(values) if how["by_ratio"] else values
        middle = float(np.median(scale))
        target = math.exp(middle) if how["by_ratio"] else middle
        targets.append(
            Observation(f"{LOG}.{name}", LOG_SETTING, target, float(scale.std(ddof=1)), bool(how["by_ratio"]))
        )
    return tuple(targets)


def observations(facts: Iterable[Held] | None = None) -> tuple[Observation, ...]:
    """Return everything the worlds are fitted to, rows first."""
    from sim.evidence.facts import FACTS

    rows = (of_fact(fact) for fact in (FACTS.values() if facts is None else facts))
    return (*(level_row for level_row in rows if level_row is not None), *of_logs())
