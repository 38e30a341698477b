"""From values of all runs to the rows of a comparison.

What is claimed is declared here and nowhere else: the primary measure has an interval of its own, and a family of 15 to 19 measures has
intervals that hold together, over measures and policies. Every other measure is exploratory: its interval is its own, one in twenty of
those misses, and no verdict is given.

A row rests on the pairs in which both sides have a value, its means, worst tenths and margin too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.laboratory.intervals import Interval, correlation, interval, share_better, simultaneous, verdict, worst_tenth
from sim.laboratory.own import declared
from sim.laboratory.precision import kind_of
from sim.measures import BESIDE, GOALS
from sim.studies.comparison.found import EXPLORATORY, NoiseFloor, PairedRow

FAMILY = (
    "members",
    "visitors",
    "posters_30d",
    "posts_own",
    "churn_30d",
    "retention_30",
    "retention_90",
    "first_answered",
    "unanswered",
    "spam_seen",
    "trust",
    "gini",
    "host_hours",
    "hours_all",
    "alive_end",
)
"""What a comparison makes claims about beside its primary measure, whatever the goal: how many there are and what they do, whether they
stay and are answered, what they meet, what it costs, whether the community lives. What a goal has to be read beside joins it."""


def family(primary: str) -> tuple[str, ...]:
    """Return the measures that are claimed together beside a primary one, in the order in which they are told."""
    beside = next((BESIDE.get(goal, ()) for goal, name in GOALS.items() if name == primary), ())
    return tuple(name for name in dict.fromkeys((*beside, *FAMILY)) if name != primary)


def paired_rows(values: np.ndarray, measures: Sequence[str], primary: str) -> tuple[PairedRow, ...]:
    """Return one row for every measure and other policy, the primary ones first.

    Parameters
    ----------
    values : float64 (policies, replications, measures)
        NaN where there is no value.
    measures : sequence of str
        Names along the last axis.
    primary : str
        The measure that is judged by.
    """
    others = range(1, values.shape[0])
    place = {name: i for i, name in enumerate(measures)}
    claimed = [name for name in family(primary) if name in place]

    def differences(name: str, policy: int) -> np.ndarray:
        return values[policy, :, place[name]] - values[0, :, place[name]]

    together = [(name, policy) for policy in others for name in claimed]
    intervals: dict[tuple[str, int], Interval] = {}
    if together:
        table = np.stack([differences(*pair) for pair in together], axis=1)
        intervals = dict(zip(together, simultaneous(table, kinds=[kind_of(name) for name, _ in together]), strict=True))
    rows = []
    for name, policy in [(primary, policy) for policy in others] + [
        (name, policy) for policy in others for name in measures if name != primary
    ]:
        got = intervals.get((name, policy)) or interval(differences(name, policy), kind=kind_of(name))
        rows.append(
            _row(
                values[0, :, place[name]],
                values[policy, :, place[name]],
                name,
                policy,
                got,
                name == primary,
                name in claimed,
            )
        )
    return tuple(rows)


def _row(
    base: np.ndarray, other: np.ndarray, name: str, policy: int, got: Interval, is_primary: bool, is_claimed: bool
) -> PairedRow:
    known = np.isfinite(base) & np.isfinite(other)
    differences, measure = np.where(known, other - base, np.nan), declared(name)
    base, other = base[known], other[known]
    means = [float(side.mean()) if side.size else float("nan") for side in (base, other)]
    margin = measure.margin(means[0])
    said = (
        verdict(differences, got.low, got.high, margin, measure.direction) if is_primary or is_claimed else EXPLORATORY
    )
    return PairedRow(
        measure=name,
        policy=policy,
        difference=got.mean,
        low=got.low,
        high=got.high,
        share_better=share_better(differences, measure.direction),
        correlation=correlation(base, other),
        margin=margin,
        verdict=said,
        is_primary=is_primary,
        low_end=worst_tenth(base, measure.direction),
        other_low_end=worst_tenth(other, measure.direction),
        n_pairs=got.n,
        n_missing=int(known.size - got.n),
        method=got.method,
        is_claimed=is_claimed,
        mean_first=means[0],
        mean_policy=means[1],
        n_unlike=int(np.count_nonzero(base != other)),
    )


def noise_floor(base: np.ndarray, changed: np.ndarray, measures: Sequence[str], label: str) -> NoiseFloor:
    """Return how far each measure moves under a tiny irrelevant change, with an interval of its own; none where it never or hardly ever moved.

    Parameters
    ----------
    base, changed : float64 (replications, measures)
    measures : sequence of str
        Names along the last axis.
    label : str
        Key of what was changed.
    """
    floor = {}
    for i, name in enumerate(measures):
        moved = changed[:, i] - base[:, i]
        gap = interval(moved, kind=kind_of(name))
        ends = (gap.low, gap.high) if np.nan_to_num(moved).any() else (np.nan, np.nan)
        floor[name] = (gap.mean, *ends)
    return NoiseFloor(label, floor)
