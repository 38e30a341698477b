"""Who knows whom outside the platform, and whom one lets in: invitations run along acquaintances."""

from __future__ import annotations

from sim.rules.people import acquainted
from sim.world.compiled import phase
from sim.world.keys import ACQUAINTED, INVITE_WHOM, SPONSORED, VOUCHED, extend, key1, key2, key3, uniform
from sim.world.people import AWAKE

NEAREST = 64
"""Places in the list to both sides among which one's acquaintances are."""


@phase
def neighbour(w, q, step, side):
    """Row of the person so many places before (1) or after (0) this one, if the two know each other; -1 if not."""
    other = q.uid + step if side == 0 else q.uid - step
    if other < 0 or other >= w.people.shape[0]:
        return -1
    low = q.uid if q.uid < other else other
    row = w.row_of[other]
    u = uniform(key2(w.s[0].key, ACQUAINTED, low, step))
    return row if u < acquainted(step, w.people[row].segment == q.segment, w.p[0]) else -1


@phase
def acquaintance(w, q):
    """The person whom ``q`` invites next: one of the acquaintances, by the number of invitations sent; -1 if none."""
    chosen, best = -1, 2.0
    for step in range(1, NEAREST + 1):
        for side in range(2):
            row = neighbour(w, q, step, side)
            if row >= 0:
                luck = uniform(key3(w.s[0].key, INVITE_WHOM, q.uid, q.n_invited, w.people[row].uid))
                if luck < best:
                    chosen, best = row, luck
    return chosen


@phase
def is_vouched_for(w, q):
    """Whether whoever lets somebody in by name takes them for one who belongs: spammers are recognised as they are in a review."""
    return q.spam == 0.0 or uniform(key1(w.s[0].key, VOUCHED, q.uid)) >= w.p[0].review_spam


@phase
def sponsor(w, q):
    """A member who lets in somebody that asks for it, where one comes in by invitation only: the first acquaintance who is willing; -1 if none."""
    base = key2(w.s[0].key, SPONSORED, q.uid, q.n_contacts)
    for step in range(1, NEAREST + 1):
        for side in range(2):
            row = neighbour(w, q, step, side)
            if row < 0:
                continue
            r = w.people[row]
            if r.state == AWAKE and r.spam == 0.0 and uniform(extend(base, r.uid)) < w.p[0].invite_asked:
                return row
    return -1
