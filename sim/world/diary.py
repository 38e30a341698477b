"""The diary: one row a day, one column a series; and the same by day of joining for what is compared at equal tenure."""

from __future__ import annotations

import numpy as np

SERIES = (
    # people, counted at the end of the day
    "members", "awake", "asleep", "aware", "queued", "waiting", "on_duty",
    # how they moved today
    "new_aware", "applications", "accepted", "refusals", "tired", "joined", "rejoined", "left", "stopped",
    "fell_asleep", "woke", "banned", "invitations", "invited_joins", "contacts",
    # what they did today ("own": by members who are neither on duty nor spammers)
    "visitors", "visits", "shown", "opened", "posts_own", "starts_own", "replies_own", "posts_duty", "posts_staff",
    "posts_spam", "posts_promo", "reactions", "reports", "posters_day", "posters_7d", "posters_30d",
    # what became of posts that turned seven days old today
    "matured_starts", "matured_unanswered", "matured_first", "matured_first_answered", "first_answer_hours",
    "churned_30d", "returned",
    "matured_questions", "solved_by_members", "solved_by_duty", "solved_by_staff", "ideas", "missed",
    # observed roles over the last 30 days
    "role_lurker", "role_critic", "role_creator", "role_ambassador", "role_spammer", "role_inactive",
    # visits of today by these roles (quiet: lurkers and absentees)
    "visits_quiet", "visits_critic", "visits_creator", "visits_ambassador", "visits_spammer",
    "profiles", "first_visits", "experts",
    # what they saw today; quality is summed over the items read
    "spam_seen", "promo_seen", "poor_seen", "stale_seen", "off_topic_seen", "incident_seen", "items_read", "quality_read", "leads",
    # what they feel: means over members who are awake
    "information", "relations", "identity", "standing", "cost", "habit", "trust", "value", "ties",
    # the host
    "minutes_available", "minutes_applications", "minutes_removals", "minutes_welcomes", "minutes_answers",
    "minutes_calendar", "minutes_patrol", "minutes_approvals", "minutes_rounds", "minutes_messages", "minutes_threads",
    "minutes_managers", "minutes_duty",
    "backlog_applications", "backlog_removals", "backlog_welcomes", "backlog_answers", "backlog_calendar", "backlog_approvals",
    "removed_posts", "removed_wrong", "removed_off_topic", "hidden_by_members", "corrected", "held_posts", "held_wrong",
    "warned", "muted", "promos_held", "promos_approved", "promos_rejected", "recognised", "promoted", "passed_over", "burned_out", "managers",
    "evasion",
    # every 30th day and the last
    "gini",
)
COHORT_SERIES = ("joined", "visited_30", "visited_90", "visited_180", "posted_30", "posts_90")

DIARY = np.dtype([(name, "f8") for name in SERIES])
COHORT = np.dtype([(name, "f8") for name in COHORT_SERIES])
