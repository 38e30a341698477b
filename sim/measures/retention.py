"""Whether people stay: churn of posters, and cohorts compared at equal tenure.

A policy that lets people in later has younger members on the last day. Cohort measures undo that:
they look at every joiner the same number of days after joining, and use only days of joining whose
window lies within the run whole, which are the same days under every policy.
"""

from __future__ import annotations

import numpy as np

from sim.measures.measure import MONTH, Compute, Measure, ratio, ratio_last, total


def per_joiner(column: str, window_end: int) -> Compute:
    """Return the measure 'sum of a cohort column per joiner, complete windows only'.

    Parameters
    ----------
    column : cohort column.
    window_end : days after joining at which the column's window closes.
    """

    def compute(diary: np.ndarray, cohorts: np.ndarray) -> float:
        n_days = max(0, len(cohorts) - window_end + 1)
        return ratio(total(cohorts[column][:n_days]), total(cohorts["joined"][:n_days]))

    return compute


def churn_30d(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Posters who fall silent per 30 days, per poster of the last 30 days, last 90 days."""
    return MONTH * ratio_last(diary["churned_30d"], diary["posters_30d"])


def returns(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Own posts after 30 or more days of silence, per poster fallen silent, whole run."""
    return ratio(total(diary["returned"]), total(diary["churned_30d"]))


MEASURES = (
    Measure("churn_30d", "share_a_month", -1, churn_30d),
    Measure("returns", "share", +1, returns),
    Measure("retention_30", "share", +1, per_joiner("visited_30", 60)),
    Measure("retention_90", "share", +1, per_joiner("visited_90", 120)),
    Measure("retention_180", "share", +1, per_joiner("visited_180", 210)),
    Measure("posted_30", "share", +1, per_joiner("posted_30", 30)),
    Measure("posts_90", "posts_a_joiner", +1, per_joiner("posts_90", 90)),
)
