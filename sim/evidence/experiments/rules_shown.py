"""Rules shown to newcomers: Matias 2019, by days that a coin picks inside one community, and by arm under the same chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.bands import around_effect, around_level, beside, published
from sim.evidence.experiments.design import Design, Experiment
from sim.evidence.experiments.seen import Seen, load, observe
from sim.evidence.held import EFFECT, LEVEL
from sim.evidence.seen import DAY

if TYPE_CHECKING:
    from sim.world.setup import Setup

FROM, UNTIL = 180, 240
"""Days of the trial [day]."""

NEWCOMER_DAYS = 30
"""Days since joining within which somebody is a newcomer, as the rule of norm-breaking has it [days]."""


def newcomers_posts(seen: Seen) -> np.ndarray:
    """Return the numbers of newcomers' own posts made in the trial: replies and threads, neither on duty nor spam."""
    log = seen.log
    who = np.maximum(log.posts["person"], 0)
    day = log.posts["time"] // DAY
    is_new = log.is_own & log.newcomer[who] & (day - seen.people["join_day"][who] < NEWCOMER_DAYS)
    return np.flatnonzero(is_new & (seen.posts["is_own"] == 1) & (day >= FROM) & (day < UNTIL))


def tally(seen: Seen, days: np.ndarray) -> tuple[float, ...]:
    """Count newcomers' posts on some days of the trial.

    Parameters
    ----------
    seen : a run.
    days : bool (days of the run,), those to count.

    Returns
    -------
    tuple of float
        Posts, posts within the norms, newcomers' first posts ever, those of them within the norms, threads opened, posts not taken away
        and days.
    """
    posts = newcomers_posts(seen)
    posts = posts[days[seen.log.posts["time"][posts] // DAY]]
    kept = seen.posts["is_poor"][posts] == 0
    first = seen.posts["is_first"][posts] == 1
    # Moderators come once a day, in the evening, and `Seen` looks at most STRIDE days later: what they took away by then is known.
    left = seen.posts["is_removed"][posts] == 0
    return (
        float(posts.size),
        float(kept.sum()),
        float(first.sum()),
        float((kept & first).sum()),
        float(seen.log.is_start[posts].sum()),
        float(left.sum()),
        float(days[FROM:UNTIL].sum()),
    )


def shown_days(replication: int, days: int) -> np.ndarray:
    """Return the days on which a fair coin has the rules shown, bool (days,); none outside the trial."""
    shown = np.zeros(days, dtype=bool)
    shown[FROM:UNTIL] = np.random.default_rng([2019, replication]).random(UNTIL - FROM) < 0.5
    return shown


def _names(ending: str) -> tuple[str, ...]:
    return tuple(f"{name}{ending}" for name in ("base", "compliance", "first", "comments", "threads", "left"))


def observe_days(replication: int, sets: Sequence[str] = ()) -> dict[str, tuple[float, ...]]:
    """Run the community once with the rules shown on the coin's days; parts: tally of those days, then of the other days."""
    scenario = load("science", tuple(sets))
    shown = shown_days(replication, scenario.community.days)

    def prepare(setup: Setup) -> None:
        setup.programme.table["rules_shown"][shown] = 1

    seen = observe(scenario, replication, prepare)
    hidden = ~shown
    hidden[:FROM] = False
    return dict.fromkeys(_names(""), (*tally(seen, shown), *tally(seen, hidden)))


def observe_arms(replication: int, sets: Sequence[str] = ()) -> dict[str, tuple[float, ...]]:
    """Run both arms under the same chance; parts: tally with the rules shown, then without."""
    tallies = []
    for name in ("science-rules", "science"):
        seen = observe(load(name, tuple(sets)), replication)
        within = np.zeros(seen.log.days, dtype=bool)
        within[FROM:UNTIL] = True
        tallies += tally(seen, within)
    return dict.fromkeys(_names("_arms"), tuple(tallies))


def _halves(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    total = parts.sum(axis=0)
    return total[: total.size // 2], total[total.size // 2 :]


def _over(above: float, below: float) -> float:
    return float(above / below) if below > 0 else math.nan


def base(parts: np.ndarray) -> float:
    """Share of newcomers' posts within the norms where no rules are shown."""
    without = _halves(parts)[1]
    return _over(without[1], without[0])


def compliance(parts: np.ndarray) -> float:
    """Gain in the share of newcomers' posts within the norms."""
    shown, without = _halves(parts)
    return _over(shown[1], shown[0]) - _over(without[1], without[0])


def first_compliance(parts: np.ndarray) -> float:
    """The same gain among newcomers' first posts ever."""
    shown, without = _halves(parts)
    return _over(shown[3], shown[2]) - _over(without[3], without[2])


def comments(parts: np.ndarray) -> float:
    """Newcomers' posts a day with rules shown, over those without, less 1."""
    shown, without = _halves(parts)
    return _over(_over(shown[0], shown[6]), _over(without[0], without[6])) - 1.0


def threads(parts: np.ndarray) -> float:
    """The same ratio for threads that newcomers open."""
    shown, without = _halves(parts)
    return _over(_over(shown[4], shown[6]), _over(without[4], without[6])) - 1.0


def left_standing(parts: np.ndarray) -> float:
    """Gain in the share of newcomers' posts that moderators leave."""
    shown, without = _halves(parts)
    return _over(shown[5], shown[0]) - _over(without[5], without[0])


ROUGHER = (
    "behaviour.poor_base=-1.8",
    "behaviour.poor_base=-1.1",
    "behaviour.poor_base=-1.1 & behaviour.rules_comply=0.516",
)
COURAGE = ("behaviour.rules_courage=0.53", "behaviour.rules_courage=1.1", "behaviour.rules_courage=1.8")

BY_DAY = Design(
    "by_day",
    ("science",),
    observe_days,
    40,
    4,
    12,
    (
        published("base", LEVEL, "share", base, **around_level(0.75), suspects=ROUGHER[:2]),
        published(
            "compliance", EFFECT, "points", compliance, 0.084, 0.03, 0.10, "evidence", ("rules_comply",), ROUGHER
        ),
        published(
            "comments", EFFECT, "change", comments, **around_effect(0.70), leans_on=("rules_courage",), suspects=COURAGE
        ),
        beside("first", "points", first_compliance),
        beside("threads", "change", threads),
        beside("left", "points", left_standing),
    ),
)
BY_ARM = Design(
    "by_arm",
    ("science-rules", "science"),
    observe_arms,
    14,
    4,
    10,
    (
        beside("compliance_arms", "points", compliance),
        beside("comments_arms", "change", comments),
        beside("threads_arms", "change", threads),
    ),
)

EXPERIMENT = Experiment(
    "rules_shown",
    2019,
    "Matias 2019, Preventing harassment and increasing group participation through social norms, PNAS 116(20)",
    (BY_DAY, BY_ARM),
    ("rules_comply", "rules_courage", "poor_base", "imitation", "start_base"),
)
