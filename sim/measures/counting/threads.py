"""Threads counted: whether, how soon and how often members' threads are answered in their first week."""

from __future__ import annotations

import numpy as np

from sim.measures.counting.compiled import counted, within
from sim.measures.counting.posts import grouped

DAY = 86_400
WEEK = 7 * DAY
LAST = 90 * DAY
NEVER = np.iinfo(np.int64).max


@counted
def threads_of_log(who, start, thread, n_threads, people):
    """Return for each thread the row that opened it (-1 for none), the first after it by somebody else (-1), its posts and its people.

    A thread whose first row did not open it has neither.

    Parameters
    ----------
    who : int64 (events,), from -1 (the host team) to people - 1
    start : bool (events,), whether it opens its thread
    thread : int64 (events,), -1 where it is not known
    """
    begin, rows = grouped(thread, n_threads)
    opener, answer = np.full(n_threads, -1, np.int64), np.full(n_threads, -1, np.int64)
    size, persons = np.zeros(n_threads, np.int64), np.zeros(n_threads, np.int64)
    seen = np.full(people + 1, -1, np.int64)
    for t in range(n_threads):
        size[t] = begin[t + 1] - begin[t]
        for k in range(begin[t], begin[t + 1]):
            i = rows[k]
            if k == begin[t]:
                opener[t] = i if start[i] else -1
            elif opener[t] >= 0 and answer[t] < 0 and who[i] != who[opener[t]]:
                answer[t] = i
            if seen[who[i] + 1] != t:
                seen[who[i] + 1] = t
                persons[t] += 1
    return opener, answer, size, persons


@counted
def answered_back(who, to, thread, n_threads, people):
    """Return for each post that names somebody else the next one in its thread by which that person names its author.

    Posts between the same two in the same thread are laid side by side in order of time, by three stable sorts.

    Parameters
    ----------
    who, to : int64 (events,), from -1 (the host team) to people - 1; ``to`` -2 for nobody
    thread : int64 (events,), from 0 to n_threads - 1

    Returns
    -------
    int64 (events,), rows; -1 where there is none
    """
    n = len(who)
    high = np.empty(n, np.int64)
    for i in range(n):
        high[i] = max(who[i], to[i]) + 1 if to[i] >= -1 and to[i] != who[i] else -1
    _, order = grouped(high, people + 1)
    key = np.empty(len(order), np.int64)
    for k in range(len(order)):
        key[k] = min(who[order[k]], to[order[k]]) + 1
    _, place = grouped(key, people + 1)
    order = order[place]
    for k in range(len(order)):
        key[k] = thread[order[k]]
    _, place = grouped(key, n_threads)
    order = order[place]
    named = np.full(n, -1, np.int64)
    up, down = -1, -1
    for k in range(len(order) - 1, -1, -1):
        i = order[k]
        if k + 1 < len(order):
            j = order[k + 1]
            if (
                thread[i] != thread[j]
                or min(who[i], to[i]) != min(who[j], to[j])
                or max(who[i], to[i]) != max(who[j], to[j])
            ):
                up, down = -1, -1
        if who[i] < to[i]:
            named[i] = down
            up = i
        else:
            named[i] = up
            down = i
    return named


@within
def openers(thread, start, n_threads):
    """Return the row that opened each thread, -1 where that post is gone."""
    opener = np.full(n_threads, -1, np.int64)
    for i in range(len(thread)):
        if start[i] and thread[i] >= 0:
            opener[thread[i]] = i
    return opener


@within
def first_answers(who, time, thread, start, answers, n_threads):
    """Return when each post was first answered by somebody else [unix s], `NEVER` when it was not.

    A post that opens a thread is answered by any later post in it, another post by one that answers it.
    """
    n = len(who)
    opener = openers(thread, start, n_threads)
    answered = np.full(n, NEVER, np.int64)
    for i in range(n):
        o = opener[thread[i]] if thread[i] >= 0 else -1
        if o >= 0 and not start[i] and who[i] != who[o] and answered[o] == NEVER:
            answered[o] = time[i]
        a = answers[i]
        if a >= 0 and who[i] != who[a] and answered[a] == NEVER:
            answered[a] = time[i]
    return answered


@within
def quantile(ordered, share):
    """Return a quantile of ascending numbers, linear between neighbours."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@within
def count_threads(who, own, time, thread, start, answered, n_threads, end, out):
    """Members' threads that turned seven days old in the last 90 days, each judged by its first seven days.

    ``unanswered``: nobody else posted in it. ``replies_per_thread``: posts after the first, the opener's own too, per
    thread that was answered. Hours until somebody else first posted, over answered threads.
    """
    opener = openers(thread, start, n_threads)
    replies = np.zeros(n_threads, np.int64)
    for i in range(len(who)):
        o = opener[thread[i]] if thread[i] >= 0 else -1
        if o >= 0 and not start[i] and time[i] - time[o] <= WEEK:
            replies[thread[i]] += 1
    n, n_answered, n_replies = 0, 0, 0
    waits = np.empty(n_threads, np.int64)
    for t in range(n_threads):
        o = opener[t]
        if o < 0 or not own[o] or time[o] >= end - WEEK or time[o] < end - WEEK - LAST:
            continue
        n += 1
        if answered[o] != NEVER and answered[o] - time[o] <= WEEK:
            waits[n_answered] = answered[o] - time[o]
            n_answered += 1
            n_replies += replies[t]
    if n > 0:
        out.unanswered = (n - n_answered) / n
    if n_answered > 0:
        ordered = waits[:n_answered].copy()
        ordered.sort()
        out.replies_per_thread = n_replies / n_answered
        out.answer_hours_median = quantile(ordered, 0.5) / 3600.0
        out.answer_hours_p90 = quantile(ordered, 0.9) / 3600.0
