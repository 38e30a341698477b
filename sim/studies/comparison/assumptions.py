"""What is left of the answer if the assumptions are wrong: all of them moved at once, and the policies compared again.

*Ranges* move every uncertain parameter by itself, in a Latin hypercube: each parameter's range is cut into as many slices as there are draws, and
each slice is used once. A range over a factor of ten or more is cut evenly in its logarithm. What is uncertain under one policy only is left as it
is where no scenario has that policy. *Worlds* are members of a stored ensemble
(`sim.studies.comparison.drawing` chooses). In each draw all policies run in the same replications, and each draw has replications of its own, so
that the luck of a few runs does not colour all draws alike.

What a scenario sets under ``[behaviour]`` it keeps in every draw; a scenario that leaves the parameter alone takes the draw's value.

What scenarios do not know of their target group (``[uncertain."mix.creator"]``) is drawn beside that, a Latin hypercube of its own: in each
draw all policies meet the same group. A scenario that is sure of it keeps its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.laboratory.crew.bench import Bench
from sim.laboratory.intervals import rank_correlation, ranks
from sim.laboratory.plan.factor import factor_of
from sim.laboratory.plan.points import N_PAIRS, Point, point
from sim.laboratory.worlds.prior import even_over
from sim.measures import MEASURES
from sim.scenario.uncertain import settled
from sim.studies.comparison.doubt import over_worlds
from sim.studies.comparison.found import Assumptions
from sim.world.parameters import uncertain

if TYPE_CHECKING:
    from sim.scenario import Scenario

N_DRAWS = 40
N_DRIVERS = 8
EXPLODING = 40.0
"""Own posts per member and month from which a community is said to run away."""

_KEY = 0xA55_0123
_SHUFFLE_KEY = 0xA55_0125
_GROUP_KEY = 0xA55_0127


@dataclass(frozen=True)
class Draws:
    """Parameter values to try.

    Attributes
    ----------
    parameters : names, in the order of the registry.
    values : float64 (draws, parameters).
    kind : "worlds" or "ranges".
    n_pairs : pairs in each draw.
    worlds, ensemble, standing : as in `Assumptions`.
    group, shares : what is not known of the target group, and float64 (draws, group), at which share of its distribution it lies.
    """

    parameters: tuple[str, ...]
    values: np.ndarray
    kind: str = "ranges"
    n_pairs: int = N_PAIRS
    worlds: tuple[int, ...] = ()
    ensemble: str = ""
    standing: str = ""
    group: tuple[str, ...] = ()
    shares: np.ndarray | None = None

    @property
    def part(self) -> str:
        """The part of a study that its points belong to."""
        return "worlds" if self.kind == "worlds" else "assumptions"


def draw(parameters: Mapping[str, Any], n_draws: int = N_DRAWS, policies: Iterable[str] | None = None) -> Draws:
    """Return a Latin hypercube over every uncertain parameter; of those of single policies, the ones of these policies (None: of all)."""
    names = uncertain(parameters, policies)
    values = np.empty((n_draws, len(names)))
    for column, name in enumerate(names):
        generator = np.random.Generator(np.random.Philox(key=(_KEY << 64) | _letters(name)))
        share = (generator.permutation(n_draws) + generator.random(n_draws)) / n_draws
        low, high = parameters[name].low, parameters[name].high
        if even_over(low, high) == "log-uniform":
            values[:, column] = np.clip(low * (high / low) ** share, low, high)
        else:
            values[:, column] = np.clip(low + (high - low) * share, low, high)
    return Draws(names, values)


def with_group(draws: Draws | None, scenarios: Sequence[Scenario]) -> Draws | None:
    """Return draws in which what any scenario does not know of its target group is drawn too; the same draws where all are sure."""
    keys = tuple(dict.fromkeys(key for scenario in scenarios for key in scenario.uncertain))
    if draws is None or not keys:
        return draws
    n = len(draws.values)
    shares = np.empty((n, len(keys)))
    for column, key in enumerate(keys):
        generator = np.random.Generator(np.random.Philox(key=(_GROUP_KEY << 64) | _letters(key)))
        shares[:, column] = (generator.permutation(n) + generator.random(n)) / n
    return replace(draws, group=keys, shares=shares)


def group_of(scenario: Scenario, draws: Draws, k: int) -> dict[str, float]:
    """Return the target group that a scenario meets in draw ``k``: of what it does not know itself, the values."""
    if draws.shares is None:
        return {}
    return {
        key: factor_of(key, scenario.uncertain[key]).at(float(draws.shares[k, i]))
        for i, key in enumerate(draws.group)
        if key in scenario.uncertain
    }


def _group_values(scenarios: Sequence[Scenario], draws: Draws) -> np.ndarray:
    """Return what is drawn of the target group, float64 (draws, group), each as the first scenario that does not know it meets it."""
    values = np.empty((len(draws.values), len(draws.group)))
    for i, key in enumerate(draws.group):
        unsure = next(scenario for scenario in scenarios if key in scenario.uncertain)
        values[:, i] = [group_of(unsure, draws, k)[key] for k in range(len(values))]
    return values


def _letters(name: str) -> int:
    """Return 64 bits of a name: a parameter's draws do not change when another parameter comes along."""
    import hashlib

    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def own_settings(scenarios: Sequence[Scenario]) -> list[set[str]]:
    """Return, for each scenario, the parameters it sets: those it keeps in every draw."""
    return [set(scenario.behaviour) for scenario in scenarios]


def policies_of(scenarios: Iterable[Scenario]) -> set[str]:
    """Return the kinds of the policies that any of the scenarios has."""
    return {policy.kind for scenario in scenarios for policy in scenario.policies}


def that_may_matter(parameters: Mapping[str, Any], scenarios: Sequence[Scenario]) -> set[str]:
    """Return the uncertain parameters that can move a difference: those of the policies at hand that not every scenario keeps as it sets them."""
    return set(uncertain(parameters, policies_of(scenarios))) - set.intersection(*own_settings(scenarios))


def draw_points(
    scenarios: Sequence[Scenario], labels: Sequence[str], draws: Draws, first_number: int
) -> list[list[Point]]:
    """Return the design points, by draw and then by scenario."""
    kept = own_settings(scenarios)
    table: list[list[Point]] = []
    for k, row in enumerate(draws.values):
        points = []
        for i, scenario in enumerate(scenarios):
            moved = {n: float(v) for n, v in zip(draws.parameters, row, strict=True) if n not in kept[i]}
            number = first_number + k * len(scenarios) + i
            other = scenario.with_values(**moved)
            if scenario.uncertain:
                other = settled(other, group_of(scenario, draws, k))
            points.append(point(number, draws.part, labels[i], other, k))
        table.append(points)
    return table


def study(
    bench: Bench,
    table: Sequence[Sequence[Point]],
    draws: Draws,
    primary: str,
    may_matter: Iterable[str] | None = None,
    scenarios: Sequence[Scenario] | None = None,
) -> Assumptions:
    """Run every draw and say in what share of them a difference is worth acting on, chance taken out, and what it goes along with.

    Parameters
    ----------
    bench : Bench
        Where to run.
    table : points by draw and scenario.
    draws : Draws
        The values behind the points.
    primary : str
        Measure that decides.
    may_matter : names of parameters, or None
        Those that can move the difference at all; what belongs to policies that no scenario has drives nothing. None: all.
    scenarios : the scenarios, or None
        Whose target groups were drawn: those draws then stand beside the parameters.
    """
    n_pairs = draws.n_pairs
    tried, parameters = draws.values, draws.parameters
    if draws.group and scenarios is not None:
        tried = np.concatenate([tried, _group_values(scenarios, draws)], axis=1)
        parameters = (*parameters, *draws.group)
        may_matter = None if may_matter is None else {*may_matter, *draws.group}
    wanted = [(case, k * n_pairs + j) for j in range(n_pairs) for k, points in enumerate(table) for case in points]
    bench.run(wanted, "assumptions", keep_series=False)
    names = list(MEASURES)
    values = np.array([bench.values(points, range(k * n_pairs, (k + 1) * n_pairs)) for k, points in enumerate(table)])
    main = values[:, :, :, names.index(primary)]
    effects = np.stack([_row_mean(main[:, i] - main[:, 0]) for i in range(1, main.shape[1])], axis=1)
    alive = _row_mean(values[:, 0, :, names.index("alive_end")])
    busy = _row_mean(values[:, 0, :, names.index("posts_per_member")])
    columns = [i for i, name in enumerate(parameters) if may_matter is None or name in set(may_matter)]
    linked = [(parameters[i], rank_correlation(tried[:, i], effects[:, 0])) for i in columns]
    drivers = sorted(
        (driver for driver in linked if math.isfinite(driver[1])), key=lambda driver: (-abs(driver[1]), driver[0])
    )
    worlds = tuple(over_worlds(main[:, 0], main[:, i], MEASURES[primary]) for i in range(1, main.shape[1]))
    n_failed = len(failures(bench, table, draws))
    return Assumptions(
        n_draws=len(table),
        n_pairs=n_pairs,
        parameters=parameters,
        values=tried,
        effects=effects,
        base=_row_mean(main[:, 0]),
        n_dead=int((alive < 0.5).sum()),
        n_exploding=int((busy > EXPLODING).sum()),
        drivers=drivers[:N_DRIVERS],
        n_failed=n_failed,
        drivers_by_chance=_drivers_by_chance(tried[:, columns], effects[:, 0]),
        n_linked=len(columns),
        kind=draws.kind,
        worlds=draws.worlds,
        ensemble=draws.ensemble,
        standing=draws.standing,
        over_worlds=worlds,
    )


def failures(bench: Bench, table: Sequence[Sequence[Point]], draws: Draws) -> list[str]:
    """Return what went wrong in the draws, one text for each failed run."""
    n_pairs = draws.n_pairs
    return [
        text for k, points in enumerate(table) for text in bench.errors(points, range(k * n_pairs, (k + 1) * n_pairs))
    ]


def _mean(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else math.nan


def _row_mean(values: np.ndarray) -> np.ndarray:
    return np.array([_mean(row) for row in values])


def _drivers_by_chance(values: np.ndarray, effects: np.ndarray, size: int = 1000, level: float = 0.95) -> float:
    """Return the largest |rank correlation| over all parameters that shuffled effects reach in 95 of 100 cases."""
    known = np.isfinite(effects)
    effect = ranks(effects[known])
    if known.sum() < 3 or not values.shape[1] or np.all(effect == effect[0]):
        return math.nan
    table = np.stack([_scaled(ranks(column)) for column in values[known].T], axis=1)
    generator = np.random.Generator(np.random.Philox(key=_SHUFFLE_KEY))
    shuffled = np.stack([generator.permutation(_scaled(effect)) for _ in range(size)])
    largest = np.sort(np.abs(shuffled @ table).max(axis=1))
    return float(largest[math.ceil(level * size) - 1])


def _scaled(values: np.ndarray) -> np.ndarray:
    centred = values - values.mean()
    return centred / math.sqrt(float((centred**2).sum()))
