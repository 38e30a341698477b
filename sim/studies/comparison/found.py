"""What a paired comparison of policies found, as plain frozen tables.

A `Comparison` holds every number the report and the command need: it is made by `sim.studies.compare` and read by everyone else. Axis order is always (policies, replications, ...);
policy 0 is the one all others are compared with. Replication r stands for the same random numbers
under every policy, so that differences along axis 1 are paired.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.studies.frames import runs_frame, series_frame
from sim.studies.result import Result, known, span_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas

    from sim.scenario import Scenario

EXPLORATORY = "exploratory"
VERDICTS = ("better", "worse", "no_difference", "undecided", "identical", EXPLORATORY)


@dataclass(frozen=True)
class PairedRow:
    """One measure under one other policy, set against policy 0.

    Attributes
    ----------
    measure : name of the measure.
    policy : index of the policy compared with policy 0 (1 or higher).
    difference, low, high : mean of (policy - policy 0) over pairs and its 95 % interval, in the
        measure's unit: an interval of its own for the primary measure, one that holds together with the others of the family for
        those, again its own for what is exploratory. NaN when fewer than two pairs have a value, or hardly any two pairs differ.
    share_better : share of pairs in which `policy` is better by the measure's direction (for a
        measure without direction: larger); ties count half.
    correlation : correlation over replications that pairing won; None without variance.
    margin : smallest difference worth acting on, in the measure's unit.
    verdict : one of `VERDICTS`. For a measure without direction "better" reads "higher"; "exploratory" makes no claim.
    is_primary : whether this is the measure the study is judged by.
    low_end, other_low_end : mean of the worst tenth of the pairs used under policy 0 and under `policy`.
    n_pairs, n_missing : pairs used, and pairs dropped because a value was missing on either side.
    method : how the interval was made, as in `sim.laboratory.intervals.Interval`.
    is_claimed : whether this is one of the family of measures whose intervals hold together.
    mean_first, mean_policy : means of policy 0 and of `policy` over the pairs used.
    n_unlike : pairs in which both sides are not the same.
    """

    measure: str
    policy: int
    difference: float
    low: float
    high: float
    share_better: float
    correlation: float | None
    margin: float
    verdict: str
    is_primary: bool
    low_end: float
    other_low_end: float
    n_pairs: int = 0
    n_missing: int = 0
    method: str = "none"
    is_claimed: bool = False
    mean_first: float = float("nan")
    mean_policy: float = float("nan")
    n_unlike: int = 0


@dataclass(frozen=True)
class Share:
    """A share of worlds with its 95 % interval, all between 0 and 1; NaN where it cannot be told."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class OverWorlds:
    """What plausible worlds, or draws from the ranges, say of one policy against the first, chance taken out; effects in margins of what is worth acting on.

    Attributes
    ----------
    n_worlds, n_pairs : worlds with a value in every pair, and pairs in each.
    mean, mean_low, mean_high : mean effect over worlds and its interval, > 0 for better.
    sd, sd_low, sd_high : standard deviation between the worlds' own effects; a low end of 0 says that chance alone would do.
    chance : share of the variance of the worlds' means that is chance.
    better, same, worse : share of worlds that are better by more than is worth acting on there, about the same, worse by more.
    """

    n_worlds: int
    n_pairs: int
    mean: float
    mean_low: float
    mean_high: float
    sd: float
    sd_low: float
    sd_high: float
    chance: float
    better: Share
    same: Share
    worse: Share

    @property
    def differs(self) -> bool:
        """Whether the worlds differ by more than chance would make them."""
        return self.sd_low > 0


@dataclass(frozen=True)
class Assumptions:
    """What is left of the answer if the assumptions are wrong: plausible worlds, or draws from the parameters' ranges.

    Attributes
    ----------
    n_draws, n_pairs : worlds or draws, and pairs of runs in each.
    parameters : names of the parameters that were moved together.
    values : float64 (draws, parameters).
    effects : float64 (draws, policies - 1), mean paired difference of the primary measure.
    base : float64 (draws,), policy 0's mean of the primary measure.
    n_dead : draws in which policy 0 leaves a community without own posts in the last 30 days.
    n_exploding : draws in which policy 0 leads to more than 40 own posts per member and month.
    drivers : (parameter, rank correlation with the effect of the first other policy), largest first.
    drivers_by_chance : the rank correlation that the strongest of so many parameters reaches by luck alone
        in 95 of 100 studies: a driver below it is not one. NaN when nothing varied.
    n_failed : runs that ended in an error; their pairs are missing from the means.
    kind : "worlds" that the known facts have not ruled out, or "ranges": every parameter by itself from its range.
    worlds : numbers of the ensemble's members, one for each draw; none for ranges.
    ensemble : name of the ensemble; empty for ranges.
    standing : "current", "stale" (the ensemble was fitted with an engine that gave other numbers), "missing" (worlds were asked for and
        there are none), or empty.
    over_worlds : one for each other policy, of worlds or of draws from the ranges.
    n_linked : parameters among which drivers were looked for: those that can matter under the policies at hand.
    """

    n_draws: int
    n_pairs: int
    parameters: tuple[str, ...]
    values: np.ndarray
    effects: np.ndarray
    base: np.ndarray
    n_dead: int
    n_exploding: int
    drivers: list[tuple[str, float]]
    n_failed: int = 0
    drivers_by_chance: float = float("nan")
    kind: str = "ranges"
    worlds: tuple[int, ...] = ()
    ensemble: str = ""
    standing: str = ""
    over_worlds: tuple[OverWorlds, ...] = ()
    n_linked: int = 0

    @property
    def are_worlds(self) -> bool:
        """Whether the draws are plausible worlds."""
        return self.kind == "worlds"


@dataclass(frozen=True)
class NoiseFloor:
    """How far the measures move when something tiny and irrelevant changes.

    Attributes
    ----------
    label : key of the change that was made ("audience_minus_one").
    differences : measure -> (mean, low, high) of the paired difference.
    """

    label: str
    differences: dict[str, tuple[float, float, float]]


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """Everything one `compare` found.

    Attributes
    ----------
    plan, points, primary, failures, provenance : as of every result; point i is policy i, and the primary measure is the one
        asked for, or that of the first goal. The provenance has engine id, versions, git, command, seed, replications, seconds, design hash, folder.
    measures : names along the last axis of `values`.
    values : float64 (policies, replications, measures), NaN where a value cannot be computed.
    diary : diary series -> float32 (policies, replications, days).
    cohorts : column -> float32 (policies, replications, days), by day of joining.
    rows : one for every measure and other policy, the primary ones first.
    correlation_by_month : "posts_own" and "posters_30d" -> float64 (policies - 1, months).
    assumptions, noise : None when not asked for.
    """

    measures: tuple[str, ...]
    values: np.ndarray
    diary: dict[str, np.ndarray]
    cohorts: dict[str, np.ndarray]
    rows: tuple[PairedRow, ...]
    correlation_by_month: dict[str, np.ndarray]
    assumptions: Assumptions | None
    noise: NoiseFloor | None

    _name: ClassVar[str] = "Comparison"

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """What was compared."""
        return tuple(point.scenario for point in self.points)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Label of each scenario: its file stem, or the name it was given."""
        return tuple(point.label for point in self.points)

    @cached_property
    def cost(self) -> dict[str, float]:
        """Label -> what the hosts' hours cost over the run, in euros; of scenarios in which an hour has a price."""
        place = self.measures.index("host_hours")
        return {
            label: scenario.community.hour_cost * float(np.nanmean(self.values[i, :, place]))
            for i, (label, scenario) in enumerate(zip(self.labels, self.scenarios, strict=True))
            if scenario.community.hour_cost > 0 and np.isfinite(self.values[i, :, place]).any()
        }

    def row(self, measure: str, policy: int = 1) -> PairedRow:
        """Return the row of one measure and one other policy, by its place; what is not there is an `InputError`."""
        rows = {(row.measure, str(row.policy)): row for row in self.rows}
        known(measure, list(dict.fromkeys(name for name, _ in rows)), "measure")
        known(str(policy), [place for name, place in rows if name == measure], "policy")
        return rows[measure, str(policy)]

    def _asked(self) -> str:
        return f"{', '.join(self.labels)}: {self.values.shape[1]} pairs of runs"

    def _found(self) -> str:
        return "; ".join(
            f"{self.labels[row.policy]} less {self.labels[0]} {span_text(row.difference, row.low, row.high)}, {row.verdict.replace('_', ' ')}"
            for row in self.rows
            if row.is_primary
        )

    def _table(self) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        head = ("measure", "policy", f"against {self.labels[0]}", "low", "high", "pairs", "verdict")
        return head, [
            (row.measure, self.labels[row.policy], row.difference, row.low, row.high, row.n_pairs, row.verdict)
            for row in self.rows
            if row.is_primary
        ]

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """Return a row for every run: scenario, title, point, replication, every measure; see `Result.to_frame`.

        Where an hour of the hosts has a price in any scenario, ``host_cost`` is what the run's hours cost, in euros.
        """
        frame = runs_frame(self.points, self.values, self.measures, lang)
        rates = np.array([scenario.community.hour_cost for scenario in self.scenarios])
        if rates.any():
            frame["host_cost"] = np.repeat(rates, self.values.shape[1]) * frame["host_hours"]
        return frame

    def series(self, *names: str, lang: str = "en") -> pandas.DataFrame:
        """Return the days of all runs: scenario, title, replication, day, series, value; see `Result.series`."""
        tables = self.diary | {f"cohort.{name}": table for name, table in self.cohorts.items()}
        wanted = [known(name, list(tables), "series") for name in names] or list(tables)
        runs = [
            [
                {name: tables[name][i, r] for name in wanted} if np.isfinite(self.values[i, r]).any() else None
                for r in range(self.values.shape[1])
            ]
            for i in range(len(self.points))
        ]
        return series_frame(self.points, runs, wanted, lang)
