"""Sums over days, in compiled passes with one fixed order: the same bytes on every processor.

Each sum carries its rounding error along (Knuth's exact two-sum), so that it is as good as exactly rounded.
"""

from __future__ import annotations

import numpy as np

from sim.measures.counting.compiled import counted, within


@within
def add_row(total, rest, row):
    """Add a row to running totals and the rounding errors to ``rest``. Source: Knuth, TAOCP 2, 4.2.2, theorem B."""
    for c in range(row.shape[0]):
        x = row[c]
        s = total[c] + x
        back = s - total[c]
        rest[c] += (total[c] - (s - back)) + (x - back)
        total[c] = s


@counted
def sum_days(table, last, awake, total, days_awake):
    """Fill in sums over all days, over the last ones, and over the last ones with anybody awake.

    Parameters
    ----------
    table : float64 (days, series)
    last : days at the end
    awake : column whose value is above zero on days with anybody awake
    total : float64 (3, series), zeros
    days_awake : int64 (1,), becomes the number of the last days with anybody awake
    """
    days, n = table.shape
    rest = np.zeros((3, n))
    n_awake = 0
    for day in range(days):
        add_row(total[0], rest[0], table[day])
        if day >= days - last:
            add_row(total[1], rest[1], table[day])
            if table[day, awake] > 0:
                add_row(total[2], rest[2], table[day])
                n_awake += 1
    for i in range(3):
        for c in range(n):
            total[i, c] += rest[i, c]
    days_awake[0] = n_awake


@counted
def running_sums(table, found):
    """Fill in for each column the sums of its first 0, 1, 2, ... rows: ``found``, float64 (columns, rows + 1), zeros."""
    rows, n = table.shape
    total = np.zeros(n)
    rest = np.zeros(n)
    for row in range(rows):
        add_row(total, rest, table[row])
        for c in range(n):
            found[c, row + 1] = total[c] + rest[c]
