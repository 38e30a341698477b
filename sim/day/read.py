"""Reading one post: what it is worth, what it costs, and whether one reacts, reports or sets it right."""

from __future__ import annotations

import numpy as np

from sim.day.ties import is_tied
from sim.rules.feeling import trust_lost
from sim.rules.reading import worth
from sim.rules.replying import react_chance
from sim.rules.reporting import correct_chance, report_chance
from sim.rules.rivalling import share_left
from sim.rules.selling import lead_chance, load_of
from sim.rules.speaking import blame_of
from sim.world.chances import happens
from sim.world.compiled import inlined, phase
from sim.world.keys import CORRECT, HIDES, LEAD, POLL, REACT, REPORT, extend, key2, uniform
from sim.world.posts import ACT_CORRECT, ACT_REACT, ACT_REPORT, EXCLUSIVE
from sim.world.posts import PROMO as SELLS
from sim.world.posts import SPAM as IS_SPAM
from sim.world.programme import OFF_REMOVED

GRID = 2.0**30
"""Quality is summed in steps so small that no sum is rounded, in whatever order it is made; what is above .008 has no others."""
OWN_TOPICS = 0.5
"""Match above which a post is about one of the reader's own topics."""


@inlined
def begin_reading(w):
    """A visit begins: nothing read yet."""
    s = w.s[0]
    s.n_opened = 0
    s.got = 0.0
    s.bad = 0.0
    s.sold = 0.0
    s.items = 0.0
    s.others = 0.0
    s.walked = 0.0
    s.hidden = 0.0
    s.within = 0.0


@phase
def plan_act(w, row, kind, post, key):
    """Collect an act for the end of the hour."""
    s = w.s[0]
    n = s.n_actions
    if n >= w.actions.shape[0]:
        s.n_lost += 1
        return
    w.actions[n].who = row
    w.actions[n].kind = kind
    w.actions[n].post = post
    w.action_keys[n] = key
    s.n_actions = n + 1


@inlined
def is_offer(x):
    """Whether a post sells, openly or in disguise."""
    return x.kind == SELLS or x.is_disguised == 1


@inlined
def is_hidden(w, row, t, m, day, open_key):
    """Whether a feed that is made for each reader puts the thread after the others: other topics and small talk, but never a friend's."""
    if (m > 0.5 and t.is_off == 0) or t.author == row:
        return False
    if uniform(extend(extend(open_key, HIDES), t.key)) >= w.p[0].personal_hides:
        return False
    return not is_tied(w, row, t.author, day)


@phase
def take_in_offer(w, q, x, m, day):
    """A promotional post: of use to those who look for offers, a burden to the others. Returns the share of its worth that counts."""
    s = w.s[0]
    p = w.p[0]
    if q.seeks == 1:
        if uniform(key2(s.key, LEAD, q.uid, x.key)) < lead_chance(m, x.quality, p):
            w.diary[day].leads += 1
        return p.seeker_worth
    w.diary[day].promo_seen += 1
    s.sold += load_of(x.is_disguised == 0, p)
    if x.is_disguised == 1:
        s.bad += p.disguised_harm
    return p.offer_worth


@inlined
def take_in(w, row, x, m, day, hour):
    """What a fresh post by somebody else does to its reader, who is neither its author nor a spammer."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    d = w.diary[day]
    s.items += 1.0
    if x.kind == IS_SPAM:
        s.bad += 1.0
        d.spam_seen += 1
        return
    harms = x.is_poor == 1 and x.is_corrected == 0
    share = 1.0
    if x.is_poor == 1:
        s.bad += 1.0 if harms else p.corrected_noise
        d.poor_seen += 1
    if is_offer(x):
        share = take_in_offer(w, q, x, m, day)
    if x.is_off == 1:
        share *= p.off_worth
        q.relations += p.off_bond * (1.0 - q.relations)
        d.off_topic_seen += 1
    if x.expires_hour >= 0 and hour >= x.expires_hour:
        share *= p.stale_worth
        s.bad += p.stale_noise
        d.stale_seen += 1
    if s.n_rivals > 0:
        share *= share_left(w.elsewhere[x.topic], x.kind == EXCLUSIVE, p)
    s.got += share * worth(m, x.quality, harms, x.kind == EXCLUSIVE, p)
    d.items_read += 1
    d.quality_read += np.floor(x.quality * GRID) / GRID
    if x.about_company > 0:
        d.company_read += 1
    if m > OWN_TOPICS:
        d.suited_read += 1
    if x.in_subgroup == 1:
        s.within += 1.0
        d.within_read += 1
    if x.author >= 0 and w.people[x.author].expert != q.expert:
        s.others += 1.0


@phase
def take_in_slip(w, q, x, day):
    """A slip of the host is read: trust goes, each time anew, as long as it is to be seen; but who may have seen it before loses nothing
    more to one that was answered for."""
    w.diary[day].incident_seen += 1
    if x.is_answered_for == 1 and x.n < q.seen_n:
        return
    q.trust = trust_lost(q.trust, blame_of(x.slip, w.prog[day].voice, w.p[0]), w.p[0])


@phase
def answer_poll(w, q, x, day):
    """Who reads a poll may answer it, and names the topic they want most."""
    if uniform(key2(w.s[0].key, POLL, q.uid, x.key)) < w.p[0].poll_answers:
        w.heard[q.first] += 1.0
        w.diary[day].poll_answers += 1


@inlined
def react(w, row, x, m, day):
    """Perhaps a reaction, where the platform has them; once per reader and post."""
    if w.s[0].reactions == 0:
        return
    p = w.p[0]
    q = w.people[row]
    key = extend(extend(w.roots[REACT], q.uid), x.key)
    if happens(uniform(key), react_chance(q.cre + q.drive, m, x.n_reactions, q.value, p)):
        plan_act(w, row, ACT_REACT, x.n, extend(key, 1))


@inlined
def object_to(w, row, x, day):
    """Perhaps a report, and perhaps the reader sets a poor post right."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    unwanted = x.is_poor == 1 or (x.is_off == 1 and w.prog[day].off_topic == OFF_REMOVED)
    key = extend(extend(w.roots[REPORT], q.uid), x.key)
    if happens(uniform(key), report_chance(x.kind == IS_SPAM, unwanted, q.identity, w.prog[day].report_ease, p)):
        plan_act(w, row, ACT_REPORT, x.n, extend(key, 1))
    if x.is_poor == 1 and x.is_corrected == 0 and x.kind != IS_SPAM and day >= q.muted_until:
        key = key2(s.key, CORRECT, q.uid, x.key)
        if happens(uniform(key), correct_chance(q.identity, p)):
            plan_act(w, row, ACT_CORRECT, x.n, extend(key, 1))
