"""A slip of the host: it is posted like an update, talked about, answered for or not, and taken down or not."""

from __future__ import annotations

from sim.day.act import make_post
from sim.day.craft import host_quality
from sim.day.duty import topic_offered
from sim.day.feed import lift_feed, rescore
from sim.day.purse import purse, spend
from sim.world.compiled import phase
from sim.world.keys import HOST, key2
from sim.world.posts import HOST as BY_HOST
from sim.world.posts import UPDATE
from sim.world.programme import APOLOGY, SILENCE


@phase
def stumble(w, day, hour):
    """The slips of today happen, whether anybody works or not; those whose days are over are taken down."""
    s = w.s[0]
    size = w.posts.shape[0]
    for i in range(s.at_incident):
        now = w.incidents[i]
        x = w.posts[w.slips[i] & (size - 1)]
        if now.visible_days > 0 and day >= now.day + now.visible_days and x.n == w.slips[i] and x.is_removed == 0:
            x.is_removed = 1
            lift_feed(w)
    while s.at_incident < w.incidents.shape[0] and w.incidents[s.at_incident].day <= day:
        topic = topic_offered(w, key2(s.key, HOST, day, 200_000))
        number = make_post(w, BY_HOST, day, hour, UPDATE, -1, -1, topic, host_quality(w, day), 0, 0)
        x = w.posts[number & (size - 1)]
        x.slip = w.incidents[s.at_incident].severity
        rescore(w, x, hour)
        w.slips[s.at_incident] = number
        s.at_incident += 1


@phase
def answer_for_slips(w, day, hour):
    """The host answers for each slip, first come first served, when the hours the policy lets pass are over and there are minutes for it."""
    p = w.p[0]
    for i in range(w.s[0].at_incident):
        now = w.incidents[i]
        number = w.slips[i]
        x = w.posts[number & (w.posts.shape[0] - 1)]
        if now.response == SILENCE or x.n != number or x.is_removed == 1 or x.is_answered_for == 1:
            continue
        if hour - x.hour < now.response_hours or purse(w, day) < p.minutes_slip:
            continue
        spend(w, day, p.minutes_slip)
        w.diary[day].minutes_rounds += p.minutes_slip
        x.slip *= p.apology_eases if now.response == APOLOGY else p.answer_eases
        x.is_answered_for = 1
        make_post(w, BY_HOST, day, hour, 0, number, number, x.topic, host_quality(w, day), 0, 0)
