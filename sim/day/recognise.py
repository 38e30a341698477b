"""Recognising members, telling them how they compare, and promoting them to a role; and what that does to those passed over."""

from __future__ import annotations

import numpy as np

from sim.day.act import contact, received
from sim.day.duty import lay_down, take_up
from sim.day.purse import purse, spend
from sim.rules.contacting import ADDRESSED, COMPARED
from sim.rules.recognising import drive_by_comparison, drive_by_recognition, lately_after, news_in_comparison
from sim.world.arithmetic import order_by_key
from sim.world.compiled import phase
from sim.world.keys import PROMOTE, key2, uniform
from sim.world.people import AWAKE, CHOSEN
from sim.world.programme import AMBASSADOR, BY_LOT, BY_QUIET, BY_STANDING, MANAGER, NOBODY

NEVER_COMPARED = 1000
"""Days since the last comparison where there was none: all of it is new."""


@phase
def lately(w, q, day):
    """Own posts of late, faded to today."""
    return lately_after(q.posts_lately, float(day - q.lately_day), w.p[0])


@phase
def is_considered(w, q, day, posts, tenure, in_office):
    """Whether somebody may be chosen: awake, posted of late, long enough a member, and not in office where offices are given."""
    if q.state != AWAKE or q.flags & CHOSEN != 0 or q.last_post_day < 0:
        return False
    if in_office and (q.on_duty == 1 or q.manages != 0):
        return False
    return lately(w, q, day) >= posts and day - q.join_day >= tenure


@phase
def merit(w, q, day, by):
    """How early somebody is chosen: by own posts, by what others think of them, by lot, or the quietest first."""
    if by == BY_STANDING:
        return q.standing
    if by == BY_LOT:
        return uniform(key2(w.s[0].key, PROMOTE, q.uid, day))
    done = lately(w, q, day)
    return -done if by == BY_QUIET else done


@phase
def choose(w, day, by, posts, tenure, in_office):
    """The best member who may be chosen and is not yet, ties by key; -1 when there is none."""
    best, most = -1, 0.0
    for i in range(w.s[0].n_members):
        row = w.members[i]
        q = w.people[row]
        if not is_considered(w, q, day, posts, tenure, in_office):
            continue
        has = merit(w, q, day, by)
        if best < 0 or has > most or (has == most and q.key > w.people[best].key):
            best, most = row, has
    return best


@phase
def honour(w, row, day, hour):
    """Somebody is recognised before all: noticed, and driven on by it, or not."""
    p = w.p[0]
    q = w.people[row]
    q.flags |= CHOSEN
    q.standing += p.recognised_standing * (1.0 - q.standing)
    q.drive = drive_by_recognition(q.drive, lately(w, q, day), p)
    received(w, row, ADDRESSED, day, hour, 0.0, False, key2(w.s[0].key, PROMOTE, q.uid, day + 100_000))


@phase
def pass_over(w, day, least, posts, tenure, in_office):
    """Those who did about as much as the least deserving chosen, and were not, feel it; then the marks are taken off."""
    p = w.p[0]
    for i in range(w.s[0].n_members):
        q = w.people[w.members[i]]
        if q.flags & CHOSEN != 0:
            q.flags &= 255 - CHOSEN
        elif is_considered(w, q, day, posts, tenure, in_office) and lately(w, q, day) >= p.passed_near * least:
            q.conflict += p.passed_over
            w.diary[day].passed_over += 1


@phase
def recognise(w, day, hour):
    """A round of recognition: the first so many by the policy's way of choosing are named before all."""
    today = w.prog[day]
    least = 1e9
    for _ in range(today.recognise_number):
        row = choose(w, day, today.recognise_by, 0.0, 0, False)
        if row < 0:
            break
        done = lately(w, w.people[row], day)
        least = done if done < least else least
        honour(w, row, day, hour)
        w.diary[day].recognised += 1
    if least < 1e9:
        pass_over(w, day, least if least > 1.0 else 1.0, 0.0, 0, False)


@phase
def promote(w, day, hour):
    """A review of members: vacancies of the role are filled by the rule of the policy."""
    s = w.s[0]
    today = w.prog[day]
    least = 1e9
    for _ in range(vacancies(w, day)):
        row = choose(w, day, today.promote_by, today.promote_posts, today.promote_tenure, True)
        if row < 0:
            break
        done = lately(w, w.people[row], day)
        least = done if done < least else least
        honour(w, row, day, hour)
        if today.promote_role == AMBASSADOR:
            take_up(w, row, 1)
        else:
            w.people[row].manages = 1
            s.n_managers += 1
        w.diary[day].promoted += 1
    if least < 1e9:
        pass_over(w, day, least if least > 1.0 else 1.0, today.promote_posts, today.promote_tenure, True)


@phase
def vacancies(w, day):
    """Places in the role of the policy that nobody fills."""
    s = w.s[0]
    today = w.prog[day]
    if today.promote_role == NOBODY:
        return 0
    return today.promote_number - (s.n_managers if today.promote_role == MANAGER else s.n_promoted)


@phase
def thank(w, day):
    """Lay down promoted offices beyond the numbers wanted, in keyed order."""
    s = w.s[0]
    today = w.prog[day]
    ambassadors = today.promote_number if today.promote_role == AMBASSADOR else 0
    managers = today.promote_number if today.promote_role == MANAGER else 0
    while s.n_promoted > ambassadors or s.n_managers > managers:
        of_duty = s.n_promoted > ambassadors
        worst = -1
        for i in range(s.n_members):
            row = w.members[i]
            q = w.people[row]
            holds = (q.on_duty == 1 and q.was_promoted == 1) if of_duty else q.manages == 1
            if holds and (worst < 0 or q.key < w.people[worst].key):
                worst = row
        lay_down(w, worst)


@phase
def compare_with_median(w, day, hour):
    """Everybody awake who did anything of late is told how much the median of them did, and what they did themselves.

    It falls due on its day and waits for the minutes of a round; returns those to keep back while it waits. What comes often holds little that
    is new, but to those who joined since the last time.
    """
    s = w.s[0]
    p = w.p[0]
    if w.prog[day].compare_day == 1:
        s.compare_due = 1
    if s.compare_due == 0:
        return 0.0
    if purse(w, day) < p.minutes_round:
        return p.minutes_round
    s.compare_due = 0
    spend(w, day, p.minutes_round)
    w.diary[day].minutes_rounds += p.minutes_round
    n = 0
    for i in range(s.n_members):
        q = w.people[w.members[i]]
        if q.state == AWAKE and q.acts_lately > 0.0:
            w.sort_keys[n] = np.uint64(1e6 * lately_after(q.acts_lately, float(day - q.lately_day), p))
            n += 1
    since = day + 1 - s.compared if s.compared > 0 else NEVER_COMPARED
    s.compared = day + 1
    if n == 0:
        return 0.0
    order_by_key(w.sort_keys, w.sort_index, n)
    median = w.sort_keys[w.sort_index[n // 2]] / 1e6
    again = news_in_comparison(float(since), p)
    for i in range(s.n_members):
        q = w.people[w.members[i]]
        if q.state == AWAKE and q.acts_lately > 0.0:
            news = again if day - q.join_day >= since else 1.0
            did = lately_after(q.acts_lately, float(day - q.lately_day), p)
            q.drive = drive_by_comparison(did, median, q.drive, news, p)
            contact(w, w.members[i], COMPARED, day, hour, news, key2(s.key, PROMOTE, q.uid, day + 200_000))
    return 0.0
