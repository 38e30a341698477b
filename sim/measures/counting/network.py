"""Who answers whom counted: whether it is returned, and the cores of the network of replies.

People on duty are in it as the members they are; the host team is not. The last 90 days.
"""

from __future__ import annotations

import numpy as np

from sim.measures.counting.compiled import counted, within
from sim.measures.counting.posts import grouped

DAY = 86_400
LAST = 90 * DAY


@within
def once_each(source, target, people):
    """Return the pairs without those that occur again, as begin (people + 1) and targets by source."""
    begin, rows = grouped(source, people)
    seen = np.full(people, -1, np.int64)
    targets = np.empty(len(rows), np.int64)
    at = np.zeros(people + 1, np.int64)
    n = 0
    for person in range(people):
        for k in range(begin[person], begin[person + 1]):
            other = target[rows[k]]
            if seen[other] != person:
                seen[other] = person
                targets[n] = other
                n += 1
        at[person + 1] = n
    return at, targets[:n]


@counted
def core_numbers(source, target, people):
    """Return for each person the largest k such that they are in a part of the network where everybody has k neighbours.

    Direction and repetition do not matter; nobody is their own neighbour.
    Source: Batagelj & Zaversnik 2003, O(pairs). Check: a triangle with a tail -> 2, 2, 2, 1.

    Parameters
    ----------
    source, target : int64 (pairs,), persons from 0 to people - 1, never the same in a pair
    """
    n = len(source)
    one, other = np.empty(2 * n, np.int64), np.empty(2 * n, np.int64)
    for i in range(n):
        one[i], other[i] = source[i], target[i]
        one[n + i], other[n + i] = target[i], source[i]
    begin, near = once_each(one, other, people)
    degree = np.empty(people, np.int64)
    most = 0
    for person in range(people):
        degree[person] = begin[person + 1] - begin[person]
        most = max(most, degree[person])
    bin_at, order = grouped(degree, most + 1)
    place = np.empty(people, np.int64)
    for k in range(people):
        place[order[k]] = k
    for k in range(people):
        person = order[k]
        for e in range(begin[person], begin[person + 1]):
            friend = near[e]
            if degree[friend] > degree[person]:
                # move the friend to the front of those with its degree, and from there into the ones below
                front = bin_at[degree[friend]]
                ahead = order[front]
                if friend != ahead:
                    order[place[friend]], order[front] = ahead, friend
                    place[ahead], place[friend] = place[friend], front
                bin_at[degree[friend]] += 1
                degree[friend] -= 1
    return degree


@within
def count_network(who, time, to, people, begin, end, out):
    """Reciprocity of directed pairs, depth and size of the deepest core, and the share of posters in the 3-core.

    ``reciprocity``: of pairs (a answered b) those for which b answered a too. Posters here are all who wrote a post in
    these days, people on duty included.
    """
    since = max(begin, end - LAST)
    n = 0
    wrote = np.zeros(people, np.bool_)
    source, target = np.empty(len(who), np.int64), np.empty(len(who), np.int64)
    for i in range(len(who)):
        if time[i] < since or who[i] < 0:
            continue
        wrote[who[i]] = True
        if to[i] >= 0 and to[i] != who[i]:
            source[n], target[n] = who[i], to[i]
            n += 1
    posters = 0
    for person in range(people):
        posters += wrote[person]
    if posters == 0:
        return
    out.core_k, out.core_size, out.core_3_share = 0.0, 0.0, 0.0
    if n == 0:
        return
    source, target = source[:n].copy(), target[:n].copy()
    there_at, there = once_each(source, target, people)
    back_at, back = once_each(target, source, people)
    seen = np.full(people, -1, np.int64)
    returned = 0
    for person in range(people):
        for k in range(there_at[person], there_at[person + 1]):
            seen[there[k]] = person
        for k in range(back_at[person], back_at[person + 1]):
            returned += seen[back[k]] == person
    out.reciprocity = returned / len(there)
    core = core_numbers(source, target, people)
    deepest, size, in_three = 0, 0, 0
    for person in range(people):
        if core[person] > deepest:
            deepest, size = core[person], 0
        size += core[person] == deepest
        in_three += core[person] >= 3 and wrote[person]
    out.core_k = deepest
    out.core_size = size
    out.core_3_share = in_three / posters
