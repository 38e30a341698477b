"""Promotional posts by members: where the policy lets them appear, and how they are approved."""

from __future__ import annotations

from sim.day.act import make_post
from sim.day.craft import skill_today
from sim.rules.hosting import done_wrong
from sim.world.compiled import phase
from sim.world.keys import APPROVE, DISCLOSE, GUIDE, OBEY, extend, key2, normal, uniform
from sim.world.people import FOUNDER
from sim.world.posts import PROMO, TALK
from sim.world.programme import BANNED, BY_APPROVAL, FREE, SECTION

GUIDED_DAYS = 30
"""Days for which somebody is a newcomer, as where rules are shown."""
JUDGED_BADLY = 0.8
"""Spread of the error with which an ordinary host judges an offer: judgement."""


@phase
def publish_offer(w, row, day, hour, topic, kind, disguised, apart):
    """Make a promotional post of somebody; where it is disguised as talk against a ban, it breaks the norms."""
    q = w.people[row]
    number = make_post(w, row, day, hour, kind, -1, -1, topic, 0.0, 1 if q.on_duty == 1 else 0, apart)
    if number < 0:
        return
    x = w.posts[number & (w.posts.shape[0] - 1)]
    x.is_disguised = 1 if disguised else 0
    w.diary[day].disguised += 1 if disguised else 0
    x.is_off = 0
    if kind == TALK:
        x.is_poor = 1
        w.diary[day].posts_promo += 1 if q.on_duty == 0 else 0


@phase
def follows_guide(w, q, key, day):
    """Whether somebody who has just come, and was shown how to post, does as the guide says with a thread or an offer."""
    if w.prog[day].posting_guide == 0 or day - q.join_day >= GUIDED_DAYS or q.flags & FOUNDER != 0:
        return False
    return uniform(extend(key, GUIDE)) < w.p[0].guide_followed


@phase
def offer(w, row, day, hour, key, topic):
    """Somebody has something to sell: freely, in the section for it, saying so, by approval, or not at all."""
    s = w.s[0]
    p = w.p[0]
    selling = w.prog[day].selling
    if selling == BY_APPROVAL:
        if s.n_approvals < w.approvals.shape[0]:
            a = w.approvals[s.n_approvals]
            a.who = row
            a.kind = topic
            a.post = hour
            s.n_approvals += 1
            w.diary[day].promos_held += 1
    elif selling == BANNED:
        if uniform(extend(key, OBEY)) >= p.ban_obeyed:
            publish_offer(w, row, day, hour, topic, TALK, True, 0)
    else:
        disguised = selling == FREE and uniform(extend(key, DISCLOSE)) >= p.says_so
        disguised = disguised and not follows_guide(w, w.people[row], key, day)
        publish_offer(w, row, day, hour, topic, PROMO, disguised, 1 if selling == SECTION else 0)


@phase
def is_approved(w, row, hour, day):
    """The host's judgement of one promotional post: by what the author is known to write, seen with an error."""
    p = w.p[0]
    q = w.people[row]
    return (
        0.6 * q.skill
        + done_wrong(JUDGED_BADLY, skill_today(w, day), p) * normal(key2(w.s[0].key, APPROVE, q.uid, hour))
        >= p.approval_bar
    )
