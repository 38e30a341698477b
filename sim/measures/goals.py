"""What each goal is judged by, and what to read beside it.

A goal is a table of weights over measures, in a currency of its own: what one unit of each measure is worth, counted
in the goal's currency. One goal, one number, fixed before the first run: choosing the measure after seeing the
numbers is how a policy is made to win. A goal with one weight of 1 is judged by that measure itself, any other by its
score, the measure ``goal_<goal>``. All weights other than 1 and unit conversions are invented; they say what a host
would trade, not what research found, and `GOAL_WEIGHTS` is the one place to change them. Why each measure has its
weight is told in the word catalogue under `measures.goal.<goal>.<measure>`, the goal itself under `measures.goal.<goal>`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.measures.measure import MONTH, Measure

GOAL_WEIGHTS: dict[str, dict[str, float]] = {
    "participation": {"posters_30d": 1.0},
    "listen": {"posts_own": MONTH, "posts_promo": -MONTH},
    "cocreate": {"ideas_month": 1.0, "replies": 0.02 * MONTH},
    "ambassadors": {"invited_joins": 1.0, "burned_out_total": -3.0},
    "service": {"solved_month": 1.0, "unanswered_month": -0.5},
    "leads": {"leads_month": 1.0},
    "knowledge": {"solved_members_month": 1.0, "solved_duty_month": 1.0, "answered_starts": 0.1 * MONTH},
    "recruitment": {"awake": 0.9, "members": 0.1, "experts": 1.0},
    "loyalty": {"retention_90": 1.0},
    "awareness": {"aware": 0.5, "awake": 0.5},
    "event": {"ties": 1.0},
    "sales": {"leads_month": 0.1, "awake": 0.005},
}
"""Goal -> measure -> what one unit of it is worth, in the goal's currency."""

CURRENCIES: dict[str, str] = {
    "listen": "posts_a_month",
    "cocreate": "ideas_a_month",
    "ambassadors": "people",
    "service": "questions_a_month",
    "knowledge": "questions_a_month",
    "recruitment": "people",
    "awareness": "people",
    "sales": "sales_a_month",
}
"""Goal -> unit of its score, for goals that have one."""

SMALLEST: dict[str, float] = {"ambassadors": 1.0, "service": 1.0}
"""Goal -> smallest difference of its score worth acting on, for scores that may lie at zero, where a share of them says nothing (invented)."""

GOALS: dict[str, str] = {
    goal: f"goal_{goal}" if goal in CURRENCIES else next(iter(weights)) for goal, weights in GOAL_WEIGHTS.items()
}
"""Goal -> the one measure by which policies are compared."""

BESIDE: dict[str, tuple[str, ...]] = {
    "participation": ("posts_own", "members", "churn_30d", "retention_90"),
    "listen": ("posts_own", "posters_30d", "starts", "members"),
    "cocreate": ("ideas_month", "replies", "posters_30d", "relations"),
    "ambassadors": ("invited_joins", "burned_out_total", "identity", "trust"),
    "service": ("solved_share", "unanswered", "first_answer_hours", "host_hours"),
    "leads": ("promo_seen", "trust", "members", "visitors_share"),
    "knowledge": ("solved_members_share", "unanswered", "quality_read", "posters_30d"),
    "recruitment": ("awake", "experts", "retention_180", "profile_share"),
    "loyalty": ("retention_180", "leave_rate", "identity", "members"),
    "awareness": ("aware", "awake", "visitors", "trust"),
    "event": ("attended_total", "relations", "awake", "posters_30d"),
    "sales": ("leads_month", "promo_seen", "trust", "awake"),
}
"""Goal -> measures that must be read beside the primary one, since it can be won at their cost."""


def scores(known: Mapping[str, Measure]) -> tuple[Measure, ...]:
    """Return the score of every goal that has several weights, as a measure."""
    return tuple(
        _score(goal, [(known[name], weight) for name, weight in GOAL_WEIGHTS[goal].items()]) for goal in CURRENCIES
    )


def _score(goal: str, parts: list[tuple[Measure, float]]) -> Measure:
    return Measure(
        f"goal_{goal}",
        CURRENCIES[goal],
        +1,
        lambda tally: math.fsum(weight * part.read(tally) for part, weight in parts),
        smallest_absolute=SMALLEST.get(goal),
    )
