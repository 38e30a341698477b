"""runs.csv: all runs of a study as one table for a spreadsheet, sorted, without what differs from run to run by chance.

It is written in blocks, so that a million runs need no more memory than a few thousand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from sim.measures import MEASURES
from sim.studies.store.holdings import Holdings
from sim.studies.store.parts import measure_column

BLOCK = 10_000
"""Rows that are put in order together: 13 MB of measures."""
PIECE = 500
"""Rows that are text at the same time: 2 MB."""
_PLAIN = ("run_id", "scenario", "point", "rep", "status", "error", "repeat")

Setting = Callable[[int], Sequence[Any]]
"""Number of a design point -> values of what varies."""


def runs_csv(held: Holdings, factors: Sequence[str] = (), setting: Setting | None = None) -> Iterator[str]:
    """Return the table in pieces: the head, then blocks of lines, one a run, by point and replication.

    Parameters
    ----------
    held : Holdings
        Where the runs are.
    factors : sequence of str
        Names of what varies over the points of a sweep.
    setting : callable or None
        Returns their values at a point.

    Raises
    ------
    WorkError
        A part was damaged since it was opened.
    """
    yield ",".join([*_PLAIN, *factors, *MEASURES]) + "\n"
    places = held.places()
    if not len(places):
        return
    point, rep = held.columns(places, ["point", "rep"])
    order = places[np.lexsort((rep, point))]
    for start in range(0, len(order), BLOCK):
        block = order[start : start + BLOCK]
        plain = held.columns(block, _PLAIN)
        values = np.column_stack(held.columns(block, [measure_column(name) for name in MEASURES]))
        for first in range(0, len(block), PIECE):
            some = slice(first, first + PIECE)
            lines = []
            for line, numbers in zip(zip(*(column[some] for column in plain), strict=True), values[some].tolist(), strict=True):
                varied = [as_cell(x) for x in setting(int(line[2]))] if setting is not None else []
                lines.append(",".join([*map(as_cell, line), *varied, *("" if math.isnan(x) else repr(x) for x in numbers)]) + "\n")
            yield "".join(lines)


def as_cell(value: Any) -> str:
    """Write a value for a CSV file: decimal points, full precision, true and false, texts in quotes where they need it."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"' if set(value) & set(',"\n\r ') else value
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else repr(value.item() if isinstance(value, np.generic) else value)
