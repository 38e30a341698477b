"""Who comes back so many days after joining, and whether that depends on when they joined."""

from __future__ import annotations

import numpy as np

from sim.report.comparison import tenure
from sim.report.comparison.view import View
from sim.report.press.axes import end_labels, speak
from sim.report.press.numbers import mean_or_nan
from sim.report.press.panel import Panel, Table, canvas, finish


def by_time_since(view: View) -> Panel | None:
    """Draw the share that visits again 30, 90 and 180 days after joining."""
    stays = [row for row in tenure.rows(view) if row.key in tenure.RETENTION]
    if not stays:
        return None
    spots = np.arange(len(stays))
    with canvas() as (figure, axes):
        lines = [[float(mean_or_nan(row.values[index])) for row in stays] for index in range(view.n_policies)]
        for index, line in enumerate(lines):
            mark = view.look(index)
            axes.plot(spots, line, color=mark.line, lw=1.8, ls=mark.dash, marker=mark.marker, ms=6)
        axes.set_ylim(0, max(0.05, 1.15 * np.nanmax(lines)))
        axes.set_xlim(-0.25, len(stays) - 0.75)
        speak(axes, view, x=False, percent=True)
        axes.set_xticks(spots, [view.say(f"tenure.{row.key}.tick") for row in stays])
        axes.set_title(view.say("tenure.since.title"))
        axes.set_xlabel(view.say("tenure.since.axis"))
        end_labels(
            axes, view, [(i, line[-1]) for i, line in enumerate(lines) if np.isfinite(line[-1])], len(stays) - 0.9
        )
        alt = view.say(
            "tenure.since.alt",
            list=view.join([f"{view.quote(i)}: {view.share(line[0])}" for i, line in enumerate(lines)]),
        )
        rows = tuple(
            (view.say(f"tenure.{row.key}"), *(view.share(line[k], 1) for line in lines)) for k, row in enumerate(stays)
        )
        return finish(
            figure,
            "tenure",
            alt=alt,
            table=Table((view.say("col.measure"), *(view.letter(i) for i in range(view.n_policies))), rows),
        )


def by_joining(view: View) -> Panel | None:
    """Draw the share that visits again after 30 days, by the month in which people joined."""
    if view.days < 120:
        return None
    lines = tenure.by_month(view)
    months = np.arange(1, lines[0].size + 1)
    known = np.concatenate(lines)
    if not np.isfinite(known).any():
        return None
    with canvas() as (figure, axes):
        for index, line in enumerate(lines):
            mark = view.look(index)
            axes.plot(
                months,
                line,
                color=mark.line,
                lw=1.8,
                ls=mark.dash,
                marker=mark.marker,
                ms=5,
                zorder=4 if index == 0 else 3,
            )
        axes.set_ylim(0, max(0.05, 1.15 * np.nanmax(known)))
        axes.set_xlim(0.6, months[-1] + 0.4)
        speak(axes, view, x=False, percent=True)
        ticks = months[:: max(1, len(months) // 6)]
        axes.set_xticks(ticks, [view.show(float(m), 0) for m in ticks])
        axes.set_title(view.say("tenure.joining.title"))
        axes.set_xlabel(view.say("tenure.joining.axis"))
        spots = [np.flatnonzero(np.isfinite(line)) for line in lines]
        for last in sorted({int(spot[-1]) for spot in spots if spot.size}):
            end_labels(
                axes,
                view,
                [(i, float(lines[i][last])) for i, spot in enumerate(spots) if spot.size and spot[-1] == last],
                float(months[last]) + 0.1,
            )
        alt = view.say(
            "tenure.joining.alt",
            list=view.join(
                [f"{view.quote(i)}: {view.show(int(np.isfinite(line).sum()))}" for i, line in enumerate(lines)]
            ),
        )
        rows = tuple((str(m), *(view.share(float(line[m - 1]), 1) for line in lines)) for m in months)
        return finish(
            figure,
            "tenure-by-joining",
            alt=alt,
            table=Table((view.say("axis.joined_month"), *(view.letter(i) for i in range(view.n_policies))), rows),
        )
