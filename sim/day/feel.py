"""The evening of a member: stocks settle, worth is felt, and some stop, fall asleep or leave."""

from __future__ import annotations

from typing import NamedTuple

from sim.day.duty import burn_out, lay_down
from sim.day.events import come_back_later, note
from sim.rules.expecting import habit_after, habit_without, is_missed
from sim.rules.feeling import trust_lost, value_of
from sim.rules.leaving import leave_hazard, stop_chance
from sim.world.arithmetic import exp
from sim.world.compiled import inlined, phase
from sim.world.eventlog import LEFT as GONE
from sim.world.handle import fetch
from sim.world.keys import STOP, key1, uniform
from sim.world.people import ASLEEP, AWAKE, IN_ADVANCE, LEFT, REMOVED
from sim.world.posts import PROMO as SELLS


class Kept(NamedTuple):
    """What is left of each stock after a day, as a share of what was there."""

    habit: float
    relations: float
    standing: float
    identity: float
    conflict: float
    patience: float
    drive: float
    effort: float


@phase
def miss_post(w, day):
    """Whether one more of the planned posts that members have come to expect has not come."""
    s = w.s[0]
    since = float(day + 1 - s.planned_last)
    if s.planned_last == 0 or not is_missed(since, s.planned_gap, s.n_missed):
        return False
    s.n_missed += 1
    w.diary[day].calendar_missed += 1
    return True


@inlined
def feel(w, q, day, keep, managing, promoted, duty, missed):
    """A member's stocks decay by a day, and what the community is worth is felt anew."""
    s = w.s[0]
    p = w.p[0]
    q.relations *= keep.relations
    q.standing *= keep.standing
    q.identity *= keep.identity
    q.conflict *= keep.conflict
    q.weary *= keep.patience
    if q.drive != 0.0:
        q.drive *= keep.drive
    if q.manages != 0:
        q.conflict += managing
    if q.state == ASLEEP:
        return
    if q.last_visit_day == day:
        q.habit = habit_after(q.habit, q.reward, p)
        q.reward = 0.0
    else:
        q.habit *= keep.habit
    if missed:
        q.habit = habit_without(q.habit, p)
    if q.on_duty == 1:
        q.conflict *= keep.effort
        minutes = promoted if q.was_promoted == 1 else duty
        q.duty_minutes += minutes
        if q.duty_minutes > 14.0 * minutes:
            q.duty_minutes = 14.0 * minutes
    q.value = value_of(q.information, q.relations, q.identity, q.standing, q.cost, q.promotion, q.conflict, q.trust, p)
    if s.n_rivals > 0:
        q.value -= q.rival


@phase
def miss_answers(w, day):
    """Members whose own thread found no answer within the days one hopes for it lose some trust."""
    p = w.p[0]
    size = w.posts.shape[0]
    back = int(p.missed_days)
    if day < back:
        return
    low = w.day_first[day - back]
    oldest = w.s[0].n_posts - size
    if low < oldest:
        low = oldest
    for number in range(low, w.day_first[day - back + 1]):
        x = w.posts[number & (size - 1)]
        if x.is_own == 0 or x.parent >= 0 or x.answer_hour >= 0 or x.is_removed == 1 or x.kind == SELLS:
            continue
        q = w.people[x.author]
        if q.list_at >= 0:
            q.trust = trust_lost(q.trust, p.missed_reply, p)
            w.diary[day].missed += 1


@phase
def take_off(w, row):
    """Take somebody out of the list of members; the last of the list takes the place."""
    s = w.s[0]
    q = w.people[row]
    last = w.members[s.n_members - 1]
    w.members[q.list_at] = last
    w.people[last].list_at = q.list_at
    q.list_at = -1
    s.n_members -= 1
    q.due_hour = -1
    q.stop_hour = -1
    lay_down(w, row)


@phase
def spend_evening(w, day):
    """The evening of every member: stocks settle and worth is felt; then some stop after a first post, fall asleep, leave or are banned.

    One pass for both, from the end of the list to its start, since nobody's evening touches another's, and reading everybody is what costs.
    """
    s = w.s[0]
    p = w.p[0]
    d = w.diary[day]
    ban = w.prog[day].ban_after
    keep = Kept(
        exp(-1.0 / p.habit_tau),
        exp(-1.0 / p.relations_tau),
        exp(-1.0 / p.standing_tau),
        exp(-1.0 / p.identity_tau),
        exp(-1.0 / p.conflict_tau),
        exp(-1.0 / p.weary_tau),
        exp(-1.0 / p.drive_tau),
        1.0 - p.coach_relief * s.care / 7.0,
    )
    keep_strikes = exp(-1.0 / p.strike_tau)
    duty = w.prog[day].ambassador_minutes / 7.0
    promoted = w.prog[day].promote_minutes / 7.0
    managing = 0.0
    if s.n_managers + s.n_owners > 0:
        managing = p.cost_effort * d.minutes_managers / ((s.n_managers + s.n_owners) * p.minutes_answer)
    missed = miss_post(w, day)
    hour = day * 24 + 23
    i = s.n_members - 1
    while i >= 0:
        row = w.members[i]
        i -= 1
        q = w.people[row]
        if i >= IN_ADVANCE:
            fetch(w.people[w.members[i - IN_ADVANCE]])
        feel(w, q, day, keep, managing, promoted, duty, missed)
        if ban > 0 and q.strikes >= ban - 0.5:
            take_off(w, row)
            q.state = REMOVED
            q.strikes = 0.0
            d.banned += 1
            note(w, hour, q.key, GONE, row, -1, -1, -1, 0, 0)
            if q.spam > 0:
                come_back_later(w, row, day, p.spammer_returns)
            continue
        if q.strikes != 0.0:
            q.strikes *= keep_strikes
        if q.lessons != 0.0:
            q.lessons *= keep_strikes
        if q.on_duty != 0 or q.manages != 0:
            burn_out(w, row, day)
        if q.stop_hour >= 0 and hour >= q.stop_hour:
            q.stop_hour = -1
            if uniform(key1(s.key, STOP, q.uid)) < stop_chance(q.value - q.value_then, p):
                q.stopped = 1
                q.habit = 0.0
                q.crp -= p.stop_fall
                q.cst -= p.stop_fall
                d.stopped += 1
        if q.on_duty == 0 and q.manages == 0:  # who holds an office lays it down before leaving
            q.hazard += leave_hazard(q.value, float(q.n_posts), q.state == ASLEEP, p)
        if q.hazard >= q.leave_at:
            take_off(w, row)
            q.state = LEFT
            d.left += 1
            note(w, hour, q.key, GONE, row, -1, -1, -1, 0, 0)
            come_back_later(w, row, day, p.return_rate)
        elif q.state == AWAKE and q.habit < p.sleep_habit and q.on_duty == 0 and q.manages == 0:
            q.state = ASLEEP
            d.fell_asleep += 1
