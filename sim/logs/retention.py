"""Whether members write again, how long they keep writing, and whether they come back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.measures.counting.log import DAY

SILENCE = 30
"""Days without an event after which a member counts as churned."""

AT = (1, 7, 30, 90, 180, 365)


def retention(member: np.ndarray, time: np.ndarray, begin: int, end: int, burn_in: float) -> dict[str, Any]:
    """Return lifetimes, returns and survival of the members whose first event lies ``burn_in`` days or more after ``begin``.

    Survival is Kaplan-Meier, twice: until the last event before the first silence of 30 days, and until
    the last event of all; either is censored when the silence is shorter than 30 days at the end of the log.
    """
    order = np.argsort(member, kind="stable")
    who, when = member[order], time[order]
    starts = np.nonzero(np.concatenate([[True], who[1:] != who[:-1]]))[0] if len(who) else np.empty(0, np.int64)
    ends = np.append(starts[1:], len(who)) - 1 if len(starts) else starts
    first, last = when[starts], when[ends]
    counted = first >= begin + burn_in * DAY
    size = ends - starts + 1
    nth = np.repeat(np.arange(len(starts)), size)
    later = np.ones(len(who), bool)
    later[starts] = False
    after = when - first[nth]
    gap = np.zeros(len(who), np.int64)
    gap[1:] = when[1:] - when[:-1]
    silent = later & (gap > SILENCE * DAY)
    came_back = np.zeros(len(starts), bool)
    came_back[nth[silent]] = True
    quiet_from = last.copy()
    rows = np.nonzero(silent)[0]
    who_silent, at = np.unique(nth[rows], return_index=True)
    quiet_from[who_silent] = when[rows[at] - 1]
    gone = end - last > SILENCE * DAY
    life = (last - first) / DAY
    days = (end - begin) / DAY
    figures: dict[str, Any] = {
        "members_counted": int(counted.sum()),
        "burn_in_days": float(burn_in),
        "lifetime_days": {
            "median": _median(life[counted]),
            "mean": float(life[counted].mean()) if counted.any() else math.nan,
            "median_if_two_or_more_posts": _median(life[counted & (size > 1)]),
        },
    }
    for window in (7, 30):
        full = counted & (first <= end - window * DAY)
        for suffix, at_least in (("", 0), ("_next_day_or_later", DAY)):
            again = np.zeros(len(starts), bool)
            again[nth[later & (after <= window * DAY) & (after >= at_least)]] = True
            figures[f"again_within_{window}d{suffix}"] = float(again[full].mean()) if full.any() else math.nan
    churned = counted & (came_back | gone)
    return figures | {
        "churn_gap_days": SILENCE,
        "survival_first_gap": _survival((quiet_from - first)[counted] / DAY, (came_back | gone)[counted], days),
        "survival_last_post": _survival(life[counted], gone[counted], days),
        "share_churned_who_came_back": float(came_back[churned].mean()) if churned.any() else math.nan,
    }


def _survival(duration: np.ndarray, ended: np.ndarray, days: float) -> dict[str, float]:
    """Return Kaplan-Meier survival at `AT` days; NaN for days the log is too short for."""
    if not len(duration):
        return {str(at): math.nan for at in AT}
    whole = np.sort(duration)
    moments, deaths = np.unique(duration[ended], return_counts=True)
    at_risk = len(whole) - np.searchsorted(whole, moments, side="left")
    left = np.append(1.0, np.cumprod(1.0 - deaths / at_risk))
    return {str(at): float(left[np.searchsorted(moments, at, side="right")]) if at <= days else math.nan for at in AT}


def _median(values: np.ndarray) -> float:
    return float(np.median(values)) if len(values) else math.nan
