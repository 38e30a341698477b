"""What each lever's words promise about reviews, measuring and management's support, at the exact bound; and that a review sees no future."""

from __future__ import annotations

import numpy as np
import pytest
from lever_bounds import ALL_IN, CLOCKWORK, POSTING, bound, days_with, lived, same_lives
from worlds import policy

from sim.policies import POLICIES
from sim.policies.adapting import levers
from sim.world.programme import Programme
from sim.world.reviews import ADAPTIVE, MEASURABLE

QUIET = {**ALL_IN, **CLOCKWORK, "audience": 40, "days": 40}
"""Forty members who all visit once a day, from day 0 to the end, and do nothing: members and visitors are 40."""
FREE = policy("measurement", measures=MEASURABLE, minutes_per_week=0.0)
TEAM = policy("team", hours_per_week=5.0, stance="passive", spare=())
"""An hour on each working day, of which nothing takes any."""
MORE = ("team.hours_per_week = 50",)
LIVELY = {
    "audience": 250,
    "days": 70,
    "founders": 40,
    "reply_base": -4.0,
    "start_base": -2.8,
    "aware_rate": 0.02,
    "mix": {
        "lurker_content": 0.3,
        "lurker_not_yet": 0.2,
        "lurker_hindered": 0.2,
        "critic": 0.1,
        "creator": 0.1,
        "spammer": 0.1,
    },
}


def review(**fields):
    """A review of the members, above 39, unless said otherwise."""
    return policy(
        "review", **{"every_days": 10, "when": "members", "threshold": 39.0, "then": MORE, "hold_days": 1} | fields
    )


def fired(done) -> list[int]:
    """Days on which a review fired."""
    return days_with(done.diary["reviews_fired"])


# when a review is held, and when it fires


@bound("review.every_days", "review.from_day", "review.until_day")
def test_reviews_are_held_every_so_many_days_and_on_the_monday_after_a_weekend():
    """Day 20 is a Saturday, day 27 a Saturday too: both are held on the Monday."""
    assert fired(lived(FREE, review(), **QUIET)) == [10, 21, 30]
    assert fired(lived(FREE, review(from_day=7), **QUIET)) == [17, 28, 37]
    assert fired(lived(FREE, review(until_day=21), **QUIET)) == [10]
    assert fired(lived(FREE, review(until_day=22), **QUIET)) == [10, 21]
    assert fired(lived(FREE, review(every_days=None), **QUIET)) == []
    assert fired(lived(FREE, review(every_days=1), **{**QUIET, "days": 9})) == [1, 2, 3, 4, 7, 8]


@bound("review.threshold", "review.side")
@pytest.mark.parametrize(
    ("side", "threshold", "fires"),
    [
        ("above", 39.999, True),
        ("above", 40.0, False),
        ("above", 40.001, False),
        ("below", 39.999, False),
        ("below", 40.0, False),
        ("below", 40.001, True),
    ],
)
def test_the_reading_must_lie_beyond_the_threshold_and_not_on_it(side, threshold, fires):
    done = lived(FREE, review(side=side, threshold=threshold), **QUIET)
    assert fired(done) == ([10, 21, 30] if fires else [])


@bound("review.for_days")
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_the_reading_must_have_lain_there_for_so_many_days_that_of_the_review_the_last(n):
    """Measuring begins on Monday day 7: the n-th day of it is the first on which the review can fire."""
    from_monday = policy("measurement", measures=("members",), minutes_per_week=0.0, from_day=7)
    done = lived(from_monday, review(every_days=1, for_days=n), **{**QUIET, "days": 12})
    assert fired(done) == list(range(6 + n, 12))


@bound("review.when")
def test_each_reading_is_what_it_is_called():
    """Recounted from the diary: what is read in the evening of a day is made of that day and of those before it."""
    done = lived(FREE, policy("team", hours_per_week=1.0), policy("access", access="request"), **LIVELY)
    d, read = done.diary, dict(zip(MEASURABLE, done.world.readings.T, strict=True))
    for day in range(len(d)):
        month, week = d[max(0, day - 27) : day + 1], d[max(0, day - 6) : day + 1]
        parts = {
            "unanswered": (month["matured_unanswered"].sum(), month["matured_starts"].sum()),
            "answer_hours": (month["first_answer_hours"].sum(), month["matured_first_answered"].sum()),
            "spam": (100.0 * month["spam_seen"].sum(), month["opened"].sum()),
            "visitors": (week["visitors"].sum(), float(len(week))),
        }
        for name, (above, below) in parts.items():
            if below > 0:
                assert read[name][day] == pytest.approx(above / below, rel=1e-12), name
            else:
                assert np.isnan(read[name][day]), name
        waits = sum(float(d[name][day]) for name in d.dtype.names if name.startswith("backlog_"))
        assert (read["posters"][day], read["members"][day], read["backlog"][day]) == (
            d["posters_30d"][day],
            d["members"][day],
            waits,
        )
    assert all(np.nanmax(values) > np.nanmin(values) for values in read.values()), "each of them goes up and down"


@bound("review.when")
@pytest.mark.parametrize("name", MEASURABLE)
def test_a_review_reads_the_measure_it_names(name):
    """Fired or not on each review day as its own reading says, and that is not what every other measure's reading says."""
    calm = lived(FREE, policy("team", hours_per_week=1.0), policy("access", access="request"), **LIVELY)
    values = calm.world.readings[:, MEASURABLE.index(name)]
    middle = float(np.nanmedian(values))
    held = [day for day in range(1, 70) if day % 7 < 5]
    done = lived(
        FREE,
        policy("team", hours_per_week=1.0),
        policy("access", access="request"),
        review(every_days=1, when=name, threshold=middle, then=("commercial.selling = free",)),
        **LIVELY,
    )
    assert done.diary["members"].tobytes() == calm.diary["members"].tobytes(), "what it sets already is so"
    assert fired(done) == [day for day in held if values[day] > middle]


# what it changes, and for how long


@bound("review.hold_days")
@pytest.mark.parametrize("hold", [1, 2, 5, 29, 1000])
def test_a_change_holds_from_tomorrow_and_for_so_many_days(hold):
    """Fired on Thursday day 10 and never again."""
    d = lived(FREE, TEAM, review(until_day=11, hold_days=hold), **QUIET).diary
    holds = [day for day in range(11, 11 + hold) if day < 40]
    assert days_with(d["reviews_holding"]) == holds
    wanted = [(600.0 if day in holds else 60.0) if day % 7 < 5 else 0.0 for day in range(40)]
    assert d["minutes_available"].tolist() == wanted


def value_of(key: str):
    """A value of a lever that is not the one that does nothing, as it stands in a file."""
    kind, _, field = key.partition(".")
    declared = POLICIES[kind].levers[field]
    if declared.names:
        return next(name for name in declared.names[1:] if name != POLICIES[kind].model_fields[field].default)
    if declared.is_switch:
        return not POLICIES[kind].model_fields[field].default
    low, high = declared.low, min(declared.high, 50.0)
    return int(high) if declared.is_whole else low + 0.75 * (high - low)


@bound("review.then")
@pytest.mark.parametrize("key", levers())
def test_each_lever_changes_its_own_column_and_no_other(key):
    kind, _, field = key.partition(".")
    value = value_of(key)
    done = lived(FREE, review(until_day=11, hold_days=9, then={key: value}), **QUIET)
    assert fired(done) == [10]
    plain, written = lived(FREE, **QUIET).world.prog, Programme(40)
    alone = POLICIES[kind](**({"number": 1} if kind == "ambassadors" else {}) | {field: value})
    alone.write(written)
    beside = alone.decides() if field == "number" else ()
    columns = [POLICIES[kind].columns[one][0] for one in {field, *beside}]
    held = np.isin(np.arange(40), range(11, 20))
    for name in plain.dtype.names:
        wanted = (
            np.where(held, written.table[name], plain[name]) if name in columns and name in ADAPTIVE else plain[name]
        )
        np.testing.assert_array_equal(done.world.prog[name], wanted, name)
    assert (done.world.prog != plain).sum() > 0


def test_whoever_is_on_duty_keeps_the_duty_they_have():
    """Ambassadors by a review: those that were not there get the usual duty, those that were keep theirs."""
    more = review(until_day=11, hold_days=9, then={"ambassadors.number": 8})
    there = policy("ambassadors", number=2, hours_per_week=5.0, chosen="lot")
    prog = lived(FREE, there, more, **QUIET).world.prog[15]
    assert (prog["ambassadors"], prog["ambassador_minutes"], prog["ambassador_choice"]) == (8, 300.0, 0)
    prog = lived(FREE, more, **QUIET).world.prog[15]
    assert (prog["ambassadors"], prog["ambassador_minutes"], prog["ambassador_choice"]) == (8, 60.0, 2)
    both = review(until_day=11, hold_days=9, then={"ambassadors.number": 8, "ambassadors.hours_per_week": 2.0})
    assert lived(FREE, both, **QUIET).world.prog[15]["ambassador_minutes"] == 120.0


def test_the_later_decision_goes_before_and_of_one_evening_the_later_in_the_plan():
    first = review(until_day=11, hold_days=25, then=("team.hours_per_week = 10",))
    later = review(from_day=1, until_day=12, hold_days=2, then=("team.hours_per_week = 20",))
    for plan in ((first, later), (later, first)):
        d = lived(FREE, *plan, **QUIET).diary["minutes_available"]
        assert d[[11, 14, 15]].tolist() == [120.0, 120.0, 120.0]
    sixth = review(every_days=7, until_day=8, hold_days=25, then=("team.hours_per_week = 20",))
    for plan in ((first, sixth), (sixth, first)):
        d = lived(FREE, *plan, **QUIET).diary["minutes_available"]
        assert d[[8, 9, 10, 11, 14]].tolist() == [240.0, 240.0, 240.0, 120.0, 120.0]
    twin = review(until_day=11, hold_days=25, then=("team.hours_per_week = 20",))
    assert lived(FREE, first, twin, **QUIET).diary["minutes_available"][14] == 240.0
    assert lived(FREE, twin, first, **QUIET).diary["minutes_available"][14] == 120.0


def test_the_diary_says_which_review_fired():
    third = review(threshold=1e6)
    done = lived(FREE, review(until_day=12), review(every_days=7, until_day=12), third, review(), **QUIET)
    assert {day: done.diary["reviews_fired"][day] for day in fired(done)} == {7: 2.0, 10: 9.0, 21: 8.0, 30: 8.0}


# what it sees


@pytest.mark.parametrize("name", MEASURABLE)
def test_a_review_sees_nothing_of_the_future(name):
    """Whatever changes after the review's day leaves the readings until then, and whether it fires, as they were."""
    middle = float(np.nanmedian(lived(FREE, **LIVELY).world.readings[:, MEASURABLE.index(name)]))
    look = review(every_days=30, until_day=31, when=name, threshold=middle)
    after = (
        policy("team", hours_per_week=60.0, stance="active", answer_after_hours=0.0, from_day=31),
        policy("reach", push_day=31, push_days=1, push_reach=1.0),
        policy("access", access="invitation", from_day=31),
    )
    here, other = lived(FREE, look, **LIVELY), lived(FREE, look, *after, **LIVELY)
    assert fired(here) == fired(other)
    assert here.world.readings[:31].tobytes() == other.world.readings[:31].tobytes()
    assert here.diary[:31].tobytes() == other.diary[:31].tobytes()
    assert here.diary[32:].tobytes() != other.diary[32:].tobytes()


def test_a_review_that_never_fires_is_none():
    """Bit for bit, for a threshold that is never reached and for a measure that nobody keeps."""
    plain = lived(FREE, TEAM, **LIVELY)
    assert plain.diary["posts_own"].sum() > 0
    assert same_lives(lived(FREE, TEAM, review(every_days=1, threshold=1e6), **LIVELY), plain)
    assert same_lives(lived(TEAM, review(every_days=1, threshold=0.0), **LIVELY), lived(TEAM, **LIVELY))
    other = policy("measurement", measures=("spam", "backlog"), minutes_per_week=0.0)
    assert same_lives(lived(other, TEAM, review(every_days=1, threshold=0.0), **LIVELY), lived(other, TEAM, **LIVELY))


@bound("measurement.measures", "measurement.from_day", "measurement.until_day")
def test_what_is_named_is_read_and_nothing_else_while_it_holds():
    """A week counts from Monday: what begins on a Wednesday is measured from the next Monday on."""
    some = policy("measurement", measures=("members", "backlog"), minutes_per_week=0.0, from_day=9, until_day=25)
    done = lived(some, **QUIET)
    readings = done.world.readings
    for n, name in enumerate(MEASURABLE):
        known = np.flatnonzero(np.isfinite(readings[:, n])).tolist()
        assert known == (list(range(14, 25)) if name in ("members", "backlog") else [])
    assert done.diary["measured"].tolist() == [2.0 if 14 <= day < 25 else 0.0 for day in range(40)]


@bound("measurement.minutes_per_week")
@pytest.mark.parametrize(
    ("minutes", "first"), [(0.0, 0), (60.0, 0), (60.5, 1), (120.0, 1), (120.5, 2), (300.0, 4), (300.5, None)]
)
def test_a_week_is_measured_from_when_its_minutes_are_there(minutes, first):
    """The team has an hour a day and can keep five: on the first Monday there is one, on every later one there are five."""
    d = lived(TEAM, policy("measurement", measures=("members",), minutes_per_week=minutes), **QUIET).diary
    again = 4 if minutes == 300.0 else 0  # a whole week's minutes take a working week each time
    paid = [] if first is None else [first, *range(7 + again, 40, 7)]
    measured = [day for day in range(40) if first is not None and day >= first and day % 7 >= again]
    assert days_with(d["measured"]) == measured
    assert d["minutes_measuring"].tolist() == [minutes if day in paid else 0.0 for day in range(40)]
    nobody = lived(policy("measurement", measures=("members",), minutes_per_week=minutes), **QUIET).diary
    assert (nobody["measured"].sum() > 0) == (minutes == 0.0)


# what management makes of it

AT_ONCE = {**QUIET, "support_drift": 1.0, "support_unseen": 0.25}
"""Management whose support is what it saw last."""


@bound("support.every_days", "support.from_day")
def test_management_looks_every_so_many_days():
    d = lived(TEAM, FREE, policy("support", every_days=10), **AT_ONCE).diary
    assert d["support"].tolist() == [1.0] * 10 + [0.25] * 30
    assert d["minutes_available"][[9, 10, 11, 14]].tolist() == [60.0, 60.0, 15.0, 15.0]
    later = lived(TEAM, FREE, policy("support", every_days=10, from_day=3), **AT_ONCE).diary
    assert np.flatnonzero(later["support"] < 1.0)[0] == 14, "day 13 is a Sunday"
    assert set(lived(TEAM, FREE, policy("support"), **AT_ONCE).diary["support"]) == {1.0}
    slow = lived(TEAM, FREE, policy("support", every_days=10), **{**AT_ONCE, "support_drift": 0.1}).diary["support"]
    assert slow[12] == pytest.approx(0.25 + 0.75 * 0.9**3, rel=1e-12)


@bound("support.reported", "support.target")
@pytest.mark.parametrize(
    ("reported", "target", "support"),
    [
        ("members", 40.0, 1.0),
        ("members", 80.0, 0.5),
        ("visitors", 32.0, 1.25),
        ("members", 26.0, 1.5),
        ("members", 1.0, 1.5),
        ("posters", 1.0, 0.0),
        ("nothing", 40.0, 0.25),
    ],
)
def test_support_is_the_result_reported_as_a_share_of_what_is_expected(reported, target, support):
    report = policy("support", every_days=10, reported=reported, target=target)
    d = lived(TEAM, FREE, report, **AT_ONCE).diary
    assert d["support"][10] == support and d["minutes_available"][11] == 60.0 * support
    unmeasured = policy("measurement", measures=("spam",), minutes_per_week=0.0)
    blind = lived(TEAM, unmeasured, report, **AT_ONCE).diary
    assert blind["support"][10] == 0.25 and blind["minutes_reporting"].sum() == 0.0


@bound("support.minutes")
@pytest.mark.parametrize(("minutes", "support"), [(0.0, 0.5), (300.0, 0.5), (300.5, 0.25)])
def test_a_report_is_made_where_its_minutes_are_there(minutes, support):
    d = lived(
        TEAM, FREE, policy("support", every_days=10, reported="members", target=80.0, minutes=minutes), **AT_ONCE
    ).diary
    assert d["support"][10] == support
    assert d["minutes_reporting"][10] == (minutes if support == 0.5 else 0.0)


BUSY = {
    **ALL_IN,
    **POSTING,
    "audience": 80,
    "days": 20,
    "minutes_answer": 1.0,
    "report_base": -40.0,
    "support_drift": 1.0,
    "support_unseen": 1.0,
}
"""Eighty threads a day that nobody but the team answers, a minute each: more than a team with an hour a day can do."""
NEVER_DONE = policy("team", hours_per_week=5.0, stance="active", answer_after_hours=0.0, spare=())
WAITS = [(60.0, 0), (61.0, 1), (120.0, 1), (121.0, 2), (181.0, 3), (300.0, 4), (301.0, None)]
"""Minutes that fall due, and the working days that a team waits for them which keeps back an hour a day, and five at most."""


@bound("support.minutes", "measurement.minutes_per_week")
@pytest.mark.parametrize(("minutes", "waits"), WAITS)
@pytest.mark.parametrize("due", ["report", "measuring"])
def test_what_is_due_has_its_minutes_kept_back_by_a_team_that_is_never_done(due, minutes, waits):
    """A report due on Thursday 10, measuring due on Monday 7: until it is paid nothing else is done; what a working week cannot pay is not
    waited for."""
    if due == "report":
        working = [10, 11, 14, 15, 16]
        tasks = (FREE, policy("support", every_days=10, reported="members", target=80.0, minutes=minutes))
    else:
        working = [7, 8, 9, 10, 11]
        tasks = (policy("measurement", measures=("members",), minutes_per_week=minutes),)
    d = lived(NEVER_DONE, *tasks, **BUSY).diary
    paid = [day for day in days_with(d["minutes_reporting" if due == "report" else "minutes_measuring"]) if day >= 7]
    answers = d["minutes_answers"]
    if waits is None:
        assert paid == [] and (answers[working] == 60.0).all()
    else:
        assert paid[0] == working[waits]
        assert (answers[working[:waits]] == 0.0).all()
        assert answers[paid[0]] == int(60.0 * (waits + 1) - minutes)


def test_a_late_report_is_heard_on_the_day_it_comes():
    """Management hears nothing on Thursday 10, and on Friday that half of the members it expects are there."""
    late = policy("support", every_days=10, reported="members", target=160.0, minutes=70.0)
    d = lived(NEVER_DONE, FREE, late, **BUSY).diary
    assert days_with(d["minutes_reporting"]) == [11]
    assert d["support"][[9, 10, 11, 12]].tolist() == [1.0, 1.0, 0.5, 0.5]


def test_experts_answer_less_where_support_is_gone():
    """Everybody is an expert: with all support gone and an effect without end nobody answers any more; without it all goes on."""
    some = {
        **LIVELY,
        "experts": 1.0,
        "support_drift": 1.0,
        "support_unseen": 0.0,
        "reply_open": 3.0,
        "correct_base": -40.0,
    }
    gone = policy("support", every_days=20)
    replies = {
        size: lived(FREE, gone, **some, support_experts=size).diary["replies_own"][25:].sum() for size in (0.0, 80.0)
    }
    assert replies[80.0] == 0 < replies[0.0]
    plain = lived(FREE, **some, support_experts=80.0)
    assert (
        plain.diary["replies_own"].tobytes() == lived(FREE, **some, support_experts=0.0).diary["replies_own"].tobytes()
    )
