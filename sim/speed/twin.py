"""The engine against plain Mesa: the same visits as ordinary agent code, whether both agree, and how much faster one is.

The twin is `plain_mesa`; it is loaded when it is asked for, as Mesa takes a second to load. Nothing is said about speed unless
five counts of the two agree. They share no random numbers, so agreement is one of means over runs: a difference of at
most ``BOUND`` standard errors in each count. With 30 runs a side a count that does agree fails by chance in 4 of 1,000
cases (two-sided, t with 58 degrees of freedom); seeds are fixed, so a version of the project always says the same.

Two twins are timed, and do the same. The *plain* one has every visitor score and rank the live threads, as agent code
mostly does. The *lean* one keeps scores and ranks once an hour, as the engine does; against it only the language and
the layout of the data differ. Times are processor time of whole runs, everybody's birth included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sim.scenario import Scenario

SETTING = Path(__file__).with_name("setting.toml")
"""What both run: everybody a member from day 0; no host, no spam, no invitations, nobody leaves."""
COUNTS = {
    "visits": "visits",
    "opened": "opened",
    "reactions": "reactions",
    "replies": "replies_own",
    "starts": "starts_own",
}
RUNS = 30
BOUND = 3.0
# People, days and runs that are timed: a year of the speed scenario's size, and two months of ten times as many.
TIMED = ((1_000, 365, 2),)
TIMED_LARGE = ((10_000, 60, 1),)
ENGINE_RUNS = 5  # the engine is timed so many times as often, for a steady figure


@dataclass(frozen=True)
class Count:
    """One thing that both count: means over runs, and how far apart they lie in standard errors."""

    name: str
    engine: float
    twin: float
    errors_apart: float

    @property
    def agrees(self) -> bool:
        """Whether the difference is within the bound."""
        return abs(self.errors_apart) <= BOUND


@dataclass(frozen=True)
class Speed:
    """Microseconds of processor time a visit, of the engine and of both twins, in one setting."""

    people: int
    days: int
    engine: float
    lean: float
    plain: float

    @property
    def ratio_lean(self) -> float:
        """How many times as long the twin takes that ranks the feed once an hour."""
        return self.lean / self.engine

    @property
    def ratio_plain(self) -> float:
        """How many times as long the twin takes whose visitors rank the threads themselves."""
        return self.plain / self.engine


@dataclass(frozen=True)
class TwinStudy:
    """What was found; ``reason`` is "disagrees" when nothing is said about speed, else None."""

    reason: str | None
    runs: int
    counts: tuple[Count, ...] = ()
    speeds: tuple[Speed, ...] = ()


def study_twin(
    *,
    large: bool = True,
    setting: Scenario | None = None,
    runs: int = RUNS,
    twin_values: Mapping[str, float] | None = None,
    tell: Callable[[str], None] | None = None,
) -> TwinStudy:
    """Hold the engine against the plain Mesa twin.

    Parameters
    ----------
    large : bool
        Also time 10,000 people.
    setting : Scenario or None
        What both run to see whether they agree, and with other sizes for speed; `SETTING` when None. It must
        switch off what the twin leaves out.
    runs : int
        Runs of each on which agreement is judged.
    twin_values : mapping or None
        Parameters that the twin alone gets, to see that an error in it is found.
    tell : callable or None
        Called with the name of each stage: "twin", "twin_speed".
    """
    from sim.scenario import load

    say = tell or (lambda stage: None)
    setting = setting or load(SETTING)
    say("twin")
    counts = agreement(setting, runs, twin_values)
    if not all(count.agrees for count in counts):
        return TwinStudy("disagrees", runs, counts)
    say("twin_speed")
    timed = TIMED + (TIMED_LARGE if large else ())
    return TwinStudy(None, runs, counts, tuple(speed(setting, *what) for what in timed))


def run_twin(
    setting: Scenario, replication: int, *, own_feed: bool = False, values: Mapping[str, float] | None = None
) -> dict[str, int]:
    """Run the twin once to the end of the setting, and return its counts."""
    from sim.rules import PARAMETERS
    from sim.rules.people import PRESETS, ROLES
    from sim.speed.plain_mesa import Twin

    community = setting.community
    given = {name: parameter.default for name, parameter in PARAMETERS.items()} | setting.behaviour | dict(values or {})
    seed = np.random.SeedSequence([community.seed, replication]).generate_state(1)[0].item()
    twin = Twin(community.audience, given, [community.shares[role] for role in ROLES], PRESETS.tolist(), seed, own_feed)
    for _ in range(community.days):
        twin.step()
    return twin.counts


def agreement(setting: Scenario, runs: int = RUNS, twin_values: Mapping[str, float] | None = None) -> tuple[Count, ...]:
    """Compare the means of the five counts over ``runs`` runs of each."""
    from sim.day import simulate

    setup = setting.setup()
    diaries = [simulate(setup, replication=replication).diary for replication in range(runs)]
    twins = [run_twin(setting, replication, values=twin_values) for replication in range(runs)]
    rows = []
    for name, series in COUNTS.items():
        ours = np.array([diary[series].sum() for diary in diaries])
        theirs = np.array([float(counts[name]) for counts in twins])
        error = float(np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / runs))
        apart = float(theirs.mean() - ours.mean())
        rows.append(
            Count(
                name, float(ours.mean()), float(theirs.mean()), apart / error if error > 0.0 else _all_or_nothing(apart)
            )
        )
    return tuple(rows)


def speed(setting: Scenario, people: int, days: int, runs: int) -> Speed:
    """Time the engine and both twins on one setting, one after the other in every run."""
    from sim.day import simulate

    setting = setting.with_community(audience=people, days=days)
    setup = setting.setup()
    simulate(setup)  # the first run after a start also loads the compiled engine
    spent, visits = np.zeros(3), np.zeros(3)
    for replication in range(runs):
        for again in range(ENGINE_RUNS):
            seconds, run = _timed(lambda number=replication * ENGINE_RUNS + again: simulate(setup, replication=number))
            spent[0] += seconds
            visits[0] += run.diary["visits"].sum()
        for at, own_feed in ((1, False), (2, True)):
            seconds, counts = _timed(lambda number=replication, own=own_feed: run_twin(setting, number, own_feed=own))
            spent[at] += seconds
            visits[at] += counts["visits"]
    engine, lean, plain = (1e6 * spent / visits).tolist()
    return Speed(people, days, engine, lean, plain)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


def _all_or_nothing(apart: float) -> float:
    """Two counts that never vary agree only when they are equal."""
    return 0.0 if apart == 0.0 else float(np.copysign(np.inf, apart))
