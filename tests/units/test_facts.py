"""The stylised facts count what they say they count: tiny logs made by hand, with answers known beforehand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from handmade import HOST, join, log, reply, start

from sim.evidence.facts import answering, groups, returning, taking_part
from sim.evidence.figures import ratio, variation
from sim.evidence.seen import DAY, NEVER, Log
from sim.world.diary import COHORT, DIARY
from sim.world.eventlog import LEFT, REACTED, VISIT


def test_who_ever_contributed_is_counted_from_joining():
    record = log(
        join(70, 1),
        start(434.9, 1, 0),
        join(70, 2),
        start(435.1, 2, 1),
        join(30, 3),
        start(31, 3, 2),
        join(70, 4),
        start(71, 4, 3),
        join(0, 0),
        start(80, 0, 4),
        join(176, 5),
        start(177, 5, 5),
        founders=[0],
        spammers=[4],
    )
    assert taking_part.ever_contributed(record) == (1.0, 2.0)


def test_silence_counts_members_who_were_there_all_twelve_weeks():
    rows = [join(0, person) for person in range(4)] + [join(200, 4), (190, LEFT, 3)]
    record = log(*rows, start(185, 0, 0), start(264, 1, 1), days=264)
    assert taking_part.silent(record) == (2.0, 3.0)


def test_somebody_who_came_back_is_a_member_again():
    record = log(join(0, 0), (10, LEFT, 0), join(20, 0), join(0, 1), (10, LEFT, 1))
    assert record.members_at(15).tolist() == [False] * 6
    assert record.members_at(21).tolist() == [True] + [False] * 5


def test_top_shares_and_gini():
    assert taking_part.top_share(np.array([8, 1, 1]), 0.1) == pytest.approx(0.8)
    assert taking_part.gini(np.array([3, 1])) == pytest.approx(0.25)
    assert taking_part.gini(np.array([2, 2, 2])) == pytest.approx(0.0)
    record = log(
        *(start(180 + i / 100, 0, i) for i in range(3)), start(190, 1, 3), start(170, 2, 4), start(200, HOST, 5)
    )
    assert taking_part.posts_per_poster(record).tolist() == [3, 1]
    assert math.isnan(taking_part.top_hundredth(record)[0])


def test_the_weekend_is_saturday_and_sunday():
    diary = np.zeros(540, dtype=DIARY)
    diary["posts_own"] = np.where(np.arange(540) % 7 >= 5, 2.0, 4.0)
    assert taking_part.weekend(log(diary=diary)) == (0.5,)


def test_an_answer_is_by_somebody_else():
    record = log(
        start(200, 0, 0),
        reply(201, 0, 1, 0, 0),
        reply(202, 1, 2, 0, 1),
        reply(203, HOST, 3, 0, 2),
        start(204, 1, 4),
        reply(205, 1, 5, 4, 4),
        start(206, 2, 6),
        reply(206.5, 3, 7, 6, 6),
    )
    hours = [None if at == NEVER else at / DAY for at in record.first_answer]
    assert hours == [202, 202, 203, None, None, None, 206.5, None]
    assert answering.unanswered(record) == (1.0, 3.0)
    assert answering.replies_where_answered(record) == (4.0, 2.0)
    assert sorted(answering.answer_hours(record)) == [12.0, 48.0]


def test_the_order_of_the_log_does_not_matter():
    rows = [start(200, 0, 0), reply(202, 1, 1, 0, 0), start(204, 1, 2), reply(206, 2, 3, 0, 1)]
    forward, backward = log(*rows), log(*rows[::-1])
    assert forward.first_answer.tolist() == backward.first_answer.tolist()
    assert answering.unanswered(forward) == answering.unanswered(backward) == (1.0, 2.0)


def test_a_first_post_is_answered_within_a_week_or_not():
    record = log(
        join(60, 0),
        join(60, 1),
        join(60, 2),
        join(0, 3),
        start(100, 0, 0),
        reply(106, 3, 1, 0, 0),
        start(100, 1, 2),
        reply(108, 3, 3, 2, 2),
        start(100, 2, 4),
        start(110, 2, 5),
        start(530, 3, 6),
        founders=[3],
    )
    assert answering.first_answered(record) == (1.0, 3.0)


def test_replies_that_vary_as_much_as_a_negative_binomial_give_its_k():
    rng = np.random.default_rng(1)
    k, m = 0.5, 3.0
    counts = rng.negative_binomial(k, k / (k + m), size=20_000)
    assert answering.negative_binomial_k(counts) == pytest.approx(k, rel=0.06)
    assert answering.negative_binomial_k(np.full(50, 3)) == pytest.approx(100.0)
    assert math.isnan(answering.negative_binomial_k(np.zeros(9)))


def test_the_form_of_the_delays_is_recognised():
    rng = np.random.default_rng(2)
    assert answering.form_gain(rng.lognormal(2.0, 1.9, 5_000)) > 0.3
    assert answering.form_gain(rng.exponential(10.0, 5_000)) < -0.02
    assert math.isnan(answering.form_gain(np.ones(9)))


def test_half_the_engagement_is_counted_over_replies_and_reactions():
    record = log(
        start(200, 0, 0),
        reply(200 + 1 / 24, 1, 1, 0, 0),
        (200 + 3 / 24, REACTED, 2, 0, 0),
        (200 + 10 / 24, REACTED, 3, 1, 0),
        reply(200 + 20 / 24, 2, 2, 0, 1),
        start(210, 1, 3),
        (211, REACTED, 0, 3, 3),
    )
    assert answering.half_engagement(record)[0] == pytest.approx(3.0, abs=1e-3)


def test_never_again_and_the_lift_of_an_answer():
    rows = [join(60, person) for person in range(4)] + [join(0, 5)]
    rows += [start(100, 0, 0), reply(101, 5, 1, 0, 0), start(150, 0, 2)]  # answered, back in another thread
    rows += [start(100, 1, 3), reply(101, 5, 4, 3, 3), reply(102, 1, 5, 3, 4)]  # answered, back in the own thread only
    rows += [start(100, 2, 6), start(120, 2, 7)]  # not answered, back
    rows += [start(100, 3, 8)]  # not answered, gone
    record = log(*rows, founders=[5])
    assert returning.never_again(record) == (1.0, 4.0)
    assert returning.lift_any(record) == (2.0, 2.0, 1.0, 2.0)
    assert returning.lift_outside(record) == (1.0, 2.0, 1.0, 2.0)
    assert returning.lift(np.array([returning.lift_any(record)])) == pytest.approx(0.5)


def test_churn_from_month_to_month():
    record = log(start(31, 0, 0), start(61, 0, 1), start(40, 1, 2), start(70, 2, 3), days=120)
    assert returning.monthly_churn(record) == (3.0, 4.0)


def test_stopping_by_posts_leaves_out_what_is_not_known_yet():
    rows = [join(60, 0), join(60, 1), join(60, 2), start(70, 0, 0), start(80, 1, 1), start(90, 1, 2), start(460, 2, 3)]
    found = returning.stops_by_posts(log(*rows))
    assert found[:6] == (1.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    assert found[6:] == (2.0, 1.0, 0.0, 0.0, 0.0, 0.0)


def test_leaving_by_tenure_is_a_first_silence_of_ninety_days():
    rows = [join(0, 0), (10, VISIT, 0), (150, VISIT, 0), join(0, 1)] + [(day, VISIT, 1) for day in range(0, 300, 50)]
    found = returning.stops_by_tenure(log(*rows, days=300))
    exits, lived = found[:5], found[5:]
    assert exits == (1.0, 0.0, 0.0, 0.0, 0.0)
    assert lived == pytest.approx((10.0 + 30.0, 30.0, 60.0, 90.0, 0.0))


def test_a_hazard_that_rises_is_counted():
    assert returning.rises(np.array([[4.0, 2.0, 1.0, 10.0, 10.0, 10.0]])) == 0.0
    assert returning.rises(np.array([[4.0, 1.0, 2.0, 10.0, 10.0, 10.0]])) == 1.0
    assert math.isnan(returning.rises(np.array([[4.0, 1.0, 0.0, 10.0, 10.0, 0.0]])))


def test_the_early_core_is_compared_from_the_first_post():
    rows, number = [], 0
    for person, (early, late) in enumerate([(6, 5), (1, 1), (1, 0), (1, 1), (1, 0), (1, 0)]):
        rows.append(join(60, person))
        for day in [*np.linspace(100, 110, early), *np.linspace(170, 200, late)]:
            rows.append(start(day, person, number))
            number += 1
    parts = returning.early_core(log(*rows))
    assert parts == (5.0, 1.0, 2.0, 5.0)
    assert returning.core_ratio(np.array([parts])) == pytest.approx(12.5)


def test_a_group_is_silent_when_no_member_posts_in_month_three():
    assert groups.silent_by_month_three(log(start(59, 0, 0), start(61, HOST, 1), start(90, 0, 2), days=120)) == (1.0,)
    assert groups.silent_by_month_three(log(start(60, 0, 0), days=120)) == (0.0,)


def test_removed_posts_are_a_share_of_all_that_were_offered():
    diary = np.zeros(200, dtype=DIARY)
    diary["posts_own"], diary["posts_spam"], diary["removed_posts"], diary["held_posts"] = 6.0, 2.0, 1.0, 2.0
    assert ratio(np.array([groups.removed_or_held(log(days=200, diary=diary))])) == pytest.approx(0.3)


def push_pair(growth: float, posts: float) -> tuple[Log, Log]:
    pushed, base = np.zeros(540, dtype=DIARY), np.zeros(540, dtype=DIARY)
    base["members"], base["posts_own"], base["opened"] = 100.0, 10.0, 50.0
    pushed["members"] = np.where(np.arange(540) >= 180, 100.0 * growth, 100.0)
    pushed["posts_own"], pushed["opened"] = posts, 50.0
    pushed["poor_seen"][187:215], pushed["poor_seen"][270:330] = 5.0, 1.0
    return log(diary=pushed), log(diary=base)


def test_a_push_is_read_only_where_it_doubled_the_members():
    assert groups.fewer_each(*push_pair(2.0, 15.0)) == pytest.approx((-0.25,))
    assert math.isnan(groups.fewer_each(*push_pair(1.2, 15.0))[0])
    parts = np.array([groups.still_dipped(*push_pair(2.0, 15.0)), groups.still_dipped(*push_pair(1.2, 15.0))])
    assert groups.left_of_dip(parts) == pytest.approx(0.2)
    assert groups.quality_dip(*push_pair(2.0, 15.0)) == pytest.approx((0.1,))
    assert math.isnan(groups.left_of_dip(-parts[:1] * [1.0, 1.0]))


def test_chance_is_a_coefficient_of_variation_over_runs():
    assert variation(np.array([[90.0], [110.0]])) == pytest.approx(math.sqrt(200.0) / 100.0)
    assert math.isnan(variation(np.array([[90.0]])))
    assert groups.month_twelve(log(start(329, 0, 0), start(330, 0, 1), start(359.9, 1, 2), start(360, 1, 3))) == (2.0,)


def test_posters_of_a_month_are_a_share_of_members_each_day():
    diary = np.zeros(540, dtype=DIARY)
    diary["members"], diary["posters_30d"] = 50.0, 5.0
    diary["members"][: taking_part.FROM], diary["posters_30d"][: taking_part.FROM] = 50.0, 50.0
    diary["members"][taking_part.FROM], diary["posters_30d"][taking_part.FROM] = 0.0, 0.0
    days = taking_part.UNTIL - taking_part.FROM
    assert taking_part.posters_in_month(log(diary=diary)) == (pytest.approx(0.1 * (days - 1) / days),)


def test_who_still_visits_is_counted_among_those_of_whom_the_whole_window_is_known():
    cohorts = np.zeros(540, dtype=COHORT)
    cohorts["joined"], cohorts["visited_30"], cohorts["visited_180"] = 8, 3, 2
    cohorts["joined"][: taking_part.BURN_IN] = 100
    record = log(cohorts=cohorts)
    month, half_year = 540 - 60 - taking_part.BURN_IN, 540 - 210 - taking_part.BURN_IN
    assert returning.active_month(record) == (3.0 * month, 8.0 * month)
    assert returning.active_half_year(record) == (2.0 * half_year, 8.0 * half_year)


def test_reactions_are_set_beside_replies_of_members_in_the_same_year():
    diary = np.zeros(540, dtype=DIARY)
    diary["reactions"][taking_part.FROM - 1 : taking_part.FROM + 1] = 7, 5
    diary["reactions"][taking_part.UNTIL - 1 :] = 0
    diary["reactions"][taking_part.UNTIL - 1] = 1
    diary["replies_own"][taking_part.FROM], diary["replies_own"][taking_part.UNTIL - 1] = 2, 1
    assert answering.reactions_per_reply(log(diary=diary)) == (6.0, 3.0)


def test_inequality_and_answers_as_worked_out_by_hand():
    record = log(
        *(start(200 + i / 10, 0, i) for i in range(3)),
        start(210, 1, 3),
        reply(210.25, 2, 4, 3, 3),
        reply(200.5, 1, 5, 0, 0),
    )
    assert taking_part.top_tenth(record) == (0.5,)
    assert taking_part.inequality(record) == (pytest.approx(2 * (1 * 1 + 2 * 2 + 3 * 3) / (3 * 6) - 4 / 3),)
    assert answering.median_answer(record) == (pytest.approx(9.0),)
    assert answering.dispersion(record) == (answering.negative_binomial_k(np.array([1, 0, 0, 1])),)
    assert math.isnan(answering.log_normal_gain(record)[0])


def test_a_push_makes_posting_more_concentrated_by_the_share_of_the_top_tenth():
    first = groups.SETTLED[0]
    diary = np.zeros(540, dtype=DIARY)
    diary["members"] = np.where(np.arange(540) < groups.PUSHED, 100.0, 250.0)
    even = log(*(start(first + 1 + n / 10, n, n) for n in range(4)), diary=diary)
    one_sided = log(*(start(first + 1 + n / 10, max(0, n - 2), n) for n in range(4)), diary=diary)
    assert groups.more_concentrated(one_sided, even) == (pytest.approx(0.75 - 0.25),)
