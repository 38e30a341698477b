"""The evening: what was reported is judged, and new posts are looked through, with the minutes there are."""

from __future__ import annotations

from sim.day.act import remove_post
from sim.day.craft import skill_today
from sim.day.feed import lift_feed
from sim.day.purse import purse, spend
from sim.day.spare import patrol_minutes
from sim.rules.hosting import done_well, done_wrong, tasks_done
from sim.rules.owning import removed_by_owners
from sim.world.compiled import phase
from sim.world.keys import REMOVAL, key1, uniform
from sim.world.posts import SPAM
from sim.world.programme import OFF_REMOVED


@phase
def is_unwanted(w, post, day):
    """Whether a post is against the rules of the house: spam, poor and not set right, or small talk where that is not allowed."""
    if post.kind == SPAM or (post.is_poor == 1 and post.is_corrected == 0):
        return True
    return post.is_off == 1 and w.prog[day].off_topic == OFF_REMOVED


@phase
def by_managers(w, day):
    """Share of today's work that members who manage do."""
    d = w.diary[day]
    done = d.minutes_managers + w.s[0].managers_bank
    return done / (done + d.minutes_available) if done > 0.0 else 0.0


@phase
def judge(w, number, day):
    """Judge one reported post, once: bad ones are mostly removed, good ones rarely. Returns whether it went."""
    s = w.s[0]
    p = w.p[0]
    post = w.posts[number & (w.posts.shape[0] - 1)]
    post.was_judged = 1
    post.is_queued = 0
    bad = is_unwanted(w, post, day)
    skill = skill_today(w, day)
    chance = removed_by_owners(done_well(p.judge_bad, skill, p), s.shared, p)
    if not bad:
        chance = done_wrong(p.judge_good, skill, p) * (1.0 + p.manager_errs * by_managers(w, day))
    if uniform(key1(s.key, REMOVAL, post.key)) < chance:
        if post.kind != SPAM and post.is_poor == 0 and bad:
            w.diary[day].removed_off_topic += 1
        remove_post(w, number, day, day * 24 + 23, not bad)


@phase
def moderate(w, day):
    """The evening: reports in the order they came, then a look through the newest posts, with the minutes there are."""
    s = w.s[0]
    p = w.p[0]
    size = w.posts.shape[0]
    if purse(w, day) <= 0.0:
        return
    done = tasks_done(purse(w, day), p.minutes_removal, s.n_reports)
    for i in range(done):
        number = w.reports[i]
        post = w.posts[number & (size - 1)]
        if post.n == number and post.was_judged == 0:
            judge(w, number, day)
    for i in range(done, s.n_reports):
        w.reports[i - done] = w.reports[i]
    s.n_reports -= done
    spend(w, day, done * p.minutes_removal)
    w.diary[day].minutes_removals += done * p.minutes_removal
    minutes = patrol_minutes(w, day)
    if minutes > purse(w, day):
        minutes = purse(w, day)
    looks = int(minutes / p.minutes_patrol)
    number = s.n_posts - 1
    oldest = w.day_first[day - 6] if day >= 6 else 0
    while looks > 0 and number >= oldest and s.n_posts - number < size:
        post = w.posts[number & (size - 1)]
        if post.was_judged == 0 and post.is_removed == 0 and post.author >= 0:
            looks -= 1
            spend(w, day, p.minutes_patrol)
            w.diary[day].minutes_patrol += p.minutes_patrol
            if is_unwanted(w, post, day):
                judge(w, number, day)
            else:
                post.was_judged = 1
        number -= 1
    lift_feed(w)
