"""From values of all runs to the rows of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.measures import MEASURES
from sim.studies.comparison import NoiseFloor, PairedRow
from sim.studies.paired import Interval, correlation, interval, share_better, simultaneous, verdict, worst_tenth


def paired_rows(values: np.ndarray, measures: Sequence[str], primary: str) -> tuple[PairedRow, ...]:
    """Return one row for every measure and other policy, the primary ones first.

    Parameters
    ----------
    values : float64 (policies, replications, measures)
        NaN where there is no value.
    measures : sequence of str
        Names along the last axis.
    primary : str
        The measure with an interval of its own; all others share one simultaneous set, over measures
        and policies together.
    """
    n_policies, n_reps, _ = values.shape
    others = [(name, policy) for policy in range(1, n_policies) for name in measures if name != primary]
    place = {name: i for i, name in enumerate(measures)}

    def differences(name: str, policy: int) -> np.ndarray:
        return values[policy, :, place[name]] - values[0, :, place[name]]

    found: dict[tuple[str, int], Interval] = {}
    for policy in range(1, n_policies):
        found[primary, policy] = interval(differences(primary, policy))
    if others:
        table = np.stack([differences(*one) for one in others], axis=1) if n_reps else np.empty((0, len(others)))
        found |= dict(zip(others, simultaneous(table), strict=True))
    order = [(primary, policy) for policy in range(1, n_policies)] + others
    return tuple(_row(values, place, name, policy, found[name, policy], name == primary) for name, policy in order)


def _row(values: np.ndarray, place: dict[str, int], name: str, policy: int, got: Interval, is_primary: bool) -> PairedRow:
    base, other = values[0, :, place[name]], values[policy, :, place[name]]
    differences = other - base
    measure = MEASURES[name]
    known = base[np.isfinite(base)]
    margin = measure.margin(float(known.mean()) if known.size else float("nan"))
    return PairedRow(
        measure=name, policy=policy, difference=got.mean, low=got.low, high=got.high,
        share_better=share_better(differences, measure.direction), correlation=correlation(base, other), margin=margin,
        verdict=verdict(differences, got.low, got.high, margin, measure.direction), is_primary=is_primary,
        low_end=worst_tenth(base, measure.direction), other_low_end=worst_tenth(other, measure.direction),
        n_pairs=got.n, n_missing=int(differences.size - np.isfinite(differences).sum()), method=got.method,
    )


def noise_floor(base: np.ndarray, changed: np.ndarray, measures: Sequence[str], label: str) -> NoiseFloor:
    """Return how far each measure moves under a tiny irrelevant change, with an interval of its own.

    Parameters
    ----------
    base, changed : float64 (replications, measures)
    measures : sequence of str
        Names along the last axis.
    label : str
        Key of what was changed.
    """
    got = {name: interval(changed[:, i] - base[:, i]) for i, name in enumerate(measures)}
    return NoiseFloor(label, {name: (one.mean, one.low, one.high) for name, one in got.items()})
