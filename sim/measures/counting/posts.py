"""Posts as plain arrays in order of time: the one form in which runs and logs are counted.

Columns of a table of posts, each (posts,):

- ``who`` int64: the author, a person from 0 on; -1 the host team.
- ``own`` bool: by a member, and not on duty. These are what is counted; the others only answer.
- ``time`` int64: unix seconds, ascending; a run opens on a Monday.
- ``thread`` int64: number of the thread, -1 where it is not known.
- ``start`` bool: opens its thread.
- ``to`` int64: whose post it answers; -1 the host team's, -2 nobody's or not known.
- ``answers`` int64: row of the post it answers, -1 none, not known, or gone.

Spam and posts that were removed are not in it.
"""

from __future__ import annotations

import numpy as np

from sim.measures.counting.compiled import counted, within
from sim.measures.counting.log import KINDS, NOBODY, OPENING, STAFF
from sim.world.eventlog import BY_STAFF, JOIN, OWN, POSTED, REMOVED, REPLIED, THERE_BEFORE, TO_SPAM

HOUR = 3600
REPLY, COMMENT = KINDS.index("reply"), KINDS.index("comment")


@within
def grouped(keys, n):
    """Return where each key's rows begin (n + 1) and the rows by key, in their own order; keys below 0 are left out."""
    begin = np.zeros(n + 1, np.int64)
    for key in keys:
        if key >= 0:
            begin[key + 1] += 1
    for key in range(n):
        begin[key + 1] += begin[key]
    at = begin[:-1].copy()
    rows = np.empty(begin[n], np.int64)
    for row in range(len(keys)):
        key = keys[row]
        if key >= 0:
            rows[at[key]] = row
            at[key] += 1
    return begin, rows


@within
def in_order_of_time(time):
    """Return the rows by time [s, from 0], ties in their own order: first by second within the hour, then by hour."""
    n = len(time)
    hours = 0
    for t in time:
        hours = max(hours, t // HOUR + 1)
    _, by_second = grouped(time % HOUR, HOUR)
    key = np.empty(n, np.int64)
    for i in range(n):
        key[i] = time[by_second[i]] // HOUR
    _, place = grouped(key, hours)
    order = np.empty(n, np.int64)
    for i in range(n):
        order[i] = by_second[place[i]]
    return order


@within
def table_of_run(events):
    """Return the table of posts of a run, who is a newcomer, and the number of threads there may be.

    Parameters
    ----------
    events : structured (events,), as `sim.world.eventlog.EVENT`

    Returns
    -------
    the seven columns, newcomer bool (people,), threads
    """
    n = 0
    top, people = -1, 0
    for i in range(len(events)):
        e = events[i]
        if e.kind == POSTED or e.kind == REPLIED:
            top = max(top, e.post, e.thread)
            people = max(people, e.person + 1)
            if e.part != TO_SPAM:
                n += 1
        elif e.kind == JOIN:
            people = max(people, e.person + 1)
    newcomer = np.ones(people, np.bool_)
    gone = np.zeros(top + 1, np.bool_)
    author = np.full(top + 1, NOBODY, np.int64)
    raw = np.empty(n, np.int64)
    at = 0
    for i in range(len(events)):
        e = events[i]
        if e.kind == JOIN:
            if e["sort"] == THERE_BEFORE and e.person >= 0:
                newcomer[e.person] = False
        elif e.kind == REMOVED:
            if 0 <= e.post <= top:
                gone[e.post] = True
        elif (e.kind == POSTED or e.kind == REPLIED) and e.part != TO_SPAM:
            author[e.post] = STAFF if e.part == BY_STAFF else e.person
            raw[at] = i
            at += 1
    kept = 0
    for i in raw:
        if not gone[events[i].post]:
            raw[kept] = i
            kept += 1
    raw = raw[:kept]
    times = np.empty(kept, np.int64)
    for i in range(kept):
        times[i] = events[raw[i]].time
    order = in_order_of_time(times)

    who, time = np.empty(kept, np.int64), np.empty(kept, np.int64)
    own, start = np.empty(kept, np.bool_), np.empty(kept, np.bool_)
    thread, to, answers = np.empty(kept, np.int64), np.empty(kept, np.int64), np.empty(kept, np.int64)
    row_of = np.full(top + 1, -1, np.int64)
    for i in range(kept):
        row_of[events[raw[order[i]]].post] = i
    for i in range(kept):
        e = events[raw[order[i]]]
        who[i] = author[e.post]
        own[i] = e.part == OWN
        time[i] = e.time + OPENING
        thread[i] = e.thread
        start[i] = e.kind == POSTED
        parent = e.reply_to if e.kind == REPLIED and 0 <= e.reply_to <= top else -1
        to[i] = author[parent] if parent >= 0 else NOBODY
        answers[i] = row_of[parent] if parent >= 0 else -1
    return who, own, time, thread, start, to, answers, newcomer, top + 1


@counted
def table_of_log(member, time, kind, thread, addressee, n_members, n_threads, first_newcomer):
    """Return the table of posts of a log and who is a newcomer.

    A thread is opened by its first event, unless that is a reply or comment: then what opened it is not in the log. Events
    of which the thread is not known stand together. An event that names somebody answers that member's latest event before
    it in the thread. Newcomers are those whose first event is not before ``first_newcomer`` [unix s].

    Parameters
    ----------
    member, time, kind, thread, addressee : (events,), as `sim.measures.counting.log.Log`
    n_members : members and those they name
    n_threads : threads; 0 when they are not known
    first_newcomer : unix seconds
    """
    n = len(member)
    own, start = np.empty(n, np.bool_), np.zeros(n, np.bool_)
    newcomer = np.zeros(n_members, np.bool_)
    seen = np.zeros(n_members, np.bool_)
    place = np.empty(n, np.int64)
    opened = np.zeros(n_threads, np.bool_)
    for i in range(n):
        m = member[i]
        own[i] = m >= 0
        if m >= 0 and not seen[m]:
            seen[m] = True
            newcomer[m] = time[i] >= first_newcomer
        t = thread[i]
        place[i] = t if t >= 0 else n_threads
        if t >= 0 and not opened[t]:
            opened[t] = True
            start[i] = kind[i] != REPLY and kind[i] != COMMENT
    begin, rows = grouped(place, n_threads + 1)
    answers = np.full(n, -1, np.int64)
    newest = np.empty(n_members, np.int64)
    newest_in = np.full(n_members, -1, np.int64)
    for t in range(n_threads + 1):
        for k in range(begin[t], begin[t + 1]):
            i = rows[k]
            a = addressee[i]
            if a >= 0 and a != member[i] and newest_in[a] == t:
                answers[i] = newest[a]
            if member[i] >= 0:
                newest[member[i]] = i
                newest_in[member[i]] = t
    return own, start, answers, newcomer
