"""Figures counted from posts alone: one compiled pass for the events of a run and for the log of a real community.

`FIGURES` names them in the order of the record that the pass fills; what a field means is defined where it is
counted (in the file of its theme) and told in the words of the measure that reads it. To add one: a name here, a line there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.measures.counting.log import Log

FIGURES = (
    # newcomers (count_newcomers.py)
    "new_posters",
    "again_answered",
    "again_unanswered",
    "again_difference",
    "elsewhere_answered",
    "elsewhere_unanswered",
    "elsewhere_difference",
    "posting_30",
    "posting_90",
    "posting_180",
    # the course of posters (count_course.py)
    "posters_day",
    "posters_7d",
    "posters_30d",
    "daily_over_monthly",
    "churn_30d",
    "returns",
    "came_back",
    "weekend_over_weekday",
    "office_hours_share",
    # threads (count_threads.py)
    "unanswered",
    "replies_per_thread",
    "answer_hours_median",
    "answer_hours_p90",
    # who writes how much (count_spread.py)
    "gini",
    "top_1_share",
    "top_10_share",
    "gini_90",
    "top_1_share_90",
    "top_10_share_90",
    "only_start_30",
    "only_reply_30",
    "start_and_reply_30",
    "only_start_90",
    "only_reply_90",
    "start_and_reply_90",
    # who answers whom (count_network.py)
    "reciprocity",
    "core_k",
    "core_size",
    "core_3_share",
)
NEEDS_THREADS = frozenset(
    FIGURES[4:7]
    + FIGURES[FIGURES.index("unanswered") : FIGURES.index("gini")]
    + FIGURES[FIGURES.index("only_start_30") : FIGURES.index("reciprocity")]
)
"""Figures that a log without threads cannot tell."""

NEEDS_ADDRESSEES = frozenset(FIGURES[FIGURES.index("reciprocity") :])
"""Figures that a log cannot tell when it does not say who answers whom."""

NEEDS_EITHER = frozenset(FIGURES[1:4])
"""Figures that need threads, or who answers whom."""

RECORD = np.dtype([(name, "f8") for name in FIGURES])


def empty_record() -> np.ndarray:
    """Return a record in which nothing is counted yet, structured (1,), NaN throughout."""
    return np.full(len(FIGURES), np.nan).view(RECORD)


def figures_of_log(log: Log, burn_in: float = 0.0) -> dict[str, float]:
    """Count the figures of a log; those that it cannot tell are left out.

    Parameters
    ----------
    log : Log
        Of a real community, or of a run.
    burn_in : float
        Days at the start whose first-seen members are no newcomers [days].
    """
    from sim.measures.counting.all import count
    from sim.measures.counting.log import DAY
    from sim.measures.counting.posts import table_of_log

    has_threads, has_addressees = "thread" in log.known, "reply_to" in log.known
    untold = (NEEDS_THREADS if not has_threads else frozenset()) | (
        NEEDS_ADDRESSEES if not has_addressees else frozenset()
    )
    untold |= NEEDS_EITHER if not (has_threads or has_addressees) else frozenset()
    own = np.flatnonzero(log.member >= 0)
    if not len(own):
        return dict.fromkeys((name for name in FIGURES if name not in untold), math.nan)
    begin, end = int(log.time[own[0]]), int(log.time[own[-1]])
    people = 1 + int(max(log.member.max(), log.addressee.max(initial=-1)))
    threads = 1 + int(log.thread.max(initial=-1))
    columns = [np.ascontiguousarray(column, np.int64) for column in (log.member, log.time, log.thread, log.addressee)]
    who, time, thread, to = columns
    is_own, start, answers, newcomer = table_of_log(
        who, time, log.kind, thread, to, people, threads, begin + round(burn_in * DAY)
    )
    record = empty_record()
    count(
        who,
        is_own,
        time,
        thread,
        start,
        to,
        answers,
        newcomer,
        threads,
        begin,
        end,
        has_threads,
        has_addressees,
        record,
    )
    return {name: value for name, value in zip(FIGURES, record[0].item(), strict=True) if name not in untold}
