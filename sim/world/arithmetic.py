"""Elementary functions made of + - x / alone, so that every processor gives the same bytes.

Library ``exp``, ``log`` and ``pow`` change their last bits when FMA or AVX2 is absent, and one flipped bit can flip a
decision. These versions are accurate to about 1e-15 (relative), except ``normal_quantile`` (1.2e-9).
"""

from __future__ import annotations

import numpy as np

from sim.world.compiled import inlined, part

LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
INV_LN2 = 1.44269504088896338700
SQRT_HALF = 0.7071067811865476
ROOM_AT_THE_END = 64
"""Places behind the last in which many keys that are large find room."""
POWERS_OF_TWO = np.array([2.0**k for k in range(-1022, 1024)])


@part
def exp(x):
    """e**x for any finite x; 0 below -708, the value at 709 above it.

    x = k ln 2 + r with |r| <= ln(2)/2; e**r by its Taylor series to the 13th power, summed in
    groups of four that need not wait for each other; times 2**k from a table.
    Checks: exp(0) = 1; exp(1) = 2.718281828459045.
    """
    if x < -708.0:
        return 0.0
    if x > 709.0:
        x = 709.0
    k = int(np.floor(x * INV_LN2 + 0.5))
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (1.0 + r) + (0.5 + r * (1.0 / 6.0)) * r2
    middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2
    high = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2
    top = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    s = low + (middle + (high + top * r4) * r4) * r4
    return s * POWERS_OF_TWO[k + 1022]


@part
def log(x):
    """Natural logarithm of x > 0; -745 for x <= 0.

    x = m 2**k with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh((m - 1)/(m + 1)) by its series.
    Checks: log(1) = 0; log(2) = 0.6931471805599453.
    """
    if x <= 0.0:
        return -745.0
    k = 0
    while x >= 4294967296.0:
        x *= 2.3283064365386963e-10
        k += 32
    while x < 2.3283064365386963e-10:
        x *= 4294967296.0
        k -= 32
    while x >= 2.0:
        x *= 0.5
        k += 1
    while x < 1.0:
        x *= 2.0
        k -= 1
    if x * SQRT_HALF >= 1.0:
        x *= 0.5
        k += 1
    s = (x - 1.0) / (x + 1.0)
    q = s * s
    q2 = q * q
    q4 = q2 * q2
    low = (1.0 + q * (1.0 / 3.0)) + (1.0 / 5.0 + q * (1.0 / 7.0)) * q2
    middle = (1.0 / 9.0 + q * (1.0 / 11.0)) + (1.0 / 13.0 + q * (1.0 / 15.0)) * q2
    high = (1.0 / 17.0 + q * (1.0 / 19.0)) + (1.0 / 21.0) * q2
    t = low + (middle + high * q4) * q4
    return k * LN2_HIGH + (2.0 * s * t + k * LN2_LOW)


LOGS_OF_COUNTS = np.array([0.0] + [log.py_func(1.0 + n) for n in range(1, 1024)])


@part
def log_count(n):
    """ln(1 + n) for a whole number n >= 0: from a table up to 1,023. Checks: 0 -> 0; 1 -> ln 2."""
    if n < 1024:
        return LOGS_OF_COUNTS[n]
    return log(1.0 + n)


KEPT_HOURS = 336
LOGS_OF_DAYS = np.array([log.py_func(1.0 + hours / 24.0) for hours in range(KEPT_HOURS)])
LOGS_OF_TWO_DAYS = np.array([log.py_func(1.0 + hours / 48.0) for hours in range(KEPT_HOURS)])


@part
def log_days(hours):
    """ln(1 + hours/24): whole hours of the first two weeks from a table. Checks: 0 -> 0; 24 -> ln 2."""
    n = int(hours)
    if 0 <= n < KEPT_HOURS and n == hours:
        return LOGS_OF_DAYS[n]
    return log(1.0 + hours / 24.0)


@part
def log_two_days(hours):
    """ln(1 + hours/48): whole hours of the first two weeks from a table. Checks: 0 -> 0; 48 -> ln 2."""
    n = int(hours)
    if 0 <= n < KEPT_HOURS and n == hours:
        return LOGS_OF_TWO_DAYS[n]
    return log(1.0 + hours / 48.0)


@part
def logistic(x):
    """1 / (1 + e**-x), in (0, 1). Checks: 0 -> 0.5; ln 3 -> 0.75."""
    e = exp(-x if x >= 0.0 else x)
    return (1.0 if x >= 0.0 else e) / (1.0 + e)


WIDEST = 16.0
"""Logits beyond which, either way, there is no bound."""
STEPS = 8.0
"""Bounds for a logit."""
SLACK = 1.0 + 1e-9
"""More than ``logistic`` can be wrong by, a million times over."""
ABOVE = np.array(
    [SLACK / (1.0 + exp.py_func(WIDEST - (step + 1) / STEPS)) for step in range(int(2.0 * WIDEST * STEPS) + 1)]
)
"""At least ``logistic`` of all logits of a step; one step more, since the last logit below `WIDEST` rounds up to it."""


@inlined
def is_below_logistic(u, x):
    """Whether u < logistic(x), exactly so; most often without working it out."""
    if -WIDEST < x and x < WIDEST and u >= ABOVE[int(STEPS * x + STEPS * WIDEST)]:
        return False
    return u < logistic(x)


@part
def logit(p):
    """ln(p / (1 - p)) for p in (0, 1). Checks: 0.5 -> 0; 0.75 -> ln 3."""
    return log(p / (1.0 - p))


@part
def normal_quantile(u):
    """The z with P(Z <= z) = u for a standard normal Z; u is kept inside (1e-16, 1 - 1e-16).

    Rational approximation with relative error below 1.2e-9 (P. J. Acklam 2003, coefficients as published).
    Checks: 0.5 -> 0; 0.975 -> 1.959964.
    """
    if u < 1e-16:
        u = 1e-16
    if u > 1.0 - 1e-16:
        u = 1.0 - 1e-16
    if u < 0.02425 or u > 0.97575:
        tail = u if u < 0.5 else 1.0 - u
        q = np.sqrt(-2.0 * log(tail))
        top = -7.784894002430293e-03
        top = top * q - 3.223964580411365e-01
        top = top * q - 2.400758277161838e00
        top = top * q - 2.549732539343734e00
        top = top * q + 4.374664141464968e00
        top = top * q + 2.938163982698783e00
        low = 7.784695709041462e-03
        low = low * q + 3.224671290700398e-01
        low = low * q + 2.445134137142996e00
        low = low * q + 3.754408661907416e00
        z = top / (low * q + 1.0)
        return z if u < 0.5 else -z
    q = u - 0.5
    r = q * q
    top = -3.969683028665376e01
    top = top * r + 2.209460984245205e02
    top = top * r - 2.759285104469687e02
    top = top * r + 1.383577518672690e02
    top = top * r - 3.066479806614716e01
    top = top * r + 2.506628277459239e00
    low = -5.447609879822406e01
    low = low * r + 1.615858368580409e02
    low = low * r - 1.556989798598866e02
    low = low * r + 6.680131188771972e01
    low = low * r - 1.328068155288572e01
    return top * q / (low * r + 1.0)


@part
def order_by_key(keys, index, n):
    """Fill ``index[:n]`` with 0..n-1 in ascending order of ``keys[:n]`` (heapsort: no memory, no recursion)."""
    for i in range(n):
        index[i] = i
    for end in range(n + n // 2 - 1, 0, -1):
        if end >= n:
            root, last = end - n, n
        else:
            last = end
            swap = index[0]
            index[0] = index[last]
            index[last] = swap
            root = 0
        while True:
            child = 2 * root + 1
            if child >= last:
                break
            if child + 1 < last and keys[index[child + 1]] > keys[index[child]]:
                child += 1
            if keys[index[root]] >= keys[index[child]]:
                break
            swap = index[root]
            index[root] = index[child]
            index[child] = swap
            root = child


@part
def order_by_hash(keys, index, n):
    """Fill ``index[:n]`` as `order_by_key` does, for keys that are hashes: evenly spread over 64 bits, and no two alike.

    Each key has a place of its own in twice as much room, by its size; what is already there moves up. Where there is no such room, or so many
    have much the same key that its end is reached, they are sorted as any other.
    """
    room = 2 * n
    if n < 8 or room + ROOM_AT_THE_END > index.shape[0]:
        order_by_key(keys, index, n)
        return
    last = room + ROOM_AT_THE_END - 1
    for place in range(last + 1):
        index[place] = -1
    for i in range(n):
        moving = i
        key = keys[i]
        place = np.int64((key >> np.uint64(32)) * np.uint64(room) >> np.uint64(32))
        while index[place] >= 0 and place < last:
            there = index[place]
            if keys[there] > key:
                index[place] = moving
                moving, key = there, keys[there]
            place += 1
        if place == last:
            order_by_key(keys, index, n)
            return
        index[place] = moving
    kept = 0
    for place in range(last):
        if index[place] >= 0:
            index[kept] = index[place]
            kept += 1
