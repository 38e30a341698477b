"""Over which runs the points of a sweep are compared: the same replications at every point.

A measure is missing where there is nothing to count, and that is seldom by chance: a mean over the replications in which something happened
is not a mean over all. So points are ranked over the replications in which every one of them has a value. A point with a value in fewer than
half of its replications is set apart and told; where fewer than two replications are left, nothing is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Compared:
    """A measure over the runs that are compared.

    Attributes
    ----------
    table : float64 (points, replications), NaN for what is not compared.
    points : bool (points,), those that are compared.
    replications : bool (replications,), those over which they are.
    n_values : int (points,), runs with a value.
    """

    table: np.ndarray
    points: np.ndarray
    replications: np.ndarray
    n_values: np.ndarray

    @property
    def n(self) -> int:
        """Replications over which points are compared."""
        return int(self.replications.sum())

    @property
    def n_missing(self) -> int:
        """Runs without a value."""
        return int(self.table.size - self.n_values.sum())


def compared(table: np.ndarray) -> Compared:
    """Return what of a measure can be compared.

    Parameters
    ----------
    table : float64 (points, replications)
        NaN where a run has no value.

    Check: all values known -> everything is compared.
    """
    known = np.isfinite(table)
    n_values, n_reps = known.sum(axis=1), table.shape[1]
    points = (n_values > 0) & (2 * n_values >= n_reps)
    replications = known[points].all(axis=0) & points.any()
    if replications.sum() < min(2, n_reps):
        points, replications = np.zeros_like(points), np.zeros_like(replications)
    return Compared(np.where(points[:, None] & replications, table, np.nan), points, replications, n_values)


def mean_of(values: np.ndarray, axis: int | None = None) -> np.ndarray:
    """Return the mean of what is known; NaN where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
