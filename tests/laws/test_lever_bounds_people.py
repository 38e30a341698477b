"""What each lever's words promise about people, at the exact bound: who is reached, let in, greeted, appointed, recognised, promoted, and when."""

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
from worlds import MUTE, STAY, STILL, policy

from sim.world.eventlog import JOIN, OWN, POSTED, REPLIED, VISIT
from sim.world.people import NEVER, OUTSIDE, QUEUED, REFUSED
from sim.world.posts import HOST, INTRODUCTION, UPDATE

TEAM = policy("team", hours_per_week=40.0, stance="passive", spare=())
JOINING = {**MUTE, **STAY, "aware_rate": 0.05, "invite_base": -CERTAIN, "tire": 0.0}
HOUR, DAY = 3600, 86_400


# access


@bound("access.fit_threshold")
def test_the_fit_below_which_somebody_is_refused():
    def decided(threshold):
        people = lived(
            policy("access", access="request", fit_threshold=threshold),
            TEAM,
            audience=150,
            days=30,
            founders=0,
            review_noise=0.0,
            review_spam=0.0,
            **{**JOINING, "join_base": CERTAIN},
        ).people
        return people[~np.isin(people["state"], (OUTSIDE, QUEUED))]

    fits = np.sort(decided(-9.0)["fit"])
    at = float(fits[len(fits) // 2])
    for threshold, n_refused in (
        (np.nextafter(at, -9.0), len(fits) // 2),
        (at, len(fits) // 2),
        (np.nextafter(at, 9.0), len(fits) // 2 + 1),
    ):
        found = decided(float(threshold))
        assert ((found["fit"] < threshold) == (found["state"] == REFUSED)).all() and (
            found["state"] == REFUSED
        ).sum() == n_refused
    assert not (decided(None)["state"] == REFUSED).any()


@bound("access.application_effort")
def test_effort_is_in_logits():
    asked = policy("access", access="request", application_effort=0.75)
    behaviour = {**JOINING, "effort_drive": 0.0, "effort_spam": 1.0}
    harder = lived(asked, TEAM, join_base=0.0, **behaviour)
    assert same_lives(harder, lived(policy("access", access="request"), TEAM, join_base=-0.75, **behaviour))
    assert (
        harder.diary["applications"].sum()
        < lived(policy("access", access="request"), TEAM, join_base=0.0, **behaviour).diary["applications"].sum()
    )


@bound("access.public_reading")
def test_what_can_be_read_from_outside_is_a_share():
    """All that reading from outside does here is to take the place of joining: at half of it, half of that is taken."""
    behaviour = {**JOINING, "join_value": 1.0, "weight_information": 0.0, "join_base": 0.0}
    half = lived(policy("access", public_reading=0.5), outside_substitute=1.2, **behaviour)
    assert same_lives(half, lived(policy("access", public_reading=1.0), outside_substitute=0.6, **behaviour))
    none, whole = (
        lived(policy("access", public_reading=share), outside_substitute=1.2, **behaviour) for share in (0.0, 1.0)
    )
    assert same_lives(none, lived(policy("access", public_reading=1.0), outside_substitute=0.0, **behaviour))
    assert none.diary["joined"].sum() > half.diary["joined"].sum() > whole.diary["joined"].sum()


# admission


@bound("admission.batch_size", "admission.every_days", "admission.first_day")
@pytest.mark.parametrize("size, every, first", [(3, 4, 6), (1, 1, 2), (5, 9, 2)])
def test_batches_are_let_in_on_their_days_and_no_larger(size, every, first):
    """Everybody waits from day 0 on: exactly so many come in on the first day, and so many days after it, and nobody in between."""
    done = lived(
        policy("reach", prelaunch_reach=1.0),
        policy("admission", batch_size=size, every_days=every, first_day=first, from_day=0),
        audience=100,
        days=30,
        founders=0,
        join_base=CERTAIN,
        stale=0.0,
        **{**JOINING, "aware_rate": 0.0},
    )
    expected = [size if day >= first and (day - first) % every == 0 else 0 for day in range(30)]
    let_in = np.minimum(np.cumsum(expected), 100)
    assert np.cumsum(done.diary["joined"]).tolist() == let_in.tolist()
    assert done.diary["waiting"].tolist() == (100 - let_in).tolist()


@bound("admission.size_cap")
def test_the_size_at_which_nobody_is_let_in():
    for cap in (1, 40, 41):
        done = lived(
            policy("reach", prelaunch_reach=1.0),
            policy("admission", size_cap=cap),
            audience=80,
            days=6,
            founders=0,
            join_base=CERTAIN,
            stale=0.0,
            **{**JOINING, "aware_rate": 0.0},
        )
        slept = np.append(
            0, done.diary["asleep"][:-1]
        )  # who falls asleep in the evening leaves a place for the morning
        assert (done.diary["members"] == cap + slept).all() and (done.diary["waiting"] == 80 - cap - slept).all()
    leaving = lived(
        policy("reach", prelaunch_reach=1.0),
        policy("admission", size_cap=40),
        audience=120,
        days=40,
        founders=0,
        join_base=CERTAIN,
        stale=0.0,
        **{**JOINING, "aware_rate": 0.0, "leave_base": 0.02, "leave_worth": 0.0, "return_rate": 0.0},
    )
    d = leaving.diary
    assert d["left"].sum() > 10
    assert (d["joined"][1:] == 40 - d["awake"][:-1]).all()  # a place that comes free is filled the next morning


# onboarding


@bound("onboarding.start_after_visits")
@pytest.mark.parametrize("visits", [0, 1, 3])
def test_the_visit_in_which_one_may_start(visits):
    """Everybody starts whenever they may: after so many visits, so in the next one."""
    done = lived(policy("onboarding", start_after_visits=visits), audience=60, days=12, **{**ALL_IN, **POSTING})
    events = done.result().events
    first = {
        person: min(row["time"] // HOUR for row in events if row["person"] == person and row["kind"] == POSTED)
        for person in range(60)
    }
    for person, hour in first.items():
        assert (
            sum(row["person"] == person and row["kind"] == VISIT and row["time"] // HOUR <= hour for row in events)
            == visits + 1
        )


@bound("onboarding.start_after_reply")
def test_nobody_starts_before_a_reply():
    lively = {**POSTING, "reply_base": -1.0, "reply_addressed": 0.0}
    for asked in (False, True):
        done = lived(
            policy("onboarding", start_after_reply=asked),
            policy("calendar", post="talk", weekdays=("mon",), minutes=1),
            TEAM,
            audience=60,
            days=20,
            **{**ALL_IN, **lively},
        )
        own = posts_of(done)
        own = own[own["person"] >= 0]
        earlier = [person for person in np.unique(own["person"]) if own["kind"][own["person"] == person][0] == POSTED]
        started = np.unique(own["person"][own["kind"] == POSTED])
        assert len(started) > 20 and (len(earlier) == 0) == asked


@bound("onboarding.welcome")
@pytest.mark.parametrize("kind, how, minutes", [("none", 0, 0.0), ("automatic", 1, 0.0), ("personal", 2, 9.0)])
def test_what_a_welcome_is_and_what_it_takes(kind, how, minutes):
    done = lived(
        policy("reach", prelaunch_reach=1.0),
        policy("onboarding", welcome=kind),
        TEAM,
        audience=40,
        days=3,
        founders=0,
        minutes_welcome=9.0,
        mix={"lurker_content": 1.0},
        **{**CLOCKWORK, "join_base": CERTAIN, "stale": 0.0},
    )
    assert (done.people["was_welcomed"] == how).all() and (done.people["welcome_day"] == (0 if how else NEVER)).all()
    assert done.diary["minutes_welcomes"].tolist() == [40 * minutes, 0.0, 0.0]


@bound("onboarding.introductions")
def test_newcomers_introduce_themselves_where_there_is_a_place_for_it():
    for place in (False, True):
        own = posts_of(lived(policy("onboarding", introductions=place), audience=40, days=4, **{**ALL_IN, **POSTING}))
        _, first = np.unique(own["person"], return_index=True)
        is_introduction = own["sort"] == INTRODUCTION
        assert is_introduction[first].all() == place and is_introduction.sum() == (40 if place else 0)


@bound("onboarding.spotlight_every_days")
@pytest.mark.parametrize("every, expected", [(7, [9, 16, 23]), (5, [7, 14, 17, 22]), (1, None)])
def test_newcomers_are_named_every_so_many_days(every, expected):
    """From Wednesday 2 on; an update that falls due in a weekend, as that of day 12, goes out on Monday."""
    done = lived(
        TEAM,
        policy("onboarding", spotlight_every_days=every, from_day=2),
        audience=30,
        days=26,
        **{**ALL_IN, **CLOCKWORK},
    )
    posts = posts_of(done)
    updates = posts[(posts["person"] == HOST) & (posts["sort"] == UPDATE)]
    if expected is None:
        expected = [day for day in range(3, 26) if day % 7 < 5]
    assert (updates["time"] // DAY).tolist() == expected and (updates["time"] // HOUR % 24 == 9).all()
    assert days_with(done.diary["minutes_rounds"]) == expected


@bound("onboarding.profile_nudge")
def test_the_nudge_is_a_share_of_its_full_size():
    alone = {**JOINING, "norm_profile": 0.0, "join_base": 1.0}
    half = lived(policy("onboarding", profile_nudge=0.5), nudge_profile=2.0, profile_base=-1.0, **alone)
    assert same_lives(half, lived(nudge_profile=2.0, profile_base=0.0, **alone))
    assert half.diary["profiles"][-1] > lived(nudge_profile=2.0, profile_base=-1.0, **alone).diary["profiles"][-1]


@bound("onboarding.rules_shown")
def test_rules_shown_work_on_newcomers_for_thirty_days():
    """Who was shown the rules here never breaks them as a newcomer, and always afterwards: the 30th day after joining is the first of these."""
    rules = {
        **ALL_IN,
        **POSTING,
        "poor_base": 20.0,
        "rules_comply": 40.0,
        "rules_courage": 0.0,
        "poor_new": 0.0,
        "poor_fit": 0.0,
        "imitation": 0.0,
    }
    for shown in (False, True):
        done = lived(policy("onboarding", rules_shown=shown), audience=20, days=33, **rules)
        posts = done.world.posts[done.world.posts["n"] >= 0]
        late = posts["hour"] // 24 >= 30
        assert (posts["is_poor"][late] == 1).all() and (posts["is_poor"][~late] == (0 if shown else 1)).all()


# reach


@bound("reach.daily_reach", "reach.from_day", "reach.until_day")
def test_a_share_of_those_who_do_not_know_yet_hears_on_a_day():
    done = lived(
        policy("reach", daily_reach=0.5, from_day=2, until_day=5),
        audience=1000,
        days=8,
        founders=0,
        **{**JOINING, "aware_rate": 0.0},
    )
    heard = done.diary["new_aware"]
    assert days_with(heard) == [2, 3, 4]
    left = 1000
    for day in (2, 3, 4):
        assert likely(heard[day], left, 0.5)
        left -= int(heard[day])


@bound("reach.prelaunch_reach", "reach.prelaunch_days")
@pytest.mark.parametrize("days", [1, 4])
def test_who_knows_it_before_the_doors_open(days):
    done = lived(
        policy("reach", prelaunch_reach=0.3, prelaunch_days=days),
        audience=1000,
        days=3,
        founders=0,
        **{**JOINING, "aware_rate": 0.0},
    )
    knew = done.people["aware_day"] < 0
    assert likely(knew.sum(), 1000, 0.3) and done.diary["new_aware"].tolist() == [knew.sum(), 0, 0]
    assert sorted(set(done.people["aware_day"][knew].tolist())) == list(range(-days, 0))


def test_interest_keeps_for_thirty_days_and_each_day_more_is_one_of_waiting():
    """Where a wait of three days keeps nobody from joining and one of four keeps everybody, who signed up 33 days before is the last who joins."""
    steep = 1000.0
    done = lived(
        policy("reach", prelaunch_reach=1.0, prelaunch_days=60),
        audience=600,
        days=2,
        founders=0,
        look_again=0.0,
        **{**JOINING, "aware_rate": 0.0, "stale": steep, "stale_tau": 1.0, "join_base": steep * np.log2(1.0 + 3.5)},
    )
    knew = done.people["aware_day"]
    assert set(knew.tolist()) == set(range(-60, 0))
    assert set(knew[done.people["join_day"] == 0].tolist()) == set(range(-33, 0))
    assert done.diary["joined"].tolist() == [(knew >= -33).sum(), 0]


@bound("reach.push_day", "reach.push_days", "reach.push_reach")
@pytest.mark.parametrize("first, days", [(3, 1), (3, 4), (0, 2)])
def test_a_push_reaches_its_share_on_its_days(first, days):
    done = lived(
        policy("reach", push_day=first, push_days=days, push_reach=0.4),
        audience=1000,
        days=9,
        founders=0,
        **{**JOINING, "aware_rate": 0.0},
    )
    assert days_with(done.diary["new_aware"]) == list(range(first, first + days)) and likely(
        done.diary["new_aware"].sum(), 1000, 0.4
    )


@bound("reach.conversion")
def test_conversion_is_in_logits_and_only_for_those_reached_this_way():
    behaviour = {**JOINING, "aware_rate": 0.0}
    keener = lived(policy("reach", daily_reach=0.05, conversion=0.75), join_base=-1.0, **behaviour)
    assert same_lives(keener, lived(policy("reach", daily_reach=0.05), join_base=-0.25, **behaviour))
    nobody = lived(policy("reach", daily_reach=0.0, conversion=3.0), join_base=-1.0, **JOINING)
    assert same_lives(nobody, lived(join_base=-1.0, **JOINING))


@bound("reach.fit")
@pytest.mark.parametrize("fit", [-2.0, -1.0, 0.0, 1.0])
def test_who_is_reached_fits_better_by_half_of_it(fit):
    """Of few reached, the law of fit is a normal one moved by half the setting; 4.9 standard errors are allowed."""
    done = lived(
        policy("reach", daily_reach=0.03, fit=fit),
        audience=4000,
        days=2,
        founders=0,
        join_base=-CERTAIN,
        **{**JOINING, "aware_rate": 0.0},
    )
    reached = done.people["fit"][done.people["aware_day"] < 2]
    assert len(reached) > 100 and abs(reached.mean() - fit / 2) < 4.9 / np.sqrt(len(reached)) + 0.03


@bound("reach.by_invitation")
def test_to_be_told_personally_counts_as_an_invitation():
    for invited in (False, True):
        done = lived(
            policy("access", access="invitation"),
            policy("reach", daily_reach=0.3, by_invitation=invited),
            audience=60,
            days=8,
            founders=0,
            **{**JOINING, "aware_rate": 0.0, "join_base": CERTAIN},
        )
        assert (
            (done.diary["joined"].sum() == done.diary["new_aware"].sum() > 0)
            if invited
            else done.diary["joined"].sum() == 0
        )


@bound("reach.invite_ease", "ambassadors.invites")
def test_ease_of_inviting_is_in_logits():
    members = {**JOINING, "invite_value": 0.0, "days": 15}
    assert same_lives(
        lived(policy("reach", invite_ease=1.25), **{**members, "invite_base": -3.0}),
        lived(**{**members, "invite_base": -1.75}),
    )
    duty = {**members, **STILL, "step_down": 0.0, "audience": 80}
    keen, plain = (policy("ambassadors", number=80, chosen="lot", invites=more) for more in (1.25, 0.0))
    assert same_lives(lived(keen, **{**duty, "invite_base": -3.0}), lived(plain, **{**duty, "invite_base": -1.75}))
    assert same_lives(
        lived(policy("ambassadors", number=0, invites=4.0), **{**duty, "invite_base": -3.0}),
        lived(**{**duty, "invite_base": -3.0}),
    )


# ambassadors


@bound("ambassadors.number", "ambassadors.from_day", "ambassadors.until_day")
@pytest.mark.parametrize("number", [1, 7])
def test_so_many_are_on_duty_on_just_these_days(number):
    done = lived(
        policy("ambassadors", number=number, from_day=3, until_day=9), audience=60, days=12, **{**ALL_IN, **CLOCKWORK}
    )
    assert done.diary["on_duty"].tolist() == [0] * 3 + [number] * 6 + [0] * 3


@bound("ambassadors.hours_per_week")
@pytest.mark.parametrize("hours", [1.0, 2.5])
def test_time_on_duty_is_earned_by_the_day_and_spent_on_whole_answers(hours):
    """One on duty among people who ask every evening: what a week of so many hours leaves by the morning, in answers of ten minutes."""
    done = lived(
        policy("ambassadors", number=1, hours_per_week=hours),
        audience=60,
        days=7,
        minutes_answer=10.0,
        **{**ALL_IN, **POSTING, "question_share": 1.0, "duty_visits": 0.0},
    )
    spent = np.cumsum(done.diary["minutes_duty"])
    assert spent[1:].tolist() == [10.0 * int(60.0 * hours * day / 7.0 / 10.0) for day in range(1, 7)]


@bound("ambassadors.chosen")
def test_who_is_asked_for_duty():
    """Volunteers are more willing to answer and start than those drawn by lot, the active more active: by at least a standard deviation."""
    shares = {}
    for chosen in ("lot", "activity", "volunteers"):
        people = lived(
            policy("ambassadors", number=40, chosen=chosen),
            audience=400,
            days=1,
            everyone_in=True,
            founders=0,
            **{**MUTE, **STAY},
        ).people
        on_duty = people[people["on_duty"] == 1]
        assert len(on_duty) == 40 and not (on_duty["spam"] > 0).any()
        shares[chosen] = np.array(
            [np.mean(on_duty["crp"] + on_duty["cst"] - on_duty["hesitation"]), np.mean(on_duty["act"] + on_duty["crp"])]
        )
        spread = np.array(
            [np.std(people["crp"] + people["cst"] - people["hesitation"]), np.std(people["act"] + people["crp"])]
        )
    assert (
        shares["volunteers"][0] - shares["lot"][0] > spread[0] and shares["activity"][1] - shares["lot"][1] > spread[1]
    )


@bound("ambassadors.replace")
def test_those_who_lay_down_the_duty_are_replaced_every_thirty_days():
    """Everybody on duty has enough on the first evening: five at first, and five again on days 30 and 60, where they are replaced."""
    worn = {**ALL_IN, **CLOCKWORK, "step_down": 1.0, "days": 62, "audience": 60}
    for replace, days in ((False, [0]), (True, [0, 30, 60])):
        d = lived(policy("ambassadors", number=5, replace=replace), **worn).diary
        assert days_with(d["burned_out"]) == days and set(d["burned_out"][days]) == {5.0}


@bound("ambassadors.input_every_days")
def test_people_on_duty_are_asked_on_the_first_day_and_every_so_many_days():
    """From Tuesday 1 on every 11 days: 1, 12 (a Saturday, so Monday 14), 23; four people at three minutes each, of the team and of theirs."""
    done = lived(
        TEAM,
        policy("ambassadors", number=4, input_every_days=11, from_day=1),
        audience=40,
        days=30,
        minutes_asked=3.0,
        **{**ALL_IN, **CLOCKWORK},
    )
    for column in ("minutes_rounds", "minutes_duty"):
        assert days_with(done.diary[column]) == [1, 14, 23] and set(done.diary[column][[1, 14, 23]]) == {12.0}
    never = lived(TEAM, policy("ambassadors", number=4, from_day=1), audience=40, days=30, **{**ALL_IN, **CLOCKWORK})
    assert never.diary["minutes_rounds"].sum() == 0


# promotion to a role


KEPT_COUNT = {**ALL_IN, **POSTING, "lately_tau": NEVER_AGAIN, "audience": 40, "days": 16}


@bound("promotion.least_days")
@pytest.mark.parametrize("least", [7, 8, 9])
def test_membership_long_enough_for_a_role(least):
    """All joined on day 0 and are reviewed every working day: promoted on the day that is so many days later, not on the day before."""
    done = lived(TEAM, policy("promotion", number=3, every_days=1, least_posts=0.0, least_days=least), **KEPT_COUNT)
    assert days_with(done.diary["promoted"]) == [least] and done.diary["promoted"][least] == 3


@bound("promotion.least_posts")
def test_posts_enough_for_a_role():
    """At the review of Monday 7 everybody has six posts since day 0, and one or two of that day: at seven all qualify, at eight some, at nine none."""
    first_day = np.bincount(posts_of(lived(**{**KEPT_COUNT, "days": 1}))["person"], minlength=40)
    assert set(first_day) == {1, 2}
    for least, qualify in (
        (6.9, 40),
        (7.0, 40),
        (7.1, (first_day == 2).sum()),
        (8.0, (first_day == 2).sum()),
        (8.1, 0),
    ):
        done = lived(
            TEAM,
            policy("promotion", number=40, every_days=7, least_posts=least, least_days=0),
            **{**KEPT_COUNT, "days": 8},
        )
        assert done.diary["promoted"].tolist() == [0] * 7 + [qualify], least


@bound("promotion.every_days", "promotion.number", "promotion.from_day")
def test_vacancies_are_filled_at_the_reviews():
    """Who takes up a role lays it down the same evening; so each review, from the first after seven days on, fills all places again."""
    done = lived(
        TEAM,
        policy("promotion", number=2, every_days=7, from_day=2, least_posts=0.0, least_days=0),
        **{**KEPT_COUNT, "days": 26, "step_down": 1.0},
    )
    assert days_with(done.diary["promoted"]) == [9, 16, 23] and set(done.diary["promoted"][[9, 16, 23]]) == {2.0}
    assert (
        done.diary["minutes_rounds"][[9, 16, 23]].tolist()
        == [20.0] * 3
        == [float(done.world.p["minutes_round"][0])] * 3
    )


@bound("promotion.role", "promotion.hours_per_week")
def test_a_role_and_its_hours():
    """Managers spend what they give, and no more, in weeks with more to do; they work at weekends. Ambassadors are on duty instead."""
    work = {**KEPT_COUNT, "days": 28, "question_share": 1.0, "minutes_answer": 1.0, "audience": 80}
    busy = policy("team", hours_per_week=1.0, stance="active", answer_after_hours=0.0, spare=())
    for hours in (0.5, 1.5):
        managing, serving = (
            lived(
                busy,
                policy(
                    "promotion", role=role, number=3, every_days=3, least_posts=0.0, least_days=0, hours_per_week=hours
                ),
                **work,
            )
            for role in ("manager", "ambassador")
        )
        weekly = managing.diary["minutes_managers"][7:].reshape(3, 7)
        assert weekly.sum(axis=1) == pytest.approx([180.0 * hours] * 3, abs=2.0) and (weekly[:, 5:] > 0).all()
        assert managing.diary["managers"][-1] == 3 == serving.diary["on_duty"][-1]
        assert (
            managing.diary["on_duty"].sum()
            == serving.diary["managers"].sum()
            == serving.diary["minutes_managers"].sum()
            == 0
        )
        given = serving.diary["minutes_duty"][7:].sum()
        assert 3 * 180.0 * hours - 9.0 <= given <= 3 * 180.0 * hours + 9.0


def evening_before(*policies, day: int, **values):
    """Everybody as they are on the evening before a day, and after the day."""
    done = lived(*policies, until=day, **values)
    before = done.people.copy()
    done.advance(1)
    return before, done.people


LIVELY = {
    **KEPT_COUNT,
    "start_base": -1.0,
    "reply_base": -1.0,
    "react_base": -1.0,
    "standing_gain": 0.1,
    "standing_tau": NEVER_AGAIN,
    "audience": 60,
    "reply_addressed": 0.0,
}


@bound("promotion.chosen_by")
@pytest.mark.parametrize("by, column", [("posts", "posts_lately"), ("appreciation", "standing")])
def test_the_deserving_are_promoted(by, column):
    before, after = evening_before(
        TEAM,
        policy("promotion", role="manager", number=5, every_days=14, chosen_by=by, least_posts=1.0, least_days=0),
        day=14,
        **LIVELY,
    )
    chosen, others = (
        after["manages"] == 1,
        (after["manages"] == 0) & (before["posts_lately"] >= 1.0) & (before["state"] == after["state"]),
    )
    assert chosen.sum() == 5 and others.sum() > 10 and before[column][chosen].min() >= before[column][others].max()


@bound("promotion.chosen_by", "recognition.chosen_by")
@pytest.mark.parametrize("kind", ["promotion", "recognition"])
def test_a_lot_is_not_about_merit(kind):
    """Of twenty chosen by lot some are not among the twenty with most posts, nor among those most appreciated."""
    more = {"role": "manager", "least_posts": 0.5, "least_days": 0} if kind == "promotion" else {}
    before, after = evening_before(
        TEAM,
        policy(kind, number=20, every_days=14, chosen_by="lot", **more),
        day=14,
        recognised_active=0.3,
        recognised_quiet=0.3,
        drive_tau=NEVER_AGAIN,
        **LIVELY,
    )
    chosen = after["manages"] == 1 if kind == "promotion" else after["drive"] != before["drive"]
    assert chosen.sum() == 20
    for column in ("posts_lately", "standing"):
        assert before[column][chosen].min() < np.sort(before[column])[-20]


# recognition


@bound("recognition.chosen_by", "recognition.number")
@pytest.mark.parametrize("number", [1, 6])
@pytest.mark.parametrize(
    "by, column, sign", [("posts", "posts_lately", 1), ("appreciation", "standing", 1), ("quiet", "posts_lately", -1)]
)
def test_so_many_are_recognised_and_who(by, column, sign, number):
    before, after = evening_before(
        TEAM,
        policy("recognition", number=number, every_days=14, chosen_by=by),
        day=14,
        recognised_active=0.3,
        recognised_quiet=0.3,
        drive_tau=NEVER_AGAIN,
        **LIVELY,
    )
    chosen = after["drive"] != before["drive"]
    others = ~chosen & (before["last_post_day"] >= 0)
    assert chosen.sum() == number and others.sum() > 10
    assert (sign * before[column][chosen]).min() >= (sign * before[column][others]).max()


@bound("recognition.every_days", "recognition.from_day", "recognition.until_day")
def test_rounds_of_recognition_on_their_days():
    """From Wednesday 2 on every five days until day 20: 7, 12 (a Saturday, so Monday 14), 17; the round of day 22 is no more."""
    done = lived(
        TEAM, policy("recognition", number=2, every_days=5, from_day=2, until_day=20), **{**KEPT_COUNT, "days": 26}
    )
    assert days_with(done.diary["recognised"]) == [7, 14, 17] == days_with(done.diary["minutes_rounds"])
    assert done.diary["recognised"].sum() == 6 and set(done.diary["minutes_rounds"][[7, 14, 17]]) == {20.0}


@bound("recognition.comparison_every_days")
def test_members_are_told_the_median_every_so_many_days():
    """Told on Thursday 3 and Monday 7 (day 6 is a Sunday), which takes 20 minutes each: on those days everybody who did anything is contacted."""
    done = lived(TEAM, policy("recognition", comparison_every_days=3), **{**KEPT_COUNT, "days": 9})
    assert days_with(done.diary["contacts"]) == [3, 7] and done.diary["contacts"][3] == 40
    assert done.diary["minutes_rounds"].tolist() == [20.0 * (day in (3, 7)) for day in range(9)]
    assert days_with(lived(TEAM, policy("recognition"), **{**KEPT_COUNT, "days": 9}).diary["contacts"]) == []


def test_who_did_nothing_of_late_is_told_nothing():
    """Some started a thread by Thursday 3, the others did nothing but read: told are as many as did."""
    compares, some = policy("recognition", comparison_every_days=3), {**KEPT_COUNT, "start_base": -1.5, "days": 4}
    did = (lived(TEAM, compares, until=3, **some).people["n_posts"] > 0).sum()
    assert 5 < did < 35 and lived(TEAM, compares, **some).diary["contacts"].tolist() == [0, 0, 0, did]


# who came when


def test_everybody_here_visits_once_an_evening():
    """What these tests rest on: after day 0 one visit each, at eight; where everybody starts threads, one start each."""
    events = lived(audience=30, days=5, **{**ALL_IN, **POSTING}).result().events
    later = events[events["time"] >= DAY]
    assert (
        set(later["time"] // HOUR % 24) == {PEAK}
        and (later["kind"] == VISIT).sum() == 4 * 30 == (later["kind"] == POSTED).sum()
    )
    assert (events["kind"] == JOIN).sum() == 30 and set(later["part"]) == {OWN} and not (later["kind"] == REPLIED).any()
