"""What goes on by itself only as long as somebody keeps it going: channels that reach people, a place for introductions, people on duty.

It is worked off before anything else, day by day. A channel reaches people also where its minutes are missing; who is on duty is left alone then.
"""

from __future__ import annotations

from sim.day.purse import purse, spend
from sim.world.compiled import phase

WORKDAYS = 5.0
CARE_KEPT = 0.9
"""How a day's care for people on duty is remembered: .9 of what was, .1 of today's share of what they need."""


@phase
def channels_in_use(w, day):
    """Channels that reach people today."""
    n = 0.0
    for c in range(w.channels.shape[0]):
        before = w.reach[day - 1, c] if day > 0 else 0.0
        if w.channels[c].used == 1 and w.reach[day, c] > before:
            n += 1.0
    return n


@phase
def keep_up(w, day):
    """A working day's part of the standing work of the week, and how well people on duty are cared for."""
    s = w.s[0]
    p = w.p[0]
    if w.prog[day].host_minutes <= 0.0:
        return
    coaching = s.n_on_duty * p.minutes_coach / WORKDAYS
    other = (channels_in_use(w, day) * p.minutes_channel + w.prog[day].introductions * p.minutes_place) / WORKDAYS
    left = purse(w, day)
    other = other if other < left else left
    left -= other
    given = coaching if coaching < left else left
    if coaching > 0.0:
        s.care = CARE_KEPT * s.care + (1.0 - CARE_KEPT) * given / coaching
    if other + given > 0.0:
        spend(w, day, other + given)
        w.diary[day].minutes_upkeep += other + given
