"""The figures of a sweep: every point with chance around it, one axis with all else averaged out, two axes crossed."""

from __future__ import annotations

import math

import numpy as np

from sim.report.press.axes import note, speak, spread_labels
from sim.report.press.panel import Panel, Place, Table, canvas, finish
from sim.report.press.style import BAND, FONT, INK, look
from sim.report.sweep.view import SweepView
from sim.studies.sweep.table import Axis

MOST_POINTS = 40
"""Points that still fit in one figure; of more, the best and the worst half of so many are drawn."""


def points(view: SweepView, place: Place | None = None) -> Panel | None:
    """Draw the mean of every point with its interval of chance; none of a single point."""
    rows = view.shown(MOST_POINTS)
    if len(rows) < 2:
        return None
    times = view.scale(view.primary)
    with canvas(height=0.75 + 0.27 * len(rows), width=6.4, place=place) as (figure, axes):
        for spot, row in enumerate(rows):
            mark = look(1 if row.index == view.best else 0)
            if math.isfinite(row.run_low):
                axes.plot(
                    [row.run_low * times, row.run_high * times],
                    [spot, spot],
                    color=BAND,
                    lw=7,
                    solid_capstyle="butt",
                    zorder=2,
                )
            if math.isfinite(row.low):
                axes.plot([row.low * times, row.high * times], [spot, spot], color=mark.line, lw=2, zorder=3)
            axes.scatter([row.mean * times], [spot], color=mark.line, marker=mark.marker, s=34, zorder=4)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        speak(axes, view, y=False)
        axes.set_yticks(range(len(rows)), [_short(view.tick(row.index)) for row in rows])
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(_measured(view))
        alt = view.say(
            "figure.points_alt",
            n=len(rows),
            measure=view.label(view.primary),
            best=view.point(view.best),
            mean=view.amount(view.primary, view.rows[view.best].mean),
        )
        caption = view.say("figure.points", head=view.tick_head)
        if len(rows) < len(view.rows):
            caption += " " + view.say("table.cut", n=view.show(len(view.rows)), half=MOST_POINTS // 2)
        table = Table(
            (view.say("col.point"), view.say("col.mean"), view.say("col.chance")),
            tuple(
                (view.point(row.index), view.amount(view.primary, row.mean), view.ends(row.low, row.high))
                for row in rows
            ),
        )
        return finish(figure, "points", alt=alt, table=table, caption=caption, at=axes if place else None)


def effect(view: SweepView, axis: Axis, name: str, place: Place | None = None) -> Panel:
    """Draw one axis: the mean at each level with its interval of chance, over the spread of the single points."""
    times, spots = view.scale(view.primary), np.arange(len(axis.levels))
    means = np.array([level.mean for level in axis.levels]) * times
    with canvas(height=2.6, place=place) as (figure, axes):
        for spot, spread in zip(spots, axis.levels, strict=True):
            if spread.n_points > 1:
                axes.fill_between(
                    [spot - 0.3, spot + 0.3],
                    spread.spread_low * times,
                    spread.spread_high * times,
                    color=BAND,
                    lw=0,
                    zorder=1,
                )
            if math.isfinite(spread.low):
                axes.plot([spot, spot], [spread.low * times, spread.high * times], color=look(0).line, lw=2.4, zorder=3)
        axes.plot(spots, means, color=look(0).line, lw=1.2, ls=look(0).dash, zorder=2)
        axes.scatter(spots, means, color=look(0).line, s=34, zorder=4)
        axes.set_xlim(-0.5, len(spots) - 0.5)
        speak(axes, view, x=False)
        axes.set_xticks(spots, [_short(view.value(axis.column, level.value), 15) for level in axis.levels])
        axes.set_xlabel(_short(view.axis(axis.column), 60))
        axes.set_title(_short(_measured(view), 50))
        first, last = axis.levels[0], axis.levels[-1]
        alt = view.say(
            "figure.effect_alt",
            axis=view.axis(axis.column),
            measure=view.label(view.primary),
            first=view.value(axis.column, first.value),
            last=view.value(axis.column, last.value),
            a=view.amount(view.primary, first.mean),
            b=view.amount(view.primary, last.mean),
        )
        table = Table(
            (
                view.axis(axis.column),
                view.say("col.mean"),
                view.say("col.chance"),
                view.say("col.spread"),
                view.say("col.points"),
            ),
            tuple(
                (
                    view.value(axis.column, level.value),
                    view.amount(view.primary, level.mean),
                    view.ends(level.low, level.high),
                    view.ends(level.spread_low, level.spread_high),
                    str(level.n_points),
                )
                for level in axis.levels
            ),
        )
        return finish(
            figure,
            f"effect-{name}",
            alt=alt,
            table=table,
            at=axes if place else None,
            caption=view.say("figure.effect_sliced" if axis.is_sliced else "figure.effect") + unevenly(view, axis),
        )


def crossing(view: SweepView) -> Panel | None:
    """Draw two crossed axes: a line for each level of one, over the levels of the other."""
    if view.crossed is None or len(view.crossed[1].levels) > 7:
        return None
    across, along, means = view.crossed
    means = means * view.scale(view.primary)
    spots = np.arange(len(across.levels))
    with canvas(height=3.2, width=6.4) as (figure, axes):
        for i in range(len(along.levels)):
            mark, shift = look(i), 0.05 * (i - (len(along.levels) - 1) / 2)
            for spot, (_, low, high) in zip(spots, means[i], strict=True):
                axes.plot([spot + shift] * 2, [low, high], color=mark.line, lw=1.6, alpha=0.8, zorder=2)
            axes.plot(
                spots + shift, means[i, :, 0], color=mark.line, ls=mark.dash, lw=1.8, marker=mark.marker, ms=6, zorder=3
            )
        axes.set_xlim(-0.3, len(spots) - 0.45)
        low, high = axes.get_ylim()
        ends = [float(mean) if math.isfinite(mean) else low for mean in means[:, -1, 0]]
        places = spread_labels(ends, (high - low) * (FONT + 2) / (3.2 * 72 * 0.62), low, high)
        for i, (level, place) in enumerate(zip(along.levels, places, strict=True)):
            note(
                axes,
                _short(view.value(along.column, level.value), 14),
                len(spots) - 0.88,
                place,
                color=look(i).text,
                va="center",
            )
        speak(axes, view, x=False)
        axes.set_xticks(spots, [_short(view.value(across.column, step.value), 16) for step in across.levels])
        axes.set_xlabel(_short(view.axis(across.column), 80))
        axes.set_title(_short(_measured(view), 60))
        note(axes, _short(view.axis(along.column), 60), 0.995, 1.02, ha="right", color=INK, transform=axes.transAxes)
        head = (view.axis(along.column), *(view.value(across.column, step.value) for step in across.levels))
        times = view.scale(view.primary)
        rows = tuple(
            (
                view.value(along.column, level.value),
                *(
                    f"{view.amount(view.primary, x / times)} ({view.ends(a / times, b / times)})"
                    for x, a, b in means[i]
                ),
            )
            for i, level in enumerate(along.levels)
        )
        alt = view.say(
            "figure.crossing_alt",
            measure=view.label(view.primary),
            across=view.axis(across.column),
            along=view.axis(along.column),
            low=view.amount(view.primary, float(np.nanmin(means[:, :, 0])) / times),
            high=view.amount(view.primary, float(np.nanmax(means[:, :, 0])) / times),
        )
        caption = view.say("figure.crossing", along=view.axis(along.column)) + unevenly(view, across)
        return finish(figure, "crossing", alt=alt, table=Table(head, rows), caption=caption)


def unevenly(view: SweepView, axis: Axis) -> str:
    """Say that numbers which do not lie equally far apart are drawn as if they did, since a line's slope would mislead; nothing where they do."""
    values = [level.value for level in axis.levels]
    if axis.is_sliced or not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return ""
    steps = np.diff(np.array(values, dtype=float))
    return "" if np.allclose(steps, steps.mean()) else " " + view.say("figure.uneven")


def _measured(view: SweepView) -> str:
    label = view.label(view.primary)
    return f"{label[:1].upper()}{label[1:]}" + (" (%)" if view.scale(view.primary) > 1 else "")


def _short(text: str, most: int = 44) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
