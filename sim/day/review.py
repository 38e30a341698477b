"""Steering while the run goes on: what is measured, what reviews change by rule, and what management makes of what is reported.

A review sees the readings of days that have passed, today's among them, and changes columns of the programme from tomorrow on.
"""

from __future__ import annotations

import numpy as np

from sim.day.purse import BANKED_DAYS, purse, spend
from sim.rules.steering import doubt_after, shortfall_of
from sim.world.compiled import phase
from sim.world.reviews import (
    ABOVE,
    READ_ANSWER_HOURS,
    READ_BACKLOG,
    READ_MEMBERS,
    READ_POSTERS,
    READ_SPAM,
    READ_UNANSWERED,
    READ_VISITORS,
    REPORT_NOTHING,
)

WINDOW, WEEK = 28, 7
"""Days that shares and means are read over, and visitors."""


@phase
def read(w, day, which):
    """One reading in the evening of ``day``, from what the diary holds until then."""
    d = w.diary[day]
    if which == READ_POSTERS:
        return d.posters_30d
    if which == READ_MEMBERS:
        return d.members
    if which == READ_BACKLOG:
        waits = d.backlog_applications + d.backlog_removals + d.backlog_welcomes
        return waits + d.backlog_answers + d.backlog_calendar + d.backlog_approvals
    above = 0.0
    below = 0.0
    first = day + 1 - (WEEK if which == READ_VISITORS else WINDOW)
    if first < 0:
        first = 0
    for n in range(first, day + 1):
        x = w.diary[n]
        if which == READ_VISITORS:
            above += x.visitors
            below += 1.0
        elif which == READ_UNANSWERED:
            above += x.matured_unanswered
            below += x.matured_starts
        elif which == READ_ANSWER_HOURS:
            above += x.first_answer_hours
            below += x.matured_first_answered
        elif which == READ_SPAM:
            above += 100.0 * x.spam_seen
            below += x.opened
    return above / below if below > 0.0 else np.nan


@phase
def is_to_be_measured(w, day, which):
    """Whether the policy names this among what is measured."""
    for place in range(w.readings.shape[1]):
        if w.prog[day].measured[place] == which:
            return True
    return False


@phase
def is_measured(w, day, which):
    """Whether this is measured today: named in the policy, and this week's minutes were there."""
    return w.s[0].measuring == 1 and is_to_be_measured(w, day, which)


@phase
def measure_week(w, day):
    """Mondays at nine the week's measuring falls due, and is paid before anything else is done. Without the minutes it waits, and nothing
    is measured until they are there."""
    s = w.s[0]
    today = w.prog[day]
    measures = today.measured[0] < w.readings.shape[1]
    if day % WEEK == 0:
        s.measuring = 0
        s.measure_due = 1
    if not measures:
        s.measure_due = 0
    if s.measure_due == 1 and purse(w, day) >= today.measuring_minutes:
        spend(w, day, today.measuring_minutes)
        w.diary[day].minutes_measuring += today.measuring_minutes
        s.measuring = 1
        s.measure_due = 0


@phase
def report(w, day):
    """From the day on which management looks, at nine: the team reports what is measured, as soon as it is measured and the minutes are there."""
    s = w.s[0]
    today = w.prog[day]
    s.reported = 0
    if today.report_day == 1:
        s.report_due = 1
    if today.reported == REPORT_NOTHING or not is_to_be_measured(w, day, today.reported - 1):
        s.report_due = 0
    if s.report_due == 1 and is_measured(w, day, today.reported - 1) and purse(w, day) >= today.report_minutes:
        spend(w, day, today.report_minutes)
        w.diary[day].minutes_reporting += today.report_minutes
        s.reported = 1
        s.report_due = 0


@phase
def minutes_of_results(w, day):
    """Minutes to keep back for measuring and a report that wait; for neither where a working week has fewer."""
    s = w.s[0]
    today = w.prog[day]
    most = BANKED_DAYS * today.host_minutes
    kept = 0.0
    if s.measure_due == 1 and today.measuring_minutes <= most:
        kept += today.measuring_minutes
    if s.report_due == 1 and today.report_minutes <= most:
        kept += today.report_minutes
    return kept if kept < most else most


@phase
def hear(w, day):
    """In the evening management's support follows the last result it saw; what is not reported it takes for what it takes for granted."""
    s = w.s[0]
    p = w.p[0]
    today = w.prog[day]
    if today.report_day == 1:
        s.shortfall = 1.0 - p.support_unseen
    if s.reported == 1:
        s.shortfall = shortfall_of(w.readings[day, today.reported - 1], today.report_target)
    s.doubt = doubt_after(s.doubt, s.shortfall, p)
    w.diary[day].support = 1.0 - s.doubt


@phase
def is_review_day(day, first, every):
    """Whether a review falls on this day: every so many days after the first, and on the Monday after where that is in a weekend."""
    if day % WEEK >= 5:
        return False
    for back in range(3 if day % WEEK == 0 else 1):
        since = day - back - first
        if since >= every and since % every == 0:
            return True
    return False


@phase
def has_lain(w, day, r):
    """Whether what the review reads has lain on its side of the threshold on each of the days it asks for; what was not read has not."""
    rule = w.reviews[r]
    if day + 1 < rule.for_days:
        return False
    for back in range(rule.for_days):
        x = w.readings[day - back, rule.reads]
        if rule.side == ABOVE:
            if not x > rule.threshold:
                return False
        elif not x < rule.threshold:
            return False
    return True


@phase
def look_back(w, day):
    """The end of the day: what is measured is read, management hears, and reviews that fall on this day decide from tomorrow."""
    n = 0
    for which in range(w.readings.shape[1]):
        w.readings[day, which] = np.nan
        if is_measured(w, day, which):
            w.readings[day, which] = read(w, day, which)
            n += 1
    w.diary[day].measured = n
    hear(w, day)
    for r in range(w.reviews.shape[0]):
        rule = w.reviews[r]
        if rule.first <= day < rule.end and is_review_day(day, rule.first, rule.every_days) and has_lain(w, day, r):
            w.held_until[r] = day + 1 + rule.hold_days
            w.fired_on[r] = day
            w.diary[day].reviews_fired += float(1 << r)


@phase
def is_overruled(w, i, day):
    """Whether another review that decided later, or on the same evening and stands later in the plan, changes the same column today."""
    mine = w.turns[i]
    for j in range(w.turns.shape[0]):
        other = w.turns[j]
        if other.column != mine.column or other.review == mine.review or day >= w.held_until[other.review]:
            continue
        if w.fired_on[other.review] > w.fired_on[mine.review]:
            return True
        if w.fired_on[other.review] == w.fired_on[mine.review] and other.review > mine.review:
            return True
    return False


@phase
def steer(w, day):
    """The morning: what reviews changed holds today, and the hours are those that management still gives."""
    s = w.s[0]
    holding = 0
    for r in range(w.reviews.shape[0]):
        if day < w.held_until[r]:
            holding += 1
    if holding > 0:
        w.diary[day].reviews_holding = holding
        nobody = w.prog[day].ambassadors == 0
        for i in range(w.turns.shape[0]):
            t = w.turns[i]
            if day < w.held_until[t.review] and (nobody or t.if_nobody == 0) and not is_overruled(w, i, day):
                turn(w.prog[day], t.column, w.turned[i, day])
    w.prog[day].host_minutes *= 1.0 - s.doubt


@phase
def turn(today, column, value):
    """Put a value into one of the columns that can change while the run goes on (``ADAPTIVE``, by its place there)."""
    whole = int(value)
    if column == 0:
        today.host_minutes = value
    elif column == 1:
        today.stance = whole
    elif column == 2:
        today.answer_after = value
    elif column == 3:
        today.patrol_minutes = value
    elif column == 4:
        today.filter_sensitivity = value
    elif column == 5:
        today.filter_false = value
    elif column == 6:
        today.ban_after = whole
    elif column == 7:
        today.report_ease = value
    elif column == 8:
        today.hide_after = whole
    elif column == 9:
        today.explanations = whole
    elif column == 10:
        today.access = whole
    elif column == 11:
        today.application_effort = value
    elif column == 12:
        today.fit_threshold = value
    elif column == 13:
        today.public_reading = value
    elif column == 14:
        today.batch_size = whole
    elif column == 15:
        today.size_cap = whole
    elif column == 16:
        today.rules_shown = value
    elif column == 17:
        today.welcome = whole
    elif column == 18:
        today.introductions = whole
    elif column == 19:
        today.profile_nudge = value
    elif column == 20:
        today.start_after_visits = whole
    elif column == 21:
        today.selling = whole
    elif column == 22:
        today.host_promo = value
    elif column == 23:
        today.ambassadors = whole
    elif column == 24:
        today.ambassador_choice = whole
    elif column == 25:
        today.ambassador_minutes = value
    elif column == 26:
        today.ambassador_invites = value
    elif column == 27:
        today.ambassador_replace = whole
