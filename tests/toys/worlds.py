"""Small communities for tests of the engine: a setup from a few words, without a scenario file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from sim.policies import POLICIES, Policy
from sim.rules.people import DEFAULT_MIX
from sim.world.compiled import Compiled, _bound, calls
from sim.world.programme import Programme
from sim.world.setup import Setup

MUTE = {
    "react_base": -20.0,
    "reply_base": -20.0,
    "start_base": -20.0,
    "need": 0.0,
    "reply_addressed": 0.0,
    "correct_base": -20.0,
}
"""Behaviour in which nobody ever reacts or posts."""

STILL = {"aware_rate": 0.0, "invite_base": -30.0}
"""Behaviour in which nobody hears of the community."""

STAY = {"leave_base": 0.0}
"""Behaviour in which nobody leaves."""

BARE = dict.fromkeys(("lurker_content", "lurker_hindered", "critic", "creator", "spammer"), 0.0) | {
    "lurker_not_yet": 1.0
}


def policy(kind: str, **fields: object) -> Policy:
    """A policy by its kind."""
    return POLICIES[kind](**fields)


def programme_of(days: int, *policies: Policy) -> Programme:
    """The programme that these policies write."""
    programme = Programme(days)
    for index, decision in enumerate(policies):
        programme.index = index
        decision.write(programme)
    return programme


def world(
    *policies: Policy,
    audience: int = 120,
    days: int = 40,
    seed: int = 7,
    founders: int = 10,
    everyone_in: bool = False,
    mix: Mapping[str, float] = DEFAULT_MIX,
    order: np.ndarray | None = None,
    **behaviour: float,
) -> Setup:
    """A setup: a small community with these policies, behaviour by parameter name."""
    programme = programme_of(days, *policies) if days else empty_programme()
    return Setup(audience, days, seed, founders, everyone_in, mix, behaviour, programme, order)


def empty_programme() -> Programme:
    """A programme of no day at all, for the run that ends before it begins."""
    programme = Programme(1)
    programme.days = 0
    programme.table = programme.table[:0]
    programme.reach = programme.reach[:0]
    return programme


def other(setup: Setup, **changes: object) -> Setup:
    """The same setup with other fields."""
    return dataclasses.replace(setup, **changes)


def plain(function: Compiled):
    """A rule or a phase with all it calls as plain Python."""
    return _bound(function.py_func, {name: plain(called) for name, called in calls(function.py_func).items()})
