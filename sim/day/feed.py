"""The feed: live threads, their places, the best of them for this hour, and the list of open questions."""

from __future__ import annotations

from sim.rules.reading import feed_score
from sim.world.compiled import phase
from sim.world.posts import FEED_DAYS, FEED_LENGTH, INTRODUCTION, LONG_FEED


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
def build_feed(w, hour):
    """The highest-scoring live threads, best first; equal scores by the threads' keys."""
    s = w.s[0]
    length = LONG_FEED if w.prog[hour // 24].off_topic == 2 else FEED_LENGTH  # a feed made for each reader draws on more
    drops_expired = w.prog[hour // 24].drop_expired == 1
    size = w.posts.shape[0]
    n = 0
    worst = 0.0
    for i in range(s.n_threads - 1, -1, -1):
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        if t.n != number or t.is_removed == 1 or (n == length and t.score < worst):
            continue
        if drops_expired and t.expires_hour >= 0 and hour >= t.expires_hour:
            continue
        place = n if n < length else length - 1
        if n == length:
            other = w.posts[w.feed[place] & (size - 1)]
            if t.score == other.score and t.key < other.key:
                continue
        while place > 0:
            other = w.posts[w.feed[place - 1] & (size - 1)]
            if other.score > t.score or (other.score == t.score and other.key > t.key):
                break
            w.feed[place] = w.feed[place - 1]
            place -= 1
        w.feed[place] = number
        if n < length:
            n += 1
        worst = w.posts[w.feed[n - 1] & (size - 1)].score
    s.n_feed = n
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
