"""The same visits as an ordinary Mesa user would write them: agent objects, plain Python, nothing compiled.

Written from the equations in the docstrings of ``sim/rules``, not from their code, so that agreement with the engine
checks both. It is handed the values of the parameters and the presets of the roles, and shares nothing else with it:
another random generator, another order of events, another way of keeping posts. It leaves out what `setting.toml`
switches off: the host, joining, leaving, sleep, spam, sales, reports and invitations.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from math import exp, log
from operator import attrgetter
from types import SimpleNamespace

import mesa

from sim.speed.plain_member import Member, Post

FEED_LENGTH, FEED_HOURS = 20, 14 * 24  # threads shown; hours after which a silent thread is gone (sim/world/posts.py)
FRESH_HOURS, FRESH_LENGTH = 72, 128  # hours for which a thread is new; most that are listed as new
COUNTED = ("visits", "opened", "reactions", "replies", "starts")


class Twin(mesa.Model):
    """A community of members from day 0 on; a step is a day.

    Parameters
    ----------
    people : int
        How many members there are.
    values : mapping of str to float
        Every parameter of the model by name.
    mix : sequence of float
        Share of each role, in the order of ``presets``.
    presets : sequence of sequences of float
        Shifts of the traits by role, as in ``sim/rules/people.py``.
    rng : int
        Seed.
    own_feed : bool
        Every visitor scores and ranks the live threads, as agent code mostly does it; otherwise scores are kept and the
        threads ranked once an hour, as the engine does it. Both show everybody the same, so the run is the same.
    """

    def __init__(
        self,
        people: int,
        values: Mapping[str, float],
        mix: Sequence[float],
        presets: Sequence[Sequence[float]],
        rng: int,
        own_feed: bool = False,
    ) -> None:
        super().__init__(rng=rng)
        p = self.p = SimpleNamespace(**values)
        self.keep = SimpleNamespace(
            relations=exp(-1.0 / p.relations_tau),
            standing=exp(-1.0 / p.standing_tau),
            identity=exp(-1.0 / p.identity_tau),
            conflict=exp(-1.0 / p.conflict_tau),
            habit=exp(-1.0 / p.habit_tau),
            patience=exp(-1.0 / p.weary_tau),
        )
        self.counts = dict.fromkeys(COUNTED, 0)
        self.threads: list[Post] = []
        self.feed: list[Post] = []
        self.fresh: list[Post] = []
        self.fresh_hour = -1
        self.is_stale, self.own_feed = False, own_feed
        self.datacollector = mesa.DataCollector({name: lambda model, name=name: model.counts[name] for name in COUNTED})
        self.n_posts = self.day = self.hour = 0
        self.expected: list[dict[Member, None]] = [{} for _ in range(24)]
        self.members = [Member(self, preset) for preset in self.random.choices(presets, mix, k=people)]
        for member in self.members:
            self.expect(member, int(24.0 * self.random.random()))

    def expect(self, member: Member, clock: int) -> None:
        """Somebody will come at this hour of today."""
        self.expected[clock][member] = None

    def see_feed(self) -> list[Post]:
        """What a visitor is shown in this hour: the threads with the highest scores, best first."""
        if self.own_feed:
            return heapq.nlargest(FEED_LENGTH, self.threads, key=self.score)
        if self.is_stale:
            self.feed = heapq.nlargest(FEED_LENGTH, self.threads, key=attrgetter("kept_score"))
            self.is_stale = False
        return self.feed

    def see_fresh(self) -> list[Post]:
        """The threads of the last days, as many as are listed."""
        if self.fresh_hour != self.hour:
            self.fresh = [thread for thread in self.threads[-FRESH_LENGTH:] if self.hour - thread.hour < FRESH_HOURS]
            self.fresh_hour = self.hour
        return self.fresh

    def score(self, thread: Post) -> float:
        """Place of a thread in the feed, its age taken when it was last moved."""
        p = self.p
        return (
            thread.last_hour / p.feed_activity_tau
            - p.feed_age * log(1.0 + (thread.moved_hour - thread.hour) / 48.0)
            + p.feed_popularity * log(1.0 + thread.n_replies + 0.3 * thread.n_reactions)
            + p.feed_quality * thread.quality
        )

    def move(self, thread: Post) -> None:
        """A thread gets another place in the feed."""
        thread.moved_hour = self.hour
        if not self.own_feed:
            thread.kept_score = self.score(thread)
            self.is_stale = True

    def step(self) -> None:
        """Pass one day."""
        self.hour = self.day * 24
        self.threads = [thread for thread in self.threads if self.hour - thread.last_hour < FEED_HOURS]
        for thread in self.threads:
            self.move(thread)
        self.agents.do("plan")
        for clock in range(24):
            if not self.expected[clock]:
                continue
            self.hour = self.day * 24 + clock
            visitors = mesa.agent.AgentSet(self.expected[clock], random=self.random)
            self.expected[clock] = {}
            visitors.shuffle_do("visit").shuffle_do("act")
        self.agents.do("feel")
        self.datacollector.collect(self)
        self.day += 1
