"""What the numbers rest on: parameters moved from their defaults, invented ones that drive the answer, and all others.

Invented is what has grade E for its direction and for its size.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import isfinite

from sim.report.comparison.view import View
from sim.studies.comparison.assumptions import policies_of
from sim.words import say
from sim.world.parameters import CONSTANT, GRADES, SETTING, UNCERTAIN, Parameter, uncertain


@dataclass(frozen=True)
class Assumption:
    """One parameter, every cell written out."""

    name: str
    words: str
    value: str
    default: str
    span: str
    unit: str
    kind: str
    grade: str
    source: str
    where: str = ""


def registry() -> dict[str, Parameter]:
    """Return the declared parameters."""
    from sim.rules import PARAMETERS

    return PARAMETERS


def assumption(view: View, name: str, value: float | None = None, where: str = "") -> Assumption:
    """Write one parameter out."""
    p = registry()[name]
    span, unit = view.span(*p.believable, sign=False), say(f"parameters.unit.{p.unit.replace(' ', '_')}", view.lang)
    return Assumption(
        name,
        view.parameter(name),
        view.show(value),
        view.show(p.default),
        span,
        unit,
        kind(p, view.lang),
        p.grades,
        p.source,
        where,
    )


def kind(p: Parameter, lang: str) -> str:
    """Return what kind of parameter it is, in words; of what is uncertain under some policies only, under which."""
    if p.kind != UNCERTAIN or not p.policy:
        return say(f"report.assumptions.kind.{p.kind}", lang)
    return say(
        "report.assumptions.kind.policy",
        lang,
        policies=", ".join(say(f"policies.kind.{policy}", lang) for policy in p.policies),
    )


def kinds(view: View) -> str:
    """Tell how many parameters are of which kind."""
    every = registry()
    drawn, all_uncertain = (len(uncertain(every, of)) for of in (policies_of(view.comparison.scenarios), None))
    count = Counter(p.kind for p in every.values())
    return view.say(
        "assumptions.kinds",
        all=len(every),
        drawn=drawn,
        elsewhere=all_uncertain - drawn,
        constant=count[CONSTANT],
        setting=count[SETTING],
    )


def moved(view: View) -> list[Assumption]:
    """Return every parameter that a scenario sets to something else than its default, with the policies it holds for."""
    places: dict[tuple[str, float], list[int]] = {}
    for index, scenario in enumerate(view.comparison.scenarios):
        for name, value in sorted(dict(scenario.behaviour).items()):
            if name in registry() and float(value) != float(registry()[name].default):
                places.setdefault((name, float(value)), []).append(index)
    return [
        assumption(view, name, value, ", ".join(view.letter(i) for i in where))
        for (name, value), where in places.items()
    ]


def invented_drivers(view: View) -> list[str]:
    """Return the invented parameters among those that drive the answer beyond luck, in words."""
    doubt = view.comparison.assumptions
    if doubt is None or not isfinite(doubt.drivers_by_chance):
        return []
    luck = doubt.drivers_by_chance
    return [
        named(view, name)
        for name, r in doubt.drivers
        if abs(r) > luck and name in registry() and registry()[name].grades == "E"
    ]


def invented_sentence(view: View) -> str:
    """Say which of the parameters that drive the answer are invented; where none stands out, that, and no more."""
    doubt = view.comparison.assumptions
    if doubt is None:
        return view.say("doubt.none")
    invented, luck = invented_drivers(view), doubt.drivers_by_chance
    if invented:
        return view.say("assumptions.invented", list="; ".join(invented))
    stand_out = isfinite(luck) and any(abs(r) > luck for _, r in doubt.drivers)
    return view.say("assumptions.none_invented" if stand_out else "assumptions.none_stands_out")


def named(view: View, name: str) -> str:
    """Return a parameter in words with its name behind it, or the name alone when there are no words for it."""
    words = view.parameter(name)
    return words if words == name else f"{words} ({name})"


def grades(view: View) -> list[tuple[str, str, str]]:
    """Return each grade, what it means, and of how many parameters it is the grade for the direction and for the size."""
    every = registry().values()
    counts = []
    for grade in GRADES:
        sign, size = sum(p.sign == grade for p in every), sum(p.size == grade for p in every)
        if sign or size:
            counts.append((grade, view.say(f"grade.{grade}"), view.say("assumptions.count", sign=sign, size=size)))
    return counts


def table(view: View) -> list[Assumption]:
    """Return all parameters."""
    return [assumption(view, name) for name in registry()]
