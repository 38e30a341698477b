"""A visit: see a feed, read with limited attention, react, reply, report, start, invite, answer on duty.

Everybody in an hour sees the world as it was at its start. A visitor changes only the own row; all acts are collected.
"""

from __future__ import annotations

from sim.day.events import expect, is_in_days, note
from sim.day.ties import is_tied
from sim.rules.feeling import cost_after, information_after, trust_after
from sim.rules.inviting import invite_chance
from sim.rules.joining import profile_chance
from sim.rules.posting import start_chance
from sim.rules.reading import match, open_chance, worth
from sim.rules.replying import react_chance, reply_chance
from sim.rules.reporting import report_chance
from sim.world.arithmetic import exp
from sim.world.compiled import phase
from sim.world.eventlog import VISIT as VISITED
from sim.world.keys import (
    AGAIN,
    AGAIN_HOUR,
    DUTY,
    FILLING,
    INVITE,
    OPEN,
    PROFILE,
    REACT,
    REPLY,
    REPLY_TO,
    REPORT,
    SHOWN_PROFILE,
    SPAM,
    START,
    extend,
    key1,
    key2,
    uniform,
)
from sim.world.people import AWAKE
from sim.world.posts import (
    ACT_DUTY,
    ACT_INVITE,
    ACT_PROFILE,
    ACT_REACT,
    ACT_REPLY,
    ACT_REPORT,
    ACT_SPAM,
    ACT_START,
    EXCLUSIVE,
    UPDATE,
)
from sim.world.posts import PROMO as SELLS
from sim.world.posts import SPAM as IS_SPAM


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


@phase
def look_at_profiles(w, row, day):
    """A newcomer's first visit: looks at the profiles shown, and fills in the own one or not."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    w.diary[day].first_visits += 1
    if q.has_profile == 1:
        return
    shown = int(p.profiles_shown)
    filled = 0
    base = key1(s.key, SHOWN_PROFILE, q.uid)
    for i in range(shown):
        other = w.members[int(uniform(extend(base, i)) * s.n_members)]
        filled += w.people[other].has_profile
    chance = profile_chance(filled / shown if shown > 0 else 0.0, w.prog[day].profile_nudge, p)
    if uniform(key1(s.key, PROFILE, q.uid)) < chance:
        plan_act(w, row, ACT_PROFILE, -1, extend(base, FILLING))


@phase
def ease_of_starting(w, q, day):
    """What makes this person's first thread easier now: welcome, introductions, rules, being named."""
    p = w.p[0]
    today = w.prog[day]
    ease = 0.0
    if q.n_posts == 0:
        if q.was_welcomed == 1 or q.was_welcomed == 2:
            size = p.welcome_ease if q.was_welcomed == 2 else p.welcome_auto_ease
            ease += size * exp(-(day - q.welcome_day) / p.welcome_tau)
        if today.introductions == 1 and day - q.join_day < 30:
            ease += p.intro_ease
    if day - q.join_day < 30:
        ease += p.rules_courage * today.rules_shown
    if day < q.spotlit_until:
        ease += p.spotlight_ask
    return ease


@phase
def visit(w, row, day, hour):
    """One visit of one person in one hour."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    d = w.diary[day]
    size = w.posts.shape[0]
    k = s.key
    uid = q.uid
    clock = hour - day * 24
    if q.today_day != day:
        q.today_day = day
        q.posts_today = 0
    d.visits += 1
    if q.state != AWAKE:
        q.state = AWAKE
        d.woke += 1
    if q.last_visit_day != day:
        q.last_visit_day = day
        d.visitors += 1
        mark_tenure(w, q, day)
    if q.n_visits == 0:
        look_at_profiles(w, row, day)
    note(w, hour, q.key, VISITED, row, -1, -1, -1)
    open_key = key1(k, OPEN, uid)
    react_key = key1(k, REACT, uid)
    reply_key = key1(k, REPLY, uid)
    value = q.value
    seen = q.seen_n
    news = float(s.n_posts - seen) if seen >= 0 else 0.0
    got = 0.0
    bad = 0
    sold = 0
    opened = 0
    posted = False
    spammer = q.spam > 0.0
    d.shown += s.n_feed
    for i in range(s.n_feed):
        if opened >= q.att or spammer:
            break
        t = w.posts[w.feed[i] & (size - 1)]
        number = t.n
        if t.last_n < seen or t.author == row and t.n_replies == 0:
            continue
        last = w.posts[t.last_n & (size - 1)]
        has_last = t.last_n != number and last.n == t.last_n and last.is_removed == 0
        if has_last and last.author == row:
            continue
        m = match(t.topic, q.first, q.second)
        u = uniform(extend(open_key, last.key if has_last else t.key))
        if u >= open_chance(m, False, p):
            if u >= open_chance(m, True, p) or not (is_tied(w, row, t.author, day) or (has_last and is_tied(w, row, last.author, day))):
                continue
        opened += 1
        fresh = number >= seen
        tied = is_tied(w, row, t.author, day) or (has_last and is_tied(w, row, last.author, day))
        if tied:
            q.relations += p.relations_tie * (1.0 - q.relations)
        if fresh and t.author != row:
            if t.kind == IS_SPAM:
                bad += 1
                d.spam_seen += 1
            else:
                got += worth(m, t.quality, t.is_poor == 1, t.kind == EXCLUSIVE, p)
                if t.is_poor == 1:
                    bad += 1
                    d.poor_seen += 1
                if t.kind == SELLS:
                    sold += 1
                    d.promo_seen += 1
            if t.author >= 0:
                key = key2(k, REPORT, uid, t.key)
                if uniform(key) < report_chance(t.kind == IS_SPAM, t.is_poor == 1, q.identity, p):
                    plan_act(w, row, ACT_REPORT, number, extend(key, 1))
            if t.kind != IS_SPAM:
                key = extend(react_key, t.key)
                if uniform(key) < react_chance(q.cre, m, t.n_reactions, value, p):
                    plan_act(w, row, ACT_REACT, number, extend(key, 1))
        if has_last and t.kind != IS_SPAM:
            got += worth(m, last.quality, last.is_poor == 1, False, p)
            if last.is_poor == 1:
                d.poor_seen += 1
            key = extend(react_key, last.key)
            if uniform(key) < react_chance(q.cre, m, last.n_reactions, value, p):
                plan_act(w, row, ACT_REACT, t.last_n, extend(key, 1))
        if t.kind == IS_SPAM or t.kind == UPDATE:
            continue
        answered = w.posts[last.parent & (size - 1)]
        addressed = has_last and (t.author == row or (answered.n == last.parent and answered.author == row))
        newcomer = 0.0
        if t.n_replies == 0 and t.author >= 0:
            a = w.people[t.author]
            if day - a.join_day < 60 and a.flags & 128 == 0:
                newcomer = p.reply_profile * a.has_profile
                if day < a.spotlit_until:
                    newcomer += p.reply_spotlit
        key = extend(reply_key, last.key if has_last else t.key)
        chance = reply_chance(q.crp, m, value, t.n_replies, addressed, t.kind, newcomer, float(hour - t.hour), q.posts_today, q.hesitation, p)
        if uniform(key) < chance:
            to_last = has_last and (t.author == row or uniform(extend(key, REPLY_TO)) < p.reply_last)
            if to_last or t.author != row:
                plan_act(w, row, ACT_REPLY, t.last_n if to_last else number, extend(key, 1))
                posted = True
    d.opened += opened
    feel_visit(w, q, got, bad, sold, opened, news)
    if spammer:
        for i in range(int(p.spam_posts)):
            plan_act(w, row, ACT_SPAM, -1, extend(key2(k, SPAM, uid, hour), i))
    else:
        posted = act_on_own(w, row, day, hour, posted)
    if q.on_duty == 1:
        serve(w, row, day, hour)
    again = p.again + (p.again_posted if posted else 0.0)
    if clock < 23 and uniform(key2(k, AGAIN, uid, hour)) < again:
        later = clock + 1 + int(5.0 * uniform(key2(k, AGAIN_HOUR, uid, hour)))
        if later <= 23:
            expect(w, row, 1 << later)
    if q.learns == 1:
        q.hesitation *= 1.0 - p.learn_reading
    q.n_visits += 1
    q.seen_n = s.n_posts


@phase
def mark_tenure(w, q, day):
    """Mark, once per window of tenure, that somebody still visits."""
    if q.flags & 128 != 0:
        return
    if q.flags & 1 == 0 and is_in_days(q, day, 30, 60):
        q.flags |= 1
        w.cohorts[q.join_day].visited_30 += 1
    elif q.flags & 2 == 0 and is_in_days(q, day, 90, 120):
        q.flags |= 2
        w.cohorts[q.join_day].visited_90 += 1
    elif q.flags & 4 == 0 and is_in_days(q, day, 180, 210):
        q.flags |= 4
        w.cohorts[q.join_day].visited_180 += 1


@phase
def feel_visit(w, q, got, bad, sold, opened, news):
    """What a visit does to the visitor's own stocks."""
    p = w.p[0]
    share = bad / opened if opened > 0 else 0.0
    q.information = information_after(q.information, got, p)
    q.cost = cost_after(q.cost, share, news, q.att, p)
    if opened > 0:
        q.trust = trust_after(q.trust, share, p)
        q.bad_seen += 0.1 * (share - q.bad_seen)
        q.promotion += (sold / opened - q.promotion) / p.promotion_tau
        q.identity += p.identity_gain * (1.0 - share) * (1.0 - q.identity)


@phase
def act_on_own(w, row, day, hour, posted):
    """Start a thread, invite somebody. Returns whether anything was posted in this visit."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    need = 1.0 if q.has_need == 1 and q.n_posts == 0 else 0.0
    key = key2(s.key, START, q.uid, hour)
    chance = start_chance(q.cst, q.value, q.posts_today, need, day - q.join_day, ease_of_starting(w, q, day), q.hesitation, p)
    if uniform(key) < chance:
        plan_act(w, row, ACT_START, -1, extend(key, 1))
        posted = True
    ease = w.prog[day].invite_ease
    if q.on_duty == 1:
        ease += w.prog[day].ambassador_invites
    key = key2(s.key, INVITE, q.uid, hour)
    if uniform(key) < invite_chance(q.value, ease, p):
        plan_act(w, row, ACT_INVITE, -1, extend(key, 1))
    return posted


@phase
def serve(w, row, day, hour):
    """Duty: answer open threads from the list, as far as the duty's minutes go; each picks by an own keyed order."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    if s.n_open == 0:
        return
    base = key2(s.key, DUTY, q.uid, hour)
    start = int(uniform(base) * s.n_open)
    for i in range(s.n_open):
        if q.duty_minutes < p.minutes_answer:
            return
        number = w.open_list[(start + i) % s.n_open]
        t = w.posts[number & (w.posts.shape[0] - 1)]
        if t.author == row:
            continue
        q.duty_minutes -= p.minutes_answer
        plan_act(w, row, ACT_DUTY, number, extend(base, t.key))
