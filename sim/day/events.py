"""Small things that every phase uses: noting an event (only when the run records, and never with a consequence),
putting somebody on today's list, counting tenure."""

from __future__ import annotations

from sim.world.compiled import phase
from sim.world.keys import ACTION, key2, uniform
from sim.world.people import NEVER


@phase
def note(w, hour, key, kind, person, thread, post, reply_to):
    """Note an event at a keyed second inside ``hour`` (hours since the opening)."""
    s = w.s[0]
    if s.recording == 0:
        return
    if s.n_events < w.events.shape[0]:
        e = w.events[s.n_events]
        e.time = hour * 3600 + int(3600.0 * uniform(key2(s.key, ACTION, key, kind)))
        e.kind = kind
        e.person = person
        e.thread = thread
        e.post = post
        e.reply_to = reply_to
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
def is_in_days(q, day, low, high):
    """Whether ``day`` lies ``low`` to ``high`` - 1 days after the person joined."""
    if q.join_day == NEVER:
        return False
    tenure = day - q.join_day
    return low <= tenure < high
