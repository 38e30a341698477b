"""How a series goes over time: median, the middle eight of ten runs, and some single runs, a panel for each policy."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from sim.report.comparison import firings, horizons
from sim.report.comparison.view import View
from sim.report.press.axes import days_axis, speak
from sim.report.press.panel import Panel, Place, Table, canvas, finish
from sim.report.press.style import INK, SOFT

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

N_SINGLE = 8


def summary(runs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return 10 % quantile, median and 90 % quantile over replications, each float (days,)."""
    if np.isfinite(runs).all():
        low, middle, high = np.quantile(runs, [0.1, 0.5, 0.9], axis=0)
        return low, middle, high
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        low, middle, high = np.nanquantile(runs, [0.1, 0.5, 0.9], axis=0)
    return low, middle, high


def bounds(view: View, series: str) -> tuple[float, float]:
    """Return one vertical axis for all policies' panels."""
    tops = [np.nanmax(view.smooth(series, index)) for index in range(view.n_policies)]
    bottoms = [np.nanmin(view.smooth(series, index)) for index in range(view.n_policies)]
    low, high = min(0.0, float(np.min(bottoms))), float(np.max(tops))
    return low, high + 0.06 * ((high - low) or 1.0)


def draw(view: View, series: str, index: int, limits: tuple[float, float]) -> Panel:
    """Draw one policy's course."""
    mark, label = view.look(index), view.series_name(series)
    with canvas() as (figure, axes):
        low, middle, high = _course(axes, view, series, index)
        axes.set_ylim(*limits)
        firings.mark(axes, view, index, INK)
        speak(axes, view, x=False)
        days_axis(axes, view, view.days)
        axes.set_title(view.name(index), color=mark.text)
        axes.set_ylabel(label)
        alt = view.say(
            "trajectory.alt",
            series=label,
            policy=view.quote(index),
            day=view.show(view.days),
            end=view.show(_round(middle[-1])),
            low=view.show(_round(low[-1])),
            high=view.show(_round(high[-1])),
        )
        table = _table(view, view.show, middle, low, high)
        return finish(figure, f"{series}-{view.letter(index)}", alt=alt, table=table)


def _course(axes: Axes, view: View, series: str, index: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw one policy's course and return its 10 % quantile, median and 90 % quantile, float (days,)."""
    runs, when, mark = view.smooth(series, index), view.step(), view.look(index)
    low, middle, high = summary(runs)
    axes.fill_between(when + 1, low[when], high[when], color=mark.line, alpha=0.18, lw=0)
    for run in runs[:N_SINGLE]:
        axes.plot(when[::2] + 1, run[when[::2]], color=mark.line, lw=0.6, alpha=0.55)
    axes.plot(when + 1, middle[when], color=mark.line, lw=2.4, ls=mark.dash, label=view.name(index))
    return low, middle, high


def together(view: View, series: str, place: Place) -> Axes:
    """Draw every policy's course on the same axes, at a place."""
    with canvas(height=3.2, width=6.4, place=place) as (_, axes):
        for index in range(view.n_policies):
            _course(axes, view, series, index)
        axes.set_ylim(*bounds(view, series))
        speak(axes, view, x=False)
        days_axis(axes, view, view.days)
        axes.set_ylabel(view.series_name(series))
        axes.legend(handles=[line for line in axes.get_lines() if not line.get_label().startswith("_")], frameon=False)
    return axes


def difference(view: View, series: str, index: int, limits: tuple[float, float]) -> Panel:
    """Draw the paired difference of one other policy over time."""
    gaps, when, mark = view.smooth(series, index) - view.smooth(series, 0), view.step(), view.look(index)
    low, middle, high = summary(gaps)
    with canvas() as (figure, axes):
        axes.axhline(0, color=INK, lw=1)
        for day in horizons.days(view):
            axes.axvline(day, color=SOFT, lw=0.7, ls=(0, (1, 2)))
        axes.fill_between(when + 1, low[when], high[when], color=SOFT, alpha=0.2, lw=0)
        for run in gaps[:N_SINGLE]:
            axes.plot(when[::2] + 1, run[when[::2]], color=SOFT, lw=0.6, alpha=0.7)
        axes.plot(when + 1, middle[when], color=INK, lw=2.4)
        axes.set_ylim(*limits)
        speak(axes, view, x=False)
        days_axis(axes, view, view.days)
        axes.set_title(view.say("difference.title", a=view.letter(0), b=view.letter(index)), color=mark.text)
        axes.set_ylabel(view.series_name(series))
        share = float(np.mean(gaps[:, -1] > 0)) if gaps.size else np.nan
        alt = view.say(
            "difference.alt",
            series=view.series_name(series),
            a=view.quote(0),
            b=view.quote(index),
            day=view.show(view.days),
            end=view.signed(_round(middle[-1])),
            share=view.share(share),
        )
        table = _table(view, view.signed, middle, low, high)
        return finish(figure, f"{series}-difference-{view.letter(index)}", alt=alt, table=table)


def difference_bounds(view: View, series: str) -> tuple[float, float]:
    """Return one vertical axis for all differences."""
    gaps = np.concatenate([(view.smooth(series, index) - view.smooth(series, 0)).ravel() for index in view.others])
    low, high = min(0.0, float(np.nanmin(gaps))), max(0.0, float(np.nanmax(gaps)))
    pad = 0.06 * ((high - low) or 1.0)
    return low - pad, high + pad


def _table(view: View, write: Callable[[float], str], *lines: np.ndarray) -> Table:
    """Return the median and both ends on the days that are marked."""
    head = tuple(view.say(key) for key in ("axis.day", "col.median", "col.low80", "col.high80"))
    rows = ((view.show(day), *(write(_round(line[day - 1])) for line in lines)) for day in view.marks())
    return Table(head, tuple(rows))


def _round(x: float) -> float:
    """Round away decimals that say nothing about a number of people."""
    return float(np.round(x, 0 if abs(x) >= 100 else 1 if abs(x) >= 1 else 3))
