"""The host keeps in touch with members who left: they look again, or send somebody else."""

from __future__ import annotations

from sim.day.arrive import consider
from sim.day.commit import acquaintance
from sim.day.purse import purse, spend
from sim.rules.contacting import ADDRESSED, noticed_chance
from sim.world.arithmetic import exp
from sim.world.compiled import phase
from sim.world.keys import ALUMNI, extend, key2, uniform
from sim.world.people import KNOWS, LEFT, NEVER, OUTSIDE


@phase
def refer(w, row, day):
    """Somebody who left tells an acquaintance of the community, who decides at once whether to join or to apply."""
    q = w.people[row]
    other = acquaintance(w, q)
    q.n_invited += 1
    if other < 0:
        return
    r = w.people[other]
    if r.state == OUTSIDE or r.state == KNOWS or r.state == LEFT:
        w.diary[day].referrals += 1
        if consider(w, other, day, 0.0, True):
            w.diary[day].invited_joins += 1


@phase
def write_to(w, row, day):
    """A word to somebody who left: noticed as by somebody asleep, the less the more of late was in vain; then they look again, as if invited."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    last = q.message_day if q.message_day > q.last_visit_day else q.last_visit_day
    if last != NEVER:
        q.weary *= exp(-(day - last) / p.weary_tau)
    q.message_day = day
    w.diary[day].alumni_contacts += 1
    key = key2(s.key, ALUMNI, q.uid, day)
    chance = noticed_chance(ADDRESSED, True, q.weary, p)
    q.weary += 1.0
    if uniform(key) >= chance:
        return
    if uniform(extend(key, 1)) < p.alumni_refers:
        refer(w, row, day)
    consider(w, row, day, 0.0, True)


@phase
def keep_in_touch(w, day, kept_back):
    """A round goes through all who ever joined, from where the last one stopped, as far as its minutes go; what one day cannot pay the next does."""
    s = w.s[0]
    p = w.p[0]
    today = w.prog[day]
    if today.alumni_day == 1:
        s.alumni_left = today.alumni_minutes
        s.alumni_waiting = s.n_newcomers
    while s.alumni_waiting > 0:
        if s.alumni_left < p.minutes_message or purse(w, day) - kept_back < p.minutes_message:
            return
        s.alumni_waiting -= 1
        s.at_alumni = s.at_alumni + 1 if s.at_alumni + 1 < s.n_newcomers else 0
        row = w.newcomers[s.at_alumni]
        q = w.people[row]
        if q.spam > 0.0 or (q.state != LEFT and q.state != KNOWS):
            continue
        s.alumni_left -= p.minutes_message
        spend(w, day, p.minutes_message)
        w.diary[day].minutes_messages += p.minutes_message
        write_to(w, row, day)
