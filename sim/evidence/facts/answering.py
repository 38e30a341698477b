"""Whether and when people are answered, and how much a post sets off: rows 7, 9 to 12, and 15."""

from __future__ import annotations

import math

import numpy as np

from sim.evidence.bands import fact
from sim.evidence.facts.taking_part import BURN_IN, FROM, UNTIL
from sim.evidence.figures import mean, ratio
from sim.evidence.held import CHECKED, OPEN_END
from sim.evidence.seen import DAY, NEVER, Log
from sim.world.eventlog import REACTED

FOLLOWED = 30
"""Days a thread must have been followed before it counts as unanswered."""

WEEK = 7 * DAY
HOUR = 3600.0
ENGAGED = 4
"""Replies and reactions a thread must have had for the half of them to mean something."""


def first_posts(log: Log, first: int, last: int) -> np.ndarray:
    """Places in `posts` of newcomers' first posts ever that were made between two days."""
    who, when = log.posts["person"], log.posts["time"]
    is_first = log.is_own & (when == log.first_post[np.maximum(who, 0)]) & log.newcomer[np.maximum(who, 0)]
    places = np.flatnonzero(is_first & (when >= first * DAY) & (when < last * DAY))
    _, once = np.unique(who[places], return_index=True)
    return places[once]


def first_answered(log: Log) -> tuple[float, float]:
    """Newcomers' first posts answered within a week by anybody else, and all of them."""
    firsts = first_posts(log, BURN_IN, log.days - FOLLOWED)
    answered = log.first_answer[firsts] - log.posts["time"][firsts] <= WEEK
    return float((answered & (log.first_answer[firsts] < NEVER)).sum()), float(firsts.size)


def starts(log: Log) -> np.ndarray:
    """Places in `posts` of the threads members opened in months 6 to 18 and that could be followed for a month."""
    when = log.posts["time"]
    last = min(UNTIL, log.days - FOLLOWED)
    return np.flatnonzero(log.is_own & log.is_start & (when >= FROM * DAY) & (when < last * DAY))


def unanswered(log: Log) -> tuple[float, float]:
    """Members' threads in which nobody else ever wrote, and all of them."""
    openings = starts(log)
    return float((log.first_answer[openings] == NEVER).sum()), float(openings.size)


def replies_per_thread(log: Log) -> np.ndarray:
    """Replies, the opener's own too, in each thread of `starts`."""
    place = log.opener[~log.is_start & (log.opener >= 0)]
    return np.bincount(place, minlength=len(log.posts))[starts(log)]


def replies_where_answered(log: Log) -> tuple[float, float]:
    """Replies in members' threads in which somebody else wrote, and those threads."""
    answered = log.first_answer[starts(log)] < NEVER
    return float(replies_per_thread(log)[answered].sum()), float(answered.sum())


def dispersion(log: Log) -> tuple[float]:
    """Dispersion k of a negative binomial fitted to replies per thread, zeros included (maximum likelihood)."""
    return (negative_binomial_k(replies_per_thread(log)),)


def negative_binomial_k(counts: np.ndarray) -> float:
    """Dispersion k of the negative binomial with the counts' mean that makes them likeliest; NaN where there is none.

    log L(k) = sum ln G(x + k) - ln G(k) + k ln(k / (k + m)) + x ln(m / (k + m)), looked through from 0.01 to 100.
    Check: counts that vary no more than Poisson -> 100 (the edge).
    """
    from scipy.special import gammaln

    if counts.size < 2 or counts.sum() == 0:
        return math.nan
    values, times = np.unique(counts, return_counts=True)
    m = float(counts.mean())
    k = np.geomspace(0.01, 100.0, 400)[:, None]
    each = gammaln(values + k) - gammaln(k) + k * np.log(k / (k + m)) + values * np.log(m / (k + m))
    return float(k[np.argmax((each * times).sum(axis=1)), 0])


def answer_hours(log: Log) -> np.ndarray:
    """Hours to the first answer by somebody else, of the threads of `starts` that had one."""
    openings = starts(log)
    openings = openings[log.first_answer[openings] < NEVER]
    return (log.first_answer[openings] - log.posts["time"][openings]) / HOUR


def median_answer(log: Log) -> tuple[float]:
    """Median hours to the first answer."""
    hours = answer_hours(log)
    return (float(np.median(hours)) if hours.size else math.nan,)


def log_normal_gain(log: Log) -> tuple[float]:
    """How much better a log-normal describes the hours to the first answer than an exponential [nats an answer]."""
    return (form_gain(answer_hours(log)),)


def form_gain(hours: np.ndarray) -> float:
    """Mean log-likelihood of the best log-normal less that of the best exponential; NaN for fewer than ten."""
    hours = hours[hours > 0]
    if hours.size < 10:
        return math.nan
    logs = np.log(hours)
    log_normal = -logs.mean() - math.log(max(float(logs.std()), 1e-9)) - 0.5 * math.log(2.0 * math.pi) - 0.5
    return float(log_normal + math.log(hours.mean()) + 1.0)


def half_engagement(log: Log) -> tuple[float]:
    """Hours until half of a thread's replies and reactions were in, median over members' threads with four or more."""
    reactions = log.of(REACTED)
    numbers, when = log.posts["post"], log.posts["time"]
    place = np.minimum(np.searchsorted(numbers, reactions["thread"]), len(numbers) - 1)
    known = numbers[place] == reactions["thread"]
    replied = ~log.is_start & (log.opener >= 0)
    of = np.concatenate([place[known], log.opener[replied]])
    at = np.concatenate([reactions["time"][known], when[replied]])
    wanted = np.zeros(len(numbers), dtype=bool)
    wanted[starts(log)] = True
    of, at = of[wanted[of]], at[wanted[of]]
    order = np.lexsort((at, of))
    of, at = of[order], at[order]
    threads, first, n = np.unique(of, return_index=True, return_counts=True)
    enough = n >= ENGAGED
    half = at[first[enough] + (n[enough] + 1) // 2 - 1] - when[threads[enough]]
    return (float(np.median(half)) / HOUR if half.size else math.nan,)


def reactions_per_reply(log: Log) -> tuple[float, float]:
    """Reactions, and members' replies, in months 6 to 18."""
    span = log.diary[FROM:UNTIL]
    return float(span["reactions"].sum()), float(span["replies_own"].sum())


HOST_LATE = ('policy.team.stance="passive"', "policy.team.answer_after_hours=4.0")
SLOWER = (
    "behaviour.feed_activity_tau=72.0",
    "behaviour.feed_activity_tau=24.0",
    "behaviour.feed_age=0.5",
    "behaviour.feed_age=1.5",
    "behaviour.reply_age=0.6",
)
FACTS = (
    fact(
        "7",
        "no-duty",
        CHECKED,
        "share",
        0.45,
        0.75,
        0.35,
        0.95,
        first_answered,
        "Joyce & Kraut 2006; Burke et al. 2007; associations (Higher Logic)",
        ratio,
        suspects=(
            "behaviour.reply_base=-3.75",
            "behaviour.reply_base=-4.15",
            "behaviour.reply_open=0.3",
            "behaviour.attention_items=4.5",
        ),
    ),
    fact(
        "9",
        "managed",
        CHECKED,
        "share",
        0.25,
        0.60,
        0.07,
        0.70,
        unanswered,
        "Stack Overflow; Usenet; associations (Higher Logic)",
        ratio,
        leans_on=("reply_base",),
        suspects=("behaviour.reply_base=-4.15", "behaviour.reply_open=-0.6", "behaviour.reply_open=0.3"),
    ),
    fact(
        "10.1",
        "managed",
        CHECKED,
        "decimal",
        2.5,
        6.0,
        1.5,
        10.0,
        replies_where_answered,
        "Higher Logic 2023, computed",
        ratio,
        leans_on=("reply_base", "attention_items"),
        suspects=("behaviour.reply_base=-4.15", "behaviour.reply_addressed=1.2", "behaviour.reply_age=0.8"),
    ),
    fact(
        "10.2",
        "managed",
        CHECKED,
        "decimal",
        0.2,
        1.0,
        0.2,
        1.0,
        dispersion,
        "computed from zero share and mean; no wider band is published",
        mean,
        leans_on=("reply_base",),
        suspects=("behaviour.reply_addressed=2.2", "behaviour.feed_popularity=1.1", "behaviour.reply_age=0.6"),
    ),
    fact(
        "11.1",
        "managed",
        CHECKED,
        "hours",
        1.0,
        12.0,
        1.0 / 6.0,
        36.0,
        median_answer,
        "Stack Overflow; Teahouse (Morgan & Halfaker 2018)",
        suspects=HOST_LATE + ("behaviour.reply_base=-3.75", "behaviour.visit_base=-5.0", "behaviour.again=0.3"),
    ),
    fact(
        "11.2",
        "managed",
        CHECKED,
        "decimal",
        0.0,
        OPEN_END,
        0.0,
        OPEN_END,
        log_normal_gain,
        "Kaltenbrunner et al. 2007",
        signed=True,
        suspects=HOST_LATE
        + (
            "behaviour.again=0.3",
            "behaviour.clock_sd=2.5",
            "behaviour.clock_between=3.0",
            "behaviour.activity_sd=2.1",
            "behaviour.feed_activity_tau=72.0",
        ),
    ),
    fact(
        "12",
        "managed",
        CHECKED,
        "hours",
        12.0,
        36.0,
        4.0,
        72.0,
        half_engagement,
        "Graffius 2018 (LinkedIn)",
        leans_on=("feed_activity_tau",),
        suspects=SLOWER,
    ),
    fact(
        "15",
        "managed",
        CHECKED,
        "ratio",
        3.0,
        8.0,
        1.5,
        12.0,
        reactions_per_reply,
        "KDnuggets 2016",
        ratio,
        leans_on=("react_base",),
        suspects=("behaviour.react_base=-2.6", "behaviour.reply_base=-3.75"),
    ),
)
