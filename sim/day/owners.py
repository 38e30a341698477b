"""Members who own the community together with the host: who they are, and what owning does to them."""

from __future__ import annotations

from sim.day.duty import lay_down
from sim.world.compiled import phase
from sim.world.people import AWAKE, FOUNDER, OWNS

OWNED_EVERY = 28
"""Days after which vacant places of owners are filled, and owners are bound anew by what they decide."""


@phase
def be_owner(w, q):
    """To decide binds: as being asked for advice does, and it is seen by others as an answer is, by the share of control."""
    p = w.p[0]
    control = w.s[0].shared
    q.identity += p.asked_identity * control * (1.0 - q.identity)
    gain = 3.0 * p.standing_gain * control
    q.standing += (gain if gain < 1.0 else 1.0) * (1.0 - q.standing)


@phase
def next_owner(w):
    """The member asked next: founders before others, then who has been a member longest, ties by key; -1 when there is none."""
    best = -1
    for i in range(w.s[0].n_members):
        row = w.members[i]
        q = w.people[row]
        if q.state != AWAKE or q.on_duty == 1 or q.manages != 0 or q.spam > 0.0:
            continue
        if best < 0:
            best = row
            continue
        r = w.people[best]
        mine, other = q.flags & FOUNDER, r.flags & FOUNDER
        sooner = q.join_day < r.join_day or (q.join_day == r.join_day and q.key > r.key)
        if mine > other or (mine == other and sooner):
            best = row
    return best


@phase
def hand_over(w, day):
    """Owners are as many as the policy says where it shares control at all: asked when it begins, vacancies filled every four weeks."""
    s = w.s[0]
    today = w.prog[day]
    wanted = today.owners if today.control > 0.0 else 0
    if wanted == 0 and s.n_owners == 0:
        s.shared = 0.0
        return
    while s.n_owners > wanted:
        worst = -1
        for i in range(s.n_members):
            row = w.members[i]
            q = w.people[row]
            if q.manages == OWNS and (worst < 0 or q.key < w.people[worst].key):
                worst = row
        lay_down(w, worst)
    before = w.prog[day - 1].owners if day > 0 and w.prog[day - 1].control > 0.0 else 0
    if wanted != before or day % OWNED_EVERY == 0:
        while s.n_owners < wanted:
            row = next_owner(w)
            if row < 0:
                break
            w.people[row].manages = OWNS
            s.n_owners += 1
    s.shared = today.control if s.n_owners > 0 else 0.0
    if wanted != before or day % OWNED_EVERY == 0:
        for i in range(s.n_members):
            q = w.people[w.members[i]]
            if q.manages == OWNS:
                be_owner(w, q)
