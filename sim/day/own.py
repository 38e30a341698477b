"""What a visitor does unasked: look at profiles, start a thread, invite somebody, serve when on duty."""

from __future__ import annotations

from sim.day.feed import list_open_questions
from sim.day.read import plan_act
from sim.rules.inviting import invite_chance
from sim.rules.joining import profile_chance
from sim.rules.posting import start_chance
from sim.world.arithmetic import exp
from sim.world.chances import happens
from sim.world.compiled import phase
from sim.world.keys import DUTY, FILLING, INVITE, PROFILE, SHOWN_PROFILE, START, UPTAKE, extend, key1, key2, uniform
from sim.world.people import FOUNDER, NEVER
from sim.world.posts import ACT_DUTY, ACT_INVITE, ACT_PROFILE, ACT_START
from sim.world.programme import AUTOMATIC, BY_INVITATION, PERSONAL


@phase
def look_at_profiles(w, row, day):
    """A newcomer's first visit: looks at the profiles shown, and fills in the own one or not."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    w.diary[day].first_visits += 1
    if q.has_profile == 1 or s.profiles == 0:
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
    """What makes this person's first thread easier now: welcome, introductions, being named. Offers work on those who take them up."""
    p = w.p[0]
    today = w.prog[day]
    ease = 0.0
    takes_up = uniform(key1(w.s[0].key, UPTAKE, q.uid)) < p.uptake
    if q.n_posts == 0 and takes_up:
        if q.was_welcomed == AUTOMATIC or q.was_welcomed == PERSONAL:
            size = p.welcome_ease if q.was_welcomed == PERSONAL else p.welcome_auto_ease
            ease += size * exp(-(day - q.welcome_day) / p.welcome_tau)
        if today.introductions == 1 and day - q.join_day < 30:
            ease += p.intro_ease
    if day < q.spotlit_until and takes_up:
        ease += p.spotlight_ask
    return ease


@phase
def may_start(w, q, day):
    """Whether the path for newcomers lets this person start a thread: having read, or replied, as often as it asks."""
    today = w.prog[day]
    if day < q.muted_until:
        return False
    if q.flags & FOUNDER != 0 or q.on_duty == 1:
        return True
    return q.n_visits >= today.start_after_visits and (today.start_after_reply == 0 or q.last_reply_day != NEVER)


@phase
def act_on_own(w, row, day, hour, posted):
    """Start a thread, invite somebody. Returns whether anything was posted in this visit."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    if may_start(w, q, day):
        need = 1.0 if q.has_need == 1 and q.n_posts == 0 else 0.0
        key = extend(extend(w.roots[START], q.uid), hour)
        ease = ease_of_starting(w, q, day)
        ceiling = q.cst + q.drive
        if day - q.join_day < 30:
            ceiling += p.rules_courage * w.prog[day].rules_shown
        wants = start_chance(ceiling, q.value, s.momentum, q.posts_today, need, day - q.join_day, ease, q.hesitation, p)
        if happens(uniform(key), wants):
            plan_act(w, row, ACT_START, -1, extend(key, 1))
            posted = True
    ease = w.prog[day].invite_ease
    if w.prog[day].access == BY_INVITATION:
        ease += p.invite_closed
    if q.on_duty == 1:
        ease += w.prog[day].ambassador_invites
    key = extend(extend(w.roots[INVITE], q.uid), hour)
    if happens(uniform(key), invite_chance(q.value, ease, p)):
        plan_act(w, row, ACT_INVITE, -1, extend(key, 1))
    return posted


@phase
def serve(w, row, day, hour):
    """Duty: answer open threads from the list, as far as the duty's minutes go; each picks by an own keyed order."""
    s = w.s[0]
    p = w.p[0]
    q = w.people[row]
    if s.n_open < 0:  # the first on duty in this hour
        list_open_questions(w, hour)
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
