"""Arriving: people hear of the community, apply, wait, are admitted, are put on duty."""

from __future__ import annotations

from sim.day.acquaint import is_vouched_for, sponsor
from sim.day.events import come_back_later, expect, note
from sim.day.ties import bond
from sim.rules.expecting import habit_begun, hope_of
from sim.rules.joining import join_chance, outside_value
from sim.rules.reading import own_topic
from sim.world.arithmetic import logistic
from sim.world.compiled import inlined, phase
from sim.world.eventlog import JOIN as JOINED
from sim.world.eventlog import THERE_BEFORE
from sim.world.keys import ALREADY, FINDS, FIRST_VISIT, JOIN, LEAVE, TENURE, TIRE, exponential, key1, key2, uniform
from sim.world.people import (
    ASLEEP,
    AWAKE,
    FOUNDER,
    IN_LINE,
    KNOWS,
    LEFT,
    NEVER,
    OUTSIDE,
    QUEUED,
    REFUSED,
    REMOVED,
    WAITING,
)
from sim.world.posts import TOPICS
from sim.world.programme import AUTOMATIC, BY_INVITATION, ON_REQUEST, PERSONAL

QUOTA_SLACK = 10.0
INTEREST_KEEPS = 30
"""Days for which interest in what is yet to open does not go stale."""
PROMISED = 1000.0
"""Posts a day that people expect who sign up for what is yet to open: as many as are worth joining for, half of which counts."""
EXPECTED_FIRST = 0.4
"""What a newcomer expects before the first look, which weighs more."""
AGED_DAYS, AGED_VISITS = 365, 60
AGED_INFORMATION, AGED_HABIT, AGED_TRUST = 0.85, 0.36, 0.62
AGED_RELATIONS, AGED_IDENTITY, AGED_STANDING = 0.39, 0.25, 0.19
AGED_POSTS, AGED_VISITORS = 0.08, 0.05
AGED_FROM_START = 0.9
"""What members of a community that was there before bring along (relations, identity and standing: those longest in it), and its posts and
visitors a day for each of them: as in the last weeks of a year of the baseline. Those longest in it, one in ten, are its founders: judgement."""
FOUNDERS_KNOW = 4
"""Other founders each has a tie with on day 0."""


@phase
def finds_topic(w, q):
    """Whether somebody finds own topics in a community that is not about all of them; who does not has no look at it."""
    return uniform(key1(w.s[0].key, FINDS, q.uid)) < own_topic(q.first, q.second, w.s[0].breadth)


@inlined
def is_already_on(w, q):
    """Whether somebody is active where the community is anyway, whatever becomes of it."""
    return w.s[0].already_on > 0.0 and uniform(key1(w.s[0].key, ALREADY, q.uid)) < w.s[0].already_on


@phase
def consider(w, row, day, conversion, invited):
    """Somebody outside decides, once per contact, whether to join or to apply."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    today = w.prog[day]
    if q.state == OUTSIDE:
        w.diary[day].new_aware += 1
    if q.state != KNOWS:
        s.n_known += 1
        q.state = KNOWS
    if invited:
        q.invited = 1
        conversion += p.invited_joins
    q.n_contacts += 1
    asked = -1
    if today.access == BY_INVITATION and q.invited == 0:
        asked = sponsor(w, q) if is_vouched_for(w, q) else -1
        if asked < 0:
            come_back_later(w, row, day, p.look_again)
            return False
        q.invited = 1
        conversion += p.invited_joins
    if s.breadth < TOPICS and not finds_topic(w, q):
        w.diary[day].found_no_topic += 1.0 if q.n_contacts == 1 else 0.0
        return False
    if is_already_on(w, q):
        conversion += p.already_joins
    waited = 0
    beside = p.rival + q.rival
    if (
        q.aware_day < 0 and day == 0
    ):  # signed up before there was anything to read: half is guessed, and those who did are the crowd
        waited = -q.aware_day - INTEREST_KEEPS if q.aware_day < -INTEREST_KEEPS else 0
        crowd = float(s.n_members + s.n_waiting + s.n_queue)
        value = outside_value(p.weight_information, q.fit, PROMISED, crowd, 0.0, beside, p)
    else:
        value = outside_value(p.weight_information, q.fit, s.posts_pace, s.active, today.public_reading, beside, p)
    effort = today.application_effort if today.access == ON_REQUEST else 0.0
    chance = join_chance(value, q.fit, conversion, waited, effort, q.act, q.spam, p)
    if uniform(key2(s.key, JOIN, q.uid, q.n_contacts)) >= chance:
        come_back_later(w, row, day, p.look_again)
        return False
    s.n_known -= 1
    q.apply_day = day
    if asked >= 0:
        w.diary[day].invited_joins += 1
        bond(w, row, asked, 0.5, day)
    if today.access == ON_REQUEST:
        q.state = QUEUED
        w.queue[s.n_queue] = row
        s.n_queue += 1
        w.diary[day].applications += 1
    else:
        q.state = WAITING
        w.waiting[s.n_waiting] = row
        s.n_waiting += 1
        w.diary[day].accepted += 1
    return True


@phase
def arrive(w, day):
    """Those whose day of hearing has come, and those who look again, decide in keyed order."""
    s = w.s[0]
    n = w.aware_order.shape[0]
    while s.at_aware < n and w.people[w.aware_order[s.at_aware]].aware_day <= day:
        row = w.aware_order[s.at_aware]
        s.at_aware += 1
        q = w.people[row]
        if q.state == OUTSIDE:
            if q.channel >= 0:
                channel = w.channels[q.channel]
                invited = channel.invites == 1 and is_vouched_for(w, q)
                consider(w, row, day, channel.conversion, invited)
            else:
                consider(w, row, day, 0.0, False)
    row = w.due_head[day]
    while row >= 0:
        q = w.people[row]
        following = q.next_due
        q.next_due = -1
        if q.state == KNOWS and q.channel >= 0:
            consider(w, row, day, w.channels[q.channel].conversion, False)
        elif q.state == KNOWS or q.state == LEFT or (q.state == REMOVED and q.spam > 0.0):
            consider(w, row, day, 0.0, False)
        row = following


@phase
def tire_of(w, line, n, day):
    """Those in a line who give up go back to merely knowing; the order of the others stays. Returns how many stay."""
    s = w.s[0]
    kept = 0
    for i in range(n):
        row = line[i]
        q = w.people[row]
        if uniform(key2(s.key, TIRE, q.uid, day)) < w.p[0].tire and q.apply_day < day:
            q.state = KNOWS
            s.n_known += 1
            w.diary[day].tired += 1
            come_back_later(w, row, day, w.p[0].look_again)
        else:
            line[kept] = row
            kept += 1
    return kept


@phase
def let_in(w, row, day, hour):
    """Make somebody a member, with a first visit today from ``hour`` on."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    returns = q.join_day != NEVER
    q.state = AWAKE
    q.list_at = s.n_members
    w.members[s.n_members] = row
    s.n_members += 1
    q.leave_at = exponential(key2(s.key, LEAVE, q.uid, q.n_episodes))
    q.n_episodes += 1
    q.hazard = 0.0
    again = habit_begun(0.0, p)
    q.habit = again if again > q.habit else q.habit  # a first visit then shows what there is
    q.weary = 0.0
    w.diary[day].joined += 1
    if returns:
        w.diary[day].rejoined += 1
    else:
        q.join_day = day
        q.trust = p.trust_start
        q.information = EXPECTED_FIRST
        q.hope = hope_of(q.information, p)
        q.seen_n = -1
        w.newcomers[s.n_newcomers] = row
        s.n_newcomers += 1
        if q.flags & FOUNDER == 0:
            w.cohorts[day].joined += 1
    start = hour + int((24.0 - hour) * uniform(key2(s.key, FIRST_VISIT, q.uid, q.n_episodes)))
    expect(w, row, 1 << start)
    note(w, day * 24, q.key, JOINED, row, -1, -1, -1, 0, THERE_BEFORE if q.flags & FOUNDER != 0 else 0)


@phase
def welcome_in(w, row, day):
    """What is done for a newcomer at the door: an automatic welcome, or a place in the line for a personal one."""
    s = w.s[0]
    q = w.people[row]
    kind = w.prog[day].welcome
    if kind == AUTOMATIC:
        q.was_welcomed = AUTOMATIC
        q.welcome_day = day
    elif kind == PERSONAL and q.was_welcomed == 0:
        w.welcomes[s.n_welcomes] = row
        s.n_welcomes += 1
        q.was_welcomed = IN_LINE


@phase
def has_place(w, row, share):
    """Whether there is a place for this person, where at most a share of the places is for experts: those are let in up to that share of
    all let in so far, ten more to begin with. The target group never waits for experts to come. Counts who gets a place.
    """
    s = w.s[0]
    if share < 0.0:
        return True
    total = float(s.n_experts_in + s.n_others_in)
    expert = w.people[row].expert == 1
    if expert:
        if s.n_experts_in >= share * total + QUOTA_SLACK:
            return False
        s.n_experts_in += 1
    else:
        s.n_others_in += 1
    return True


@phase
def admit(w, day):
    """Let in everybody accepted, or on batch days the first so many of the line, as far as size and quota leave places."""
    s = w.s[0]
    today = w.prog[day]
    places = s.n_waiting
    if today.batch_size > 0:
        if today.batch_day == 0:
            return
        if today.batch_size < places:
            places = today.batch_size
    if today.size_cap > 0:
        asleep = int(w.diary[day - 1].asleep) if day > 0 else 0  # as the team saw it last night
        if today.size_cap - s.n_members + asleep < places:
            places = today.size_cap - s.n_members + asleep
    if places <= 0:
        return
    kept = 0
    for i in range(s.n_waiting):
        row = w.waiting[i]
        if places > 0 and has_place(w, row, today.expert_share):
            places -= 1
            let_in(w, row, day, 6)
            welcome_in(w, row, day)
        else:
            w.waiting[kept] = row
            kept += 1
    s.n_waiting = kept


@phase
def age(w, q):
    """A member of a community that was there before: what a year of it leaves in those who stay, more of it the longer they have been there."""
    tenure = uniform(key1(w.s[0].key, TENURE, q.uid))
    q.join_day = -1 - int(AGED_DAYS * tenure)
    q.n_visits = 1 + int(AGED_VISITS * tenure)
    q.last_visit_day = -1
    q.information = AGED_INFORMATION
    q.hope = hope_of(q.information, w.p[0])
    q.habit = AGED_HABIT
    q.relations = AGED_RELATIONS * tenure
    q.identity = AGED_IDENTITY * tenure
    q.standing = AGED_STANDING * tenure
    q.trust = AGED_TRUST
    if tenure > AGED_FROM_START:
        q.crp += w.p[0].founder_drive
        q.cst += w.p[0].founder_drive


@phase
def take_in_founder(w, row, founder, joined):
    """One of those who are members on day 0: a founder, a member of long standing where the community was there before, or one of everybody."""
    q = w.people[row]
    if founder and q.spam > 0.0:
        q.spam = 0
        q.role = 0
        q.cre = w.p[0].react_base
        q.crp = w.p[0].reply_base
        q.cst = w.p[0].start_base
    if founder:
        q.has_profile = 1
        q.flags |= FOUNDER
        if not joined:
            q.crp += w.p[0].founder_drive
            q.cst += w.p[0].founder_drive
    q.invited = 1
    let_in(w, row, 0, 0)
    if founder and joined:
        age(w, q)


@phase
def found(w, founders, everyone):
    """Day 0: the founders, or the whole audience, are members; founders have profiles, know each other and are not spammers.

    In a community that was there before they are its members, with stocks that have aged, and few of them its founders. Those who were
    to stay are among them rather than others: who is active, and whom the topic suits. Those who found a community of few topics are,
    as long as there are any, people who find theirs.
    """
    n = w.people.shape[0]
    joined = w.prog[0].joined if w.prog.shape[0] > 0 else 0
    if joined == 1:
        w.s[0].posts_pace = AGED_POSTS * founders
        w.s[0].active = AGED_VISITORS * founders
    narrow = w.s[0].breadth < TOPICS and joined == 0
    founding = 0
    for turn in range(2 if joined == 1 or narrow else 1):
        for uid in range(n):
            q = w.people[w.row_of[uid]]
            founder = uid < founders
            if joined == 1:
                stays = turn == 1 or uniform(key2(w.s[0].key, TENURE, q.uid, 1)) < logistic(q.act + q.fit)
                founder = stays and q.state == OUTSIDE and w.s[0].n_members < founders
            if narrow:
                founder = founding < founders and q.state == OUTSIDE and (turn == 1 or finds_topic(w, q))
                founding += 1 if founder else 0
            if founder or (everyone and q.state == OUTSIDE and turn == (1 if joined == 1 or narrow else 0)):
                take_in_founder(w, w.row_of[uid], founder, joined == 1)
    known = founders if founders < n else n
    for i in range(known):
        for step in range(1, FOUNDERS_KNOW + 1):
            if step < known:
                bond(w, w.members[i], w.members[(i + step) % known], w.p[0].founders_know, 0)


@phase
def refuse(w, row, day):
    """An applicant is turned down."""
    w.people[row].state = REFUSED
    w.diary[day].refusals += 1


@phase
def accept(w, row, day):
    """An applicant goes to the line of those waiting to be let in."""
    s = w.s[0]
    w.people[row].state = WAITING
    w.waiting[s.n_waiting] = row
    s.n_waiting += 1
    w.diary[day].accepted += 1


@inlined
def is_member(q):
    """Whether a person is a member, awake or asleep."""
    return q.state == AWAKE or q.state == ASLEEP
