"""One run of a setting with everything an experimenter would have noted: the log, the people, every post's traits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.evidence.facts.answering import first_posts
from sim.evidence.observing import FOUNDER, load_setting
from sim.evidence.seen import NEVER, Log

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.world.setup import Setup

STRIDE = 5
"""Days between two looks at the ring of posts, which forgets the oldest [days]."""

FIRST_ROOM = 1 << 17


@dataclass(frozen=True)
class Seen:
    """A run as its experimenter saw it.

    Attributes
    ----------
    log : who did what when.
    people : the table of people at the end.
    posts : the table of posts, all of them, by number, as they were within `STRIDE` days of being made (later counts are missing).
    """

    log: Log
    people: np.ndarray
    posts: np.ndarray

    @cached_property
    def second_post(self) -> np.ndarray:
        """When each person posted for the second time [s]; NEVER for who did not. By person."""
        own = self.log.own
        times = np.full(self.log.n_people, NEVER)
        same = own["person"][1:] == own["person"][:-1]
        is_first = np.r_[True, ~same]
        of = np.flatnonzero(is_first[:-1] & same)
        times[own["person"][of]] = own["time"][of + 1]
        return times

    @cached_property
    def first_answer_by(self) -> np.ndarray:
        """Number of the post that first answered each post; the number of posts when none did. By post.

        As `Log.first_answer`: a reply is answered by a reply to it, an opening post by any later post of somebody else in its thread.
        """
        log = self.log
        n = len(log.posts)
        in_time = np.argsort(log.posts["time"], kind="stable")  # within an hour the numbers do not follow the clock
        rank = np.empty(n, dtype=np.int64)
        rank[in_time] = np.arange(n)
        earliest = np.full(n, n)
        to, who = log.posts["reply_to"], log.posts["person"]
        direct = np.flatnonzero(to >= 0)
        direct = direct[who[direct] != who[to[direct]]]
        np.minimum.at(earliest, to[direct], rank[direct])
        in_thread = np.flatnonzero(log.answers_opener)
        np.minimum.at(earliest, log.opener[in_thread], rank[in_thread])
        return np.r_[in_time, n][earliest]

    def newcomers_first(self, first: int, last: int) -> np.ndarray:
        """Numbers of newcomers' first posts ever, made between two days."""
        return first_posts(self.log, first, last)


def observe(
    scenario: Scenario,
    replication: int,
    prepare: Callable[[Setup], None] | None = None,
    *,
    hand: tuple[int, Callable[[np.ndarray], None]] | None = None,
    reactions: bool = False,
) -> Seen:
    """Run a scenario once and note everything.

    Parameters
    ----------
    scenario : what to run.
    replication : the same number means the same chance under every scenario.
    prepare : called with the setup before the run: the experimenter's own hand in the programme.
    hand : day, and what the experimenter does to the table of people before that day begins.
    reactions : whether visits and reactions are noted too (slower).

    Raises
    ------
    ValueError
        When more posts were made between two looks than the ring holds.
    """
    from sim.day import Stepper

    room = FIRST_ROOM
    while True:
        setup = scenario.setup()
        if prepare is not None:
            prepare(setup)
        stepper = Stepper(setup, replication=replication, events=True if reactions else "posts", event_room=room)
        kept, n_kept = [], 0
        while not stepper.finished:
            if hand is not None and stepper.day == hand[0]:
                hand[1](stepper.people)
            is_near = hand is not None and stepper.day < hand[0]
            stepper.advance(min(STRIDE, hand[0] - stepper.day) if is_near else STRIDE)
            n_posts = int(stepper.world.s["n_posts"][0])
            ring = stepper.world.posts
            if n_posts - n_kept > len(ring):
                raise ValueError(
                    f"{n_posts - n_kept} posts in {STRIDE} days, more than the {len(ring)} that can be looked back at"
                )
            kept.append(ring[np.arange(n_kept, n_posts) & (len(ring) - 1)].copy())
            n_kept = n_posts
        if stepper.events_lost == 0:
            break
        room = int(stepper.world.s["n_events"][0]) + 1
    run, people = stepper.result(), stepper.people
    log = Log(setup.days, run.events, people["spam"] > 0, (people["flags"] & FOUNDER) > 0, run.diary, run.cohorts)
    return Seen(log, people, np.concatenate(kept))


def load(name: str, sets: tuple[str, ...] | list[str] = ()) -> Scenario:
    """Load a setting of an experiment, with single values changed."""
    return load_setting(name, sets, room="replications")
