"""What membership feels like: the mean of each stock over awake members, and their ties."""

from __future__ import annotations

import numpy as np

from sim.measures.measure import Compute, Measure, last, ratio, total

STOCKS = ("value", "information", "relations", "identity", "standing", "cost", "habit", "trust")


def mean_stock(column: str) -> Compute:
    """Return the measure 'mean over the last 90 days on which anybody was awake'."""

    def compute(diary: np.ndarray, cohorts: np.ndarray) -> float:
        awake = last(diary["awake"]) > 0
        return ratio(total(last(diary[column])[awake]), float(awake.sum()))

    return compute


MEASURES = tuple(
    Measure(name, "stock", -1 if name == "cost" else +1, mean_stock(name), smallest_absolute=0.02)
    for name in STOCKS
) + (Measure("ties", "ties", +1, mean_stock("ties")),)
