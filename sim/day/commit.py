"""The end of an hour: the acts collected in it are done, in the order of their keys."""

from __future__ import annotations

from sim.day.acquaint import acquaintance, is_vouched_for
from sim.day.act import do_lately, make_post, received, remove_post
from sim.day.arrive import consider, is_member
from sim.day.events import note
from sim.day.feed import rescore
from sim.day.sell import follows_guide, offer
from sim.day.ties import bond
from sim.rules.contacting import ANSWERED
from sim.world.arithmetic import order_by_hash
from sim.world.compiled import inlined, phase
from sim.world.eventlog import INVITED, REACTED
from sim.world.handle import fetch, fetch_all
from sim.world.keys import INVITE_WHOM, KIND, PROMO, TOPIC, extend, key2, uniform
from sim.world.people import ASLEEP, IN_ADVANCE, KNOWS, LEFT, NEVER, OUTSIDE
from sim.world.posts import (
    ACT_CORRECT,
    ACT_DUTY,
    ACT_INVITE,
    ACT_PROFILE,
    ACT_REACT,
    ACT_REPLY,
    ACT_REPORT,
    ACT_SPAM,
    CHALLENGE,
    INTRODUCTION,
    SPAM,
    TALK,
    TOPICS,
)
from sim.world.posts import PROMO as SELLS
from sim.world.posts import QUESTION as ASKS
from sim.world.programme import BY_INVITATION


@phase
def invite(w, row, day, hour):
    """One invitation to one acquaintance, who decides at once whether to join or to apply."""
    q = w.people[row]
    other = acquaintance(w, q)
    q.n_invited += 1
    if other < 0 or (w.prog[day].access == BY_INVITATION and not is_vouched_for(w, w.people[other])):
        return
    w.diary[day].invitations += 1
    note(w, hour, q.key, INVITED, row, -1, -1, other, 0, 0)
    r = w.people[other]
    if r.state == OUTSIDE or r.state == KNOWS or r.state == LEFT:
        if consider(w, other, day, 0.0, True):
            w.diary[day].invited_joins += 1
            bond(w, other, row, 0.5, day)
    elif r.state == ASLEEP:
        received(w, other, ANSWERED, day, hour, 0.0, False, key2(w.s[0].key, INVITE_WHOM, r.uid, hour))


@phase
def start_kind(w, q, key, introductions):
    """What a member's thread is: an introduction, a sale, a question, a challenge or talk."""
    p = w.p[0]
    if q.sells > 0.0 and uniform(extend(key, PROMO)) < q.sells:
        return SELLS
    if introductions == 1 and q.n_posts == 0 and q.has_need == 0:
        return INTRODUCTION
    u = uniform(extend(key, KIND))
    if u < p.question_share or (q.has_need == 1 and q.n_posts == 0):
        return ASKS
    if u > 1.0 - p.challenge_share:
        return CHALLENGE
    return TALK


@phase
def topic_within(w, q, topic, key):
    """What somebody writes about in a community of few topics: this one, else the other of the two own ones, else one of the community's."""
    n = w.s[0].breadth
    if topic < n:
        return topic
    other = q.second if topic == q.first else q.first
    return other if other < n else int(n * uniform(extend(extend(key, TOPIC), 1)))


@phase
def hide_by_members(w, x, day, hour):
    """Where so many reports hide a post at once: whether this one is now hidden."""
    enough = w.prog[day].hide_after
    if enough == 0 or x.n_reports < enough or x.is_removed == 1:
        return False
    wrongly = x.kind != SPAM and x.is_poor == 0
    x.was_judged = 1
    w.diary[day].hidden_by_members += 1
    remove_post(w, x.n, day, hour, wrongly)
    w.s[0].feed_stale = 1
    return True


@inlined
def ask_for_people(w, a):
    """Ask in advance for who acts, and for whose post it is about."""
    fetch_all(w.people[a.who])
    author = w.posts[a.post & (w.posts.shape[0] - 1)].author
    if author >= 0:
        fetch(w.people[author])


@phase
def commit(w, day, hour):
    """Do the acts collected in this hour, in the order of their keys."""
    s = w.s[0]
    p = w.p[0]
    size = w.posts.shape[0]
    d = w.diary[day]
    order_by_hash(w.action_keys, w.action_index, s.n_actions)
    for i in range(s.n_actions):
        if i + IN_ADVANCE < s.n_actions:
            ask_for_people(w, w.actions[w.action_index[i + IN_ADVANCE]])
        if i + 2 * IN_ADVANCE < s.n_actions:
            fetch(w.posts[w.actions[w.action_index[i + 2 * IN_ADVANCE]].post & (size - 1)])
        at = w.action_index[i]
        a = w.actions[at]
        kind = a.kind
        q = w.people[a.who]
        if kind == ACT_DUTY:
            d.minutes_duty += p.minutes_answer
        if kind == ACT_PROFILE:
            q.has_profile = 1
            continue
        if kind == ACT_INVITE:
            invite(w, a.who, day, hour)
            continue
        if kind == ACT_SPAM:
            if day >= q.muted_until:
                make_post(w, a.who, day, hour, SPAM, -1, -1, int(8.0 * uniform(w.action_keys[at])), 0.05, 0, 0)
            continue
        x = w.posts[a.post & (size - 1)]
        if a.post >= 0 and (x.n != a.post or x.is_removed == 1):
            continue
        if kind == ACT_REACT:
            x.n_reactions += 1
            d.reactions += 1
            if x.author >= 0 and is_member(w.people[x.author]):
                r = w.people[x.author]
                r.standing += p.standing_gain * (1.0 - r.standing)
            do_lately(w, q, day, 0.0)
            if x.thread == x.n:
                rescore(w, x, hour)
            note(w, hour, w.action_keys[at], REACTED, a.who, x.thread, a.post, -1, 0, 0)
        elif kind == ACT_REPORT:
            d.reports += 1
            x.n_reports += 1
            if w.prog[day].report_thanks == 1 and q.spam == 0.0:
                q.standing += p.standing_gain * (1.0 - q.standing)
            if hide_by_members(w, x, day, hour):
                continue
            if x.is_queued == 0 and x.was_judged == 0 and s.n_reports < w.reports.shape[0]:
                x.is_queued = 1
                w.reports[s.n_reports] = a.post
                s.n_reports += 1
        elif kind == ACT_REPLY or kind == ACT_DUTY or kind == ACT_CORRECT:
            duty = 1 if q.on_duty == 1 else 0
            if kind == ACT_CORRECT:
                if x.is_corrected == 1:
                    continue
                x.is_corrected = 1
                d.corrected += 1
            make_post(w, a.who, day, hour, TALK, x.thread, a.post, x.topic, 0.0, duty, 0)
            if kind == ACT_DUTY:
                q.conflict += p.cost_effort
        else:
            key = w.action_keys[at]
            topic = q.first if uniform(extend(key, TOPIC)) < 0.7 else q.second
            if s.breadth < TOPICS:
                topic = topic_within(w, q, topic, key)
            kind_of = start_kind(w, q, key, w.prog[day].introductions)
            if kind_of == TALK and q.last_start_day == NEVER and follows_guide(w, q, key, day):
                kind_of = ASKS
            if kind_of == SELLS:
                offer(w, a.who, day, hour, key, topic)
            else:
                make_post(w, a.who, day, hour, kind_of, -1, -1, topic, 0.0, 1 if q.on_duty == 1 else 0, 0)
    s.n_actions = 0
