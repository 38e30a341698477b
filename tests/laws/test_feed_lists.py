"""The lists that readers look at, brought up to date hour by hour, are those that a sort of all live threads gives."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from worlds import plain, policy, world

from sim.day.feed import build_feed, rescore
from sim.day.run import Stepper
from sim.world.posts import FEED_LENGTH, FRESH_HOURS, FRESH_LENGTH, LONG_FEED, TOPICS

DAYS = 30
LIVELY = {
    "audience": 150,
    "days": DAYS + 4,
    "everyone_in": True,
    "reply_base": -4.0,
    "start_base": -2.4,
    "visit_base": -1.5,
}


def tables_of(stepper: Stepper) -> SimpleNamespace:
    """The tables of a run as plain Python reads and writes them."""
    tables = stepper.world
    return SimpleNamespace(
        **{
            name: table.view(np.recarray) if table.dtype.names else table
            for name, table in zip(tables._fields, tables, strict=True)
        }
    )


def live(w) -> list[tuple[float, int, int, object]]:
    """Score, key, number and record of every thread that is there, oldest first."""
    threads = []
    for i in range(w.s[0].n_threads):
        number = int(w.threads[i])
        thread = w.posts[number & (len(w.posts) - 1)]
        if thread.n == number and thread.is_removed == 0:
            threads.append((float(w.scores[i]), int(thread.key), number, thread))
    return threads


def best(found, length: int) -> list[int]:
    """The highest scores first, equal ones by key."""
    return [number for _, _, number, _ in sorted(found, key=lambda one: one[:2], reverse=True)[:length]]


def newest(found, hour: int) -> list[int]:
    """Those of the last days, newest first, as far as there is room."""
    return [number for _, _, number, thread in reversed(found) if hour - thread.hour < FRESH_HOURS][:FRESH_LENGTH]


@pytest.mark.parametrize("personal", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_lists_are_those_of_a_sort(seed, personal):
    policies = (policy("moderation", off_topic="personal"),) if personal else ()
    stepper = Stepper(world(*policies, seed=seed, **LIVELY))
    stepper.advance(DAYS)
    w, build, score = tables_of(stepper), plain(build_feed), plain(rescore)
    length = LONG_FEED if personal else FEED_LENGTH
    luck = np.random.default_rng(seed)
    s = w.s[0]
    changed = set()
    for step in range(40):
        hour = DAYS * 24 + step
        for _, _, _, thread in [one for one in live(w) if luck.random() < 0.15]:
            if luck.random() < 0.5:
                thread.n_reactions += int(luck.integers(1, 40))
            else:
                thread.n_reactions = 0  # a score may fall
            score(w, thread, hour)
        if step % 7 == 3:  # a new thread goes
            live(w)[-int(luck.integers(1, 8))][3].is_removed = 1
            s.lists_stale = 1
        if step % 5 == 1:  # equal scores: keys decide
            w.scores[luck.integers(0, s.n_threads, 12)] = w.scores[: s.n_threads].max()
            s.lists_stale = 1
        build(w, hour)
        found = live(w)
        assert len(found) > 2 * length
        shown = [int(n) for n in w.lists[0, : w.n_feed[0]]]
        assert shown == best(found, length)
        assert [int(n) for n in w.lists[0, LONG_FEED : LONG_FEED + w.n_fresh[0]]] == newest(found, hour)
        for topic in range(TOPICS):
            own = [one for one in found if one[3].topic == topic]
            listed = [int(n) for n in w.lists[1 + topic, LONG_FEED : LONG_FEED + w.n_fresh[1 + topic]]]
            assert listed == (newest(own, hour) if s.by_topic > 0 else [])
        changed.add(tuple(shown))
    assert len(changed) > 10


@pytest.mark.parametrize(("room", "few"), [(128, False), (256, False), (512, False), (512, True), (1024, True)])
def test_lists_hold_where_there_is_room_for_few_posts_and_threads_are_written_over(room, few):
    """Threads that are new, and, where few are opened, old ones among the best."""
    stepper = Stepper(world(seed=3, **LIVELY | ({"start_base": -5.0, "reply_base": -3.0} if few else {})))
    stepper.world = stepper.world._replace(posts=stepper.world.posts[:room].copy())
    build, gone = plain(build_feed), 0
    for day in range(DAYS):
        stepper.advance()
        w, hour = tables_of(stepper), (day + 1) * 24
        gone += sum(number > 0 and w.posts[number & (room - 1)].n != number for number in w.lists[0, : w.n_feed[0]])
        build(w, hour)
        found = live(w)
        assert [int(n) for n in w.lists[0, : w.n_feed[0]]] == best(found, FEED_LENGTH)
        assert [int(n) for n in w.lists[0, LONG_FEED : LONG_FEED + w.n_fresh[0]]] == newest(found, hour)
    assert gone > 0 and int(w.s[0].n_posts) > 2 * room
