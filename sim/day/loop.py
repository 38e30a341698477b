"""The compiled loop over days; `phases` tells what a day is, in the same order."""

from __future__ import annotations

from sim.day.arrive import admit, arrive, found, tire_of
from sim.day.commit import commit
from sim.day.duty import appoint
from sim.day.events import WORKING_HOUR, expect
from sim.day.feed import build_feed, refresh_feed
from sim.day.feel import miss_answers, miss_post, part_with, share_effort, spend_evening
from sim.day.host import backlog, host_works
from sim.day.moderate import moderate
from sim.day.owners import hand_over
from sim.day.platform import close_platform, offer_today
from sim.day.record import count_posters, gini, mature, observe, sum_up
from sim.day.review import look_back, steer
from sim.day.spare import join_talk
from sim.day.visit import visit
from sim.rules.contacting import MAILED, PATIENCE, mail_share, noticed_chance
from sim.rules.expecting import resolve_of
from sim.rules.posting import momentum_of
from sim.rules.visiting import season_of, visit_chance, visit_hour
from sim.world.chances import happens
from sim.world.compiled import compiled, phase
from sim.world.handle import fetch, fetch_all, hold
from sim.world.keys import CAMPAIGN, DIGEST, MAIL, SEASON, VISIT, VISIT_HOUR, extend, key1, key2, normal, uniform
from sim.world.people import AWAKE, FOUNDER, IN_ADVANCE

SEASON_WEEKS = 16
SEASON_KEPT = 0.8
SEASON_NEW = 0.6
"""How the season remembers: z of a week is .8 z of the week before + .6 of a new normal (.8^2 + .6^2 = 1), cut off after 16 weeks."""
LOOKS_BACK = 0.5
"""Part of the momentum of posting that goes into visiting: who wrote something looks whether anything came of it."""
LOOKS_BACK_DAYS = 15
VISITORS_IN_ADVANCE = 16
"""Places of today's list ahead of a visitor at which one of the same hour is asked for: a visit or two, most of all where an hour is full."""
FOUNDERS_COME = 2.0
"""Logits by which founders come more, at first, for each by which they post more."""
OPEN_DAY, PLAN, AWAIT, COUNT, OPEN_HOUR, RECEIVE, COMMIT = range(7)
FORGET, CLOSE_HOURS, EVENING, PART, CLOSE_EVENING, OBSERVE, CLOSE_DAY = range(7, 14)
"""Steps of a day, in their order; the third to the seventh come once an hour."""
LEAST_MAIL = 0.01
"""Share of new posts told one by one below which nobody is."""


@phase
def season(w, day):
    """Logits that the week of ``day`` adds to everybody's visiting: a keyed standard normal that changes slowly from week to week."""
    z = 0.0
    weight = SEASON_NEW
    for back in range(SEASON_WEEKS):
        z += weight * normal(key1(w.s[0].key, SEASON, day // 7 - back + SEASON_WEEKS))
        weight *= SEASON_KEPT
    return season_of(z, w.p[0])


@phase
def is_brought_by_mail(w, q, sent, day):
    """Whether mail about new posts brings somebody who would not have come: sent where members are few, opened by those in the habit."""
    s = w.s[0]
    if q.seen_n >= s.n_posts or q.seen_n < 0:
        return False
    chance = sent * q.habit * noticed_chance(MAILED, False, q.weary, w.p[0])
    q.weary += sent
    return uniform(key2(s.key, MAIL, q.uid, day)) < chance


@phase
def begin_week(w, day):
    """What a week brings to everybody's visiting is drawn on its first day."""
    if day % 7 == 0:
        w.s[0].season = season(w, day)


@phase
def plan(w, day, first, end):
    """Who of the members from place ``first`` to ``end`` - 1 visits today, and in which hour: by inclination, by a notice, by mail, or from sleep by
    a digest."""
    s = w.s[0]
    p = w.p[0]
    k = s.key
    weekend = day % 7 >= 5
    at = s.at_row
    while at < w.calendar.shape[0] and w.calendar[at].day < day:
        at += 1
    planned = at < w.calendar.shape[0] and w.calendar[at].day == day
    sent = s.digest * mail_share(float(s.n_members))
    sent = sent if sent < 1.0 else 1.0
    founders = FOUNDERS_COME * p.founder_drive * resolve_of(float(day), p) / p.resolve if p.resolve > 0.0 else 0.0
    if w.prog[day].joined == 1:
        founders = 0.0
    wakes = s.digest * p.digest * p.wake  # the most by which a digest wakes anybody
    campaign = p.campaign_drive if uniform(key1(k, CAMPAIGN, day // 7)) < p.campaign_weeks else 0.0
    for i in range(first, end):
        row = w.members[i]
        q = w.people[row]
        if i + IN_ADVANCE < end:
            fetch(w.people[w.members[i + IN_ADVANCE]])
        mask = 0
        if q.due_hour >= 0 and q.due_hour // 24 <= day:
            if q.due_hour // 24 == day:
                mask |= 1 << (q.due_hour % 24)
            q.due_hour = -1
        if q.state == AWAKE:
            u = uniform(extend(extend(w.roots[VISIT], q.uid), day))
            looks_back = founders if q.flags & FOUNDER != 0 else 0.0
            if day - q.last_post_day < LOOKS_BACK_DAYS:
                looks_back += LOOKS_BACK * momentum_of(float(day - q.last_post_day), p)
            wants = visit_chance(
                q.act + campaign * q.spam + looks_back,
                q.habit,
                q.value,
                q.hope,
                s.season,
                weekend,
                q.on_duty == 1,
                planned,
                p,
            )
            comes = happens(u, wants)
            if not comes and mask == 0 and sent > LEAST_MAIL:
                comes = is_brought_by_mail(w, q, sent, day)
        elif wakes > 0.0:
            u = uniform(extend(extend(w.roots[DIGEST], q.uid), day))
            comes = (u < wakes or q.weary < 0.0) and u < wakes / (1.0 + q.weary / PATIENCE)
        else:
            comes = False
        if comes:
            mask |= 1 << visit_hour(q.peak, normal(key2(k, VISIT_HOUR, q.uid, day)), p)
        if mask != 0:
            expect(w, row, mask)


@phase
def count_visitors(w, clock, first, end):
    """How many on today's list, from place ``first`` to ``end`` - 1, visit in this hour."""
    bit = 1 << clock
    n = 0
    for i in range(first, end):
        n += w.today_hours[i] & bit != 0
    return n


@phase
def open_hour(w, hour):
    """Whoever visits in this hour finds the lists as they are at its start."""
    if w.s[0].feed_stale == 1:
        build_feed(w, hour)
    w.s[0].n_open = -1


@phase
def receive(w, day, clock, first, end):
    """The visits of an hour by those on today's list from place ``first`` to ``end`` - 1."""
    bit = 1 << clock
    for i in range(first, end):
        if i + VISITORS_IN_ADVANCE < end and w.today_hours[i + VISITORS_IN_ADVANCE] & bit != 0:
            fetch_all(w.people[w.today[i + VISITORS_IN_ADVANCE]])
        if w.today_hours[i] & bit != 0:
            visit(w, w.today[i], day, day * 24 + clock)


@phase
def forget_list(w, first, end):
    """Nobody from place ``first`` to ``end`` - 1 is on today's list any more."""
    for i in range(first, end):
        w.people[w.today[i]].today_at = -1


@phase
def pass_step(w, step, day, clock, first, end, founders, everyone):
    """One step of a day, as `PHASES` lists them: of the whole community, or of those from place ``first`` to ``end`` - 1 of a list."""
    s = w.s[0]
    if step == OPEN_DAY:
        w.day_first[day] = s.n_posts
        s.days_posts = 0
        steer(w, day)
        offer_today(w, day)
        refresh_feed(w, day * 24)
        if day == 0:
            found(w, founders, everyone)
        appoint(w, day)
        hand_over(w, day)
        arrive(w, day)
        s.n_queue = tire_of(w, w.queue, s.n_queue, day)
        s.n_waiting = tire_of(w, w.waiting, s.n_waiting, day)
        admit(w, day)
        begin_week(w, day)
    elif step == PLAN:
        plan(w, day, first, end)
    elif step == AWAIT:
        s.n_here = 0
        if clock == WORKING_HOUR:
            host_works(w, day)
    elif step == COUNT:
        s.n_here += count_visitors(w, clock, first, end)
    elif step == OPEN_HOUR:
        open_hour(w, day * 24 + clock)
    elif step == RECEIVE:
        receive(w, day, clock, first, end)
    elif step == COMMIT:
        commit(w, day, day * 24 + clock)
    elif step == FORGET:
        forget_list(w, first, end)
    elif step == CLOSE_HOURS:
        s.n_today = 0
        s.n_going = 0
        moderate(w, day)
        join_talk(w, day)
        miss_answers(w, day)
        miss_post(w, day)
        share_effort(w, day)
    elif step == EVENING:
        spend_evening(w, day, first, end)
    elif step == PART:
        part_with(w, day, first, end)
    elif step == CLOSE_EVENING:
        close_platform(w, day)
        s.posts_pace += (s.days_posts - s.posts_pace) / 7.0
        s.active += (w.diary[day].visitors - s.active) / 7.0
        w.day_first[day + 1] = s.n_posts
        mature(w, day)
        count_posters(w, day)
    elif step == OBSERVE:
        observe(w, day, first, end)
    else:
        sum_up(w, day)
        backlog(w, day)
        gini(w, day, w.diary.shape[0])
        look_back(w, day)


@compiled
def pass_days(tables, first, end, founders, everyone):
    """Days ``first`` to ``end`` - 1, one step after the other."""
    w = hold(tables)
    s = w.s[0]
    for day in range(first, end):
        pass_step(w, OPEN_DAY, day, 0, 0, 0, founders, everyone)
        pass_step(w, PLAN, day, 0, 0, s.n_members, founders, everyone)
        for clock in range(24):
            pass_step(w, AWAIT, day, clock, 0, 0, founders, everyone)
            pass_step(w, COUNT, day, clock, 0, s.n_today, founders, everyone)
            if s.n_here > 0:
                pass_step(w, OPEN_HOUR, day, clock, 0, 0, founders, everyone)
                pass_step(w, RECEIVE, day, clock, 0, s.n_today, founders, everyone)
                pass_step(w, COMMIT, day, clock, 0, 0, founders, everyone)
        pass_step(w, FORGET, day, 0, 0, s.n_today, founders, everyone)
        pass_step(w, CLOSE_HOURS, day, 0, 0, 0, founders, everyone)
        pass_step(w, EVENING, day, 0, 0, s.n_members, founders, everyone)
        pass_step(w, PART, day, 0, 0, s.n_going, founders, everyone)
        pass_step(w, CLOSE_EVENING, day, 0, 0, 0, founders, everyone)
        pass_step(w, OBSERVE, day, 0, 0, s.n_members, founders, everyone)
        pass_step(w, CLOSE_DAY, day, 0, 0, 0, founders, everyone)


@compiled
def pass_one_step(tables, step, day, clock, first, end, founders, everyone):
    """One step of a day, for whoever shares it out (`sim.day.together`)."""
    pass_step(hold(tables), step, day, clock, first, end, founders, everyone)
