"""A visit: look at the feed, read, react, reply; reads the world as it was at the start of the hour.

A visit changes only the visitor's own row. What it does to others is collected as acts, done at the end of the hour in keyed order.
"""

from __future__ import annotations

from sim.day.events import begin_today, expect, is_in_days, note
from sim.day.own import act_on_own, look_at_profiles, serve
from sim.day.read import (
    answer_poll,
    begin_reading,
    is_hidden,
    is_offer,
    object_to,
    plan_act,
    react,
    take_in,
    take_in_slip,
)
from sim.day.ties import is_tied
from sim.rules.expecting import expectation_after, habit_begun, hope_of, resolve_of, reward_of
from sim.rules.feeling import cost_after, identity_after, promotion_after, trust_after
from sim.rules.grouping import identity_in_subgroup, identity_narrow
from sim.rules.owning import owned_identity
from sim.rules.posting import momentum_of
from sim.rules.reading import company_match, match, open_chance
from sim.rules.replying import reply_chance
from sim.rules.steering import expert_ease
from sim.rules.visiting import again_chance
from sim.world.chances import happens
from sim.world.compiled import inlined, phase
from sim.world.eventlog import VISIT as VISITED
from sim.world.keys import AGAIN, AGAIN_HOUR, OPEN, PLACE, REPLY, REPLY_TO, SECTION, SPAM, extend, key2, uniform
from sim.world.people import AWAKE, FOUNDER, NEVER, VISITED_30, VISITED_90, VISITED_180
from sim.world.posts import ACT_REPLY, ACT_SPAM, CHALLENGE, LONG_FEED, TOPICS, UPDATE, WITH_BENEFIT
from sim.world.posts import SPAM as IS_SPAM
from sim.world.programme import OFF_PERSONAL

PASSED_BY, OPENED, REPLIED_TO = range(3)
SECTION_LOOKS = 2
LOOKS = 3 * LONG_FEED
"""Most places somebody looks at in a visit."""
FIRST_TOPIC = 0.6
"""Share of looks by topic that go to the first of one's two."""
SPAM_REWARD = 0.7
"""What a visit is worth to who comes to spam, whatever is to be read."""


@inlined
def visible_newcomer(w, t, day):
    """What makes a newcomer's unanswered thread stand out: a profile, being named in an update."""
    p = w.p[0]
    stands_out = 0.0
    if t.author >= 0:
        a = w.people[t.author]
        if day - a.join_day < 60 and a.flags & FOUNDER == 0:
            stands_out += p.reply_profile * a.has_profile * w.s[0].profiles
            if day < a.spotlit_until:
                stands_out += p.reply_spotlit
    return stands_out


@inlined
def reply(w, row, t, last, has_last, m, day, hour):
    """Perhaps a reply to the thread just opened, to its opener or to its last post. Returns whether one was made."""
    p = w.p[0]
    q = w.people[row]
    if t.kind == IS_SPAM or (t.kind == UPDATE and t.slip == 0.0) or day < q.muted_until:
        return False
    answered = w.posts[last.parent & (w.posts.shape[0] - 1)]
    addressed = has_last and (t.author == row or (answered.n == last.parent and answered.author == row))
    newcomer = visible_newcomer(w, t, day) if t.n_replies == 0 else 0.0
    kind = CHALLENGE if t.slip > 0.0 else t.kind
    ceiling = q.crp + q.drive
    if day - q.join_day < 30:
        ceiling += p.rules_courage * w.prog[day].rules_shown
    if q.expert == 1 and w.s[0].doubt != 0.0:
        ceiling += expert_ease(w.s[0].doubt, p)
    key = extend(extend(w.roots[REPLY], q.uid), last.key if has_last else t.key)
    wants = reply_chance(
        ceiling,
        m,
        q.value,
        w.s[0].momentum,
        t.n_replies,
        addressed,
        kind,
        newcomer,
        float(hour - t.hour),
        q.posts_today,
        q.hesitation,
        p,
    )
    if not happens(uniform(key), wants):
        return False
    to_last = has_last and (t.author == row or uniform(extend(key, REPLY_TO)) < p.reply_last)
    if not to_last and t.author == row:
        return False
    plan_act(w, row, ACT_REPLY, t.last_n if to_last else t.n, extend(key, 1))
    return True


@inlined
def left_in_subgroups(w, q):
    """Whoever has seen all of the general group looks at what is left in the own subgroups: their list, -1 where there is none."""
    if w.s[0].apart == 1 and q.first < TOPICS:
        for which in (1 + q.first, 1 + q.second):
            if w.cursor[which] < w.n_feed[which]:
                return which
    return -1


@inlined
def look(w, q, u, share, by_topic):
    """Number of the thread at a place somebody looks at, -1 when the lists are at their end.

    A share of the places shows one of the threads of the last days, whichever; the others go down the list of the best. Where more is new than
    a few pages hold, both are looked at by one's own topics, the first rather than the second. One draw ``u`` settles all of it: 0..1 is cut
    into what is new (own first, own second, common) and the best (the same), and the place within the first three says which.
    ``share`` is that of what is new, ``by_topic`` that of looks by topic, both the reader's for the whole visit.
    """
    which = 0
    if u < share:
        start, end = share * by_topic, share
        if u < start:
            start, end = FIRST_TOPIC * start, start
            which = 1 + q.second
            if u < start:
                start, end = 0.0, start
                which = 1 + q.first
        n = w.n_fresh[which]
        if n > 0:
            return w.lists[which, LONG_FEED + int((u - start) / (end - start) * n)]
    else:
        own = (1.0 - share) * by_topic
        if u < share + own:
            which = 1 + (q.first if u < share + FIRST_TOPIC * own else q.second)
    if w.cursor[which] >= w.n_feed[which]:
        which = 0
        if w.cursor[0] >= w.n_feed[0]:
            which = left_in_subgroups(w, q)
            if which < 0:
                return -1
    at = w.cursor[which]
    w.cursor[which] = at + 1
    return w.lists[which, at]


@inlined
def was_opened(w, number):
    """Whether a thread was opened in this very visit."""
    for i in range(w.s[0].n_opened if w.s[0].n_opened < w.opened.shape[0] else w.opened.shape[0]):
        if w.opened[i] == number:
            return True
    return False


@inlined
def read_thread(w, row, t, m, day, hour, open_key):
    """Open a thread that has news, or pass it by; read it, react, reply. Returns which: `PASSED_BY`, `OPENED` or `REPLIED_TO`."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    last = w.posts[t.last_n & (w.posts.shape[0] - 1)]
    has_last = t.last_n != t.n and last.n == t.last_n and last.is_removed == 0
    if has_last and last.author == row:
        return PASSED_BY
    u = uniform(extend(open_key, last.key if has_last else t.key))
    if is_offer(t) and t.is_disguised == 0 and q.seeks == 0:
        u /= p.disclosed_skip
    concerns = m if m > t.slip else float(t.slip)  # a slip of the host concerns everybody, the more so the worse it is
    tied = False
    interest = concerns if t.is_poll == 0 else 1.0  # which topics there should be is everybody's
    if u < open_chance(interest, True, p):
        tied = is_tied(w, row, t.author, day) or (has_last and is_tied(w, row, last.author, day))
    if u >= open_chance(interest, tied, p):
        return PASSED_BY
    if s.n_opened < w.opened.shape[0]:
        w.opened[s.n_opened] = t.n
    s.n_opened += 1
    if tied:
        q.relations += p.relations_tie * (1.0 - q.relations)
        s.got += p.tie_worth
    if t.slip > 0.0:
        take_in_slip(w, q, t, day)
    if t.n >= q.seen_n and t.author != row:
        take_in(w, row, t, m, day, hour)
        if t.is_poll == 1:
            answer_poll(w, q, t, day)
        if t.author >= 0:
            object_to(w, row, t, day)
        if t.kind != IS_SPAM:
            react(w, row, t, m, day)
    if has_last and t.kind != IS_SPAM:
        take_in(w, row, last, m, day, hour)
        if last.slip > 0.0:
            take_in_slip(w, q, last, day)
        react(w, row, last, m, day)
    return REPLIED_TO if reply(w, row, t, last, has_last, concerns, day, hour) else OPENED


@phase
def read_feed(w, row, day, hour):
    """Look at the lists and open what attracts, until attention is used up. Returns whether a reply was made.

    A feed made for each reader shows first what suits, and then, while attention lasts, the rest: it withholds nothing.
    """
    s = w.s[0]
    q = w.people[row]
    today = w.prog[day]
    size = w.posts.shape[0]
    seen_n = q.seen_n  # what does not change in a visit is read once
    first, second = q.first, q.second
    share = w.p[0].fresh_share
    by_topic = s.by_topic if first < TOPICS else 0.0
    drops_expired = today.drop_expired == 1
    personal = today.off_topic == OFF_PERSONAL
    open_key = extend(w.roots[OPEN], q.uid)
    base = extend(extend(w.roots[PLACE], q.uid), hour)
    posted = False
    for turn in range(2 if personal else 1):
        w.cursor[0] = 0
        if q.first < TOPICS:
            w.cursor[1 + q.first] = 0
            w.cursor[1 + q.second] = 0
        for j in range(LOOKS):
            if s.n_opened >= q.att:
                break
            number = look(w, q, uniform(extend(base, j)), share, by_topic)
            if number < 0:
                break
            t = w.posts[number & (size - 1)]
            if t.n != number or t.is_removed == 1 or t.last_n < seen_n or (t.author == row and t.n_replies == 0):
                continue
            if drops_expired and t.expires_hour >= 0 and hour >= t.expires_hour:
                continue
            m = match(t.topic, first, second)
            if t.about_company > 0:
                m = company_match(m, t.about_company == WITH_BENEFIT, w.p[0])
            later = personal and is_hidden(w, row, t, m, day, open_key)
            s.walked += 1.0
            if later and turn == 0:
                s.hidden += 1.0
            if later == (turn == 0) or was_opened(w, number):
                continue
            if turn == 1:
                s.hidden -= 1.0
            if read_thread(w, row, t, m, day, hour, open_key) == REPLIED_TO:
                posted = True
    w.diary[day].opened += s.n_opened
    return posted


@phase
def browse_section(w, row, day, hour):
    """The section for promotion: those who look for offers look at its newest posts; others stray into it now and then."""
    s = w.s[0]
    q = w.people[row]
    size = w.posts.shape[0]
    if q.seeks == 0 and uniform(key2(s.key, SECTION, q.uid, hour)) >= w.p[0].section_leak:
        return
    looks = 0
    for back in range(1, w.section.shape[0] + 1):
        if back > s.n_section or looks == SECTION_LOOKS:
            break
        number = w.section[(s.n_section - back) % w.section.shape[0]]
        x = w.posts[number & (size - 1)]
        if number < q.seen_n:
            break
        if x.n != number or x.is_removed == 1 or x.author == row:
            continue
        looks += 1
        w.diary[day].opened += 1
        take_in(w, row, x, match(x.topic, q.first, q.second), day, hour)


@phase
def visit(w, row, day, hour):
    """One visit of one person in one hour."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    d = w.diary[day]
    k = s.key
    uid = q.uid
    clock = hour - day * 24
    begin_today(q, day)
    q.visits_today += 1
    d.visits += 1
    if q.state != AWAKE:
        q.state = AWAKE
        d.woke += 1
    idle = day - q.last_visit_day
    if q.last_visit_day != day:
        q.last_visit_day = day
        d.visitors += 1
        mark_tenure(w, q, day)
    if q.n_visits == 0:
        look_at_profiles(w, row, day)
        idle = 1
    note(w, hour, q.key, VISITED, row, -1, -1, -1, 0, 0)
    news = float(s.n_posts - q.seen_n) if q.seen_n >= 0 else 0.0
    begin_reading(w)
    d.shown += w.n_feed[0]
    if s.apart == 1:
        d.shown += w.n_feed[1 + q.first] + w.n_feed[1 + q.second]
    s.momentum = momentum_of(float(day - q.last_post_day), p) if q.last_post_day != NEVER else 0.0
    posted = False
    if q.spam > 0.0:
        feel_visit(w, q, news, idle, day)
        for i in range(int(p.spam_posts)):
            plan_act(w, row, ACT_SPAM, -1, extend(key2(k, SPAM, uid, hour), i))
    else:
        posted = read_feed(w, row, day, hour)
        if s.n_section > 0:
            browse_section(w, row, day, hour)
        feel_visit(w, q, news, idle, day)
        posted = act_on_own(w, row, day, hour, posted)
    if q.on_duty == 1:
        serve(w, row, day, hour)
    if clock < 23 and uniform(extend(extend(w.roots[AGAIN], uid), hour)) < again_chance(posted, p):
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
    if q.flags & FOUNDER != 0:
        return
    if q.flags & VISITED_30 == 0 and is_in_days(q, day, 30, 60):
        q.flags |= VISITED_30
        w.cohorts[q.join_day].visited_30 += 1
    elif q.flags & VISITED_90 == 0 and is_in_days(q, day, 90, 120):
        q.flags |= VISITED_90
        w.cohorts[q.join_day].visited_90 += 1
    elif q.flags & VISITED_180 == 0 and is_in_days(q, day, 180, 210):
        q.flags |= VISITED_180
        w.cohorts[q.join_day].visited_180 += 1


@phase
def learn(w, q, day):
    """What the visit was worth, and what the next one is therefore expected to bring. Founders go on for a while whatever they find."""
    p = w.p[0]
    reward = reward_of(w.s[0].got + p.answer_worth * q.answers, p)
    q.answers = 0.0
    if q.spam > 0.0:
        reward = SPAM_REWARD
    q.information = expectation_after(q.information, reward, float(q.n_visits), p)
    if q.flags & FOUNDER != 0 and w.prog[day].joined == 0:
        floor = resolve_of(float(day), p)
        q.information = floor if q.information < floor else q.information
        reward = floor if reward < floor else reward
    q.hope = hope_of(q.information, p)
    if q.n_visits == 0:
        q.habit = habit_begun(reward, p)
    q.weary *= 1.0 - reward
    if reward > q.reward:
        q.reward = reward


@phase
def feel_visit(w, q, news, idle, day):
    """What a visit does to the visitor's own stocks; ``idle`` is the days since the last day with a visit."""
    s = w.s[0]
    p = w.p[0]
    items = s.items
    if s.hidden > 0.0:
        news *= 1.0 - s.hidden / s.walked
    share = s.bad / items if items > 0.0 else 0.0
    if share > 1.0:
        share = 1.0
    learn(w, q, day)
    q.cost = cost_after(q.cost, share, news, q.att, p)
    if items > 0.0:
        q.trust = trust_after(q.trust, share, p)
        q.bad_seen += 0.1 * (share - q.bad_seen)
        if idle > 0:
            q.promotion = promotion_after(q.promotion, s.sold / items, float(idle), p)
        before = q.identity
        after = identity_after(before, share, s.others / items, p)
        if s.breadth < TOPICS and p.narrow_identity != 0.0:
            after = identity_narrow(before, after, float(s.breadth), p)
        if s.within > 0.0:
            after = identity_in_subgroup(before, after, s.within / items, p)
        q.identity = owned_identity(before, after, s.shared, p) if s.shared > 0.0 else after
