"""How unsure a scenario is of its own target group: ``[uncertain."mix.creator"]`` and the like, drawn anew in every world of a comparison.

A single run takes no notice of it: it stands for what is not known yet, and a run is of one community. What is not known of people in
general is a parameter of the model, and has its range there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, ValidationError

from sim.errors import nearest
from sim.policies import POLICIES
from sim.policies.base import FromList, Frozen
from sim.policies.lever import declared_by
from sim.scenario.bounds import shown, span
from sim.scenario.community import ROLES, shares_of

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

OF_COMMUNITY: dict[str, tuple[float, float]] = {"audience": (1, 2_000_000), "already_on": (0.0, 1.0)}
"""Numbers of the community that belong to the target group, with their ends."""
OF_REACH = ("daily_reach", "conversion", "fit", "prelaunch_reach", "push_reach")
"""Numbers of a channel that say how many it reaches and how well they fit."""
KEYS = (
    *(f"mix.{role}" for role in ROLES),
    *(f"community.{name}" for name in OF_COMMUNITY),
    *(f"reach.{name}" for name in OF_REACH),
)
"""What a scenario can be unsure of."""
FITS: dict[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "log-uniform": ("low", "high"),
    "triangular": ("low", "high", "mode"),
    "normal-truncated": ("low", "high", "mean", "sd"),
    "choice": ("values",),
}
"""Kind of distribution -> what is said of it."""


class Uncertain(Frozen):
    """``[uncertain.<what>]``: how sure we are of a behaviour parameter (in a study), or of the target group (in a scenario).

    Attributes
    ----------
    dist : str
        ``uniform`` on low..high; ``log-uniform`` there, even in ratios; ``triangular`` with its top at mode; ``normal-truncated``
        with mean and sd, cut off at low and high; ``choice`` among values, each as likely.
    low, high : float or None
        Ends of the range; where both are None, what ``study.assumptions`` says; where one is, that end of what is declared as believable of the parameter. A
        scenario names both.
    mode : float or None
        Top of a triangular distribution; None: the parameter's default, or the middle of a scenario's range.
    mean : float or None
        Of a normal distribution before it is cut off; None: the same.
    sd : float or None
        The same; None: a quarter of the range, so that the range is two standard deviations either way (invented).
    values : tuple of float or None
        For ``choice``.
    """

    dist: Literal["uniform", "log-uniform", "triangular", "normal-truncated", "choice"] = "uniform"
    low: float | None = None
    high: float | None = None
    mode: float | None = None
    mean: float | None = None
    sd: Annotated[float, Field(gt=0.0)] | None = None
    values: Annotated[tuple[float, ...], FromList] | None = None

    @property
    def most(self) -> float:
        """The largest value it can take."""
        return max(self.values) if self.values else math.nan if self.high is None else self.high


def ends_of(key: str) -> tuple[float, float]:
    """Return from where to where a key's number goes."""
    room, _, name = key.partition(".")
    if room == "mix":
        return 0.0, 1.0
    if room == "community":
        return OF_COMMUNITY[name]
    declared = declared_by(POLICIES[room].model_fields[name])
    return float(declared.low), float(declared.high)


def readable(entry: Mapping[str, Any]) -> tuple[Uncertain, frozenset[str]]:
    """Return what can be read of a table with faults, every key as the one it is nearest to, and the fields that cannot be read."""
    fields, unread = {}, set()
    for key, value in entry.items():
        field = key if key in Uncertain.model_fields else nearest(key[:60], Uncertain.model_fields)
        if field == key or field not in entry:
            try:
                Uncertain.model_validate({field: value})
                fields[field] = value
            except ValidationError:
                unread.add(field)
    return Uncertain.model_validate(fields), frozenset(unread)


def faults_of(key: str, given: Uncertain, unread: frozenset[str] = frozenset()) -> Iterator[tuple[str, str, str]]:
    """Return what is wrong with how unsure a scenario is of something: field, what is wrong, what would be right.

    Parameters
    ----------
    key : str
        One of `KEYS`; where it is none of them, the number has no ends.
    given : Uncertain
        What is said of it.
    unread : set of str
        Fields that cannot be read: nothing that hangs on them is told.
    """
    low, high = ends_of(key) if key in KEYS else (-math.inf, math.inf)
    for field in ("low", "high", "mode", "mean", "sd", "values"):
        if "dist" not in unread and field not in FITS[given.dist] and getattr(given, field) is not None:
            yield field, f"does not go with dist {given.dist}", ", ".join(FITS[given.dist])
    if given.dist == "choice":
        if "values" not in unread and (not given.values or len(set(given.values)) != len(given.values)):
            yield "values", "missing, empty, or a value twice", "values = [...] that differ"
        for value in given.values or ():
            if not low <= value <= high:
                yield "values", f"{shown(value)} is out of range", span(low, high)
        return
    if not unread & {"dist", "low", "high"} and (given.low is None or given.high is None or not given.low < given.high):
        yield "low", f"low {shown(given.low)} and high {shown(given.high)} make no range", "low below high"
        return
    for field, value in (("low", given.low), ("high", given.high)):
        if value is not None and not low <= value <= high:
            yield field, f"{shown(value)} is out of range", span(low, high)
    if given.dist == "log-uniform" and given.low is not None and given.low <= 0:
        yield "low", f"{shown(given.low)} has no logarithm", "more than 0 for dist log-uniform"
    if given.dist == "triangular" and None not in (given.low, given.mode, given.high):
        if not given.low <= given.mode <= given.high:
            yield "mode", f"{shown(given.mode)} is out of range", span(given.low, given.high)


def settled(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a scenario that is sure of its target group: these values in the place of what it is unsure of, everything else as it is.

    The roles whose share is not given keep their proportions in what is left.
    """
    data = scenario.tables()
    data.pop("uncertain", None)
    shares = {key.partition(".")[2]: float(value) for key, value in values.items() if key.startswith("mix.")}
    if shares:
        mix = shares_of(data["community"].get("mix", {}))
        others = math.fsum(share for role, share in mix.items() if role not in shares)
        scale = (1.0 - math.fsum(shares.values())) / others if others > 0 else 0.0
        data["community"]["mix"] = {role: shares.get(role, share * scale) for role, share in mix.items()}
    for key, value in values.items():
        room, _, name = key.partition(".")
        if room == "community":
            data["community"][name] = int(round(value)) if name == "audience" else float(value)
        elif room == "reach":
            for policy in data["policy"]:
                if policy["kind"] == "reach":
                    policy[name] = float(value)
    return type(scenario).build(data, scenario.name)
