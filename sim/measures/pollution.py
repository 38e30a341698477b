"""What gets in the way of members, and what is done about it: seen, reported, held back, removed, warned."""

from __future__ import annotations

import math

from sim.measures.measure import Measure, mean_of, ratio, share_in_all, share_of, sum_of
from sim.measures.tally import Tally

BURDENS = ("spam", "promo", "poor", "stale", "off_topic")
"""What a reader has no use for: spam, offers one did not look for, careless posts, what is out of date, what is beside the topic."""


def burdens_seen(tally: Tally) -> float:
    """Faults met per 100 posts opened, last 90 days; a post with two of them counts twice."""
    return 100.0 * ratio(math.fsum(tally.last(f"{burden}_seen") for burden in BURDENS), tally.last("opened"))


def unopened_share(tally: Tally) -> float:
    """Share of what was shown to visitors that they left unopened, last 90 days."""
    shown = tally.last("shown")
    return ratio(shown - tally.last("opened"), shown)


MEASURES = (
    Measure("spam_seen", "per_100_opened", -1, share_of("spam_seen", "opened", 100.0)),
    Measure("promo_seen", "per_100_opened", -1, share_of("promo_seen", "opened", 100.0)),
    Measure("poor_seen", "per_100_opened", -1, share_of("poor_seen", "opened", 100.0)),
    Measure("stale_seen", "per_100_opened", -1, share_of("stale_seen", "opened", 100.0)),
    Measure("off_topic_seen", "per_100_opened", -1, share_of("off_topic_seen", "opened", 100.0)),
    Measure("burdens_seen", "per_100_opened", -1, burdens_seen),
    Measure("unopened_share", "share", 0, unopened_share, smallest_absolute=0.02),
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
