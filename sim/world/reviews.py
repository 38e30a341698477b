"""Reviews as the engine knows them: what can be read, which columns can change, and the tables of rules and of what they change."""

from __future__ import annotations

import numpy as np

MAX_REVIEWS = 20
"""Reviews that one number of the diary can tell apart, also where it is kept in 32 bits."""

MEASURABLE = ("posters", "visitors", "members", "unanswered", "answer_hours", "spam", "backlog")
READ_POSTERS, READ_VISITORS, READ_MEMBERS, READ_UNANSWERED, READ_ANSWER_HOURS, READ_SPAM, READ_BACKLOG = range(7)
REPORT_NOTHING, REPORT_POSTERS, REPORT_VISITORS, REPORT_MEMBERS = range(4)
BELOW, ABOVE = range(2)
ADAPTIVE = (
    "host_minutes",
    "stance",
    "answer_after",
    "patrol_minutes",
    "filter_sensitivity",
    "filter_false",
    "ban_after",
    "report_ease",
    "hide_after",
    "explanations",
    "access",
    "application_effort",
    "fit_threshold",
    "public_reading",
    "batch_size",
    "size_cap",
    "rules_shown",
    "welcome",
    "introductions",
    "profile_nudge",
    "start_after_visits",
    "selling",
    "host_promo",
    "ambassadors",
    "ambassador_choice",
    "ambassador_minutes",
    "ambassador_invites",
    "ambassador_replace",
)
"""Columns that a review can change, by the codes that `sim.day.review.turn` knows them by."""
REVIEW = np.dtype(
    [
        ("first", "i4"),  # first day on which it can be held
        ("end", "i4"),  # first day on which it no longer can
        ("every_days", "i4"),
        ("reads", "u1"),  # code in MEASURABLE
        ("side", "u1"),  # BELOW or ABOVE
        ("threshold", "f8"),
        ("for_days", "i4"),  # days in a row, today among them, on which the reading must lie on that side
        ("hold_days", "i4"),  # days that the change holds, from tomorrow
    ],
    align=True,
)
TURN = np.dtype([("review", "i4"), ("column", "u1"), ("if_nobody", "u1")], align=True)
"""A column that a review changes: which review, which of ``ADAPTIVE``, and whether only where nobody is on duty."""
