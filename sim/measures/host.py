"""What it costs: hours of the host by task, hours of members who help, and the work that piles up."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.measures.measure import MONTH, Measure, mean_of, ratio, sum_of
from sim.measures.tally import Tally

TASKS = (
    "applications",
    "removals",
    "welcomes",
    "answers",
    "calendar",
    "patrol",
    "approvals",
    "rounds",
    "messages",
    "threads",
    "upkeep",
    "measuring",
    "reporting",
    "training",
    "moving",
)

HELPERS = ("managers", "duty")
"""Members who give hours: those who manage with the host, whose minutes are in the tasks too, and those on duty."""

BACKLOGS = ("applications", "removals", "welcomes", "answers", "calendar", "approvals")

HOUR = 1.0 / 60.0


def task_minutes(read: Callable[[str], float]) -> float:
    """Minutes on all tasks, those of managers included; ``read`` gives the sum of a column."""
    return math.fsum(read(f"minutes_{task}") for task in TASKS)


def host_hours(tally: Tally) -> float:
    """Hours the host worked, all tasks, without those of managers, whole run."""
    return HOUR * (task_minutes(tally.total) - tally.total("minutes_managers"))


def all_hours(tally: Tally) -> float:
    """Hours of the host, of managers and of people on duty, whole run."""
    return HOUR * (task_minutes(tally.total) + tally.total("minutes_duty"))


def host_use(tally: Tally) -> float:
    """Hours worked per hour available, whole run."""
    return ratio(host_hours(tally), HOUR * tally.total("minutes_available"))


def unused_hours(tally: Tally) -> float:
    """Hours at hand that were not worked, whole run: nothing was left to do with them, or the wrong things waited."""
    return HOUR * tally.total("minutes_available") - host_hours(tally)


def host_hours_per_active_member(tally: Tally) -> float:
    """Host hours a month per poster of the last 30 days, last 90 days."""
    return MONTH * HOUR * ratio(task_minutes(tally.last) - tally.last("minutes_managers"), tally.last("posters_30d"))


def posts_per_host_hour(tally: Tally) -> float:
    """Members' own posts per hour the host worked, whole run."""
    return ratio(tally.total("posts_own"), host_hours(tally))


def backlog(tally: Tally) -> float:
    """Things waiting for the host, mean over the whole run."""
    return ratio(math.fsum(tally.total(f"backlog_{name}") for name in BACKLOGS), float(tally.days))


def backlog_end(tally: Tally) -> float:
    """Things waiting for the host, mean over the last 90 days."""
    return ratio(math.fsum(tally.last(f"backlog_{name}") for name in BACKLOGS), tally.n_last)


def backlog_peak(tally: Tally) -> float:
    """Most things that waited for the host on one day."""
    items = sum((tally.diary[f"backlog_{name}"] for name in BACKLOGS), np.zeros(tally.days))
    return float(items.max()) if items.size else math.nan


def review_days(tally: Tally) -> float:
    """Days on which something that a review changed held, whole run."""
    return float(np.count_nonzero(tally.diary["reviews_holding"]))


MEASURES = (
    (Measure("host_hours", "hours", -1, host_hours),)
    + tuple(Measure(f"hours_{task}", "hours", 0, sum_of(f"minutes_{task}", HOUR)) for task in TASKS)
    + tuple(Measure(f"hours_{who}", "hours", 0, sum_of(f"minutes_{who}", HOUR)) for who in HELPERS)
    + (
        Measure("hours_all", "hours", -1, all_hours),
        Measure("host_use", "share", 0, host_use),
        Measure("hours_unused", "hours", 0, unused_hours),
        Measure("host_hours_per_active_member", "hours_a_month", -1, host_hours_per_active_member),
        Measure("posts_per_host_hour", "posts_an_hour", +1, posts_per_host_hour),
        Measure("backlog", "items", -1, backlog),
        Measure("backlog_end", "items", -1, backlog_end),
        Measure("backlog_peak", "items", -1, backlog_peak),
        Measure("backlog_approvals", "posts", -1, mean_of("backlog_approvals")),
        Measure("calendar_missed_total", "posts", -1, sum_of("calendar_missed")),
        Measure("reviews_held", "days", 0, review_days),
        Measure("support", "share", +1, mean_of("support"), smallest_absolute=0.02),
    )
)
