"""The host at work: tasks in the stated order of priority, paid in minutes, with a backlog when minutes run out."""

from __future__ import annotations

from sim.day.act import make_post, received, remove_post
from sim.day.arrive import accept, is_member, refuse
from sim.day.events import WORKING_HOUR
from sim.day.feed import lift_feed
from sim.rules.hosting import tasks_done
from sim.world.compiled import phase
from sim.world.keys import HOST, REMOVAL, REVIEW, TOPIC, key1, key2, normal, uniform
from sim.world.posts import HOST as BY_HOST
from sim.world.posts import QUESTION, UPDATE

CALENDAR_PATIENCE = 7


@phase
def spend(w, minutes):
    """Take minutes from the bank."""
    s = w.s[0]
    s.bank -= minutes
    s.spent += minutes


@phase
def open_bank(w, day):
    """Today's minutes are added; at most a working week's are kept. Nobody works on a day without minutes."""
    s = w.s[0]
    minutes = w.prog[day].host_minutes
    w.diary[day].minutes_available = minutes
    if minutes > 0.0:
        s.bank += minutes
        if s.bank > 5.0 * minutes:
            s.bank = 5.0 * minutes
    return minutes > 0.0


@phase
def review_applications(w, day, kept_back):
    """Applications, first come first served: spammers are recognised or not, the fit is seen with an error."""
    s = w.s[0]
    p = w.p[0]
    n = tasks_done(s.bank - kept_back, p.minutes_application, s.n_queue)
    for i in range(n):
        row = w.queue[i]
        q = w.people[row]
        seen = q.fit + p.review_noise * normal(key2(s.key, REVIEW, q.uid, 1))
        caught = q.spam > 0.0 and uniform(key2(s.key, REVIEW, q.uid, q.n_contacts + 2)) < p.review_spam
        if caught or seen < w.prog[day].fit_threshold:
            refuse(w, row, day)
        else:
            accept(w, row, day)
    for i in range(n, s.n_queue):
        w.queue[i - n] = w.queue[i]
    s.n_queue -= n
    spend(w, n * p.minutes_application)
    w.diary[day].minutes_applications += n * p.minutes_application


@phase
def send_welcomes(w, day, hour, kept_back):
    """Personal welcomes, first come first served; too late ones are dropped."""
    s = w.s[0]
    p = w.p[0]
    kept = 0
    for i in range(s.n_welcomes):
        row = w.welcomes[i]
        q = w.people[row]
        if day - q.join_day > p.welcome_days or not is_member(q):
            if q.was_welcomed == 3:
                q.was_welcomed = 0
            continue
        if s.bank - kept_back >= p.minutes_welcome:
            q.was_welcomed = 2
            q.welcome_day = day
            spend(w, p.minutes_welcome)
            w.diary[day].minutes_welcomes += p.minutes_welcome
            received(w, row, BY_HOST, day, hour, p.host_answer, False, key2(s.key, HOST, q.uid, day))
        else:
            w.welcomes[kept] = row
            kept += 1
    s.n_welcomes = kept


@phase
def is_waiting_for_host(w, t, day, hour):
    """Whether the host, by stance, would answer this thread now."""
    today = w.prog[day]
    if today.stance == 0 or t.is_removed == 1 or t.answer_hour >= 0 or t.author < 0 or t.kind >= UPDATE:
        return False
    if today.stance == 1 and t.kind != QUESTION:
        return False
    return hour - t.hour >= today.answer_after


@phase
def answer_threads(w, day, hour, kept_back):
    """Threads that nobody answered, oldest first."""
    s = w.s[0]
    p = w.p[0]
    size = w.posts.shape[0]
    for i in range(s.n_threads):
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        if not is_waiting_for_host(w, t, day, hour):
            continue
        if s.bank - kept_back < p.minutes_answer:
            return
        spend(w, p.minutes_answer)
        w.diary[day].minutes_answers += p.minutes_answer
        make_post(w, BY_HOST, day, hour, 0, number, number, t.topic, p.host_quality, 0)


@phase
def post_calendar(w, day, hour, kept_back):
    """Planned posts that are due; one that finds no minutes is kept for a week."""
    s = w.s[0]
    p = w.p[0]
    while s.at_row < w.calendar.shape[0] and w.calendar[s.at_row].day <= day:
        row = w.calendar[s.at_row]
        if day - row.day > CALENDAR_PATIENCE:
            s.at_row += 1
            continue
        if s.bank - kept_back < row.minutes:
            return
        spend(w, row.minutes)
        w.diary[day].minutes_calendar += row.minutes
        topic = int(8.0 * uniform(key2(s.key, TOPIC, row.day, row.kind)))
        make_post(w, BY_HOST, day, hour, row.kind, -1, -1, topic, p.host_quality, 0)
        s.at_row += 1


@phase
def send_update(w, day, hour):
    """The update that names newcomers with a profile and asks them to start a topic."""
    s = w.s[0]
    p = w.p[0]
    for i in range(s.n_named, s.n_newcomers):
        row = w.newcomers[i]
        q = w.people[row]
        if is_member(q) and q.has_profile == 1 and day - q.join_day <= 45 and q.flags & 128 == 0:
            q.spotlit_until = day + 14
            received(w, row, BY_HOST, day, hour, 0.0, False, key2(s.key, HOST, q.uid, day + 100_000))
    s.n_named = s.n_newcomers
    topic = int(8.0 * uniform(key1(s.key, TOPIC, day + 100_000)))
    make_post(w, BY_HOST, day, hour, UPDATE, -1, -1, topic, p.host_quality, 0)


@phase
def host_works(w, day):
    """The host's session of the day: an update if planned, then tasks in the order of priority.

    Where removals come before other tasks, minutes for the reports that wait are kept back for the evening.
    """
    s = w.s[0]
    p = w.p[0]
    hour = day * 24 + WORKING_HOUR
    if not open_bank(w, day):
        return
    kept_back = w.prog[day].patrol_minutes
    if kept_back > s.bank:
        kept_back = s.bank
    if w.prog[day].spotlight == 1:
        send_update(w, day, hour)
    for place in range(5):
        task = w.prog[day].priority[place]
        if task == 0:
            review_applications(w, day, kept_back)
        elif task == 1:
            need = s.n_reports * p.minutes_removal
            kept_back += need
            if kept_back > s.bank:
                kept_back = s.bank
        elif task == 2:
            send_welcomes(w, day, hour, kept_back)
        elif task == 3:
            answer_threads(w, day, hour, kept_back)
        else:
            post_calendar(w, day, hour, kept_back)


@phase
def judge(w, number, day):
    """Judge one reported post, once: bad ones are mostly removed, good ones rarely. Returns whether it went."""
    s = w.s[0]
    p = w.p[0]
    post = w.posts[number & (w.posts.shape[0] - 1)]
    post.was_judged = 1
    post.is_queued = 0
    bad = post.kind == 7 or post.is_poor == 1
    chance = p.judge_bad if bad else p.judge_good
    if uniform(key1(s.key, REMOVAL, post.key)) < chance:
        remove_post(w, number, day, not bad)


@phase
def moderate(w, day):
    """The evening: reports in the order they came, then a look through the newest posts, with the minutes there are."""
    s = w.s[0]
    p = w.p[0]
    size = w.posts.shape[0]
    if w.prog[day].host_minutes <= 0.0:
        return
    done = tasks_done(s.bank, p.minutes_removal, s.n_reports)
    for i in range(done):
        number = w.reports[i]
        post = w.posts[number & (size - 1)]
        if post.n == number and post.was_judged == 0:
            judge(w, number, day)
    for i in range(done, s.n_reports):
        w.reports[i - done] = w.reports[i]
    s.n_reports -= done
    spend(w, done * p.minutes_removal)
    w.diary[day].minutes_removals += done * p.minutes_removal
    minutes = w.prog[day].patrol_minutes
    if minutes > s.bank:
        minutes = s.bank
    looks = int(minutes / p.minutes_patrol)
    number = s.n_posts - 1
    oldest = w.day_first[day - 6] if day >= 6 else 0
    while looks > 0 and number >= oldest and s.n_posts - number < size:
        post = w.posts[number & (size - 1)]
        if post.was_judged == 0 and post.is_removed == 0 and post.author >= 0:
            looks -= 1
            spend(w, p.minutes_patrol)
            w.diary[day].minutes_patrol += p.minutes_patrol
            if post.kind == 7 or post.is_poor == 1:
                judge(w, number, day)
            else:
                post.was_judged = 1
        number -= 1
    lift_feed(w)


@phase
def backlog(w, day):
    """What is left undone at the end of the day, by task."""
    s = w.s[0]
    d = w.diary[day]
    d.backlog_applications = s.n_queue
    d.backlog_removals = s.n_reports
    d.backlog_welcomes = s.n_welcomes
    late = 0
    for i in range(s.n_threads):
        if is_waiting_for_host(w, w.posts[w.threads[i] & (w.posts.shape[0] - 1)], day, day * 24 + 23):
            late += 1
    d.backlog_answers = late
    due = 0
    at = s.at_row
    while at < w.calendar.shape[0] and w.calendar[at].day <= day:
        due += 1
        at += 1
    d.backlog_calendar = due
