"""What stands in the table of posts and in the log about one post: who answers what, and what only an opener can be."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import policy, world

from sim.day.run import Stepper
from sim.world.eventlog import POSTED, REPLIED
from sim.world.posts import TALK

TALKATIVE = {"visit_base": -1.0, "reply_base": -3.0, "start_base": -3.0, "reply_addressed": 2.0, "seller_share": 0.3}
HOUSE = (
    policy("team", hours_per_week=8.0, stance="active", answer_after_hours=4.0),
    policy("calendar", post="question", weekdays=("mon", "thu"), minutes=10.0),
    policy("ambassadors", number=3, hours_per_week=3.0),
    policy("commercial", selling="section"),
    policy("incident", from_day=5, until_day=20, severity=0.6, response="answer"),
)


def lived(*policies, **behaviour):
    stepper = Stepper(
        world(*policies, audience=60, days=30, founders=6, everyone_in=True, **{**TALKATIVE, **behaviour}), events=True
    )
    stepper.advance(30)
    return stepper


@pytest.mark.parametrize("policies", [(), HOUSE])
def test_an_opener_answers_nothing_and_an_answer_a_post_of_its_thread(policies):
    """Also where the team, people on duty, sellers and a slip post: minus one is the only way to say "none"."""
    thread_of: dict[int, int] = {}
    events = lived(*policies).result().events
    for event in events[np.isin(events["kind"], (POSTED, REPLIED))]:
        thread, post, answered = int(event["thread"]), int(event["post"]), int(event["reply_to"])
        if event["kind"] == POSTED:
            assert (thread, answered) == (post, -1)
        else:
            assert answered < post and thread_of[answered] == thread and thread_of[thread] == thread
        assert post not in thread_of
        thread_of[post] = thread
    assert (
        sum(post == thread for post, thread in thread_of.items())
        > 10
        < sum(post != thread for post, thread in thread_of.items())
    )


def test_only_openers_of_talk_are_small_talk_or_of_today():
    """Where all such talk is: every thread of talk by a member is both, no answer in any thread is, the first one included."""
    posts = lived(off_topic_share=1.0, dated_share=1.0, dated_days=2.0).world.posts
    posts = posts[posts["n"] >= 0]
    casual = (posts["thread"] == posts["n"]) & (posts["kind"] == TALK) & (posts["is_own"] == 1)
    assert casual.sum() > 10 and ((posts["thread"] == 0) & ~casual).any()
    assert np.array_equal(posts["is_off"] == 1, casual)
    assert np.array_equal(posts["expires_hour"] >= 0, casual)
    assert (posts["expires_hour"][casual] == posts["hour"][casual] + 48).all()
