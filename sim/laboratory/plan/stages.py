"""The points of a sensitivity study: the scenarios as they are, the trajectories of the first stage, the rows of the second.

Every point stands for one arm, a scenario or a variant of one. The parts are "main" (the arms at their own settings), "morris" (the
trajectories, and one person fewer at both ends of each, a change that should not matter) and "sobol".

Numbers: main points first, then the trajectories, then a block for the second stage, with room for as many rows as there may be, so that a
row keeps its number when rows are added. Which block follows from the factors that stayed, since a study whose failed runs were done again
may keep other factors than before; that two such blocks meet has a chance of less than one in ten million.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.errors import Fault, InputError, ScenarioError
from sim.laboratory.plan.factor import LEVER, UNCERTAIN, Factor
from sim.laboratory.plan.points import Point, made, point
from sim.laboratory.plan.tables import MOST_ROWS
from sim.laboratory.plan.trajectories import trajectories
from sim.laboratory.provenance import digest

if TYPE_CHECKING:
    from sim.laboratory.plan.plan import Plan
    from sim.laboratory.plan.trajectories import Trajectories
    from sim.scenario import Scenario

MAIN_REPS = 20
"""Replications of the arms as they are, at least: they cost next to nothing beside the rest (invented)."""
DUMMIES = 2
"""Points with one person fewer on each trajectory: at its first and its last place."""
_LAST = 10**15 - 1
"""A spreadsheet keeps 15 figures of a number; that leaves ten million blocks and more."""


def n_runs_at_most(plan: Plan) -> int:
    """Return how many runs both stages may take."""
    asked, n_factors, reps = plan.sensitivity, len(plan.factors), plan.head.reps
    screen = asked.trajectories * (n_factors + 1 + DUMMIES)
    indices = asked.n * (min(asked.keep, n_factors) + 2)
    return len(plan.arms) * ((screen + indices) * reps + max(MAIN_REPS, reps))


def bounds_hold(plan: Plan) -> list[Fault]:
    """Return the faults that show at the ends: all factors at their first value, all at their last, and each lever by itself."""
    ends = [[factor.at(share) for factor in plan.factors] for share in (0.0, 1.0)]
    settings = [_settings(plan.factors, line) for line in ends]
    settings += [
        {factor.key: factor.at(share)} for factor in plan.factors if factor.kind == LEVER for share in (0.0, 1.0)
    ]
    faults: dict[Fault, None] = {}
    for name, own in plan.arms:
        for given in ({}, *settings):
            try:
                plan.resolve(name, {**own, **given})
            except ScenarioError as error:
                faults |= dict.fromkeys(error.faults)
    return list(faults)


def main_points(plan: Plan) -> list[Point]:
    """Return the arms as they are."""
    return [point(i, "main", label, plan.arm(i), levers=_levers(plan, {})) for i, label in enumerate(plan.labels)]


def morris_points(plan: Plan, sample: Trajectories) -> list[list[list[Point]]]:
    """Return the points of the first stage, by trajectory, place (at its end the dummies) and arm.

    Raises
    ------
    ScenarioError
        With the faults of points that cannot be run.
    """
    size = len(plan.factors) + 1 + DUMMIES
    by_trajectory = []
    for t, way in enumerate(sample.values):
        first = len(plan.arms) * (1 + t * size)
        places = [
            _arms(plan, plan.factors, line, first + k * len(plan.arms), "morris", t) for k, line in enumerate(way)
        ]
        for d, k in enumerate((0, len(way) - 1)):
            number = first + (len(way) + d) * len(plan.arms)
            places.append(
                [
                    made(number + i, "morris", arm.label, partial(_one_other_at, arm), t, arm.levers)
                    for i, arm in enumerate(places[k])
                ]
            )
        by_trajectory.append(places)
    return by_trajectory


def sobol_points(plan: Plan, kept: Sequence[int], lines: Sequence[Sequence[Sequence[Any]]]) -> list[list[list[Point]]]:
    """Return the points of the second stage, by row, block (A, B, then one for each factor kept) and arm.

    Parameters
    ----------
    kept : sequence of int
        Which factors stayed.
    lines : by row and block, the values of those factors; all others are left as the scenarios have them.
    """
    factors = [plan.factors[i] for i in kept]
    n_arms, n_blocks = len(plan.arms), len(factors) + 2
    first = n_arms * (1 + plan.sensitivity.trajectories * (len(plan.factors) + 1 + DUMMIES))
    size = MOST_ROWS * n_blocks * n_arms
    letters = int(digest("kept", [factor.column for factor in factors])[:12], 16)
    first += size * (letters % max(1, (_LAST - first) // size))
    return [
        [_arms(plan, factors, line, first + (j * n_blocks + b) * n_arms, "sobol", j) for b, line in enumerate(row)]
        for j, row in enumerate(lines)
    ]


def _one_other_at(arm: Point) -> Scenario:
    return one_other(arm.scenario)


def one_other(scenario: Scenario) -> Scenario:
    """Return the scenario with one person fewer in the audience; with one more where all of them are needed."""
    audience = scenario.community.audience
    if audience > max(1, scenario.community.founders):
        try:
            return scenario.with_community(audience=audience - 1)
        except InputError:
            pass
    return scenario.with_community(audience=audience + 1)


def _settings(factors: Sequence[Factor], line: Sequence[Any]) -> dict[str, Any]:
    return {
        factor.column if factor.kind == UNCERTAIN else factor.key: value
        for factor, value in zip(factors, line, strict=True)
    }


def _levers(plan: Plan, setting: dict[str, Any]) -> dict[str, Any]:
    """Return the value of every lever of the study; None for one that stands as the scenario has it."""
    return {factor.key: setting.get(factor.key) for factor in plan.factors if factor.kind == LEVER}


def _arms(plan: Plan, factors: Sequence[Factor], line: Sequence[Any], number: int, part: str, draw: int) -> list[Point]:
    settings, levers = (
        _settings(factors, line),
        _levers(plan, {factor.key: x for factor, x in zip(factors, line, strict=True) if factor.kind == LEVER}),
    )
    return [
        made(number + i, part, label, partial(plan.resolve, name, {**own, **settings}), draw, levers)
        for i, (label, (name, own)) in enumerate(zip(plan.labels, plan.arms, strict=True))
    ]


def pairs_of(plan: Plan) -> list[tuple[int, int]]:
    """Return the answers of a study: arm, and the arm it is taken against or -1."""
    n = len(plan.arms)
    of = plan.sensitivity.of or ("difference" if n > 1 else "mean")
    return [(i, 0) for i in range(1, n)] if of == "difference" else [(i, -1) for i in range(n)]


def hash_of(plan: Plan) -> str:
    """Return what decides the points of both stages: arms, factors, the sample as it was drawn, sizes, replications.

    Without the rows of the second stage: with more of them the others stay what they are.
    """
    asked = plan.sensitivity
    return digest(
        "design",
        "sensitivity",
        [plan.arm(i).hash() for i in range(len(plan.arms))],
        [repr(factor) for factor in plan.factors],
        [list(map(repr, way)) for way in ways_of(plan).values],
        asked.model_dump(exclude={"parameters", "n"}),
        pairs_of(plan),
        plan.primary,
        plan.head.reps,
    )


def ways_of(plan: Plan) -> Trajectories:
    """Return the trajectories of a study's first stage."""
    asked = plan.sensitivity
    return trajectories(plan.factors, asked.trajectories, asked.levels, asked.seed)
