"""What answers what: an empty room, silence, the first look, spam, a host who does not answer, and who writes again: R1 to R5, R7.

Retention is counted as in row 13, from the log and without those who came to spam: newcomers who joined on day 60 or later and
visited on days 30 to 59, or 180 to 209, after joining. Everything is held against the same people in the same replication.
"""

from __future__ import annotations

import numpy as np

from sim.evidence.bands import response, told
from sim.evidence.facts.answering import first_posts, starts
from sim.evidence.facts.taking_part import BURN_IN
from sim.evidence.figures import change, quotient, ratio
from sim.evidence.held import CHECKED, FITTED, OPEN_END
from sim.evidence.instruments import chosen_half
from sim.evidence.seen import DAY, HOST, NEVER, Log
from sim.world.eventlog import VISIT

MONTH, HALF_YEAR, WINDOW = 30, 180, 30
"""Days after joining on which the two windows of a visit begin, and how long they are."""

BACK_WITHIN = 30
"""Days after the day of the first visit within which a visit counts as coming back."""

AGAIN = 7
"""Days within which somebody writes again."""


def stayed(log: Log, begin: int) -> tuple[float, float]:
    """Newcomers who visited in the `WINDOW` days that begin ``begin`` days after the day they joined, and newcomers so far followed."""
    day = log.joined // DAY
    known = log.newcomer & (day >= BURN_IN) & (day < log.days - begin - WINDOW)
    visits = log.of(VISIT)
    visits = visits[known[np.maximum(visits["person"], 0)] & (visits["person"] >= 0)]
    since = visits["time"] // DAY - day[visits["person"]]
    came = np.unique(visits["person"][(since >= begin) & (since < begin + WINDOW)])
    return float(came.size), float(known.sum())


def stayed_month(log: Log, base: Log) -> tuple[float, ...]:
    """`stayed` after a month, with and without."""
    return (*stayed(log, MONTH), *stayed(base, MONTH))


def stayed_half_year(log: Log, base: Log) -> tuple[float, ...]:
    """`stayed` after half a year, with and without."""
    return (*stayed(log, HALF_YEAR), *stayed(base, HALF_YEAR))


def _joined(log: Log) -> tuple[float, float]:
    return float(log.cohorts["joined"].sum()), float(log.diary["new_aware"].sum())


def joined_who_heard(log: Log, base: Log) -> tuple[float, ...]:
    """People who joined, founders apart, and people who heard of the community; with and without."""
    return (*_joined(log), *_joined(base))


def first_visit_day(log: Log) -> np.ndarray:
    """Day of each person's first visit; `NEVER` for who never came. By person."""
    days = np.full(log.n_people, NEVER)
    visits = log.of(VISIT)
    np.minimum.at(days, visits["person"], visits["time"] // DAY)
    return days


def came_back(log: Log) -> np.ndarray:
    """Whether each person visited again on days 1 to `BACK_WITHIN` after the day of the first visit; bool, by person."""
    first, visits = first_visit_day(log), log.of(VISIT)
    since = visits["time"] // DAY - first[visits["person"]]
    returned = np.zeros(log.n_people, dtype=bool)
    returned[visits["person"][(since >= 1) & (since <= BACK_WITHIN)]] = True
    return returned


def back_after_first_look(hidden: Log, base: Log) -> tuple[float, ...]:
    """The chosen half of newcomers who came in both runs: who came back and how many they are, with nothing to see at first and without."""
    who = chosen_half(base.n_people)
    for log in (hidden, base):
        first = first_visit_day(log)
        who = who & log.newcomer & (first >= BURN_IN) & (first < log.days - BACK_WITHIN)
    n = float(who.sum())
    return float(came_back(hidden)[who].sum()), n, float(came_back(base)[who].sum()), n


def _posts_a_head(log: Log) -> tuple[float, float]:
    return float(log.own_between(BURN_IN, log.days).size), float((~log.spam).sum())


def posts_a_head(log: Log, base: Log) -> tuple[float, ...]:
    """Members' posts from day 60 on, and everybody who could join and would not spam; with and without."""
    return (*_posts_a_head(log), *_posts_a_head(base))


def host_first(log: Log) -> tuple[float, float]:
    """Members' threads whose first answer was the host's, and those answered at all."""
    openings = starts(log)
    openings = openings[log.first_answer[openings] < NEVER]
    by_host = np.full(len(log.posts), NEVER)
    answers = log.answers_opener & (log.posts["person"] == HOST)
    np.minimum.at(by_host, log.opener[answers], log.posts["time"][answers])
    return float((by_host[openings] == log.first_answer[openings]).sum()), float(openings.size)


def _again(log: Log, least: int) -> tuple[float, float]:
    firsts = first_posts(log, BURN_IN, log.days - AGAIN)
    who = log.posts["person"][firsts]
    own = log.own
    since = own["time"] - log.first_post[own["person"]]
    later = (np.r_[False, own["person"][1:] == own["person"][:-1]]) & (since >= least) & (since <= AGAIN * DAY)
    wrote = np.zeros(log.n_people, dtype=bool)
    wrote[own["person"][later]] = True
    return float(wrote[who].sum()), float(who.size)


def again_in_week(log: Log) -> tuple[float, float]:
    """Newcomers who wrote again within 7 days of their first post, on the same day too, and newcomers followed for 7 days since."""
    return _again(log, 0)


def again_next_day(log: Log) -> tuple[float, float]:
    """The same, where a post counts from 24 hours after the first on."""
    return _again(log, DAY)


def one_post_only(log: Log) -> tuple[float, float]:
    """Members who wrote once in the whole run, and members who wrote; as `share_members_one_post` counts them in a log."""
    wrote = log.n_posts[log.n_posts > 0]
    return float((wrote == 1).sum()), float(wrote.size)


REASONED = "reasoned"
ANSWERS_HOLD = "Joyce & Kraut 2006; Arguello et al. 2006 (sign); size reasoned"
FIRST_LOOK = "Drenner, Sen & Terveen 2008; Burke, Marlow & Lento 2009 (sign); size reasoned"
FACTS = (
    response("R1.1", "empty-room", FITTED, 0.0, 0.25, stayed_month, quotient, REASONED, against="living"),
    response("R1.2", "empty-room", FITTED, 0.0, 1.0 / 3.0, stayed_half_year, quotient, REASONED, against="living"),
    response(
        "R1.3", "empty-room", FITTED, 0.0, 0.5, joined_who_heard, quotient, REASONED, against="living", aim=(0.4, 0.08)
    ),
    response("R2.1", "nobody-replies", FITTED, -0.25, -0.05, stayed_month, change, ANSWERS_HOLD, against="living"),
    response("R2.2", "nobody-replies", FITTED, -0.45, -0.15, stayed_half_year, change, ANSWERS_HOLD, against="living"),
    response("R3.1", "first-look", CHECKED, -1.0, -0.20, back_after_first_look, change, FIRST_LOOK, against="living"),
    response("R4.1", "spam", CHECKED, -1.0, -0.10, stayed_half_year, change, REASONED, against="unwatched"),
    response("R4.2", "spam", CHECKED, -1.0, -0.10, posts_a_head, change, REASONED, against="unwatched"),
    response(
        "R5.1", "few-answers-silent", CHECKED, -1.0, -0.10, stayed_half_year, change, REASONED, against="few-answers"
    ),
    response(
        "R5.2", "host-silent", CHECKED, -0.05, OPEN_END, stayed_half_year, change, REASONED, against="host-active"
    ),
    told("R5.3", "few-answers", host_first, ratio),
    told("R5.4", "host-active", host_first, ratio),
    response("R7.1", "living", FITTED, 0.40, 0.65, again_in_week, ratio, "six real logs .27 to .80"),
    told("R7.2", "living", again_next_day, ratio),
    response("R7.3", "living", CHECKED, 0.20, 0.50, one_post_only, ratio, "six real logs .15 to .46"),
)
