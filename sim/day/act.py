"""What an act does to the world: a post is made, an answer is received, a post is removed."""

from __future__ import annotations

from sim.day.arrive import is_already_on, is_member
from sim.day.craft import host_weight
from sim.day.events import begin_today, expect, is_in_days, note
from sim.day.feed import lift_feed, place_of, rescore
from sim.day.ties import bond
from sim.rules.contacting import ANSWERED, COMPARED, MAILED, bother_of, notice_delay_hours, noticed_chance
from sim.rules.expecting import expectation_after, hope_of
from sim.rules.feeling import trust_lost
from sim.rules.inviting import tie_gain_of
from sim.rules.posting import poor_chance, small_talk_chance
from sim.rules.recognising import lately_after
from sim.rules.replying import solves
from sim.rules.reporting import strike_for
from sim.rules.spamming import caught_chance, evasion_after
from sim.world.arithmetic import logistic
from sim.world.compiled import phase
from sim.world.eventlog import BY_STAFF, ON_DUTY, OWN, POSTED, REPLIED, TO_SPAM
from sim.world.eventlog import REMOVED as TAKEN
from sim.world.keys import (
    CONTRADICT,
    DATED,
    FILTER,
    HARSH,
    HOST,
    NOTICE,
    NOTICE_HOUR,
    OFF_TOPIC,
    POOR,
    POST,
    POST_QUALITY,
    extend,
    key3,
    normal,
    uniform,
)
from sim.world.people import ASLEEP, FOUNDER, NEVER, POSTED_EARLY, WARNED
from sim.world.posts import (
    CHALLENGE,
    FRESH_HOURS,
    QUESTION,
    SOLVED_BY_DUTY,
    SOLVED_BY_MEMBER,
    SOLVED_BY_STAFF,
    SPAM,
    TALK,
)
from sim.world.posts import PROMO as SELLS
from sim.world.programme import GRADUATED, OFF_REMOVED, OWN_NAMES


@phase
def contact(w, row, kind, day, hour, news, key):
    """Something for somebody comes in: the platform tells of it or not, it is noticed or not, may wake who is asleep, and brings a visit some hours later.

    What brings nothing wears out: weariness grows by every contact and falls by the reward of a visit. Who is written to without
    need is bothered by it. Of mail sent again and again only the share ``news`` is worth coming for.
    """
    p = w.p[0]
    q = w.people[row]
    share = w.s[0].digest if kind == MAILED or kind == COMPARED else w.s[0].notices
    if share <= 0.0:
        return
    chance = share * news * noticed_chance(kind, q.state == ASLEEP, q.weary, p)
    if is_already_on(w, q):
        chance *= p.already_notices
    if kind != ANSWERED:
        q.conflict += share * bother_of(q.weary, p)
    q.weary += share
    w.diary[day].contacts += 1
    if uniform(extend(key, NOTICE)) >= chance:
        return
    due = hour + notice_delay_hours(normal(extend(key, NOTICE_HOUR)), p)
    clock = due % 24
    if clock < 7:
        due += 7 - clock
    if due // 24 == day:
        expect(w, row, 1 << (due % 24))
    elif q.due_hour < 0 or due < q.due_hour:
        q.due_hour = due


@phase
def received(w, row, kind, day, hour, weight, harsh, key):
    """Somebody got an answer: it warms, is noticed, and may bring them back; a harsh one also costs.

    ``weight`` is 1 for a member's answer, less for the host's, 0 when one was only mentioned; ``kind`` is that of the contact
    (rules.contacting).
    """
    p = w.p[0]
    q = w.people[row]
    if not is_member(q):
        return
    gain = p.relations_gain * weight
    q.relations += (gain if gain < 1.0 else 1.0) * (1.0 - q.relations)
    gain = 3.0 * p.standing_gain
    if gain > 1.0:
        gain = 1.0
    q.standing += gain * (1.0 - q.standing)
    if harsh:
        q.conflict += p.cost_conflict
    else:
        q.trust += 2.0 * p.trust_gain * (1.0 - q.trust)
    q.answers += weight
    relief = p.relief * weight
    q.hesitation *= 1.0 - (relief if relief < 1.0 else 1.0)
    contact(w, row, kind, day, hour, 1.0, key)


@phase
def sanction(w, q, is_spam, day):
    """What a removal means for the author: a strike; where sanctions are graduated, first a warning, then a pause as well."""
    p = w.p[0]
    today = w.prog[day]
    softened = 1.0
    if today.graduated == GRADUATED and q.flags & WARNED == 0:
        q.flags |= WARNED
        w.diary[day].warned += 1
        softened = p.warned_first
    else:
        q.strikes += strike_for(is_spam, p)
        if today.graduated == GRADUATED and today.mute_days > 0:
            q.muted_until = day + 1 + today.mute_days
            w.diary[day].muted += 1
    if today.explanations == 0:
        q.conflict += softened * p.cost_conflict
        q.trust = trust_lost(q.trust, softened, p)
        q.lessons += p.teaches_alone
    else:
        q.conflict += softened * p.explained * p.cost_conflict
        q.lessons += 1.0


@phase
def remove_post(w, number, day, hour, wrongly):
    """Take a post away: nobody sees it from the next hour on; its author is sanctioned, and may be banned."""
    post = w.posts[number & (w.posts.shape[0] - 1)]
    post.is_removed = 1
    w.s[0].lists_stale = 1
    w.diary[day].removed_posts += 1
    if wrongly:
        w.diary[day].removed_wrong += 1
    if post.kind == SPAM and w.prog[day].filter_taught == 1:
        w.s[0].evasion *= 1.0 - w.p[0].removal_trains
    note(w, hour, post.key, TAKEN, post.author, post.thread, number, -1, 0, 0)
    if post.author >= 0:
        sanction(w, w.people[post.author], post.kind == SPAM, day)


@phase
def holds_back(w, q, key, kind, day):
    """Whether the automatic filter holds this post back; spammers learn from every one of theirs that it held."""
    s = w.s[0]
    p = w.p[0]
    today = w.prog[day]
    chance = caught_chance(today.filter_sensitivity, s.evasion) if kind == SPAM else today.filter_false
    if chance <= 0.0 or uniform(extend(key, FILTER)) >= chance:
        return False
    w.diary[day].held_posts += 1
    if kind == SPAM:
        s.evasion = evasion_after(s.evasion, p)
        q.information = expectation_after(q.information, 0.0, float(q.n_visits), p)  # it was work for nothing
        q.hope = hope_of(q.information, p)
    else:
        w.diary[day].held_wrong += 1
        q.conflict += p.cost_conflict * (p.explained if today.explanations == 1 else 1.0)
    return True


@phase
def belongs_to_subgroup(w, x, apart):
    """Whether a new post is in the subgroup of its topic: what a member starts about it, and what is answered there; small talk and spam are general."""
    if x.thread != x.n:
        t = w.posts[x.thread & (w.posts.shape[0] - 1)]
        return t.n == x.thread and t.in_subgroup == 1
    kind = x.kind == TALK or x.kind == QUESTION or x.kind == CHALLENGE or x.kind == SELLS
    return kind and x.author >= 0 and x.is_off == 0 and not apart


@phase
def make_post(w, author, day, hour, kind, thread, parent, topic, quality, duty, apart):
    """Make a post and everything that follows from it at once. Returns its number, or -1 when the filter held it.

    ``thread`` is the opener's number, or -1 to open one; ``apart`` is 1 for one that goes to the section for promotion. Keys are
    (author, day, nth), so that a post is the same post under every policy.
    """
    s = w.s[0]
    p = w.p[0]
    d = w.diary[day]
    today = w.prog[day]
    size = w.posts.shape[0]
    nth = s.n_posts - w.day_first[day]
    poor = False
    own = False
    first = False
    if author >= 0:
        q = w.people[author]
        begin_today(q, day)
        nth = q.posts_today
        q.posts_today += 1
        key = key3(s.key, POST, q.uid, day, nth)
        own = duty == 0 and kind != SPAM
        poor = own and uniform(extend(key, POOR)) < poor_chance(
            day - q.join_day < 30, today.rules_shown, q.bad_seen, float(q.n_visits), q.fit, q.lessons, p
        )
        if kind != SPAM:
            quality = logistic(0.6 * q.skill + 0.8 * normal(extend(key, POST_QUALITY)))
        if holds_back(w, q, key, kind, day):
            return -1
        first = own and q.n_posts == 0
    else:
        key = key3(s.key, POST, 1 << 50, day, nth if thread < 0 else thread + 1_000_000)
    number = s.n_posts
    s.n_posts += 1
    if author >= 0 and w.people[author].seen_n == number:
        w.people[author].seen_n = number + 1  # one's own post is no news
    x = w.posts[number & (size - 1)]
    if x.n >= 0 and x.thread == x.n and (hour - x.hour < FRESH_HOURS or place_of(w, x.n) >= 0):
        s.lists_stale = 1  # a thread that may stand on a list is written over
    x.n = number
    x.key = key
    x.thread = number if thread < 0 else thread
    x.parent = parent
    x.last_n = number
    x.quality = quality
    x.author = author
    x.hour = hour
    x.last_hour = hour
    x.answer_hour = -1
    x.n_replies = 0
    x.n_reactions = 0
    x.n_reports = 0
    x.kind = kind
    x.topic = topic
    x.is_poor = 1 if poor else 0
    casual = own and thread < 0 and kind == TALK
    x.is_off = (
        1 if casual and uniform(extend(key, OFF_TOPIC)) < small_talk_chance(today.off_topic != OFF_REMOVED, p) else 0
    )
    dated = casual and uniform(extend(key, DATED)) < p.dated_share
    x.expires_hour = hour + int(24.0 * p.dated_days) if dated else -1
    x.in_subgroup = 1 if today.subgroups == 1 and belongs_to_subgroup(w, x, apart == 1) else 0
    x.is_disguised = 0
    x.is_poll = 0
    x.about_company = 0
    x.is_corrected = 0
    x.is_answered_for = 0
    x.solved_by = 0
    x.slip = 0.0
    x.is_own = 1 if own else 0
    x.is_duty = duty
    x.is_first = 1 if first and q.flags & FOUNDER == 0 else 0
    x.is_removed = 0
    x.is_queued = 0
    x.was_judged = 0
    if author < 0 and thread >= 0 and today.voice == OWN_NAMES and uniform(extend(key, CONTRADICT)) < p.contradicts:
        x.slip = p.contradiction
    if kind != SPAM:
        s.days_posts += 1
    part = BY_STAFF
    if author >= 0:
        part = TO_SPAM if kind == SPAM else ON_DUTY if duty == 1 else OWN
    note(w, hour, key, POSTED if thread < 0 else REPLIED, author, x.thread, number, parent, part, kind)
    if author < 0:
        d.posts_staff += 1
    else:
        count_post(w, q, x, day, hour)
    if thread < 0 and apart == 1:
        w.section[s.n_section % w.section.shape[0]] = number
        s.n_section += 1
    elif thread < 0:
        if s.n_threads >= w.threads.shape[0]:
            lift_feed(w)
        if s.n_threads < w.threads.shape[0]:
            w.threads[s.n_threads] = number
            x.place = s.n_threads
            s.n_threads += 1
            s.new_thread = 1
        else:
            s.n_lost += 1
        rescore(w, x, hour)
    else:
        reach_people(w, x, day, hour)
    return number


@phase
def count_post(w, q, x, day, hour):
    """Count a person's post in the diary and on the person."""
    d = w.diary[day]
    if x.kind == SPAM:
        d.posts_spam += 1
        q.last_spam_day = day
        return
    if x.is_duty == 1:
        d.posts_duty += 1
        return
    d.posts_own += 1
    if x.kind == SELLS:
        d.posts_promo += 1
    if x.parent < 0:
        d.starts_own += 1
        if q.last_start_day == NEVER and q.flags & FOUNDER == 0:
            d.first_starts += 1
            d.first_asks += 1 if x.kind == QUESTION else 0
        q.last_start_day = day
    else:
        d.replies_own += 1
        q.last_reply_day = day
    if q.last_post_day != day:
        d.posters_day += 1
        w.posted_last[day] += 1
        if q.last_post_day >= 0:
            w.posted_last[q.last_post_day] -= 1
            if day - q.last_post_day > 30:
                d.returned += 1
        q.last_post_day = day
    if q.n_posts == 0:
        q.value_then = q.value
        q.stop_hour = hour + 72
    elif q.stop_hour >= 0:
        q.stop_hour = -1
    q.n_posts += 1
    do_lately(w, q, day, 1.0)
    if q.flags & FOUNDER == 0:
        if is_in_days(q, day, 0, 30) and q.flags & POSTED_EARLY == 0:
            q.flags |= POSTED_EARLY
            w.cohorts[q.join_day].posted_30 += 1
        if is_in_days(q, day, 0, 90):
            w.cohorts[q.join_day].posts_90 += 1


@phase
def do_lately(w, q, day, posts):
    """Count an own post (1) or a reaction (0) among what somebody did of late."""
    p = w.p[0]
    idle = float(day - q.lately_day)
    if idle > 0.0:
        q.posts_lately = lately_after(q.posts_lately, idle, p)
        q.acts_lately = lately_after(q.acts_lately, idle, p)
        q.lately_day = day
    q.posts_lately += posts
    q.acts_lately += 1.0


@phase
def answer(w, y, x, hour):
    """Note when post ``y`` was first answered, and who first answered it well; nobody answers oneself."""
    if y.author == x.author:
        return
    if y.answer_hour < 0:
        y.answer_hour = hour
    if y.solved_by == 0 and solves(x.quality, w.p[0]):
        y.solved_by = SOLVED_BY_STAFF if x.author < 0 else SOLVED_BY_DUTY if x.is_duty == 1 else SOLVED_BY_MEMBER


@phase
def reach_people(w, x, day, hour):
    """A reply reaches its thread and the person answered, and ties form both ways."""
    p = w.p[0]
    size = w.posts.shape[0]
    t = w.posts[x.thread & (size - 1)]
    if t.n == x.thread:  # else the opener was written over in this very hour
        t.n_replies += 1
        t.last_n = x.n
        t.last_hour = hour
        answer(w, t, x, hour)
        rescore(w, t, hour)
    y = w.posts[x.parent & (size - 1)]
    if y.n != x.parent:
        return
    if y.n != x.thread:
        answer(w, y, x, hour)
    if y.author < 0 or y.author == x.author:
        return
    harsh = False
    weight = host_weight(w, day)
    if x.author >= 0:
        q = w.people[x.author]
        weight = p.expert_answer if q.expert == 1 else 1.0
        harsh = uniform(extend(x.key, HARSH)) < logistic(p.harsh_base + q.harsh)
        shown = w.s[0].profiles
        bond(w, x.author, y.author, tie_gain_of(0.5, float(w.people[y.author].has_profile * shown), p), day)
        bond(w, y.author, x.author, tie_gain_of(1.0, float(q.has_profile * shown), p), day)
    received(w, y.author, ANSWERED, day, hour, weight, harsh, extend(x.key, HOST))
