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
    strikes: float


@phase
def miss_post(w, day):
    """Note whether one more of the planned posts that members have come to expect has not come."""
    s = w.s[0]
    since = float(day + 1 - s.planned_last)
    s.missed_today = s.planned_last != 0 and is_missed(since, s.planned_gap, s.n_missed)
    if s.missed_today:
        s.n_missed += 1
        w.diary[day].calendar_missed += 1


@inlined
def feel(w, q, day, keep, promoted, duty):
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
        q.conflict += s.managing
    if q.state == ASLEEP:
        return
    if q.last_visit_day == day:
        q.habit = habit_after(q.habit, q.reward, p)
        q.reward = 0.0
    else:
        q.habit *= keep.habit
    if s.missed_today == 1:
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
def share_effort(w, day):
    """What today's managing costs each who manages, whoever of them lays it down in the evening."""
    s = w.s[0]
    p = w.p[0]
    s.managing = 0.0
    if s.n_managers + s.n_owners > 0:
        s.managing = p.cost_effort * w.diary[day].minutes_managers / ((s.n_managers + s.n_owners) * p.minutes_answer)


@phase
def kept_of(w):
    """What is left of each stock after a day."""
    p = w.p[0]
    return Kept(
        exp(-1.0 / p.habit_tau),
        exp(-1.0 / p.relations_tau),
        exp(-1.0 / p.standing_tau),
        exp(-1.0 / p.identity_tau),
        exp(-1.0 / p.conflict_tau),
        exp(-1.0 / p.weary_tau),
        exp(-1.0 / p.drive_tau),
        1.0 - p.coach_relief * w.s[0].care / 7.0,
        exp(-1.0 / p.strike_tau),
    )


@inlined
def end_of_day(w, row, q, day, keep, promoted, duty):
    """A member's evening: stocks settle and worth is felt; then they may stop after a first post or fall asleep. Returns whether they go."""
    s = w.s[0]
    p = w.p[0]
    d = w.diary[day]
    ban = w.prog[day].ban_after
    hour = day * 24 + 23
    feel(w, q, day, keep, promoted, duty)
    if ban > 0 and q.strikes >= ban - 0.5:
        q.state = REMOVED
        q.strikes = 0.0
        d.banned += 1
        return True
    if q.strikes != 0.0:
        q.strikes *= keep.strikes
    if q.lessons != 0.0:
        q.lessons *= keep.strikes
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
        q.state = LEFT
        d.left += 1
        return True
    if q.state == AWAKE and q.habit < p.sleep_habit and q.on_duty == 0 and q.manages == 0:
        q.state = ASLEEP
        d.fell_asleep += 1
    return False


@phase
def spend_evening(w, day, first, end):
    """The evening of the members from place ``first`` to ``end`` - 1. Nobody's touches another's, so that reading everybody is what costs.

    From the end to the start; the places of those who go are left in ``today``, which nobody needs at night, for `part_with`. Whoever holds an
    office may lay it down, which concerns all: their evening is left to it too.
    """
    s = w.s[0]
    keep = kept_of(w)
    i = end - 1
    while i >= first:
        row = w.members[i]
        q = w.people[row]
        if i - 1 - IN_ADVANCE >= first:
            fetch(w.people[w.members[i - 1 - IN_ADVANCE]])
        if q.on_duty != 0 or q.manages != 0 or end_of_day(w, row, q, day, keep, 0.0, 0.0):
            w.today[s.n_going] = i
            s.n_going += 1
        i -= 1


@phase
def part_with(w, day, first, end):
    """Of the places that the evening left in ``today``, from ``first`` to ``end`` - 1: who holds an office spends the evening, and who goes is taken off
    the list, is banned or leaves."""
    p = w.p[0]
    keep = kept_of(w)
    duty = w.prog[day].ambassador_minutes / 7.0
    promoted = w.prog[day].promote_minutes / 7.0
    for at in range(first, end):
        row = w.members[w.today[at]]
        q = w.people[row]
        if (q.on_duty != 0 or q.manages != 0) and not end_of_day(w, row, q, day, keep, promoted, duty):
            continue
        take_off(w, row)
        note(w, day * 24 + 23, q.key, GONE, row, -1, -1, -1, 0, 0)
        if q.state == LEFT:
            come_back_later(w, row, day, p.return_rate)
        elif q.spam > 0:
            come_back_later(w, row, day, p.spammer_returns)
