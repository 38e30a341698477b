"""Threads and answers: how long threads are, whether and how soon somebody is answered, whether it is returned."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.measures.counting.log import DAY, Log

HORIZON = 30
"""Days within which an answer counts; shares are over what is at least that old at the end of the log."""


def threads(log: Log, end: int) -> dict[str, Any]:
    """Return length, members and first answers of threads; those the host team opened are left out.

    A thread is opened by its first event, unless that is a reply or comment: such threads, of which the log does not hold
    the beginning, are left out and counted. Answered means: an event by somebody else, ever.
    """
    from sim.measures.counting.posts import table_of_log
    from sim.measures.counting.threads import threads_of_log

    n_threads = int(log.thread.max(initial=-1)) + 1
    _, start, _, _ = table_of_log(log.member, log.time, log.kind, log.thread, log.addressee, _people(log), n_threads, 0)
    opener, answer, size, members = threads_of_log(log.member, start, log.thread, n_threads, _people(log))
    counts = {"beginning_unseen": int((opener < 0).sum()), "events_without_thread": int((log.thread < 0).sum())}
    own = opener >= 0
    own[own] = log.member[opener[own]] >= 0
    if not own.any():
        return counts
    is_answered = own & (answer >= 0)
    hours = (log.time[answer[is_answered]] - log.time[opener[is_answered]]) / 3600.0
    old = own & (log.time[opener] <= end - HORIZON * DAY)
    return {
        "threads": int(own.sum()),
        **counts,
        "events_per_thread": {
            "mean": float(size[own].mean()),
            "median": float(np.median(size[own])),
            "p90": float(np.percentile(size[own], 90)),
            "max": int(size[own].max()),
        },
        "members_per_thread_mean": float(members[own].mean()),
        "share_threads_answered": float(is_answered[old].mean()) if old.any() else math.nan,
        "hours_to_first_answer": {
            "median": float(np.median(hours)) if len(hours) else math.nan,
            "p90": float(np.percentile(hours, 90)) if len(hours) else math.nan,
        },
    }


def addressed(log: Log, end: int) -> dict[str, Any]:
    """Return how far members are answered by name, and how far those they address address them back.

    An addressed event answers the addressee's latest event before it in that thread. Naming oneself answers
    nobody. Staff's answers count; what staff wrote itself does not.
    """
    from sim.measures.counting.posts import table_of_log
    from sim.measures.counting.threads import answered_back

    n = len(log.member)
    own = log.member >= 0
    n_named = int(log.thread.max(initial=-1)) + 1
    thread, n_threads = (
        np.where(log.thread < 0, n_named, log.thread),
        n_named + 1,
    )  # of no known thread: together, and apart from all others
    names = (log.addressee >= -1) & (log.addressee != log.member)
    asks = np.nonzero(names & (log.addressee >= 0))[0]
    _, _, answers, _ = table_of_log(log.member, log.time, log.kind, thread, log.addressee, _people(log), n_threads, 0)
    before = answers[asks]
    hit = (before >= 0) & (log.time[asks] - log.time[np.maximum(before, 0)] <= HORIZON * DAY)
    answered, first = np.unique(before[hit], return_index=True)
    wait = log.time[asks[hit][first]] - log.time[answered]
    is_answered = np.zeros(n, bool)
    is_answered[answered] = True
    old = log.time <= end - HORIZON * DAY

    sent = np.nonzero(names)[0]
    following = answered_back(log.member, log.addressee, thread, n_threads, _people(log))[sent]
    due = old[sent] & own[sent]
    delay = log.time[np.maximum(following, 0)] - log.time[sent]
    returned = due & (following >= 0) & (delay <= HORIZON * DAY)
    return {
        "share_events_naming_someone": float((log.addressee[own] >= -1).mean()),
        "share_posts_answered": float(is_answered[old & own].mean()) if (old & own).any() else math.nan,
        "hours_to_answer_median": float(np.median(wait) / 3600.0) if len(wait) else math.nan,
        "share_addressed_returned": float(returned.sum() / due.sum()) if due.any() else math.nan,
        "hours_to_return_median": float(np.median(delay[returned]) / 3600.0) if returned.any() else math.nan,
        "horizon_days": HORIZON,
    }


def _people(log: Log) -> int:
    """Return the number of members who write or are named."""
    return 1 + int(max(log.member.max(initial=-1), log.addressee.max(initial=-1)))
