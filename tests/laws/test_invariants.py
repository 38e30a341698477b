"""Eighteen invariants hold after every day, in communities drawn at random and in the corners; and a breach is seen.

The random communities have an audience of 1 to 150, 1 to 40 days, any policies with any settings, and behaviour anywhere
inside the declared ranges, ends included. A failure prints the setup; hypothesis makes it small.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from worlds import MUTE, STAY, STILL, empty_programme, other, policy, world

from sim.checks import simulate
from sim.checks.checked import LEDGERS, InvariantBroken, checked_run
from sim.day.run import Stepper
from sim.errors import ProgrammeConflict
from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.rules.people import DEFAULT_MIX, ROLES
from sim.world.people import AWAKE
from sim.world.programme import SPARE, TASKS
from sim.world.reviews import MEASURABLE
from tests.toys.page_plans import CHANGES

SHARE = st.sampled_from([0.0, 1.0]) | st.floats(0.0, 1.0)
FIELDS = {
    "access": {
        "access": st.sampled_from(["open", "request", "invitation"]),
        "public_reading": SHARE,
        "application_effort": st.floats(0.0, 4.0),
        "fit_threshold": st.none() | st.floats(-9.0, 3.0),
    },
    "admission": {
        "batch_size": st.integers(0, 8),
        "every_days": st.integers(1, 9),
        "expert_share": SHARE,
        "size_cap": st.integers(0, 100),
    },
    "onboarding": {
        "rules_shown": st.booleans(),
        "welcome": st.sampled_from(["none", "automatic", "personal"]),
        "introductions": st.booleans(),
        "spotlight_every_days": st.none() | st.integers(1, 9),
        "profile_nudge": SHARE,
        "start_after_visits": st.integers(0, 5),
        "start_after_reply": st.booleans(),
        "posting_guide": st.booleans(),
    },
    "reach": {
        "daily_reach": st.floats(0.0, 0.5),
        "by_invitation": st.booleans(),
        "conversion": st.floats(-3.0, 3.0),
        "fit": st.floats(-2.0, 2.0),
        "prelaunch_reach": SHARE,
        "prelaunch_days": st.integers(1, 365),
        "invite_ease": st.floats(0.0, 3.0),
    },
    "ambassadors": {
        "number": st.integers(0, 12),
        "hours_per_week": st.floats(0.0, 40.0),
        "chosen": st.sampled_from(["lot", "activity", "volunteers"]),
        "invites": st.floats(0.0, 4.0),
        "replace": st.booleans(),
        "input_every_days": st.integers(1, 20),
    },
    "commercial": {
        "selling": st.sampled_from(["free", "section", "disclosed", "approval", "banned"]),
        "host_share": SHARE,
        "company_share": SHARE,
        "company_benefit": SHARE,
    },
    "recognition": {
        "number": st.integers(0, 10),
        "every_days": st.integers(1, 15),
        "chosen_by": st.sampled_from(["posts", "appreciation", "lot", "quiet"]),
        "comparison_every_days": st.integers(1, 15),
    },
    "promotion": {
        "role": st.sampled_from(["ambassador", "manager"]),
        "number": st.integers(0, 10),
        "every_days": st.integers(1, 15),
        "chosen_by": st.sampled_from(["posts", "appreciation", "lot"]),
        "least_posts": st.floats(0.0, 3.0),
        "least_days": st.integers(0, 20),
        "hours_per_week": st.floats(0.0, 40.0),
    },
    "alumni": {"contact_every_days": st.none() | st.integers(1, 9), "minutes": st.floats(0.0, 600.0)},
    "event": {
        "attendance": SHARE,
        "every_days": st.none() | st.integers(1, 9),
        "minutes": st.floats(0.0, 600.0),
        "follow_up": st.booleans(),
    },
    "incident": {
        "severity": SHARE,
        "response": st.sampled_from(["silence", "answer", "apology"]),
        "response_after_hours": st.floats(0.0, 200.0),
    },
    "calendar": {
        "post": st.sampled_from(["talk", "question", "challenge", "exclusive", "update", "promo", "poll"]),
        "weekdays": st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), unique=True),
        "every_weeks": st.integers(1, 3),
        "minutes": st.floats(0.0, 600.0),
    },
    "moderation": {
        "hours_per_week": st.floats(0.0, 400.0),
        "filter_sensitivity": SHARE,
        "filter_false": SHARE,
        "explanations": st.booleans(),
        "ban_after": st.integers(0, 3),
        "sanctions": st.just("graduated"),
        "pause_days": st.integers(0, 20),
        "off_topic": st.sampled_from(["allowed", "removed", "personal"]),
        "prune_after_days": st.integers(0, 15),
        "remove_expired": st.booleans(),
        "report_ease": st.floats(0.0, 3.0),
        "report_thanks": st.booleans(),
        "hide_after_reports": st.integers(0, 3),
        "filter_update_days": st.integers(1, 15),
        "filter_taught": st.booleans(),
    },
    "measurement": {
        "measures": st.lists(st.sampled_from(MEASURABLE), unique=True),
        "minutes_per_week": st.floats(0.0, 2400.0),
    },
    "review": {
        "every_days": st.integers(1, 15),
        "when": st.sampled_from(MEASURABLE),
        "side": st.sampled_from(["below", "above"]),
        "threshold": st.floats(0.0, 1.0),
        "for_days": st.integers(1, 10),
        "then": st.lists(st.sampled_from(CHANGES), unique=True, max_size=5),
        "hold_days": st.integers(1, 20),
    },
    "support": {
        "every_days": st.integers(1, 15),
        "reported": st.sampled_from(["nothing", "posters", "visitors", "members"]),
        "target": st.floats(1.0, 100.0),
        "minutes": st.floats(0.0, 600.0),
    },
    "subgroups": {"by_topic": st.booleans()},
    "voice": {"speaks": st.sampled_from(["unsettled", "personal", "company", "agreed"])},
    "control": {"shared": SHARE, "owners": st.integers(0, 20), "hours_per_week": st.floats(0.0, 40.0)},
    "platform": {
        "notices": SHARE,
        "digest": SHARE,
        "popularity": st.floats(0.0, 4.0),
        "quality": st.floats(0.0, 4.0),
        "reactions": st.booleans(),
        "profiles": st.booleans(),
    },
    "platform_shock": {
        "shock": st.sampled_from(["nothing", "closure", "notices", "reactions", "profiles"]),
        "day": st.none() | st.integers(0, 39),
        "moving_help": SHARE,
    },
    "team": {
        "hours_per_week": st.sampled_from([0.0, 400.0]) | st.floats(0.0, 60.0),
        "priorities": st.permutations(TASKS),
        "spare": st.lists(st.sampled_from(SPARE), unique=True),
        "stance": st.sampled_from(["passive", "reactive", "active"]),
        "answer_after_hours": st.floats(0.0, 720.0),
        "skill": SHARE,
        "training_hours": st.floats(0.0, 60.0),
    },
}


@st.composite
def policies(draw, days: int):
    """Some policies of different kinds, each over days of its own."""
    tried_policies = []
    for kind in draw(st.lists(st.sampled_from(sorted(FIELDS)), unique=True)):
        first = draw(st.integers(0, days - 1))
        last = draw(st.none() | st.integers(first + 1, days))
        fields = {name: draw(value) for name, value in FIELDS[kind].items() if draw(st.booleans())}
        try:
            tried_policies.append(policy(kind, from_day=first, until_day=last, **fields))
        except ValidationError:
            continue
    return tried_policies


@st.composite
def mixes(draw):
    """Shares of the roles: usual, one role only, or anything."""
    if draw(st.booleans()):
        return DEFAULT_MIX
    weights = [draw(st.integers(0, 5)) for _ in ROLES]
    if sum(weights) == 0:
        weights[draw(st.integers(0, len(ROLES) - 1))] = 1
    return {role: weight / sum(weights) for role, weight in zip(ROLES, weights, strict=True)}


@st.composite
def behaviours(draw):
    """Some parameters away from their default: anywhere in the believable range, often at its end."""
    values = {}
    for name in draw(st.lists(st.sampled_from(sorted(PARAMETERS)), unique=True, max_size=12)):
        low, high = PARAMETERS[name].believable
        values[name] = draw(st.sampled_from([low, high]) | st.floats(low, high))
    if draw(st.booleans()):  # livelier than life, so that every phase has work in a few days
        values |= {"visit_base": -1.0, "reply_base": -1.0, "start_base": -1.5, "aware_rate": 0.1, "invite_base": -2.0}
    return values


@st.composite
def setups(draw):
    """A random valid community."""
    audience, days = draw(st.integers(1, 150)), draw(st.integers(1, 40))
    return world(
        *draw(policies(days)),
        audience=audience,
        days=days,
        seed=draw(st.integers(0, 2**53)),
        founders=draw(st.integers(0, audience)),
        everyone_in=draw(st.booleans()),
        mix=draw(mixes()),
        **draw(behaviours()),
    )


def test_every_policy_is_drawn():
    assert set(FIELDS) == set(POLICIES), "a policy was added: say here which settings it can have"


def holds(setup) -> None:
    """Under check nothing breaks, and the run is the same bytes as without."""
    checked, plain = simulate(setup, check=True, events=True), simulate(setup, events=True)
    assert checked.diary.tobytes() == plain.diary.tobytes()
    assert checked.cohorts.tobytes() == plain.cohorts.tobytes()
    assert checked.events.tobytes() == plain.events.tobytes()


@given(setups())
@settings(max_examples=60)
def test_invariants_hold_in_random_communities(setup):
    holds(setup)


@pytest.mark.slow
@given(setups())
@settings(max_examples=300)
def test_invariants_hold_in_many_more(setup):
    holds(setup)


LIVELY = {"visit_base": 0.0, "reply_base": -1.0, "start_base": -1.5, "aware_rate": 0.1, "invite_base": -2.0}
TEAM = policy("team", hours_per_week=10.0, stance="active", answer_after_hours=0.0)
CORNERS = {
    "one person": world(TEAM, audience=1, founders=0, days=60, **LIVELY),
    "one founder": world(TEAM, audience=1, founders=1, days=60, **LIVELY),
    "one day": world(TEAM, days=1, **LIVELY),
    "no day": world(days=0),
    "nobody hears": world(TEAM, founders=0, **{**LIVELY, **STILL}),
    "nobody leaves": world(TEAM, **LIVELY, **STAY),
    "everybody leaves": world(TEAM, **LIVELY, leave_base=10.0, return_rate=2.0),
    "no host": world(policy("onboarding", welcome="personal"), policy("access", access="request"), **LIVELY),
    "nobody posts": world(TEAM, **{**LIVELY, **MUTE}),
    "everyone in": world(TEAM, everyone_in=True, **LIVELY),
    "less time than is due": world(
        policy("team", hours_per_week=0.25, training_hours=1.0), policy("onboarding", introductions=True), **LIVELY
    ),
    "everyone a spammer": world(
        TEAM,
        policy("moderation", ban_after=1, hours_per_week=5.0),
        mix={"spammer": 1.0},
        **{**LIVELY, "report_base": 3.0, "spammer_returns": 1.0},
    ),
    "only by invitation": world(TEAM, policy("access", access="invitation"), **LIVELY),
    "offers by approval": world(
        TEAM,
        policy("commercial", selling="approval"),
        everyone_in=True,
        **{**LIVELY, "seller_share": 1.0, "seller_posts": 0.9, "approval_bar": -9.0},
    ),
    "batches of one": world(TEAM, policy("admission", batch_size=1, every_days=3), **LIVELY),
}


@pytest.mark.parametrize("corner", sorted(CORNERS))
def test_invariants_hold_in_the_corners(corner):
    holds(CORNERS[corner])


def test_invariants_hold_when_posts_are_written_over():
    """So many posts that the ring of posts turns over within a week, several times."""
    setup = world(
        TEAM,
        policy("moderation", hours_per_week=20.0, ban_after=3, filter_sensitivity=0.2),
        audience=250,
        days=40,
        everyone_in=True,
        **{**LIVELY, "visit_base": 1.0, "reply_base": 0.5, "start_base": 0.0, "post_fatigue": 0.0, "momentum": 0.0},
    )
    run = simulate(setup, check=True)
    assert run.diary["posts_own"].sum() > 3 * 8192


def test_a_run_of_no_day_has_no_diary():
    run = simulate(other(CORNERS["no day"], programme=empty_programme()), events=True)
    assert len(run.diary) == len(run.cohorts) == len(run.events) == 0


def test_nobody_who_will_look_again_is_lost():
    """People who leave, come back by invitation and leave again before the day they would have looked: one day each."""
    setup = world(
        audience=100,
        days=120,
        **{**LIVELY, "leave_base": 0.3, "return_rate": 0.02, "join_base": 3.0, "acquaintances": 60.0},
    )
    run = simulate(setup, check=True)
    assert run.diary["rejoined"].sum() > 200


def test_welcomes_never_outgrow_their_line():
    """Who leaves and comes back, with no host to welcome anybody, stands in the line of welcomes once."""
    setup = world(
        policy("onboarding", welcome="personal"),
        audience=3,
        founders=0,
        days=300,
        **LIVELY,
        **{"leave_base": 5.0, "return_rate": 5.0, "join_base": 20.0},
    )
    run = simulate(setup, check=True)
    assert run.diary["rejoined"].sum() > 50
    assert run.diary["backlog_welcomes"].max() <= 3


def _awake_listed(w):
    return int(w.members[0])


def _answer_the_future(w):
    reply = np.flatnonzero((w.posts["n"] >= 0) & (w.posts["parent"] >= 0) & (w.posts["hour"] // 24 == 5))[0]
    w.posts["parent"][reply] = w.posts["n"][reply] + 1


SPOILT = {
    1: lambda w: w.diary["joined"].__setitem__(5, w.diary["joined"][5] + 1),
    2: lambda w: w.people["uid"].__setitem__(0, 1),
    3: lambda w: w.diary["tired"].__setitem__(5, w.diary["tired"][5] + 1),
    5: _answer_the_future,
    8: lambda w: w.s["bank"].__setitem__(0, -5.0),
    9: lambda w: w.diary["backlog_removals"].__setitem__(5, 99),
    10: lambda w: w.diary["opened"].__setitem__(5, 1e6),
    12: lambda w: w.people["trust"].__setitem__(_awake_listed(w), np.nan),
    13: lambda w: w.diary["banned"].__setitem__(5, 1),
    15: lambda w: w.diary["reactions"].__setitem__(5, w.diary["reactions"][5] + 1),
    16: lambda w: w.people["list_at"].__setitem__(_awake_listed(w), 3),
    17: lambda w: w.s["n_lost"].__setitem__(0, 1),
}
FORGED = {
    4: (
        "time",
        lambda e: np.flatnonzero((e["kind"] == 3) & np.isin(e["reply_to"], e["post"][e["kind"] == 2]))[:1],
        5 * 86400,
    ),
    6: ("person", lambda e: np.flatnonzero(e["kind"] == 1)[:1], None),
    11: ("kind", lambda e: np.flatnonzero(e["kind"] == 4)[:2], 6),
    14: ("time", lambda e: np.flatnonzero(e["kind"] == 1)[:1], 0),
    18: ("person", lambda e: np.flatnonzero(e["kind"] == 4)[:1], None),
}


def lived(days: int) -> tuple[Stepper, list, np.ndarray]:
    """A lively run of some days under check by hand, its ledgers, and the events of its last day."""
    stepper = Stepper(world(TEAM, everyone_in=True, audience=80, **LIVELY), events=True)
    ledgers = [ledger(stepper) for ledger in LEDGERS]
    for day in range(days):
        first = int(stepper.world.s["n_events"][0])
        stepper.advance(1)
        events = stepper.world.events[first : int(stepper.world.s["n_events"][0])]
        if day < days - 1:
            assert [breach for ledger in ledgers for breach in ledger.after(day, events)] == []
    return stepper, ledgers, events


def numbers(ledgers: list, day: int, events: np.ndarray) -> set[int]:
    """The invariants found broken."""
    return {number for ledger in ledgers for number, _ in ledger.after(day, events)}


@pytest.mark.parametrize("number", sorted(SPOILT))
def test_a_spoilt_table_is_seen(number):
    stepper, ledgers, events = lived(6)
    SPOILT[number](stepper.world)
    assert number in numbers(ledgers, 5, events)


@pytest.mark.parametrize("number", sorted(FORGED))
def test_a_forged_event_is_seen(number):
    stepper, ledgers, events = lived(6)
    field, which, value = FORGED[number]
    at = which(events)
    assert len(at)
    if number == 6:
        stepper.world.people["state"][events["person"][at]] = AWAKE
        ledgers[2].members[events["person"][at]] = False
    elif number == 18:
        events[field][at] = stepper.world.posts["author"][events["post"][at]]
    else:
        events[field][at] = value(events, at) if callable(value) else value
        if number == 11:
            events["post"][at] = events["post"][at[0]]
    assert number in numbers(ledgers, 5, events)


def test_somebody_without_an_invitation_is_seen():
    stepper = Stepper(world(policy("access", access="invitation"), audience=80, **LIVELY, **STAY), events=True)
    ledger = LEDGERS[0](stepper)
    for day in range(10):
        first = int(stepper.world.s["n_events"][0])
        stepper.advance(1)
        entered = np.flatnonzero(stepper.people["apply_day"] == day)
        if len(entered):
            stepper.people["invited"][entered[0]] = 0
            assert 7 in {
                number
                for number, _ in ledger.after(day, stepper.world.events[first : int(stepper.world.s["n_events"][0])])
            }
            return
        assert not list(ledger.after(day, stepper.world.events[first : int(stepper.world.s["n_events"][0])]))
    pytest.fail("nobody was invited in ten days")


@pytest.mark.parametrize("access, seen", [("request", True), ("open", False)])
def test_somebody_accepted_without_the_review_that_access_asks_for_is_seen(access, seen):
    """On the day after, one more is said to have been accepted than was reviewed; where anybody may join nobody minds that, but that the lines do not balance."""
    stepper = Stepper(world(policy("access", access=access), TEAM, audience=80, **LIVELY), events=True)
    ledger = LEDGERS[0](stepper)
    stepper.advance(1)
    assert not list(ledger.after(0, stepper.world.events[: int(stepper.world.s["n_events"][0])]))
    first = int(stepper.world.s["n_events"][0])
    stepper.advance(1)
    stepper.world.diary["accepted"][1] += 1
    breaches = list(ledger.after(1, stepper.world.events[first : int(stepper.world.s["n_events"][0])]))
    assert ((3, "1 people were accepted without the review that access asks for") in breaches) == seen
    assert (3, "applied, accepted, refused, tired and let in do not balance with the lines") in breaches


def test_a_breach_names_day_number_and_all_that_broke():
    error = InvariantBroken(12, ((3, "lines do not balance"), (9, "reordered")))
    assert (error.day, error.number) == (12, 3)
    assert "lines do not balance" in error.what
    assert "reordered" in str(error)
    with pytest.raises(ProgrammeConflict):
        checked_run(world(policy("team", hours_per_week=1.0), policy("team", hours_per_week=2.0)))
