"""People on duty: asked by the host, answering, asked for advice, worn out in the end."""

from __future__ import annotations

import numpy as np

from sim.day.arrive import let_in
from sim.rules.serving import step_down_hazard
from sim.world.compiled import phase
from sim.world.keys import APPOINT, BURN_OUT, REPUTATION, key1, key2, normal, uniform
from sim.world.people import AWAKE, FOUNDER, HELPS, KNOWS, OUTSIDE, OWNS
from sim.world.programme import DUTY_BY_ACTIVITY, DUTY_VOLUNTEERS

REPLACED_EVERY = 30


@phase
def duty_score(w, row, choice):
    """How early the host asks this person for duty; the order is keyed, never by row."""
    s = w.s[0]
    q = w.people[row]
    luck = normal(key1(s.key, REPUTATION, q.uid))
    if choice == DUTY_BY_ACTIVITY:
        return q.act + q.crp + 0.5 * q.n_posts + luck
    if choice == DUTY_VOLUNTEERS:
        return 1.5 * (q.crp + q.cst) - q.hesitation + luck
    return 100.0 * uniform(key1(s.key, APPOINT, q.uid))


@phase
def is_wanted(w, day):
    """Whether the number on duty is to be brought to what the policy says: when it changes, or at the monthly replacement."""
    wanted = w.prog[day].ambassadors
    before = w.prog[day - 1].ambassadors if day > 0 else 0
    return wanted != before or (w.prog[day].ambassador_replace == 1 and day % REPLACED_EVERY == 0)


@phase
def appoint(w, day):
    """When the number of people wanted on duty rises, ask the best by the policy's way of choosing; when it falls, thank some.

    Before the first day the whole audience can be asked (a few before launch); afterwards members only.
    """
    s = w.s[0]
    if not is_wanted(w, day):
        return
    wanted = w.prog[day].ambassadors
    n = w.people.shape[0]
    choice = w.prog[day].ambassador_choice
    while s.n_on_duty - s.n_promoted > wanted:
        worst = -1
        for i in range(n):
            q = w.people[i]
            if q.on_duty == 1 and q.was_promoted == 0 and (worst < 0 or q.key < w.people[worst].key):
                worst = i
        lay_down(w, worst)
    for i in range(n):
        w.sort_keys[i] = np.uint64((duty_score(w, i, choice) + 1e5) * 1e9)
    while s.n_on_duty - s.n_promoted < wanted:
        best = -1
        for i in range(n):
            q = w.people[i]
            can = q.state == AWAKE or (day == 0 and (q.state == OUTSIDE or q.state == KNOWS))
            free = q.on_duty == 0 and q.manages == 0 and q.spam == 0.0
            if can and free and (best < 0 or w.sort_keys[i] > w.sort_keys[best]):
                best = i
        if best < 0:
            return
        q = w.people[best]
        if q.state == KNOWS:
            s.n_known -= 1
        if q.state != AWAKE:
            q.flags |= FOUNDER
            q.invited = 1
            let_in(w, best, day, 6)
        take_up(w, best, 0)


@phase
def take_up(w, row, promoted):
    """Somebody goes on duty."""
    s = w.s[0]
    q = w.people[row]
    q.on_duty = 1
    q.was_promoted = promoted
    q.has_profile = 1
    q.hesitation = 0.0
    s.n_on_duty += 1
    s.n_promoted += promoted


@phase
def lay_down(w, row):
    """Somebody lays down whatever office they hold."""
    s = w.s[0]
    q = w.people[row]
    if q.on_duty == 1:
        q.on_duty = 0
        s.n_on_duty -= 1
        s.n_promoted -= q.was_promoted
        q.was_promoted = 0
    if q.manages == HELPS:
        s.n_managers -= 1
    elif q.manages == OWNS:
        s.n_owners -= 1
    q.manages = 0


@phase
def burn_out(w, row, day):
    """In the evening, somebody who serves may have had enough."""
    q = w.people[row]
    if q.on_duty == 0 and q.manages == 0:
        return
    if uniform(key2(w.s[0].key, BURN_OUT, q.uid, day)) < step_down_hazard(q.conflict, w.p[0]):
        lay_down(w, row)
        w.diary[day].burned_out += 1


@phase
def ask_for_input(w, day):
    """A round of input: everybody on duty names the topic they want most, and the host takes note."""
    s = w.s[0]
    p = w.p[0]
    for i in range(s.n_members):
        q = w.people[w.members[i]]
        if q.on_duty == 1:
            w.heard[q.first] += 1.0
            q.identity += p.asked_identity * (1.0 - q.identity)
            w.diary[day].minutes_duty += p.minutes_asked


@phase
def topic_offered(w, key):
    """The topic of a planned post: the host's own idea (every topic the community is about alike) and what it heard, each weighing by its size."""
    p = w.p[0]
    n = w.s[0].breadth
    total = p.host_guess
    for topic in range(n):
        total += w.heard[topic]
    at = uniform(key) * total
    for topic in range(n):
        at -= p.host_guess / n + w.heard[topic]
        if at < 0.0:
            return topic
    return n - 1
