"""Whether people stay: churn of posters, and cohorts compared at equal tenure.

A policy that lets people in later has younger members on the last day. Cohort measures undo that:
they look at every joiner the same number of days after joining, and use only days of joining whose
window lies within the run whole, which are the same days under every policy.
"""

from __future__ import annotations

from sim.measures.measure import MONTH, Measure, Read, from_events, ratio, share_in_all
from sim.measures.tally import Tally


def per_joiner(column: str, window_end: int) -> Read:
    """Return the measure 'sum of a cohort column per joiner, complete windows only'.

    Parameters
    ----------
    column : cohort column.
    window_end : days after joining at which the column's window closes.
    """

    def read(tally: Tally) -> float:
        n_days = tally.days - window_end + 1
        return ratio(tally.cohort(column, n_days), tally.cohort("joined", n_days))

    return read


def churn_30d(tally: Tally) -> float:
    """Posters who fall silent per 30 days, per poster of the last 30 days, last 90 days."""
    return MONTH * ratio(tally.last("churned_30d"), tally.last("posters_30d"))


MEASURES = (
    Measure("churn_30d", "share_a_month", -1, churn_30d, figure="churn_30d"),
    Measure("returns", "share", +1, share_in_all("returned", "churned_30d"), figure="returns"),
    from_events("came_back", "share", +1, 0.02),
    Measure("retention_30", "share", +1, per_joiner("visited_30", 60)),
    Measure("retention_90", "share", +1, per_joiner("visited_90", 120)),
    Measure("retention_180", "share", +1, per_joiner("visited_180", 210)),
    Measure("posted_30", "share", +1, per_joiner("posted_30", 30)),
    Measure("posts_90", "posts_a_joiner", +1, per_joiner("posts_90", 90)),
)
