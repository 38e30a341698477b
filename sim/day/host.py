"""The host at work: rounds that are due, then tasks in the stated order of priority, paid in minutes, with a backlog when minutes run out."""

from __future__ import annotations

from sim.day.act import make_post, received
from sim.day.alumni import keep_in_touch
from sim.day.arrive import accept, is_member, refuse
from sim.day.craft import agree, host_quality, host_weight, skill_today, train
from sim.day.duty import topic_offered
from sim.day.events import WORKING_HOUR
from sim.day.platform import prepare_move
from sim.day.purse import open_bank, purse, spend
from sim.day.review import measure_week, report
from sim.day.rounds import hold_rounds
from sim.day.sell import is_approved, publish_offer
from sim.day.slip import answer_for_slips, stumble
from sim.day.spare import use_spare
from sim.day.upkeep import keep_up
from sim.rules.contacting import ADDRESSED
from sim.rules.expecting import usual_gap
from sim.rules.hosting import done_well, done_wrong, tasks_done
from sim.rules.owning import host_sells
from sim.world.compiled import phase
from sim.world.keys import COMPANY, HOST, HOST_PROMO, REVIEW, TOPIC, UPTAKE, extend, key1, key2, normal, uniform
from sim.world.people import IN_LINE
from sim.world.posts import ABOUT_COMPANY, PROMO, QUESTION, TALK, UPDATE, WITH_BENEFIT
from sim.world.posts import HOST as BY_HOST
from sim.world.programme import (
    NO_WELCOME,
    PASSIVE,
    PERSONAL,
    POLL_KIND,
    REACTIVE,
    SECTION,
    TASK_ANSWERS,
    TASK_APPLICATIONS,
    TASK_CALENDAR,
    TASK_REMOVALS,
    TASK_WELCOMES,
)

CALENDAR_PATIENCE = 7


@phase
def review_applications(w, day, kept_back):
    """Applications, first come first served: spammers are recognised or not, the fit is seen with an error."""
    s = w.s[0]
    p = w.p[0]
    skill = skill_today(w, day)
    n = tasks_done(purse(w, day) - kept_back, p.minutes_application, s.n_queue)
    for i in range(n):
        row = w.queue[i]
        q = w.people[row]
        seen = q.fit + done_wrong(p.review_noise, skill, p) * normal(key2(s.key, REVIEW, q.uid, 1))
        caught = q.spam > 0.0 and uniform(key2(s.key, REVIEW, q.uid, q.n_contacts + 2)) < done_well(
            p.review_spam, skill, p
        )
        if caught or seen < w.prog[day].fit_threshold:
            refuse(w, row, day)
        else:
            accept(w, row, day)
    for i in range(n, s.n_queue):
        w.queue[i - n] = w.queue[i]
    s.n_queue -= n
    spend(w, day, n * p.minutes_application)
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
            if q.was_welcomed == IN_LINE:
                q.was_welcomed = NO_WELCOME
            continue
        if purse(w, day) - kept_back >= p.minutes_welcome:
            q.was_welcomed = PERSONAL
            q.welcome_day = day
            spend(w, day, p.minutes_welcome)
            w.diary[day].minutes_welcomes += p.minutes_welcome
            weight = host_weight(w, day) if uniform(key1(s.key, UPTAKE, q.uid)) < p.uptake else 0.0
            received(w, row, ADDRESSED, day, hour, weight, False, key2(s.key, HOST, q.uid, day))
        else:
            w.welcomes[kept] = row
            kept += 1
    s.n_welcomes = kept


@phase
def is_waiting_for_host(w, t, day, hour):
    """Whether the host, by stance, would answer this thread now."""
    today = w.prog[day]
    if today.stance == PASSIVE or t.is_removed == 1 or t.answer_hour >= 0 or t.author < 0 or t.kind >= UPDATE:
        return False
    if today.stance == REACTIVE and t.kind != QUESTION:
        return False
    return hour - t.hour >= today.answer_after


@phase
def answer_threads(w, day, hour, kept_back):
    """Threads that nobody answered, newest first: who is behind answers those who can still be helped."""
    s = w.s[0]
    p = w.p[0]
    size = w.posts.shape[0]
    for i in range(s.n_threads - 1, -1, -1):
        number = w.threads[i]
        t = w.posts[number & (size - 1)]
        if not is_waiting_for_host(w, t, day, hour):
            continue
        if purse(w, day) - kept_back < p.minutes_answer:
            return
        spend(w, day, p.minutes_answer)
        w.diary[day].minutes_answers += p.minutes_answer
        make_post(w, BY_HOST, day, hour, 0, number, number, t.topic, host_quality(w, day), 0, 0)


@phase
def keep_rhythm(w, day):
    """A planned post has appeared: members get used to how far apart they come."""
    s = w.s[0]
    since = float(day + 1 - s.planned_last)
    if s.planned_last > 0 and since > 0.0:
        s.planned_gap = usual_gap(s.planned_gap, since)
    s.planned_last = day + 1
    s.n_missed = 0


@phase
def about_company(w, day, key):
    """Whether a planned post is about the organisation itself: 0 no, 1 yes, 2 yes, with something in it for members."""
    today = w.prog[day]
    if today.company_share <= 0.0 or uniform(key) >= host_sells(today.company_share, w.s[0].shared):
        return 0
    return WITH_BENEFIT if uniform(extend(key, 1)) < today.company_benefit else ABOUT_COMPANY


@phase
def post_calendar(w, day, hour, kept_back):
    """Planned posts that are due; one that finds no minutes is kept for a week."""
    s = w.s[0]
    while s.at_row < w.calendar.shape[0] and w.calendar[s.at_row].day <= day:
        row = w.calendar[s.at_row]
        if day - row.day > CALENDAR_PATIENCE:
            s.at_row += 1
            continue
        sells = uniform(key2(s.key, HOST_PROMO, row.day, row.kind)) < host_sells(w.prog[day].host_promo, s.shared)
        about = 0 if sells or row.kind == POLL_KIND else about_company(w, day, key2(s.key, COMPANY, row.day, row.kind))
        minutes = row.minutes + (w.p[0].minutes_benefit if about == WITH_BENEFIT else 0.0)
        if purse(w, day) - kept_back < minutes:
            return
        spend(w, day, minutes)
        w.diary[day].minutes_calendar += minutes
        topic = topic_offered(w, key2(s.key, TOPIC, row.day, row.kind))
        apart = 1 if sells and w.prog[day].selling == SECTION else 0
        kind = PROMO if sells else TALK if row.kind == POLL_KIND else row.kind
        number = make_post(w, BY_HOST, day, hour, kind, -1, -1, topic, host_quality(w, day), 0, apart)
        if row.kind == POLL_KIND and not sells and number >= 0:
            w.posts[number & (w.posts.shape[0] - 1)].is_poll = 1
        if about > 0 and number >= 0:
            w.posts[number & (w.posts.shape[0] - 1)].about_company = about
        keep_rhythm(w, day)
        s.at_row += 1


@phase
def approve_offers(w, day, hour, kept_back):
    """Promotional posts that wait for approval, first come first served: they appear now, or not at all."""
    s = w.s[0]
    p = w.p[0]
    n = tasks_done(purse(w, day) - kept_back, p.minutes_approval, s.n_approvals)
    for i in range(n):
        a = w.approvals[i]
        if not is_member(w.people[a.who]) or not is_approved(w, a.who, a.post, day):
            w.diary[day].promos_rejected += 1
        else:
            w.diary[day].promos_approved += 1
            publish_offer(w, a.who, day, hour, a.kind, PROMO, False, 0)
    for i in range(n, s.n_approvals):
        w.approvals[i - n].who = w.approvals[i].who
        w.approvals[i - n].kind = w.approvals[i].kind
        w.approvals[i - n].post = w.approvals[i].post
    s.n_approvals -= n
    spend(w, day, n * p.minutes_approval)
    w.diary[day].minutes_approvals += n * p.minutes_approval


@phase
def host_works(w, day):
    """The host's session of the day: slips, standing work, training and other things that go first, rounds that are due, then tasks in the order
    of priority, then what spare minutes go to.

    Where removals come before other tasks, minutes for the reports that wait are kept back for the evening.
    """
    s = w.s[0]
    p = w.p[0]
    hour = day * 24 + WORKING_HOUR
    stumble(w, day, hour)
    works = open_bank(w, day)
    measure_week(w, day)
    report(w, day)
    if not works:
        return
    keep_up(w, day)
    train(w, day)
    agree(w, day)
    prepare_move(w, day)
    answer_for_slips(w, day, hour)
    rounds = hold_rounds(w, day, hour)
    keep_in_touch(w, day, rounds)
    s.kept_back = rounds
    kept_back = w.prog[day].patrol_minutes + rounds
    if kept_back > purse(w, day):
        kept_back = purse(w, day)
    for place in range(6):
        task = w.prog[day].priority[place]
        if task == TASK_APPLICATIONS:
            review_applications(w, day, kept_back)
        elif task == TASK_REMOVALS:
            need = s.n_reports * p.minutes_removal
            kept_back += need
            if kept_back > purse(w, day):
                kept_back = purse(w, day)
        elif task == TASK_WELCOMES:
            send_welcomes(w, day, hour, kept_back)
        elif task == TASK_ANSWERS:
            answer_threads(w, day, hour, kept_back)
        elif task == TASK_CALENDAR:
            post_calendar(w, day, hour, kept_back)
        else:
            s.host_works = 1
            approve_offers(w, day, hour, kept_back)
            s.host_works = 0
    need = rounds + w.prog[day].patrol_minutes + s.n_reports * p.minutes_removal
    use_spare(w, day, hour, need if need > kept_back else kept_back)


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
    d.backlog_approvals = s.n_approvals
    due = 0
    at = s.at_row
    while at < w.calendar.shape[0] and w.calendar[at].day <= day:
        due += 1
        at += 1
    d.backlog_calendar = due
