"""Ties between people: bounded, directed, decaying."""

from __future__ import annotations

from sim.rules.inviting import tie_after
from sim.world.compiled import inlined, phase


@phase
def bond(w, row, other, gain, day):
    """Strengthen the tie of ``row`` to ``other``; a full table gives up its weakest tie."""
    p = w.p[0]
    ties = w.ties[row]
    q = w.people[row]
    place = -1
    for i in range(q.n_ties):
        if ties[i].who == other:
            place = i
            break
    if place < 0:
        weakest, least = q.n_ties, 0.0
        if weakest == ties.shape[0]:
            least = 2.0
            for i in range(ties.shape[0]):
                now = tie_after(ties[i].strength, day - ties[i].day, 0.0, p)
                if now < least:
                    weakest, least = i, now
        if least >= gain:
            return
        if weakest == q.n_ties:
            q.n_ties += 1
        ties[weakest].who = other
        ties[weakest].strength = gain
        ties[weakest].day = day
        return
    t = ties[place]
    t.strength = tie_after(t.strength, day - t.day, gain, p)
    t.day = day


@inlined
def is_tied(w, row, other, day):
    """Whether ``row`` has a tie of some strength to ``other``."""
    if other < 0:
        return False
    ties = w.ties[row]
    for i in range(w.people[row].n_ties):
        t = ties[i]
        if t.who == other:
            return tie_after(t.strength, day - t.day, 0.0, w.p[0]) > 0.05
    return False
