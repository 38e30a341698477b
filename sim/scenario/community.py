"""The community of a scenario: who could join, for how long we look, and what for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from sim.policies.base import Frozen

Goal = Literal[
    "participation",
    "listen",
    "cocreate",
    "ambassadors",
    "service",
    "leads",
    "knowledge",
    "recruitment",
    "loyalty",
    "awareness",
    "event",
    "sales",
]
GOALS: tuple[str, ...] = get_args(Goal)
NOT_YOURS: dict[str, tuple[str, ...]] = {
    "access": (),
    "admission": (),
    "moderation": (),
    "platform": (),
    "promotion": (),
    "control": (),
    "commercial": ("selling",),
    "onboarding": ("rules_shown", "introductions", "start_after_visits", "start_after_reply"),
}
"""Kind of policy -> settings that the host of a community one joins keeps to itself; none named: all of them."""
ROLES = ("lurker_content", "lurker_not_yet", "lurker_hindered", "critic", "creator", "spammer")


def is_yours(kind: str, field: str) -> bool:
    """Whether a setting is one's own in a community that one joins."""
    kept = NOT_YOURS.get(kind)
    return kept is None or bool(kept and field not in kept)


def shares_of(mix: Mapping[str, float]) -> dict[str, float]:
    """Return the share of every role, 0 where a mix names none; of an empty mix the default one."""
    from sim.rules.people import DEFAULT_MIX

    given = mix or DEFAULT_MIX
    return {role: float(given.get(role, 0.0)) for role in ROLES}


class Community(Frozen):
    """Who could join, for how long we look, and what for.

    Attributes
    ----------
    audience : int
        Everyone who could ever join [persons, 1..2,000,000].
    days : int
        Length of the run [days, 1..3650]; day 0 is a Monday.
    goal : str
        What the community is for; it decides the primary measure.
    seed : int
        Study seed of all random numbers [0..2**53].
    founders : int
        People who are members from day 0 [persons, 0..audience].
    everyone_in : bool
        The whole audience is member on day 0.
    rivals : int
        Rival communities that compete for the same people's time [communities, 0..20].
    rival_size : float
        How large each rival is, as a share of all else one could do [0..1].
    rival_specificity : float
        0: each rival is for all topics; 1: each is for one topic [0..1].
    breadth : int
        Topics the community is about: so many of the eight that people want, those most wanted first [topics, 1..8]. Who finds none of their
        own topics in it does not look further.
    already_on : float
        Share of the audience who are active where the community is, on the platform or in the place it has taken, before they hear of it [0..1].
    mix : dict of str to float
        Share of each role in the audience; together 1. Empty: the default mix.
    hour_cost : float
        What an hour of the host costs [euro, 0..10,000]; 0: money is left out. It moves no result but the cost.
    venue : str
        ``own`` begins a community of one's own. ``join`` joins one that is there: its founders are members of long standing, it has a host of
        its own, and who gets in, the rules, the roles and the platform are not yours to set.
    """

    audience: Annotated[int, Field(ge=1, le=2_000_000)]
    days: Annotated[int, Field(ge=1, le=3650)] = 365
    goal: Goal = "participation"
    seed: Annotated[int, Field(ge=0, le=2**53)] = 0
    founders: Annotated[int, Field(ge=0, le=2_000_000)] = 0
    everyone_in: bool = False
    rivals: Annotated[int, Field(ge=0, le=20)] = 0
    rival_size: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    rival_specificity: Annotated[float, Field(ge=0.0, le=1.0)] = 0.5
    breadth: Annotated[int, Field(ge=1, le=8)] = 8
    already_on: Annotated[float, Field(ge=0.0, le=1.0)] = 0.0
    mix: dict[str, float] = {}
    hour_cost: Annotated[float, Field(ge=0, le=10_000)] = 0.0
    venue: Literal["own", "join"] = "own"

    def told(self) -> dict[str, Any]:
        """Return what is said of it, without the mix; of rivals, the price of an hour, joining and breadth only where there is any."""
        rivals = () if self.rivals else ("rivals", "rival_size", "rival_specificity")
        rest = {
            name
            for name in ("hour_cost", "venue", "breadth", "already_on")
            if getattr(self, name) == type(self).model_fields[name].default
        }
        return self.model_dump(exclude={"mix", *rivals, *rest})

    @property
    def shares(self) -> dict[str, float]:
        """Share of every role, the default mix when none is given."""
        return shares_of(self.mix)
