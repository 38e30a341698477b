"""Who writes how much counted: Gini, shares of the most active, and what posters were seen doing."""

from __future__ import annotations

import math

import numpy as np

from sim.measures.counting.compiled import counted, within

DAY = 86_400


@counted
def spread(ordered):
    """Return Gini and the shares of the most active 1 % and 10 % (rounded up to whole members).

        G = 2 * sum(i * x_i) / (n * sum(x)) - (n + 1) / n,  i = 1..n by size
    Checks: all equal -> 0; two members with 1 and 3 posts -> 0.25.

    Parameters
    ----------
    ordered : int64 (members,), ascending, all above 0; at least one
    """
    n = len(ordered)
    total, weighted, tenth, hundredth = 0, 0, 0, 0
    n_tenth, n_hundredth = (n + 9) // 10, (n + 99) // 100
    for i in range(n):
        total += ordered[i]
        weighted += (i + 1) * ordered[i]
        if i >= n - n_tenth:
            tenth += ordered[i]
        if i >= n - n_hundredth:
            hundredth += ordered[i]
    return 2.0 * weighted / (n * float(total)) - (n + 1.0) / n, hundredth / total, tenth / total


@within
def counts_since(first, rows, time, since):
    """Return the posts of each poster since then, ascending."""
    n = 0
    counts = np.empty(len(first) - 1, np.int64)
    for m in range(len(first) - 1):
        k = first[m + 1]
        while k > first[m] and time[rows[k - 1]] >= since:
            k -= 1
        if k < first[m + 1]:
            counts[n] = first[m + 1] - k
            n += 1
    ordered = counts[:n].copy()
    ordered.sort()
    return ordered


@within
def count_spread(first, rows, time, begin, end, out):
    """Over all posters of the whole time, and over those of the last 90 days."""
    ordered = counts_since(first, rows, time, begin)
    if len(ordered) > 0:
        out.gini, out.top_1_share, out.top_10_share = spread(ordered)
    ordered = counts_since(first, rows, time, end - 90 * DAY)
    if len(ordered) > 0:
        out.gini_90, out.top_1_share_90, out.top_10_share_90 = spread(ordered)


@within
def roles_since(start, thread, first, rows, time, since):
    """Return the shares of posters since then who only opened threads, who only replied, and who did both.

    Posts of which the thread is not known are neither.
    """
    seen = np.zeros(4)
    for m in range(len(first) - 1):
        k = first[m + 1]
        did = 0
        while k > first[m] and time[rows[k - 1]] >= since:
            k -= 1
            if thread[rows[k]] >= 0:
                did |= 1 if start[rows[k]] else 2
        seen[did] += 1.0
    n = seen[1] + seen[2] + seen[3]
    if n == 0:
        return math.nan, math.nan, math.nan
    return seen[1] / n, seen[2] / n, seen[3] / n


@within
def count_roles(start, thread, first, rows, time, end, out):
    """Observed roles among posters of the last 30 and the last 90 days."""
    out.only_start_30, out.only_reply_30, out.start_and_reply_30 = roles_since(
        start, thread, first, rows, time, end - 30 * DAY
    )
    out.only_start_90, out.only_reply_90, out.start_and_reply_90 = roles_since(
        start, thread, first, rows, time, end - 90 * DAY
    )
