"""What the figures share: axes with numbers in the language's format, direct labels that keep apart, dot stacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report.press.style import FONT, INK, SOFT

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.report.press.view import PageView


def speak(axes: Axes, view: PageView, *, x: bool = True, y: bool = True, percent: bool = False) -> None:
    """Let the ticks write numbers as the language does, the same decimals along one axis."""
    from matplotlib.ticker import Formatter, MaxNLocator

    class Speaking(Formatter):
        """Ticks in the reader's language; the decimals follow from the gap between ticks."""

        def __init__(self, times: float) -> None:
            self.times, self.digits = times, 0

        def set_locs(self, locs: Sequence[float]) -> None:
            ticks = np.unique(np.asarray(locs, dtype=float)) * self.times
            gap = float(np.min(np.diff(ticks))) if ticks.size > 1 else 1.0
            places = (
                k
                for k in range(6)
                if abs(gap * 10**k - round(gap * 10**k)) < 1e-6 * max(1.0, gap * 10**k) and round(gap * 10**k) > 0
            )
            self.digits = next(places, 5)

        def __call__(self, value: float, pos: int | None = None) -> str:
            return view.show(value * self.times, self.digits) + ("%" if self.times > 1 else "")

    for wanted, which in ((x, axes.xaxis), (y, axes.yaxis)):
        if wanted:
            which.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
            which.set_major_formatter(Speaking(100.0 if percent and which is axes.yaxis else 1.0))


def days_axis(axes: Axes, view: PageView, days: int) -> None:
    """Set a time axis with ticks at quarters of a year, or rounder days in a short run."""
    every = next((e for e in (2, 5, 10, 15, 30, 60, 90, 180, 365, 730) if days / e <= 6), 1460)
    ticks = np.arange(0, days + 1, every)
    axes.set_xticks(ticks, [view.show(float(t), 0) for t in ticks])
    axes.set_xlim(0, days)
    axes.set_xlabel(view.say("axis.day"))


def spread_labels(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return label heights near the wanted ones that keep ``gap`` apart, within low..high where they fit."""
    order = np.lexsort((-np.arange(len(wanted)), np.asarray(wanted, dtype=float)))
    placed = np.asarray(wanted, dtype=float)[order]
    for _ in range(200):
        clash = False
        for i in range(1, placed.size):
            short = gap - (placed[i] - placed[i - 1])
            if short > 1e-9:
                placed[i] += short / 2
                placed[i - 1] -= short / 2
                clash = True
        if placed.size and placed[0] < low:
            placed += low - placed[0]
        if placed.size and placed[-1] > high:
            placed[-1] = high
        if not clash:
            break
    out = np.empty_like(placed)
    out[order] = placed
    return out.tolist()


def write_in_bar(
    axes: Axes, view: PageView, text: str, n: float, left: float, place: float, widest: float, colour: str
) -> None:
    """Write what a part of a stacked bar is and how much, into it, where it has room for that; ``widest`` is the longest bar."""
    if n / widest > 0.022 * len(text) + 0.1:
        axes.text(
            left + n / 2,
            place,
            f"{text} {view.show(n, 0)}",
            ha="center",
            va="center",
            fontsize=FONT - 1.5,
            color=colour,
        )


def end_labels(axes: Axes, view: Any, ends: Sequence[tuple[int, float]], x: float) -> None:
    """Write each policy's letter at the end of its line, in its own colour, kept apart."""
    low, high = axes.get_ylim()
    height = axes.figure.get_figheight() * 72 * 0.62
    heights = spread_labels([value for _, value in ends], (high - low) * (FONT + 2) / height, low, high)
    for (index, _), place in zip(ends, heights, strict=True):
        axes.annotate(
            view.letter(index),
            (x, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            color=view.look(index).text,
            fontweight="bold",
            annotation_clip=False,
        )


def stack(values: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return places of dots that stack: values within one dot's width and of one sign share a column (Wilkinson 1999).

    Returns
    -------
    x, level : column centre of each sorted value, and its height in dots from 0.
    """
    values = np.sort(np.asarray(values, dtype=float))
    x, level = np.empty_like(values), np.zeros_like(values)
    start = 0
    while start < values.size:
        stop = start
        while (
            stop < values.size
            and values[stop] - values[start] < width
            and np.sign(values[stop]) == np.sign(values[start])
        ):
            stop += 1
        x[start:stop] = (values[start] + values[stop - 1]) / 2
        level[start:stop] = np.arange(stop - start)
        start = stop
    return x, level


def note(
    axes: Axes,
    text: str,
    x: float,
    y: float,
    *,
    ha: str = "left",
    color: str = SOFT,
    transform: object = None,
    **more: object,
) -> None:
    """Write a small remark into a figure."""
    axes.text(x, y, text, ha=ha, color=color or INK, fontsize=FONT - 0.8, transform=transform or axes.transData, **more)


def beside(axes: Axes, text: str, low: float, high: float, y: float, *, color: str = INK) -> None:
    """Write a remark beside a mark from low to high: away from zero where there is room, else over the zero line, never crossed by it."""
    left, right = axes.get_xlim()
    width, inches = 0.62 * (FONT - 0.8) / 72 * len(text) + 8 / 72, axes.figure.get_figwidth() - 0.34
    room = {-1: (low - left) / (right - left) * inches, 1: (right - high) / (right - left) * inches}
    away = 1 if low + high >= 0 else -1
    side = away if room[away] >= width else max(room, key=room.get)
    axes.annotate(
        text,
        (high if side > 0 else low, y),
        xytext=(8 * side, 0),
        textcoords="offset points",
        ha="left" if side > 0 else "right",
        va="center",
        fontsize=FONT - 0.8,
        color=color,
        zorder=5,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )


def legend(figure: Figure, entries: Sequence[tuple[str, str]]) -> None:
    """Set a row of colour patches with their names above the figure, for parts too narrow to be written into."""
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=colour, label=text) for colour, text in entries]
    _legend(figure, patches, handleheight=0.9)


def legend_marks(figure: Figure | Axes, entries: Sequence[tuple[str, str, str, bool]]) -> None:
    """Set a row of marks with their names above the figure, or into axes: text, colour, marker, whether it is filled."""
    from matplotlib.lines import Line2D

    marks = [
        Line2D(
            [], [], ls="", color=colour, marker=marker, ms=6, markerfacecolor=colour if filled else "white", label=text
        )
        for text, colour, marker, filled in entries
    ]
    _legend(figure, marks)


def _legend(figure: Figure | Axes, handles: Sequence[Artist], handleheight: float | None = None) -> None:
    figure.legend(
        handles=handles,
        loc="upper left",
        ncols=2,
        frameon=False,
        fontsize=FONT - 1,
        handlelength=1.0,
        handleheight=handleheight,
        columnspacing=1.6,
        borderaxespad=0.1,
    )
