"""The statistics of a log: one implementation for simulated and real communities.

`measure_log` gives a tree of numbers; `flat` gives it by dotted name (`activity.gini`). Definitions stand
at the functions of each theme (`activity`, `retention`, `rhythm`, `threads`), labels in `sim/words/logs.toml`; under `measures` stand the
measures of the registry that posts alone can tell. What a log cannot tell (no threads, nobody addressed, no joins) is
not in the tree; what cannot be computed is NaN.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.logs.activity import activity
from sim.logs.retention import retention
from sim.logs.rhythm import rhythm, tenths
from sim.logs.threads import addressed, threads
from sim.measures import measure_posts
from sim.measures.counting.log import DAY, KINDS, Log

TWELVE = (
    "events_per_day",
    "newcomers_per_day",
    "activity.share_members_one_post",
    "activity.share_top_10pct",
    "retention.again_within_7d_next_day_or_later",
    "retention.survival_last_post.30",
    "retention.share_churned_who_came_back",
    "rhythm.posts_per_day.variance_over_mean",
    "rhythm.daily_over_monthly_members",
    "threads.events_per_thread.mean",
    "threads.share_threads_answered",
    "threads.hours_to_first_answer.median",
)
"""The measures by which two logs are compared: volume and inflow, inequality, staying, course, threads. None needs
addressees or join dates, so every log with threads has all twelve; none is the quotient of two others."""


def measure_log(log: Log, burn_in: float = 0.0) -> dict[str, Any]:
    """Compute every statistic a log allows.

    Parameters
    ----------
    log : Log
        Of a run or a file.
    burn_in : float
        Days at the start whose first-seen members are left out of retention [days]: for a log that begins in
        the middle of a community's life, since its old members look new there.
    """
    own = log.member >= 0
    if not own.any():
        return {"events": 0, "events_staff": len(log.member), "members_active": 0}
    member, time = log.member[own], log.time[own]
    begin, end = int(time[0]), int(time[-1])
    days = (end - begin) / DAY
    kinds = np.bincount(log.kind[own], minlength=len(KINDS)).tolist()
    figures: dict[str, Any] = {
        "events": len(member),
        "events_staff": int((~own).sum()),
        "members_active": log.n_members,
        "days": days,
        "first_time": begin,
        "last_time": end,
        "kinds": {kind: n for kind, n in zip(KINDS, kinds, strict=True) if n},
        "events_per_day": len(member) / days if days else math.nan,
        "newcomers_per_day": log.n_members / days if days else math.nan,
        "activity": activity(member),
        "retention": retention(member, time, begin, end, burn_in),
        "rhythm": rhythm(member, time),
        "profile_tenths": tenths(member, time),
    }
    if "thread" in log.known:
        figures["threads"] = threads(log, end)
    if "reply_to" in log.known:
        figures["addressed"] = addressed(log, end)
    if "joins" in log.known and len(log.join_member):
        figures["joins"] = joins(log)
    if "reactions" in log.known:
        clicks = int((log.reaction_member >= 0).sum())
        figures["reactions"] = {"reactions": clicks, "reactions_per_event": clicks / len(member)}
    figures["measures"] = measure_posts(log, burn_in)
    return figures


def joins(log: Log) -> dict[str, Any]:
    """Return how many of those who joined ever wrote, and how long after joining; nobody writes before joining."""
    first = np.full(log.n_members, -1, np.int64)
    numbers, at = np.unique(log.member, return_index=True)
    keep = (numbers >= 0) & (numbers < log.n_members)
    first[numbers[keep]] = log.time[at[keep]]
    wrote = log.join_member < log.n_members
    wait = np.maximum(first[log.join_member[wrote]] - log.join_time[wrote], 0) / DAY
    return {
        "members_with_join_date": len(log.join_member),
        "share_who_ever_post": float(wrote.mean()),
        "days_join_to_first_post": {
            "median": float(np.median(wait)) if len(wait) else math.nan,
            "p90": float(np.percentile(wait, 90)) if len(wait) else math.nan,
        },
        "share_first_post_on_join_day": float((wait <= 1.0).mean()) if len(wait) else math.nan,
    }


def flat(tree: dict[str, Any], above: str = "") -> dict[str, float]:
    """Return the numbers of a tree by dotted name; lists are left out."""
    figures: dict[str, float] = {}
    for name, value in tree.items():
        if isinstance(value, dict):
            figures |= flat(value, f"{above}{name}.")
        elif isinstance(value, (int, float)):
            figures[above + name] = value
    return figures


def log_ratios(here: dict[str, float], there: dict[str, float]) -> dict[str, float]:
    """Return ln(here / there) for the `TWELVE`; NaN where either is missing or not above zero."""
    pairs = {name: (here.get(name, math.nan), there.get(name, math.nan)) for name in TWELVE}
    return {
        name: math.log(a / b) if a > 0 and b > 0 and math.isfinite(a + b) else math.nan
        for name, (a, b) in pairs.items()
    }


def median_ratio(ratios: dict[str, float]) -> float:
    """Return the median absolute log ratio over those that could be computed."""
    sizes = [abs(ratio) for ratio in ratios.values() if math.isfinite(ratio)]
    return float(np.median(sizes)) if sizes else math.nan
