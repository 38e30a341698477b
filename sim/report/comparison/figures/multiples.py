"""All key series in small panels: the medians of all policies over time on one axis each."""

from __future__ import annotations

import numpy as np

from sim.report.comparison.figures.trajectory import _round, summary
from sim.report.comparison.view import View, trailing_mean
from sim.report.press.axes import days_axis, end_labels, speak
from sim.report.press.numbers import ratio
from sim.report.press.panel import Panel, Table, canvas, finish

KEY = (
    "members",
    "visitors",
    "posters_7d",
    "posts_own",
    "replies_own",
    "reactions",
    "waiting",
    "profile_share",
    "unanswered_share",
    "spam_share",
    "trust",
    "value",
    "information",
    "relations",
    "identity",
    "standing",
    "cost",
)
SHARES = {
    "profile_share": ("profiles", "members", False),
    "unanswered_share": ("matured_unanswered", "matured_starts", True),
    "spam_share": ("spam_seen", "opened", True),
}


def course(view: View, key: str, index: int) -> np.ndarray:
    """Return a key series, smoothed over a week (shares of events over 30 days), float (replications, days)."""
    if key not in SHARES:
        return view.smooth(key, index)
    part, whole, window = SHARES[key]
    if not window:
        return ratio(view.series(part, index), view.series(whole, index))
    return ratio(trailing_mean(view.series(part, index), 30), trailing_mean(view.series(whole, index), 30))


def draw(view: View, key: str) -> Panel:
    """Draw one key series."""
    when, label, percent = view.step(), view.series_name(key), key in SHARES
    middles = [summary(course(view, key, index))[1] for index in range(view.n_policies)]
    with canvas(height=2.0, width=3.0) as (figure, axes):
        for index, middle in enumerate(middles):
            mark = view.look(index)
            axes.plot(when + 1, middle[when], color=mark.line, lw=1.8, ls=mark.dash, zorder=4 if index == 0 else 3)
        top, bottom = (
            np.nanmax([np.nanmax(m) if np.isfinite(m).any() else 0 for m in middles]),
            np.nanmin([np.nanmin(m) if np.isfinite(m).any() else 0 for m in middles]),
        )
        bottom = min(0.0, float(bottom))
        axes.set_ylim(bottom * 1.1, float(top) + 0.1 * ((float(top) - bottom) or 1.0))
        speak(axes, view, x=False, percent=percent)
        days_axis(axes, view, view.days)
        axes.set_title(view.start(label), fontsize=9.5)
        ends = [
            (index, float(middle[np.isfinite(middle)][-1]))
            for index, middle in enumerate(middles)
            if np.isfinite(middle).any()
        ]
        end_labels(axes, view, ends, float(view.days))
        write = (lambda x: view.share(x, 1)) if percent else (lambda x: view.show(_round(x)))
        alt = view.say(
            "multiples.alt", series=label, list=view.join([f"{view.quote(index)}: {write(end)}" for index, end in ends])
        )
        rows = tuple((view.show(day), *(write(m[day - 1]) for m in middles)) for day in view.marks())
        table = Table((view.say("axis.day"), *(view.letter(i) for i in range(view.n_policies))), rows)
        return finish(figure, f"key-{key}", alt=alt, table=table)
