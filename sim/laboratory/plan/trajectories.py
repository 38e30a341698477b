"""The first sieve's sample: trajectories on which every factor moves once, by Morris's method.

    start at a random place of a grid of `levels` levels a factor
    each step moves one factor, up or down, by half the levels; after k steps each has moved once

The sample is SALib's (`SALib.sample.morris`; Morris 1991, Technometrics 33:161). A range is passed over in shares of its distribution,
both ends included. Single values count as equally likely levels: grid level j of p is value number floor((j + 0.5) n / p) of n, so
that a step always changes the value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from sim.errors import Fault, InputError
from sim.laboratory.plan.factor import Factor


@dataclass(frozen=True)
class Trajectories:
    """A sample of trajectories.

    Attributes
    ----------
    values : by trajectory and place on it, the value of each factor.
    places : float64 (trajectories, places, factors): where a value lies between the first (0) and the last (1) of its factor.
    moved : int64 (trajectories, places - 1): the factor that moves after each place.
    """

    values: tuple[tuple[tuple[Any, ...], ...], ...]
    places: np.ndarray
    moved: np.ndarray


def trajectories(factors: Sequence[Factor], n: int, levels: int, seed: int) -> Trajectories:
    """Return `n` trajectories.

    Parameters
    ----------
    factors : sequence of Factor
        One or more; with two values or more each.
    n : int
        Trajectories.
    levels : int
        Levels of the grid, even.
    seed : int
        Of the sample; the same seed gives the same sample.

    Raises
    ------
    InputError
        SALib is not installed.
    """
    columns = [factor.column for factor in factors]
    problem = {"num_vars": len(factors), "names": columns, "bounds": [[0.0, 1.0]] * len(factors)}
    shares = salib().sample(problem, n, num_levels=levels, seed=seed).reshape(n, len(factors) + 1, len(factors))
    grid = np.rint(shares * (levels - 1)).astype(np.int64)
    moved = np.argmax(grid[:, 1:] != grid[:, :-1], axis=2)
    tables = [[on_grid(factor, j, levels) for j in range(levels)] for factor in factors]
    places = np.stack(
        [np.array([place for _, place in table])[grid[:, :, i]] for i, table in enumerate(tables)], axis=2
    )
    values = tuple(tuple(tuple(tables[i][j][0] for i, j in enumerate(row)) for row in way) for way in grid.tolist())
    return Trajectories(values, places, moved)


def on_grid(factor: Factor, level: int, levels: int) -> tuple[Any, float]:
    """Return the value of a factor at a level of the grid, and where that lies between its first and its last value.

    Checks: uniform on 2..4 at level 3 of 4 -> 4 and 1; two values at level 1 of 4 -> the first and 0, at level 2 -> the second and 1.
    Three texts or more have no order: each lies at its own whole number, and a step between any two counts as 1.
    """
    n = len(factor.values) if factor.dist == "values" else int(factor.high - factor.low) + 1 if factor.is_whole else 0
    if not n:
        share = level / (levels - 1)
        return factor.at(share), share
    index = int((level + 0.5) * n / levels)
    value = factor.values[index] if factor.dist == "values" else int(factor.low) + index
    return value, float(index) if n > 2 and isinstance(value, str) else index / (n - 1)


def salib() -> ModuleType:
    """Return SALib's module for Morris samples.

    Raises
    ------
    InputError
        SALib is not installed.
    """
    try:
        from SALib.sample import morris
    except ImportError:
        raise InputError(
            Fault(
                "SALib, which draws the sample of the first stage, is not installed here",
                file="community-sim sensitivity",
                allowed='the extra "sensitivity" of this project: pip install "community-sim[sensitivity]"',
            )
        ) from None
    return morris
