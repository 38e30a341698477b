"""How many take part, and how unevenly: rows 1 to 5, and 19."""

from __future__ import annotations

import math

import numpy as np

from sim.evidence.bands import fact
from sim.evidence.figures import ratio
from sim.evidence.held import CHECKED, FITTED
from sim.evidence.seen import DAY, Log

FROM, UNTIL = 180, 540
"""Months 6 to 18: the days over which the published figures are read."""

BURN_IN = 60
"""Days after the opening whose newcomers are left out of cohorts: the first rush."""

YEAR, WINDOW = 365, 84
MANY_POSTERS = 1000
"""Posters from which the top 1 % is ten people or more, as row 4 demands."""


def posters_in_month(log: Log) -> tuple[float]:
    """Posters of the last 30 days per member, mean over months 6 to 18."""
    span = log.diary[FROM:UNTIL]
    return (float(np.mean(span["posters_30d"] / np.maximum(span["members"], 1.0))),)


def ever_contributed(log: Log) -> tuple[float, float]:
    """Newcomers who posted within a year of joining, and newcomers of whom a whole year is known."""
    last = (log.days - YEAR) * DAY
    known = log.newcomer & (log.joined >= BURN_IN * DAY) & (log.joined < last)
    wrote = log.first_post[known] < log.joined[known] + YEAR * DAY
    return float(wrote.sum()), float(known.sum())


def silent(log: Log) -> tuple[float, float]:
    """Members on the roll through a window of twelve weeks who posted nothing in it, and those members; four windows."""
    quiet = known = 0
    for first in range(FROM, min(UNTIL, log.days) - WINDOW + 1, WINDOW):
        there = log.members_at(first) & log.members_at(first + WINDOW)
        wrote = np.zeros(log.n_people, dtype=bool)
        wrote[log.own_between(first, first + WINDOW)["person"]] = True
        quiet += int((there & ~wrote).sum())
        known += int(there.sum())
    return float(quiet), float(known)


def posts_per_poster(log: Log, first: int = FROM, last: int = UNTIL) -> np.ndarray:
    """Posts of everybody who posted between two days, most first."""
    counts = np.bincount(log.own_between(first, last)["person"])
    return np.sort(counts[counts > 0])[::-1]


def top_share(counts: np.ndarray, share: float) -> float:
    """Share of all posts by the most active `share` of posters (at least one of them)."""
    if counts.size == 0:
        return math.nan
    return float(counts[: max(1, round(share * counts.size))].sum() / counts.sum())


def gini(counts: np.ndarray) -> float:
    """Gini coefficient of counts in falling order: 0 when all are equal."""
    n = counts.size
    if n == 0:
        return math.nan
    rising = counts[::-1].astype(float)
    return float(2.0 * (np.arange(1, n + 1) * rising).sum() / (n * rising.sum()) - (n + 1.0) / n)


def top_hundredth(log: Log) -> tuple[float]:
    """Share of posts by the top 1 % of posters; nothing when fewer than a thousand people posted."""
    counts = posts_per_poster(log)
    return (top_share(counts, 0.01) if counts.size >= MANY_POSTERS else math.nan,)


def top_tenth(log: Log) -> tuple[float]:
    """Share of posts by the top 10 % of posters."""
    return (top_share(posts_per_poster(log), 0.10),)


def inequality(log: Log) -> tuple[float]:
    """Gini coefficient of posts over posters."""
    return (gini(posts_per_poster(log)),)


def weekend(log: Log) -> tuple[float]:
    """Members' posts on a day of the weekend per post on a weekday, months 6 to 18."""
    posts = log.diary["posts_own"][FROM:UNTIL]
    free = np.arange(FROM, FROM + len(posts)) % 7 >= 5
    weekday = posts[~free].mean()
    return (float(posts[free].mean() / weekday) if weekday > 0 else math.nan,)


FACTS = (
    fact(
        "1",
        "managed",
        CHECKED,
        "share",
        0.05,
        0.15,
        0.01,
        0.30,
        posters_in_month,
        "Deloitte 2010; Higher Logic 2023; KDnuggets 2016",
        leans_on=("activity_sd", "visit_base"),
        suspects=("behaviour.visit_base=-5.8", "behaviour.habit_start=0.35", "behaviour.visit_value=0.4"),
    ),
    fact(
        "2",
        "managed",
        FITTED,
        "share",
        0.20,
        0.40,
        0.10,
        0.60,
        ever_contributed,
        "Awan, forums of 2005; van Mierlo 2014; Nonnecke & Preece 2000",
        ratio,
    ),
    fact(
        "3",
        "managed",
        CHECKED,
        "share",
        0.65,
        0.88,
        0.45,
        0.95,
        silent,
        "Nonnecke & Preece 2000",
        ratio,
        suspects=("behaviour.visit_base=-5.0", "behaviour.habit_tau=38.0", "behaviour.start_base=-3.85"),
    ),
    fact(
        "4",
        "managed-large",
        CHECKED,
        "share",
        0.20,
        0.45,
        0.12,
        0.60,
        top_hundredth,
        "Suh et al. 2009; Whittaker et al. 1998",
        leans_on=("posting_sd",),
        suspects=("behaviour.posting_sd=0.5", "behaviour.posting_sd=0.85", "behaviour.activity_sd=2.1"),
    ),
    fact(
        "5.1",
        "managed",
        CHECKED,
        "share",
        0.50,
        0.80,
        0.40,
        0.90,
        top_tenth,
        "six real logs; van Mierlo 2014",
        leans_on=("posting_sd",),
        suspects=("behaviour.posting_sd=0.5", "behaviour.posting_sd=0.85", "behaviour.activity_sd=2.1"),
    ),
    fact(
        "5.2",
        "managed",
        CHECKED,
        "decimal",
        0.60,
        0.85,
        0.45,
        0.92,
        inequality,
        "six real logs",
        leans_on=("posting_sd",),
        suspects=("behaviour.posting_sd=0.5", "behaviour.posting_sd=0.85", "behaviour.activity_sd=2.1"),
    ),
    fact(
        "19",
        "managed",
        CHECKED,
        "ratio",
        0.30,
        0.60,
        0.15,
        0.90,
        weekend,
        "blog data; six real logs .25 to .79",
        suspects=(
            "behaviour.weekend=1.8",
            "behaviour.visit_habit=2.4",
            "behaviour.activity_sd=1.5",
            "behaviour.notice=0.58",
            "behaviour.weekend=1.8 & behaviour.visit_habit=2.4",
        ),
    ),
)
