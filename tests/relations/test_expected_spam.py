"""A post that the filter holds was work for nothing: who came to spam expects less of the next visit."""

from __future__ import annotations

import numpy as np
from worlds import STAY, policy, world

from sim.day.run import Stepper

SPAMMERS = dict.fromkeys(("lurker_content", "lurker_not_yet", "lurker_hindered", "critic", "creator"), 0.0) | {
    "spammer": 1.0
}


def visits_with(sensitivity: float) -> float:
    """Visits by spammers in sixty days, over some runs."""
    total = 0.0
    for replication in range(6):
        stepper = Stepper(
            world(
                policy("moderation", filter_sensitivity=sensitivity),
                audience=200,
                days=60,
                founders=0,
                everyone_in=True,
                mix=SPAMMERS,
                spam_learns=0.0,
                **STAY,
            ),
            replication=replication,
        )
        stepper.advance(60)
        total += float(np.sum(stepper.diary["visits"]))
    return total


def test_spammers_come_less_where_their_posts_are_held():
    free, half, all_held = visits_with(0.0), visits_with(0.5), visits_with(1.0)
    assert all_held < half < free and all_held < 0.9 * free
