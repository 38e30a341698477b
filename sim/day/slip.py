"""A slip of the host: it is posted like an update, talked about, answered for or not, and taken down or not."""

from __future__ import annotations

from sim.day.act import make_post
from sim.day.duty import topic_offered
from sim.day.feed import lift_feed
from sim.day.purse import purse, spend
from sim.world.compiled import phase
from sim.world.keys import HOST, key2
from sim.world.posts import HOST as BY_HOST
from sim.world.posts import UPDATE

SILENCE, ANSWER, APOLOGY = range(3)


@phase
def stumble(w, day, hour):
    """The slips of today happen, whether anybody works or not; a slip whose days are over is taken down."""
    s = w.s[0]
    p = w.p[0]
    size = w.posts.shape[0]
    if s.at_incident > 0:
        now = w.incidents[s.at_incident - 1]
        x = w.posts[s.slip_post & (size - 1)]
        if now.visible_days > 0 and day >= now.day + now.visible_days and x.n == s.slip_post and x.is_removed == 0:
            x.is_removed = 1
            lift_feed(w)
    while s.at_incident < w.incidents.shape[0] and w.incidents[s.at_incident].day <= day:
        topic = topic_offered(w, key2(s.key, HOST, day, 200_000))
        s.slip_post = make_post(w, BY_HOST, day, hour, UPDATE, -1, -1, topic, p.host_quality, 0, 0)
        w.posts[s.slip_post & (size - 1)].slip = w.incidents[s.at_incident].severity
        s.slip_answered = 0
        s.at_incident += 1


@phase
def answer_for_slip(w, day, hour):
    """The host answers for its last slip, when the hours the policy lets pass are over and there are minutes for it."""
    s = w.s[0]
    p = w.p[0]
    if s.at_incident == 0 or s.slip_answered == 1:
        return
    now = w.incidents[s.at_incident - 1]
    x = w.posts[s.slip_post & (w.posts.shape[0] - 1)]
    if now.response == SILENCE or x.n != s.slip_post or x.is_removed == 1:
        return
    if hour - x.hour < now.response_hours or purse(w, day) < p.minutes_slip:
        return
    spend(w, day, p.minutes_slip)
    w.diary[day].minutes_rounds += p.minutes_slip
    x.slip *= p.apology_eases if now.response == APOLOGY else p.answer_eases
    s.slip_answered = 1
    make_post(w, BY_HOST, day, hour, 0, s.slip_post, s.slip_post, x.topic, p.host_quality, 0, 0)
