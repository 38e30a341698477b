"""``--set key=value``: change single values of a scenario without writing a file.

``behaviour.stop_first=0.2``, ``community.days=90``, ``title.en="Try"``, ``policy[0].batch_size=5``, ``policy.admission.batch_size=5``, or as
study files name levers, ``admission.batch_size=5``; where there are several of a kind ``calendar[1].minutes=20`` (see `sim.scenario.naming`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from sim.errors import Fault, InputError, nearest
from sim.policies import POLICIES
from sim.scenario.community import Community
from sim.scenario.library import Asked, Place
from sim.scenario.lines import Path as Key
from sim.scenario.lines import TooDeep, refuse_deep
from sim.scenario.naming import kinds_in, names_of, place_of
from sim.words import LANGUAGES

TABLES = ("title", "about", "community", "behaviour")
EXAMPLE = "key=value, such as behaviour.stop_first=0.2, community.days=90 or policy.admission.batch_size=5"
_PART = re.compile(r"([A-Za-z0-9_-]+)(?:\[(\d{1,6})\])?$")

Set = str | tuple[str, str]
"""``key=value``, or (name of the option it came from, ``key=value``)."""


def override(asked: Asked, sets: Sequence[Set]) -> Asked:
    """Return what is asked with single values changed; faults carry ``--set:<n>`` for the n-th."""
    data, places, faults = asked.data, dict(asked.places), list(asked.faults)
    number = 0
    for item in sets:
        if isinstance(item, tuple):
            place, text = Place(item[0], 0), item[1]
        else:
            number += 1
            place, text = Place("--set", number), item
        fault = _apply(data, places, place, text)
        if fault is not None:
            faults.append(fault)
    return Asked(asked.name, asked.file, data, places, tuple(faults), asked.first_line)


def _apply(data: dict[str, Any], places: dict[Key, Place], place: Place, text: str) -> Fault | None:
    def wrong(what: str, allowed: str = "", meant: str = "", key: str = "") -> Fault:
        return Fault(what, file=place.file, line=place.line, key=key, allowed=allowed, meant=meant)

    key, equals, value = text.partition("=")
    key = key.strip()
    parts = [_PART.match(part) for part in key.split(".")]
    if not equals or not all(parts) or len(parts) > 8:
        return wrong(f"{_short(text)} cannot be read", EXAMPLE)
    path: list[str | int] = []
    for part in parts:
        path.append(part.group(1))
        if part.group(2) is not None:
            path.append(int(part.group(2)))
    if path[0] in POLICIES and len(path) > 1:  # as study files write it
        path.insert(0, "policy")
    if path[0] == "policy":
        located = _policy(data, path)
        if isinstance(located, tuple):
            return wrong(located[0], located[1], located[2], key)
    elif path[0] not in TABLES or (len(path) == 1 and path[0] not in ("title", "about")):
        if path[0] in TABLES:
            return wrong("is a table, not a value", f"{path[0]}.<name>=value", key=key)
        return wrong(
            "unknown key",
            "keys of community, behaviour, policy, title, about, or of a kind of policy",
            _whole(path),
            key,
        )
    if len(path) > 1 and path[0] in ("title", "about") and isinstance(data.get(path[0]), str):
        data[path[0]] = dict.fromkeys(LANGUAGES, data[path[0]])
    table: Any = data
    for step in path[:-1]:
        if isinstance(table, dict):
            table = table.setdefault(step, {})
        elif isinstance(table, list) and isinstance(step, int) and step < len(table):
            table = table[step]
        else:
            return wrong("there is no such table", EXAMPLE, key=key)
    last = path[-1]
    if not isinstance(table, dict) or isinstance(last, int):
        return wrong("is not a single value", EXAMPLE, key=key)
    table[last] = _value(value.strip())
    places[tuple(path)] = place
    return None


def _policy(data: dict[str, Any], path: list[str | int]) -> tuple[str, str, str] | None:
    """Turn ``policy.<kind>.field`` into ``policy[i].field``; return (wrong, allowed, meant) when that cannot be done."""
    policies = data.get("policy", [])
    if not isinstance(policies, list):
        return ("policy is not a list of tables", "[[policy]] tables in the file", "")
    kinds = kinds_in(policies)
    shown = (
        ", ".join(f"policy[{i}] ({kind})" for i, kind in enumerate(kinds)) or "no policy at all: add one to the file"
    )
    if len(path) < 3:
        return ("does not name one value of one policy", "policy[0].<name>=value or policy.<kind>.<name>=value", "")
    which = path[1]
    if isinstance(which, int):
        return None if which < len(kinds) else (f"there is no policy[{which}]", shown, "")
    nth = path.pop(2) if isinstance(path[2], int) else None
    place = place_of(kinds, which, nth)
    if place is not None:
        path[1] = place
        return None
    if which not in kinds:
        near = nearest(which, [kind for kind in kinds if kind is not None])
        return (f"this scenario has no policy of kind {which}", shown, f"policy.{near}" if near else "")
    named = ", ".join(name for name, kind in zip(names_of(kinds), kinds, strict=True) if kind == which)
    if nth is not None:
        return (f"there is no {which}[{nth}]", named, "")
    return (f"this scenario has {kinds.count(which)} policies of kind {which}", named, "")


def _whole(path: list[str | int]) -> str:
    """Return the full key the user may have meant: the right table's name, or the table that has this field."""
    first = str(path[0])
    near = nearest(first, [*TABLES, "policy", *POLICIES])
    if near and len(path) > 1:
        return near + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path[1:])
    from sim.rules import PARAMETERS

    if len(path) == 1 and first in Community.model_fields:
        return f"community.{first}"
    if len(path) == 1 and first in PARAMETERS:
        return f"behaviour.{first}"
    close = nearest(first, [*Community.model_fields, *PARAMETERS])
    return "" if not close else ("community." if close in Community.model_fields else "behaviour.") + close


def pair_of(text: str, place: str) -> tuple[str, Any]:
    """Read ``key=value`` as a name and a value.

    Raises
    ------
    InputError
        It has no name or no value.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputError(Fault(f"{_short(text)} cannot be read", file=place, allowed=EXAMPLE))
    return key.strip(), _value(value.strip())


def _value(text: str) -> Any:
    """Read a value as TOML does; what is no TOML value is taken as text."""
    if "\n" in text:
        return text
    try:
        refuse_deep(text, 8)
        return tomllib.loads(f"value = {text}")["value"]
    except (TooDeep, ValueError):
        return text


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
