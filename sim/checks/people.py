"""Under check: who is who, who is where, what they feel (invariants 1, 2, 3, 7, 9, 12, 13, 16 of ``sim.checks.checked``)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.day.run import Stepper
from sim.rules import PARAMETERS
from sim.rules.steering import SEEN_MOST
from sim.world.arithmetic import exp
from sim.world.diary import SERIES
from sim.world.eventlog import JOIN, LEFT
from sim.world.people import ASLEEP, AWAKE, FOUNDER, HELPS, KNOWS, NEVER, OWNS, QUEUED, REFUSED, REMOVED, WAITING
from sim.world.programme import BY_INVITATION, ON_REQUEST
from sim.world.reviews import MEASURABLE

Breach = tuple[int, str]
MEANS = (
    "information",
    "relations",
    "identity",
    "standing",
    "cost",
    "habit",
    "trust",
    "value",
    "ties",
    "gini",
    "first_answer_hours",
    "quality_read",
    "evasion",
    "support",
)
COUNTS = tuple(name for name in SERIES if name not in MEANS and not name.startswith("minutes"))
SHARES = ("information", "relations", "identity", "standing", "habit", "trust", "promotion", "bad_seen")
NOT_NEGATIVE = (
    "cost",
    "conflict",
    "hesitation",
    "duty_minutes",
    "hazard",
    "strikes",
    "lessons",
    "posts_lately",
    "acts_lately",
)
FIXED = (
    "uid",
    "key",
    "act",
    "fit",
    "skill",
    "harsh",
    "sells",
    "att",
    "peak",
    "first",
    "second",
    "segment",
    "has_need",
    "aware_day",
    "seeks",
    "expert",
)
VISITS = ("visits_quiet", "visits_critic", "visits_creator", "visits_ambassador", "visits_spammer")
ROLES = ("role_lurker", "role_critic", "role_creator", "role_ambassador", "role_spammer", "role_inactive")
SLACK = 1e-6


def members_of(state: np.ndarray) -> np.ndarray:
    """Which people are members, by their state."""
    return (state == AWAKE) | (state == ASLEEP)


class PeopleLedger:
    """What the last day left of people, and checks of the next day against it."""

    def __init__(self, stepper: Stepper) -> None:
        self.stepper = stepper
        self.world = stepper.world
        people = self.world.people
        self.fixed = {name: people[name].copy() for name in FIXED}
        self.before = people.copy()
        self.queue = np.zeros(0, np.int32)
        self.waiting = np.zeros(0, np.int32)
        self.balance = {"members": 0, "queued": 0, "waiting": 0}

    def after(self, day: int, events: np.ndarray) -> Iterator[Breach]:
        """Yield what broke on ``day``."""
        yield from self._identities()
        yield from self._lists(day)
        yield from self._lines(day, events)
        yield from self._stocks(day)
        yield from self._strikes()
        self.before = self.world.people.copy()

    def _identities(self) -> Iterator[Breach]:
        people = self.world.people
        if not np.array_equal(np.sort(people["uid"]), np.arange(len(people))):
            yield 2, "identities are no longer 0 to n - 1"
        for name, was in self.fixed.items():
            if not np.array_equal(people[name], was):
                yield 2, f"fixed trait {name} changed in {int(np.sum(people[name] != was))} people"

    def _lists(self, day: int) -> Iterator[Breach]:
        people, s, d = self.world.people, self.world.s[0], self.world.diary[day]
        state = people["state"]
        listed = self.world.members[: s["n_members"]]
        if not np.array_equal(np.sort(listed), np.flatnonzero(members_of(state))):
            yield 16, "the list of members is not the set of those awake or asleep"
        elif not np.array_equal(people["list_at"][listed], np.arange(len(listed))):
            yield 16, "list_at does not say where members stand in the list"
        if np.any(people["list_at"][~members_of(state)] >= 0):
            yield 16, "somebody who is no member has a place in the list of members"
        if s["n_today"] != 0:
            yield 16, "today's list was not emptied"
        expected = [
            row for head in self.world.due_head[day + 1 :] if head >= 0 for row in chain(people["next_due"], int(head))
        ]
        if sorted(expected) != np.flatnonzero(people["next_due"] != -1).tolist():
            yield 16, "those who will look again are not each on one day's chain"
        counted = {
            "members": members_of(state),
            "awake": state == AWAKE,
            "asleep": state == ASLEEP,
            "aware": state == KNOWS,
            "queued": state == QUEUED,
            "waiting": state == WAITING,
            "on_duty": people["on_duty"] == 1,
            "profiles": (people["has_profile"] == 1) & members_of(state),
            "managers": people["manages"] == HELPS,
            "owners": people["manages"] == OWNS,
            "experts": (people["expert"] == 1) & members_of(state),
        }
        for name, is_one in counted.items():
            if d[name] != np.sum(is_one):
                yield 16, f"diary says {name} = {d[name]:g}, people say {np.sum(is_one)}"
        if sum(d[name] for name in ROLES) != d["members"]:
            yield 16, "observed roles do not add up to members"
        if sum(d[name] for name in VISITS) > d["visits"]:
            yield 16, "visits by role are more than there were"
        if np.any(~members_of(state) & ((people["on_duty"] == 1) | (people["manages"] != 0))):
            yield 16, "somebody on duty is no member"
        if s["n_promoted"] != np.sum(people["was_promoted"] == 1) or np.any(
            (people["was_promoted"] == 1) & (people["on_duty"] == 0)
        ):
            yield 16, "people promoted to duty are not those who are"

    def _lines(self, day: int, events: np.ndarray) -> Iterator[Breach]:
        world, d = self.world, self.world.diary[day]
        people, s, today = world.people, world.s[0], world.prog[day]
        self.balance["members"] += d["joined"] - d["left"] - d["banned"]
        if d["members"] != self.balance["members"]:
            yield 1, f"members {d['members']:g}, joined less left and banned {self.balance['members']:g}"
        joins, leaves = events["person"][events["kind"] == JOIN], events["person"][events["kind"] == LEFT]
        if len(np.unique(joins)) != len(joins) or np.any(members_of(self.before["state"])[joins]):
            yield 1, "somebody joined who was a member"
        if len(np.unique(leaves)) != len(leaves) or not np.all(
            members_of(self.before["state"])[leaves] | np.isin(leaves, joins)
        ):
            yield 1, "somebody left who was no member"
        was_there = (people["join_day"] < 0) & (people["join_day"] != NEVER) & (day == 0)
        is_first = (people["join_day"] == day) | was_there
        if np.sum(is_first & (self.before["join_day"] == NEVER)) != d["joined"] - d["rejoined"]:
            yield 1, "first joins and days of joining disagree"
        yield from self._balance(day, joins)
        again = np.flatnonzero(people["apply_day"] == day)  # who tired and was asked anew stands at the end
        queue, waiting = world.queue[: s["n_queue"]].copy(), world.waiting[: s["n_waiting"]].copy()
        for name, line, was, state in (
            ("applications", queue, self.queue, QUEUED),
            ("waiting", waiting, self.waiting, WAITING),
        ):
            if len(np.unique(line)) != len(line) or np.any(people["state"][line] != state):
                yield 9, f"the line of {name} holds somebody twice, or who is elsewhere"
            if not keeps_order(was[~np.isin(was, again)], line):
                yield 9, f"the line of {name} was reordered"
        self.queue, self.waiting = queue, waiting
        entered = np.flatnonzero((people["apply_day"] == day) & (self.before["apply_day"] != day))
        if today["access"] == BY_INVITATION and np.any(people["invited"][entered] == 0):
            yield 7, "somebody entered a line without an invitation where only invitations let in"

    def _balance(self, day: int, joins: np.ndarray) -> Iterator[Breach]:
        world, d, today = self.world, self.world.diary[day], self.world.prog[day]
        people = world.people
        begun = (
            0 if today["joined"] == 1 else self.stepper.setup.founders
        )  # who is there in a community one joins says so
        founded = len(people) if self.stepper.setup.everyone_in else begun
        unasked = (
            (people["uid"][joins] < founded) | (people["flags"][joins] & FOUNDER != 0)
            if day == 0
            else np.zeros(len(joins), bool)
        )
        admitted = int(np.sum(~unasked))
        each = float(world.p["minutes_application"][0])
        reviewed = round(float(d["minutes_applications"]) / each)
        direct = d["accepted"] - (reviewed - d["refusals"])
        if direct < 0 or (today["access"] == ON_REQUEST and direct != 0):
            yield 3, f"{direct:g} people were accepted without the review that access asks for"
        now = d["queued"] + d["waiting"]
        was = self.balance["queued"] + self.balance["waiting"]
        if now != was + d["applications"] + direct - d["refusals"] - d["tired"] - admitted:
            yield 3, "applied, accepted, refused, tired and let in do not balance with the lines"
        if d["queued"] > self.balance["queued"] + d["applications"] - reviewed:
            yield 3, "more people queue than applied and were not reviewed"
        self.balance["queued"], self.balance["waiting"] = d["queued"], d["waiting"]
        if np.sum(people["state"] == REFUSED) != np.sum(world.diary["refusals"][: day + 1]):
            yield 3, "refusals and refused people disagree"
        if today["batch_size"] > 0 and admitted > (today["batch_size"] if today["batch_day"] else 0):
            yield 7, f"{admitted} people were let in; the batch is {today['batch_size']} on its days"

    def _stocks(self, day: int) -> Iterator[Breach]:
        world, d = self.world, self.world.diary[day]
        people = world.people
        for name in people.dtype.names:
            if people[name].dtype.kind == "f" and not np.all(np.isfinite(people[name])):
                yield 12, f"{name} of somebody is not a number"
        for name in SHARES:
            if np.any((people[name] < -SLACK) | (people[name] > 1.0 + SLACK)):
                yield 12, f"{name} of somebody lies outside 0 to 1"
        for name in NOT_NEGATIVE:
            if np.any(people[name] < -SLACK):
                yield 12, f"{name} of somebody is negative"
        if np.any(
            people["hazard"] < np.where(people["n_episodes"] == self.before["n_episodes"], self.before["hazard"], 0.0)
        ):
            yield 12, "a cumulated hazard fell within a membership"
        if (
            np.any(np.abs(people["drive"]) > world.p["drive_most"][0] + SLACK)
            or not 0.0 <= world.s["evasion"][0] <= 1.0
        ):
            yield 12, "a drive or the evasion of the filter lies outside its bounds"
        if not 0.0 <= d["support"] <= SEEN_MOST or d["measured"] > len(MEASURABLE):
            yield 12, "support, or the number of measures, lies outside its bounds"
        strength = world.ties["strength"]
        if not np.all((strength >= 0.0) & (strength <= 1.0 + SLACK)):
            yield 12, "a tie is weaker than 0 or stronger than 1"
        if np.any((world.ties["who"] == np.arange(len(people))[:, None]) & (strength > 0.0)):
            yield 18, "somebody has a tie with themselves"
        for name in COUNTS:
            if not (d[name] >= 0.0 and d[name] == np.floor(d[name])):
                yield 12, f"diary count {name} is {d[name]!r}"
        for name in MEANS:
            if not np.isfinite(d[name]) and name != "gini":
                yield 12, f"diary mean {name} is {d[name]!r}"
        if day == 0:
            for name, parameter in PARAMETERS.items():
                low, high = parameter.hard_low, parameter.hard_high
                if parameter.unit in ("share", "chance") and not low <= world.p[name][0] <= high:
                    yield 12, f"{name} is no chance: {world.p[name][0]!r}"

    def _strikes(self) -> Iterator[Breach]:
        people = self.world.people
        faded = self.before["strikes"] * exp(-1.0 / self.world.p["strike_tau"][0])
        fell = people["strikes"] < faded * (1.0 - 1e-6)
        if np.any(fell & (people["state"] != REMOVED)):
            yield 13, "strikes fell faster than they fade, without a ban"
        is_new = (self.before["state"] != REMOVED) | (people["n_episodes"] > self.before["n_episodes"])
        banned = (people["state"] == REMOVED) & is_new
        if np.sum(banned) != self.world.diary["banned"][self.stepper.day - 1]:
            yield 13, "bans and banned people disagree"


def chain(following: np.ndarray, head: int) -> Iterator[int]:
    """The rows of one chain, from its head; at most as many as there are rows, so that a circle ends."""
    for _ in range(len(following)):
        if head < 0:
            return
        yield head
        head = int(following[head])


def keeps_order(was: np.ndarray, now: np.ndarray) -> bool:
    """Whether those of ``was`` who are still in ``now`` stand in the same order, before anybody new."""
    place = {int(row): i for i, row in enumerate(was)}
    places = [place.get(int(row), len(was)) for row in now]
    return all(a < b or a == b == len(was) for a, b in zip(places, places[1:], strict=False))
