"""What is done: visits, posts, replies, reactions, and how unevenly."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Measure, from_events, mean_of, per_month, share_of, sum_of
from sim.measures.tally import Tally


def gini(tally: Tally) -> float:
    """Inequality of own posts over members who ever posted, as last known."""
    series = tally.diary["gini"]
    known = series[np.isfinite(series)]
    return float(known[-1]) if known.size else float("nan")


BACK = 0.9
"""Share of the most posters so far below which a community is in a dip."""


def below_peak(tally: Tally) -> np.ndarray:
    """Posters in 30 days as a share of the most there were so far, day by day, from the first day with any."""
    posters = tally.diary["posters_30d"]
    peak = np.maximum.accumulate(posters)
    return posters[peak > 0] / peak[peak > 0]


def dip_depth(tally: Tally) -> float:
    """How far posters in 30 days fell below the most there had been, at worst, whole run."""
    share = below_peak(tally)
    return float(1.0 - share.min()) if share.size else float("nan")


def dip_weeks(tally: Tally) -> float:
    """The longest time without a break in which they stayed more than a tenth below it, in weeks."""
    share = below_peak(tally)
    longest = now = 0
    for low in share < BACK:
        now = now + 1 if low else 0
        longest = max(longest, now)
    return longest / 7.0 if share.size else float("nan")


MEASURES = (
    Measure("posters_30d", "people", +1, mean_of("posters_30d"), figure="posters_30d"),
    Measure("posters_7d", "people", +1, mean_of("posters_7d"), figure="posters_7d"),
    Measure("posters_day", "people", +1, mean_of("posters_day"), figure="posters_day"),
    Measure("posters_share", "share", +1, share_of("posters_30d", "members")),
    Measure("posters_per_awake", "share", +1, share_of("posters_30d", "awake")),
    Measure("dip_depth", "share", -1, dip_depth, smallest_absolute=0.05),
    Measure("dip_weeks", "weeks", -1, dip_weeks, smallest_absolute=2.0),
    Measure("visitors", "people", +1, mean_of("visitors")),
    Measure("visitors_share", "share", +1, share_of("visitors", "members")),
    Measure("visits", "visits_a_day", +1, mean_of("visits")),
    Measure("visits_per_member", "visits_a_month", +1, per_month("visits", "members")),
    Measure("posts_own", "posts_a_day", +1, mean_of("posts_own")),
    Measure("posts_own_total", "posts", +1, sum_of("posts_own")),
    Measure("posts_duty", "posts_a_day", 0, mean_of("posts_duty")),
    Measure("posts_staff", "posts_a_day", 0, mean_of("posts_staff")),
    Measure("starts", "posts_a_day", +1, mean_of("starts_own")),
    Measure("replies", "posts_a_day", +1, mean_of("replies_own")),
    Measure("reactions", "reactions_a_day", +1, mean_of("reactions")),
    Measure("posts_per_poster", "posts_a_month", +1, per_month("posts_own", "posters_30d")),
    Measure("posts_per_member", "posts_a_month", +1, per_month("posts_own", "members")),
    Measure("gini", "index", 0, gini, smallest_absolute=0.02, figure="gini"),
    from_events("top_1_share", "share", 0, 0.02),
    from_events("top_10_share", "share", 0, 0.02),
    from_events("gini_90", "index", 0, 0.02),
    from_events("top_1_share_90", "share", 0, 0.02),
    from_events("top_10_share_90", "share", 0, 0.02),
    from_events("daily_over_monthly", "share", +1, 0.01),
    from_events("weekend_over_weekday", "ratio", 0, 0.05),
    from_events("office_hours_share", "share", 0, 0.02),
)
