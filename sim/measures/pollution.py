"""What gets in the way of members, and what is done about it: seen, reported, held back, removed, warned."""

from __future__ import annotations

from sim.measures.measure import Measure, mean_of, share_in_all, share_of, sum_of

MEASURES = (
    Measure("spam_seen", "per_100_opened", -1, share_of("spam_seen", "opened", 100.0)),
    Measure("promo_seen", "per_100_opened", -1, share_of("promo_seen", "opened", 100.0)),
    Measure("poor_seen", "per_100_opened", -1, share_of("poor_seen", "opened", 100.0)),
    Measure("stale_seen", "per_100_opened", -1, share_of("stale_seen", "opened", 100.0)),
    Measure("off_topic_seen", "per_100_opened", -1, share_of("off_topic_seen", "opened", 100.0)),
    Measure("incident_seen", "times", -1, sum_of("incident_seen")),
    Measure("posts_spam", "posts_a_day", -1, mean_of("posts_spam")),
    Measure("posts_promo", "posts_a_day", -1, mean_of("posts_promo")),
    Measure("evasion", "index", -1, mean_of("evasion"), smallest_absolute=0.02),
    Measure("reports", "reports_a_day", 0, mean_of("reports")),
    Measure("removed_total", "posts", 0, sum_of("removed_posts")),
    Measure(
        "removed_right_total", "posts", 0, lambda tally: tally.total("removed_posts") - tally.total("removed_wrong")
    ),
    Measure("removed_wrong_total", "posts", -1, sum_of("removed_wrong")),
    Measure("removed_wrong_share", "share", -1, share_in_all("removed_wrong", "removed_posts"), smallest_absolute=0.02),
    Measure("removed_off_topic_total", "posts", 0, sum_of("removed_off_topic")),
    Measure("held_total", "posts", 0, sum_of("held_posts")),
    Measure("held_wrong_share", "share", -1, share_in_all("held_wrong", "held_posts"), smallest_absolute=0.02),
    Measure("hidden_total", "posts", 0, sum_of("hidden_by_members")),
    Measure("corrected_total", "posts", +1, sum_of("corrected")),
    Measure("warned_total", "people", 0, sum_of("warned")),
    Measure("muted_total", "people", 0, sum_of("muted")),
    Measure("disguised_total", "posts", -1, sum_of("disguised")),
    Measure("promos_held_total", "posts", 0, sum_of("promos_held")),
    Measure("promos_approved_total", "posts", 0, sum_of("promos_approved")),
    Measure("promos_rejected_total", "posts", 0, sum_of("promos_rejected")),
)
