"""A log of 15 rows, worked out by hand: five members, the host team, seven threads, a hundred days.

Day 0 is a Monday; times are those of its clock (UTC). Every number below was found with pencil and paper from the
definitions in `docs/logs.md` and in the words of the measures.
"""

from __future__ import annotations

import math

import pytest

from sim.logs.file import read_log
from sim.logs.statistics import flat, measure_log
from sim.measures.counting.log import DAY

FIRST_DAY = 20_003
ROWS = (
    ("A", 0, "10:00", "post", "t1", ""),
    ("B", 0, "12:00", "reply", "t1", "A"),
    ("host", 0, "13:00", "reply", "t1", "B"),
    ("A", 1, "10:00", "reply", "t1", "B"),
    ("C", 2, "20:00", "post", "t2", ""),
    ("A", 4, "09:00", "post", "t3", ""),
    ("C", 4, "09:30", "reply", "t3", "A"),
    ("A", 5, "11:00", "reply", "t3", "C"),
    ("B", 10, "16:59", "reply", "t2", "C"),
    ("D", 20, "08:00", "post", "t4", ""),
    ("host", 21, "08:00", "reply", "t4", "D"),
    ("A", 40, "12:00", "post", "t5", ""),
    ("E", 41, "00:00", "reply", "t5", "A"),
    ("A", 75, "10:00", "post", "t6", ""),
    ("A", 100, "10:00", "message", "t7", ""),
)
N = math.nan
BY_HAND = {
    "events": 13,
    "events_staff": 2,
    "members_active": 5,
    "days": 100,
    "events_per_day": 0.13,
    "newcomers_per_day": 0.05,
    "activity.gini": 0.4,
    "activity.share_members_one_post": 0.4,
    "activity.share_top_10pct": 7 / 13,
    "activity.share_top_1pct": 7 / 13,
    "activity.posts_per_member.mean": 2.6,
    "activity.posts_per_member.median": 2,
    "activity.posts_per_member.p90": 5.0,
    "activity.posts_per_member.max": 7,
    "retention.lifetime_days.median": 1.5625,
    "retention.lifetime_days.mean": (100 + 10 + (4 * 60 + 59) / 1440 + 1.5625) / 5,
    "retention.lifetime_days.median_if_two_or_more_posts": 10 + (4 * 60 + 59) / 1440,
    "retention.again_within_7d": 0.4,
    "retention.again_within_7d_next_day_or_later": 0.4,
    "retention.again_within_30d": 0.6,
    "retention.again_within_30d_next_day_or_later": 0.6,
    "retention.share_churned_who_came_back": 0.2,
    "retention.survival_first_gap.1": 0.6,
    "retention.survival_first_gap.7": 0.2,
    "retention.survival_first_gap.30": 0,
    "retention.survival_first_gap.180": N,
    "retention.survival_last_post.1": 0.6,
    "retention.survival_last_post.7": 0.4,
    "retention.survival_last_post.30": 0.2,
    "retention.survival_last_post.90": 0.2,
    "retention.survival_last_post.180": N,
    "rhythm.posts_per_day.mean": 10 / 99,
    "rhythm.posts_per_day.variance_over_mean": 1.2 - 10 / 99,
    "rhythm.share_days_without_posts": 90 / 99,
    "rhythm.weekday_over_weekend": 28 / 71,
    "rhythm.members_per_day_mean": 10 / 99,
    "rhythm.members_per_30d_mean": 7 / 3,
    "rhythm.daily_over_monthly_members": (10 / 99) / (7 / 3),
    "threads.threads": 7,
    "threads.events_per_thread.mean": 15 / 7,
    "threads.events_per_thread.median": 2,
    "threads.events_per_thread.p90": 3.4,
    "threads.events_per_thread.max": 4,
    "threads.members_per_thread_mean": 13 / 7,
    "threads.share_threads_answered": 1.0,
    "threads.hours_to_first_answer.median": 12,
    "threads.hours_to_first_answer.p90": 24 + 0.6 * (188 + 59 / 60 - 24),
    "addressed.share_events_naming_someone": 6 / 13,
    "addressed.share_posts_answered": 7 / 11,
    "addressed.hours_to_answer_median": 12,
    "addressed.share_addressed_returned": 2 / 6,
    "addressed.hours_to_return_median": 23.75,
    "measures.new_posters": 2 / 3,
    "measures.again_answered": 2 / 3,
    "measures.again_unanswered": 0.5,
    "measures.again_difference": 100 * (2 / 3 - 0.5),
    "measures.elsewhere_answered": 2 / 3,
    "measures.elsewhere_unanswered": 0.5,
    "measures.posting_30": 0.4,
    "measures.posting_90": 0.4,
    "measures.posting_180": N,
    "measures.posters_day": 5 / 90,
    "measures.posters_7d": 38 / 90,
    "measures.posters_30d": 194 / 90,
    "measures.daily_over_monthly": 5 / 194,
    "measures.churn_30d": 30 * 6 / 194,
    "measures.returns": 2 / 6,
    "measures.came_back": N,
    "measures.weekend_over_weekday": (4 / 26) / (1 / 64),
    "measures.office_hours_share": 0.2,
    "measures.unanswered": 0.25,
    "measures.replies_per_thread": 4 / 3,
    "measures.answer_hours_median": 12,
    "measures.answer_hours_p90": 21.6,
    "measures.gini": 0.4,
    "measures.top_10_share": 7 / 13,
    "measures.gini_90": 0.25,
    "measures.top_1_share_90": 0.5,
    "measures.top_10_share_90": 0.5,
    "measures.only_start_30": 1,
    "measures.only_reply_30": 0,
    "measures.start_and_reply_30": 0,
    "measures.only_start_90": 0.5,
    "measures.only_reply_90": 0.5,
    "measures.start_and_reply_90": 0,
    "measures.reciprocity": 0,
    "measures.core_k": 1,
    "measures.core_size": 4,
    "measures.core_3_share": 0,
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    path = tmp_path_factory.mktemp("hand") / "hand.csv"
    lines = ["member,time,kind,thread,reply_to"]
    for member, day, clock, kind, thread, to in ROWS:
        hours, minutes = map(int, clock.split(":"))
        lines.append(f"{member},{(FIRST_DAY + day) * DAY + hours * 3600 + minutes * 60},{kind},{thread},{to}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return flat(measure_log(read_log(path)))


@pytest.mark.parametrize("name", BY_HAND)
def test_as_worked_out_by_hand(found, name):
    assert found[name] == pytest.approx(BY_HAND[name], abs=1e-9, nan_ok=True)


def test_there_are_eighty_nine():
    assert len(BY_HAND) == 89
