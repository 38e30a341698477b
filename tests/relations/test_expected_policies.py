"""What policies do where a community manager has used them: sign and rough size, in paired runs of the library's own scenarios.

Bounds lie four standard errors or more outside what was measured over 24 pairs; what is said to make no difference is said with the difference
that would have been found.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from manager_pairs import change, measured, over, plan, runs

PAIRS = 10


@cache
def lived(name: str):
    """Runs of a scenario of the library."""
    return runs(plan(name), PAIRS)


# who comes in


def test_by_invitation_makes_a_smaller_group_of_equal_life_and_less_spam():
    """About half as many come in; of those as many post, more come back, and spam is a fraction. Nobody let in by a member: it dies."""
    free, invited = lived("open"), lived("by-invitation")
    joined, _ = change(measured(free, "joined_total"), measured(invited, "joined_total"))
    assert -0.65 < joined < -0.30
    share, _ = change(measured(free, "posters_share"), measured(invited, "posters_share"))
    assert abs(share) < 0.3
    assert np.mean(measured(invited, "retention_30") - measured(free, "retention_30")) > 0.02
    spam, _ = change(measured(free, "spam_seen"), measured(invited, "spam_seen"))
    assert spam < -0.35
    nobody = runs(plan("by-invitation", behaviour={"invite_asked": 0.0, "invite_closed": 0.0}), PAIRS)
    alone, _ = change(measured(free, "joined_total"), measured(nobody, "joined_total"))
    assert alone < -0.8


def test_the_easier_it_is_to_invite_the_more_come_in_by_invitation():
    joined = [
        measured(runs(plan("by-invitation", reach={"invite_ease": ease}), 6), "joined_total").mean()
        for ease in (0.0, 1.5, 3.0)
    ]
    assert joined[0] * 1.08 < joined[1] < joined[2] / 1.08 and joined[2] < 4.0 * joined[0]


def test_a_quota_holds_back_experts_and_nobody_else():
    """At most one in five: experts wait, and the rest of the group is as large as without the quota."""
    free, quota = lived("door/no-quota"), lived("door/quota-80-20")
    others = [
        np.array([run.diary["members"][-90:].mean() - run.diary["experts"][-90:].mean() for run in found])
        for found in (free, quota)
    ]
    kept, least = change(*others)
    assert least < 0.04 and abs(kept) < 0.08
    assert measured(free, "experts_share").mean() > 0.25 and 0.15 < measured(quota, "experts_share").mean() < 0.22
    assert measured(quota, "tired_total").mean() > 30.0


def test_a_size_cap_after_a_push_costs_less_than_it_keeps_out_and_makes_the_dip_shallower():
    push, capped = lived("known/growth-push"), lived("known/growth-push-with-cap")
    posters, _ = change(measured(push, "posters_30d"), measured(capped, "posters_30d"))
    assert -0.25 < posters < 0.0
    assert np.mean(measured(capped, "dip_depth") - measured(push, "dip_depth")) < -0.03
    assert measured(capped, "awake").mean() <= 1.05 * 600


def test_a_growth_push_shows_as_a_dip_and_not_as_a_stronger_bond():
    """As many people in a week as in a year: the fall after it is deeper, by a tenth of the peak or more."""
    steady, push = lived("known/steady-growth"), lived("known/growth-push")
    assert np.mean(measured(push, "dip_depth") - measured(steady, "dip_depth")) > 0.10


# slips


def test_a_scandal_is_seen_in_proportion_to_its_size_and_answering_for_it_helps():
    """The worst is seen by as many as are awake and costs a tenth of the visits or more; an apology takes most of that away."""
    none = runs(plan("trust/slip-unanswered", without="incident"), PAIRS)
    silent, sorry = lived("trust/slip-unanswered"), lived("trust/slip-apology-soon")
    small = runs(plan("trust/slip-unanswered", incident={"severity": 0.3}), PAIRS)
    seen = [over(found, "incident_seen", 240, 365).mean() * 125 for found in (small, sorry, silent)]
    assert 300 < seen[2] < 1300 and seen[0] < 0.6 * seen[2] and seen[1] < 0.6 * seen[2]
    before, after, healed = (over(found, "visitors", 247, 300) for found in (none, silent, sorry))
    lost, saved = change(before, after)[0], change(before, healed)[0]
    assert -0.35 < lost < -0.07 and saved > 0.5 * lost
    assert np.mean(measured(silent, "trust") - measured(none, "trust")) < -0.03


# work


def test_channels_places_and_ambassadors_cost_hours():
    """A channel and a place for introductions take an hour a week; eight ambassadors an hour and twenty minutes, and fewer as they step down."""
    plain = lived("baseline")
    more = runs(
        plan(
            "baseline",
            {"kind": "reach", "channel": "newsletter", "daily_reach": 0.003},
            {"kind": "onboarding", "introductions": True},
        ),
        4,
    )
    assert measured(plain, "hours_upkeep").sum() == 0.0
    assert abs(measured(more, "hours_upkeep").mean() - 52.2) < 0.3
    duty = measured(lived("with-ambassadors"), "hours_upkeep").mean()
    assert 15.0 < duty < 70.0


def test_where_hours_are_short_a_channel_takes_them_from_the_rest():
    short = plan("baseline", team={"hours_per_week": 1.5})
    more = plan(
        "baseline", {"kind": "reach", "channel": "newsletter", "daily_reach": 1e-6}, team={"hours_per_week": 1.5}
    )
    before, after = runs(short, 6), runs(more, 6)
    assert measured(after, "hours_upkeep").mean() > 30.0
    lost, _ = change(measured(before, "hours_answers"), measured(after, "hours_answers"))
    assert lost < -0.1
    assert measured(after, "host_use").max() <= 1.0 + 1e-9


# spam


def test_a_feed_of_ones_own_shows_no_more_spam():
    """No difference: twice as much would have been found many times over."""
    plain = runs(plan("door/open-heavy-spam"), PAIRS)
    own = runs(plan("door/open-heavy-spam", {"kind": "moderation", "off_topic": "personal"}), PAIRS)
    more, least = change(measured(plain, "spam_seen"), measured(own, "spam_seen"))
    assert least < 0.5 and abs(more) < 0.6


def test_a_filter_that_learns_keeps_most_of_its_worth():
    """Left alone, spammers know nine tenths of a good filter after a year; one that learns keeps more than half, and less spam gets by."""
    runs_by = {
        taught: runs(
            plan(
                "door/open-heavy-spam",
                {"kind": "moderation", "filter_sensitivity": 0.9, "filter_taught": taught},
                without="moderation",
            ),
            6,
        )
        for taught in (False, True)
    }
    alone, learns = measured(runs_by[False], "evasion"), measured(runs_by[True], "evasion")
    assert alone.mean() > 0.8 and learns.mean() < 0.6
    passed, _ = change(measured(runs_by[False], "posts_spam"), measured(runs_by[True], "posts_spam"))
    assert passed < -0.1


# what is old, and mail on how one compares


def test_clearing_what_is_dated_is_settled_by_the_feed():
    """Dated posts sink by themselves: of a hundred opened fewer than one is out of date, and clearing them changes no more than a few in a hundred."""
    stay, cleared = lived("rules/old-posts-stay"), lived("rules/old-posts-removed")
    assert measured(stay, "stale_seen").mean() < 1.0 and measured(cleared, "stale_seen").mean() == 0.0
    for name in ("posters_30d", "retention_180"):
        moved, least = change(measured(stay, name), measured(cleared, name))
        assert least < 0.07 and abs(moved) < 0.10, name


def test_comparing_by_mail_costs_minutes_and_is_no_way_to_bring_people_back():
    """Mail on how one compares brings three in a hundred: it lifts nothing, whoever sends it more often gains nothing, and each takes a round's minutes."""
    often = {
        days: runs(plan("baseline", *([{"kind": "recognition", "comparison_every_days": days}] if days else [])), 8)
        for days in (0, 90, 30, 7, 1)
    }
    posters = {days: measured(found, "posters_30d").mean() for days, found in often.items()}
    assert posters[0] * 1.05 > posters[90] > 0.9 * posters[30] and posters[30] > 0.9 * posters[7] > 0.8 * posters[1]
    assert measured(often[1], "retention_180").mean() < 1.1 * measured(often[0], "retention_180").mean()
    assert abs(measured(often[7], "hours_rounds").mean() - 52 * 20 / 60) < 0.7
