"""What a review can change: which levers, how a change is written, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.errors import nearest
from sim.policies.base import Picking, Policy
from sim.policies.lever import Lever
from sim.world.programme import Programme
from sim.world.reviews import ADAPTIVE

SETTLED = {
    "reach": "who hears of the community when is settled before the first day",
    "calendar": "planned posts are settled before the first day",
    "incident": "a slip is not decided by a review",
    "review": "a review changes levers, not reviews",
    "measurement": "a review that stops measuring would never see again",
    "support": "management is not the team's to decide",
    "recognition": "rounds of recognition are settled before the first day",
    "promotion": "rounds of promotion are settled before the first day",
}
"""Kind of policy -> why nothing of it can change while the run goes on."""
HAS_DAYS = "a day is a date, and a review has its own: every_days, hold_days"
SETTLED_TOO = "it is settled before the first day, as it holds a rhythm or an order and no single value"
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?(e-?\d{1,2})?")
EXAMPLE = '{ "team.hours_per_week" = 12 }'


def texts(value: Any) -> Any:
    """Return changes as texts; a table ``{ "team.hours_per_week" = 12 }`` says the same as ``["team.hours_per_week = 12"]``."""
    if isinstance(value, Mapping):
        return tuple(f"{key} = {_written(wanted)}" for key, wanted in value.items())
    return tuple(value) if isinstance(value, list) else value


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def parted(text: str) -> tuple[str, Any]:
    """Return lever and value of a change: ``team.hours_per_week = 12``; a value that is no number, true or false is a word."""
    key, _, value = (part.strip() for part in text.partition("="))
    if value in ("true", "false"):
        return key, value == "true"
    if _NUMBER.fullmatch(value):
        return key, float(value) if re.search("[.e]", value) else int(value)
    return key, value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def registry() -> Mapping[str, type[Policy]]:
    """Every kind of policy."""
    from sim.policies import POLICIES

    return POLICIES


def adaptive(policy: type[Policy]) -> tuple[str, ...]:
    """Return the settings of a policy that a review can change: those of one value a day that the engine knows how to change."""
    if policy.model_fields["kind"].default in SETTLED:
        return ()
    return tuple(
        field
        for field, declared in policy.levers.items()
        if declared.columns and declared.columns[0] in ADAPTIVE and not declared.is_list
    )


def levers() -> list[str]:
    """Return everything that a review can change, ``policy.field``."""
    return [f"{kind}.{field}" for kind, policy in registry().items() for field in adaptive(policy)]


def wrong(text: str) -> tuple[str, str, str] | None:
    """Return (what is wrong, what is allowed, what may have been meant) with one change; None where nothing is."""
    key, value = parted(text)
    kind, _, field = key.partition(".")
    known = levers()
    if "=" not in text or not field:
        return f"{key[:60]!r} does not say which lever becomes what", EXAMPLE, ""
    if kind not in registry():
        return (
            f"{kind[:60]} is not a kind of policy",
            "levers such as " + ", ".join(known[:3]),
            nearest(key[:60], known),
        )
    policy = registry()[kind]
    if kind in SETTLED:
        return f"{key[:60]} cannot change while the community lives: {SETTLED[kind]}", ", ".join(known), ""
    if field not in policy.model_fields:
        mine = [f"{kind}.{field}" for field in adaptive(policy)]
        return f"{kind} has no lever {field[:60]}", ", ".join(mine), nearest(key[:60], mine)
    if field not in adaptive(policy):
        reason = HAS_DAYS if field.endswith("_day") else SETTLED_TOO
        return f"{key} cannot change while the community lives: {reason}", ", ".join(known), ""
    try:
        policy.model_validate({"kind": kind, field: value}, context={"contradictions_later": True})
    except ValidationError:
        return f"{str(value)[:40]} is not what {key} can be", _allowed(policy.levers[field]), ""
    return None


def _allowed(declared: Lever) -> str:
    """Say what a lever can be."""
    if declared.names:
        return "one of " + ", ".join(declared.names)
    if declared.is_switch:
        return "true or false"
    return f"{'a whole number' if declared.is_whole else 'a number'}, {declared.low:.15g} to {declared.high:.15g}"


def turns(changes: tuple[str, ...], programme: Programme) -> list[tuple[str, bool, np.ndarray]]:
    """Return the columns that changes decide: name, whether only where nobody is on duty, value on every day float (days,).

    Where people are picked (ambassadors), what else must be said of them comes from the defaults, as long as nobody is on duty yet.
    """
    found: list[tuple[str, bool, np.ndarray]] = []
    own = [parted(text)[0] for text in changes]
    for text in changes:
        key, value = parted(text)
        kind, _, field = key.partition(".")
        policy = registry()[kind].model_validate({"kind": kind, field: value}, context={"contradictions_later": True})
        written = Programme(programme.days)
        for name in (
            field,
            *(decide for decide in policy.decides() if isinstance(policy, Picking) and decide != field),
        ):
            column = policy.columns[name][0]
            if name != field and (f"{kind}.{name}" in own or column not in ADAPTIVE):
                continue
            over_days, coded = policy.levers[name].over_days, policy.value_of(name)
            written.set(column, over_days(coded, programme, 0, None) if over_days else coded, kind=kind)
            found.append((column, name != field, written.table[column].astype(np.float64)))
    return found
