"""The feed: live threads, their places, the best of them for this hour, and the list of open questions."""

from __future__ import annotations

from sim.rules.reading import feed_score, topic_share_of
from sim.world.compiled import inlined, phase
from sim.world.posts import FEED_DAYS, FEED_LENGTH, FRESH_HOURS, FRESH_LENGTH, INTRODUCTION, LONG_FEED, TOPICS
from sim.world.programme import OFF_PERSONAL

RANKED_HOURS = 6
"""Hours for which the ranking by topic holds."""


@inlined
def score_at(w, t, hour):
    """What decides a thread's place in the feed, its age taken at ``hour``."""
    s = w.s[0]
    return feed_score(
        t.last_hour, hour - t.hour, t.n_replies, t.n_reactions, t.quality, t.slip, s.popularity, s.worthiness, w.p[0]
    )


@phase
def rescore(w, t, hour):
    """Score a thread anew, its age taken at ``hour``, among the live threads and on the list of the best."""
    s = w.s[0]
    s.feed_stale = 1
    if t.place >= s.n_threads or w.threads[t.place] != t.n:
        return
    score = score_at(w, t, hour)
    w.scores[t.place] = score
    listed = place_of(w, t.n)
    if listed >= 0:
        w.list_scores[0, listed] = score


@inlined
def place_of(w, number):
    """Place of a thread on the common list of the best, -1 when it is not there."""
    for place in range(w.n_feed[0]):
        if w.lists[0, place] == number:
            return place
    return -1


@phase
def forget_lists(w):
    """What stood on the lists may be gone: they are made from scratch next time."""
    s = w.s[0]
    s.feed_stale = 1
    s.lists_stale = 1
    s.first_new = 0


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
            w.scores[kept] = w.scores[i]
            t.place = kept
            kept += 1
    s.n_threads = kept
    forget_lists(w)


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
            w.threads[kept] = number
            w.scores[kept] = score_at(w, t, hour)
            t.place = kept
            kept += 1
    s.n_threads = kept
    forget_lists(w)


@inlined
def put_in(w, which, length, number, score, key):
    """Put a thread into one of the lists of the best, if it belongs there; equal scores by the threads' keys."""
    size = w.posts.shape[0]
    n = w.n_feed[which]
    place = n
    if n == length:
        place = length - 1
        other = w.list_scores[which, place]
        if score < other or (score == other and key < w.posts[w.lists[which, place] & (size - 1)].key):
            return
    while place > 0:
        other = w.list_scores[which, place - 1]
        if other > score or (other == score and w.posts[w.lists[which, place - 1] & (size - 1)].key > key):
            break
        w.lists[which, place] = w.lists[which, place - 1]
        w.list_scores[which, place] = other
        place -= 1
    w.lists[which, place] = number
    w.list_scores[which, place] = score
    if n < length:
        w.n_feed[which] = n + 1


@inlined
def add_fresh(w, which, number):
    """Put a thread on one of the lists of what is new, while it has room. Returns whether that filled it."""
    n = w.n_fresh[which]
    if n >= FRESH_LENGTH:
        return False
    w.lists[which, LONG_FEED + n] = number
    w.n_fresh[which] = n + 1
    return n + 1 == FRESH_LENGTH


@phase
def count_new(w, hour):
    """Threads of the last days: all from the first that is young enough, a place which only moves on."""
    s = w.s[0]
    size = w.posts.shape[0]
    while s.first_new < s.n_threads:
        number = w.threads[s.first_new]
        t = w.posts[number & (size - 1)]
        if t.n == number and hour - t.hour < FRESH_HOURS:
            break
        s.first_new += 1
    return s.n_threads - s.first_new


@inlined
def is_shown(w, t, number, hour, drops_expired):
    """Whether a thread is still there, and not hidden for being out of date."""
    return (
        t.n == number and t.is_removed == 0 and not (drops_expired and t.expires_hour >= 0 and hour >= t.expires_hour)
    )


@phase
def rank(w, hour, length, drops_expired, topics):
    """The list of the best from scratch, and with ``topics`` those by topic; what is in a subgroup stands there only, and nothing else does."""
    size = w.posts.shape[0]
    apart = w.s[0].apart == 1
    for which in range(w.n_feed.shape[0] if topics else 1):
        w.n_feed[which] = 0
    for i in range(w.s[0].n_threads - 1, -1, -1):
        score = w.scores[i]
        fits = w.n_feed[0] < length or score >= w.list_scores[0, length - 1]
        if not fits and not topics:
            continue
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        if not is_shown(w, t, number, hour, drops_expired):
            continue
        if fits and not (apart and t.in_subgroup == 1):
            put_in(w, 0, length, number, score, t.key)
        if topics and t.topic < TOPICS and not (apart and t.in_subgroup == 0):
            put_in(w, 1 + t.topic, length, number, score, t.key)


@phase
def rank_again(w, length):
    """The list of the best after some threads were scored anew: what stands on it is sorted, and what now belongs there comes in."""
    size = w.posts.shape[0]
    apart = w.s[0].apart == 1
    n = w.n_feed[0]
    w.n_feed[0] = 0
    for i in range(n):  # each goes up to its place among those before it
        number = w.lists[0, i]
        put_in(w, 0, length, number, w.list_scores[0, i], w.posts[number & (size - 1)].key)
    live = w.s[0].n_threads
    if n == length:
        worst = w.list_scores[0, n - 1]
        good = 0
        for i in range(live):
            good += w.scores[i] >= worst
        if good == n:
            return
    for i in range(live - 1, -1, -1):
        score = w.scores[i]
        if w.n_feed[0] == length and score < w.list_scores[0, length - 1]:
            continue
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        if t.n == number and t.is_removed == 0 and not (apart and t.in_subgroup == 1) and place_of(w, number) < 0:
            put_in(w, 0, length, number, score, t.key)


@phase
def list_new(w, hour, drops_expired, by_topic):
    """The lists of what is new, newest first."""
    s = w.s[0]
    size = w.posts.shape[0]
    for which in range(w.n_fresh.shape[0]):
        w.n_fresh[which] = 0
    missing = 1 + TOPICS if by_topic else 1  # lists that still have room
    i = s.n_threads - 1
    while i >= s.first_new and missing > 0:
        number = w.threads[i]
        i -= 1
        t = w.posts[number & (size - 1)]
        if is_shown(w, t, number, hour, drops_expired):
            if not (s.apart == 1 and t.in_subgroup == 1):
                missing -= add_fresh(w, 0, number)
            if by_topic and t.topic < TOPICS and not (s.apart == 1 and t.in_subgroup == 0):
                missing -= add_fresh(w, 1 + t.topic, number)


@phase
def drop_old(w, hour):
    """The lists of what is new without what no longer is: their ends."""
    size = w.posts.shape[0]
    for which in range(w.n_fresh.shape[0]):
        n = w.n_fresh[which]
        while n > 0 and hour - w.posts[w.lists[which, LONG_FEED + n - 1] & (size - 1)].hour >= FRESH_HOURS:
            n -= 1
        w.n_fresh[which] = n


@phase
def build_feed(w, hour):
    """The lists of this hour: the highest-scoring live threads, best first, and those of the last days, newest first.

    The same by topic, where more is new than a page holds; who is best by topic is settled four times a day. Made from scratch where a thread
    came or went since the last time, else brought up to date. Where there are subgroups their lists are of this hour too.
    """
    s = w.s[0]
    length = (
        LONG_FEED if w.prog[hour // 24].off_topic == OFF_PERSONAL else FEED_LENGTH
    )  # a feed made for each reader draws on more
    drops_expired = w.prog[hour // 24].drop_expired == 1
    topics_before = s.by_topic > 0.0
    s.by_topic = topic_share_of(float(count_new(w, hour)), float(FEED_LENGTH), w.p[0])
    s.apart = w.prog[hour // 24].subgroups
    if s.apart == 1 and s.by_topic < w.p[0].subgroup_looks:
        s.by_topic = w.p[0].subgroup_looks
    by_topic = s.by_topic > 0.0
    ranked = s.apart == 1 or (by_topic and hour // RANKED_HOURS != s.ranked)
    if ranked:
        s.ranked = hour // RANKED_HOURS
    anew = s.lists_stale == 1 or drops_expired
    if anew or ranked:
        rank(w, hour, length, drops_expired, ranked)
    else:
        rank_again(w, length)
    if anew or s.new_thread == 1 or by_topic != topics_before:
        list_new(w, hour, drops_expired, by_topic)
    else:
        drop_old(w, hour)
    s.feed_stale = 0
    s.lists_stale = 0
    s.new_thread = 0


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
