"""Design points: one resolved scenario each within a study.

Points are numbered so that a study can grow without renumbering: the scenarios first, then the noise floor, then the draws
from the ranges, then the worlds. A point knows how to make its scenario and need not hold it: ten thousand points of a design stay small.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario import Scenario


N_PAIRS = 3
"""Pairs at each draw from the ranges."""
N_WORLD_PAIRS = 2
"""As many runs as the ranges take. More worlds tell more than more pairs in each: chance is pooled over worlds."""
PAIRS = {"assumptions": N_PAIRS, "worlds": N_WORLD_PAIRS}
"""Pairs at each point, by part of the study."""


@dataclass(frozen=True, slots=True)
class Point:
    """One resolved scenario of a study.

    Attributes
    ----------
    number : stable number within the study.
    part : "main", "noise", "assumptions" (draws from the ranges), "worlds" or "sweep".
    label : label of the scenario it was made from.
    draw : number of the draw, -1 where nothing is drawn.
    scenario_hash : content of what is run.
    make : returns what is run; always the same.
    levers : value of each lever of a sweep, by its key.
    """

    number: int
    part: str
    label: str
    draw: int
    scenario_hash: str
    make: Callable[[], Scenario]
    levers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """What is run."""
        return self.make()

    @property
    def file(self) -> str:
        """Where in a study folder the scenario stands when it is written out."""
        return f"scenarios/{self.label if self.part == 'main' else f'point-{self.number}'}.toml"

    def row(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return the point as a row of design.parquet, with every parameter's value."""
        scenario = self.scenario
        community, behaviour = scenario.community, scenario.behaviour
        return (
            {
                "point": self.number,
                "part": self.part,
                "scenario": self.label,
                "draw": self.draw,
                "scenario_hash": self.scenario_hash,
                "audience": community.audience,
                "days": community.days,
                "seed": community.seed,
            }
            | {f"lever.{key}": value for key, value in self.levers.items()}
            | {
                f"behaviour.{name}": float(behaviour.get(name, parameter.default))
                for name, parameter in parameters.items()
            }
        )


def point(
    number: int, part: str, label: str, scenario: Scenario, draw: int = -1, levers: Mapping[str, Any] | None = None
) -> Point:
    """Return a point that holds its scenario."""
    return Point(number, part, label, draw, scenario.hash(), lambda: scenario, levers or {})


def made(
    number: int,
    part: str,
    label: str,
    make: Callable[[], Scenario],
    draw: int = -1,
    levers: Mapping[str, Any] | None = None,
) -> Point:
    """Return a point that makes its scenario whenever it is asked for.

    Raises
    ------
    ScenarioError
        With the faults of a scenario that cannot be run.
    """
    return Point(number, part, label, draw, make().hash(), make, levers or {})


def labels_of(names: Iterable[str]) -> list[str]:
    """Return labels that are safe as file names and differ: a, a -> a, a-2."""
    labels: list[str] = []
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:60] or "scenario"
        label, n = plain, 1
        while label in labels:
            n += 1
            label = f"{plain}-{n}"
        labels.append(label)
    return labels
