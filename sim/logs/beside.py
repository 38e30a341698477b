"""A real log beside simulated ones: the same statistics of a scenario's replications, and how far they lie apart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.logs.file import read_log
from sim.logs.statistics import flat, log_ratios, measure_log, median_ratio
from sim.measures.counting.log import DAY, Log, log_of_events

if TYPE_CHECKING:
    from sim.scenario import Scenario

REPS = 10
"""Replications when nobody said: the median over ten moves by some 0.4 standard deviations of one run."""


@dataclass(frozen=True)
class Against:
    """What the replications of one scenario measure, beside a log.

    Attributes
    ----------
    scenario : Scenario
        What was run.
    engine : str
        Identity of the engine.
    reps : int
        Replications.
    middle, low, high : dict of str to float
        Median, lowest and highest over the replications of every statistic; NaN where no run has it.
    ratios : dict of str to float
        ln(median of the runs / log) for the twelve measures; NaN where it cannot be computed.
    distance : float
        Median absolute log ratio.
    """

    scenario: Scenario
    engine: str
    reps: int
    middle: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    ratios: dict[str, float]
    distance: float


@dataclass(frozen=True)
class Measured:
    """A log, its statistics, and scenarios measured beside it.

    Attributes
    ----------
    name : str
        Name of the file, without folder and endings.
    log : Log
        As it was read.
    stats : dict
        The tree of statistics.
    others : tuple of Against
        The scenarios, in the order they were asked for.
    """

    name: str
    log: Log
    stats: dict[str, Any]
    others: tuple[Against, ...] = ()

    @property
    def flat(self) -> dict[str, float]:
        """The statistics by dotted name."""
        return flat(self.stats)

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        bad = {
            "rows": self.log.bad.count,
            "first": [{"file": file, "line": line, "wrong": wrong} for file, line, wrong in self.log.bad.first],
        }
        table: dict[str, Any] = {
            "log": self.name,
            "known": sorted(self.log.known),
            "bad_rows": bad,
            "reading": asdict(self.log.reading),
            "statistics": self.stats,
        }
        if self.others:
            table["against"] = [
                {
                    "scenario": other.scenario.name,
                    "scenario_hash": other.scenario.hash(),
                    "engine": other.engine,
                    "replications": other.reps,
                    "median": other.middle,
                    "lowest": other.low,
                    "highest": other.high,
                    "log_ratios": other.ratios,
                    "median_absolute_log_ratio": other.distance,
                }
                for other in self.others
            ]
        return table


def measure_file(
    path: str | Path,
    scenarios: Sequence[Scenario] = (),
    *,
    reps: int = REPS,
    burn_in: float = 0.0,
    tell: Callable[[int, int, str], None] | None = None,
) -> Measured:
    """Read and measure a log, and run scenarios beside it.

    Parameters
    ----------
    path : str or Path
        The log; files of joins and reactions beside it are found by themselves.
    scenarios : sequence of Scenario
        What to run beside it.
    reps : int
        Replications of each scenario.
    burn_in : float
        Days at the start of the log whose first-seen members are left out of retention.
    tell : callable
        Told (done, of how many, stage).
    """
    log = read_log(path)
    stats = measure_log(log, burn_in)
    name = Path(path).name.removesuffix(".gz").removesuffix(".csv")
    return Measured(name, log, stats, tuple(against(flat(stats), scenario, reps, tell) for scenario in scenarios))


def against(
    real: dict[str, float], scenario: Scenario, reps: int = REPS, tell: Callable[[int, int, str], None] | None = None
) -> Against:
    """Run a scenario with its events kept and measure them as the real log was measured.

    Parameters
    ----------
    real : dict of str to float
        Statistics of the real log by dotted name, as `sim.logs.statistics.flat` gives them.
    scenario : Scenario
        What to run; no burn-in, since it is run from its opening.
    reps : int
        Replications 0 to reps - 1.
    tell : callable
        Told (done, of how many, stage).
    """
    from sim.day import simulate

    setup, logs, engine = scenario.setup(), [], ""
    for replication in range(reps):
        run = simulate(setup, replication=replication, events=True)
        engine = run.engine
        logs.append(flat(measure_log(log_of_events(run.events))))
        if tell is not None:
            tell(replication + 1, reps, "runs")
    names = list(dict.fromkeys(name for log in logs for name in log))
    columns = {
        name: np.array([value for log in logs if math.isfinite(value := log.get(name, math.nan))]) for name in names
    }

    def over(how: Callable[[np.ndarray], float]) -> dict[str, float]:
        return {name: float(how(values)) if len(values) else math.nan for name, values in columns.items()}

    middle = over(np.median)
    ratios = log_ratios(middle, real)
    return Against(scenario, engine, reps, middle, over(np.min), over(np.max), ratios, median_ratio(ratios))


def lengths_differ(real: dict[str, float], scenario: Scenario) -> bool:
    """Whether log and run differ in length by more than a tenth, so that counts over time are not comparable."""
    if "first_time" not in real:
        return True
    return (
        abs(real["last_time"] - real["first_time"] - scenario.community.days * DAY)
        > 0.1 * scenario.community.days * DAY
    )
