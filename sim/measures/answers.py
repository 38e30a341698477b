"""Whether people are answered: first posts, threads, hours to the answer."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Measure, last, mean_last, ratio, share_of, total


def first_answered(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Share of members' first posts ever that got an answer within 7 days, whole run."""
    return ratio(total(diary["matured_first_answered"]), total(diary["matured_first"]))


def first_answer_hours(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Mean hours to the answer over first posts answered within 7 days, whole run."""
    return ratio(total(diary["first_answer_hours"]), total(diary["matured_first_answered"]))


def answered(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Share of members' threads answered within 7 days, last 90 days."""
    starts = total(last(diary["matured_starts"]))
    return ratio(starts - total(last(diary["matured_unanswered"])), starts)


def answered_starts(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Members' threads answered within 7 days, a day, last 90 days."""
    return mean_last(diary["matured_starts"] - diary["matured_unanswered"])


MEASURES = (
    Measure("answered", "share", +1, answered),
    Measure("unanswered", "share", -1, share_of("matured_unanswered", "matured_starts")),
    Measure("answered_starts", "posts_a_day", +1, answered_starts),
    Measure("first_answered", "share", +1, first_answered),
    Measure("first_answer_hours", "hours", -1, first_answer_hours),
)
