"""Logistic regression, as the papers used it: maximum likelihood, small, without a library."""

from __future__ import annotations

import numpy as np

STEPS = 50
NEAR = 1e-8
FARTHEST = 15.0
"""Coefficient beyond which the data are taken to be separated [logits]."""


def logistic_regression(outcome: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return the coefficients that make the outcomes likeliest.

        P(y = 1) = 1 / (1 + exp(-(b0 + b1 x1 + ...)))
    Newton's method from b = 0. Check: one column of zeros and ones -> its coefficient is the log odds ratio.

    Parameters
    ----------
    outcome : bool or float64 (cases,)
        What happened, 0 or 1.
    columns : float64 (cases, k)
        What it is explained by, without the constant.

    Returns
    -------
    float64 (1 + k,)
        Constant first, in logits; all NaN when there is no maximum (a column without variance, or data a column separates).
    """
    y = np.asarray(outcome, dtype=float)
    x = np.column_stack([np.ones(len(y)), np.asarray(columns, dtype=float)])
    nothing = np.full(x.shape[1], np.nan)
    if len(y) <= x.shape[1] or y.min() == y.max() or np.linalg.matrix_rank(x) < x.shape[1]:
        return nothing
    b = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ b, -30.0, 30.0)))
        hessian = (x * (p * (1.0 - p))[:, None]).T @ x
        if np.linalg.cond(hessian) > 1e12:
            return nothing
        step = np.linalg.solve(hessian, x.T @ (y - p))
        b = b + step
        if np.abs(b).max() > FARTHEST * max(1.0, 1.0 / float(np.abs(x).max())):
            return nothing
        if np.abs(step).max() < NEAR:
            return b
    return nothing


def log_odds_ratio(parts: np.ndarray) -> float:
    """Log odds ratio of two shares from summed columns: happened and all with, happened and all without; NaN at 0 or 1.

    Check: 56 of 100 against 44 of 100 -> .482.
    """
    yes, all_with, no, all_without = (float(total) for total in parts.sum(axis=0))
    cells = np.array([yes, all_with - yes, no, all_without - no])
    if (cells <= 0).any():
        return float("nan")
    return float(np.log(cells[0] * cells[3] / (cells[1] * cells[2])))
