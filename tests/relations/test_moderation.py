"""What more moderation must do whatever else happens: no more spam seen, no longer queue."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import MUTE, STAY, policy, world

from sim.day import simulate

SPAMMED = {
    "mix": {
        "lurker_content": 0.5,
        "lurker_not_yet": 0.2,
        "lurker_hindered": 0.1,
        "critic": 0.08,
        "creator": 0.05,
        "spammer": 0.07,
    },
    "audience": 200,
    "days": 40,
    "founders": 20,
    "aware_rate": 0.03,
    "spam_learns": 0.0,
}


@pytest.mark.parametrize("sensitivity", [0.5, 1.0])
def test_switching_the_spam_filter_off_never_lowers_spam_seen(sensitivity):
    """Relation 36, one-sided over 40 pairs of runs with the same random numbers.

    The mean paired difference must exceed -4.75 standard errors (a filter that did nothing on average would fail once in a million);
    the effect is so large that it must in fact exceed +4.75. With a perfect filter it holds in every single pair.
    """
    pairs = np.array(
        [
            [
                simulate(world(*policies, seed=seed, **SPAMMED)).diary["spam_seen"].sum()
                for policies in ((), (policy("moderation", filter_sensitivity=sensitivity),))
            ]
            for seed in range(40)
        ]
    )
    gain = pairs[:, 0] - pairs[:, 1]
    assert gain.mean() > 4.75 * gain.std(ddof=1) / np.sqrt(len(gain))
    if sensitivity == 1.0:
        assert (pairs[:, 1] == 0).all()
        assert (gain >= 0).all()


def test_a_more_sensitive_filter_holds_what_a_lazier_one_held():
    """The posts held are nested: a post has one keyed number, compared with the sensitivity."""
    alone = {**MUTE, **STAY, "invite_base": -40.0, "crowd": 0.0, "cost_noise": 0.0, "trust_ratio": 0.0, "again": 0.0}
    held = [
        simulate(world(policy("moderation", filter_sensitivity=s), **SPAMMED, **alone)).diary["held_posts"]
        for s in (0.0, 0.2, 0.6, 1.0)
    ]
    for lazier, keener in zip(held, held[1:], strict=False):
        assert (np.cumsum(keener) >= np.cumsum(lazier)).all()
    assert held[0].sum() == 0 < held[1].sum() < held[3].sum()


@pytest.mark.parametrize("from_day", [0, 12])
def test_more_host_time_never_lengthens_the_queue(from_day):
    """Relation 37, on every day of every run: decisions feed nothing back here (nobody posts, invites, leaves or is drawn by the crowd)."""
    quiet = {**MUTE, **STAY, "invite_base": -40.0, "crowd": 0.0, "aware_rate": 0.05, "tire": 0.0, "join_base": 1.0}
    for seed in range(10):
        queues = [
            simulate(
                world(
                    policy("access", access="request"),
                    policy("team", hours_per_week=hours, from_day=from_day, spare=()),
                    days=40,
                    audience=200,
                    seed=seed,
                    **quiet,
                )
            ).diary["backlog_applications"]
            for hours in (0.0, 0.5, 1.0, 2.0, 8.0)
        ]
        for less, more in zip(queues, queues[1:], strict=False):
            assert (more <= less).all()
        assert queues[0][-1] > queues[2][-1] > 0
