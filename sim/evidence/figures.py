"""Figures: what the parts of many runs come to, taken together or run by run."""

from __future__ import annotations

import math

import numpy as np


def mean(parts: np.ndarray) -> float:
    """Mean of the first column over the runs that have one."""
    known = parts[:, 0][np.isfinite(parts[:, 0])]
    return float(known.mean()) if known.size else math.nan


def hazards(parts: np.ndarray) -> np.ndarray:
    """First half of the summed columns over the second half: a hazard by class; NaN for an empty class."""
    total = parts.sum(axis=0)
    n = total.size // 2
    return np.divide(total[:n], total[n:], out=np.full(n, np.nan), where=total[n:] > 0)


def ratio(parts: np.ndarray) -> float:
    """Sum of the first column over the sum of the second: all runs taken together."""
    below = float(parts[:, 1].sum())
    return float(parts[:, 0].sum()) / below if below > 0 else math.nan


def variation(parts: np.ndarray) -> float:
    """Coefficient of variation of the first column over runs; NaN for a single run."""
    values = parts[:, 0]
    return float(values.std(ddof=1) / values.mean()) if len(values) > 1 and values.mean() > 0 else math.nan


def quotient(parts: np.ndarray) -> float:
    """Share with over share without: first column over second, divided by third over fourth, all runs taken together."""
    a, n, b, m = parts.sum(axis=0)
    return float(a / n / (b / m)) if n > 0 and m > 0 and b > 0 else math.nan


def change(parts: np.ndarray) -> float:
    """`quotient` less 1: by how much the share is higher, as a part of the share without."""
    return quotient(parts) - 1.0
