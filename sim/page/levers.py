"""Policies as data: what the page needs to know of every setting, so that it writes the same programme as Python, byte for byte.

Bounds, choices and defaults come from the fields, codes and factors from what a policy itself makes of a value (`value_of`). Where a
policy's `write` does more than put a value into a column, `js/policies.js` has a twin of it; a law holds both to the same bytes.
"""

from __future__ import annotations

import inspect
import re
import typing
from typing import Any

from sim.policies import POLICIES, Policy
from sim.policies.adapting import adaptive
from sim.policies.base import Picking
from sim.scenario.bounds import choices
from sim.scenario.community import is_yours

LAID_OUT = {
    "team.hours_per_week": "per_workday",
    "moderation.hours_per_week": "per_workday",
    "moderation.filter_update_days": "rounds",
    "onboarding.spotlight_every_days": "rounds",
    "recognition.every_days": "rounds",
    "recognition.comparison_every_days": "rounds",
    "promotion.every_days": "rounds",
    "alumni.contact_every_days": "rounds",
    "ambassadors.input_every_days": "rounds_at_once",
    "support.every_days": "rounds",
}
"""Setting -> how its value is laid out over the days; every other is the same on each day."""

OPTIONAL_LISTS = ("weekdays", "spare", "measures")
"""Lists that need not hold every choice."""
SETS = ("weekdays",)
"""Lists in which the order says nothing."""


def policies() -> list[dict[str, Any]]:
    """Return every kind of policy with its settings, as data."""
    return [
        {
            "kind": kind,
            "rule": _rule(policy),
            "fields": [_field(policy, name) for name in policy.model_fields if name != "kind"],
        }
        for kind, policy in POLICIES.items()
    ]


def _rule(policy: type[Policy]) -> str:
    """By which rule a policy decides columns: what was given, all of them with a number, or its own."""
    if issubclass(policy, Picking):
        return "picking"
    return "given" if policy.decides is Policy.decides else "own"


def _field(policy: type[Policy], name: str) -> dict[str, Any]:
    info = policy.model_fields[name]
    kinds, low, high = _shape(info)
    words = list(choices(policy, name))
    default = info.default
    found: dict[str, Any] = {
        "name": name,
        "type": _type(kinds, words, name),
        "default": list(default) if isinstance(default, tuple) else default,
        "columns": list(policy.columns.get(name, ())),
        "unit": _unit(policy, name),
        "doors": list(policy.doors.get(name, ())),
    }
    if found["type"] in ("number", "whole"):
        found |= {"low": low, "high": high}
    if type(None) in kinds:
        found["optional"] = True
    if words:
        found["choices"] = words
    if name in OPTIONAL_LISTS:
        found["some"] = True
    if name in adaptive(policy):
        found["turns"] = True
    key = f"{policy.model_fields['kind'].default}.{name}"
    if key in LAID_OUT:
        found["over"] = LAID_OUT[key]
    if not is_yours(policy.model_fields["kind"].default, name):
        found["kept"] = True
    return found | _codes(policy, name, found)


def _codes(policy: type[Policy], name: str, found: dict[str, Any]) -> dict[str, Any]:
    """What the programme holds for a value: codes of words, a factor for numbers, what stands for nothing."""

    def made(value: Any) -> Any:
        return policy.model_construct(**{name: value}).value_of(name)

    codes: dict[str, Any] = {}
    if found["columns"] and found["type"] == "choice":
        codes["codes"] = [int(made(word)) for word in found["choices"]]
    elif found["columns"] and found["type"] == "number":
        codes["times"] = float(made(1.0))
    if found["columns"] and found.get("optional") and "over" not in found:
        codes["none"] = -1.0 if name == "expert_share" else float(made(None))
    return codes


def _type(kinds: set[Any], words: list[str], name: str) -> str:
    if tuple in kinds and not words:
        return "changes"
    if tuple in kinds:
        return "set" if name in SETS else "order"
    if words:
        return "choice"
    return "switch" if bool in kinds else "whole" if int in kinds else "number" if float in kinds else "text"


def _shape(info: Any) -> tuple[set[Any], float | None, float | None]:
    """Return the plain types of a field, and its bounds."""
    kinds: set[Any] = set()
    low = high = None
    waiting: list[Any] = [(info.annotation, tuple(info.metadata))]
    while waiting:
        annotation, marks = waiting.pop()
        for mark in marks:
            for bound in getattr(mark, "metadata", None) or (mark,):
                low = getattr(bound, "ge", None) if low is None else low
                high = getattr(bound, "le", None) if high is None else high
        if isinstance(annotation, type):
            kinds.add(annotation)
        origin, args = typing.get_origin(annotation), typing.get_args(annotation)
        if isinstance(origin, type):
            kinds.add(origin)
        if origin is typing.Annotated:
            waiting.append((args[0], args[1:]))
        elif origin is not typing.Literal:
            waiting.extend((arg, ()) for arg in args)
    return kinds, low, high


def _unit(policy: type[Policy], name: str) -> str:
    """The unit in a field's line of the docstring, as the key of its words; empty for words, switches and shares."""
    text = inspect.getdoc(policy) or ""
    row = re.search(rf"^\s*{name} : .*\n((?:\s{{4,}}.*\n?)+)", text, re.MULTILINE)
    inside = re.search(r"\[([^\]\d,-][^\],]*)(?:,[^\]]*)?\]", row[1]) if row else None
    return inside[1].strip().replace(" ", "_") if inside else ""
