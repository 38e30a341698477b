"""What gets in the way: spam, promotion and poor posts that members have to look at."""

from __future__ import annotations

from sim.measures.measure import Measure, mean_of, share_of, sum_of

MEASURES = (
    Measure("spam_seen", "per_100_opened", -1, share_of("spam_seen", "opened", 100.0)),
    Measure("promo_seen", "per_100_opened", -1, share_of("promo_seen", "opened", 100.0)),
    Measure("poor_seen", "per_100_opened", -1, share_of("poor_seen", "opened", 100.0)),
    Measure("posts_spam", "posts_a_day", -1, mean_of("posts_spam")),
    Measure("posts_promo", "posts_a_day", -1, mean_of("posts_promo")),
    Measure("reports", "reports_a_day", 0, mean_of("reports")),
    Measure("removed_total", "posts", 0, sum_of("removed_posts")),
    Measure("removed_wrong_total", "posts", -1, sum_of("removed_wrong")),
)
