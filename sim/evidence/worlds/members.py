"""Running a member: every setting that some figure needs, at the member's values, and what is counted in it.

What a setting file sets under `[behaviour]` stays: nobody replies in the setting in which nobody replies. Every run has chance of its
own, keyed by stage, member and attempt, so that the luck of a few replications does not colour all members alike.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.facts import FACTS
from sim.evidence.held import TOLD, Held
from sim.evidence.observing import load_setting, observe
from sim.evidence.worlds.targets import LOG, LOG_SETTING, ROW, Observation

if TYPE_CHECKING:
    from sim.evidence.facts import Log
    from sim.scenario import Scenario

MOST_MEMBERS, MOST_RUNS, MOST_ATTEMPTS = 2_000, 64, 4
FIRST_REPLICATION = 1_000_000
"""First replication of a fit: those below are what everything else in the project runs."""

PERSON_DAYS = 2_000_000
"""Persons times days that a member lives through in each setting: 1.6 million take .1 s of processor time in a quiet community and .8 s in a
lively one (measured)."""

TWINS = 5
"""Every so many members are run twice where the others are run once: the runs' own noise is told from them."""

COSTLY, THINNED = 3_000_000, 2
"""Persons times days of one run from which a setting is run for every so many members of a fit only; the others lack its figures."""

LARGEST = 4_000_000
"""Persons times days of one run above which a setting is run for a check only when that is asked for: several seconds for every member."""

MOST_SHOWN, MOST_POSTS = 30.0, 15.0
"""Items shown a member and day, and own posts a member and month, from which a community runs away: it is no world of ours, and it would
cost more than all others together. In the busiest of six real logs a poster writes 21 posts a month, and a member in ten posts."""

MONTH, FIRST_MONTH = 30, 3.0
"""Days over which that is judged, and how many times as much is let pass in the first month, when founders are most of those there."""


class RunsAway(Exception):
    """A community in which everybody posts without end."""


@dataclass(frozen=True)
class Plan:
    """What is run for one member.

    Attributes
    ----------
    rows : numbers of the facts that are counted, each with its runs.
    figures : dotted names of the logs' figures that are counted in `LOG_SETTING`.
    figure_runs : runs for these.
    """

    rows: tuple[tuple[str, int], ...] = ()
    figures: tuple[str, ...] = ()
    figure_runs: int = 0

    @property
    def n_runs(self) -> dict[str, int]:
        """Runs of each setting."""
        counts = {LOG_SETTING: self.figure_runs} if self.figures else {}
        for row, runs in self.rows:
            for arm in FACTS[row].arms:
                counts[arm] = max(counts.get(arm, 0), runs)
        return counts

    def runs_of(self, name: str) -> int:
        """Return the runs behind a figure (``row.2``, ``log.activity.gini``); 1 for one that is not in the plan."""
        kind, key = name.split(".", 1)
        return max(1, dict(self.rows).get(key, 1) if kind == ROW else self.figure_runs)


@dataclass(frozen=True)
class Task:
    """One member to be run.

    Attributes
    ----------
    plan : what is run.
    names, values : the parameters and what they are set to.
    stage, member, attempt : whose chance it has: step of the fit (or a stage after it), number of the member, how often it was redrawn.
    """

    plan: Plan
    names: tuple[str, ...]
    values: tuple[float, ...]
    stage: int
    member: int
    attempt: int = 0

    @property
    def first_replication(self) -> int:
        """First of the `MOST_RUNS` replications that are this task's alone."""
        return (
            FIRST_REPLICATION + ((self.stage * MOST_ATTEMPTS + self.attempt) * MOST_MEMBERS + self.member) * MOST_RUNS
        )


@dataclass(frozen=True)
class Counted:
    """What one member showed.

    Attributes
    ----------
    figures : by name (``row.2``, ``log.activity.gini``): the figure, NaN where there is none, and the standard deviation of the runs'
        own noise in a single run, NaN where it cannot be told (one run only).
    seconds : processor time it took [s].
    error : what went wrong; empty when nothing did.
    """

    figures: dict[str, tuple[float, float]] = field(default_factory=dict)
    seconds: float = 0.0
    error: str = ""


def person_days(setting: str) -> int:
    """Return persons times days of one run of a setting."""
    community = _setting(setting).community
    return community.audience * community.days


def runs_for(arms: Sequence[str], share: float = 1.0) -> int:
    """Return how often the settings of a figure are run for a member: the fewer the larger they are."""
    return max(1, min(MOST_RUNS // 2, round(share * PERSON_DAYS / max(map(person_days, arms)))))


def plan_for(observed: Sequence[Observation], share: float = 1.0) -> Plan:
    """Return what the steps of a fit run: what is observed, and every other row whose settings are run anyway.

    Parameters
    ----------
    observed : what is fitted.
    share : of the usual number of runs.
    """
    arms = {arm for row in observed if row.kind == ROW for arm in FACTS[row.key].arms} | {
        row.setting for row in observed
    }
    rows = tuple(
        (row, runs_for(fact.arms, share)) for row, fact in FACTS.items() if set(fact.arms) <= arms and is_judged(fact)
    )
    figures = tuple(row.key for row in observed if row.kind == LOG)
    return Plan(rows, figures, runs_for((LOG_SETTING,), share) if figures else 0)


def plan_of(plan: Plan, member: int) -> Plan:
    """Return what one member of a fit runs: some are run twice, and only some in the costly settings."""
    rows = plan.rows
    if member % THINNED:
        rows = tuple((row, runs) for row, runs in rows if max(map(person_days, FACTS[row].arms)) < COSTLY)
    if member % TWINS == 0:
        return Plan(
            tuple((row, max(2, runs)) for row, runs in rows),
            plan.figures,
            max(2, plan.figure_runs) if plan.figures else 0,
        )
    return Plan(rows, plan.figures, plan.figure_runs)


def check_plan(fit: Plan, share: float = 1.0, large: bool = False) -> Plan:
    """Return what is run to check the rows that the steps do not count; the largest settings only when ``large``."""
    counted = {row for row, _ in fit.rows}
    wanted = [
        fact
        for row, fact in FACTS.items()
        if row not in counted and is_judged(fact) and (large or max(map(person_days, fact.arms)) <= LARGEST)
    ]
    return Plan(tuple((fact.name, runs_for(fact.arms, share)) for fact in wanted))


def is_judged(fact: Held) -> bool:
    """Return whether a row is held against a band at all."""
    return fact.role != TOLD


def more_runs(plan: Plan, times: int) -> Plan:
    """Return the same with ``times`` as many runs."""
    return Plan(
        tuple((row, min(MOST_RUNS, times * runs)) for row, runs in plan.rows),
        plan.figures,
        min(MOST_RUNS, times * plan.figure_runs),
    )


@lru_cache(maxsize=128)
def _setting(name: str) -> Scenario:
    return load_setting(name)


def _at(name: str, task: Task) -> Scenario:
    """Return a setting at the member's values, but for those it sets itself."""
    setting = _setting(name)
    return setting.with_values(
        **{key: value for key, value in zip(task.names, task.values, strict=True) if key not in setting.behaviour}
    )


def calm(diary: np.ndarray) -> None:
    """Look at the last month of a diary.

    Raises
    ------
    RunsAway
        More was shown or posted a member than any community shows.
    """
    days, more = diary[-MONTH:], FIRST_MONTH if len(diary) <= MONTH else 1.0
    members = max(1.0, float(days["members"].sum()))
    shown, posts = float(days["shown"].sum()) / members, MONTH * float(days["posts_own"].sum()) / members
    if shown > more * MOST_SHOWN or posts > more * MOST_POSTS:
        raise RunsAway(
            f"{posts:.0f} posts a member and month, {shown:.0f} items shown a member and day, by day {len(diary)}"
        )


def evaluate(task: Task) -> Counted:
    """Run one member and count; what goes wrong is told in `Counted.error`."""
    began = time.process_time()
    try:
        figures = _count(task)
    except Exception as error:  # noqa: BLE001 - told to whoever asked, with the member's number
        return Counted(seconds=time.process_time() - began, error=f"{type(error).__name__}: {error}"[:500])
    return Counted(figures, time.process_time() - began)


def _count(task: Task) -> dict[str, tuple[float, float]]:
    plan = task.plan
    parts: dict[str, list[tuple[float, ...]]] = {row: [] for row, _ in plan.rows}
    as_logs: list[dict[str, float]] = []
    scenarios = {name: _at(name, task) for name in plan.n_runs}
    for run in range(max(plan.n_runs.values(), default=0)):
        replication = task.first_replication + run
        logs: dict[str, Log] = {}
        for row, runs in plan.rows:
            if run < runs:
                arms = FACTS[row].arms
                for arm in arms:
                    if arm not in logs:
                        logs[arm] = observe(scenarios[arm], replication, calm)
                parts[row].append(FACTS[row].parts(*(logs[arm] for arm in arms)))
        if run < plan.figure_runs:
            log = logs[LOG_SETTING] if LOG_SETTING in logs else observe(scenarios[LOG_SETTING], replication, calm)
            as_logs.append(measured(log.events))
    figures = {
        f"{ROW}.{row}": figure_and_noise(FACTS[row].figure, np.array(parts[row], dtype=float)) for row, _ in plan.rows
    }
    return figures | {
        f"{LOG}.{name}": figure_and_noise(
            mean_of_runs, np.array([[log.get(name, math.nan)] for log in as_logs], dtype=float)
        )
        for name in plan.figures
    }


def measured(events: np.ndarray) -> dict[str, float]:
    """Measure a run as a real log is measured."""
    from sim.logs.statistics import flat, measure_log
    from sim.measures.counting.log import log_of_events

    return flat(measure_log(log_of_events(events)))


def mean_of_runs(parts: np.ndarray) -> float:
    """Return the mean over the runs that have the figure."""
    known = parts[np.isfinite(parts)]
    return float(known.mean()) if known.size else math.nan


def figure_and_noise(figure: Callable[[np.ndarray], float], parts: np.ndarray) -> tuple[float, float]:
    """Return a figure over all runs, and the standard deviation of the noise that a single run would have in it (delete-one jackknife).

    Check: for a mean over runs it is the standard deviation of the runs.
    """
    value, n = float(figure(parts)), len(parts)
    if n < 2 or not math.isfinite(value):
        return value, math.nan
    without = np.array([figure(np.delete(parts, i, axis=0)) for i in range(n)])
    if not np.isfinite(without).all():
        return value, math.nan
    return value, float(math.sqrt((n - 1) * ((without - without.mean()) ** 2).sum()))
