"""The few functions of mathematics that fits of a log need, without a library that takes longer to load than they to run."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

HEAD = 12
"""Terms of the zeta function that are summed as they are, before the rest is taken by its formula."""

BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
FAR = 30.0
"""From here on [standard deviations] the tail of the normal law is taken by its series."""


def zeta(s: float, a: np.ndarray | float) -> np.ndarray:
    """Return the Hurwitz zeta function, the sum of (a + k)^-s over k = 0, 1, 2, ...; s > 1, a > 0.

    Source: Euler-Maclaurin summation, eight terms. Check: zeta(2, 1) = pi^2 / 6.
    """
    a = np.asarray(a, float)
    total = np.zeros(a.shape)
    for k in range(HEAD):
        total = total + (a + k) ** -s
    far = a + HEAD
    total = total + far ** (1.0 - s) / (s - 1.0) + far**-s / 2.0
    rising, power = s, far ** (-s - 1.0)
    for j, bernoulli in enumerate(BERNOULLI, 1):
        total = total + bernoulli / math.factorial(2 * j) * rising * power
        rising *= (s + 2 * j - 1) * (s + 2 * j)
        power = power / far**2
    return total


def normal_tail(z: np.ndarray) -> np.ndarray:
    """Return the share of a standard normal law above each z. Check: 0.5 at 0."""
    return np.array([0.5 * math.erfc(value / math.sqrt(2.0)) for value in np.asarray(z, float).tolist()])


def log_normal_tail(z: float) -> float:
    """Return the logarithm of that share, also where the share is too small for a number. Check: ln 0.5 at 0."""
    if z < FAR:
        return math.log(0.5 * math.erfc(z / math.sqrt(2.0)))
    series, term = 1.0, 1.0
    for k in range(1, 8):
        term *= -(2 * k - 1) / z**2
        series += term
    return -z * z / 2.0 - math.log(z * math.sqrt(2.0 * math.pi)) + math.log(series)


def lowest_between(cost: Callable[[float], float], low: float, high: float, within: float = 1e-9) -> float:
    """Return where a function with one valley between two ends is lowest. Source: golden-section search (Kiefer 1953)."""
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = cost(left), cost(right)
    while high - low > within:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = cost(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = cost(right)
    return (low + high) / 2.0


def lowest_near(
    cost: Callable[[np.ndarray], float],
    start: tuple[float, ...],
    near: float = 1e-6,
    alike: float = 1e-8,
    most: int = 4000,
) -> tuple[np.ndarray, float]:
    """Return where a function of few numbers is lowest, and its value there. Source: Nelder & Mead 1965.

    Parameters
    ----------
    cost : callable
        Of float64 (n,).
    start : tuple of float
        A corner of the first simplex; the others lie 5 % further along each axis (0.00025 where a number is 0).
    near, alike : float
        Done when the corners lie this near to each other, and their values too.
    most : int
        Steps.
    """
    first = np.array(start, float)
    corners = [first] + [
        np.where(np.arange(len(first)) == k, first * 1.05 if first[k] else 0.00025, first) for k in range(len(first))
    ]
    values = [cost(corner) for corner in corners]
    for _ in range(most):
        order = sorted(range(len(values)), key=values.__getitem__)
        corners, values = [corners[k] for k in order], [values[k] for k in order]
        if max(np.abs(corner - corners[0]).max() for corner in corners[1:]) <= near and values[-1] - values[0] <= alike:
            break
        middle = np.mean(corners[:-1], axis=0)
        tried = 2.0 * middle - corners[-1]
        value = cost(tried)
        if value < values[0]:
            further = 3.0 * middle - 2.0 * corners[-1]
            value_further = cost(further)
            if value_further < value:
                tried, value = further, value_further
        elif value >= values[-2]:
            is_outside = value < values[-1]
            nearer = 1.5 * middle - 0.5 * corners[-1] if is_outside else 0.5 * middle + 0.5 * corners[-1]
            value_nearer = cost(nearer)
            if value_nearer <= value if is_outside else value_nearer < values[-1]:
                tried, value = nearer, value_nearer
            else:
                corners[1:] = [corners[0] + 0.5 * (corner - corners[0]) for corner in corners[1:]]
                values[1:] = [cost(corner) for corner in corners[1:]]
                continue
        corners[-1], values[-1] = tried, value
    return corners[0], values[0]
