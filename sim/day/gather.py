"""An offline event linked to the group: who comes, whom they meet, and what is said of it afterwards."""

from __future__ import annotations

import numpy as np

from sim.day.act import make_post, received
from sim.day.arrive import is_member
from sim.day.duty import topic_offered
from sim.day.ties import bond
from sim.rules.contacting import ADDRESSED
from sim.rules.gathering import attend_chance, drive_by_event
from sim.world.arithmetic import order_by_key
from sim.world.compiled import phase
from sim.world.keys import EVENT, TOPIC, extend, key1, key2, uniform
from sim.world.people import AWAKE
from sim.world.posts import HOST as BY_HOST
from sim.world.posts import TALK

TALKS_TO = 4
"""People on each side whom somebody at an event talks with, the farther half of them through the others and half as well: judgement."""
NOT_THERE = np.uint64(0xFFFFFFFFFFFFFFFF)


@phase
def who_comes(w, day):
    """Draw who comes; the list of members is put in keyed order with those first. Returns how many."""
    s = w.s[0]
    n = 0
    for i in range(s.n_members):
        q = w.people[w.members[i]]
        key = key2(s.key, EVENT, q.uid, day)
        w.sort_keys[i] = NOT_THERE
        if q.state == AWAKE and q.spam == 0.0 and uniform(key) < attend_chance(s.event_share, q.value):
            w.sort_keys[i] = extend(key, 1) >> np.uint64(1)
            q.event_day = day
            n += 1
    order_by_key(w.sort_keys, w.sort_index, s.n_members)
    return n


@phase
def meet(w, one, other, gain, day):
    """Two people talk: ties form both ways."""
    bond(w, one, other, gain, day)
    bond(w, other, one, gain, day)


@phase
def drift_apart(w, row, day):
    """Ties of somebody who was there to those who were not become weaker."""
    ties = w.ties[row]
    for i in range(w.people[row].n_ties):
        if w.people[ties[i].who].event_day != day:
            ties[i].strength *= 1.0 - w.p[0].event_apart


@phase
def hold_event(w, day):
    """An event is held: everybody there talks with those next to them in a keyed circle, with the farther ones through the nearer."""
    s = w.s[0]
    p = w.p[0]
    n = who_comes(w, day)
    s.event_day = day
    w.diary[day].attended += n
    for at in range(n):
        row = w.members[w.sort_index[at]]
        for step in range(1, TALKS_TO + 1):
            if 2 * step > n or (2 * step == n and at >= step):
                break
            gain = p.event_tie if 2 * step <= TALKS_TO else 0.5 * p.event_tie
            meet(w, row, w.members[w.sort_index[(at + step) % n]], gain, day)
    for at in range(n):
        row = w.members[w.sort_index[at]]
        drift_apart(w, row, day)
        w.people[row].drive = drive_by_event(w.people[row].drive, p)


@phase
def look_back(w, day, hour):
    """A post on the last event, of which those who were there are told."""
    s = w.s[0]
    for i in range(s.n_members):
        row = w.members[i]
        q = w.people[row]
        if q.event_day == s.event_day and is_member(q):
            received(w, row, ADDRESSED, day, hour, 0.0, False, key2(s.key, EVENT, q.uid, day + 100_000))
    topic = topic_offered(w, key1(s.key, TOPIC, day + 400_000))
    make_post(w, BY_HOST, day, hour, TALK, -1, -1, topic, w.p[0].host_quality, 0, 0)
