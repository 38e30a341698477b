"""On which days reviews changed something, in how many runs, and which never did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.report.comparison.view import View
from sim.scenario.sight import told
from sim.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOOT = 0.05
"""Height of the marks at the foot of a course, as a share of the axis."""


def fired(view: View, index: int) -> np.ndarray:
    """Return which reviews of a policy fired: bool (reviews, replications, days); the diary adds up 1, 2, 4, ... for the first, second, third."""
    n = sum(getattr(policy, "is_held", False) for policy in view.comparison.scenarios[index].policies)
    if not n:
        return np.zeros((0, 0, view.days), dtype=bool)
    code = np.nan_to_num(view.series("reviews_fired", index)).astype(np.int64)
    return np.array([(code >> which) & 1 for which in range(n)], dtype=bool).reshape(n, *code.shape)


def sentences(view: View) -> list[str]:
    """Return for every review of every policy when it fired, in how many runs and how often; nothing where there are no reviews."""
    out = []
    for index, scenario in enumerate(view.comparison.scenarios):
        held = [policy for policy in scenario.policies if getattr(policy, "is_held", False)]
        for policy, when in zip(held, fired(view, index) if held else (), strict=True):
            out.append(_sentence(view, index, told(scenario, policy, view.lang), when))
    return out


def _sentence(view: View, index: int, review: str, when: np.ndarray) -> str:
    """Tell one review: ``when`` is bool (replications, days)."""
    times = when.sum(axis=1)
    hit = times > 0
    key = "never" if not hit.any() else "fired"
    first = when[hit].argmax(axis=1) if hit.any() else np.zeros(1)
    return view.say(
        f"firings.{key}",
        policy=view.letter(index),
        review=review,
        k=int(hit.sum()),
        n=len(when),
        day=view.show(float(np.median(first)), 0),
        low=view.show(float(first.min()), 0),
        high=view.show(float(first.max()), 0),
        times=number(float(times[hit].mean()) if hit.any() else 0.0, view.lang),
    )


def mark(axes: Axes, view: View, index: int, color: str) -> None:
    """Draw a stroke at the foot of a course for every day on which a review fired, the darker the more runs it fired in."""
    when = fired(view, index)
    share = when.any(axis=0).mean(axis=0) if when.size else np.zeros(0)
    for day in np.flatnonzero(share > 0):
        axes.axvline(day + 1, ymax=FOOT, color=color, lw=1.6, alpha=0.25 + 0.75 * float(share[day]))
