"""What launch policies do to people, one mechanism at a time, in small communities where it can be seen exactly."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import MUTE, STAY, STILL, policy, world

from sim.day.run import Stepper
from sim.rules import PARAMETERS
from sim.rules.people import DEFAULT_MIX
from sim.rules.recognising import drive_by_comparison, drive_by_recognition, news_in_comparison
from sim.world.arithmetic import exp
from sim.world.eventlog import POSTED, REPLIED
from sim.world.parameters import record
from sim.world.posts import PROMO, TALK

LIVELY = {"aware_rate": 0.01, "reply_base": -2.0, "start_base": -2.0, "visit_base": -2.0, "report_base": 0.0}
CREATORS = {"creator": 1.0}
SELLERS = {"seller_share": 1.0, "seller_posts": 1.0, "need_share": 0.0}
ALL_IN = {"audience": 200, "everyone_in": True, "founders": 0, "mix": CREATORS, "days": 30}
TEAM = policy("team", hours_per_week=40.0, stance="passive")


def lived(*policies, **values) -> Stepper:
    """A run to its end, with its tables and events."""
    stepper = Stepper(world(*policies, **{**LIVELY, **values}), events=True)
    stepper.advance(stepper.setup.days)
    return stepper


def starts(stepper: Stepper) -> np.ndarray:
    """Threads that members opened."""
    events = stepper.result().events
    return events[(events["kind"] == POSTED) & (events["person"] >= 0)]


# who is let in


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_quota_lets_in_no_more_experts_than_their_share(share):
    """Experts are let in up to their share of all let in so far, and ten more; the others as without a quota."""
    done = lived(
        policy("admission", expert_share=share), audience=600, days=40, founders=0, aware_rate=0.2, experts=0.5, **STAY
    )
    joined = done.people["join_day"] >= 0
    experts, others = np.sum(joined & (done.people["expert"] == 1)), np.sum(joined & (done.people["expert"] == 0))
    assert experts + others > 100
    assert experts <= share * (experts + others) + 11
    free = lived(audience=600, days=40, founders=0, aware_rate=0.2, experts=0.5, **STAY)
    alike = free.people["expert"] == 0
    assert others == pytest.approx(np.sum((free.people["join_day"] >= 0) & alike), rel=0.1)
    assert share > 0.0 or np.sum((free.people["join_day"] >= 0) & ~alike) > experts + 20


def test_nobody_is_let_in_at_the_size_cap():
    """As many as are awake count: who sleeps makes room, and is still a member."""
    done = lived(policy("admission", size_cap=50), audience=600, days=120, founders=20, aware_rate=0.1, sleep_habit=0.6)
    asleep = np.concatenate([[0.0], done.diary["asleep"][:-1]])
    full = done.diary["members"] - asleep + done.diary["left"] + done.diary["banned"]  # as the door saw it
    assert full[done.diary["joined"] > 0].max() <= 50 < done.diary["members"].max()
    assert done.diary["joined"][30:].sum() > 0 and done.diary["waiting"][-1] > 0


# the path of a newcomer


def test_reading_first_and_replying_first():
    plain = lived(**{**ALL_IN, "reply_base": -40.0, "reply_addressed": 0.0, "correct_base": -40.0})
    assert len(starts(plain)) > 20
    nobody = lived(
        policy("onboarding", start_after_reply=True),
        **{**ALL_IN, "reply_base": -40.0, "reply_addressed": 0.0, "correct_base": -40.0},
    )
    assert len(starts(nobody)) == 0
    reading = lived(policy("onboarding", start_after_visits=5), **ALL_IN)
    events = reading.result().events
    for row in starts(reading):
        before = (
            (events["person"] == row["person"])
            & (events["kind"] == 1)
            & (events["time"] // 3600 <= row["time"] // 3600)
        )
        assert before.sum() > 5


# selling


@pytest.mark.parametrize("selling", ["free", "section", "disclosed", "approval", "banned"])
def test_where_promotional_posts_go(selling):
    done = lived(TEAM, policy("commercial", selling=selling), **{**ALL_IN, **SELLERS})
    posts = done.world.posts[done.world.posts["n"] >= 0]
    own = posts[(posts["author"] >= 0) & (posts["parent"] < 0)]
    sold, disguised = own["kind"] == PROMO, own["is_disguised"] == 1
    d = done.diary
    assert len(own) > 20
    in_feed = np.isin(own["n"], done.world.threads[: done.world.s["n_threads"][0]])
    if selling == "free":
        assert sold.all() and 0.4 < disguised.mean() < 0.8
    elif selling == "disclosed":
        assert sold.all() and not disguised.any()
    elif selling == "section":
        assert sold.all() and not in_feed.any() and done.world.s["n_section"][0] == len(own)
    elif selling == "approval":
        assert sold.all() and not disguised.any() and (own["hour"] % 24 == 9).all()
        assert (
            d["promos_held"].sum()
            == d["promos_approved"].sum() + d["promos_rejected"].sum() + d["backlog_approvals"][-1]
        )
        assert d["promos_rejected"].sum() > 0 and d["minutes_approvals"].sum() == pytest.approx(
            4.0 * (d["promos_approved"].sum() + d["promos_rejected"].sum())
        )
    else:
        assert not sold.any() and (own["kind"] == TALK).all() and disguised.all() and (own["is_poor"] == 1).all()


def test_only_those_who_look_for_offers_follow_them_up():
    for share, found in ((0.0, False), (1.0, True)):
        done = lived(**{**ALL_IN, **SELLERS, "seeker_share": share})
        assert (done.diary["leads"].sum() > 0) == found
        assert (done.diary["promo_seen"].sum() > 0) != found
        assert (done.people["promotion"].max() > 0) != found


def test_the_load_of_promotion_is_slow():
    """A month of nothing but promotion loads no more than 1 - e^(-30/tau); those who read it less, less."""
    done = lived(
        **{
            **ALL_IN,
            **SELLERS,
            "seeker_share": 0.0,
            "reply_base": -40.0,
            "correct_base": -40.0,
            "says_so": 0.0,
            "promotion_tau": 120.0,
        }
    )
    load = done.people["promotion"]
    assert load.max() > 0.05
    assert load.max() <= 1.0 - exp(-30.0 / 120.0) + 1e-6


def test_the_share_of_planned_posts_that_sell():
    calendar = policy("calendar", post="talk", weekdays=("mon", "tue", "wed", "thu", "fri"), minutes=1)
    for share in (0.0, 1.0):
        done = lived(TEAM, calendar, policy("commercial", host_share=share), audience=20, days=20, founders=5, **MUTE)
        posts = done.world.posts[(done.world.posts["n"] >= 0) & (done.world.posts["author"] < 0)]
        assert len(posts) > 10 and ((posts["kind"] == PROMO) == (share == 1.0)).all()


# recognition, comparison, promotion to a role


def test_the_recognised_are_those_who_posted_most():
    done = lived(
        TEAM,
        policy("recognition", number=1, every_days=28),
        **{**ALL_IN, "days": 29, "drive_tau": 1e6, "recognised_active": 0.4},
    )
    driven = np.flatnonzero(done.people["drive"] != 0.0)
    assert len(driven) == 1 and done.diary["recognised"].sum() == 1
    assert done.people["drive"][driven[0]] == pytest.approx(0.4, rel=1e-3)
    assert done.people["n_posts"][driven[0]] >= 0.7 * done.people["n_posts"].max()
    assert done.diary["minutes_rounds"].sum() == 20.0


def test_who_did_as_much_as_one_chosen_by_lot_feels_passed_over():
    rounds = policy("recognition", number=1, every_days=7, chosen_by="lot")
    felt = lived(TEAM, rounds, **ALL_IN)
    assert felt.diary["passed_over"].sum() > felt.diary["recognised"].sum() == 4
    numb = lived(TEAM, rounds, **ALL_IN, passed_over=0.0)
    assert numb.diary["cost"][8:].mean() < felt.diary["cost"][8:].mean()


def test_comparison_pulls_to_the_median_from_both_sides():
    p = record(PARAMETERS, {"comparison": 0.35, "drive_most": 2.0, "recognised_active": 0.3, "recognised_quiet": -0.1})[
        0
    ]
    assert drive_by_comparison(5.0, 5.0, 0.4, 1.0, p) == 0.0
    assert drive_by_comparison(0.0, 5.0, 0.4, 1.0, p) == pytest.approx(0.35 * np.log(6.0))
    assert drive_by_comparison(11.0, 5.0, 0.4, 1.0, p) == pytest.approx(-0.35 * np.log(2.0))
    assert drive_by_comparison(0.0, 1e6, 0.4, 1.0, p) == 2.0
    assert drive_by_comparison(0.0, 5.0, 0.4, 0.0, p) == 0.4
    assert drive_by_comparison(5.0, 5.0, 0.4, 0.25, p) == pytest.approx(0.3)
    assert (drive_by_recognition(0.0, 9.0, p), drive_by_recognition(0.0, 1.0, p)) == (0.3, -0.1)
    assert (
        drive_by_recognition(0.3, 9.0, p),
        drive_by_recognition(0.9, 9.0, p),
        drive_by_recognition(-0.5, 1.0, p),
    ) == (0.3, 0.9, -0.5)


def test_comparison_tells_those_below_up_and_those_above_down():
    done = lived(TEAM, policy("recognition", comparison_every_days=28), **{**ALL_IN, "days": 29, "drive_tau": 1e6})
    told = done.people["drive"] != 0.0
    acts, drive = done.people["acts_lately"][told], done.people["drive"][told]
    assert told.sum() > 50
    assert acts[drive > 0].mean() < acts[drive < 0].mean()


def test_a_comparison_told_often_holds_little_that_is_new():
    """Where every contact is noticed: of those who come for the first, 1 - e^(-7/30) come for the one a week later."""
    p = record(PARAMETERS, {"lately_tau": 30.0})[0]
    assert news_in_comparison(0.0, p) == 0.0 and news_in_comparison(30.0, p) == pytest.approx(1.0 - np.exp(-1.0))
    assert news_in_comparison(1000.0, p) > 1.0 - 1e-14
    noticed = {"notice_compared": 1.0, "weary_tau": 1e-3, "notice_delay": 0.1, "notice_delay_sd": 1e-6}
    posting = {
        **ALL_IN,
        "audience": 2000,
        "days": 17,
        "visit_base": 0.0,
        "again": 0.0,
        "again_posted": 0.0,
        **noticed,
        **STAY,
    }
    alone, told = (
        lived(TEAM, policy("recognition", comparison_every_days=every, from_day=1), **posting) for every in (None, 7)
    )
    sent, came = (told.diary[name].astype(float) - alone.diary[name] for name in ("contacts", "visits"))
    first, second = np.flatnonzero(sent > 1000)
    assert second - first == 7
    assert came[second] / came[first] == pytest.approx(1.0 - np.exp(-7.0 / 30.0), abs=0.06)


def test_managers_share_the_work_and_ambassadors_answer():
    calm = {**ALL_IN, "report_base": -40.0, "step_down": 0.0}

    def run(role, **more):
        return lived(
            policy("team", hours_per_week=1.0, stance="active", answer_after_hours=1.0, spare=()),
            policy("promotion", role=role, number=5, every_days=5, least_posts=0.2, least_days=3, hours_per_week=5.0),
            **{**calm, **more},
        )

    nobody = lived(policy("team", hours_per_week=1.0, stance="active", answer_after_hours=1.0, spare=()), **calm)
    managed, answered = run("manager"), run("ambassador")
    assert managed.diary["managers"].max() == 5 and managed.diary["on_duty"].max() == 0
    assert (
        managed.diary["minutes_managers"].sum() > 60
        and managed.diary["posts_staff"].sum() > 2 * nobody.diary["posts_staff"].sum()
    )
    spent = sum(
        managed.diary[f"minutes_{name}"].sum()
        for name in ("answers", "rounds", "removals", "calendar", "applications", "welcomes", "patrol")
    )
    assert spent - managed.diary["minutes_managers"].sum() <= managed.diary["minutes_available"].sum() + 1e-6
    assert (
        answered.diary["on_duty"].max() == 5
        and answered.diary["posts_duty"].sum() > 0
        and answered.diary["minutes_duty"].sum() > 0
    )
    assert run("manager", step_down=1.0).diary["burned_out"].sum() >= 5


def test_burn_out_grows_with_effort_and_is_made_good_by_replacing():
    duty = {"number": 10, "hours_per_week": 10.0}
    at_ease = lived(policy("ambassadors", **duty), **{**ALL_IN, "days": 90, "cost_effort": 0.0})
    worn = lived(policy("ambassadors", **duty), **{**ALL_IN, "days": 90, "cost_effort": 0.04, "step_down_effort": 2.0})
    kept = lived(
        policy("ambassadors", replace=True, **duty),
        **{**ALL_IN, "days": 90, "cost_effort": 0.04, "step_down_effort": 2.0},
    )
    assert worn.diary["burned_out"].sum() > at_ease.diary["burned_out"].sum()
    assert worn.diary["on_duty"][-1] < 5
    assert kept.diary["on_duty"][30:].mean() > 2 * worn.diary["on_duty"][30:].mean()


def test_advice_draws_planned_posts_to_what_is_wanted():
    """With everybody asked and one topic wanted by all, planned posts come to be about it; unasked, every topic alike."""
    calendar = policy("calendar", post="talk", weekdays=("mon", "tue", "wed", "thu", "fri"), minutes=1)
    shares = []
    for asked in (None, 7):
        done = lived(
            policy("team", hours_per_week=200.0, stance="passive"),
            calendar,
            policy("ambassadors", number=50, input_every_days=asked),
            audience=200,
            days=300,
            everyone_in=True,
            founders=0,
            topic_skew=10.0,
            step_down=0.0,
            **MUTE,
            **STAY,
        )
        posts = done.world.posts[(done.world.posts["n"] >= 0) & (done.world.posts["author"] < 0)]
        assert len(posts) > 150
        shares.append(np.mean(posts["topic"] == 0))
    assert shares[0] < 0.25 and shares[1] > 0.9


# what is moderated


def test_the_first_removal_is_a_warning_and_the_next_a_pause():
    strict = policy("moderation", hours_per_week=40.0, sanctions="graduated", pause_days=10, explanations=True)
    done = lived(TEAM, strict, **{**ALL_IN, "poor_base": 20.0, "judge_bad": 1.0, "correct_base": -40.0})
    events = done.result().events
    removed = events[(events["kind"] == 6) & (events["person"] >= 0)]
    posts = events[np.isin(events["kind"], (POSTED, REPLIED))]
    assert done.diary["warned"].sum() == len(np.unique(removed["person"]))
    assert done.diary["muted"].sum() == len(removed) - done.diary["warned"].sum() > 0
    for person in np.unique(removed["person"]):
        days = removed["time"][removed["person"] == person] // 86_400
        later = np.unique(posts["time"][posts["person"] == person] // 86_400)
        if len(days) > 1:  # the second removal pauses for ten days after it
            assert not np.any((later > days[1]) & (later <= days[1] + 10))


def test_reasons_teach():
    strict = {"hours_per_week": 40.0}
    share = []
    for reasons in (False, True):
        done = lived(
            TEAM,
            policy("moderation", explanations=reasons, **strict),
            **{
                **ALL_IN,
                "days": 80,
                "poor_base": 0.0,
                "removal_teaches": 2.0,
                "teaches_alone": 0.0,
                "cost_conflict": 0.0,
                "strike_tau": 1e6,
            },
        )
        share.append(done.diary["removed_posts"][40:].sum() / done.diary["posts_own"][40:].sum())
    assert share[1] < 0.8 * share[0]


def test_small_talk_is_removed_for_all_or_hidden_from_those_it_is_nothing_to():
    talk = {
        **ALL_IN,
        "off_topic_share": 0.5,
        "question_share": 0.0,
        "challenge_share": 0.0,
        "need_share": 0.0,
        "seller_share": 0.0,
        "tie_gain": 0.0,
    }
    seen = {}
    for what in ("allowed", "removed", "personal"):
        done = lived(TEAM, policy("moderation", hours_per_week=30.0, off_topic=what), **{**talk, "personal_hides": 1.0})
        seen[what] = done.diary["off_topic_seen"].sum() / done.diary["items_read"].sum()
        assert (done.diary["removed_off_topic"].sum() > 0) == (what == "removed")
    assert 0 < seen["personal"] < 0.8 * seen["allowed"]  # it comes last, but is withheld from nobody
    assert 0 < seen["removed"] < seen["allowed"]


def test_what_is_out_of_date_goes_when_it_is_told_to():
    dated = {
        **ALL_IN,
        "dated_share": 1.0,
        "dated_days": 3.0,
        "question_share": 0.0,
        "challenge_share": 0.0,
        "need_share": 0.0,
    }
    stale = [
        lived(policy("moderation", remove_expired=gone), **dated).diary["stale_seen"].sum() for gone in (False, True)
    ]
    assert 5 < stale[0] and stale[1] < 0.2 * stale[0]  # a feed made earlier today may still show it


def test_members_hide_what_enough_of_them_report():
    run = lived(policy("moderation", hide_after_reports=1), **{**ALL_IN, "poor_base": 20.0, "report_base": 20.0})
    assert run.diary["hidden_by_members"].sum() == run.diary["removed_posts"].sum() > 0
    assert run.diary["minutes_removals"].sum() == 0.0
    many = lived(
        policy("moderation", hide_after_reports=100),
        **{**ALL_IN, "audience": 90, "poor_base": 20.0, "report_base": 20.0},
    )
    assert many.diary["hidden_by_members"].sum() == 0


def test_spammers_learn_about_a_filter_until_it_is_brought_up_to_date():
    mix = {**DEFAULT_MIX, "lurker_content": 0.335, "spammer": 0.1}
    world_of = {"audience": 200, "everyone_in": True, "founders": 0, "mix": mix, "days": 60, "spam_learns": 0.05}
    lazy = lived(TEAM, policy("moderation", filter_sensitivity=0.9), **world_of)
    kept = lived(TEAM, policy("moderation", filter_sensitivity=0.9, filter_update_days=7), **world_of)
    assert lazy.diary["evasion"][-1] > 0.9 and np.all(np.diff(lazy.diary["evasion"]) >= 0.0)
    assert kept.diary["evasion"].mean() < lazy.diary["evasion"].mean()
    assert kept.diary["posts_spam"].sum() < lazy.diary["posts_spam"].sum()


# trust


def test_a_slip_harms_as_long_as_it_is_seen_and_less_when_answered_for():
    quiet = {**ALL_IN, **MUTE, **STILL, "days": 40, "visit_hope": 0.0, "sleep_habit": 0.0}
    runs = {
        name: lived(TEAM, policy("incident", from_day=14, severity=1.0, **more), **quiet).diary
        for name, more in {
            "silence": {},
            "apology": {"response": "apology", "response_after_hours": 0.0},
            "taken down": {"until_day": 15},
        }.items()
    }
    none = lived(TEAM, **quiet).diary
    assert runs["silence"]["trust"][13] == none["trust"][13]
    assert none["trust"][-1] > runs["taken down"]["trust"][-1] > runs["silence"]["trust"][-1]
    assert runs["apology"]["trust"][-1] > runs["silence"]["trust"][-1]
    assert 0 < runs["taken down"]["incident_seen"].sum() < runs["silence"]["incident_seen"].sum()
    assert runs["apology"]["minutes_rounds"].sum() == 60.0


def test_waiting_in_vain_for_an_answer_costs_trust():
    alone = {**ALL_IN, "reply_base": -40.0, "reply_addressed": 0.0, "correct_base": -40.0}
    sore, numb = lived(**alone), lived(**alone, missed_reply=0.0)
    assert sore.diary["missed"].sum() > 0
    assert sore.diary["trust"][-1] < numb.diary["trust"][-1]
    answered = lived(policy("team", hours_per_week=100.0, stance="active", answer_after_hours=0.0), **alone)
    assert answered.diary["missed"].sum() < 0.4 * sore.diary["missed"].sum()
