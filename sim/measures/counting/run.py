"""Counting a run: its events become posts, the posts figures, and who did what by role."""

from __future__ import annotations

import numpy as np

from sim.measures.counting.all import count
from sim.measures.counting.by_role import ROLES, count_by_role, figures_by_role
from sim.measures.counting.compiled import counted
from sim.measures.counting.figures import FIGURES, empty_record
from sim.measures.counting.log import DAY, OPENING
from sim.measures.counting.posts import table_of_run


@counted
def count_run(events, days, begin, end, record, by_role):
    """Fill in everything that is counted from the events of a run.

    Parameters
    ----------
    events : structured (events,), as `sim.world.eventlog.EVENT`, days in order
    days : length of the run
    begin, end : when it began and ended [unix s]
    record : structured (1,), `sim.measures.counting.figures.RECORD`, NaN throughout
    by_role : float64 (4, 5), zeros, as `sim.measures.counting.by_role`
    """
    who, own, time, thread, start, to, answers, newcomer, n_threads = table_of_run(events)
    count(who, own, time, thread, start, to, answers, newcomer, n_threads, begin, end, True, True, record)
    count_by_role(events, days, by_role)


def figures_of_run(events: np.ndarray, days: int) -> dict[str, float]:
    """Count the figures of a run.

    Parameters
    ----------
    events : structured (events,)
        As `sim.world.eventlog.EVENT`; visits and reactions may be missing.
    days : int
        Length of the run.

    Returns
    -------
    dict of str to float
        By the names of `FIGURES` and `FIGURES_BY_ROLE`; NaN for what cannot be computed.
    """
    record, by_role = empty_record(), np.zeros((4, len(ROLES)))
    count_run(np.ascontiguousarray(events), days, OPENING, OPENING + days * DAY, record, by_role)
    return dict(zip(FIGURES, record[0].item(), strict=True)) | figures_by_role(by_role)
