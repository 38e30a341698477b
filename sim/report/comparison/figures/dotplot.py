"""The paired difference of the primary measure as twenty dots: one dot, one chance in twenty."""

from __future__ import annotations

import numpy as np

from sim.report.comparison.view import View
from sim.report.press.axes import beside, note, speak, stack
from sim.report.press.numbers import fine
from sim.report.press.panel import Panel, Place, Table, canvas, finish
from sim.report.press.style import BAND, INK, SOFT
from sim.studies.comparison.found import PairedRow

N_DOTS = 20
COLUMNS = 26
TALLEST = 12


def pairs(view: View, index: int) -> np.ndarray:
    """Return the paired differences of the primary measure, float (pairs with a value,)."""
    d = view.values(view.primary, index) - view.values(view.primary, 0)
    return d[np.isfinite(d)]


def dots(differences: np.ndarray) -> np.ndarray:
    """Return the middles of twenty equally likely slices of the differences."""
    return np.quantile(differences, (np.arange(N_DOTS) + 0.5) / N_DOTS, method="hazen")


def limits(view: View) -> tuple[float, float]:
    """Return an axis that holds all policies' dots, zero and the margin, the same for every panel."""
    every = [0.0]
    for index in view.others:
        gaps = pairs(view, index)
        row = view.row(view.primary, index)
        every += [
            *(dots(gaps) if gaps.size else ()),
            -row.margin,
            row.margin,
            *(x for x in (row.low, row.high) if np.isfinite(x)),
        ]
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    pad = 0.07 * (high - low or 1.0)
    return low - pad, high + pad


def counts(view: View, index: int) -> tuple[int, int, int]:
    """Return how many of the twenty dots lie on the better, the worse and neither side."""
    gaps = pairs(view, index)
    if not gaps.size:
        return 0, 0, 0
    signs = np.sign(dots(gaps)) * (view.direction(view.primary) or 1)
    return int((signs > 0).sum()), int((signs < 0).sum()), int((signs == 0).sum())


def draw(view: View, index: int, bounds: tuple[float, float], place: Place | None = None) -> Panel:
    """Draw the twenty dots of one other policy, in a figure of their own or at a place."""
    row, gaps = view.row(view.primary, index), pairs(view, index)
    low, high = bounds
    places, level = stack(dots(gaps), (high - low) / COLUMNS) if gaps.size else (np.zeros(0), np.zeros(0))
    tallest = int(max(level.max(initial=0) + 1, 5))
    better, worse, _ = counts(view, index)
    mark, base, sign = view.look(index), view.look(0), view.direction(view.primary) or 1
    squeeze = min(1.0, TALLEST / tallest)
    level, tallest, size = level * squeeze, min(tallest, TALLEST), 92 * squeeze
    with canvas(height=2.15 + 0.125 * tallest, place=place) as (figure, axes):
        axes.fill_between([-row.margin, row.margin], -2.1, tallest + 0.6, color=BAND, lw=0)
        axes.plot([0, 0], [-2.1, tallest + 0.6], color=INK, lw=1)
        good, none = places * sign > 0, places == 0
        axes.scatter(places[good], level[good] + 0.55, s=size, color=mark.line, edgecolor="white", lw=0.7, zorder=3)
        axes.scatter(
            places[~good & ~none],
            level[~good & ~none] + 0.55,
            s=size,
            facecolor="white",
            edgecolor=base.line,
            lw=1.6,
            zorder=3,
        )
        axes.scatter(places[none], level[none] + 0.55, s=size, color=SOFT, edgecolor="white", lw=0.7, zorder=3)
        if np.isfinite(row.low) and np.isfinite(row.high):
            axes.plot([row.low, row.high], [-1.05, -1.05], color=INK, lw=2, solid_capstyle="butt", clip_on=False)
        axes.plot([row.difference], [-1.05], marker="|", ms=11, mew=2.4, color=INK, clip_on=False)
        axes.set_ylim(-2.1, tallest + 2.0)
        axes.set_xlim(low, high)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.grid(False)
        speak(axes, view, y=False)
        axes.set_title(view.name(index), color=mark.text)
        axes.set_xlabel(
            view.say("dotplot.axis", measure=view.label(view.primary), a=view.letter(0), b=view.letter(index))
        )
        left, right = (
            ("dotplot.side_worse", "dotplot.side_better") if sign > 0 else ("dotplot.side_better", "dotplot.side_worse")
        )
        top = tallest + 1.9
        note(axes, "← " + view.say(left, a=view.letter(0), b=view.letter(index)), low, top, va="top")
        note(axes, view.say(right, a=view.letter(0), b=view.letter(index)) + " →", high, top, ha="right", va="top")
        ends = [x for x in (row.difference, row.low, row.high) if np.isfinite(x)]
        beside(
            axes,
            view.say("dotplot.mean", x=view.signed(row.difference, _digits(row))),
            min(ends, default=0.0),
            max(ends, default=0.0),
            -1.05,
            color=SOFT,
        )
        alt = view.say(
            "dotplot.alt",
            a=view.quote(0),
            b=view.quote(index),
            better=better,
            worse=worse,
            mean=view.delta(view.primary, row.difference, _digits(row)),
            interval=view.between(view.primary, row.low, row.high, _digits(row)),
            margin=view.size(view.primary, row.margin),
            measure=view.label(view.primary),
        )
        table = Table(
            (view.say("dotplot.dot"), view.say("col.difference")),
            tuple((str(k + 1), view.signed(x)) for k, x in enumerate(dots(gaps) if gaps.size else ())),
        )
        return finish(
            figure,
            f"difference-{view.letter(index)}",
            alt=alt,
            table=table,
            caption=caption(view, index),
            at=axes if place else None,
        )


def _digits(row: PairedRow) -> int:
    """Return the decimals of the mean and its interval: those of every sentence and table that has them."""
    return fine(row.difference, row.low, row.high)


def caption(view: View, index: int) -> str:
    """Say what the dots mean and how they lie."""
    better, worse, _ = counts(view, index)
    row = view.row(view.primary, index)
    return view.say(
        "dotplot.caption",
        better=better,
        worse=worse,
        a=view.letter(0),
        b=view.letter(index),
        margin=view.size(view.primary, row.margin),
        interval=view.between(view.primary, row.low, row.high, _digits(row)),
        n=len(pairs(view, index)),
    )
