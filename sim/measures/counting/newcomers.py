"""Newcomers counted: first posts, posting again after an answer or none, and how long they go on."""

from __future__ import annotations

import numpy as np

from sim.measures.counting.compiled import within

DAY = 86_400
MONTH = 30 * DAY
WEEK = 7 * DAY
LAST = 90 * DAY

SILENT = 60 * DAY
"""Silence up to the end after which a poster counts as gone (assumption: long enough that few come back)."""

NEVER = np.iinfo(np.int64).max


@within
def count_newcomers(time, thread, start, first, rows, answered, newcomer, begin, end, has_threads, has_addressees, out):
    """First posts a month, and the share who post again within 30 days of it, by whether it was answered first.

    Answered: by somebody else within 7 days of the first post, and before the second post (the second in another
    thread, for the figures ``elsewhere``); unanswered: by nobody within 7 days. Who was answered only after the second
    post is in neither: an answer cannot bring back somebody who is back. Counted over first posts that are 30 days old
    at the end. Where a log does not say who answers whom, only first posts that open a thread can be seen to be answered,
    so only they count. What is not known to stand in a thread is not elsewhere.
    """
    window = min(LAST, end - begin)
    n_new = 0
    n = np.zeros((2, 2))
    again = np.zeros((2, 2))
    for m in range(len(newcomer)):
        if not newcomer[m] or first[m] == first[m + 1]:
            continue
        i = rows[first[m]]
        since = time[i]
        if since >= end - window:
            n_new += 1
        if since > end - MONTH or not (has_addressees or start[i]):
            continue
        second, elsewhere = NEVER, NEVER
        for k in range(first[m] + 1, first[m + 1]):
            j = rows[k]
            second = min(second, time[j])
            if thread[j] != thread[i] and thread[j] >= 0:
                elsewhere = time[j]
                break
        for kind in range(2):
            if kind == 1 and thread[i] < 0:
                continue
            then = second if kind == 0 else elsewhere
            group = 1
            if answered[i] != NEVER and answered[i] - since <= WEEK:
                if answered[i] >= then:
                    continue
                group = 0
            n[kind, group] += 1.0
            if then != NEVER and then - since <= MONTH:
                again[kind, group] += 1.0
    if window > 0:
        out.new_posters = n_new * MONTH / window
    if n[0, 0] > 0:
        out.again_answered = again[0, 0] / n[0, 0]
    if n[0, 1] > 0:
        out.again_unanswered = again[0, 1] / n[0, 1]
    out.again_difference = 100.0 * (out.again_answered - out.again_unanswered)
    if has_threads:
        if n[1, 0] > 0:
            out.elsewhere_answered = again[1, 0] / n[1, 0]
        if n[1, 1] > 0:
            out.elsewhere_unanswered = again[1, 1] / n[1, 1]
        out.elsewhere_difference = 100.0 * (out.elsewhere_answered - out.elsewhere_unanswered)


@within
def count_survival(time, first, rows, newcomer, end, out):
    """Kaplan-Meier share of newcomers who still post 30, 90 and 180 days after their first post.

        S(t) = product over moments d <= t of 1 - (gone at d) / (not gone and still watched before d)

    Gone at the last post when at least 60 days without one follow; else watched until the end. NaN for a time
    after which nobody was watched. Source: Kaplan & Meier 1958.
    """
    n = 0
    for m in range(len(newcomer)):
        n += newcomer[m] and first[m] < first[m + 1]
    spans = np.empty(n, np.int64)
    n, longest = 0, 0
    for m in range(len(newcomer)):
        if newcomer[m] and first[m] < first[m + 1]:
            since, last = time[rows[first[m]]], time[rows[first[m + 1] - 1]]
            longest = max(longest, end - since)
            spans[n] = 2 * (last - since) if end - last >= SILENT else 2 * (end - since) + 1
            n += 1
    if n == 0:
        return
    spans.sort()
    left = np.ones(3)
    for at in range(3):
        limit = (30, 90, 180)[at] * DAY
        i = 0
        while i < n and spans[i] // 2 <= limit:
            j = i
            while j < n and spans[j] == spans[i]:
                j += 1
            if spans[i] % 2 == 0:
                left[at] *= 1.0 - (j - i) / (n - i)
            i = j
    if longest >= 30 * DAY:
        out.posting_30 = left[0]
    if longest >= 90 * DAY:
        out.posting_90 = left[1]
    if longest >= 180 * DAY:
        out.posting_180 = left[2]
