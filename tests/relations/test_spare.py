"""What a host does with hours that nothing waits for: what it answers, when, and that it stays what its stance says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from worlds import STAY, policy, world

from sim.day import simulate
from sim.day.spare import SOON_HOURS, TALK_HOURS, TALK_SHARE
from sim.world.eventlog import POSTED, REPLIED
from sim.world.posts import QUESTION, TALK

HOST, HOUR, NEVER = -1, 3600, -1
BUSY = {"audience": 400, "days": 120, "founders": 120, "everyone_in": True}
SILENT = {"reply_base": -40.0, "correct_base": -40.0, "reply_addressed": 0.0, "poor_base": -40.0}
"""Members start threads and never answer: whatever is answered is answered by the host."""

DUTY = 100.0
"""Hours after which the host would answer anyway."""


@cache
def threads(stance: str, spare: tuple[str, ...], weekly: float = 200.0) -> np.ndarray:
    """Return members' threads as columns: kind, hours until the host answered (`NEVER`), and the hour of the day at which it did.

    Those of the first fortnight, in which the bank of minutes fills, and of the last ten days are left out.
    """
    team = policy("team", stance=stance, spare=spare, hours_per_week=weekly, answer_after_hours=DUTY)
    events = simulate(world(team, **BUSY, **SILENT, **STAY), events=True).events
    hours = events["time"] // HOUR
    started = events[
        (events["kind"] == POSTED) & (events["person"] >= 0) & (hours >= 14 * 24) & (hours < (BUSY["days"] - 10) * 24)
    ]
    first: dict[int, int] = {}
    for event in events[(events["kind"] == REPLIED) & (events["person"] == HOST)]:
        first.setdefault(int(event["thread"]), int(event["time"]))
    waited = [
        (first[int(one["post"])] - int(one["time"])) / HOUR if int(one["post"]) in first else NEVER for one in started
    ]
    clock = [first[int(one["post"])] // HOUR % 24 if int(one["post"]) in first else NEVER for one in started]
    return np.array([started["sort"], waited, clock])


def waits(kind: int, *how: object) -> np.ndarray:
    """Return hours until the host answered threads of a kind; `NEVER` for those it did not answer."""
    sort, waited, _ = threads(*how)
    assert (sort == kind).sum() > 40, "too few threads to tell anything"
    return waited[sort == kind]


def test_spare_answers_reach_questions_before_duty_would_but_not_before_members_had_their_hours():
    sooner, on_duty = waits(QUESTION, "reactive", ("answers",)), waits(QUESTION, "reactive", ())
    assert (sooner != NEVER).all() and (on_duty != NEVER).all()
    assert sooner.min() >= SOON_HOURS - 1 and np.median(sooner) < 24.0  # a thread's hour is counted whole
    assert on_duty.min() >= DUTY - 1


@pytest.mark.parametrize("spare", [(), ("answers",), ("patrol",)])
def test_a_host_that_answers_questions_leaves_talk_alone_unless_it_takes_part_in_it(spare):
    assert (waits(TALK, "reactive", spare) == NEVER).all()


def test_a_host_that_takes_part_joins_in_some_of_the_talk_a_day_later():
    """The share is keyed by thread: within four standard errors of what is declared; and always the same threads."""
    waited = waits(TALK, "reactive", ("threads",))
    answered = waited != NEVER
    assert abs(answered.mean() - TALK_SHARE) < 4.0 * np.sqrt(TALK_SHARE * (1.0 - TALK_SHARE) / answered.size)
    assert (
        waited[answered].min() >= TALK_HOURS - 1 and waited[answered].max() < TALK_HOURS + 4 * 24
    )  # the host next works, weekends between


def test_questions_are_answered_in_the_morning_and_talk_is_joined_at_the_end_of_the_evening():
    sort, _, clock = threads("reactive", ("answers", "threads"))
    assert set(clock[sort == QUESTION]) == {9} and set(clock[sort == TALK]) == {NEVER, 23}


def test_an_active_host_answers_talk_in_spare_time_as_it_does_questions():
    waited = waits(TALK, "active", ("answers",))
    assert (waited != NEVER).all() and np.median(waited) < 24.0


@pytest.mark.parametrize("spare", [("answers",), ("threads",)])
def test_nothing_is_done_in_spare_time_by_a_passive_host_or_one_without_hours(spare):
    assert (threads("passive", spare)[1] == NEVER).all()
    assert (threads("reactive", spare, 0.0)[1] == NEVER).all()
