"""The course of a community: events and members by day, week and month, and over tenths of the log."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.measures.counting.log import DAY

TREND = 28
"""Days of the moving mean that stands for the trend: four whole weeks, so that it holds no week of its own."""

MONTH = 30


def rhythm(member: np.ndarray, time: np.ndarray) -> dict[str, Any]:
    """Return counts by calendar day (UTC), without the first and the last day, which are parts of a day.

    Months are blocks of 30 days from the first event; the last, unfinished one and those without any event are
    left out.
    """
    day = time // DAY - time[0] // DAY
    n_days = int(day[-1]) + 1
    if n_days < 3:
        return {}
    counts = np.bincount(day, minlength=n_days)[1:-1].astype(np.float64)
    weekday = (np.arange(1, n_days - 1) + int(time[0] // DAY) + 3) % 7
    mean = counts.mean()
    weekend = counts[weekday >= 5].mean() if (weekday >= 5).any() else 0.0
    seen = np.unique(day * (int(member.max()) + 1) + member) // (int(member.max()) + 1)
    daily = np.bincount(seen, minlength=n_days)[1:-1].mean()
    block = (time - time[0]) // (MONTH * DAY)
    monthly = np.bincount(np.unique(block * (int(member.max()) + 1) + member) // (int(member.max()) + 1))[:-1]
    monthly = monthly[monthly > 0]
    month = float(monthly.mean()) if len(monthly) else math.nan
    return {
        "posts_per_day": {
            "mean": float(mean),
            "median": float(np.median(counts)),
            "max": float(counts.max()),
            "variance_over_mean": float(counts.var() / mean) if mean else math.nan,
        },
        "share_days_without_posts": float((counts == 0).mean()),
        "weekday_over_weekend": float(counts[weekday < 5].mean() / weekend) if weekend else math.nan,
        "acf_daily_lag1": _acf(counts, 1),
        "acf_daily_lag7": _acf(counts, 7),
        "acf_daily_lag7_detrended": _acf(_detrended(counts), 7),
        "members_per_day_mean": float(daily),
        "members_per_30d_mean": month,
        "daily_over_monthly_members": float(daily / month) if len(monthly) else math.nan,
    }


def tenths(member: np.ndarray, time: np.ndarray) -> dict[str, list[int]]:
    """Return events, active members and newcomers in each tenth of the log's time."""
    span = max(int(time[-1] - time[0]), 1)
    part = np.minimum((time - time[0]) * 10 // span, 9)
    width = int(member.max()) + 1
    _, first = np.unique(member, return_index=True)
    return {
        "posts": np.bincount(part, minlength=10).tolist(),
        "active_members": np.bincount(np.unique(part * width + member) // width, minlength=10).tolist(),
        "newcomers": np.bincount(part[first], minlength=10).tolist(),
    }


def _acf(x: np.ndarray, lag: int) -> float:
    apart = x - x.mean()
    whole = (apart * apart).sum()
    return float((apart[lag:] * apart[:-lag]).sum() / whole) if whole > 0 and len(x) > lag else math.nan


def _detrended(x: np.ndarray) -> np.ndarray:
    """Divide by the centred moving mean; a day in four weeks without any event lies on its trend and counts as 1."""
    total = np.concatenate([[0.0], np.cumsum(x)])
    at = np.arange(len(x))
    low, high = np.maximum(at - TREND // 2, 0), np.minimum(at + TREND // 2, len(x))
    trend = (total[high] - total[low]) / (high - low)
    return np.divide(x, trend, out=np.ones(len(x)), where=trend > 0)
