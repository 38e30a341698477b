"""What each lever's words promise about posts and the team, at the exact bound: what is posted, seen, held, hidden, removed, answered, and when."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import (
    ALL_IN,
    CERTAIN,
    CLOCKWORK,
    NEVER_AGAIN,
    PEAK,
    POSTING,
    bound,
    days_with,
    likely,
    lived,
    posts_of,
    same_lives,
)
from worlds import policy

from sim.policies.calendar import WEEKDAYS
from sim.world.eventlog import LEFT, POSTED, REMOVED, REPLIED
from sim.world.posts import CHALLENGE, HOST, KINDS, PROMO, QUESTION, TALK, UPDATE
from sim.world.programme import CALENDAR_KINDS

AMPLE = {"hours_per_week": 400.0, "stance": "passive", "spare": ()}
TEAM = policy("team", **AMPLE)
HOUR, DAY = 3600, 86_400


def by_host(done):
    """What the team posted."""
    posts = posts_of(done)
    return posts[posts["person"] == HOST]


def strict(**fields):
    """A team that sees every new post in the evening and judges rightly."""
    return policy("moderation", **{"hours_per_week": 400.0, **fields})


# moderation: what members report, what the filter holds


@bound("moderation.hide_after_reports")
@pytest.mark.parametrize("enough", [1, 2, 3])
def test_a_post_is_hidden_at_just_so_many_reports(enough):
    """Everybody breaks the norms in every post and reports every post opened: hidden ones had just so many reports, all others fewer."""
    bad = {**POSTING, "poor_base": CERTAIN, "report_base": CERTAIN, "correct_base": -CERTAIN, "days": 8, "audience": 40}
    done = lived(policy("moderation", hide_after_reports=enough), **{**ALL_IN, **bad})
    posts = done.world.posts[done.world.posts["n"] >= 0]
    hidden = posts["is_removed"] == 1
    assert hidden.sum() == done.diary["hidden_by_members"].sum() > 20
    assert set(posts["n_reports"][hidden]) == {enough} and posts["n_reports"][~hidden].max(initial=0) < enough
    assert lived(policy("moderation", hide_after_reports=0), **{**ALL_IN, **bad}).diary["hidden_by_members"].sum() == 0


@bound("moderation.report_ease")
def test_ease_of_reporting_is_in_logits():
    bad = {
        **POSTING,
        "poor_base": CERTAIN,
        "correct_base": -CERTAIN,
        "report_bond": 0.0,
        "report_poor": 0.0,
        "days": 6,
        "audience": 60,
    }
    easier = lived(policy("moderation", report_ease=1.5), **{**ALL_IN, **bad, "report_base": -3.0})
    assert same_lives(easier, lived(**{**ALL_IN, **bad, "report_base": -1.5}))
    assert easier.diary["reports"].sum() > lived(**{**ALL_IN, **bad, "report_base": -3.0}).diary["reports"].sum() > 0


@bound("moderation.report_thanks")
def test_those_who_report_are_thanked():
    """Nobody answers or reacts here: standing comes from thanks alone, and from reports alone."""
    bad = {**POSTING, "poor_base": CERTAIN, "correct_base": -CERTAIN, "standing_gain": 0.1, "days": 6, "audience": 40}
    for thanks, base in ((True, CERTAIN), (True, -CERTAIN), (False, CERTAIN)):
        done = lived(policy("moderation", report_thanks=thanks), **{**ALL_IN, **bad, "report_base": base})
        assert (done.people["standing"] > 0).any() == (thanks and base > 0)


@bound("moderation.filter_sensitivity", "moderation.filter_false")
@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_the_filter_holds_back_a_share_of_each_kind(chance):
    spamming = {
        **ALL_IN,
        **CLOCKWORK,
        "mix": {"spammer": 1.0},
        "spam_posts": 2.0,
        "spam_learns": 0.0,
        "audience": 60,
        "days": 6,
    }
    for field, behaviour, posted in (
        ("filter_sensitivity", spamming, "posts_spam"),
        ("filter_false", {**ALL_IN, **POSTING, "audience": 60, "days": 6}, "posts_own"),
    ):
        d = lived(policy("moderation", **{field: chance}), **behaviour).diary
        other = lived(
            policy(
                "moderation",
                **{{"filter_sensitivity": "filter_false", "filter_false": "filter_sensitivity"}[field]: 1.0},
            ),
            **behaviour,
        )
        held, whole = d["held_posts"].sum(), (d["held_posts"] + d[posted]).sum()
        assert whole > 300 and likely(held, int(whole), chance)
        assert (
            d["held_wrong"].sum() == (held if field == "filter_false" else 0) and other.diary["held_posts"].sum() == 0
        )


@bound("moderation.filter_update_days")
@pytest.mark.parametrize("every, days", [(7, [9, 16]), (10, [14])])
def test_the_filter_is_brought_up_to_date(every, days):
    """From Wednesday 2 on: where an update takes away all that spammers learnt, only the rest of that day is left in the evening.

    Day 12 is a Saturday: the update of every ten days goes out on Monday 14; that of day 22 lies outside the run.
    """
    spamming = {
        **ALL_IN,
        **CLOCKWORK,
        "mix": {"spammer": 1.0},
        "spam_learns": 0.01,
        "filter_learns": 1.0,
        "audience": 20,
        "days": 20,
    }
    filtered = policy("moderation", filter_sensitivity=0.5)
    done = lived(TEAM, filtered, policy("moderation", filter_update_days=every, from_day=2), **spamming)
    fell = 1 + np.flatnonzero(np.diff(done.diary["evasion"]) < 0)
    assert fell.tolist() == days == days_with(done.diary["minutes_rounds"])
    held = done.diary["held_posts"][days[0]]
    assert done.diary["evasion"][days[0]] == pytest.approx(1.0 - 0.99**held, rel=1e-6)
    assert (np.diff(lived(TEAM, filtered, **spamming).diary["evasion"]) >= 0).all()


@bound("moderation.filter_taught")
@pytest.mark.parametrize("by", ["team", "members"])
@pytest.mark.parametrize("taught", [True, False])
def test_the_filter_learns_from_the_spam_that_is_taken_away(taught, by):
    """Spammers learn for three days; after that nothing is held, and each spam post that is taken away costs them a tenth of what they know, or nothing."""
    spamming = {
        **ALL_IN,
        **CLOCKWORK,
        "mix": {"spammer": 0.5, "lurker_content": 0.5},
        "report_base": CERTAIN,
        "judge_bad": 1.0,
        "spam_learns": 0.05,
        "removal_trains": 0.1,
        "audience": 20,
        "days": 8,
    }
    who = (TEAM, strict(from_day=3)) if by == "team" else (policy("moderation", hide_after_reports=1, from_day=3),)
    filtered = policy("moderation", filter_sensitivity=0.5, until_day=3)
    d = lived(filtered, policy("moderation", filter_taught=taught, from_day=3), *who, **spamming).diary
    gone = d["removed_posts"]
    assert d["evasion"][2] > 0.3 and gone[3:].sum() > 10
    assert d["hidden_by_members"].sum() == (gone.sum() if by == "members" else 0)
    for day in range(3, 8):
        assert d["evasion"][day] == pytest.approx(
            d["evasion"][day - 1] * (0.9 ** gone[day] if taught else 1.0), rel=1e-6
        )


# moderation: reasons, warnings, pauses, bans


@bound("moderation.explanations")
@pytest.mark.parametrize("how", ["removed", "held"])
def test_what_is_taken_away_with_a_reason_costs_so_much_less(how):
    """One post each in an evening and no other cost: with a reason a removal, and a post held back, hurts just the share told, and trust is kept."""
    bad = {
        **ALL_IN,
        **POSTING,
        "audience": 20,
        "days": 1,
        "cost_conflict": 0.2,
        "conflict_tau": NEVER_AGAIN,
        "teaches_alone": 0.0,
    }
    bad |= (
        {"poor_base": CERTAIN, "judge_bad": 1.0, "correct_base": -CERTAIN, "report_base": -CERTAIN}
        if how == "removed"
        else {}
    )
    with_what = {"hours_per_week": 400.0} if how == "removed" else {"filter_false": 1.0}
    hurt = {}
    for reasons in (False, True):
        done = lived(TEAM, policy("moderation", explanations=reasons, **with_what), **{**bad, "explained": 0.25})
        count = {"removed": done.diary["removed_posts"], "held": done.diary["held_posts"]}[how].sum()
        assert count >= 20
        hurt[reasons] = done.people["conflict"].sum() / count
        lessons = done.people["lessons"].sum()
        if how == "removed":
            untouched = lived(TEAM, **bad).people["trust"]
            assert (done.people["trust"] == untouched).all() if reasons else (done.people["trust"] < untouched).all()
            assert (lessons > 0) == reasons
    assert hurt[False] == pytest.approx(0.2, rel=1e-5) and hurt[True] == pytest.approx(0.05, rel=1e-5)


@bound("moderation.ban_after")
@pytest.mark.parametrize("strikes", [0, 1, 2, 3])
def test_strikes_at_which_somebody_is_banned(strikes):
    """Each removed spam post is one strike: nobody goes with fewer, everybody on the evening on which they have so many."""
    spamming = {
        **ALL_IN,
        **CLOCKWORK,
        "mix": {"spammer": 1.0},
        "spam_posts": 1.0,
        "judge_bad": 1.0,
        "strike_tau": NEVER_AGAIN,
        "spammer_returns": 0.0,
        "audience": 20,
        "days": 12,
    }
    done = lived(TEAM, strict(ban_after=strikes), **spamming)
    events = done.result().events
    gone = events[events["kind"] == LEFT]
    assert len(gone) == done.diary["banned"].sum() == (20 if strikes else 0)
    for person, when in zip(gone["person"], gone["time"] // DAY, strict=True):
        days = events["time"][(events["kind"] == REMOVED) & (events["person"] == person)] // DAY
        assert (days < when).sum() < strikes <= (days <= when).sum()


@pytest.mark.parametrize("strike", [0.5, 0.25, 0.125, 0.249, 0.124])
def test_half_a_strike_below_the_number_is_enough_for_a_ban(strike):
    """Every poor post is removed the same evening: whoever has half a strike by then goes, nobody before."""
    poor = {"poor_base": CERTAIN, "judge_bad": 1.0, "correct_base": -CERTAIN, "report_base": -CERTAIN}
    kept = {"removal_teaches": 0.0, "strike_poor": strike, "strike_tau": NEVER_AGAIN}
    done = lived(TEAM, strict(ban_after=1), **{**ALL_IN, **POSTING, **poor, **kept, "audience": 20, "days": 9})
    events, posts = done.result().events, posts_of(done)
    gone = events[events["kind"] == LEFT]
    assert sorted(gone["person"]) == list(range(20)) and len(posts) >= 20 * 0.5 / strike
    for person, evening in zip(gone["person"], gone["time"] // DAY, strict=True):
        days = posts["time"][posts["person"] == person] // DAY
        assert strike * (days < evening).sum() < 0.5 <= strike * (days <= evening).sum()


@bound("moderation.sanctions", "moderation.pause_days")
@pytest.mark.parametrize("pause", [1, 4])
def test_first_a_warning_then_a_pause_of_so_many_days(pause):
    """Everybody posts every evening and is removed the same evening: warned, removed the next day, silent for just so many days, back again."""
    bad = {
        **ALL_IN,
        **POSTING,
        "poor_base": CERTAIN,
        "judge_bad": 1.0,
        "correct_base": -CERTAIN,
        "report_base": -CERTAIN,
        "removal_teaches": 0.0,
        "audience": 20,
        "days": 14,
    }
    graduated = lived(TEAM, strict(sanctions="graduated", pause_days=pause), **bad)
    d = graduated.diary
    posts = posts_of(graduated)
    twice = np.flatnonzero(np.bincount(posts["person"][posts["time"] < DAY], minlength=20) == 2)
    expected = [0] + [day for day in range(1, 14) if (day - 1) % (pause + 1) == 0 and day % 7 < 5 or day == 1]
    days = {person: sorted(set((posts["time"][posts["person"] == person] // DAY).tolist())) for person in range(20)}
    assert d["warned"].sum() == 20 == d["warned"][0]
    for person, found in days.items():
        if person in twice:  # the second of day 0 was the second removal
            assert found[1] == pause + 1
        else:
            assert found[:2] == expected[:2] and found[2] == 1 + pause + 1
    plain = lived(TEAM, strict(), **bad)
    assert plain.diary["warned"].sum() == plain.diary["muted"].sum() == 0 and days_with(
        plain.diary["posters_day"]
    ) == list(range(14))


# moderation: looking around, what is old, small talk


@bound("moderation.hours_per_week")
@pytest.mark.parametrize("hours, looks", [(0.0, 0), (1.0, 4), (1.24, 4), (1.25, 5)])
def test_time_set_aside_for_looking_around(hours, looks):
    """Five working days, three minutes a look: an hour a week is twelve minutes a day, four looks; nothing on Saturday and Sunday."""
    d = lived(
        TEAM,
        policy("moderation", hours_per_week=hours),
        audience=40,
        days=14,
        minutes_patrol=3.0,
        **{**ALL_IN, **POSTING},
    ).diary
    assert d["minutes_patrol"].tolist() == ([3.0 * looks] * 5 + [0.0] * 2) * 2


@bound("moderation.prune_after_days")
@pytest.mark.parametrize("after, kept_days", [(0, 14), (1, 1), (3, 3), (13, 13), (20, 14)])
def test_days_of_silence_after_which_a_thread_leaves_the_feed(after, kept_days):
    """Nobody replies and all post at eight in the evening: a thread is there until, at a midnight, it has been silent for so many days."""
    done = lived(policy("moderation", prune_after_days=after), audience=6, days=24, **{**ALL_IN, **POSTING})
    hours = done.world.posts["hour"][done.world.threads[: done.world.s["n_threads"][0]]]
    posts = done.world.posts[done.world.posts["n"] >= 0]
    midnight = 23 * 24
    expected = posts["hour"][midnight - posts["last_hour"] < 24 * kept_days]
    assert sorted(hours.tolist()) == sorted(expected.tolist())
    assert min(hours) == midnight - 24 * kept_days + PEAK


@bound("moderation.prune_after_days")
def test_a_thread_that_is_answered_is_not_silent():
    done = lived(
        policy("moderation", prune_after_days=2),
        audience=30,
        days=20,
        **{**ALL_IN, **POSTING, "start_base": -2.0, "reply_base": 0.0},
    )
    threads = done.world.posts[done.world.threads[: done.world.s["n_threads"][0]]]
    assert (threads["hour"] < 19 * 24 - 48).any() and (19 * 24 - threads["last_hour"] < 48).all()


@bound("moderation.remove_expired")
@pytest.mark.parametrize("fresh_days, is_stale", [(1.0, True), (1.05, False)])
def test_what_is_out_of_date_is_not_seen(fresh_days, is_stale):
    """Threads of eight in the evening are read a day later to the hour: just then out of date, or an hour before."""
    dated = {**ALL_IN, **POSTING, "dated_share": 1.0, "dated_days": fresh_days, "audience": 30, "days": 10}
    left, gone = (lived(policy("moderation", remove_expired=removed), **dated) for removed in (False, True))
    assert (left.diary["stale_seen"][2:] > 0).all() == is_stale and gone.diary["stale_seen"].sum() == 0
    assert (gone.diary["items_read"][2:] > 0).all() != is_stale and (left.diary["items_read"][2:] > 0).all()


@bound("moderation.off_topic")
def test_small_talk_stays_goes_or_comes_last():
    talk = {
        **ALL_IN,
        **POSTING,
        "off_topic_share": 1.0,
        "off_topic_left": 1.0,
        "judge_bad": 1.0,
        "judge_good": 0.0,
        "report_base": -CERTAIN,
        "audience": 30,
        "days": 8,
        "poor_base": -CERTAIN,
        "poor_new": 0.0,
        "correct_base": -CERTAIN,
    }
    for what in ("allowed", "removed", "personal"):
        d = lived(TEAM, strict(off_topic=what), **talk).diary
        assert d["posts_own"].sum() > 200
        workdays = sum(d["posts_own"][day] for day in range(5))
        assert (
            d["removed_off_topic"][:5].sum() == (workdays if what == "removed" else 0) and d["removed_wrong"].sum() == 0
        )


# commerce


@bound("commercial.host_share")
def test_a_share_of_planned_posts_sells():
    daily = [
        policy("calendar", post=kind, weekdays=WEEKDAYS[:5], minutes=1.0)
        for kind in ("talk", "question", "challenge", "update")
    ]
    for share in (0.0, 0.3, 1.0):
        posts = by_host(
            lived(
                TEAM, *daily, policy("commercial", host_share=share), audience=10, days=120, **{**ALL_IN, **CLOCKWORK}
            )
        )
        assert len(posts) > 300 and likely((posts["sort"] == PROMO).sum(), len(posts), share)


@bound("commercial.company_share", "commercial.company_benefit")
def test_a_share_of_the_other_planned_posts_is_about_the_organisation_and_a_share_of_those_brings_members_something():
    """What sells is none of them, polls neither; each with something for members takes the minutes of that more, and nothing else does."""
    daily = [
        policy("calendar", post=kind, weekdays=WEEKDAYS[:5], minutes=1.0)
        for kind in ("talk", "question", "challenge", "update", "poll")
    ]
    life = {**ALL_IN, **CLOCKWORK, "minutes_benefit": 2.0, "audience": 10, "days": 120}
    for share, benefit in ((0.0, 1.0), (0.3, 0.0), (0.3, 1.0), (1.0, 0.4), (1.0, 1.0)):
        plan = policy("commercial", host_share=0.25, company_share=share, company_benefit=benefit)
        done = lived(TEAM, *daily, plan, **life)
        posts = done.world.posts[done.world.posts["n"] >= 0]
        posts = posts[posts["author"] == HOST]
        assert not posts["about_company"][(posts["kind"] == PROMO) | (posts["is_poll"] == 1)].any()
        others = posts[(posts["kind"] != PROMO) & (posts["is_poll"] == 0)]
        about, both = (others["about_company"] > 0).sum(), (others["about_company"] == 2).sum()
        assert len(others) > 200 and likely(about, len(others), share) and likely(both, about, benefit)
        assert done.diary["minutes_calendar"].sum() == len(posts) + 2.0 * both
    owned = lived(
        TEAM, *daily, policy("commercial", company_share=1.0), policy("control", owners=3, shared=1.0), **life
    )
    assert not owned.world.posts["about_company"].any()


@bound("commercial.selling", "commercial.from_day", "commercial.until_day")
def test_where_one_may_sell_on_which_days():
    """Everybody sells every evening: on days 2 and 3 it is banned, and none of it is a promotional post."""
    selling = {
        **ALL_IN,
        **POSTING,
        "seller_share": 1.0,
        "seller_posts": 1.0,
        "seller_drive": 0.0,
        "ban_obeyed": 0.0,
        "audience": 20,
        "days": 6,
    }
    own = posts_of(lived(policy("commercial", selling="banned", from_day=2, until_day=4), **selling))
    kinds = {day: set(own["sort"][own["time"] // DAY == day].tolist()) for day in range(6)}
    assert kinds == {0: {PROMO}, 1: {PROMO}, 2: {TALK}, 3: {TALK}, 4: {PROMO}, 5: {PROMO}}
    obeyed = lived(policy("commercial", selling="banned"), **{**selling, "ban_obeyed": 1.0})
    assert obeyed.diary["posts_own"].sum() == 0


# slips


@bound("incident.from_day", "incident.until_day", "incident.severity")
def test_a_slip_is_seen_from_its_day_until_it_is_taken_down():
    """Posted at nine and seen in the evening; taken down at nine of day 5, so seen on days 3 and 4."""
    reading = {**ALL_IN, **CLOCKWORK, "audience": 40, "days": 9}
    slip = lived(policy("incident", from_day=3, until_day=5, severity=0.75), **reading)
    posts = by_host(slip)
    assert (posts["time"] // HOUR).tolist() == [3 * 24 + 9] and posts["sort"].tolist() == [UPDATE]
    assert slip.world.posts["slip"][posts["post"][0]] == 0.75 and slip.world.posts["is_removed"][posts["post"][0]] == 1
    assert set(days_with(slip.diary["incident_seen"])) <= {3, 4} and slip.diary["incident_seen"].sum() > 0
    stays = lived(policy("incident", from_day=3, severity=0.75), **reading)
    assert stays.world.posts["is_removed"][by_host(stays)["post"][0]] == 0
    early = lived(policy("incident", from_day=3, until_day=5, severity=0.75), until=5, **reading)
    assert early.world.posts["is_removed"][by_host(early)["post"][0]] == 0
    assert len(by_host(lived(policy("incident", from_day=3, until_day=5, severity=0.0), **reading))) == 0


def test_each_slip_is_taken_down_on_its_own_day_and_answered_for_in_its_own_time():
    """Two that stand at once: from day 3 until 9, answered for two days later, and from day 4 until 8, for which nobody answers."""
    done = lived(
        TEAM,
        policy("incident", from_day=3, until_day=9, severity=0.75, response="answer", response_after_hours=48.0),
        policy("incident", from_day=4, until_day=8, severity=0.5),
        until=8,
        audience=40,
        days=12,
        minutes_slip=30.0,
        answer_eases=0.7,
        **{**ALL_IN, **CLOCKWORK},
    )
    posts = by_host(done)
    first, second = (int(number) for number in posts["post"][:2])
    assert (posts["time"] // HOUR).tolist() == [24 * day + 9 for day in (3, 4, 7)]  # day 5 is a Saturday
    assert done.world.posts["slip"][[first, second]] == pytest.approx([0.75 * 0.7, 0.5])
    assert done.world.posts["is_removed"][[first, second]].tolist() == [0, 0]
    done.advance(1)
    assert done.world.posts["is_removed"][[first, second]].tolist() == [0, 1]
    done.advance(1)
    assert done.world.posts["is_removed"][[first, second]].tolist() == [1, 1]


@bound("incident.response", "incident.response_after_hours")
@pytest.mark.parametrize("hours, day", [(0.0, 1), (0.1, 2), (24.0, 2), (24.1, 3), (72.0, 4), (72.1, 7)])
def test_hours_that_pass_before_the_team_responds(hours, day):
    """The slip is made at nine on Tuesday 1; the team works at nine on working days, so what is due on Saturday waits until Monday 7."""
    for response, left in (("answer", 0.7), ("apology", 0.4), ("silence", 1.0)):
        done = lived(
            TEAM,
            policy("incident", from_day=1, severity=0.5, response=response, response_after_hours=hours),
            audience=10,
            days=9,
            minutes_slip=30.0,
            answer_eases=0.7,
            apology_eases=0.4,
            **{**ALL_IN, **CLOCKWORK},
        )
        replies = by_host(done)[1:]
        assert (replies["time"] // HOUR).tolist() == ([] if response == "silence" else [24 * day + 9])
        assert done.world.posts["slip"][by_host(done)["post"][0]] == pytest.approx(0.5 * left)
        assert days_with(done.diary["minutes_rounds"]) == ([] if response == "silence" else [day])
        assert done.diary["minutes_rounds"].sum() == (0 if response == "silence" else 30.0)


# the calendar


@bound("calendar.post", "calendar.weekdays", "calendar.every_weeks", "calendar.from_day", "calendar.until_day")
@pytest.mark.parametrize("kind", CALENDAR_KINDS)
def test_planned_posts_appear_on_their_days(kind):
    """From Wednesday 9 until day 31, every other week from the week of day 9: Thursdays 10 and 24, Mondays 21 (day 7 came before, 35 after)."""
    done = lived(
        TEAM,
        policy("calendar", post=kind, weekdays=("mon", "thu"), every_weeks=2, from_day=9, until_day=31, minutes=1.0),
        audience=10,
        days=40,
        **{**ALL_IN, **CLOCKWORK},
    )
    posts = by_host(done)
    assert (posts["time"] // HOUR).tolist() == [24 * day + 9 for day in (10, 21, 24)] and [
        KINDS[sort] for sort in posts["sort"]
    ] == ["talk" if kind == "poll" else kind] * 3
    numbers = posts["post"]
    assert (done.world.posts["is_poll"][numbers] == (kind == "poll")).all()


@bound("calendar.minutes")
@pytest.mark.parametrize("minutes, day", [(12.0, 0), (12.1, 1), (24.0, 1), (24.1, 2), (60.0, 4), (60.1, None)])
def test_a_planned_post_waits_for_its_minutes(minutes, day):
    """An hour a week is twelve minutes each working day; at most five days are saved up, and a post is kept for a week."""
    done = lived(
        policy("team", hours_per_week=1.0, stance="passive", spare=()),
        policy("calendar", post="talk", weekdays=("mon",), until_day=1, minutes=minutes),
        audience=10,
        days=12,
        **{**ALL_IN, **CLOCKWORK},
    )
    assert (by_host(done)["time"] // DAY).tolist() == ([] if day is None else [day])
    assert done.diary["minutes_calendar"].sum() == (0.0 if day is None else minutes)


# the team


@bound("team.hours_per_week", "team.from_day", "team.until_day")
def test_hours_are_spread_over_working_days():
    d = lived(
        policy("team", hours_per_week=7.5, from_day=3, until_day=11), audience=10, days=15, **{**ALL_IN, **CLOCKWORK}
    ).diary
    assert d["minutes_available"].tolist() == [90.0 if 3 <= day < 11 and day % 7 < 5 else 0.0 for day in range(15)]


ASKING = {**ALL_IN, **POSTING, "audience": 15, "days": 12}


@bound("team.answer_after_hours")
@pytest.mark.parametrize("hours, mornings", [(0.0, 1), (12.9, 1), (13.0, 1), (13.1, 2), (37.0, 2), (37.1, 3)])
def test_hours_a_thread_waits_for_a_member(hours, mornings):
    """Threads of eight in the evening are thirteen hours old when the team comes in: of Monday 7 the answers are looked at, by so many mornings."""
    done = lived(policy("team", **{**AMPLE, "stance": "active"}, answer_after_hours=hours), **ASKING)
    posts = posts_of(done)
    asked = set(posts["post"][(posts["kind"] == POSTED) & (posts["time"] // HOUR == 7 * 24 + PEAK)].tolist())
    answers = posts[(posts["person"] == HOST) & np.isin(posts["thread"], list(asked))]
    assert len(asked) == 15 and sorted(answers["thread"].tolist()) == sorted(asked)
    assert set(answers["time"] // HOUR) == {(7 + mornings) * 24 + 9}


@bound("team.stance")
@pytest.mark.parametrize(
    "stance, kinds", [("passive", set()), ("reactive", {QUESTION}), ("active", {QUESTION, CHALLENGE, TALK})]
)
def test_what_the_team_answers(stance, kinds):
    done = lived(
        policy("team", **{**AMPLE, "stance": stance}, answer_after_hours=0.0),
        **{**ASKING, "question_share": 0.3, "challenge_share": 0.3},
    )
    posts = posts_of(done)
    opened = {row["post"]: row["sort"] for row in posts if row["kind"] == POSTED}
    assert {opened[row["thread"]] for row in posts if row["person"] == HOST and row["kind"] == REPLIED} == kinds
    assert set(opened.values()) == {QUESTION, CHALLENGE, TALK}


@bound("team.priorities")
@pytest.mark.parametrize("first, second", [("answers", "calendar"), ("calendar", "answers")])
def test_the_more_urgent_task_comes_first(first, second):
    """Ten minutes on each working day, ten for an answer, ten for a planned post: all go to what comes first, whatever waits for the other."""
    order = (first, second, "applications", "removals", "welcomes", "approvals")
    done = lived(
        policy("team", hours_per_week=50.0 / 60.0, stance="active", answer_after_hours=0.0, spare=(), priorities=order),
        policy("calendar", post="talk", weekdays=WEEKDAYS[:5], minutes=10.0),
        minutes_answer=10.0,
        **ASKING,
    )
    d = done.diary
    assert d[f"minutes_{first}"][1:5].tolist() == [10.0] * 4 and d[f"minutes_{second}"][1:5].sum() == 0


@bound("team.spare")
@pytest.mark.parametrize("work", ["answers", "threads", "patrol", "messages"])
def test_spare_time_goes_to_what_is_named_and_nothing_else(work):
    """Members come on day 0 and in the first week only, so that some are gone quiet in the end; threads wait for a month before they must be answered."""
    quiet = {**ASKING, "days": 40, "visit_base": -2.0}
    done = lived(policy("team", hours_per_week=20.0, stance="active", answer_after_hours=720.0, spare=(work,)), **quiet)
    spent = {name: done.diary[f"minutes_{name}"].sum() for name in ("answers", "threads", "patrol", "messages")}
    assert {name for name, minutes in spent.items() if minutes > 0} == {work}
    nothing = lived(
        policy("team", hours_per_week=20.0, stance="active", answer_after_hours=720.0, spare=()), **quiet
    ).diary
    assert not any(nothing[f"minutes_{name}"].any() for name in spent)


@pytest.mark.parametrize("minutes, days", [(480, {14: 30, 196: 30}), (24, {14: 24, 15: 6, 196: 24, 197: 6})])
def test_all_who_have_gone_quiet_get_one_word_in_turn_and_the_next_after_half_a_year(minutes, days):
    """Thirty members come on day 0 and never again; a word takes a minute. Day 14 is a Monday, and day 194, 180 days later, a Saturday."""
    host = policy("team", hours_per_week=minutes * 5 / 60, stance="active", spare=("messages",))
    away = {**ALL_IN, **CLOCKWORK, "visit_base": -40.0, "minutes_message": 1.0, "audience": 30, "days": 220}
    written = lived(host, **away).diary["minutes_messages"]
    assert {day: written[day] for day in days_with(written)} == days
