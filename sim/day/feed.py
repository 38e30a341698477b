"""The feed: live threads, their places, the best of them for this hour, and the list of open questions."""

from __future__ import annotations

from sim.rules.reading import feed_score, topic_share_of
from sim.world.compiled import phase
from sim.world.posts import FEED_DAYS, FEED_LENGTH, FRESH_HOURS, INTRODUCTION, LONG_FEED, TOPICS

RANKED_HOURS = 6
"""Hours for which the ranking by topic holds."""


@phase
def rescore(w, t, hour):
    """Put a thread in its place in the feed, its age taken at ``hour``."""
    t.score = feed_score(t.last_hour, hour - t.hour, t.n_replies, t.n_reactions, t.quality, w.p[0])
    w.s[0].feed_stale = 1


@phase
def lift_feed(w):
    """The list of live threads without those that are gone."""
    s = w.s[0]
    size = w.posts.shape[0]
    kept = 0
    for i in range(s.n_threads):
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        if t.n == number and t.is_removed == 0:
            w.threads[kept] = number
            kept += 1
    s.n_threads = kept
    s.feed_stale = 1


@phase
def refresh_feed(w, hour):
    """Once a day: drop threads silent too long, out of date where the policy says so, or written over; age the others."""
    s = w.s[0]
    today = w.prog[hour // 24]
    size = w.posts.shape[0]
    kept = 0
    patience = FEED_DAYS * 24
    if today.prune_days > 0 and today.prune_days < FEED_DAYS:
        patience = today.prune_days * 24
    for i in range(s.n_threads):
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        expired = today.drop_expired == 1 and t.expires_hour >= 0 and hour >= t.expires_hour
        if t.n == number and t.is_removed == 0 and hour - t.last_hour < patience and not expired:
            rescore(w, t, hour)
            w.threads[kept] = number
            kept += 1
    s.n_threads = kept
    s.feed_stale = 1


@phase
def put_in(w, which, length, number, t):
    """Put a thread into one of the lists of the best, if it belongs there; equal scores by the threads' keys."""
    size = w.posts.shape[0]
    n = w.n_feed[which]
    place = n
    if n == length:
        place = length - 1
        other = w.posts[w.feed[which, place] & (size - 1)]
        if t.score < other.score or (t.score == other.score and t.key < other.key):
            return
    while place > 0:
        other = w.posts[w.feed[which, place - 1] & (size - 1)]
        if other.score > t.score or (other.score == t.score and other.key > t.key):
            break
        w.feed[which, place] = w.feed[which, place - 1]
        place -= 1
    w.feed[which, place] = number
    if n < length:
        w.n_feed[which] = n + 1


@phase
def add_fresh(w, which, number):
    """Put a thread on one of the lists of what is new, while it has room."""
    n = w.n_fresh[which]
    if n < w.fresh.shape[1]:
        w.fresh[which, n] = number
        w.n_fresh[which] = n + 1


@phase
def count_new(w, hour):
    """Threads of the last days."""
    size = w.posts.shape[0]
    new = 0
    i = w.s[0].n_threads - 1
    while i >= 0 and hour - w.posts[w.threads[i] & (size - 1)].hour < FRESH_HOURS:
        new += 1
        i -= 1
    return new


@phase
def build_feed(w, hour):
    """The lists of this hour: the highest-scoring live threads, best first, and those of the last days, newest first.

    The same by topic, where more is new than a page holds; who is best by topic is settled four times a day.
    """
    s = w.s[0]
    p = w.p[0]
    length = LONG_FEED if w.prog[hour // 24].off_topic == 2 else FEED_LENGTH  # a feed made for each reader draws on more
    drops_expired = w.prog[hour // 24].drop_expired == 1
    size = w.posts.shape[0]
    new = count_new(w, hour)
    s.by_topic = topic_share_of(float(new), float(FEED_LENGTH), p)
    by_topic = s.by_topic > 0.0
    ranked = by_topic and hour // RANKED_HOURS != s.ranked
    for which in range(w.n_feed.shape[0]):
        if which == 0 or ranked:
            w.n_feed[which] = 0
        w.n_fresh[which] = 0
    if ranked:
        s.ranked = hour // RANKED_HOURS
    worst = 0.0
    for i in range(s.n_threads - 1, -1, -1):
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        if t.n != number or t.is_removed == 1:
            continue
        if drops_expired and t.expires_hour >= 0 and hour >= t.expires_hour:
            continue
        if w.n_feed[0] < length or t.score >= worst:
            put_in(w, 0, length, number, t)
            worst = w.posts[w.feed[0, w.n_feed[0] - 1] & (size - 1)].score
        if ranked and t.topic < TOPICS:
            put_in(w, 1 + t.topic, length, number, t)
        if hour - t.hour < FRESH_HOURS:
            add_fresh(w, 0, number)
            if by_topic and t.topic < TOPICS:
                add_fresh(w, 1 + t.topic, number)
    s.feed_stale = 0


@phase
def list_open_questions(w, hour):
    """Threads of members that wait for any answer for an hour at least, oldest first: what people on duty look at."""
    s = w.s[0]
    size = w.posts.shape[0]
    n = 0
    for i in range(s.n_threads):
        t = w.posts[w.threads[i] & (size - 1)]
        if t.answer_hour < 0 and t.author >= 0 and t.is_removed == 0 and t.kind <= INTRODUCTION and hour > t.hour:
            w.open_list[n] = w.threads[i]
            n += 1
            if n == w.open_list.shape[0]:
                break
    s.n_open = n
