"""Members compared at equal tenure: how many of those who joined came back so many days after joining.

Under a policy that lets people in later, the average member is newer, and newer members visit more. A comparison over
the whole run therefore mixes what the policy does with how long people have been in. Here only groups count whose
window lies wholly within the run. The figures are those of the measures, which every other table shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.report.comparison.view import View
from sim.report.press.numbers import Contrast, contrast, ratio

WINDOWS = {"visited_30": 60, "visited_90": 120, "visited_180": 210, "posted_30": 30, "posts_90": 90}
"""Days after joining at which the window of a cohort's column ends."""

MEASURE = {
    "visited_30": "retention_30",
    "visited_90": "retention_90",
    "visited_180": "retention_180",
    "posted_30": "posted_30",
    "posts_90": "posts_90",
}
"""The measure that is the column per joiner."""

RETENTION = ("visited_30", "visited_90", "visited_180")
ALIVE = {90: "alive_90", 180: "alive_180"}
"""The measure that says whether the community is alive, by day."""


@dataclass(frozen=True)
class TenureRow:
    """One figure at equal tenure: values by replication for every policy, and how many joiners they rest on."""

    key: str
    values: tuple[np.ndarray, ...]
    joiners: tuple[float, ...]

    def contrast(self, index: int) -> Contrast:
        """Return the paired difference to the first policy."""
        return contrast(self.values[0], self.values[index])


def rows(view: View) -> list[TenureRow]:
    """Return every figure at equal tenure whose window fits into the run at least once."""
    out = []
    for key, window in WINDOWS.items():
        joined = view.comparison.cohorts["joined"][:, :, : max(0, view.days - window + 1)].astype(float).sum(axis=2)
        if joined.any():
            values = view.comparison.values[:, :, view.comparison.measures.index(MEASURE[key])]
            out.append(TenureRow(key, tuple(values), tuple(joined.mean(axis=1).tolist())))
    return out


def by_month(view: View, key: str = "visited_30") -> list[np.ndarray]:
    """Return for every policy the share that came back, by the 30 days in which they joined; NaN below five joiners."""
    last = view.days - WINDOWS[key] + 1
    months = max(0, last // 30)
    out = []
    for index in range(view.n_policies):
        joined = (
            view.comparison.cohorts["joined"][index, :, : months * 30]
            .astype(float)
            .reshape(view.n_reps, months, 30)
            .sum(axis=(0, 2))
        )
        kept = (
            view.comparison.cohorts[key][index, :, : months * 30]
            .astype(float)
            .reshape(view.n_reps, months, 30)
            .sum(axis=(0, 2))
        )
        share = ratio(kept, joined)
        out.append(np.where(joined >= 5 * view.n_reps, share, np.nan))
    return out


def worked(view: View, index: int) -> np.ndarray:
    """Return which runs of a policy ended well, bool (replications,)."""
    return np.isfinite(view.values("days_to_silence", index))


def alive(view: View, index: int, day: int) -> np.ndarray:
    """Return for every run whether a member posted within the 30 days up to ``day``, one of `ALIVE` or the last, bool (replications,)."""
    return view.values("alive_end" if day == view.days else ALIVE[day], index) > 0


def silence(view: View, index: int) -> np.ndarray:
    """Return the day from which 30 days pass without any member's post; NaN when that never happens."""
    days = view.values("days_to_silence", index)
    return np.where(days < view.days, days, np.nan)
