"""Logs made by hand: a few events, written down, with answers known beforehand."""

from __future__ import annotations

import numpy as np

from sim.evidence.seen import DAY, Log
from sim.world.diary import COHORT, DIARY
from sim.world.eventlog import EVENT, JOIN, POSTED, REPLIED

HOST = -1


def log(*rows, days=540, people=6, founders=(), spammers=(), diary=None, cohorts=None) -> Log:
    """Rows are (day, kind, person) with post, thread and post answered after them where there are any."""
    events = np.zeros(len(rows), dtype=EVENT)
    for event, row in zip(events, rows, strict=True):
        when, kind, person, *post = row
        number, thread, answered = (*post, -1, -1, -1)[:3]
        event["time"], event["kind"], event["person"] = round(when * DAY), kind, person
        event["post"], event["thread"], event["reply_to"] = number, thread, answered
    who = np.arange(people)
    table = np.zeros(days, dtype=DIARY) if diary is None else diary
    joined = np.zeros(days, dtype=COHORT) if cohorts is None else cohorts
    return Log(days, events, np.isin(who, spammers), np.isin(who, founders), table, joined)


def start(when, person, number):
    """Somebody opens a thread."""
    return when, POSTED, person, number, number


def reply(when, person, number, thread, to):
    """Somebody answers a post."""
    return when, REPLIED, person, number, thread, to


def join(when, person):
    """Somebody joins."""
    return when, JOIN, person
