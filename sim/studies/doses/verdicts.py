"""The shape of an effect over doses, judged by intervals.

Every dose is run with the same random numbers, so that all doses are compared within replications. The intervals of all differences
between two doses hold together (95 %); a difference whose interval leaves zero out is *clear*. Then, the first that holds:

- flat: no difference is clear;
- zigzag: the clear differences fit neither one direction nor one turn;
- jumps: one step, not the first or the last, is clearly more than twice all other steps together, and than what is worth acting on;
- runs away: the last step is clearly larger than each step before it, whichever way those go, and than what is worth acting on;
- one direction: all clear differences have the same sign;
- one turn: there is a dose up to which all clear differences have one sign, and from which on all have the other.

Jumps and runs away are asked only of amounts of four doses or more, and not of costs, which grow as the dose does. Doses without an order are flat, or they differ.

When nothing has an effect, 5 of 100 curves are called something other than flat, and at most 1 of 100 zigzag, jumps or runs away
(t intervals of normal differences; a test runs it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from sim.laboratory.intervals import Interval, interval, simultaneous

SHAPES = ("flat", "one_direction", "one_turn", "differs", "runs_away", "jumps", "zigzag")
SOUND = frozenset({"flat", "one_direction", "one_turn", "differs"})
"""Shapes that a lever may have."""

LIMITS = ("within", "open", "beyond")
MOST_OF_THE_REST = 2.0
"""A step jumps when it is more than so many times all others together (a choice)."""

FEWEST = 4
"""Doses from which on it can be asked how an effect grows."""


@dataclass(frozen=True)
class Curve:
    """What one measure does over the doses of a lever.

    Attributes
    ----------
    measure : name.
    means : mean at each dose; NaN where no run has a value.
    against_own : difference of each dose to the scenario's own setting, within replications; intervals of all differences hold together.
    steps : difference of each dose to the one before.
    shape : one of `SHAPES`.
    rises, falls : whether any clear difference is upwards, downwards, in the order of the doses.
    most : mean at the highest dose over that at the own setting; NaN when that is nothing.
    most_at : place of that dose.
    limit : whether the measure stays within `MOST` times the own setting at every dose: one of `LIMITS`; "" where no limit is set,
        or nothing to hold it against.
    """

    measure: str
    means: tuple[float, ...]
    against_own: tuple[Interval, ...]
    steps: tuple[Interval, ...]
    shape: str
    rises: bool
    falls: bool
    most: float
    most_at: int
    limit: str

    @property
    def is_sound(self) -> bool:
        """Whether the shape is one that a lever may have."""
        return self.shape in SOUND


def curve(
    measure: str,
    values: np.ndarray,
    own: int,
    *,
    is_amount: bool = True,
    is_ordered: bool = True,
    margin: float = 0.0,
    times: float | None = None,
) -> Curve:
    """Judge one measure over doses.

    Parameters
    ----------
    measure : str
        Its name.
    values : float64 (doses, replications)
        NaN where a run has no value.
    own : int
        Place of the scenario's own setting.
    is_amount, is_ordered : bool
        Whether the doses are amounts, so that it is asked how the effect grows, and whether they have an order.
    margin : float
        Smallest difference worth acting on.
    times : float or None
        How many times the own setting the mean may come to.
    """
    pairs = list(combinations(range(len(values)), 2))
    gaps = dict(zip(pairs, simultaneous(np.stack([values[j] - values[i] for i, j in pairs], axis=1)), strict=True))
    signs = {pair: gap.sign for pair, gap in gaps.items()}
    means = tuple(float(row[np.isfinite(row)].mean()) if np.isfinite(row).any() else math.nan for row in values)
    against = tuple(
        _nothing(values[own]) if at == own else gaps[own, at] if at > own else turned(gaps[at, own])
        for at in range(len(values))
    )
    most_at = int(np.nanargmax(means)) if np.isfinite(means).any() else own
    return Curve(
        measure,
        means,
        against,
        tuple(gaps[i, i + 1] for i in range(len(values) - 1)),
        shape_of(values, signs, is_amount and is_ordered, is_ordered, margin),
        any(s > 0 for s in signs.values()),
        any(s < 0 for s in signs.values()),
        means[most_at] / means[own] if means[own] > 0 else math.nan,
        most_at,
        limit_of(values, own, times) if times and means[own] > 0 else "",
    )


def shape_of(
    values: np.ndarray, signs: dict[tuple[int, int], int], is_amount: bool, is_ordered: bool = True, margin: float = 0.0
) -> str:
    """Return the shape, from the sign of every clear difference between two doses (0: not clear)."""
    n = len(values)
    if not any(signs.values()):
        return "flat"
    if not is_ordered:
        return "differs"
    one_direction = len({sign for sign in signs.values() if sign}) == 1
    if not one_direction and not any(turns_at(signs, at) for at in range(1, n - 1)):
        return "zigzag"
    if is_amount and n >= FEWEST:
        steps = np.diff(values, axis=0)
        if any(jumps(steps, at, margin) for at in range(1, len(steps) - 1)):
            return "jumps"
        if runs_away(steps, margin):
            return "runs_away"
    return "one_direction" if one_direction else "one_turn"


def turns_at(signs: dict[tuple[int, int], int], at: int) -> bool:
    """Whether all clear differences up to a dose have one sign and all from it on the other, with some on both sides."""
    before = {sign for (_, j), sign in signs.items() if j <= at and sign}
    after = {sign for (i, _), sign in signs.items() if i >= at and sign}
    return len(before) == len(after) == 1 and before != after


def jumps(steps: np.ndarray, at: int, margin: float = 0.0) -> bool:
    """Whether a step, float64 (steps, replications), is clearly more than a margin and `MOST_OF_THE_REST` times all others together."""
    sizes = _sizes(steps)
    others = np.delete(sizes, at, axis=0).sum(axis=0)
    return interval(sizes[at] - margin).sign > 0 and interval(sizes[at] - MOST_OF_THE_REST * others).sign > 0


def runs_away(steps: np.ndarray, margin: float = 0.0) -> bool:
    """Whether the last step, float64 (steps, replications), is clearly larger than a margin and than each step before it."""
    sizes = _sizes(steps)
    return interval(sizes[-1] - margin).sign > 0 and all(interval(sizes[-1] - size).sign > 0 for size in sizes[:-1])


def _sizes(steps: np.ndarray) -> np.ndarray:
    """Return steps in the direction of their means, float64 (steps, replications): a step down counts by how far it goes down."""
    means = [row[np.isfinite(row)].mean() if np.isfinite(row).any() else 0.0 for row in steps]
    return np.sign(means)[:, None] * steps


def limit_of(values: np.ndarray, own: int, times: float) -> str:
    """Return whether all doses stay within so many times the own setting; judged by the interval of dose - times * own."""
    signs = [interval(values[at] - times * values[own]).sign for at in range(len(values)) if at != own]
    return "beyond" if any(sign > 0 for sign in signs) else "within" if all(sign < 0 for sign in signs) else "open"


def turned(gap: Interval) -> Interval:
    """Return the interval of the difference the other way round."""
    return Interval(-gap.mean, -gap.high, -gap.low, gap.method, gap.n)


def _nothing(values: np.ndarray) -> Interval:
    return Interval(0.0, 0.0, 0.0, "none", int(np.isfinite(values).sum()))
