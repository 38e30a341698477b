"""What is done: visits, posts, replies, reactions, and how unevenly."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import MONTH, Measure, mean_of, ratio_last, share_of, sum_of


def gini(diary: np.ndarray, cohorts: np.ndarray) -> float:
    """Inequality of own posts over members who ever posted, as last known."""
    known = diary["gini"][np.isfinite(diary["gini"])]
    return float(known[-1]) if known.size else float("nan")


def per_month(above: str, below: str):
    """Return the measure 'sum of one series per 30 days and unit of another, last 90 days'."""
    return lambda diary, cohorts: MONTH * ratio_last(diary[above], diary[below])


MEASURES = (
    Measure("posters_30d", "people", +1, mean_of("posters_30d")),
    Measure("posters_7d", "people", +1, mean_of("posters_7d")),
    Measure("posters_day", "people", +1, mean_of("posters_day")),
    Measure("posters_share", "share", +1, share_of("posters_30d", "members")),
    Measure("visitors", "people", +1, mean_of("visitors")),
    Measure("visitors_share", "share", +1, share_of("visitors", "members")),
    Measure("visits", "visits_a_day", +1, mean_of("visits")),
    Measure("posts_own", "posts_a_day", +1, mean_of("posts_own")),
    Measure("posts_own_total", "posts", +1, sum_of("posts_own")),
    Measure("posts_duty", "posts_a_day", 0, mean_of("posts_duty")),
    Measure("posts_staff", "posts_a_day", 0, mean_of("posts_staff")),
    Measure("starts", "posts_a_day", +1, mean_of("starts_own")),
    Measure("replies", "posts_a_day", +1, mean_of("replies_own")),
    Measure("reactions", "reactions_a_day", +1, mean_of("reactions")),
    Measure("posts_per_poster", "posts_a_month", +1, per_month("posts_own", "posters_30d")),
    Measure("posts_per_member", "posts_a_month", +1, per_month("posts_own", "members")),
    Measure("gini", "index", 0, gini, smallest_absolute=0.02),
)
