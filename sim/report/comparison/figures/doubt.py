"""What is left of the difference if the assumptions are wrong: one diamond for every plausible world, or draw from the ranges."""

from __future__ import annotations

import textwrap

import numpy as np

from sim.measures import MEASURES
from sim.report.comparison import worlds
from sim.report.comparison.view import View
from sim.report.press.axes import beside, note, speak, stack
from sim.report.press.panel import Panel, Table, canvas, finish
from sim.report.press.style import BAND, DOUBT, FONT, INK, SOFT

COLUMNS = 30
TALLEST = 14
WRAPPED = 36
"""Letters of a parameter's name on a line, beside the axis."""


def effects(view: View, index: int) -> np.ndarray:
    """Return the primary measure's mean paired difference in every draw that has one."""
    values = np.asarray(view.comparison.assumptions.effects, dtype=float)[:, index - 1] * view.scale(view.primary)
    return values[np.isfinite(values)]


def sides(view: View, index: int) -> np.ndarray:
    """Return the side of each effect, beyond what is worth acting on in its draw: 1 better, 0 about the same, -1 worse."""
    known = np.isfinite(np.asarray(view.comparison.assumptions.effects, dtype=float)[:, index - 1])
    return worlds.sides(view, index)[known]


def numbers(view: View, index: int) -> Table:
    """Return the numbers behind the diamonds, from low to high."""
    doubt, values = view.comparison.assumptions, effects(view, index)
    order = np.argsort(values, kind="stable")
    known = np.isfinite(np.asarray(doubt.effects, dtype=float)[:, index - 1])
    base, number = np.asarray(doubt.base, dtype=float)[known], np.asarray(doubt.worlds or range(len(known)))[known]
    margins = [
        values[k] / (view.scale(view.primary) * MEASURES[view.primary].margin(float(base[k])) or np.nan) for k in order
    ]
    head = (view.say(f"{worlds.room(view)}.world"), view.say("col.difference"), view.say("worlds.margins"))
    return Table(
        head,
        tuple(
            (str(number[k] + 1), view.signed(values[k]), view.signed(x, 1)) for k, x in zip(order, margins, strict=True)
        ),
    )


def limits(view: View) -> tuple[float, float]:
    """Return one axis for all policies; a draw far out of line is put at the edge and said so."""
    every = np.concatenate([effects(view, index) for index in view.others] + [np.zeros(1)])
    margins = [view.row(view.primary, index).margin for index in view.others]
    reach = max([margin for margin in margins if np.isfinite(margin)], default=0.0)
    inner = np.quantile(every, [0.02, 0.98])
    low, high = min(-reach, float(inner[0])), max(reach, float(inner[1]))
    pad = 0.12 * (high - low or 1.0)
    return low - pad, high + pad


def draw(view: View, index: int, bounds: tuple[float, float]) -> Panel:
    """Draw the draws' effects of one other policy."""
    values, sign = effects(view, index), view.direction(view.primary) or 1
    low, high = bounds
    outside = int(((values < low) | (values > high)).sum())
    inset = 0.03 * (high - low)
    places, level = stack(np.clip(values, low + inset, high - inset), (high - low) / COLUMNS)
    tallest = int(max(level.max(initial=0) + 1, 5))
    side = sides(view, index)[np.argsort(values, kind="stable")]
    better, worse, same = (side > 0).sum(), (side < 0).sum(), (side == 0).sum()
    row = view.row(view.primary, index)
    squeeze = min(1.0, TALLEST / tallest)
    level, tallest = level * squeeze, min(tallest, TALLEST)
    with canvas(height=1.9 + 0.105 * tallest) as (figure, axes):
        axes.fill_between([-row.margin, row.margin], -1.5, tallest + 0.6, color=BAND, lw=0)
        axes.plot([0, 0], [-1.5, tallest + 0.6], color=INK, lw=1)
        for which, size, drawn in (
            (side > 0, 44, {"color": DOUBT, "edgecolor": "white", "lw": 0.6}),
            (side < 0, 40, {"facecolor": "white", "edgecolor": DOUBT, "lw": 1.3}),
            (side == 0, 44, {"color": SOFT, "edgecolor": "white", "lw": 0.6}),
        ):
            axes.scatter(places[which], level[which] + 0.55, s=size * squeeze, marker="D", zorder=3, **drawn)
        axes.plot([row.difference], [-0.7], marker="^", ms=7, color=INK, clip_on=False)
        axes.set_ylim(-1.5, tallest + 2.2)
        axes.set_xlim(low, high)
        beside(axes, view.say("doubt.default"), row.difference, row.difference, -0.7)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.grid(False)
        speak(axes, view, y=False)
        axes.set_title(view.name(index), color=view.look(index).text)
        axes.set_xlabel(
            view.say("dotplot.axis", measure=view.label(view.primary), a=view.letter(0), b=view.letter(index))
        )
        left, right = (
            ("dotplot.side_worse", "dotplot.side_better") if sign > 0 else ("dotplot.side_better", "dotplot.side_worse")
        )
        note(axes, "← " + view.say(left, a=view.letter(0), b=view.letter(index)), low, tallest + 2.1, va="top")
        note(
            axes,
            view.say(right, a=view.letter(0), b=view.letter(index)) + " →",
            high,
            tallest + 2.1,
            ha="right",
            va="top",
        )
        doubt = view.comparison.assumptions
        words = {
            "draws": doubt.n_draws,
            "measure": view.label(view.primary),
            "better": int(better),
            "worse": int(worse),
            "same": int(same),
        }
        room = worlds.room(view)
        alt = view.say(f"{room}.alt", **words, a=view.quote(0), b=view.quote(index), clause=worlds.clause(view, index))
        caption = view.say(
            f"{room}.caption",
            **words,
            a=view.letter(0),
            b=view.letter(index),
            margin=view.size(view.primary, row.margin),
        )
        if outside:
            caption += " " + view.say(f"{room}.{'outside' if outside > 1 else 'outside.one'}", n=outside)
        table = numbers(view, index)
        return finish(figure, f"assumptions-{view.letter(index)}", alt=alt, table=table, caption=caption)


def drivers(view: View) -> Panel | None:
    """Draw which parameters the effect of the first other policy goes with, by rank correlation."""
    correlations = [(name, float(r)) for name, r in view.comparison.assumptions.drivers if np.isfinite(r)]
    if not correlations:
        return None
    names, strength = [view.parameter(name) for name, _ in correlations], [r for _, r in correlations]
    labels = [textwrap.fill(name, WRAPPED) for name in names]
    with canvas(
        height=0.85 + 0.2 * sum(1 + label.count("\n") for label in labels) + 0.12 * len(correlations), width=6.4
    ) as (figure, axes):
        for place, r in enumerate(strength):
            axes.plot([0, r], [place, place], color=DOUBT, lw=3, solid_capstyle="butt")
            axes.plot([r], [place], marker="D", ms=6, color=DOUBT)
            axes.annotate(
                view.signed(r, 2),
                (r, place),
                xytext=(8 if r >= 0 else -8, 0),
                textcoords="offset points",
                ha="left" if r >= 0 else "right",
                va="center",
                fontsize=FONT - 0.5,
            )
        luck = view.comparison.assumptions.drivers_by_chance
        if np.isfinite(luck):
            axes.axvspan(-luck, luck, color=BAND, lw=0, zorder=0)
        axes.axvline(0, color=INK, lw=1)
        axes.set_xlim(-1.05, 1.05)
        axes.set_ylim(len(correlations) - 0.4, -0.6)
        axes.spines["left"].set_visible(False)
        axes.grid(False)
        speak(axes, view, y=False)
        axes.set_yticks(range(len(correlations)), labels)
        axes.set_xlabel(view.say("drivers.axis", b=view.letter(1), a=view.letter(0)))
        alt = view.say(
            "drivers.alt",
            list=view.join([f"{name} ({view.signed(r, 2)})" for name, r in zip(names, strength, strict=True)][:3]),
        )
        table = Table(
            (view.say("col.parameter"), view.say("col.rank")),
            tuple(
                (f"{words} ({name})", view.signed(r, 2)) for words, (name, r) in zip(names, correlations, strict=True)
            ),
        )
        return finish(figure, "drivers", alt=alt, table=table, caption=beyond_luck(view, correlations))


def beyond_luck(view: View, correlations: list[tuple[str, float]]) -> str:
    """Say how many of the strongest parameters stand out from what so many would reach by luck."""
    luck = view.comparison.assumptions.drivers_by_chance
    if not np.isfinite(luck):
        return ""
    beyond = [f"{view.parameter(name)} ({view.signed(r, 2)})" for name, r in correlations if abs(r) > luck]
    key = "drivers.beyond" if beyond else "drivers.none_beyond"
    return view.say(key, n=view.comparison.assumptions.n_linked, r=view.show(luck, 2), list=view.join(beyond))
