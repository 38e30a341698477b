"""Subgroups by topic: what stands where, who reads and answers it, and what belonging to a smaller group does."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import bound, lived, same_lives
from worlds import policy, world

from sim.checks import simulate
from sim.day.feed import build_feed
from sim.day.run import Stepper
from sim.rules import PARAMETERS
from sim.rules.grouping import identity_in_subgroup
from sim.world.eventlog import REACTED, REPLIED
from sim.world.parameters import record
from sim.world.posts import CHALLENGE, FEED_LENGTH, LONG_FEED, PROMO, QUESTION, TALK, TOPICS
from tests.laws.test_feed_lists import best, live, newest, plain, tables_of

LIVELY = {
    "audience": 400,
    "days": 35,
    "founders": 60,
    "everyone_in": True,
    "reply_base": -4.0,
    "start_base": -4.0,
    "visit_base": -1.5,
    "seller_share": 0.2,
    "off_topic_share": 0.3,
}
TEAM = policy("team", hours_per_week=20.0, stance="active")
TALKS = policy("calendar", post="talk", weekdays=("mon", "wed"))
SPLIT = policy("subgroups", by_topic=True)


@pytest.fixture(scope="module")
def split() -> Stepper:
    return lived(TEAM, TALKS, policy("onboarding", introductions=True), SPLIT, **LIVELY)


def openers(done: Stepper) -> np.ndarray:
    posts = done.world.posts
    return posts[(posts["n"] >= 0) & (posts["thread"] == posts["n"])]


@bound("subgroups.by_topic")
def test_what_members_start_about_a_topic_is_in_its_subgroup_and_the_rest_is_general(split):
    found = openers(split)
    about = np.isin(found["kind"], (TALK, QUESTION, CHALLENGE, PROMO)) & (found["author"] >= 0) & (found["is_off"] == 0)
    assert np.array_equal(found["in_subgroup"] == 1, about)
    assert len(np.unique(found["kind"][about])) == 4
    assert (found["author"][~about] < 0).any() and (found["is_off"][~about] == 1).any()
    posts = split.world.posts[split.world.posts["n"] >= 0]
    whole = {int(post["n"]): int(post["in_subgroup"]) for post in posts}
    assert all(whole.get(int(post["thread"]), post["in_subgroup"]) == post["in_subgroup"] for post in posts)


def test_without_them_nothing_is_in_a_subgroup():
    without = lived(TEAM, TALKS, **LIVELY)
    assert not without.world.posts["in_subgroup"].any() and not without.diary["within_read"].any()
    assert same_lives(without, lived(TEAM, TALKS, policy("subgroups", by_topic=False), **LIVELY))


def test_nobody_answers_or_reacts_in_a_subgroup_of_others(split):
    """Each follows the subgroups of their own two topics; in one group people react to all topics."""
    for done, only_own in ((split, True), (lived(TEAM, TALKS, **LIVELY), False)):
        events, people = done.result().events, done.people
        acts = events[np.isin(events["kind"], (REACTED, REPLIED)) & (events["person"] >= 0)]
        posts = done.world.posts[acts["post"] & (len(done.world.posts) - 1)]
        there = (posts["n"] == acts["post"]) & ((posts["in_subgroup"] == 1) | (not only_own))
        who = people[acts["person"][there]]
        own = (posts["topic"][there] == who["first"]) | (posts["topic"][there] == who["second"])
        assert own.size > 500 and own.all() == only_own


@pytest.mark.parametrize("personal", [False, True])
def test_lists_hold_the_best_and_the_newest_of_their_group_in_every_hour(personal):
    policies = (policy("moderation", off_topic="personal"),) if personal else ()
    stepper = Stepper(world(TALKS, TEAM, SPLIT, *policies, **LIVELY))
    stepper.advance(30)
    w, build = tables_of(stepper), plain(build_feed)
    length = LONG_FEED if personal else FEED_LENGTH
    for hour in range(30 * 24, 30 * 24 + 6):
        w.s[0].lists_stale = hour % 2
        build(w, hour)
        found = live(w)
        for which in range(1 + TOPICS):
            mine = [
                one for one in found if (which == 0) == (one[3].in_subgroup == 0) and which in (0, 1 + one[3].topic)
            ]
            assert [int(n) for n in w.lists[which, : w.n_feed[which]]] == best(mine, length)
            fresh = w.lists[which, LONG_FEED : LONG_FEED + w.n_fresh[which]]
            assert [int(n) for n in fresh] == newest(mine, hour)
        assert w.n_feed[0] > 0 and w.n_feed[1:].sum() > 10


def test_when_they_end_everything_stands_in_one_group_again():
    stepper = Stepper(world(TALKS, TEAM, policy("subgroups", by_topic=True, until_day=25), **LIVELY))
    stepper.advance(25)
    was = int(stepper.diary["within_read"][24])
    stepper.advance(1)
    w, build = tables_of(stepper), plain(build_feed)
    build(w, 26 * 24)
    assert [int(n) for n in w.lists[0, : w.n_feed[0]]] == best(live(w), FEED_LENGTH)
    assert was > 0 and any(w.posts[int(n) & (len(w.posts) - 1)].in_subgroup for n in w.lists[0, : w.n_feed[0]])


def test_all_invariants_hold_in_small_and_split_groups():
    for audience in (1, 2, 30, 300):
        values = {**LIVELY, "audience": audience, "founders": min(5, audience), "everyone_in": audience < 100}
        for policies in ((SPLIT,), (SPLIT, TEAM, TALKS, policy("moderation", off_topic="personal"))):
            simulate(world(*policies, **values), check=True)


def test_reading_in_ones_own_subgroups_adds_its_share_to_the_gain_in_identity():
    p = record(PARAMETERS, {"subgroup_identity": 0.5}).view(np.recarray)[0]
    assert identity_in_subgroup.py_func(0.2, 0.3, 0.5, p) == pytest.approx(0.2 + 0.1 * 1.25)
    assert identity_in_subgroup.py_func(0.2, 0.3, 0.0, p) == 0.3
    p["subgroup_identity"] = 20.0
    assert identity_in_subgroup.py_func(0.2, 0.3, 1.0, p) == 1.0
    gains = [lived(TEAM, TALKS, SPLIT, **LIVELY, subgroup_identity=b).diary["identity"][-1] for b in (-0.5, 0.0, 1.0)]
    assert gains[0] < 0.8 * gains[1] and gains[2] > 1.3 * gains[1]


def test_a_share_of_looks_goes_to_ones_own_subgroups():
    """All of them, as long as there is anything new: then what is read in subgroups is most of what is read."""
    shares = []
    for looks in (0.0, 0.5, 1.0):
        done = lived(TEAM, TALKS, SPLIT, **LIVELY, subgroup_looks=looks)
        shares.append(done.diary["within_read"][20:].sum() / done.diary["items_read"][20:].sum())
    assert shares[0] < shares[1] < shares[2] and shares[2] > 0.9
