"""What the host does in rounds, every so many days: it falls due on its day, and waits until there are minutes for it."""

from __future__ import annotations

from sim.day.act import make_post, received
from sim.day.arrive import is_member
from sim.day.craft import host_quality
from sim.day.duty import ask_for_input, topic_offered
from sim.day.gather import hold_event, look_back
from sim.day.purse import purse, spend
from sim.day.recognise import compare_with_median, promote, recognise, thank, vacancies
from sim.day.review import minutes_of_results
from sim.rules.contacting import ADDRESSED
from sim.world.compiled import phase
from sim.world.keys import HOST, TOPIC, key1, key2
from sim.world.people import FOUNDER
from sim.world.posts import HOST as BY_HOST
from sim.world.posts import UPDATE

SPOTLIGHT, INPUT, RECOGNITION, PROMOTION, FILTER, LOOK_BACK, EVENT = range(7)
ROUNDS = 7


@phase
def send_update(w, day, hour):
    """The update that names newcomers with a profile and asks them to start a topic."""
    s = w.s[0]
    for i in range(s.n_named, s.n_newcomers):
        row = w.newcomers[i]
        q = w.people[row]
        if is_member(q) and q.has_profile == 1 and day - q.join_day <= 45 and q.flags & FOUNDER == 0:
            q.spotlit_until = day + 14
            received(w, row, ADDRESSED, day, hour, 0.0, False, key2(s.key, HOST, q.uid, day + 100_000))
    s.n_named = s.n_newcomers
    topic = topic_offered(w, key1(s.key, TOPIC, day + 100_000))
    make_post(w, BY_HOST, day, hour, UPDATE, -1, -1, topic, host_quality(w, day), 0, 0)


@phase
def falls_due(w, day, which):
    """Whether a round of this kind is called for today."""
    today = w.prog[day]
    if which == SPOTLIGHT:
        return today.spotlight == 1
    if which == INPUT:
        return today.input_day == 1 and w.s[0].n_on_duty > 0
    if which == RECOGNITION:
        return today.recognise_day == 1 and today.recognise_number > 0
    if which == PROMOTION:
        return today.promote_day == 1 and vacancies(w, day) > 0
    if which == EVENT:
        return today.event_day == 1 and today.event_share > 0.0
    return which == FILTER and today.filter_update == 1


@phase
def hold_round(w, day, hour, which):
    """One round is held."""
    if which == SPOTLIGHT:
        send_update(w, day, hour)
    elif which == INPUT:
        ask_for_input(w, day)
    elif which == RECOGNITION:
        recognise(w, day, hour)
    elif which == PROMOTION:
        promote(w, day, hour)
    elif which == LOOK_BACK:
        look_back(w, day, hour)
    elif which == EVENT:
        hold_event(w, day)
        if w.prog[day].event_follow == 1:
            w.s[0].rounds_due |= 1 << LOOK_BACK
    else:
        w.s[0].evasion *= 1.0 - w.p[0].filter_learns


@phase
def minutes_for(w, which):
    """Minutes of the host for a round; of an event those that are still to be worked off."""
    if which == INPUT:
        return w.s[0].n_on_duty * w.p[0].minutes_asked
    return w.s[0].event_left if which == EVENT else w.p[0].minutes_round


@phase
def call(w, day, which):
    """A round that falls due is called; an event with what it takes. One that waits still when the next falls due becomes that one."""
    s = w.s[0]
    if which == EVENT and s.rounds_due & (1 << EVENT) == 0:
        s.event_left = w.prog[day].event_minutes
        s.event_share = w.prog[day].event_share
    s.rounds_due |= 1 << which


@phase
def work_ahead(w, day, minutes):
    """An event may take more minutes than can be kept: all there are go to it until it can be held."""
    left = purse(w, day)
    spend(w, day, left)
    w.diary[day].minutes_rounds += left
    w.s[0].event_left = minutes - left


@phase
def hold_rounds(w, day, hour):
    """Hold the rounds that are due, as far as the minutes go. Returns the minutes to keep back for those that wait."""
    s = w.s[0]
    thank(w, day)
    kept_back = compare_with_median(w, day, hour) + minutes_of_results(w, day)
    for which in range(ROUNDS):
        if falls_due(w, day, which):
            call(w, day, which)
        if s.rounds_due & (1 << which) == 0:
            continue
        minutes = minutes_for(w, which)
        if purse(w, day) < minutes + kept_back:
            if which == EVENT and kept_back == 0.0:
                work_ahead(w, day, minutes)
            else:
                kept_back += minutes
            continue
        s.rounds_due &= 255 - (1 << which)
        spend(w, day, minutes)
        w.diary[day].minutes_rounds += minutes
        hold_round(w, day, hour, which)
    return kept_back
