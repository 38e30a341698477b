"""Which measure a goal is judged by, and which others to read beside it.

One goal, one primary measure, fixed before the first run: choosing the measure after seeing the
numbers is how a policy is made to win. Why each was chosen is told in the word catalogue under
`measures.goal.<goal>`.
"""

from __future__ import annotations

GOALS: dict[str, str] = {
    "participation": "posters_30d",
    "listen": "posts_own",
    "cocreate": "replies",
    "ambassadors": "invited_joins",
    "service": "answered",
    "leads": "visitors",
    "knowledge": "answered_starts",
    "recruitment": "awake",
}

BESIDE: dict[str, tuple[str, ...]] = {
    "participation": ("posts_own", "members", "churn_30d", "retention_90"),
    "listen": ("posters_30d", "posts_per_poster", "starts", "members"),
    "cocreate": ("posters_30d", "reactions", "relations", "ties"),
    "ambassadors": ("posts_duty", "identity", "trust", "members"),
    "service": ("unanswered", "first_answer_hours", "first_answered", "host_hours"),
    "leads": ("members", "promo_seen", "trust", "visitors_share"),
    "knowledge": ("answered", "unanswered", "information", "posters_30d"),
    "recruitment": ("members", "retention_180", "trust", "profile_share"),
}
"""Goal -> measures that must be read beside the primary one, since it can be won at their cost."""
