"""The responses count what they say they count: tiny logs made by hand, with answers known beforehand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from handmade import HOST, join, log, reply, start

from sim.evidence.facts import FACTS, forgetting, hours, responses, sizes
from sim.evidence.figures import change, quotient
from sim.evidence.instruments import chosen_half
from sim.world.diary import COHORT, DIARY
from sim.world.eventlog import VISIT


def visit(when, person):
    return when, VISIT, person


def test_who_stayed_is_counted_from_the_day_of_joining():
    rows = [join(day, person) for person, day in enumerate((60.5, 60.5, 60.5, 59, 61, 61, 331, 70))]
    rows += [
        visit(89.9, 0),
        visit(120.0, 0),
        visit(90.0, 1),
        visit(119.9, 2),
        visit(90, 3),
        visit(95, 4),
        visit(95, 5),
        visit(362, 6),
    ]
    record = log(*rows, people=8, days=365, founders=[4], spammers=[5])
    assert responses.stayed(record, 30) == (2.0, 4.0)
    assert responses.stayed(record, 180) == (0.0, 4.0)


def test_staying_is_held_against_the_same_without():
    parts = np.array([[1.0, 10.0, 4.0, 10.0], [0.0, 10.0, 0.0, 10.0]])
    assert quotient(parts) == pytest.approx(0.25)
    assert change(parts) == pytest.approx(-0.75)
    assert math.isnan(quotient(parts[1:]))
    kept = log(join(60, 0), visit(91, 0), days=365)
    left = log(join(60, 0), days=365)
    assert responses.stayed_month(left, kept) == (0.0, 1.0, 1.0, 1.0)
    assert responses.stayed_half_year(left, kept) == (0.0, 1.0, 0.0, 1.0)


def test_joining_is_a_share_of_those_who_heard():
    diary, cohorts = np.zeros(100, dtype=DIARY), np.zeros(100, dtype=COHORT)
    diary["new_aware"], diary["joined"], cohorts["joined"] = 0.5, 7.0, 0.2
    record = log(days=100, diary=diary, cohorts=cohorts)
    assert responses.joined_who_heard(record, record) == pytest.approx((20.0, 50.0, 20.0, 50.0))


def test_coming_back_is_a_visit_on_a_later_day_within_a_month():
    rows = [join(day, person) for person, day in enumerate((70, 70, 70, 70))]
    rows += [
        visit(70.1, 0),
        visit(70.9, 0),
        visit(70.2, 1),
        visit(71.0, 1),
        visit(70.3, 2),
        visit(101.0, 2),
        visit(70.4, 3),
        visit(100.9, 3),
    ]
    record = log(*rows, days=365)
    assert responses.came_back(record).tolist() == [False, True, False, True, False, False]
    days = responses.first_visit_day(record)
    assert days[:4].tolist() == [70] * 4


def test_the_first_look_is_read_for_the_same_people_in_both_runs():
    who = np.flatnonzero(chosen_half(40))[:4]
    other = np.flatnonzero(~chosen_half(40))[0]
    came = [row for person in (*who, other) for row in (join(80, person), visit(80.5, person))]
    again = [visit(85, person) for person in (*who, other)]
    hidden = log(*came, *again[:1], people=40, days=365)
    base = log(*came[:-4], *came[-2:], *again[:3], people=40, days=365)
    late = log(*came, *again, people=40, days=110)
    assert responses.back_after_first_look(hidden, base) == (1.0, 3.0, 3.0, 3.0)
    assert responses.back_after_first_look(late, late) == (0.0, 0.0, 0.0, 0.0)


def test_posts_are_counted_a_head_of_those_who_did_not_come_to_spam():
    record = log(
        start(59, 0, 0),
        start(60, 1, 1),
        start(70, 2, 2),
        start(71, HOST, 3),
        reply(72, 1, 4, 2, 2),
        people=5,
        spammers=[2, 3],
        days=100,
    )
    assert responses.posts_a_head(record, record) == (2.0, 3.0, 2.0, 3.0)


def test_first_answers_by_the_host_are_told_apart():
    record = log(
        start(200, 0, 0),
        reply(201, HOST, 1, 0, 0),
        reply(202, 1, 2, 0, 0),
        start(210, 1, 3),
        reply(211, 0, 4, 3, 3),
        reply(212, HOST, 5, 3, 3),
        start(220, 2, 6),
    )
    assert responses.host_first(record) == (1.0, 2.0)


def test_writing_again_within_a_week():
    rows = [join(60, person) for person in range(5)]
    rows += [start(100, 0, 0), start(100.2, 0, 1)]  # the same day
    rows += [start(100, 1, 2), start(106.9, 1, 3)]  # later in the week
    rows += [start(100, 2, 4), start(107.1, 2, 5)]  # too late
    rows += [start(100, 3, 6)]  # never
    rows += [start(360, 4, 7), start(360.1, 4, 8)]  # not followed for a week
    record = log(*rows, days=365)
    assert responses.again_in_week(record) == (2.0, 4.0)
    assert responses.again_next_day(record) == (1.0, 4.0)
    assert responses.one_post_only(record) == (1.0, 5.0)


def test_sizes_are_held_against_each_other():
    diary = np.zeros(365, dtype=DIARY)
    diary["posters_30d"], diary["members"] = 5.0, 50.0
    diary["posters_30d"][:180] = 999.0
    record = log(diary=diary, days=365)
    assert sizes.posters_a_member(record, record) == (925.0, 9250.0) * 2
    asked = log(start(200, 0, 0), start(201, 1, 1), reply(202, 0, 2, 1, 1), days=365)
    assert sizes.unanswered_against(asked, asked) == (1.0, 2.0, 1.0, 2.0)


def test_a_group_is_alive_by_its_members_and_not_its_host():
    assert sizes.alive(log(start(150, 0, 0))) == (1.0,)
    assert sizes.alive(log(start(149.9, 0, 0), start(160, HOST, 1), start(180, 0, 2))) == (0.0,)


def test_the_median_wait_is_read_over_all_runs():
    first = log(start(200, 0, 0), reply(200 + 2 / 24, 1, 1, 0, 0))
    second = log(start(200, 0, 0), reply(200 + 8 / 24, 1, 1, 0, 0), start(210, 0, 2), reply(210 + 50 / 24, 1, 3, 2, 2))
    parts = np.array([sizes.waits(first), sizes.waits(second)])
    assert sizes.median_wait(parts) == pytest.approx(8.0, rel=0.07)
    assert math.isnan(sizes.median_wait(np.array([sizes.waits(log(start(200, 0, 0)))])))
    rng = np.random.default_rng(3)
    many = np.sort(rng.lognormal(2.0, 1.5, 4_001))
    counted = np.array([(*np.searchsorted(many, sizes.STEPS, side="right"), many.size)], dtype=float)
    assert sizes.median_wait(counted) == pytest.approx(float(np.median(many)), rel=0.02)


def test_hours_used_and_hours_left():
    diary = np.zeros(14, dtype=DIARY)
    diary["minutes_available"], diary["minutes_answers"], diary["minutes_calendar"] = 60.0, 10.0, 15.0
    diary["minutes_managers"], diary["minutes_duty"] = 5.0, 40.0
    record = log(days=14, diary=diary)
    assert hours.hours_used(record) == (280.0, 840.0)
    assert hours.hours_left(record) == pytest.approx((14 * 40 / 60, 2.0))


def test_waiting_counts_threads_that_nobody_answered():
    record = log(start(200, 0, 0), reply(201, 1, 1, 0, 0), start(210, 0, 2), start(220, 0, 3), reply(240, 1, 4, 3, 3))
    assert hours.wait(record) == pytest.approx((24 + 168 + 168) / 3)
    assert math.isnan(hours.wait(log()))


def test_the_surer_of_two_gains():
    parts = np.array([[1.0, 0.00], [3.0, 0.01], [2.0, -0.01]])
    assert hours.surer_gain(parts) == pytest.approx(2.0 / (1.0 / math.sqrt(3.0)))
    assert hours.surer_gain(-parts) == pytest.approx(0.0)
    assert hours.surer_gain(np.zeros((4, 2))) == 0.0
    assert math.isnan(hours.surer_gain(parts[:1]))
    slow, fast = (
        log(start(200, 0, 0), reply(200 + wait / 24, 1, 1, 0, 0), join(60, 2), *seen)
        for wait, seen in ((20, ()), (8, ((245, VISIT, 2),)))
    )
    assert hours.doubling(fast, slow) == pytest.approx((12.0, 1.0))
    assert hours.two_doublings(fast, fast, slow) == pytest.approx((0.0, 12.0))
    assert hours.saved_more(np.array([[0.0, 12.0], [1.0, 3.0]])) == pytest.approx(-7.0)


def event_pair(visitors: float, left: float) -> tuple:
    base, hit = np.zeros(365, dtype=DIARY), np.zeros(365, dtype=DIARY)
    base["visitors"] = 100.0 + np.arange(365) % 7
    hit["visitors"] = base["visitors"]
    hit["visitors"][187:201] *= visitors
    hit["visitors"][203:231] *= left
    return log(days=365, diary=hit), log(days=365, diary=base)


def test_what_is_left_of_a_dip():
    dips = forgetting.dips
    parts = np.array(
        [
            dips(*event_pair(low, left), over=187, first=14, seen=forgetting._visitors)
            for low, left in ((0.5, 0.8), (0.4, 0.9), (0.6, 0.85))
        ]
    )
    assert forgetting.dip(parts) == pytest.approx(-0.5)
    assert forgetting.regained(parts, place=1, harm=-1) == pytest.approx(0.7)
    assert forgetting.regained(parts, place=2, harm=-1) == pytest.approx(1.0)
    assert math.isnan(forgetting.regained(parts, place=1, harm=1))
    assert math.isnan(forgetting.regained(parts[:1], place=1, harm=-1))


def test_after_an_outage_the_dip_is_read_a_week_later():
    """A week of as many as ever, then a week of half as many and two days of all, then five of .8: (7 x .5 + 2 + 5 x .8) / 14 of usual."""
    base, hit = np.full(365, 100.0), np.full(365, 100.0)
    hit[194:201] *= 0.5
    hit[203:231] *= 0.8
    pair = [np.zeros(365, dtype=DIARY) for _ in range(2)]
    for diary, visitors in zip(pair, (hit, base), strict=True):
        diary["visitors"] = visitors
    runs = [log(days=365, diary=diary) for diary in pair]
    found = FACTS["R9.13"].parts(*runs)
    assert found == forgetting.dips(*runs, over=187, first=14, later=7, seen=forgetting._visitors)
    assert found[0] / found[2] == pytest.approx((7 * 0.5 + 2 + 5 * 0.8) / 14)


def test_a_dip_that_chance_could_make_is_none():
    parts = np.array(
        [
            forgetting.dips(*event_pair(low, 1.0), over=187, first=14, seen=forgetting._visitors)
            for low in (0.9, 1.1, 0.95, 1.02)
        ]
    )
    assert forgetting.dip(parts) < 0.0
    assert math.isnan(forgetting.regained(parts, place=3, harm=-1))


def test_quality_is_bad_items_per_thread_opened():
    diary = np.zeros(365, dtype=DIARY)
    diary["poor_seen"], diary["spam_seen"], diary["opened"] = 1.0, 2.0, 30.0
    record = log(days=365, diary=diary)
    assert forgetting._bad_items(record, 100, 110) == (30.0, 300.0)


def test_posts_a_member_are_those_of_the_span():
    diary = np.zeros(365, dtype=DIARY)
    diary["posts_own"][100:], diary["members"] = 2.0, 50.0
    assert forgetting._posts_a_member(log(days=365, diary=diary), 95, 105) == (10.0, 500.0)
