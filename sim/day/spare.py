"""What the host does with minutes that nothing waits for: answers sooner, starts threads, looks through posts, writes to members gone quiet.

Only what could not be kept goes there: a working week's minutes stay in the bank for the days on which much waits. Each kind of work has
its own return and its own end: threads to answer, a thread a day, new posts, members gone quiet. Starting threads is taking part in talk: at
the end of the evening a host whose stance is to answer questions joins in some of the rest too, with what would otherwise be lost. What is
then left over is lost, and told.
"""

from __future__ import annotations

from sim.day.act import make_post, received
from sim.day.craft import host_quality, host_weight
from sim.day.duty import topic_offered
from sim.day.purse import BANKED_DAYS, purse, spend
from sim.rules.contacting import ADDRESSED
from sim.world.compiled import phase
from sim.world.keys import MESSAGE, TALKS, TOPIC, UPTAKE, extend, key1, key2, uniform
from sim.world.people import AWAKE, NEVER
from sim.world.posts import HOST as BY_HOST
from sim.world.posts import QUESTION, TALK, UPDATE
from sim.world.programme import PASSIVE, REACTIVE, SPARE_ANSWERS, SPARE_MESSAGES, SPARE_PATROL, SPARE_THREADS

QUIET_DAYS = 14
"""Days without a visit after which a member counts as gone quiet."""
MESSAGE_AGAIN = 180
"""Days after which the host writes to the same member again."""
SOON_HOURS = 2
"""Hours the host leaves to members before it answers a thread in spare time."""
TALK_HOURS, TALK_SHARE = 24, 0.07
"""Hours it leaves them what is no question, where its stance asks for no answer to it, and share of that to which it has something to say:
judgement."""


@phase
def answer_in_spare(w, day, hour, kept_back, talk):
    """Threads nobody answered yet get an answer, newest first: those the stance would answer later, or what is no question (``talk``)."""
    s = w.s[0]
    p = w.p[0]
    wait = TALK_HOURS if talk else SOON_HOURS
    for i in range(s.n_threads - 1, -1, -1):
        number = w.threads[i]
        t = w.posts[number & (w.posts.shape[0] - 1)]
        if t.is_removed == 1 or t.answer_hour >= 0 or t.author < 0 or t.kind >= UPDATE or hour - t.hour < wait:
            continue
        beyond = w.prog[day].stance == REACTIVE and t.kind != QUESTION
        if beyond != talk or (talk and uniform(extend(t.key, TALKS)) >= TALK_SHARE):
            continue
        if purse(w, day) - kept_back < p.minutes_answer:
            return
        spend(w, day, p.minutes_answer)
        w.diary[day].minutes_answers += p.minutes_answer
        make_post(w, BY_HOST, day, hour, TALK, number, number, t.topic, host_quality(w, day), 0, 0)


@phase
def write_to_quiet(w, day, hour, kept_back):
    """Members awake who have not come for two weeks get a word from the host, each at most once in half a year, in turn."""
    s = w.s[0]
    p = w.p[0]
    for _ in range(s.n_members):
        if purse(w, day) - kept_back < p.minutes_message:
            return
        s.at_quiet = s.at_quiet + 1 if s.at_quiet + 1 < s.n_members else 0
        row = w.members[s.at_quiet]
        q = w.people[row]
        if q.state != AWAKE or q.spam > 0.0 or day - q.last_visit_day < QUIET_DAYS:
            continue
        if q.message_day != NEVER and day - q.message_day < MESSAGE_AGAIN:
            continue
        q.message_day = day
        spend(w, day, p.minutes_message)
        w.diary[day].minutes_messages += p.minutes_message
        weight = host_weight(w, day) if uniform(key1(s.key, UPTAKE, q.uid)) < p.uptake else 0.0
        received(w, row, ADDRESSED, day, hour, weight, False, key2(s.key, MESSAGE, q.uid, day))


@phase
def start_thread(w, day, hour, kept_back):
    """One thread a day beyond the calendar."""
    p = w.p[0]
    if purse(w, day) - kept_back < p.minutes_thread:
        return
    spend(w, day, p.minutes_thread)
    w.diary[day].minutes_threads += p.minutes_thread
    make_post(
        w,
        BY_HOST,
        day,
        hour,
        TALK,
        -1,
        -1,
        topic_offered(w, key1(w.s[0].key, TOPIC, day + 300_000)),
        host_quality(w, day),
        0,
        0,
    )


@phase
def bank_floor(w, day, kept_back):
    """Minutes of the purse that spare work leaves alone: what is kept back, or what the bank can carry over to the next working day."""
    carried = w.s[0].managers_bank + (BANKED_DAYS - 1.0) * w.prog[day].host_minutes
    return carried if carried > kept_back else kept_back


@phase
def use_spare(w, day, hour, kept_back):
    """Spend what would be lost, after everything that waits, in the order of the policy; a passive host speaks to nobody."""
    if w.prog[day].host_minutes <= 0.0 or w.prog[day].stance == PASSIVE:
        return
    kept_back = bank_floor(w, day, kept_back)
    for place in range(4):
        work = w.prog[day].spare[place]
        if work == SPARE_ANSWERS:
            answer_in_spare(w, day, hour, kept_back, False)
        elif work == SPARE_MESSAGES:
            write_to_quiet(w, day, hour, kept_back)
        elif work == SPARE_THREADS:
            start_thread(w, day, hour, kept_back)


@phase
def patrol_minutes(w, day):
    """Minutes of this evening for looking through new posts: those set aside, or all that would be lost where spare time goes there."""
    minutes = w.prog[day].patrol_minutes
    left = purse(w, day) - bank_floor(w, day, w.s[0].kept_back)
    for place in range(4):
        if w.prog[day].spare[place] == SPARE_PATROL and w.prog[day].host_minutes > 0.0 and left > minutes:
            minutes = left
    return minutes


@phase
def join_talk(w, day):
    """The end of the evening: a host that takes part joins in some talk nobody answered, with minutes that would be lost."""
    today = w.prog[day]
    if today.host_minutes <= 0.0 or today.stance == PASSIVE:
        return
    for place in range(4):
        if today.spare[place] == SPARE_THREADS:
            answer_in_spare(w, day, day * 24 + 23, bank_floor(w, day, w.s[0].kept_back), True)
