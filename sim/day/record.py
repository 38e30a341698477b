"""Writing the diary at the end of a day. Reads the world, changes nothing that anybody acts upon."""

from __future__ import annotations

import numpy as np

from sim.rules.inviting import tie_after
from sim.world.arithmetic import order_by_key
from sim.world.compiled import phase
from sim.world.handle import fetch
from sim.world.people import AWAKE, IN_ADVANCE
from sim.world.posts import CHALLENGE, QUESTION, SOLVED_BY_DUTY, SOLVED_BY_MEMBER, SOLVED_BY_STAFF
from sim.world.tables import BLOCK


@phase
def mature(w, day):
    """What became of the posts made seven days ago: threads without an answer, first posts and the hours to their answer."""
    if day < 7:
        return
    size = w.posts.shape[0]
    d = w.diary[day]
    low = w.day_first[day - 7]
    oldest = w.s[0].n_posts - size
    if low < oldest:
        low = oldest
    for number in range(low, w.day_first[day - 6]):
        x = w.posts[number & (size - 1)]
        if x.is_own == 0 or x.is_removed == 1:
            continue
        answered = x.answer_hour >= 0 and x.answer_hour - x.hour <= 168
        if x.parent < 0:
            d.matured_starts += 1
            if not answered:
                d.matured_unanswered += 1
            if x.kind == QUESTION:
                d.matured_questions += 1
                if x.solved_by == SOLVED_BY_MEMBER:
                    d.solved_by_members += 1
                elif x.solved_by == SOLVED_BY_DUTY:
                    d.solved_by_duty += 1
                elif x.solved_by == SOLVED_BY_STAFF:
                    d.solved_by_staff += 1
            elif x.kind == CHALLENGE and x.solved_by == SOLVED_BY_MEMBER:
                d.ideas += 1
        if x.is_first == 1:
            d.matured_first += 1
            if answered:
                d.matured_first_answered += 1
                d.first_answer_hours += x.answer_hour - x.hour


@phase
def count_posters(w, day):
    """People whose newest own post lies in the last 7 and 30 days, and those whose newest turned 30 days old."""
    d = w.diary[day]
    for back in range(30):
        if day - back < 0:
            break
        n = w.posted_last[day - back]
        d.posters_30d += n
        if back < 7:
            d.posters_7d += n
    if day >= 30:
        d.churned_30d = w.posted_last[day - 30]


@phase
def observe_block(w, day, first, end):
    """Count and sum up, for the members from place ``first`` to ``end`` - 1, what `sum_up` puts into the diary."""
    p = w.p[0]
    since = day - 30
    experts, profiles, ambassadors, spammers, creators, critics, lurkers, awake = 0, 0, 0, 0, 0, 0, 0, 0
    information, relations, identity, standing, cost, habit, trust, value, tied = (
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0,
    )
    by_ambassadors, by_spammers, by_creators, by_critics, by_quiet = 0, 0, 0, 0, 0
    cost_promotion = p.cost_promotion
    for i in range(first, end):
        row = w.members[i]
        q = w.people[row]
        if i + IN_ADVANCE < end:
            fetch(w.people[w.members[i + IN_ADVANCE]])
        profiles += q.has_profile
        experts += q.expert
        visits = q.visits_today if q.today_day == day else 0
        if q.on_duty == 1:
            ambassadors += 1
            by_ambassadors += visits
        elif q.last_spam_day > since:
            spammers += 1
            by_spammers += visits
        elif q.last_start_day > since:
            creators += 1
            by_creators += visits
        elif q.last_reply_day > since:
            critics += 1
            by_critics += visits
        else:
            by_quiet += visits
            lurkers += q.last_visit_day > since
        if q.state != AWAKE:
            continue
        awake += 1
        information += q.information
        relations += q.relations
        identity += q.identity
        standing += q.standing
        cost += q.cost + cost_promotion * q.promotion + q.conflict
        habit += q.habit
        trust += q.trust
        value += q.value
        if day % 7 == 6:
            ties = w.ties[row]
            for j in range(q.n_ties):
                if tie_after(ties[j].strength, day - ties[j].day, 0.0, p) > 0.05:
                    tied += 1
    t = w.tallies[first // BLOCK]
    t.visits_ambassador = by_ambassadors
    t.visits_spammer = by_spammers
    t.visits_creator = by_creators
    t.visits_critic = by_critics
    t.visits_quiet = by_quiet
    t.profiles = profiles
    t.experts = experts
    t.role_ambassador = ambassadors
    t.role_spammer = spammers
    t.role_creator = creators
    t.role_critic = critics
    t.role_lurker = lurkers
    t.awake = awake
    t.information = information
    t.relations = relations
    t.identity = identity
    t.standing = standing
    t.cost = cost
    t.habit = habit
    t.trust = trust
    t.value = value
    t.ties = tied


@phase
def observe(w, day, first, end):
    """Observed roles of the last 30 days (by posts: reacting is reading) and their visits of today, profiles, and the stocks of those awake, of
    the members from place ``first`` to ``end`` - 1: block by block, so that sums come out the same whoever makes them; ``first`` begins a block."""
    for start in range(first, end, BLOCK):
        observe_block(w, day, start, start + BLOCK if start + BLOCK < end else end)


@phase
def sum_up(w, day):
    """What `observe` counted of all members, in the order of their blocks; of the stocks the means over those awake."""
    s = w.s[0]
    d = w.diary[day]
    for block in range((s.n_members + BLOCK - 1) // BLOCK):
        t = w.tallies[block]
        d.visits_ambassador += t.visits_ambassador
        d.visits_spammer += t.visits_spammer
        d.visits_creator += t.visits_creator
        d.visits_critic += t.visits_critic
        d.visits_quiet += t.visits_quiet
        d.profiles += t.profiles
        d.experts += t.experts
        d.role_ambassador += t.role_ambassador
        d.role_spammer += t.role_spammer
        d.role_creator += t.role_creator
        d.role_critic += t.role_critic
        d.role_lurker += t.role_lurker
        d.awake += t.awake
        d.information += t.information
        d.relations += t.relations
        d.identity += t.identity
        d.standing += t.standing
        d.cost += t.cost
        d.habit += t.habit
        d.trust += t.trust
        d.value += t.value
        d.ties += t.ties
    d.role_inactive = s.n_members - d.role_ambassador - d.role_spammer - d.role_creator - d.role_critic - d.role_lurker
    if d.awake > 0:
        d.information /= d.awake
        d.relations /= d.awake
        d.identity /= d.awake
        d.standing /= d.awake
        d.cost /= d.awake
        d.habit /= d.awake
        d.trust /= d.awake
        d.value /= d.awake
        d.ties /= d.awake
    if day % 7 != 6:
        d.ties = w.diary[day - 1].ties if day > 0 else 0.0
    d.managers = s.n_managers
    d.owners = s.n_owners
    d.evasion = s.evasion
    d.members = s.n_members
    d.asleep = d.members - d.awake
    d.aware = s.n_known
    d.queued = s.n_queue
    d.waiting = s.n_waiting
    d.on_duty = s.n_on_duty


@phase
def gini(w, day, days):
    """Gini coefficient of own posts over people who ever posted, on every 30th day and the last."""
    if day % 30 != 29 and day != days - 1:
        w.diary[day].gini = np.nan
        return
    n = 0
    most = 0
    for row in range(w.people.shape[0]):
        posts = w.people[row].n_posts
        if posts > 0:
            w.sort_keys[n] = posts
            n += 1
            most = posts if posts > most else most
    if n == 0:
        w.diary[day].gini = np.nan
        return
    total = 0.0
    weighted = 0.0
    if most < w.sort_index.shape[0]:  # whole numbers, so counting how often each occurs gives the same sums as sorting
        for posts in range(most + 1):
            w.sort_index[posts] = 0
        for i in range(n):
            w.sort_index[w.sort_keys[i]] += 1
        before = 0
        for posts in range(1, most + 1):
            here = w.sort_index[posts]
            total += float(posts * here)
            weighted += float(posts * (here * before + here * (here + 1) // 2))
            before += here
    else:
        order_by_key(w.sort_keys, w.sort_index, n)
        for i in range(n):
            posts = float(w.sort_keys[w.sort_index[i]])
            total += posts
            weighted += (i + 1) * posts
    w.diary[day].gini = 2.0 * weighted / (n * total) - (n + 1.0) / n
