"""Who is in: members, newcomers, people who wait, people who left."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import MONTH, Measure, mean_of, ratio, ratio_last, share_of, sum_of, total


def members_end(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Members on the last day, those asleep included."""
    return float(diary["members"][-1]) if diary.size else float("nan")


def waiting_end(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """People on the last day who applied and are not let in yet."""
    return float(diary["queued"][-1] + diary["waiting"][-1]) if diary.size else float("nan")


def leave_rate(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Members who leave per 30 days, per member, last 90 days."""
    return MONTH * ratio_last(diary["left"], diary["members"])


def stopped_share(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """People who stopped at their first post, per joiner, whole run."""
    return ratio(total(diary["stopped"]), total(diary["joined"]))


MEASURES = (
    Measure("members", "people", +1, mean_of("members")),
    Measure("members_end", "people", +1, members_end),
    Measure("awake", "people", +1, mean_of("awake")),
    Measure("asleep_share", "share", -1, share_of("asleep", "members")),
    Measure("joined_total", "people", +1, sum_of("joined")),
    Measure("left_total", "people", 0, sum_of("left")),
    Measure("leave_rate", "share_a_month", -1, leave_rate),
    Measure("stopped_share", "share", -1, stopped_share),
    Measure("refused_total", "people", 0, sum_of("refusals")),
    Measure("tired_total", "people", -1, sum_of("tired")),
    Measure("banned_total", "people", 0, sum_of("banned")),
    Measure("waiting_end", "people", -1, waiting_end),
    Measure("invited_joins", "people", +1, sum_of("invited_joins")),
    Measure("profile_share", "share", +1, share_of("profiles", "members")),
)
