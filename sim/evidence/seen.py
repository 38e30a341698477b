"""One run as arrays: who posted what when, who answered, who joined and left. What every fact is computed from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.world.eventlog import JOIN, LEFT, POSTED, REACTED, REPLIED, VISIT

DAY = 86_400
"""Seconds in a day."""

NEVER = np.iinfo(np.int64).max
"""A time that does not come."""

HOST = -1


@dataclass(frozen=True)
class Log:
    """One run, ready for counting.

    Attributes
    ----------
    days : length of the run [days].
    events : the event log, as the run left it.
    spam : bool (persons,), who came to spam; their posts are not members' posts.
    founder : bool (persons,), who was there before the doors opened; they are members, but no newcomers.
    diary, cohorts : what the run left by day, and by day of joining.
    """

    days: int
    events: np.ndarray
    spam: np.ndarray
    founder: np.ndarray
    diary: np.ndarray
    cohorts: np.ndarray

    @property
    def n_people(self) -> int:
        """Everyone who could ever join."""
        return len(self.spam)

    def of(self, kind: int) -> np.ndarray:
        """Events of one kind."""
        return self.events[self.events["kind"] == kind]

    @cached_property
    def posts(self) -> np.ndarray:
        """All posts and replies, the host's and the spammers' too, by number of the post."""
        kinds = self.events["kind"]
        posts = self.events[(kinds == POSTED) | (kinds == REPLIED)]
        return posts[np.argsort(posts["post"], kind="stable")]

    @cached_property
    def is_own(self) -> np.ndarray:
        """Whether a post is by a member (neither host nor spammer); bool, by post."""
        who = self.posts["person"]
        return (who >= 0) & ~self.spam[np.maximum(who, 0)]

    @cached_property
    def is_start(self) -> np.ndarray:
        """Whether a post opens a thread; bool, by post."""
        return self.posts["kind"] == POSTED

    @cached_property
    def own(self) -> np.ndarray:
        """Members' posts, by person and then by time."""
        posts = self.posts[self.is_own]
        return posts[np.lexsort((posts["post"], posts["time"], posts["person"]))]

    @cached_property
    def opener(self) -> np.ndarray:
        """Place in `posts` of the post that opened each post's thread; -1 when it is not in the log."""
        numbers = self.posts["post"]
        place = np.searchsorted(numbers, self.posts["thread"])
        known = (place < len(numbers)) & (numbers[np.minimum(place, len(numbers) - 1)] == self.posts["thread"])
        return np.where(known, place, -1)

    @cached_property
    def answers_opener(self) -> np.ndarray:
        """Whether a post is a reply, in a thread that somebody else opened; bool, by post."""
        opener = self.opener
        return ~self.is_start & (opener >= 0) & (self.posts["person"] != self.posts["person"][opener])

    @cached_property
    def first_answer(self) -> np.ndarray:
        """When each post was first answered by somebody else [s]; NEVER when it was not. By post.

        A reply is answered by a reply to it, an opening post by any later post of somebody else in its thread.
        """
        times = np.full(len(self.posts), NEVER)
        numbers, who = self.posts["post"], self.posts["person"]
        place = np.searchsorted(numbers, self.posts["reply_to"])
        known = (self.posts["reply_to"] >= 0) & (place < len(numbers))
        known[known] &= numbers[place[known]] == self.posts["reply_to"][known]
        to = place[known]
        other = who[known] != who[to]
        np.minimum.at(times, to[other], self.posts["time"][known][other])
        np.minimum.at(times, self.opener[self.answers_opener], self.posts["time"][self.answers_opener])
        return times

    @cached_property
    def first_post(self) -> np.ndarray:
        """When each person first posted [s]; NEVER for who never did. By person."""
        times = np.full(self.n_people, NEVER)
        np.minimum.at(times, self.own["person"], self.own["time"])
        return times

    @cached_property
    def n_posts(self) -> np.ndarray:
        """Posts of each person over the whole run; by person."""
        return np.bincount(self.own["person"], minlength=self.n_people)

    @cached_property
    def joined(self) -> np.ndarray:
        """When each person first joined [s]; NEVER for who did not. By person."""
        times = np.full(self.n_people, NEVER)
        joins = self.of(JOIN)
        np.minimum.at(times, joins["person"], joins["time"])
        return times

    @cached_property
    def newcomer(self) -> np.ndarray:
        """Who joined after the opening and did not come to spam; bool, by person."""
        return (self.joined < NEVER) & ~self.founder & ~self.spam

    def first_silence(self, days: int) -> np.ndarray:
        """When each person's first stretch of `days` without visit, post or reaction began [s]; NEVER for none. By person.

        Counted from joining; a stretch that the end of the run cuts short is none.
        """
        seen = [rows[["person", "time"]] for rows in (self.of(VISIT), self.own, self.of(REACTED))]
        came = np.flatnonzero(self.joined < NEVER)
        who = np.concatenate([came, *(rows["person"] for rows in seen)])
        when = np.concatenate([self.joined[came], *(rows["time"] for rows in seen)])
        order = np.lexsort((when, who))
        who, when = who[order], when[order]
        then = np.r_[when[1:], 0]
        then[np.r_[who[1:] != who[:-1], True]] = self.days * DAY
        long = (then - when) >= days * DAY
        times = np.full(self.n_people, NEVER)
        np.minimum.at(times, who[long], when[long])
        return times

    def members_at(self, day: int) -> np.ndarray:
        """Who is on the roll at the start of a day and no spammer; bool, by person."""
        rows = self.events[(self.events["kind"] == JOIN) | (self.events["kind"] == LEFT)]
        rows = rows[(rows["time"] < day * DAY) & (rows["person"] >= 0)]
        balance = np.zeros(self.n_people, dtype=np.int64)
        np.add.at(balance, rows["person"], np.where(rows["kind"] == JOIN, 1, -1))
        return (balance > 0) & ~self.spam

    def own_between(self, first: int, last: int) -> np.ndarray:
        """Members' posts made from day `first` up to, not including, day `last`."""
        when = self.own["time"]
        return self.own[(when >= first * DAY) & (when < last * DAY)]
