"""How fast a community gets over it: a push, a month without host posts, a slip, an outage of a week: R9.

Each is held against the same run without it. The dip is read over the first two weeks after the event, for the push over four as in
row 18.3, and what is left of it over four weeks around day 30, 60 and 90 after. After an outage it is read a week later: on the first
days those who waited at the door join all at once, which hides it. For the push the dip is in quality (as row 18.3) and in posts a
member (as row 18.1), for the others in visitors a day.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from sim.evidence.bands import response, told
from sim.evidence.facts.groups import PUSHED
from sim.evidence.held import CHECKED, OPEN_END, Held
from sim.evidence.instruments import OUTAGE, OUTAGE_DAYS
from sim.evidence.seen import Log

FIRST = {"push": 28, "host-month-off": 14, "slip": 14, "outage": 14}
"""Days after the event over which the dip is read, by setting."""

LATER = {"outage": 7}
"""Days between the event and those over which the dip is read, by setting; none where not given."""

AROUND = 14
"""Days before and after the day on which what is left is read."""

OVER = {"push": PUSHED + 7, "host-month-off": 210, "slip": 187, "outage": OUTAGE + OUTAGE_DAYS}
"""First day after the event, by setting."""

AFTER = (30, 60, 90)

CLEAR = 2.0
"""Standard errors that make a dip clear of chance."""

WITHOUT = {"push": "unpushed"}
"""What a setting is held against, where it is not the living baseline."""

REASONS = {"push": "Lin et al. 2017, as row 18.4", "outage": "reasoned"}

Seen = Callable[[Log, int, int], tuple[float, float]]


def _visitors(log: Log, first: int, last: int) -> tuple[float, float]:
    return float(log.diary["visitors"][first:last].sum()), float(last - first)


def _bad_items(log: Log, first: int, last: int) -> tuple[float, float]:
    span = log.diary[first:last]
    return float((span["poor_seen"] + span["spam_seen"]).sum()), float(span["opened"].sum())


def _posts_a_member(log: Log, first: int, last: int) -> tuple[float, float]:
    span = log.diary[first:last]
    return float(span["posts_own"].sum()), float(span["members"].sum())


def dips(log: Log, base: Log, *, over: int, first: int, seen: Seen, later: int = 0) -> tuple[float, ...]:
    """What was seen with and without the event, and over how much: just after it, and around each of the days `AFTER`; four numbers each."""
    spans = [(over + later, over + later + first), *((over + day - AROUND, over + day + AROUND) for day in AFTER)]
    return tuple(number for span in spans for run in (log, base) for number in seen(run, *span))


def _dip(parts: np.ndarray, place: int) -> float:
    a, n, b, m = parts.sum(axis=0)[4 * place : 4 * place + 4]
    return float(a / n / (b / m) - 1.0) if n > 0 and m > 0 and b > 0 else math.nan


def dip(parts: np.ndarray) -> float:
    """By how much more or less was seen just after the event than without it, as a part of that."""
    return _dip(parts, 0)


def is_clear(parts: np.ndarray, harm: int) -> bool:
    """Whether there is a dip, more than chance would make: two standard errors over runs on the side where it harms."""
    with np.errstate(divide="ignore", invalid="ignore"):
        each = parts[:, 0] / parts[:, 1] - parts[:, 2] / parts[:, 3]
    each = harm * each[np.isfinite(each)]
    return each.size > 1 and float(each.mean()) > CLEAR * float(each.std(ddof=1)) / math.sqrt(each.size)


def regained(parts: np.ndarray, *, place: int, harm: int) -> float:
    """The part of the dip that is over at one of the days `AFTER`; NaN where there is no clear one to recover from.

    ``harm`` is 1 where more is worse, -1 where less is.
    """
    return 1.0 - _dip(parts, place) / _dip(parts, 0) if is_clear(parts, harm) else math.nan


def _rows(begin: int, setting: str, seen: Seen, judged: Mapping[int, tuple[float, float]]) -> list[Held]:
    parts = partial(dips, over=OVER[setting], first=FIRST[setting], seen=seen, later=LATER.get(setting, 0))
    against = WITHOUT.get(setting, "living")
    rows = [told(f"R9.{begin}", setting, parts, dip, against=against)]
    for place, day in enumerate(AFTER, 1):
        figure = partial(regained, place=place, harm=1 if seen is _bad_items else -1)
        number = f"R9.{begin + place}"
        if day in judged:
            rows.append(
                response(number, setting, CHECKED, *judged[day], parts, figure, REASONS[setting], against=against)
            )
        else:
            rows.append(told(number, setting, parts, figure, against=against))
    return rows


FACTS = (
    *_rows(1, "push", _bad_items, {90: (0.0, OPEN_END)}),
    *_rows(5, "host-month-off", _visitors, {}),
    *_rows(9, "slip", _visitors, {}),
    *_rows(13, "outage", _visitors, {60: (0.5, OPEN_END)}),
    *_rows(17, "push", _posts_a_member, {}),
)
