"""What the numbers rest on: parameters moved from their defaults, invented ones that drive the answer, and all others."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from sim.report.view import View

GRADES = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class Assumption:
    """One parameter, every cell written out."""

    name: str
    words: str
    value: str
    default: str
    span: str
    unit: str
    grade: str
    source: str
    where: str = ""


def registry() -> dict[str, Any]:
    """Return the declared parameters."""
    from sim.rules import PARAMETERS

    return PARAMETERS


def assumption(view: View, name: str, value: float | None = None, where: str = "") -> Assumption:
    """Write one parameter out."""
    p = registry()[name]
    span = view.span(p.low, p.high, sign=False)
    return Assumption(name, view.parameter(name), view.show(value), view.show(p.default), span, unit(view, p.unit), p.grade, p.source, where)


def unit(view: View, text: str) -> str:
    """Return a unit in the reader's language where the catalogue knows it."""
    try:
        return view.say(f"unit.{text.replace(' ', '_')}")
    except KeyError:
        return text


def moved(view: View) -> list[Assumption]:
    """Return every parameter that a scenario sets to something else than its default, with the policies it holds for."""
    found: dict[tuple[str, float], list[int]] = {}
    for index, scenario in enumerate(view.comparison.scenarios):
        for name, value in sorted(dict(scenario.behaviour).items()):
            if name in registry() and float(value) != float(registry()[name].default):
                found.setdefault((name, float(value)), []).append(index)
    return [assumption(view, name, value, ", ".join(view.letter(i) for i in where)) for (name, value), where in found.items()]


def invented_drivers(view: View) -> list[str]:
    """Return the parameters of grade E among those that drive the answer beyond luck, in words."""
    doubt = view.comparison.assumptions
    if doubt is None:
        return []
    luck = doubt.drivers_by_chance if isfinite(doubt.drivers_by_chance) else 0.0
    return [named(view, name) for name, r in doubt.drivers if abs(r) > luck and name in registry() and registry()[name].grade == "E"]


def named(view: View, name: str) -> str:
    """Return a parameter in words with its name behind it, or the name alone when there are no words for it."""
    words = view.parameter(name)
    return words if words == name else f"{words} ({name})"


def grades(view: View) -> list[tuple[str, int, str]]:
    """Return how many parameters have each grade, and what the grade means."""
    every = [p.grade for p in registry().values()]
    return [(grade, every.count(grade), view.say(f"grade.{grade}")) for grade in GRADES if every.count(grade)]


def table(view: View) -> list[Assumption]:
    """Return all parameters."""
    return [assumption(view, name) for name in registry()]
