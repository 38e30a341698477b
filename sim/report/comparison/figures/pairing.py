"""How alike the paired runs stay: the correlation that pairing won, month by month."""

from __future__ import annotations

import numpy as np

from sim.report.comparison.view import View
from sim.report.press.axes import end_labels, speak
from sim.report.press.panel import Panel, Table, canvas, finish
from sim.report.press.style import INK


def draw(view: View, series: str) -> Panel | None:
    """Draw the correlation between paired runs of one monthly series; None when it was not recorded."""
    by_month = view.comparison.correlation_by_month.get(series)
    if by_month is None or not np.size(by_month):
        return None
    by_month = np.asarray(by_month, dtype=float)
    months = np.arange(1, by_month.shape[1] + 1)
    with canvas(height=2.3) as (figure, axes):
        axes.axhline(0, color=INK, lw=1)
        for k, line in enumerate(by_month):
            mark = view.look(k + 1)
            axes.plot(months, line, color=mark.line, lw=1.8, ls=mark.dash, marker=mark.marker, ms=3.5)
        axes.set_ylim(min(-0.1, float(np.nanmin(by_month)) - 0.05) if np.isfinite(by_month).any() else -0.1, 1.05)
        axes.set_xlim(0.7, months[-1] + 0.3)
        speak(axes, view, x=False)
        ticks = months[:: max(1, len(months) // 6)]
        axes.set_xticks(ticks, [view.show(float(m), 0) for m in ticks])
        axes.set_xlabel(view.say("axis.month"))
        axes.set_title(view.series_name(series))
        ends = [
            (k + 1, float(line[np.isfinite(line)][-1])) for k, line in enumerate(by_month) if np.isfinite(line).any()
        ]
        end_labels(axes, view, ends, float(months[-1]) + 0.3)
        first, last = (by_month[0][np.isfinite(by_month[0])][:1], by_month[0][np.isfinite(by_month[0])][-1:])
        alt = view.say(
            "pairing.alt",
            series=view.series_name(series),
            first=view.show(float(first[0]) if first.size else np.nan, 2),
            last=view.show(float(last[0]) if last.size else np.nan, 2),
        )
        rows = tuple((str(m), *(view.show(float(x), 2) for x in by_month[:, m - 1])) for m in months)
        return finish(
            figure,
            f"pairing-{series}",
            alt=alt,
            table=Table((view.say("axis.month"), *(view.letter(k) for k in view.others)), rows),
        )
