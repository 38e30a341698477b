"""The curves of a policy's levers: a row for each lever, a column for each measure, the scenario's own setting marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.report.press.axes import speak
from sim.report.press.panel import Panel, Place, canvas, canvases, finish
from sim.report.press.style import FONT, GRID, INK, LOOKS, SOFT
from sim.studies.doses.settings import MOST
from sim.studies.doses.study import MEASURES, Dosed
from sim.studies.doses.verdicts import Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.report.doses.view import DosesView

WIDTH, ROW, ABOVE, BELOW = 10.4, 1.5, 0.55, 0.35
SMALL = FONT - 2
LEAST_SPAN = 0.2
"""A panel shows at least the own setting give or take this share of it, so that noise does not look like an effect."""

MOST_LETTERS = 15
"""Letters under an axis beyond which they are written smaller."""

PLAIN, FLAT, WRONG = LOOKS[0], SOFT, LOOKS[1]


def draw(view: DosesView, kind: str, rows: Sequence[Dosed]) -> Panel:
    """Draw the levers of one policy."""
    height = ABOVE + BELOW + ROW * len(rows)
    with canvases(len(rows), len(MEASURES), height, WIDTH) as (figure, grid):
        figure.subplots_adjust(
            left=0.05, right=0.995, top=1 - ABOVE / height, bottom=BELOW / height, wspace=0.42, hspace=0.8
        )
        for line, (row, axes) in enumerate(zip(rows, grid, strict=True)):
            for measure, panel in zip(MEASURES, axes, strict=True):
                _panel(view, panel, row, row.curves[measure])
                if line == 0:
                    panel.annotate(
                        view.short(measure),
                        (0.0, 1.0),
                        xytext=(-14, 26),
                        xycoords="axes fraction",
                        textcoords="offset points",
                        fontsize=SMALL,
                        fontweight="bold",
                        color=INK,
                    )
            axes[0].annotate(
                row.lever.field,
                (0.0, 1.0),
                xytext=(-14, 8),
                xycoords="axes fraction",
                textcoords="offset points",
                fontsize=FONT - 1,
                color=INK,
                family="monospace",
            )
        return finish(figure, kind, alt=_alt(view, kind, rows), caption=view.say("figure.caption"), fit=False)


def alone(view: DosesView, row: Dosed, measure: str, place: Place) -> Axes:
    """Draw the curve of one lever and one measure at a place."""
    with canvas(place=place) as (_, axes):
        _panel(view, axes, row, row.curves[measure])
        axes.set_title(view.short(measure))
        axes.set_xlabel(row.lever.key)
    return axes


def _panel(view: DosesView, axes: Axes, row: Dosed, curve: Curve) -> None:
    times, own = view.scale(curve.measure), row.lever.own
    base = curve.means[own]
    spots = range(len(curve.means))
    is_flat = curve.shape == "flat"
    colour = FLAT if is_flat else PLAIN.line if curve.is_sound else WRONG.line
    mark = WRONG.marker if not curve.is_sound else PLAIN.marker
    for spot, difference in zip(spots, curve.against_own, strict=True):
        if spot != own and math.isfinite(difference.low):
            axes.plot(
                [spot, spot],
                [(base + difference.low) * times, (base + difference.high) * times],
                color=colour,
                lw=2.2,
                alpha=0.45,
                zorder=2,
            )
    values = [mean * times for mean in curve.means]
    if row.lever.setting.is_ordered:
        axes.plot(spots, values, color=colour, lw=1.6, ls=(0, (1.0, 1.2)) if is_flat else "-", zorder=3)
    axes.scatter(spots, values, color=colour, marker=mark, s=14, zorder=4)
    axes.scatter([own], [values[own]], facecolor="white", edgecolor=colour, marker=mark, s=38, linewidth=1.6, zorder=5)
    ends = [(base + end) * times for gap in curve.against_own for end in (gap.low, gap.high)]
    low, high = _limits(values, values[own], ends)
    limit = MOST.get(curve.measure, math.nan) * values[own]
    if low < limit < high:
        axes.axhline(limit, color=WRONG.line, lw=1, ls=(0, (4, 3)), zorder=1)
    axes.set_ylim(low, high)
    axes.set_xlim(-0.4, len(values) - 0.6)
    axes.grid(axis="y", color=GRID)
    speak(axes, view, x=False)  # type: ignore[arg-type]
    axes.yaxis.get_major_locator().set_params(nbins=3)
    axes.set_xticks(list(spots), [view.tick(dose) for dose in row.lever.doses])
    axes.tick_params(labelsize=SMALL, pad=2)
    if sum(len(view.tick(dose)) for dose in row.lever.doses) > MOST_LETTERS:
        axes.tick_params(axis="x", labelsize=SMALL - 1.5)
    if any(isinstance(dose, str) for dose in row.lever.doses):
        for text in axes.get_xticklabels():
            text.set(rotation=18, ha="right", rotation_mode="anchor")


def _limits(values: list[float], own: float, ends: list[float]) -> tuple[float, float]:
    """Return the ends of the vertical axis: the values, at least `LEAST_SPAN` around the own setting, and the ends of the intervals.

    Intervals of a handful of runs may be so wide that nothing else could be seen: they get half as much room as the values have.
    """
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return 0.0, 1.0
    room = LEAST_SPAN * abs(own) if math.isfinite(own) and own else 0.05 * (max(map(abs, known)) or 1.0)
    middle = own if math.isfinite(own) else known[0]
    low, high = min(*known, middle - room), max(*known, middle + room)
    spare, reached = (high - low) / 2, [end for end in ends if math.isfinite(end)] or [middle]
    low, high = min(low, max(min(reached), low - spare)), max(high, min(max(reached), high + spare))
    return low - 0.08 * (high - low), high + 0.08 * (high - low)


def _alt(view: DosesView, kind: str, rows: Sequence[Dosed]) -> str:
    lines: list[Any] = [view.say("figure.alt_lever", lever=row.lever.field, shapes=view.shapes(row)) for row in rows]
    return view.say("figure.alt", policy=view.policy(kind), levers=" ".join(lines))
