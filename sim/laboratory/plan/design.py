"""A design: which values the factors take together, one row a draw.

factorial   every combination of values; a range is cut into `n` levels
lhs         Latin hypercube: each factor's range is cut into `n` equally likely slices and each slice is used once
            (McKay, Beckman & Conover 1979). Adding draws means drawing all anew, so it cannot grow.
sobol       the first `n` points of a Sobol sequence (Joe & Kuo 2008, from scipy), shifted modulo 1 by one draw a factor (Cranley &
            Patterson 1976), so that point 0 is not the corner; it grows by continuing. A power of two keeps it balanced.
file        the rows of a table

Random numbers are keyed by the design's seed and the factor's name: a factor that is added moves no other factor's draws, except
in a Sobol sequence, where the order of factors decides its columns.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.laboratory.plan.factor import Factor

KINDS = ("factorial", "lhs", "sobol", "file")
_KEY = 0x5A3E_0001
"""Sets these draws apart from all others that are keyed by a seed and a name."""


def rows(
    kind: str, factors: Sequence[Factor], n: int | None, seed: int, cases: Sequence[dict[str, Any]] = ()
) -> list[tuple[Any, ...]]:
    """Return the design, one tuple of values a draw, in the order of the factors.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    factors : sequence of Factor
        Without any there is one empty row.
    n : int or None
        Draws; for "factorial" the levels of a range; nothing for "file".
    seed : int
        Of "lhs" and "sobol" [0..2**53].
    cases : sequence of dict
        The rows of "file": value by factor key.
    """
    if kind == "file":
        return [tuple(case[factor.key] for factor in factors) for case in cases]
    if not factors:
        return [()]
    if kind == "factorial":
        return list(itertools.product(*(factor.levels(n or 1) for factor in factors)))
    table = _sobol(factors, n or 1, seed) if kind == "sobol" else _hypercube(factors, n or 1, seed)
    return [tuple(factor.at(float(share)) for factor, share in zip(factors, line, strict=True)) for line in table]


def size(kind: str, factors: Sequence[Factor], n: int | None, n_cases: int = 0) -> int:
    """Return how many rows a design has, without making it."""
    if kind == "file":
        return n_cases
    if kind != "factorial" or not factors:
        return (n or 1) if factors else 1
    total = 1
    for factor in factors:
        total *= len(factor.values) if factor.dist == "values" else n or 1
    return total


def generator(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers of a name under a seed."""
    letters = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "little")
    return np.random.Generator(np.random.Philox(key=(_KEY << 64) | letters))


def _hypercube(factors: Sequence[Factor], n: int, seed: int) -> np.ndarray:
    """Return shares, float64 (n, factors)."""
    columns = []
    for factor in factors:
        own = generator(seed, factor.column)
        columns.append((own.permutation(n) + own.random(n)) / n)
    return np.stack(columns, axis=1)


def _sobol(factors: Sequence[Factor], n: int, seed: int) -> np.ndarray:
    """Return shares, float64 (n, factors)."""
    import warnings

    from scipy.stats import qmc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that n is no power of two is said in the study's own words
        plain = qmc.Sobol(len(factors), scramble=False).random(n)
    shift = np.array([generator(seed, factor.column).random() for factor in factors])
    return (plain + shift) % 1.0
