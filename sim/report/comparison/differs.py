"""What differs between two scenarios, said side by side: policies in their own sentences, parameters by their values."""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.comparison.view import View
from sim.words import say


@dataclass(frozen=True)
class Change:
    """One thing that differs: what it is, and what the first and the other scenario say of it."""

    what: str
    first: str
    other: str
    short: str


def changes(view: View, first: int, other: int) -> list[Change]:
    """Return everything in which two scenarios differ, policies before parameters."""
    from sim.policies import POLICIES
    from sim.scenario.explain import differences, named, valued
    from sim.scenario.naming import kind_in

    a, b = view.comparison.scenarios[first], view.comparison.scenarios[other]
    rows = differences(a, b)
    kinds = list(dict.fromkeys(kind_in(key) for key, _, _ in rows if key.startswith("policy.")))
    out = []
    for kind in kinds:
        ours, theirs = (
            [p.sentence(view.lang) for p in s.policies if p.kind == kind] or [POLICIES[kind]().sentence(view.lang)]
            for s in (a, b)
        )
        name = say(f"policies.kind.{kind}", view.lang)
        out.append(Change(view.start(name), " ".join(ours), " ".join(theirs), _first_sentence(" ".join(theirs))))
    for key, value_a, value_b in rows:
        if key.startswith("policy."):
            continue
        name = view.start(named(key, view.lang))
        ours, theirs = valued(key, value_a, view.lang), valued(key, value_b, view.lang)
        out.append(Change(name, ours, theirs, view.say("differs.value", name=name, b=theirs, a=ours)))
    return out


def same_change(view: View, pair: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two pairs of scenarios differ in exactly the same way."""
    from sim.scenario.explain import differences

    scenarios = view.comparison.scenarios
    return differences(scenarios[pair[0]], scenarios[pair[1]]) == differences(scenarios[other[0]], scenarios[other[1]])


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".") + "."
