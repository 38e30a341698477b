"""How a policy is named: by its kind, and where a scenario has several of a kind, by which of them it is.

    team.hours_per_week        the policy of kind team
    calendar[1].minutes        the second calendar: counted from 0, as ``policy[0]`` and every list in a file are
    policy.calendar[1].minutes the same

The same names serve ``--set``, levers and variants of a study, ``[change."calendar[1]"]``, `Community(...)` and `Community.change`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import Fault, nearest
from sim.policies import POLICIES

_NAME = re.compile(r"([A-Za-z_][\w-]*)(?:\[(\d{1,6})\])?")


def split(name: str) -> tuple[str, int | None]:
    """Return kind and number of a policy's name: ``calendar[1]`` is ("calendar", 1), ``team`` ("team", None); ("", None) when it is no name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return "", None
    return match[1], None if match[2] is None else int(match[2])


def kind_in(key: str) -> str:
    """Return what stands before the first point of a key, without a number: ``calendar[1].minutes`` is of ``calendar``."""
    return split(key.removeprefix("policy.").partition(".")[0])[0]


def names_of(kinds: Sequence[str | None]) -> list[str]:
    """Return the name of each of a scenario's policies, in their order: the kind, and its number where there are several."""
    seen: dict[str | None, int] = {}
    names = []
    for kind in kinds:
        seen[kind] = seen.get(kind, -1) + 1
        names.append(f"{kind}[{seen[kind]}]" if kinds.count(kind) > 1 else str(kind))
    return names


def place_of(kinds: Sequence[str | None], kind: str, nth: int | None) -> int | None:
    """Return the place of a policy among a scenario's policies; None when there is none, or several and none was named."""
    places = [place for place, other in enumerate(kinds) if other == kind]
    if nth is None:
        return places[0] if len(places) == 1 else None
    return places[nth] if nth < len(places) else None


def unknown_kind(word: str, file: str, key: str) -> Fault:
    """Return the fault of a kind of policy that there is not."""
    return Fault(
        f"{word[:60]} is not a kind of policy",
        file=file,
        key=key,
        allowed="one of " + ", ".join(POLICIES),
        meant=nearest(word[:60], POLICIES),
    )


def kinds_in(policies: Sequence[Any]) -> list[str | None]:
    """Return the kind of each policy of a file's tables; None where it says none."""
    return [
        policy.get("kind") if isinstance(policy, Mapping) and isinstance(policy.get("kind"), str) else None
        for policy in policies
    ]
