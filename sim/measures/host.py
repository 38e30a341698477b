"""What it costs the host: hours by task, and the work that piles up."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import MONTH, Compute, Measure, last, mean_last, ratio, total

TASKS = ("applications", "removals", "welcomes", "answers", "calendar", "patrol")

BACKLOGS = ("applications", "removals", "welcomes", "answers", "calendar")


def hours_on(task: str) -> Compute:
    """Return the measure 'hours the host spent on this task, whole run'."""
    return lambda diary, cohorts: total(diary[f"minutes_{task}"]) / 60.0


def host_minutes(diary: np.ndarray) -> np.ndarray:
    """Return the minutes the host worked on each day, all tasks."""
    return sum((diary[f"minutes_{task}"] for task in TASKS), np.zeros(len(diary)))


def host_hours(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Hours the host worked, all tasks, whole run."""
    return total(host_minutes(diary)) / 60.0


def host_use(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Hours worked per hour available, whole run."""
    return ratio(total(host_minutes(diary)), total(diary["minutes_available"]))


def host_hours_per_active_member(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Host hours a month per poster of the last 30 days, last 90 days."""
    return MONTH * ratio(mean_last(host_minutes(diary)) / 60.0, mean_last(diary["posters_30d"]))


def posts_per_host_hour(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Members' own posts per hour the host worked, whole run."""
    return ratio(total(diary["posts_own"]), total(host_minutes(diary)) / 60.0)


def open_items(diary: np.ndarray) -> np.ndarray:
    """Return the number of things waiting for the host on each day."""
    return sum((diary[f"backlog_{name}"] for name in BACKLOGS), np.zeros(len(diary)))


def backlog(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Things waiting for the host, mean over the whole run."""
    return mean_last(open_items(diary), max(1, len(diary)))


def backlog_end(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Things waiting for the host, mean over the last 90 days."""
    return mean_last(open_items(diary))


def backlog_peak(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Most things that waited for the host on one day."""
    items = last(open_items(diary), max(1, len(diary)))
    return float(items.max()) if items.size else float("nan")


MEASURES = (
    (Measure("host_hours", "hours", -1, host_hours),)
    + tuple(Measure(f"hours_{task}", "hours", 0, hours_on(task)) for task in TASKS)
    + (
        Measure("host_use", "share", 0, host_use),
        Measure("host_hours_per_active_member", "hours_a_month", -1, host_hours_per_active_member),
        Measure("posts_per_host_hour", "posts_an_hour", +1, posts_per_host_hour),
        Measure("backlog", "items", -1, backlog),
        Measure("backlog_end", "items", -1, backlog_end),
        Measure("backlog_peak", "items", -1, backlog_peak),
    )
)
