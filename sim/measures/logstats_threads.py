"""Threads and answers: how long threads are, whether and how soon somebody is answered, whether it is returned."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.measures.log import DAY, Log

HORIZON = 30
"""Days within which an answer counts; shares are over what is at least that old at the end of the log."""


def threads(log: Log, end: int) -> dict[str, Any]:
    """Return length, members and first answers of threads; those the host team opened are left out.

    A thread is opened by its first event. Answered means: an event by somebody else, ever.
    """
    rows = np.nonzero(log.thread >= 0)[0]
    who, when = log.member[rows], log.time[rows]
    order = np.argsort(log.thread[rows], kind="stable")
    number, who, when = log.thread[rows][order], who[order], when[order]
    starts = np.nonzero(np.concatenate([[True], number[1:] != number[:-1]]))[0]
    size = np.diff(np.append(starts, len(number)))
    nth = np.repeat(np.arange(len(starts)), size)
    opener, opened = who[starts], when[starts]
    own = opener >= 0
    if not own.any():
        return {}
    width = int(who.max()) + 2
    members = np.bincount(np.unique(nth * width + who + 1) // width, minlength=len(starts))
    others = np.nonzero(who != opener[nth])[0]
    first = others[np.concatenate([[True], nth[others][1:] != nth[others][:-1]])] if len(others) else others
    answered = nth[first]
    is_answered = np.zeros(len(starts), bool)
    is_answered[answered] = True
    hours = (when[first] - opened[answered])[own[answered]] / 3600.0
    old = own & (opened <= end - HORIZON * DAY)
    return {
        "threads": int(own.sum()),
        "events_per_thread": {"mean": float(size[own].mean()), "median": float(np.median(size[own])),
                              "p90": float(np.percentile(size[own], 90)), "max": int(size[own].max())},
        "members_per_thread_mean": float(members[own].mean()),
        "share_threads_answered": float(is_answered[old].mean()) if old.any() else math.nan,
        "hours_to_first_answer": {"median": float(np.median(hours)) if len(hours) else math.nan,
                                  "p90": float(np.percentile(hours, 90)) if len(hours) else math.nan},
    }


def addressed(log: Log, end: int) -> dict[str, Any]:
    """Return how far members are answered by name, and how far those they address address them back.

    An addressed event answers the addressee's latest event before it in that thread. Naming oneself answers
    nobody. Staff's answers count; what staff wrote itself does not.
    """
    n = len(log.member)
    own = log.member >= 0
    thread = np.maximum(log.thread, 0)
    n_threads = int(thread.max()) + 1
    names = (log.addressee >= -1) & (log.addressee != log.member)
    asks = np.nonzero(names & (log.addressee >= 0))[0]
    place = (log.member + 1) * n_threads + thread
    before = _nearest(place, np.arange(n), (log.addressee[asks] + 1) * n_threads + thread[asks], asks, back=True)
    hit = (before >= 0) & (log.time[asks] - log.time[np.maximum(before, 0)] <= HORIZON * DAY)
    answered, first = np.unique(before[hit], return_index=True)
    wait = log.time[asks[hit][first]] - log.time[answered]
    is_answered = np.zeros(n, bool)
    is_answered[answered] = True
    old = log.time <= end - HORIZON * DAY

    sent = np.nonzero(names)[0]
    width = int(max(log.member.max(), log.addressee.max())) + 2
    there = ((log.member[sent] + 1) * width + log.addressee[sent] + 1)
    back = ((log.addressee[sent] + 1) * width + log.member[sent] + 1)
    if width * width * n_threads >= 2**62:  # too many pairs and threads for one number each: number the pairs that occur
        _, codes = np.unique(np.concatenate([there, back]), return_inverse=True)
        there, back = codes[: len(sent)].astype(np.int64), codes[len(sent):].astype(np.int64)
    there, back = there * n_threads + thread[sent], back * n_threads + thread[sent]
    following = _nearest(there, sent, back, sent, back=False)
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


def _nearest(keys: np.ndarray, rows: np.ndarray, wanted: np.ndarray, at: np.ndarray, *, back: bool) -> np.ndarray:
    """Return for each wanted key the nearest row before (or after) row ``at`` that has this key; -1 when there is none.

    Rows and questions are laid in one line, in the order of the log, and sorted by key; the answer is then the
    nearest row on one side. (Looking up each question by itself is four times slower: every step misses the cache.)
    """
    if not len(keys) or not len(wanted):
        return np.full(len(wanted), -1, np.int64)
    n, span = len(keys), int(max(rows.max(), at.max())) + 1
    line = np.full(2 * span, -1, np.int64)
    line[2 * rows + (1 if back else 0)] = np.arange(n)
    line[2 * at + (0 if back else 1)] = n + np.arange(len(wanted))
    line = line[line >= 0]
    key = np.concatenate([keys, wanted])[line]
    order = np.argsort(key, kind="stable")
    line, key = line[order], key[order]
    place = np.arange(len(line))
    if back:
        near = np.maximum.accumulate(np.where(line < n, place, -1))
    else:
        near = np.minimum.accumulate(np.where(line < n, place, len(line))[::-1])[::-1]
    inside = (near >= 0) & (near < len(line))
    near = np.clip(near, 0, len(line) - 1)
    asked = line >= n
    hit = asked & inside & (key[near] == key)
    found = np.full(len(wanted), -1, np.int64)
    found[line[hit] - n] = rows[line[near[hit]]]
    return found
