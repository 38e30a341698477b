"""Before day 0: everybody in the audience gets fixed traits and a day of hearing of the community."""

from __future__ import annotations

import numpy as np

from sim.rules.people import role_of, wanted_share
from sim.rules.reading import match
from sim.rules.rivalling import rival_match, rival_worth
from sim.world.arithmetic import exp, order_by_key
from sim.world.compiled import compiled, phase
from sim.world.handle import hold
from sim.world.keys import (
    ACTIVITY,
    ATTENTION,
    AWARE,
    CHANNEL,
    CLOCK,
    COMMERCIAL,
    EXPERT,
    FIT,
    HARSHNESS,
    NEED,
    POSTING,
    PRELAUNCH,
    QUALITY,
    REACTING,
    REPLYING,
    RIVAL,
    ROLE,
    ROW_ORDER,
    SEEKS,
    SEGMENT,
    STARTING,
    TOPIC_ONE,
    TOPIC_TWO,
    exponential,
    extend,
    key1,
    key2,
    normal,
    root_key,
    uniform,
)
from sim.world.people import NEVER, OUTSIDE


@phase
def topic_wanted(w, u, but):
    """The topic at place ``u`` (0..1) of what people want, leaving out topic ``but`` (-1: none)."""
    total = 1.0 - (w.topic_share[but] if but >= 0 else 0.0)
    so_far = 0.0
    chosen = 0
    for topic in range(w.topic_share.shape[0]):
        if topic == but:
            continue
        chosen = topic
        so_far += w.topic_share[topic]
        if u * total < so_far:
            break
    return chosen


@phase
def weigh_topics(w):
    """How much each topic is wanted in this audience, as shares that sum to 1."""
    total = 0.0
    for topic in range(w.topic_share.shape[0]):
        w.topic_share[topic] = wanted_share(float(topic), w.p[0])
        total += w.topic_share[topic]
    for topic in range(w.topic_share.shape[0]):
        w.topic_share[topic] /= total


@phase
def topic_of_rival(w, which):
    """The topic of a rival: what many want has more of them."""
    return topic_wanted(w, uniform(key1(w.s[0].key, RIVAL, which)), -1)


@phase
def settle_rivals(w):
    """How much of each topic can be read at rivals: at each of them independently of the others."""
    s = w.s[0]
    for topic in range(w.elsewhere.shape[0]):
        left = 1.0
        for which in range(s.n_rivals):
            own = 1.0 if topic_of_rival(w, which) == topic else 0.0
            left *= 1.0 - s.rival_size * rival_match(own, s.rival_specificity)
        w.elsewhere[topic] = 1.0 - left


@phase
def best_rival(w, first, second):
    """What the best of all rivals is worth to somebody with these topics."""
    s = w.s[0]
    best = 0.0
    for which in range(s.n_rivals):
        own = match(topic_of_rival(w, which), first, second)
        worth = rival_worth(rival_match(own, s.rival_specificity), s.rival_size, w.p[0])
        best = worth if worth > best else best
    return best


@phase
def give_traits(w, row, uid):
    """Draw the fixed traits of one person from the person's own keys."""
    k = w.s[0].key
    p = w.p[0]
    q = w.people[row]
    q.uid = uid
    q.key = key1(k, ROW_ORDER, uid)
    role = role_of(uniform(key1(k, ROLE, uid)), w.mix)
    preset = w.presets[role]
    q.role = role
    z_act = normal(key1(k, ACTIVITY, uid))
    r = p.activity_posting_r
    posting = p.posting_sd * (r * z_act + np.sqrt(1.0 - r * r) * normal(key1(k, POSTING, uid)))
    q.act = p.activity_sd * z_act + preset[0]
    q.cre = p.react_base + 0.6 * posting + 0.5 * normal(key1(k, REACTING, uid)) + preset[1]
    q.crp = p.reply_base + posting + 0.3 * normal(key1(k, REPLYING, uid)) + preset[2]
    q.cst = p.start_base + posting + 0.4 * normal(key1(k, STARTING, uid)) + preset[3]
    q.hesitation = preset[4]
    q.harsh = preset[5] + 0.5 * normal(key1(k, HARSHNESS, uid))
    q.learns = 1 if preset[6] > 0.0 else 0
    q.spam = 1 if preset[7] > 0.0 else 0
    u = uniform(key1(k, COMMERCIAL, uid))
    if u < p.seller_share:
        q.sells = p.seller_posts
        q.cst += p.seller_drive
    q.has_need = 1 if uniform(key1(k, NEED, uid)) < p.need_share and q.spam == 0.0 else 0
    q.fit = normal(key1(k, FIT, uid))
    q.expert = 1 if uniform(key1(k, EXPERT, uid)) < p.experts else 0
    q.seeks = 1 if uniform(key1(k, SEEKS, uid)) < p.seeker_share else 0
    q.skill = normal(key1(k, QUALITY, uid)) + p.expert_skill * q.expert
    q.att = p.attention_items * exp(p.attention_sd * normal(key1(k, ATTENTION, uid)))
    q.peak = p.clock_peak + p.clock_between * normal(key1(k, CLOCK, uid))
    q.first = topic_wanted(w, uniform(key1(k, TOPIC_ONE, uid)), -1)
    q.second = topic_wanted(w, uniform(key1(k, TOPIC_TWO, uid)), q.first)
    q.rival = best_rival(w, q.first, q.second)
    q.segment = int(4.0 * uniform(key1(k, SEGMENT, uid)))
    q.state = OUTSIDE
    q.channel = -1
    q.due_hour = -1
    q.stop_hour = -1
    q.list_at = -1
    q.today_at = -1
    q.next_due = -1
    q.seen_n = -1
    q.today_day = NEVER
    q.join_day = NEVER
    q.apply_day = NEVER
    q.welcome_day = NEVER
    q.message_day = NEVER
    q.spotlit_until = NEVER
    q.last_visit_day = NEVER
    q.last_post_day = NEVER
    q.last_start_day = NEVER
    q.last_reply_day = NEVER
    q.last_spam_day = NEVER
    q.muted_until = NEVER
    q.lately_day = 0
    q.event_day = NEVER


@phase
def hear(w, row, days):
    """The day on which a person first hears of the community: by itself, or by the first channel that reaches them.

    A channel reaches when its cumulated hazard, times e^(its fit x the person's fit / 2), passes a keyed exponential
    threshold. A campaign before the opening reaches on a negative day. Known before the run, since all channels
    are settled; so those outside cost nothing during it.
    """
    k = w.s[0].key
    q = w.people[row]
    rate = w.p[0].aware_rate
    best = days
    if rate > 0.0:
        wait = exponential(key1(k, AWARE, q.uid)) / rate
        if wait < days:
            best = int(wait)
    for c in range(w.channels.shape[0]):
        channel = w.channels[c]
        if channel.used == 0:
            continue
        threshold = exponential(key2(k, CHANNEL, q.uid, c)) / exp(0.5 * channel.fit * q.fit)
        if channel.prelaunch > 0.0 and threshold < channel.prelaunch:
            day = -1 - int(channel.prelaunch_days * uniform(key2(k, PRELAUNCH, q.uid, c)))
        else:
            left = threshold - channel.prelaunch
            if days == 0 or w.reach[days - 1, c] <= left:
                continue
            low, high = 0, days - 1
            while low < high:
                middle = (low + high) // 2
                if w.reach[middle, c] > left:
                    high = middle
                else:
                    low = middle + 1
            day = low
        if day < best:
            best = day
            q.channel = c
    q.aware_day = best


@compiled
def birth(tables, seed, replication, order, days):
    """Give everybody traits and a day of hearing; sort people by that day, ties by key."""
    w = hold(tables)
    w.s[0].key = root_key(seed, replication)
    for purpose in range(w.roots.shape[0]):
        w.roots[purpose] = extend(w.s[0].key, purpose)
    w.s[0].ranked = -1
    weigh_topics(w)
    settle_rivals(w)
    n = w.people.shape[0]
    for row in range(n):
        uid = order[row]
        w.row_of[uid] = row
        give_traits(w, row, uid)
        hear(w, row, days)
    for row in range(n):
        q = w.people[row]
        day = np.uint64(q.aware_day + 200_000)
        w.sort_keys[row] = (day << np.uint64(40)) | (q.key >> np.uint64(24))
    order_by_key(w.sort_keys, w.sort_index, n)
    for i in range(n):
        w.aware_order[i] = w.sort_index[i]
