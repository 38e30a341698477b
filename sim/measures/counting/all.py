"""The compiled pass that fills the record of figures from a table of posts."""

from __future__ import annotations

import numpy as np

from sim.measures.counting.compiled import counted
from sim.measures.counting.course import count_course
from sim.measures.counting.network import count_network
from sim.measures.counting.newcomers import count_newcomers, count_survival
from sim.measures.counting.posts import grouped
from sim.measures.counting.spread import count_roles, count_spread
from sim.measures.counting.threads import count_threads, first_answers


@counted
def count(
    who, own, time, thread, start, to, answers, newcomer, n_threads, begin, end, has_threads, has_addressees, record
):
    """Fill the one record of figures.

    Parameters
    ----------
    who, own, time, thread, start, to, answers : the table of posts (`sim.measures.counting.posts`)
    newcomer : bool (people,)
    n_threads : threads are numbered below this
    begin, end : when watching began and ended [unix s]
    has_threads, has_addressees : what the log knows
    record : structured (1,), `sim.measures.counting.figures.RECORD`, NaN throughout
    """
    out = record[0]
    people = len(newcomer)
    key = np.empty(len(who), np.int64)
    for i in range(len(who)):
        key[i] = who[i] if own[i] else -1
    first, rows = grouped(key, people)
    answered = first_answers(who, time, thread, start, answers, n_threads)
    count_newcomers(time, thread, start, first, rows, answered, newcomer, begin, end, has_threads, has_addressees, out)
    count_survival(time, first, rows, newcomer, end, out)
    count_course(time, first, rows, begin, end, out)
    if has_threads:
        count_threads(who, own, time, thread, start, answered, n_threads, end, out)
        count_roles(start, thread, first, rows, time, end, out)
    count_spread(first, rows, time, begin, end, out)
    if has_addressees:
        count_network(who, time, to, people, begin, end, out)
