"""Every rule at numbers worked out by hand from the sentence that says it, as plain Python: no two numbers alike, each branch, each exact boundary.

Each rule is given only those parameters that its sentence names, so that one which reads another fails too.
"""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import plain

from sim.rules import RULES
from sim.rules.contacting import ADDRESSED, ANSWERED, COMPARED, MAILED
from sim.rules.feeling import trust_after
from sim.rules.people import role_of


def lg(x: float) -> float:
    """The logistic function, from the library."""
    return 1.0 / (1.0 + math.exp(-x))


E, LN2, LN3 = math.e, math.log(2.0), math.log(3.0)
NOTICED = {"notice": 0.1, "notice_host": 0.2, "notice_mail": 0.3, "notice_compared": 0.7, "wake": 0.5}
LOOK = {"first_look": 2.0, "information_gain": 0.125}
WEIGHTS = {
    "weight_information": 1.0,
    "weight_relations": 2.0,
    "weight_identity": 3.0,
    "weight_standing": 5.0,
    "cost_promotion": 7.0,
    "rival": 0.25,
}
COST = {"cost_noise": 2.0, "cost_overload": 3.0, "cost_gain": 0.25}
TRUST = {"trust_gain": 0.25, "trust_ratio": 2.0}
OUTSIDE = {"outside_posts": 4.0, "crowd": 2.0, "promise": 0.5, "outside_substitute": 3.0}
JOIN = {
    "join_base": -2.0,
    "join_value": 0.5,
    "fit_joins": 0.25,
    "stale": 0.7,
    "stale_tau": 3.0,
    "effort_spam": 2.0,
    "effort_drive": 0.6,
}
LEAVE = {"leave_base": 0.01, "leave_worth": 2.0, "leave_floor": 0.25, "leave_posts": 4.0, "asleep_leaves": 0.5}
STOP = {"stop_first": 0.25, "stop_worth": 2.0}
ACQUAINTED = {"acquaintances": 4.74, "same_segment": 3.0}
START = {"post_value": 0.5, "post_fatigue": 2.0, "need": 3.0, "need_tau": 4.0}
POOR = {
    "poor_base": -3.0,
    "imitation": 2.0,
    "poor_new": 1.5,
    "poor_visits": 5.0,
    "poor_fit": 0.25,
    "removal_teaches": 0.6,
    "rules_comply": 0.75,
}
FEED = {"feed_activity_tau": 8.0, "feed_age": 2.0, "feed_popularity": 3.0, "feed_quality": 5.0, "slip_draw": 7.0}
OPEN = {"open_base": 0.1, "open_match": 0.5, "open_tie": 0.35}
WORTH = {"poor_worth": 0.25, "exclusive_worth": 1.5}
TOLD = {"comparison": 2.0, "drive_most": 3.0}
RECOGNISED = {"recognised_active": 0.5, "recognised_quiet": 0.25, "active_posts": 3.0}
FOLLOW = {"visit_habit": 2.0, "move_ties": 0.5, "move_effort": 3.0}
REACT = {"react_match": 2.0, "post_value": 0.5, "react_herd": 3.0}
REPLY = {
    "reply_match": 2.0,
    "post_value": 0.5,
    "reply_addressed": 1.25,
    "reply_open": 0.75,
    "reply_norm": 0.3,
    "reply_question": 0.11,
    "reply_challenge": 0.22,
    "reply_intro": 0.44,
    "reply_promo": -0.88,
    "reply_age": 0.6,
    "post_fatigue": 0.9,
}
REPORT = {"report_base": -2.0, "report_bond": 0.5, "report_poor": -0.7, "report_good": -4.0}
VISIT = {
    "visit_base": -1.0,
    "visit_habit": 2.0,
    "visit_value": 3.0,
    "weekend": 0.25,
    "duty_visits": 0.7,
    "calendar_habit": 0.35,
}
SHARES = (0.125, 0.25, 0.0, 0.25, 0.125, 0.25)

BY_HAND = {
    "noticed_chance": [
        ((ANSWERED, False, 0.0), NOTICED, 0.1),
        ((ADDRESSED, False, 0.0), NOTICED, 0.2),
        ((MAILED, False, 3.0), NOTICED, 0.15),  # three idle contacts of late: half
        ((MAILED, True, 1.5), NOTICED, 0.1),  # .3 * .5 / 1.5
        ((COMPARED, False, 0.0), NOTICED, 0.7),
    ],
    "mail_share": [((0.0,), None, 1.0), ((150.0,), None, 0.5), ((450.0,), None, 0.1)],
    "bother_of": [((0.0,), {"bother": 0.8}, 0.0), ((3.0,), {"bother": 0.8}, 0.4), ((1.0,), {"bother": 0.8}, 0.2)],
    "notice_delay_hours": [
        ((0.0,), {"notice_delay": 4.5, "notice_delay_sd": 2.0}, 5),
        ((LN2,), {"notice_delay": 2.6, "notice_delay_sd": 2.0}, 11),  # 2.6 * e^(2 ln 2) = 10.4
        ((-9.0,), {"notice_delay": 4.5, "notice_delay_sd": 2.0}, 1),
    ],
    "reward_of": [((0.0,), {"reward_ref": 2.0}, 0.0), ((2.0 * LN2,), {"reward_ref": 2.0}, 0.5)],
    "expectation_after": [
        ((0.2, 0.8, 0), LOOK, 0.5),  # a half of the error at the first look where k = 2
        ((0.8, 0.2, 2), LOOK, 0.65),  # a quarter
        ((0.2, 1.0, 100), LOOK, 0.3),  # never less than an eighth
    ],
    "hope_of": [
        ((0.68,), {"visit_hope": 2.0}, 0.0),
        ((0.33,), {"visit_hope": 2.0}, -2.0 * LN2),
        ((1.38,), {"visit_hope": 1.0}, LN2),
    ],
    "habit_after": [((0.5, 0.9), {"habit_gain": 0.25}, 0.6), ((0.8, 0.0), {"habit_gain": 0.25}, 0.6)],
    "habit_begun": [
        ((1.0,), {"habit_start": 0.5, "habit_free": 0.2}, 0.5),
        ((0.0,), {"habit_start": 0.5, "habit_free": 0.2}, 0.1),
        ((0.5,), {"habit_start": 0.5, "habit_free": 0.2}, 0.3),
    ],
    "resolve_of": [
        ((0.0,), {"resolve": 0.6, "resolve_tau": 20.0}, 0.6),
        ((20.0 * LN2,), {"resolve": 0.6, "resolve_tau": 20.0}, 0.3),
    ],
    "value_of": [
        # .5 (.1 + .4 + .9 + 2) - .3 - 7 * .02 - .04 - .25
        ((0.1, 0.2, 0.3, 0.4, 0.3, 0.02, 0.04, 0.5), WEIGHTS, 1.7 - 0.3 - 0.14 - 0.04 - 0.25),
        ((1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0), WEIGHTS, -0.25),
    ],
    "trust_lost": [((0.8, 0.0), TRUST, 0.8), ((0.8, 2.0 * LN2), TRUST, 0.4)],
    "promotion_after": [
        ((0.2, 0.6, 0.0), {"promotion_tau": 5.0}, 0.2),
        ((0.2, 0.6, 5.0 * LN2), {"promotion_tau": 5.0}, 0.4),
        ((0.2, 0.6, 10.0 * LN2), {"promotion_tau": 5.0}, 0.5),
    ],
    "cost_after": [
        ((0.4, 0.1, 10.0, 20.0), COST, 0.35),  # target .2
        ((0.4, 0.1, 20.0, 20.0), COST, 0.35),
        ((0.4, 0.1, 40.0, 20.0), COST, 0.35 + 0.75 * LN2),
    ],
    "identity_after": [
        ((0.2, 1.0, 0.5), {"identity_gain": 0.5, "kind_identity": 0.4}, 0.2),
        # .2 + .5 * .75 * (1 - .4 * .5) * .8
        ((0.2, 0.25, 0.5), {"identity_gain": 0.5, "kind_identity": 0.4}, 0.44),
    ],
    "trust_after": [
        ((0.5, 0.0), TRUST, 0.625),
        ((0.0, 1.0), TRUST, 0.0),
        # up to .5 + .25 * .5 * .5 = .5625, leaning .125, then down by 2 * .25 * .5 * .5625 * .9375
        ((0.5, 0.5), TRUST, 0.5625 - 0.25 * 0.5625 * 0.9375),
        # up to .2 + .25 * .8 * .5 = .3, leaning |.6 - 1| = .4, then down by .25 * .3 * .8
        ((0.2, 0.5), TRUST, 0.24),
        # up to .5 + .25 * .5 * .96 = .62, leaning .24, then down by .5 * .04 * .62 * .88
        ((0.5, 0.04), TRUST, 0.62 - 0.5 * 0.04 * 0.62 * 0.88),
        # no trust is won: from .52, leaning .04, down by .5 * .52 * .98; from .04, leaning .92, by .5 * .04 * .54
        ((0.52, 1.0), TRUST, 0.52 - 0.5 * 0.52 * 0.98),
        ((0.04, 1.0), TRUST, 0.04 - 0.5 * 0.04 * 0.54),
        ((1.0, 0.0), TRUST, 1.0),
        ((0.5, 1.0), {"trust_gain": 1.0, "trust_ratio": 9.0}, 0.0),  # never below nothing
        ((0.5, 0.0), {"trust_gain": 3.0, "trust_ratio": 9.0}, 1.0),  # nor above everything
        ((0.5, 0.0), {"trust_gain": 1.1, "trust_ratio": 9.0}, 1.0),
    ],
    "tasks_done": [
        ((30.0, 0.0, 7), None, 7),
        ((30.0, 8.0, 7), None, 3),
        ((30.0, 10.0, 7), None, 3),
        ((90.0, 10.0, 7), None, 7),
        ((9.0, 10.0, 7), None, 0),
        ((9.0, 0.5, 70), None, 18),
        ((1.0, 0.0625, 70), None, 16),
    ],
    "invite_chance": [
        ((0.0, 0.0), {"invite_base": -1.0, "invite_value": 0.5}, lg(-1.0)),
        ((3.0, 0.7), {"invite_base": -1.0, "invite_value": 0.5}, lg(1.2)),
    ],
    "tie_after": [
        ((0.6, 0.0, 0.0), {"tie_tau": 7.0}, 0.6),
        ((0.6, 7.0 * LN2, 0.0), {"tie_tau": 7.0}, 0.3),
        ((0.6, 7.0 * LN2, 0.5), {"tie_tau": 7.0}, 0.65),
    ],
    "outside_value": [
        # 0.75 of .6 * 2 * (1 - 1/2) * 1.1, then crowd 2 (1 - 1/2), .5, less half of 3, less .25
        ((2.0, 0.5, 4.0 * LN2, 30.0 * LN2, 0.5, 0.25), OUTSIDE, 0.495 + 1.0 + 0.5 - 1.5 - 0.25),
        ((2.0, 0.5, 0.0, 0.0, 1.0, 0.25), OUTSIDE, 0.5 - 3.0 - 0.25),
        ((2.0, -0.5, 8.0 * LN2, 0.0, 1.0, 0.0), OUTSIDE, 0.6 * 2.0 * 0.75 * 0.9 + 0.5 - 3.0),
    ],
    "join_chance": [
        # -2 + .5 * 3 + .25 * 2 + .3 = .3; waiting 3 days at tau 3 costs .7
        ((3.0, 2.0, 0.3, 0.0, 0.0, 1.0, 0.0), JOIN, lg(0.3)),
        ((3.0, 2.0, 0.3, 3.0, 0.0, 1.0, 0.0), JOIN, lg(-0.4)),
        ((3.0, 2.0, 0.3, 9.0, 0.0, 1.0, 0.0), JOIN, lg(-1.1)),
        ((3.0, 2.0, 0.3, 0.0, 0.5, 1.0, 0.0), JOIN, lg(0.3 - 0.5 * 0.7)),  # drive 1 / 2
        ((3.0, 2.0, 0.3, 0.0, 0.5, -1.0, 0.0), JOIN, lg(0.3 - 0.5 * 1.3)),
        ((3.0, 2.0, 0.3, 0.0, 0.5, 0.0, 0.0), JOIN, lg(-0.2)),
        ((3.0, 2.0, 0.3, 0.0, 0.5, 3.0, 0.0), JOIN, lg(0.3 - 0.5 * 0.55)),  # drive 3 / 4
        ((3.0, 2.0, 0.3, 0.0, 0.5, 1.0, 1.0), JOIN, lg(1.3 - 1.0)),  # a logit keener, effort counts twice
        ((3.0, 2.0, 0.3, 0.0, 0.5, 1.0, 0.0625), JOIN, lg(1.3 - 1.0)),  # whatever makes one a spammer
        ((3.0, 2.0, 0.3, 0.0, 0.5, 0.0625, 0.0), JOIN, lg(0.3 - 0.5 * (1.0 - 0.6 / 17.0))),  # drive 1 / 17
    ],
    "profile_chance": [
        ((0.5, 3.0), {"profile_base": -0.8, "norm_profile": 1.5, "nudge_profile": 0.2}, lg(-0.8 + 0.75 + 0.6)),
    ],
    "leave_hazard": [
        ((0.0, 0, False), LEAVE, 0.01),
        ((0.0, 0, True), LEAVE, 0.005),
        ((0.5 * LN2, 0, False), LEAVE, 0.005),
        ((0.0, 4, False), LEAVE, 0.01 * 0.625),
        ((0.0, 12, True), LEAVE, 0.01 * 0.4375 * 0.5),
    ],
    "stop_chance": [
        ((0.0,), STOP, 0.25),
        ((0.5 * LN3,), STOP, 0.1),  # odds 1 / 3, three times lower
        ((-0.5 * LN3,), STOP, 0.5),
        ((5.0,), {**STOP, "stop_first": 0.0}, 0.0),
        ((0.0,), {**STOP, "stop_first": 0.0625}, 0.0625),
        ((5.0,), {**STOP, "stop_first": 1.0}, 1.0),
    ],
    "wanted_share": [
        ((0,), {"topic_skew": 2.0}, 1.0),
        ((1,), {"topic_skew": 2.0}, 0.25),
        ((3,), {"topic_skew": 0.5}, 0.5),
    ],
    "role_of": [
        ((0.0, SHARES), None, 0),
        ((0.125, SHARES), None, 1),
        ((0.374, SHARES), None, 1),
        ((0.375, SHARES), None, 3),
        ((0.625, SHARES), None, 4),
        ((0.75, SHARES), None, 5),
        ((0.999, SHARES), None, 5),
        ((0.999, (0.5, 0.25, 0.0, 0.125, 0.0, 0.0)), None, 0),  # shares that fall short of 1 by rounding: the first
        ((0.75, (0.25, 0.125, 0.0, 0.125, 0.25, 0.25)), None, 5),
        ((0.97, (0.25, 0.125, 0.0, 0.3125, 0.25, 0.0625)), None, 5),
    ],
    "acquainted": [
        ((0, False), ACQUAINTED, 0.0),
        ((1, False), ACQUAINTED, 1.0 / 3.0),  # 1 / 1.5 / 2
        ((4, False), ACQUAINTED, 1.0 / 12.0),
        ((4, True), ACQUAINTED, 0.25),
        ((1, True), ACQUAINTED, 1.0),
        ((1, True), {"acquaintances": 9.48, "same_segment": 3.0}, 1.0),
        ((1, False), {"acquaintances": 4.74 * 3.15, "same_segment": 3.0}, 1.0),
        ((64, False), ACQUAINTED, 1.0 / 192.0),
        ((65, False), ACQUAINTED, 0.0),
    ],
    "start_chance": [
        # -1 + .5 * 2 + .3 * .4 - (.6 - .25)
        ((-1.0, 2.0, 0.4, 0, 0.0, 9.0, 0.25, 0.6), START, lg(-0.23)),
        ((-1.0, 2.0, 0.4, 1, 0.0, 9.0, 0.25, 0.6), START, lg(-0.23 - 2.0 * LN2)),
        ((-1.0, 2.0, 0.4, 2, 0.0, 9.0, 0.25, 0.6), START, lg(-0.23 - 2.0 * LN3)),
        ((-1.0, 2.0, 0.4, 0, 0.0, 9.0, 0.75, 0.6), START, lg(0.12)),  # no more than the hesitation is made easier
        # the need 3 / 2 after 4 ln 2 days, and .3 of the hesitation, of which .05 are made easier
        ((-1.0, 2.0, 0.4, 0, 0.0625, 4.0 * LN2, 0.05, 0.6), START, lg(0.12 + 1.5 - 0.13)),
        ((-1.0, 2.0, 0.4, 0, 1.0, 4.0 * LN2, 0.05, 0.6), START, lg(0.12 + 1.5 - 0.13)),
        ((-1.0, 2.0, 0.4, 0, 1.0, 4.0 * LN2, 0.25, 0.6), START, lg(0.12 + 1.5)),
    ],
    "held_back": [((0.6, 0.0), None, 0.6), ((0.6, 0.25), None, 0.35), ((0.6, 0.6), None, 0.0), ((0.6, 0.75), None, 0.0)],
    "momentum_of": [
        ((0.0,), {"momentum": 0.8, "momentum_tau": 5.0}, 0.8),
        ((5.0 * LN2,), {"momentum": 0.8, "momentum_tau": 5.0}, 0.4),
    ],
    "small_talk_chance": [
        ((True,), {"off_topic_share": 0.4, "off_topic_left": 0.25}, 0.4),
        ((False,), {"off_topic_share": 0.4, "off_topic_left": 0.25}, 0.1),
    ],
    "poor_chance": [
        # -3 + 2 * .1 + 1.5 / 2 - .25 * 2 - .6 * .5
        ((False, 1.0, 0.1, 5.0 * LN2, 2.0, 0.5), POOR, lg(-2.85)),
        ((True, 0.0, 0.1, 5.0 * LN2, 2.0, 0.5), POOR, lg(-2.85)),
        ((True, 2.0, 0.1, 5.0 * LN2, 2.0, 0.5), POOR, lg(-4.35)),
    ],
    "company_match": [
        ((0.5, False), {"company_worth": 0.25, "benefit_worth": 1.5}, 0.125),
        ((0.5, True), {"company_worth": 0.25, "benefit_worth": 1.5}, 0.75),
        ((0.5, True), {"company_worth": 0.25, "benefit_worth": 2.0}, 1.0),
        ((0.75, True), {"company_worth": 0.25, "benefit_worth": 1.5}, 1.0),
    ],
    "own_topic": [((3, 5, 8), None, 1.0), ((3, 0, 3), None, 0.7), ((3, 0, 4), None, 1.0), ((3, 5, 3), None, 0.05)],
    "usual_gap": [((0.0, 7.0), None, 7.0), ((7.0, 7.0), None, 7.0), ((4.0, 8.0), None, 5.0)],
    "is_missed": [
        ((100.0, 0.0, 0), None, False),
        ((14.0, 7.0, 0), None, False),
        ((15.0, 7.0, 0), None, True),
        ((21.0, 7.0, 1), None, False),
        ((22.0, 7.0, 1), None, True),
        ((99.0, 7.0, 4), None, False),
    ],
    "habit_without": [
        ((0.8,), {"missed_post": 0.0}, 0.8),
        ((0.8,), {"missed_post": 0.25}, 0.6),
        ((0.9,), {"missed_post": -0.5}, 1.0),
    ],
    "match": [((3, 3, 5), None, 1.0), ((5, 3, 5), None, 0.7), ((4, 3, 5), None, 0.05), ((5, 5, 5), None, 1.0)],
    "feed_score": [
        ((16.0, 0.0, 0, 0, 0.0, 0.0, 1.0, 1.0), FEED, 2.0),
        # 2 - 2 ln 2 + 3 ln (1 + 2 + .3 * 10) + 5 * .5 + 7 * .2
        ((16.0, 48.0, 2, 10, 0.5, 0.2, 1.0, 1.0), FEED, 2.0 - 2.0 * LN2 + 3.0 * math.log(6.0) + 2.5 + 1.4),
        ((16.0, 48.0, 2, 10, 0.5, 0.2, 0.5, 3.0), FEED, 2.0 - 2.0 * LN2 + 1.5 * math.log(6.0) + 7.5 + 1.4),
    ],
    "topic_share_of": [
        ((10, 10), {"feed_pages": 2.0}, 0.0),
        ((4, 10), {"feed_pages": 2.0}, 0.0),
        ((30, 10), {"feed_pages": 2.0}, 0.5),
        ((20, 10), {"feed_pages": 3.0}, 0.25),
        ((34, 32), {"feed_pages": 0.1875}, 0.25),
        ((15, 10), {"feed_pages": 1.5}, 0.25),
    ],
    "open_chance": [
        ((0.0, False), OPEN, 0.1),
        ((0.7, False), OPEN, 0.45),
        ((0.7, True), OPEN, 0.8),
        ((1.0, True), {**OPEN, "open_base": 0.4}, 1.0),
        ((1.0, True), {**OPEN, "open_base": 0.2}, 1.0),
    ],
    "worth": [
        ((0.7, 0.5, False, False), WORTH, 0.35),
        ((0.7, 0.5, True, False), WORTH, 0.0875),
        ((0.7, 0.5, False, True), WORTH, 0.525),
    ],
    "lately_after": [
        ((6.0, 0.0), {"lately_tau": 10.0}, 6.0),
        ((6.0, 10.0 * LN2), {"lately_tau": 10.0}, 3.0),
    ],
    "news_in_comparison": [
        ((0.0,), {"lately_tau": 10.0}, 0.0),
        ((20.0 * LN2,), {"lately_tau": 10.0}, 0.75),
    ],
    "drive_by_comparison": [
        ((4.0, 4.0, 0.7, 1.0), TOLD, 0.0),
        ((1.0, 3.0, 0.0, 1.0), TOLD, 2.0 * LN2),
        ((3.0, 1.0, 0.0, 1.0), TOLD, -2.0 * LN2),
        ((0.0, 99.0, 0.0, 1.0), TOLD, 3.0),
        ((99.0, 0.0, 0.0, 1.0), TOLD, -3.0),
        ((0.0, 3.9, 0.0, 1.0), TOLD, 3.0),  # 2 ln 4.9 = 3.18, just beyond
        ((3.9, 0.0, 0.0, 1.0), TOLD, -3.0),
        ((0.0, 3.4, 0.0, 1.0), TOLD, 2.0 * math.log(4.4)),  # 2.96, just within
        ((3.4, 0.0, 0.0, 1.0), TOLD, -2.0 * math.log(4.4)),
        ((4.0, 4.0, 3.5, 0.0), TOLD, 3.5),
        ((0.0, 99.0, 1.0, 0.25), TOLD, 1.5),  # a quarter of it is new
        ((0.0, 99.0, 1.0, 0.0), TOLD, 1.0),
    ],
    "drive_by_recognition": [
        ((0.0, 3.0), RECOGNISED, 0.5),
        ((0.0, 2.9), RECOGNISED, 0.25),
        ((0.4, 3.0), RECOGNISED, 0.5),
        ((0.4, 2.0), RECOGNISED, 0.4),
        ((0.0, 3.0), {**RECOGNISED, "recognised_active": -0.5}, -0.5),
        ((-0.7, 3.0), {**RECOGNISED, "recognised_active": -0.5}, -0.7),
        ((-0.2, 3.0), {**RECOGNISED, "recognised_active": 0.0}, 0.0),
        ((-0.2, 3.0), {**RECOGNISED, "recognised_active": 0.0625}, 0.0625),
    ],
    "react_chance": [
        ((-2.0, 0.0, 0, 0.0), REACT, lg(-2.0)),
        ((-2.0, 0.7, 1, 3.0), REACT, lg(-2.0 + 1.4 + 1.5 + 3.0 * LN2)),
        ((-9.0, 0.7, 2, 3.0), REACT, lg(-9.0 + 1.4 + 1.5 + 3.0 * LN3)),
    ],
    "solves": [
        ((0.5,), {"answer_solves": 0.5}, True),
        ((0.49,), {"answer_solves": 0.5}, False),
        ((0.0,), {"answer_solves": 0.0}, True),
    ],
    # own ceiling, match, value, momentum, replies, addressed, kind, newcomer, age, own posts today, hesitation
    "reply_chance": [
        ((-2.0, 0.0, 0.0, 0.0, 0, False, 0, 0.0, 0.0, 0, 0.0), REPLY, lg(-1.25)),
        # -2 + 2 * .7 + .5 * 3 + .2 = 1.1; open .75; seen as new .4; hesitation 1.3
        ((-2.0, 0.7, 3.0, 0.2, 0, False, 0, 0.4, 0.0, 0, 1.3), REPLY, lg(1.1 + 0.75 + 0.4 - 1.3)),
        ((-2.0, 0.7, 3.0, 0.2, 0, True, 0, 0.4, 0.0, 0, 1.3), REPLY, lg(1.1 + 0.75 + 0.4 + 1.25)),
        ((-2.0, 0.7, 3.0, 0.2, 1, False, 0, 0.4, 0.0, 0, 1.3), REPLY, lg(1.1 + 0.3 * LN2 - 1.3)),
        ((-2.0, 0.7, 3.0, 0.2, 2, True, 0, 0.4, 0.0, 0, 1.3), REPLY, lg(1.1 + 0.3 * LN3 + 1.25)),
        *(
            ((-2.0, 0.0, 0.0, 0.0, 0, False, kind, 0.0, 0.0, 0, 0.0), REPLY, lg(-1.25 + more))
            for kind, more in enumerate((0.0, 0.11, 0.22, 0.0, 0.44, 0.0, -0.88))
        ),
        ((-2.0, 0.0, 0.0, 0.0, 0, False, 0, 0.0, 24.0, 0, 0.0), REPLY, lg(-1.25 - 0.6 * LN2)),
        ((-2.0, 0.0, 0.0, 0.0, 0, False, 0, 0.0, 48.0, 1, 0.0), REPLY, lg(-1.25 - 0.6 * LN3 - 0.9 * LN2)),
        ((-2.0, 0.0, 0.0, 0.0, 0, False, 0, 0.0, 0.0, 2, 0.0), REPLY, lg(-1.25 - 0.9 * LN3)),
    ],
    "strike_for": [((True,), {"strike_poor": 0.4}, 1.0), ((False,), {"strike_poor": 0.4}, 0.4)],
    "correct_chance": [
        ((0.0,), {"correct_base": -1.0, "correct_bond": 0.5}, lg(-1.0)),
        ((0.5,), {"correct_base": -1.0, "correct_bond": 3.0}, lg(0.5)),
    ],
    "report_chance": [
        ((True, False, 0.0, 0.0), REPORT, lg(-2.0)),
        ((True, True, 0.6, 0.25), REPORT, lg(-1.45)),
        ((False, True, 0.6, 0.25), REPORT, lg(-2.15)),
        ((False, False, 0.6, 0.25), REPORT, lg(-5.45)),
    ],
    "load_of": [((True,), {"disclosed_load": 0.3}, 0.3), ((False,), {"disclosed_load": 0.3}, 1.0)],
    "lead_chance": [((0.7, 0.5), {"lead": 0.4}, 0.14)],
    "step_down_hazard": [
        ((0.0,), {"step_down": 0.01, "step_down_effort": 2.0}, 0.01),
        ((0.5 * LN3,), {"step_down": 0.01, "step_down_effort": 2.0}, 0.03),
    ],
    "caught_chance": [((0.8, 0.0), None, 0.8), ((0.8, 0.25), None, 0.6), ((0.8, 1.0), None, 0.0)],
    "evasion_after": [((0.2, ), {"spam_learns": 0.25}, 0.4), ((0.6,), {"spam_learns": 0.5}, 0.8)],
    "visit_chance": [
        # -1 + .4 + 2 * .3 + 3 * .2 + .15 + .05 = .8
        ((0.4, 0.3, 0.2, 0.15, 0.05, False, False, False), VISIT, lg(0.8)),
        ((0.4, 0.3, 0.2, 0.15, 0.05, True, False, False), VISIT, lg(0.55)),
        ((0.4, 0.3, 0.2, 0.15, 0.05, False, True, False), VISIT, lg(1.5)),
        ((0.4, 0.3, 0.2, 0.15, 0.05, False, False, True), VISIT, lg(1.15)),
    ],
    "again_chance": [
        ((False,), {"again": 0.2, "again_posted": 0.5}, 0.2),
        ((True,), {"again": 0.2, "again_posted": 0.5}, 0.6),
    ],
    "season_of": [((1.5,), {"season_sd": 0.4}, 0.6), ((-0.5,), {"season_sd": 0.4}, -0.2)],
    "visit_hour": [
        ((18.9, 0.0), {"clock_sd": 2.0}, 18),
        ((18.0, 1.25), {"clock_sd": 2.0}, 20),
        ((1.0, -3.0), {"clock_sd": 2.0}, 0),
        ((22.0, 3.0), {"clock_sd": 2.0}, 23),
        ((22.0, 0.75), {"clock_sd": 2.0}, 23),
        ((22.0, 1.0), {"clock_sd": 2.0}, 23),
    ],
    "attend_chance": [
        ((0.25, 0.0), None, 0.25),
        ((0.25, LN2), None, 0.4),  # odds 2 / 3
        ((0.25, -LN3), None, 0.1),
        ((0.0, 2.0), None, 0.0),
        ((1.0, -9.0), None, 1.0),
        ((0.9375, -LN3), None, 5.0 / 6.0),  # odds 15, three times lower
        ((0.96875, -LN3), None, 31.0 / 34.0),  # odds 31
        ((1.0625, -9.0), None, 1.0),
    ],
    "drive_by_event": [
        ((0.0,), {"event_drive": 0.5}, 0.5),
        ((0.7,), {"event_drive": 0.5}, 0.7),
        ((-0.2,), {"event_drive": 0.0625}, 0.0625),
        ((-0.2,), {"event_drive": 0.0}, 0.0),
        ((0.3,), {"event_drive": -0.5}, -0.5),
        ((-0.7,), {"event_drive": -0.5}, -0.7),
        ((0.2,), {"event_drive": -0.03125}, -0.03125),
        ((0.2,), {"event_drive": 0.03125}, 0.2),
    ],
    "warmth_of": [
        ((0,), {"voice_warmth": 1.25}, 1.0),
        ((1,), {"voice_warmth": 1.25}, 1.25),
        ((2,), {"voice_warmth": 1.25}, 0.75),
        ((3,), {"voice_warmth": 1.25}, 1.25),
        ((2,), {"voice_warmth": 0.0}, 2.0),
        *(((voice,), {"voice_warmth": 1.0}, 1.0) for voice in range(4)),
    ],
    "blame_of": [
        ((0.5, 0), {"slip_weight": 6.0, "voice_warmth": 1.25}, 3.0),
        ((0.5, 1), {"slip_weight": 6.0, "voice_warmth": 1.25}, 2.25),
        ((0.5, 2), {"slip_weight": 6.0, "voice_warmth": 1.25}, 3.75),
        ((0.5, 3), {"slip_weight": 6.0, "voice_warmth": 1.25}, 2.25),
        *(((0.5, voice), {"slip_weight": 6.0, "voice_warmth": 1.0}, 3.0) for voice in range(4)),
    ],
    "done_well": [
        ((0.6, 0.5), {"skill_share": 0.5}, 0.6),
        ((0.6, 0.75), {"skill_share": 0.5}, 0.75),
        ((0.6, 0.0), {"skill_share": 0.5}, 0.3),
        ((0.84, 0.75), {"skill_share": 0.5}, 1.0),
        ((0.8, 0.75), {"skill_share": 0.5}, 1.0),
        ((0.78125, 0.75), {"skill_share": 0.5}, 0.9765625),
        ((0.8125, 0.75), {"skill_share": 0.5}, 1.0),  # 1.016
        ((0.6, 0.9), {"skill_share": 0.0}, 0.6),
    ],
    "done_wrong": [
        ((0.6, 0.5), {"skill_share": 0.5}, 0.6),
        ((0.6, 0.75), {"skill_share": 0.5}, 0.45),
        ((0.6, 0.0), {"skill_share": 0.5}, 0.9),
        ((0.6, 1.0), {"skill_share": 1.5}, 0.0),
        ((0.0625, 0.5), {"skill_share": 1.5}, 0.0625),
        ((0.03125, 0.5), {"skill_share": 1.5}, 0.03125),
        ((0.6, 0.75), {"skill_share": 2.0}, 0.0),
        ((0.5, 0.78125), {"skill_share": 2.0}, 0.0),  # -.0625
        ((0.5, 0.765625), {"skill_share": 2.0}, 0.0),  # -.03125
        ((2.0, 0.0), {"skill_share": 0.5}, 3.0),  # a spread may be more than 1
        ((0.6, 0.9), {"skill_share": 0.0}, 0.6),
    ],
    "skill_after": [
        ((0.2, 0.0), {"training_ref": 20.0}, 0.2),
        ((0.2, 20.0 * LN2), {"training_ref": 20.0}, 0.6),
        ((1.0, 40.0), {"training_ref": 20.0}, 1.0),
    ],
    "doubt_after": [
        ((0.4, 0.4), {"support_drift": 0.25}, 0.4),
        ((0.4, 0.8), {"support_drift": 0.25}, 0.5),
        ((0.4, -0.5), {"support_drift": 0.25}, 0.175),
        ((0.95, 1.35), {"support_drift": 0.25}, 1.0),
        ((0.5, 2.5), {"support_drift": 0.25}, 1.0),
        ((0.5, 2.4), {"support_drift": 0.25}, 0.975),
        ((0.5, 2.6), {"support_drift": 0.25}, 1.0),  # 1.025
        ((0.0, -0.5), {"support_drift": 0.25}, -0.125),  # more support than at first
        ((0.3, 0.9), {"support_drift": 0.0}, 0.3),
    ],
    "expert_ease": [((0.0,), {"support_experts": 2.0}, 0.0), ((0.25,), {"support_experts": 2.0}, -0.5)],
    "shortfall_of": [
        ((8.0, 8.0), None, 0.0),
        ((0.0, 8.0), None, 1.0),
        ((10.0, 8.0), None, -0.25),
        ((12.4, 8.0), None, -0.5),
        ((12.0, 8.0), None, -0.5),
        ((11.0, 8.0), None, -0.375),
        ((99.0, 8.0), None, -0.5),
    ],
    "follow_chance": [
        ((0.0, 0.0, 0.0, 0.0), FOLLOW, lg(-3.0)),
        ((0.0, 0.0, 0.0, 1.0), FOLLOW, 0.5),
        # .3 + 2 * .4 + .5 * .6 - 3 * .75
        ((0.3, 0.4, 0.6, 0.25), FOLLOW, lg(0.3 + 0.8 + 0.3 - 2.25)),
        ((0.3, 0.4, 1.05, 0.25), FOLLOW, lg(0.3 + 0.8 + 0.5 - 2.25)),
        ((0.3, 0.4, 1.03125, 0.25), FOLLOW, lg(0.3 + 0.8 + 0.5 - 2.25)),
        ((0.3, 0.4, 1.0, 0.25), FOLLOW, lg(0.3 + 0.8 + 0.5 - 2.25)),
        ((0.3, 0.4, 0.96875, 0.25), FOLLOW, lg(0.3 + 0.8 + 0.484375 - 2.25)),
        ((0.3, 0.4, 7.0, 0.25), FOLLOW, lg(0.3 + 0.8 + 0.5 - 2.25)),
    ],
    "host_sells": [((0.4, 0.0), None, 0.4), ((0.4, 0.25), None, 0.3), ((0.4, 1.0), None, 0.0)],
    "identity_narrow": [
        ((0.2, 0.4, 8.0), {"narrow_identity": 0.5}, 0.4),
        ((0.2, 0.4, 1.0), {"narrow_identity": 0.5}, 0.5),
        ((0.2, 0.4, 4.5), {"narrow_identity": 0.5}, 0.45),
        ((0.2, 0.4, 1.0), {"narrow_identity": 0.0}, 0.4),
        ((0.5, 0.9, 1.0), {"narrow_identity": 0.5}, 1.0),
    ],
    "identity_in_subgroup": [
        ((0.2, 0.4, 0.0), {"subgroup_identity": 0.5}, 0.4),
        ((0.2, 0.4, 0.75), {"subgroup_identity": 0.5}, 0.475),
        ((0.6, 0.9, 1.0), {"subgroup_identity": 0.5}, 1.0),
        ((0.2, 0.5, 0.5), {"subgroup_identity": 0.5}, 0.575),
        ((0.2, 0.4, 0.75), {"subgroup_identity": 0.0}, 0.4),
        ((0.2, 0.4, 1.0), {"subgroup_identity": -1.0}, 0.2),
        ((0.6, 0.8, 1.0), {"subgroup_identity": 1.0}, 1.0),
        ((0.6, 0.8, 0.875), {"subgroup_identity": 1.0}, 0.975),
        ((0.6, 0.8, 1.0), {"subgroup_identity": 1.125}, 1.0),  # 1.025
    ],
    "owned_identity": [
        ((0.2, 0.4, 0.0), {"shared_identity": 0.5}, 0.4),
        ((0.2, 0.4, 0.75), {"shared_identity": 0.5}, 0.475),
        ((0.6, 0.9, 1.0), {"shared_identity": 0.5}, 1.0),
        ((0.2, 0.5, 0.5), {"shared_identity": 0.5}, 0.575),
        ((0.2, 0.4, 0.75), {"shared_identity": 0.0}, 0.4),
        ((0.2, 0.4, 1.0), {"shared_identity": -0.25}, 0.35),
        ((0.6, 0.8, 1.0), {"shared_identity": 1.0}, 1.0),
        ((0.6, 0.8, 0.875), {"shared_identity": 1.0}, 0.975),
        ((0.6, 0.8, 1.0), {"shared_identity": 1.125}, 1.0),  # 1.025
    ],
    "removed_by_owners": [
        ((0.4, 0.0), {"owner_rules": 0.5}, 0.4),
        ((0.4, 0.5), {"owner_rules": 0.5}, 0.3),
        ((0.84, 0.5), {"owner_rules": -0.5}, 1.0),
        ((0.8, 0.5), {"owner_rules": -0.5}, 1.0),
        ((0.8, 0.4375), {"owner_rules": -0.5}, 0.975),
        ((0.8, 0.5625), {"owner_rules": -0.5}, 1.0),  # 1.025
        ((0.8, 1.0), {"owner_rules": 1.0}, 0.0),
        ((0.8, 0.5), {"owner_rules": 0.0}, 0.8),
    ],
    "rival_match": [((0.7, 1.0), None, 0.7), ((0.7, 0.0), None, 0.25), ((0.7, 0.4), None, 0.43)],
    "rival_worth": [((0.7, 0.5), {"rival": 2.0}, 0.7), ((1.0, 1.0), {"rival": 2.0}, 2.0), ((0.5, 0.3), {"rival": 2.0}, 0.3)],
    "share_left": [
        ((0.0, False), {"rival_overlap": 0.5, "exclusive_worth": 1.6}, 1.0),
        ((0.4, False), {"rival_overlap": 0.5, "exclusive_worth": 1.6}, 0.8),
        ((1.0, False), {"rival_overlap": 0.5, "exclusive_worth": 1.6}, 0.5),
        ((0.4, False), {"rival_overlap": 0.0, "exclusive_worth": 1.6}, 1.0),
        ((0.0, True), {"rival_overlap": 0.5, "exclusive_worth": 1.6}, 1.0),
        ((0.5, True), {"rival_overlap": 0.5, "exclusive_worth": 1.6}, 1.3 / 1.6),
        ((1.0, True), {"rival_overlap": 0.5, "exclusive_worth": 1.6}, 1.0 / 1.6),
    ],
    "tie_gain_of": [
        ((0.5, 0.0), {"tie_gain": 0.2, "tie_profile": 0.5}, 0.1),
        ((0.5, 1.0), {"tie_gain": 0.2, "tie_profile": 0.5}, 0.15),
        ((1.0, 0.5), {"tie_gain": 0.2, "tie_profile": 0.5}, 0.25),
    ],
}  # fmt: skip
"""Rule -> (arguments, the parameters that it may read, result); None where it takes no parameters."""


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_gives_what_was_worked_out_by_hand(name):
    function = plain(RULES[name])
    for arguments, parameters, expected in BY_HAND[name]:
        takes = () if parameters is None else (SimpleNamespace(**parameters),)
        found = function(*arguments, *takes)
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-15), (arguments, found)


def test_no_rule_is_worked_out_that_is_none():
    assert set(BY_HAND) == set(RULES)


def test_trust_stays_between_nothing_and_everything():
    one = plain(trust_after)
    for gain, ratio, trust, bad in np.ndindex(4, 4, 5, 5):
        found = one(trust / 4.0, bad / 4.0, SimpleNamespace(trust_gain=gain / 2.0, trust_ratio=3.0 * ratio))
        assert 0.0 <= found <= 1.0


def test_roles_come_in_their_shares():
    shares = (0.05, 0.4, 0.1, 0.15, 0.2, 0.1)
    drawn = [plain(role_of)((n + 0.5) / 1000.0, shares) for n in range(1000)]
    assert drawn == sorted(drawn)
    assert [drawn.count(role) for role in range(6)] == [50, 400, 100, 150, 200, 100]
