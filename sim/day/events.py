"""Small things that every phase uses: noting an event (only when the run records, and never with a consequence),
putting somebody on today's list, counting tenure."""

from __future__ import annotations

from sim.world.compiled import inlined, phase
from sim.world.eventlog import JOIN, LEFT, NO_EVENTS, POSTS_ONLY, REACTED, REMOVED, VISIT
from sim.world.keys import ACTION, RETURN, exponential, key2, key3, uniform
from sim.world.people import NEVER

WORKING_HOUR = 9


@inlined
def second_in_hour(clock, kind, by_host, u):
    """The second inside an hour of an event, by a keyed uniform ``u``.

    Everybody in an hour sees what was there at its start. So whoever joins (at midnight) and the host (in the working
    hour) come in the first ten minutes and visitors of that hour after them; removing and leaving come in the last
    ten minutes of the evening. Otherwise a log would date an answer before what it answers.
    """
    if kind == JOIN or by_host:
        return int(600.0 * u)
    if kind == REMOVED or kind == LEFT:
        return 3000 + int(600.0 * u)
    if clock == 0 or clock == WORKING_HOUR:
        return 600 + int(3000.0 * u)
    if clock == 23:
        return int(3000.0 * u)
    return int(3600.0 * u)


@phase
def note(w, hour, key, kind, person, thread, post, reply_to, part, sort):
    """Note an event at a keyed second inside ``hour`` (hours since the opening)."""
    s = w.s[0]
    if s.recording == NO_EVENTS or (s.recording == POSTS_ONLY and (kind == VISIT or kind == REACTED)):
        return
    if s.n_events < w.events.shape[0]:
        e = w.events[s.n_events]
        e.time = hour * 3600 + second_in_hour(
            hour % 24, kind, person < 0 or s.host_works == 1, uniform(key2(s.key, ACTION, key, kind))
        )
        e.kind = kind
        e.person = person
        e.thread = thread
        e.post = post
        e.reply_to = reply_to
        e.part = part
        e.sort = sort
    s.n_events += 1


@phase
def expect(w, row, hours):
    """Put visits of somebody on today's list; ``hours`` has a bit for each hour of the day."""
    s = w.s[0]
    q = w.people[row]
    if q.today_at < 0:
        q.today_at = s.n_today
        w.today[s.n_today] = row
        w.today_hours[s.n_today] = 0
        s.n_today += 1
    w.today_hours[q.today_at] |= hours


@phase
def come_back_later(w, row, day, rate):
    """Somebody who is gone, or has not joined, will look again on a keyed day, if it falls inside the run.

    Whoever has such a day keeps it: a constant hazard does not remember.
    """
    q = w.people[row]
    if rate <= 0.0 or q.next_due != -1:
        return
    wait = 1.0 + exponential(key3(w.s[0].key, RETURN, q.uid, q.n_episodes, q.n_contacts)) / rate
    if wait >= w.due_head.shape[0] - day:
        return
    at = day + int(wait)
    if at < w.diary.shape[0] and at > day:
        q.next_due = w.due_head[at] if w.due_head[at] >= 0 else -2
        w.due_head[at] = row


@inlined
def begin_today(q, day):
    """What somebody does today is counted from nothing."""
    if q.today_day != day:
        q.today_day = day
        q.posts_today = 0
        q.visits_today = 0


@inlined
def is_in_days(q, day, low, high):
    """Whether ``day`` lies ``low`` to ``high`` - 1 days after the person joined."""
    if q.join_day == NEVER:
        return False
    tenure = day - q.join_day
    return low <= tenure < high
