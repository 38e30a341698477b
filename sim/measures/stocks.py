"""What membership feels like: the mean of each stock over awake members, and their ties."""

from __future__ import annotations

from sim.measures.measure import Measure, Read

STOCKS = ("value", "information", "relations", "identity", "standing", "cost", "habit", "trust")


def mean_stock(column: str) -> Read:
    """Return the measure 'mean over the last 90 days on which anybody was awake'."""
    return lambda tally: tally.mean_awake(column)


MEASURES = tuple(
    Measure(name, "stock", -1 if name == "cost" else +1, mean_stock(name), smallest_absolute=0.02) for name in STOCKS
) + (Measure("ties", "ties", +1, mean_stock("ties")),)
