"""The same community at six sizes, from 300 people to 100,000, with hours and founders in proportion: R6."""

from __future__ import annotations

import math

import numpy as np

from sim.evidence.bands import response
from sim.evidence.facts.answering import answer_hours, unanswered
from sim.evidence.facts.taking_part import FROM, UNTIL
from sim.evidence.figures import mean, quotient, ratio
from sim.evidence.held import CHECKED, FITTED, OPEN_END
from sim.evidence.seen import Log

MONTH_BEFORE = (150, 180)
"""The month before day 180."""

SIZES = {
    300: "size-300",
    1_000: "size-1000",
    3_000: "living",
    10_000: "size-10000",
    30_000: "size-30000",
    100_000: "size-100000",
}
"""Setting by audience."""


def unanswered_against(log: Log, base: Log) -> tuple[float, ...]:
    """Threads without an answer, and threads; at one size and at another."""
    return (*unanswered(log), *unanswered(base))


def _posting(log: Log) -> tuple[float, float]:
    span = log.diary[FROM:UNTIL]
    return float(span["posters_30d"].sum()), float(span["members"].sum())


def posters_a_member(log: Log, base: Log) -> tuple[float, ...]:
    """Posters of the last 30 days and members, summed over the days from month 6 on; at one size and at another."""
    return (*_posting(log), *_posting(base))


def alive(log: Log) -> tuple[float]:
    """1 when a member other than the host posted in the month before day 180."""
    return (float(log.own_between(*MONTH_BEFORE).size > 0),)


def waits(log: Log) -> tuple[float, ...]:
    """Answered threads by hours to the first answer: how many came within each of `STEPS`, and all of them."""
    hours = np.sort(answer_hours(log))
    return (*np.searchsorted(hours, STEPS, side="right").astype(float), float(hours.size))


STEPS = np.geomspace(0.05, 720.0, 160)
"""Hours at which answers are counted; the median is read between them."""


def median_wait(parts: np.ndarray) -> float:
    """Median hours to the first answer over all runs together, by log-linear interpolation between `STEPS`."""
    total = parts.sum(axis=0)
    if total[-1] == 0:
        return math.nan
    share = total[:-1] / total[-1]
    at = int(np.searchsorted(share, 0.5))
    if at == 0 or at == len(STEPS):
        return float(STEPS[min(at, len(STEPS) - 1)])
    part = (0.5 - share[at - 1]) / (share[at] - share[at - 1])
    return float(STEPS[at - 1] * (STEPS[at] / STEPS[at - 1]) ** part)


LOGS = "six real logs: 15 % at 28 posts a day, 7 % at 205 a day; Usenet"
TALK = "real logs, with talk a head falling slowly as groups grow; reasoned"
MEMBERS_ANSWER = "six real logs .3 to 17 h; Stack Overflow"
FACTS = (
    *(
        response(
            f"R6.{n}", setting, FITTED if audience in (3_000, 10_000) else CHECKED, 0.05, 0.60, unanswered, ratio, LOGS
        )
        for n, (audience, setting) in enumerate(SIZES.items(), 1)
    ),
    response(
        "R6.7",
        "size-100000",
        CHECKED,
        0.0,
        2.0,
        unanswered_against,
        quotient,
        "reasoned",
        against="living",
        unit="ratio",
    ),
    response(
        "R6.8",
        "size-1000",
        CHECKED,
        1.0 / 3.0,
        OPEN_END,
        posters_a_member,
        quotient,
        "reasoned",
        against="living",
        unit="ratio",
    ),
    *(
        response(
            f"R6.{n}",
            SIZES[audience],
            CHECKED,
            0.5,
            2.0,
            posters_a_member,
            quotient,
            TALK,
            against="living",
            unit="ratio",
        )
        for n, audience in enumerate((10_000, 30_000, 100_000), 9)
    ),
    response(
        "R6.12",
        "size-300",
        CHECKED,
        0.5,
        1.0,
        alive,
        mean,
        "Kraut & Fiore 2014; Butler 2001; reasoned for a group that is cared for",
    ),
    *(
        response(f"R6.{n}", SIZES[audience], CHECKED, 1.0, 15.0, waits, median_wait, MEMBERS_ANSWER, unit="hours")
        for n, audience in enumerate((3_000, 10_000, 30_000, 100_000), 13)
    ),
)
