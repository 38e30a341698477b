"""Every lever of every policy moves something: no field is read by nobody.

Generated over the fields of all policies. The policy stands in a setting with something for it to work on; one field is set to every
other value it can take (choices) or to its ends (numbers), and the diary of at least one of a few runs differs. A channel's name
is a label and moves nothing.
"""

from __future__ import annotations

import typing
from functools import cache
from typing import Any

import pytest
from annotated_types import Ge, Le
from mechanism_settings import Arm, changed, everything

from sim.policies import POLICIES
from sim.scenario import Scenario
from sim.scenario.bounds import allowed

LABELS = {("reach", "channel")}
FEW = 4

SCARCE = {
    ("team", "priorities"): {"team": {"hours_per_week": 5.0}},
    ("team", "stance"): {"ambassadors": {"number": 0}},
    ("team", "answer_after_hours"): {"ambassadors": {"number": 0}},
    ("moderation", "sanctions"): {"moderation": {"pause_days": 0}},
    ("moderation", "hide_after_reports"): {"moderation": {"hide_after_reports": 1, "report_ease": 3.0}},
}
"""Levers that show only where hours are short or nobody else answers -> the change to everything.toml."""

DIFFERENT = {
    ("team", "spare"): [[], ["patrol"], ["messages"]],
    ("team", "priorities"): [["calendar", "answers", "approvals", "welcomes", "removals", "applications"]],
    ("calendar", "weekdays"): [["sat", "sun"], []],
    ("admission", "first_day"): [60],
    ("reach", "push_day"): [20],
    ("reach", "push_days"): [30],
    ("onboarding", "spotlight_every_days"): [30],
    ("measurement", "measures"): [[], ["spam"]],
    ("review", "when"): ["members", "visitors", "backlog"],
    ("review", "then"): [["team.hours_per_week = 2"], ["onboarding.introductions = false", "access.access = open"]],
    ("incident", "from_day"): [30],
    ("subgroups", "until_day"): [150],
    ("platform_shock", "day"): [120],
    ("platform_shock", "from_day"): [140, 160],
    ("platform_shock", "until_day"): [130],
    ("incident", "until_day"): [65],
}
"""Values for fields whose type does not list them."""


def marks(kind: str, field: str) -> list[float]:
    """The ends of a number's range."""
    ends: list[float] = []
    waiting: list[Any] = [POLICIES[kind].model_fields[field]]
    while waiting:
        here = waiting.pop()
        for mark in getattr(here, "metadata", ()) or getattr(here, "__metadata__", ()):
            ends += [mark.ge] if isinstance(mark, Ge) else [mark.le] if isinstance(mark, Le) else []
            if getattr(mark, "metadata", None):
                waiting.append(mark)
        waiting.extend(typing.get_args(getattr(here, "annotation", here)))
    return ends


def others(kind: str, field: str, now: Any, days: int) -> list[Any]:
    """Every other value worth trying for a field, the strongest of them at least."""
    if (kind, field) in DIFFERENT:
        return DIFFERENT[kind, field]
    if field in ("from_day", "until_day"):
        return [days // 2]
    annotation = POLICIES[kind].model_fields[field].annotation
    if typing.get_origin(annotation) is typing.Literal:
        return [choice for choice in typing.get_args(annotation) if choice != now]
    if annotation is bool:
        return [not now]
    whole = "whole" in allowed(POLICIES[kind], field)
    ends = [
        min(end, 200) if field in ("number", "batch_size") else min(end, days) if field.endswith("days") else end
        for end in marks(kind, field)
    ]
    return [int(end) if whole else float(end) for end in ends if end != now]


LEVERS = [
    (kind, field)
    for kind in sorted(POLICIES)
    for field in POLICIES[kind].model_fields
    if field != "kind" and (kind, field) not in LABELS
]


@cache
def base(kind: str, field: str) -> tuple[Scenario, Arm]:
    scenario = changed(everything(), change=SCARCE.get((kind, field)))
    return scenario, Arm(scenario)


@cache
def plain() -> tuple[Scenario, Arm]:
    return everything(), Arm(everything())


def with_field(scenario: Scenario, kind: str, field: str, value: Any) -> Scenario:
    """The scenario with one field of its first policy of a kind changed."""
    tables = scenario.tables()
    first = next(policy for policy in tables["policy"] if policy["kind"] == kind)
    first[field] = value
    return Scenario.build(tables, scenario.name)


def differ(one: Arm, other: Arm) -> bool:
    """Whether the diaries of any of the first few replications differ."""
    for n in range(1, FEW + 1):
        one.values("posts_own", n), other.values("posts_own", n)
        if one.runs[n - 1].diary.tobytes() != other.runs[n - 1].diary.tobytes():
            return True
    return False


@pytest.mark.parametrize(("kind", "field"), LEVERS, ids=[f"{kind}-{field}" for kind, field in LEVERS])
def test_every_lever_moves_something(kind, field):
    scenario, on = base(kind, field) if (kind, field) in SCARCE else plain()
    policy = next(policy for policy in scenario.policies if policy.kind == kind)
    tried = others(kind, field, getattr(policy, field), scenario.community.days)
    assert tried, f"{kind}.{field}: no other value known to this test"
    choices = typing.get_origin(type(policy).model_fields[field].annotation) is typing.Literal
    moves = [value for value in tried if differ(on, Arm(with_field(scenario, kind, field, value)))]
    assert moves == tried if choices else moves, (
        f"{kind}.{field} changes nothing at {[v for v in tried if v not in moves]}"
    )


def test_everything_toml_pulls_every_lever():
    """The setting is what it says: every policy is there, and no field stands at the value that does nothing."""
    kinds = {policy.kind for policy in everything().policies}
    assert kinds == set(POLICIES)
    timed = {"kind", "from_day", "until_day"}
    for kind in sorted(kinds):
        given = set().union(
            *(policy.decides() or policy.model_fields_set for policy in everything().policies if policy.kind == kind)
        )
        silent = set(POLICIES[kind].columns) - given
        assert not silent - timed, f"{kind}: {sorted(silent)} are not pulled"
