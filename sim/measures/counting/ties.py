"""Rows of a log that bear the same second: in what order they stand, and which of them are the same."""

from __future__ import annotations

import numpy as np

OPENS = 0
"""The kind of a post that opens a thread."""


def ties(time: np.ndarray) -> np.ndarray:
    """Return the rows that share their time with another, ascending; ``time`` int64 (events,), ascending."""
    same = time[1:] == time[:-1]
    return np.nonzero(np.append(same, False) | np.append(False, same))[0]


def in_one_second(
    member: np.ndarray, time: np.ndarray, kind: np.ndarray, thread: np.ndarray, addressee: np.ndarray, tied: np.ndarray
) -> np.ndarray:
    """Return the rows ``tied`` in the order in which they should stand (see `sim.measures.counting.log.compose`).

    Parameters
    ----------
    member, time, kind, thread, addressee : int64 (events,), as `sim.measures.counting.log.Log`
    tied : int64 (rows,), as `ties` gives them
    """
    rows = tied[np.lexsort((kind[tied], addressee[tied], member[tied], thread[tied], kind[tied] != OPENS, time[tied]))]
    if not len(rows):
        return rows
    # Groups of one second, one thread: there an answer has to wait for the row of whom it names.
    by_thread = np.lexsort((np.arange(len(rows)), thread[rows], time[rows]))
    begins = np.append(True, _differ(time[rows][by_thread]) | _differ(thread[rows][by_thread]))
    group = np.empty(len(rows), np.int64)
    group[by_thread] = np.cumsum(begins) - 1
    width = 3 + int(max(member[rows].max(), addressee[rows].max()))
    waits = np.isin(group * width + addressee[rows] + 2, group * width + member[rows] + 2)
    waits &= (addressee[rows] != member[rows]) & (thread[rows] >= 0)
    edges = np.append(np.nonzero(begins)[0], len(rows))
    for second in np.unique(group[waits]).tolist():
        at = by_thread[edges[second] : edges[second + 1]]
        rows[at] = _answers_later(rows[at], member, addressee)
    return rows


def _answers_later(rows: np.ndarray, member: np.ndarray, addressee: np.ndarray) -> np.ndarray:
    """Return rows of one thread and second so that each comes after the first by whom it names; a circle is cut at its first row."""
    left, done, wrote = rows.tolist(), [], set()
    there = set(member[rows].tolist())
    while left:
        free = next(
            (
                row
                for row in left
                if addressee[row] == member[row] or addressee[row] not in there or addressee[row] in wrote
            ),
            left[0],
        )
        left.remove(free)
        done.append(free)
        wrote.add(int(member[free]))
    return np.array(done, np.int64)


def sharing(time: np.ndarray, thread: np.ndarray, tied: np.ndarray) -> int:
    """Return how many rows share their second with another row of their thread."""
    order = tied[np.lexsort((thread[tied], time[tied]))]
    same = ~(_differ(time[order]) | _differ(thread[order]))
    return int((np.append(same, False) | np.append(False, same)).sum()) if len(order) else 0


def repeated(columns: tuple[np.ndarray, ...], tied: np.ndarray) -> int:
    """Return how many rows are the same as an earlier one in all columns."""
    if not len(tied):
        return 0
    repeating = [column[tied] for column in columns]
    order = np.lexsort(repeating)
    differ = np.zeros(len(tied) - 1, bool)
    for column in repeating:
        differ |= _differ(column[order])
    return int((~differ).sum())


def _differ(column: np.ndarray) -> np.ndarray:
    return column[1:] != column[:-1]
