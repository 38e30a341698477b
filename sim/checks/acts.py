"""Under check: visits, posts and acts, from event log and posts (invariants 4, 5, 6, 10, 11, 14, 15, 17, 18 of ``sim.checks.checked``)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.checks.people import Breach, members_of
from sim.day.run import Stepper
from sim.day.visit import SECTION_LOOKS
from sim.world.eventlog import INVITED, JOIN, LEFT, POSTED, REACTED, REMOVED, REPLIED, VISIT
from sim.world.people import NEVER
from sim.world.posts import FEED_LENGTH, LONG_FEED, PROMO, SPAM
from sim.world.programme import BY_APPROVAL, OFF_PERSONAL

LATE = np.iinfo(np.int64).max
KEPT = np.dtype(
    [
        ("author", "i8"),
        ("hour", "i8"),
        ("time", "i8"),
        ("thread", "i8"),
        ("parent", "i8"),
        ("kind", "i8"),
        ("is_own", "i8"),
        ("is_duty", "i8"),
        ("is_disguised", "i8"),
        ("answered", "i8"),
        ("removed", "i8"),
    ]
)


class ActsLedger:
    """Every post since day 0 (number = place), and the newest own post of everybody, kept beside the run."""

    def __init__(self, stepper: Stepper) -> None:
        self.stepper = stepper
        self.world = stepper.world
        self.posts = np.zeros(0, KEPT)
        self.last_own = np.full(stepper.setup.audience, NEVER, np.int64)
        self.members = np.zeros(stepper.setup.audience, bool)
        self.reactions: set[tuple[int, int]] = set()

    def after(self, day: int, events: np.ndarray) -> Iterator[Breach]:
        """Yield what broke on ``day``."""
        kinds = {kind: events[events["kind"] == kind] for kind in range(8)}
        made = self._keep(kinds)
        yield from self._times(day, events)
        yield from self._actors(events, kinds)
        yield from self._replies(day, made)
        yield from self._log_of_posts(made, kinds)
        yield from self._removals(kinds)
        yield from self._limits(day, kinds, made)
        yield from self._recount(day, kinds, made)
        self.members = members_of(self.world.people["state"])

    def _keep(self, kinds: dict[int, np.ndarray]) -> slice:
        """Take today's posts out of the ring, and their seconds from the log. Returns their place."""
        ring, first, end = self.world.posts, len(self.posts), int(self.world.s["n_posts"][0])
        rows = ring[np.arange(max(first, end - len(ring)), end) % len(ring)]
        new = np.zeros(end - first, KEPT)
        kept = new[end - first - len(rows) :]
        for name in ("author", "hour", "thread", "parent", "kind", "is_own", "is_duty", "is_disguised"):
            kept[name] = rows[name]
        new["answered"] = new["removed"] = LATE
        new["time"] = 3600 * new["hour"]
        logged = np.concatenate([kinds[POSTED], kinds[REPLIED]])
        logged = logged[(logged["post"] >= first) & (logged["post"] < end)]
        new["time"][logged["post"] - first] = logged["time"]
        self.posts = np.concatenate([self.posts, new])
        made = slice(first, end)
        replies = np.flatnonzero(new["parent"] >= 0)
        threads = new["thread"][replies]
        by_others = self.posts["author"][threads] != new["author"][replies]
        np.minimum.at(self.posts["answered"], threads[by_others], new["hour"][replies][by_others])
        return made

    def _times(self, day: int, events: np.ndarray) -> Iterator[Breach]:
        hours = events["time"] // 3600
        if np.any(np.diff(hours) < 0) or np.any(hours // 24 != day):
            yield 14, "events went back in time, or lie on another day"

    def _actors(self, events: np.ndarray, kinds: dict[int, np.ndarray]) -> Iterator[Breach]:
        may = self.members.copy()
        may[kinds[JOIN]["person"]] = True
        acts = np.concatenate([kinds[kind] for kind in (VISIT, POSTED, REPLIED, REACTED, INVITED)])
        acts = acts[acts["person"] >= 0]
        if not np.all(may[acts["person"]]):
            yield 6, f"{int(np.sum(~may[acts['person']]))} acts by people who were no members"
        visits = kinds[VISIT]["person"].astype(np.int64) * 24 + kinds[VISIT]["time"] // 3600 % 24
        done = acts["person"].astype(np.int64) * 24 + acts["time"] // 3600 % 24
        if len(np.unique(visits)) != len(visits):
            yield 6, "somebody visited twice in an hour"
        approved = (
            (acts["kind"] == POSTED) & (acts["sort"] == PROMO) & np.any(self.world.prog["selling"] == BY_APPROVAL)
        )
        if not np.all(np.isin(done, visits) | approved):  # what was approved appears when the host approves it
            yield 6, "somebody acted in an hour without a visit"
        joined = np.full(len(may), -1, np.int64)
        joined[kinds[JOIN]["person"]] = kinds[JOIN]["time"]
        if np.any(acts["time"] <= joined[acts["person"]]):
            yield 6, "somebody acted before joining"
        gone = np.full(len(may), LATE)
        gone[kinds[LEFT]["person"]] = kinds[LEFT]["time"]
        if np.any(acts["time"] >= gone[acts["person"]]):
            yield 6, "somebody acted after leaving"

    def _replies(self, day: int, made: slice) -> Iterator[Breach]:
        new = self.posts[made]
        numbers = np.arange(made.start, made.stop)
        is_reply = new["parent"] >= 0
        if np.any(new["thread"][~is_reply] != numbers[~is_reply]):
            yield 4, "an opening post is not its own thread"
        if np.any(new["parent"][is_reply] >= numbers[is_reply]):
            yield 5, "a reply answers a post that is not older"
            return
        replies = new[is_reply]
        parents, openers = self.posts[replies["parent"]], self.posts[replies["thread"]]
        if np.any(parents["thread"] != replies["thread"]) or np.any(openers["parent"] >= 0):
            yield 4, "a reply lies in another thread than the post it answers"
        by_host = (parents["author"] < 0) | (
            (parents["kind"] == PROMO) & (self.world.prog["selling"][day] == BY_APPROVAL)
        )  # made, or let appear
        too_new = np.where(by_host, parents["hour"] > replies["hour"], parents["hour"] >= replies["hour"])
        if np.any(too_new):
            yield 4, "a reply answers a post that was not there at the start of the hour"
        if np.any(parents["time"] >= replies["time"]):
            yield 4, "the log dates a reply before the post it answers"
        if np.any(parents["removed"] < replies["time"]) or np.any(openers["removed"] < replies["time"]):
            yield 11, "a reply to a removed post or in a removed thread"
        if np.any((parents["author"] == replies["author"]) & (replies["author"] >= 0)):
            yield 18, "somebody answered themselves"

    def _log_of_posts(self, made: slice, kinds: dict[int, np.ndarray]) -> Iterator[Breach]:
        logged = np.concatenate([kinds[POSTED], kinds[REPLIED]])
        logged = logged[np.argsort(logged["post"], kind="stable")]
        new = self.posts[made]
        if not np.array_equal(logged["post"], np.arange(made.start, made.stop)):
            yield 15, "posts in the log are not the posts made today"
            return
        same = (
            np.array_equal(logged["person"], new["author"])
            and np.array_equal(logged["thread"], new["thread"])
            and np.array_equal(logged["reply_to"], new["parent"])
            and np.array_equal(logged["time"] // 3600, new["hour"])
            and np.array_equal(logged["kind"] == REPLIED, new["parent"] >= 0)
        )
        if not same:
            yield 15, "author, thread, parent or hour of a post differ between log and table"

    def _removals(self, kinds: dict[int, np.ndarray]) -> Iterator[Breach]:
        reacted, removed = kinds[REACTED], kinds[REMOVED]["post"]
        if np.any(self.posts["removed"][reacted["post"]] < reacted["time"]):
            yield 11, "a reaction to a removed post"
        if np.any(self.posts["time"][reacted["post"]] >= reacted["time"]):
            yield 4, "a reaction to a post that was not there yet"
        if np.any(self.posts["author"][reacted["post"]] == reacted["person"]):
            yield 18, "somebody reacted to themselves"
        if len(np.unique(removed)) != len(removed) or np.any(self.posts["removed"][removed] != LATE):
            yield 11, "a post was removed twice"
        self.posts["removed"][removed] = kinds[REMOVED]["time"]
        if np.any(self.posts["time"][removed] >= kinds[REMOVED]["time"]):
            yield 14, "the log dates a removal before the post"
        pairs = set(zip(reacted["person"].tolist(), reacted["post"].tolist(), strict=True))
        if len(pairs) != len(reacted) or pairs & self.reactions:
            yield 17, "somebody reacted twice to the same post"
        self.reactions |= pairs
        invited = kinds[INVITED]
        if np.any(invited["reply_to"] == invited["person"]):
            yield 18, "somebody invited themselves"

    def _limits(self, day: int, kinds: dict[int, np.ndarray], made: slice) -> Iterator[Breach]:
        people, d = self.world.people, self.world.diary[day]
        visitors = kinds[VISIT]["person"]
        attention = np.sum(
            np.ceil(people["att"][visitors]) + (SECTION_LOOKS if self.world.s["n_section"][0] > 0 else 0)
        )
        if d["opened"] > attention:
            yield 10, f"{d['opened']:g} threads were opened, more than {len(visitors)} visits have attention for"
        apart = SECTION_LOOKS * len(visitors) if self.world.s["n_section"][0] > 0 else 0
        lists = 3 if self.world.prog["subgroups"][day] == 1 else 1  # the general one, and two of one's own
        if (
            d["shown"]
            > lists * (LONG_FEED if self.world.prog["off_topic"][day] == OFF_PERSONAL else FEED_LENGTH) * len(visitors)
            or d["opened"] > d["shown"] + apart
        ):
            yield 10, "more threads were opened than shown, or shown than a feed holds"
        new = self.posts[made]
        by_members = new[new["author"] >= 0]
        by_visitors = (by_members["kind"] != PROMO) | (
            self.world.prog["selling"][day] != BY_APPROVAL
        )  # what was approved appears when the host works
        starts = by_members[(by_members["parent"] < 0) & (by_members["kind"] != SPAM) & by_visitors]
        spam = by_members[by_members["kind"] == SPAM]
        for rows, most, what in ((starts, 1, "started threads"), (spam, int(self.world.p["spam_posts"][0]), "spammed")):
            if len(rows) and np.max(np.unique(rows["author"] * 24 + rows["hour"] % 24, return_counts=True)[1]) > most:
                yield 17, f"somebody {what} more than {most} times in a visit"
        if np.any(people["spam"][spam["author"]] == 0.0):
            yield 17, "spam by somebody who is no spammer"

    def _recount(self, day: int, kinds: dict[int, np.ndarray], made: slice) -> Iterator[Breach]:
        new, d = self.posts[made], self.world.diary[day]
        own, reply, person = new["is_own"] == 1, new["parent"] >= 0, new["author"] >= 0
        posters = np.unique(new["author"][own])
        returned = (self.last_own[posters] != NEVER) & (day - self.last_own[posters] > 30)
        self.last_own[posters] = day
        kept = self.posts[max(0, len(self.posts) - len(self.world.posts)) :]  # those written over are counted by nobody
        mature = kept[
            (kept["hour"] // 24 == day - 7) & (kept["is_own"] == 1) & (kept["parent"] < 0) & (kept["removed"] == LATE)
        ]
        waited = np.where(mature["answered"] == LATE, LATE, mature["answered"] - mature["hour"])
        counted = {
            "visits": len(kinds[VISIT]),
            "visitors": len(np.unique(kinds[VISIT]["person"])),
            "joined": len(kinds[JOIN]),
            "left": len(kinds[LEFT]) - d["banned"],
            "invitations": len(kinds[INVITED]),
            "reactions": len(kinds[REACTED]),
            "removed_posts": len(kinds[REMOVED]),
            "posts_own": np.sum(own),
            "starts_own": np.sum(own & ~reply),
            "replies_own": np.sum(own & reply),
            "posts_duty": np.sum(new["is_duty"] == 1),
            "posts_staff": np.sum(~person),
            "posts_spam": np.sum(new["kind"][person] == SPAM),
            "posts_promo": np.sum(own & ((new["kind"] == PROMO) | (new["is_disguised"] == 1))),
            "posters_day": len(posters),
            "posters_7d": np.sum(self.last_own > day - 7),
            "posters_30d": np.sum(self.last_own > day - 30),
            "churned_30d": np.sum(self.last_own == day - 30),
            "returned": np.sum(returned),
            "matured_starts": len(mature),
            "matured_unanswered": np.sum(waited > 168),
        }
        for name, number in counted.items():
            if d[name] != number:
                yield 15, f"{name}: diary {d[name]:g}, event log {number:g}"
        if np.sum(own) + np.sum(new["is_duty"] == 1) + np.sum(~person) + np.sum(new["kind"][person] == SPAM) != len(
            new
        ):
            yield 15, "posts of members, on duty, of the host and spam do not add up"
