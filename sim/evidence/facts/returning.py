"""Who comes back and who goes: rows 6, 8, 13, 13b, 14 and 21."""

from __future__ import annotations

import math

import numpy as np

from sim.evidence.bands import fact
from sim.evidence.facts.answering import WEEK, first_posts
from sim.evidence.facts.taking_part import BURN_IN
from sim.evidence.figures import hazards, ratio
from sim.evidence.held import CHECKED, FITTED
from sim.evidence.seen import DAY, NEVER, Log

FOLLOWED = 90
"""Days somebody must have been followed before silence counts as having gone."""

MONTH = 30
POST_BINS = (1, 2, 3, 5, 10, 20)
"""Lower ends of the classes of posts made: 1, 2, 3-4, 5-9, 10-19, 20 and more."""

TENURE_BINS = (0, 30, 60, 120, 240, 420)
"""Ends of the classes of tenure [days since joining]."""

EARLY, LATE_FROM, LATE_UNTIL = 14, 60, 180


def never_again(log: Log) -> tuple[float, float]:
    """Newcomers whose first post was their only one, and newcomers who posted and were followed for 90 days."""
    people = log.posts["person"][first_posts(log, BURN_IN, log.days - FOLLOWED)]
    return float((log.n_posts[people] == 1).sum()), float(people.size)


def _lift_parts(log: Log, came_back: np.ndarray, firsts: np.ndarray) -> tuple[float, float, float, float]:
    when = log.posts["time"][firsts]
    answered = (log.first_answer[firsts] < NEVER) & (log.first_answer[firsts] - when <= WEEK)
    return (
        float((came_back & answered).sum()),
        float(answered.sum()),
        float((came_back & ~answered).sum()),
        float((~answered).sum()),
    )


def lift_any(log: Log) -> tuple[float, float, float, float]:
    """Newcomers who posted again, and all: first post answered within a week, and not."""
    firsts = first_posts(log, BURN_IN, log.days - FOLLOWED)
    return _lift_parts(log, log.n_posts[log.posts["person"][firsts]] > 1, firsts)


def lift_outside(log: Log) -> tuple[float, float, float, float]:
    """The same, where a later post counts only in another thread than the first."""
    firsts = first_posts(log, BURN_IN, log.days - FOLLOWED)
    first_thread = np.full(log.n_people, -1, dtype=np.int64)
    first_thread[log.posts["person"][firsts]] = log.posts["thread"][firsts]
    elsewhere = np.zeros(log.n_people, dtype=bool)
    own = log.own
    elsewhere[own["person"][own["thread"] != first_thread[own["person"]]]] = True
    return _lift_parts(log, elsewhere[log.posts["person"][firsts]], firsts)


def lift(parts: np.ndarray) -> float:
    """Difference of two shares: first and second column, less third and fourth."""
    again, answered, again_without, without = parts.sum(axis=0)
    return float(again / answered - again_without / without) if answered > 0 and without > 0 else math.nan


def _cohort(log: Log, series: str, tenure: int) -> tuple[float, float]:
    span = log.cohorts[BURN_IN : log.days - tenure]
    return float(span[series].sum()), float(span["joined"].sum())


def active_month(log: Log) -> tuple[float, float]:
    """Joiners who visited on days 30 to 59 after joining, and joiners."""
    return _cohort(log, "visited_30", 60)


def active_half_year(log: Log) -> tuple[float, float]:
    """Joiners who visited on days 180 to 209 after joining, and joiners."""
    return _cohort(log, "visited_180", 210)


def monthly_churn(log: Log) -> tuple[float, float]:
    """Posters of a month who post nothing in the next, and posters of a month; the first year."""
    gone = known = 0
    for first in range(MONTH, min(365, log.days) - 2 * MONTH + 1, MONTH):
        now = np.unique(log.own_between(first, first + MONTH)["person"])
        then = np.unique(log.own_between(first + MONTH, first + 2 * MONTH)["person"])
        gone += int(np.setdiff1d(now, then, assume_unique=True).size)
        known += int(now.size)
    return float(gone), float(known)


def stops_by_posts(log: Log) -> tuple[float, ...]:
    """Posts that were somebody's last, by class of how many posts they had made, then all posts of each class.

    Posts of the last 90 days are left out: whether they were the last is not known.
    """
    own = log.own
    if own.size == 0:
        return (0.0,) * (2 * len(POST_BINS))
    is_last = np.r_[own["person"][1:] != own["person"][:-1], True]
    begins = np.flatnonzero(np.r_[True, is_last[:-1]])
    nth = np.arange(own.size) - np.repeat(begins, np.diff(np.r_[begins, own.size])) + 1
    known = (own["time"] < (log.days - FOLLOWED) * DAY) & log.newcomer[own["person"]]
    of = np.searchsorted(POST_BINS, nth[known], side="right") - 1
    total = np.bincount(of, minlength=len(POST_BINS))
    stops = np.bincount(of[is_last[known]], minlength=len(POST_BINS))
    return (*map(float, stops), *map(float, total))


def stops_by_tenure(log: Log) -> tuple[float, ...]:
    """Newcomers whose first silence of 90 days began in each class of tenure, then days lived in it until then.

    The clock runs from joining. A silence that could not be seen to its end (the last 90 days) is none.
    """
    horizon = (log.days - FOLLOWED) * DAY
    who = log.newcomer & (log.joined < horizon)
    silence = log.first_silence(FOLLOWED)[who]
    gone = silence < horizon
    lived = (np.where(gone, silence, horizon) - log.joined[who]) / DAY
    low, high = np.array(TENURE_BINS[:-1]), np.array(TENURE_BINS[1:])
    days = np.clip(lived[:, None] - low, 0.0, high - low).sum(axis=0)
    exits = np.histogram(lived[gone], bins=TENURE_BINS)[0]
    return (*map(float, exits), *map(float, days))


def rises(parts: np.ndarray) -> float:
    """How often the hazard rises from one class to the next; 0 is what is required. NaN when a class is empty."""
    rates = hazards(parts)
    return float((np.diff(rates) > 0).sum()) if np.isfinite(rates).all() else math.nan


def early_core(log: Log) -> tuple[float, float, float, float]:
    """Later posts and number of the top tenth of posters by their first two weeks, then of the other posters.

    The clock runs from the first post: days 0 to 13, against days 60 to 179.
    """
    first, own = log.first_post, log.own
    known = log.newcomer & (first >= BURN_IN * DAY) & (first < (log.days - LATE_UNTIL) * DAY)
    if not known.any():
        return 0.0, 0.0, 0.0, 0.0
    since = own["time"] - first[own["person"]]
    early = np.bincount(own["person"][since < EARLY * DAY], minlength=log.n_people)[known]
    in_late = (since >= LATE_FROM * DAY) & (since < LATE_UNTIL * DAY)
    late = np.bincount(own["person"][in_late], minlength=log.n_people)[known]
    top = early >= np.quantile(early, 0.9)
    return float(late[top].sum()), float(top.sum()), float(late[~top].sum()), float((~top).sum())


def core_ratio(parts: np.ndarray) -> float:
    """Later posts a head of the early top tenth over those of the rest."""
    late_top, top, late_rest, rest = parts.sum(axis=0)
    return float(late_top / top / (late_rest / rest)) if top > 0 and rest > 0 and late_rest > 0 else math.nan


FACTS = (
    fact(
        "6",
        "managed",
        FITTED,
        "share",
        0.15,
        0.65,
        0.08,
        0.88,
        never_again,
        "six real logs .15 to .46; Slashdot; Joyce & Kraut 2006; Usenet",
        ratio,
    ),
    fact("8", "no-duty", FITTED, "points", 0.06, 0.14, 0.02, 0.18, lift_any, "Joyce & Kraut 2006", lift, pooled=True),
    fact(
        "8.2",
        "no-duty",
        CHECKED,
        "points",
        0.06,
        0.14,
        0.02,
        0.18,
        lift_outside,
        "Joyce & Kraut 2006; the band is that of row 8",
        lift,
        pooled=True,
        suspects=(
            "behaviour.notice=0.58",
            "behaviour.notice=0.85",
            "behaviour.relations_gain=0.05",
            "behaviour.posting_sd=0.5",
        ),
    ),
    fact("13.1", "managed", FITTED, "share", 0.10, 0.30, 0.05, 0.45, active_month, "FeverBee; Breezio", ratio),
    fact("13.2", "managed", FITTED, "share", 0.04, 0.15, 0.02, 0.25, active_half_year, "FeverBee; Breezio", ratio),
    fact(
        "13b",
        "open",
        CHECKED,
        "share",
        0.20,
        0.45,
        0.10,
        0.60,
        monthly_churn,
        "Steem 2018; game guilds (Ducheneaut et al. 2007)",
        ratio,
        suspects=(
            "behaviour.visit_base=-5.0",
            "behaviour.activity_sd=1.5",
            "behaviour.posting_sd=0.85",
            "behaviour.stop_first=0.1",
            "behaviour.need_share=0.12",
        ),
    ),
    fact(
        "14.1",
        "managed",
        FITTED,
        "decimal",
        0.0,
        0.0,
        0.0,
        0.0,
        stops_by_tenure,
        "Yang et al. 2010",
        rises,
        pooled=True,
        classes=("0-29", "30-59", "60-119", "120-239", "240-419"),
    ),
    fact(
        "14.2",
        "managed",
        FITTED,
        "decimal",
        0.0,
        0.0,
        0.0,
        0.0,
        stops_by_posts,
        "Wilkinson 2008",
        rises,
        pooled=True,
        classes=("1", "2", "3-4", "5-9", "10-19", "20+"),
    ),
    fact(
        "21",
        "managed",
        FITTED,
        "ratio",
        5.0,
        15.0,
        2.0,
        30.0,
        early_core,
        "Farzan et al. 2012; Panciera et al. 2009",
        core_ratio,
        pooled=True,
        by_ratio=True,
    ),
)
