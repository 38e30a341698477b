"""The settings in which mechanisms are looked at, and the pairs of runs in which one is switched off.

Everything starts from ``scenarios/everything.toml``, in which every lever is pulled. Where that hides a mechanism (people on duty
answer everybody, so that nothing else can decide whether a first post is answered) a setting beside it takes the cover away.
All arms use the same replications, so that differences are paired; arms that are asked for twice are run once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.day import Run, prepare, simulate
from sim.measures import MEASURES
from sim.scenario import Scenario, load

EVERYTHING = Path(__file__).resolve().parents[2] / "scenarios" / "everything.toml"
THREADS = 2
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]
MANY_SPAMMERS = {"lurker_content": 0.30, "lurker_not_yet": 0.20, "lurker_hindered": 0.16, "critic": 0.15, "creator": 0.09,
                 "spammer": 0.10}


@cache
def everything() -> Scenario:
    """Every lever pulled; the engine is compiled before any thread starts."""
    prepare()
    return load(EVERYTHING)


def changed(base: Scenario, *, without: Iterable[str] = (), change: Mapping[str, Mapping[str, Any]] | None = None,
            add: Iterable[Mapping[str, Any]] = (), community: Mapping[str, Any] | None = None,
            behaviour: Mapping[str, float] | None = None) -> Scenario:
    """The same scenario with policies left out, changed or added."""
    tables = base.tables()
    kept = [{**policy, **(change or {}).get(policy["kind"], {})} for policy in tables["policy"] if policy["kind"] not in set(without)]
    tables["policy"] = [*kept, *(dict(policy) for policy in add)]
    tables["community"] = {**tables["community"], **(community or {})}
    tables["behaviour"] = {**tables.get("behaviour", {}), **(behaviour or {})}
    return Scenario.build(tables, base.name)


def daily(post: str) -> dict[str, Any]:
    """A planned post of one kind on every working day."""
    return {"kind": "calendar", "post": post, "weekdays": WORKDAYS, "minutes": 5}


@cache
def setting(name: str) -> Scenario:
    """A setting by name; the reason for each stands in ``SETTINGS``."""
    base = everything()
    if name == "everything":
        return base
    if name == "nobody on duty":
        return changed(base, without=["ambassadors"], change={"team": {"stance": "passive"}})
    if name == "the team answers":
        return changed(base, without=["ambassadors"])
    if name == "challenges abound":
        return changed(base, without=["ambassadors", "calendar"], change={"team": {"stance": "passive"}}, add=[daily("challenge")],
                       behaviour={"challenge_share": 0.2})
    if name == "hours are short":
        return changed(base, change={"team": {"hours_per_week": 5.0}})
    if name == "spam comes in":
        return changed(base, without=["access", "admission"], community={"mix": MANY_SPAMMERS})
    if name == "spam stays":
        return changed(base, without=["access", "admission", "moderation"], community={"mix": MANY_SPAMMERS})
    if name == "automatic welcome":
        return changed(base, change={"onboarding": {"welcome": "automatic"}})
    if name == "exclusives daily":
        return changed(base, without=["calendar"], add=[daily("exclusive")])
    if name == "promotion daily":
        return changed(base, without=["calendar"], add=[daily("promo")], behaviour={"seller_share": 0.12})
    raise KeyError(name)


SETTINGS = {
    "everything": "every lever pulled",
    "nobody on duty": "people on duty and an active team answer whatever is open, so that nothing else decides who is answered",
    "the team answers": "people on duty leave the team little to answer",
    "challenges abound": "among all other kinds of posts one challenge a week is drowned, and people on duty answer everything",
    "hours are short": "with hours to spare nothing waits",
    "spam comes in": "an application review keeps most spammers out; here the door is open and one in ten is a spammer",
    "spam stays": "as above, and nothing is removed: only a steady share of bad posts shows what seeing them does",
    "automatic welcome": "a personal welcome stands in its place, and takes away hesitation before reading can",
    "exclusives daily": "among all other kinds of posts three exclusive ones a week are a small part of what is read",
    "promotion daily": "among all other kinds of posts one promotional post a week is drowned",
}


def read(run: Run, name: str) -> float:
    """A measure by its name, or the mean of a diary series over the days on which it has a value."""
    if name in MEASURES:
        return float(MEASURES[name].compute(run.diary, run.cohorts))
    series = run.diary[name]
    series = series[np.isfinite(series)]
    return float(series.mean()) if series.size else math.nan


class Arm:
    """The runs of one scenario by replication, each run once."""

    def __init__(self, scenario: Scenario) -> None:
        self.setup = scenario.setup()
        self.runs: list[Run] = []

    def values(self, measure: str, n: int) -> np.ndarray:
        """The measure in the first ``n`` replications."""
        missing = range(len(self.runs), n)
        if missing:
            with ThreadPoolExecutor(THREADS) as threads:
                self.runs += threads.map(lambda r: simulate(self.setup, replication=r), missing)
        return np.array([read(run, measure) for run in self.runs[:n]])


def in_errors(differences: np.ndarray) -> float:
    """Mean paired difference in its standard errors; infinite when all differ by the same, 0 when nothing differs."""
    known = differences[np.isfinite(differences)]
    if known.size < 2 or not np.any(known):
        return 0.0
    error = known.std(ddof=1) / math.sqrt(known.size)
    return float(known.mean() / error) if error > 0 else math.copysign(math.inf, known.mean())
