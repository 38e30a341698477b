"""Members compared at equal tenure: how many of those who joined came back so many days after joining.

Under a policy that lets people in later, the average member is newer, and newer members visit more. A comparison over
the whole run therefore mixes what the policy does with how long people have been in. Here only groups count whose
window lies wholly within the run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.report.comparison.view import View
from sim.report.press.numbers import Contrast, ratio

#: cohort column -> (key, days after joining at which its window ends)
WINDOWS = {"visited_30": 60, "visited_90": 120, "visited_180": 210, "posted_30": 30, "posts_90": 90}
RETENTION = ("visited_30", "visited_90", "visited_180")
ALIVE_DAYS = (90, 180)


@dataclass(frozen=True)
class TenureRow:
    """One figure at equal tenure: values by replication for every policy, and how many joiners they rest on."""

    key: str
    values: tuple[np.ndarray, ...]
    joiners: tuple[float, ...]

    def contrast(self, view: View, index: int) -> Contrast:
        """Return the paired difference to the first policy."""
        return view.contrast(self.values[0], self.values[index])


def rows(view: View) -> list[TenureRow]:
    """Return every figure at equal tenure whose window fits into the run at least once."""
    out = []
    for key, window in WINDOWS.items():
        last = view.days - window + 1
        if last <= 0:
            continue
        joined = view.comparison.cohorts["joined"][:, :, :last].astype(float).sum(axis=2)
        kept = view.comparison.cohorts[key][:, :, :last].astype(float).sum(axis=2)
        if not joined.any():
            continue
        out.append(TenureRow(key, tuple(ratio(kept, joined)), tuple(joined.mean(axis=1).tolist())))
    return out


def by_month(view: View, key: str = "visited_30") -> list[np.ndarray]:
    """Return for every policy the share that came back, by the 30 days in which they joined; NaN below five joiners."""
    last = view.days - WINDOWS[key] + 1
    months = max(0, last // 30)
    out = []
    for index in range(view.n_policies):
        joined = view.comparison.cohorts["joined"][index, :, : months * 30].astype(float).reshape(view.n_reps, months, 30).sum(axis=(0, 2))
        kept = view.comparison.cohorts[key][index, :, : months * 30].astype(float).reshape(view.n_reps, months, 30).sum(axis=(0, 2))
        share = ratio(kept, joined)
        out.append(np.where(joined >= 5 * view.n_reps, share, np.nan))
    return out


def worked(view: View, index: int) -> np.ndarray:
    """Return which runs of a policy ended well, bool (replications,)."""
    return np.isfinite(view.series("posts_own", index)).all(axis=1)


def alive(view: View, index: int, day: int) -> np.ndarray:
    """Return for every run whether a member posted within the 30 days up to ``day``, bool (replications,)."""
    posts = view.series("posts_own", index)
    return posts[:, max(0, day - 30) : day].sum(axis=1) > 0


def silence(view: View, index: int) -> np.ndarray:
    """Return the day after which 30 days pass without any member's post; NaN when that never happens."""
    posts = np.cumsum(view.series("posts_own", index), axis=1)
    if view.days <= 30:
        return np.full(view.n_reps, np.nan)
    quiet = posts[:, 30:] - posts[:, :-30] == 0  # never of a run that failed: it has no numbers
    return np.where(quiet.any(axis=1), quiet.argmax(axis=1) + 1.0, np.nan)
