"""Putting single values into a scenario by name: ``team.hours_per_week``, ``calendar[1].minutes``, ``community.audience``, ``mix.spammer``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.errors import Fault, InputError
from sim.policies import POLICIES
from sim.scenario.community import shares_of
from sim.scenario.library import Place
from sim.scenario.model import Scenario
from sim.scenario.naming import kinds_in, names_of, place_of, split, unknown_kind


def with_settings(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return a scenario with values put in by name; a policy that it does not have is added with them.

    Raises
    ------
    InputError
        With every fault.
    """
    if not settings:
        return scenario
    data, faults = scenario.tables(), list[Fault]()
    for key, value in settings.items():
        name = key.removeprefix("policy.")
        kind, _ = split(name.partition(".")[0])
        if kind not in (*POLICIES, "community", "behaviour", "mix"):
            faults.append(unknown_kind(name.partition(".")[0].partition("[")[0], scenario.name, key))
        else:
            put(data, {}, name, value, Place(scenario.name, 0), faults)
    if faults:
        raise InputError(faults)
    return type(scenario).build(data, scenario.name)


def put(
    data: dict[str, Any], places: dict[Any, Place], key: str, value: Any, place: Place, faults: list[Fault]
) -> None:
    """Put a setting into a scenario's tables; a policy that the scenario does not have is added with this one value, `calendar[1]` is not.

    A role's share of the audience takes from the other roles, or gives to them, in proportion.
    """
    room, _, name = key.partition(".")
    if room == "mix":
        _put_share(data.setdefault("community", {}), name, value)
        places[("community", "mix")] = place
        return
    if room in ("behaviour", "community"):
        table = data.setdefault(room, {})
        if isinstance(table, dict):
            table[name] = value
            places[(room, name)] = place
        return
    policies = data.setdefault("policy", [])
    if not isinstance(policies, list):
        return
    kinds = kinds_in(policies)
    kind, nth = split(room)
    index = place_of(kinds, kind, nth)
    if index is None and (nth or kind in kinds):
        named = ", ".join(policy for policy, of in zip(names_of(kinds), kinds, strict=True) if of == kind)
        what = (
            f"the scenario has {kinds.count(kind)} policies of kind {kind}"
            if nth is None
            else f"there is no {kind}[{nth}]"
        )
        faults.append(
            Fault(
                what,
                file=place.file,
                line=place.line,
                key=key,
                allowed=named or "a scenario with a policy of this kind",
            )
        )
        return
    if index is None:
        policies.append({"kind": kind})
        index = len(policies) - 1
        places[("policy", index)] = place
    policies[index][name] = list(value) if isinstance(value, tuple) else value
    places[("policy", index, name)] = place


def _put_share(community: Any, role: str, share: float) -> None:
    """Give a role its share of the audience; the others keep their proportions."""
    if not isinstance(community, dict) or not isinstance(community.get("mix", {}), dict):
        return  # the checking of the scenario says what is wrong with it
    shares = shares_of(community.get("mix", {}))
    others = 1.0 - shares[role]
    scale = (1.0 - share) / others if others > 0 else 0.0
    community["mix"] = {name: share if name == role else value * scale for name, value in shares.items()}
