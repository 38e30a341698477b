"""The table lever x door is current, and it is true.

True means: with the declared mediators of a policy at their off values, in both arms, what the policy did to people is gone
(at most ``GONE`` of it is left, in either direction) or at least halved (``HALVED``). ``CASES`` says for every policy in which setting, on
which measure, and which cut. None of these measures is itself switched off by its mediators. As a control, freezing as many
parameters that the policy does not declare leaves most of the effect.

Whether an effect is there and how much of it is left takes 60 pairs a case (300 where 60 leave the share open) and about half an hour of processor time in all: those tests are
slow. What must not differ at all takes a few runs, and is tried every time.

Policies that decide who is here have membership itself for a mediator: with equal membership (everybody in from day 0, nobody comes
or returns) they change not one number of the diary.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from mechanism_settings import Arm, changed, everything, in_errors, setting

from sim.manual.doors import COMMAND, acts_by_membership, doors_table
from sim.policies import POLICIES
from sim.rules import PARAMETERS
from sim.scenario import Scenario

PAGE = Path(__file__).resolve().parents[2] / "docs" / "doors.md"
PAIRS = 60
CLEAR = 5.0
GONE, HALVED = 0.15, 0.5

UNRELATED = (
    "weekend",
    "digest",
    "attention_sd",
    "return_rate",
    "tie_profile",
    "invite_value",
    "react_herd",
    "stop_worth",
)
"""Parameters that no policy declares. (Not among them: what orders the feed, which decides whether spam is seen at all, and
posting again in one sitting, which carries nothing but doubles every effect on posts.)"""

EVERYBODY_IN = {"everyone_in": True, "audience": 300, "days": 90}
NOBODY_RETURNS = {"minutes_channel": 1e-6, "return_rate": 0.0, "spammer_returns": 0.0, "invite_base": -20.0}


@dataclass(frozen=True)
class Case:
    """Where a policy's effect is looked at, and what is left of it when its mediators are frozen."""

    policy: str
    where: str
    measure: str
    cut: float
    without: tuple[str, ...] = ()
    why: str = ""
    pairs: int = PAIRS

    def scenario(self) -> Scenario:
        return changed(setting(self.where), without=self.without)


ALONE = ("access", "admission", "onboarding", "calendar", "moderation", "recognition", "promotion", "incident")

CASES = (
    Case("onboarding", "newcomers start at once", "posted_30", GONE),
    Case("onboarding", "newcomers start at once", "posts_own_total", GONE),
    Case("onboarding", "newcomers start at once", "value", GONE),
    Case("moderation", "spam comes in", "cost", GONE),
    Case("moderation", "spam comes in", "value", GONE),
    Case(
        "moderation",
        "spam comes in",
        "habit",
        HALVED,
        why="what the filter holds back takes no place in a reader's attention, and nothing freezes attention",
    ),
    Case(
        "calendar",
        "challenges abound",
        "information",
        HALVED,
        why="planned posts take attention and are replied to also when they are worth nothing, and nothing freezes that",
    ),
    Case("calendar", "challenges abound", "value", HALVED, why="the same"),
    Case(
        "team",
        "the team answers",
        "value",
        GONE,
        ALONE,
        why="the team's hours carry out what other policies decide; alone it answers and handles reports",
    ),
    Case("team", "the team answers", "visits", GONE, ALONE),
    Case("team", "the team answers", "posts_own_total", GONE, ALONE),
    Case("ambassadors", "everything", "visits", GONE),
    Case("ambassadors", "the team is passive", "replies_own", GONE),
    Case("ambassadors", "everything", "value", GONE),
    Case("commercial", "offers by approval", "cost", GONE, pairs=300),
    Case("incident", "the team stumbles", "trust", GONE),
    Case("alumni", "everything", "rejoined_total", GONE),
    Case("event", "everything", "ties", GONE),
    Case(
        "subgroups",
        "subgroups bind",
        "identity",
        HALVED,
        why="where the group is split other things are read and fewer answer, and nothing freezes that",
    ),
    Case("recognition", "everything", "standing", GONE),
    Case("recognition", "everything", "posts_own_total", GONE),
    Case("promotion", "managers do the work", "value", GONE),
    Case("review", "the team looks back", "value", GONE, ALONE),
    Case("measurement", "the team looks back", "value", GONE, ALONE),
    Case("support", "management sees nothing", "value", GONE, ALONE),
    Case("promotion", "managers do the work", "cost", GONE),
    Case("voice", "the team contradicts itself", "trust", GONE),
    Case("control", "members own it", "identity", GONE),
    Case("platform", "no notices", "visits", GONE),
    Case("platform_shock", "the platform has no notices", "visits", GONE),
)

WHO_ALONE = {"access": "joined_total", "admission": "hours_welcomes", "reach": "joined_total"}
"""Policies that act by membership alone -> what they clearly move as long as people can come."""


@cache
def arm(case_scenario: str, case: Case, frozen: tuple[str, ...]) -> Arm:
    scenario = case.scenario()
    if case_scenario == "without":
        scenario = changed(scenario, without=[case.policy])
    return Arm(scenario.with_values(**{name: PARAMETERS[name].off for name in frozen}) if frozen else scenario)


@cache
def shared(case_scenario: str, policy: str, where: str, without: tuple[str, ...], frozen: tuple[str, ...]) -> Arm:
    return arm(case_scenario, Case(policy, where, "", 0.0, without), frozen)


def effect(case: Case, frozen: tuple[str, ...] = ()) -> np.ndarray:
    """Paired differences that the policy makes to the case's measure, with some parameters frozen in both arms."""
    on, off = (shared(which, case.policy, case.where, case.without, frozen) for which in ("with", "without"))
    return on.values(case.measure, case.pairs) - off.values(case.measure, case.pairs)


def ids(case: Case) -> str:
    return f"{case.policy}-{case.measure}"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == doors_table(), f"docs/doors.md is not current: {COMMAND}"


def test_every_policy_is_put_to_the_test():
    assert {case.policy for case in CASES} | set(WHO_ALONE) == set(POLICIES)
    for kind in WHO_ALONE:
        assert acts_by_membership(POLICIES[kind])


@pytest.mark.parametrize("kind", sorted(POLICIES))
def test_mediators_can_be_frozen(kind):
    mediators = POLICIES[kind].mediators
    assert mediators and len(set(mediators)) == len(mediators)
    for name in mediators:
        assert PARAMETERS[name].off is not None, f"{kind}: {name} has no off value"
    assert not set(mediators) & set(UNRELATED)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=ids)
def test_freezing_the_mediators_cuts_the_effect(case):
    whole = effect(case)
    assert abs(in_errors(whole)) > CLEAR, f"{ids(case)}: no clear effect here ({in_errors(whole):.1f} standard errors)"
    left = effect(case, POLICIES[case.policy].mediators)
    share = left.mean() / whole.mean()
    assert abs(share) <= case.cut, f"{ids(case)}: {share:.0%} of the effect is left with its mediators frozen"


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=ids)
def test_freezing_something_else_leaves_the_effect(case):
    share = effect(case, UNRELATED).mean() / effect(case).mean()
    assert share > 0.6, f"{ids(case)}: only {share:.0%} is left although nothing that carries it was frozen"


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(WHO_ALONE))
def test_who_is_here_is_moved(kind):
    on, off = Arm(everything()), Arm(changed(everything(), without=[kind]))
    difference = on.values(WHO_ALONE[kind], PAIRS) - off.values(WHO_ALONE[kind], PAIRS)
    assert abs(in_errors(difference)) > CLEAR


@cache
def closed(without: tuple[str, ...]) -> Arm:
    """Runs in which everybody is in from the first day and nobody comes or returns."""
    return Arm(
        changed(
            everything(),
            without=["ambassadors", "platform_shock", "subgroups", "alumni", *without],
            community=EVERYBODY_IN,
            behaviour=NOBODY_RETURNS,
        )
    )


@pytest.mark.parametrize("kind", sorted(WHO_ALONE))
def test_with_equal_membership_who_is_here_changes_nothing(kind):
    """But for the minutes that channels take, which are as good as none here."""
    equal, other = closed(()), closed((kind,))
    equal.values("members", 3), other.values("members", 3)
    for run, two in zip(equal.runs, other.runs, strict=True):
        assert not [
            name
            for name in run.diary.dtype.names
            if not name.startswith("minutes_") and run.diary[name].tobytes() != two.diary[name].tobytes()
        ]
        assert np.allclose(run.diary["minutes_answers"], two.diary["minutes_answers"], atol=1e-3)
        assert run.diary["visits"].sum() > 0


@cache
def read_from_outside(share: float, frozen: bool) -> Arm:
    """Runs in which outsiders can read so much, and perhaps nothing comes of it."""
    scenario = changed(everything(), without=["admission"], change={"access": {"public_reading": share}})
    return Arm(
        scenario.with_values(**{name: PARAMETERS[name].off for name in ("weight_information", "outside_substitute")})
        if frozen
        else scenario
    )


@pytest.mark.slow
def test_reading_from_outside_moves_who_joins():
    assert (
        abs(
            in_errors(
                read_from_outside(1.0, False).values("joined_total", PAIRS)
                - read_from_outside(0.0, False).values("joined_total", PAIRS)
            )
        )
        > CLEAR
    )


def test_reading_from_outside_acts_by_what_is_seen_there():
    """Of access, only ``public_reading`` acts on what outsiders see; frozen, it changes nothing at all."""
    shut, open_ = (read_from_outside(share, True) for share in (0.0, 1.0))
    assert not np.any(open_.values("joined_total", 3) - shut.values("joined_total", 3))
    assert all(run.diary.tobytes() == two.diary.tobytes() for run, two in zip(shut.runs, open_.runs, strict=True))
