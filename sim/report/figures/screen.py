"""The figure of the first stage: how strongly each factor moves the answer, and where chance alone would reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.report.axes import legend_marks, speak
from sim.report.panel import Panel, Table, canvas, finish
from sim.report.style import BAND, SOFT, look

if TYPE_CHECKING:
    from sim.report.sensitivity_view import SensitivityView
    from sim.studies.influence.morris_effects import Effect
    from sim.studies.influence.study import Answer

MOST = 20
"""Factors that are drawn; all stand in tables/factors.csv."""
MARKS = {1: (0, "^"), -1: (1, "v"), 0: (2, "D")}
"""Way -> look and marker: shape and colour both tell it."""


def screen(view: SensitivityView, answer: Answer, name: str) -> Panel:
    """Draw mu* of the strongest factors with its interval, over the reach of chance; the person fewer below them."""
    shown = [*answer.ranked[:MOST], answer.dummy]
    times = view.scale(view.primary)
    with canvas(height=0.95 + 0.27 * len(shown), width=7.6) as (figure, axes):
        for place, one in enumerate(shown):
            if math.isfinite(one.reach):
                axes.fill_between([0, one.reach * times], place - 0.42, place + 0.42, color=BAND, lw=0, zorder=1)
                axes.plot([one.chance * times] * 2, [place - 0.42, place + 0.42], color=SOFT, lw=1, zorder=2)
                axes.plot([one.one_way * times] * 2, [place - 0.42, place + 0.42], color=SOFT, lw=1, ls=(0, (1.5, 1.5)), zorder=2)
            mark, marker = (look(MARKS[one.way][0]), MARKS[one.way][1]) if one.stands_out else (None, "o")
            colour = mark.line if mark is not None else SOFT
            if math.isfinite(one.low):
                axes.plot([one.low * times, one.high * times], [place, place], color=colour, lw=1.8, zorder=3)
            axes.scatter([one.mu_star * times], [place], marker=marker, s=34, zorder=4, facecolor=colour if mark is not None else "white",
                         edgecolor=colour)
        axes.axhline(len(shown) - 1.5, color=SOFT, lw=0.8, ls=(0, (2, 2)))
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(left=0)
        speak(axes, view, y=False)
        axes.set_yticks(range(len(shown)), [label(view, one) for one in shown])
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(view.tell("figure.screen_axis", measure=view.label(view.primary)) + (" (%)" if times > 1 else ""), loc="right")
        legend_marks(figure, [(view.tell("legend.up"), look(0).line, "^", True), (view.tell("legend.down"), look(1).line, "v", True),
                              (view.tell("legend.both"), look(2).line, "D", True), (view.tell("legend.in"), SOFT, "o", False)])
        out = [one for one in answer.effects if one.stands_out]
        below = [one for one in answer.ranked[MOST:] if not one.stands_out]
        alt = view.tell("figure.screen_alt", question=view.question(answer), n=view.show(len(out)), all=view.show(len(answer.effects)),
                        top=view.factor(shown[0].factor), mu=view.amount(shown[0].mu_star))
        caption = view.tell("figure.screen", rest=view.tell("figure.rest", n=view.show(len(below))) if below else "").strip()
        return finish(figure, name, alt=alt, caption=caption, table=screen_table(view, shown))


def label(view: SensitivityView, one: Effect) -> str:
    """Return a factor's name with its grade, short enough for an axis."""
    text = view.factor(one.factor)
    text = text if len(text) <= 54 else text[:53] + "…"
    return text if one.factor < 0 else f"{text} · {view.grade(one.factor)}"


def screen_table(view: SensitivityView, shown: list[Effect]) -> Table:
    """Return the numbers of the first stage."""
    head = ("factor", "grade", "range", "mu_star", "interval", "mu", "chance", "sigma", "way", "verdict")
    rows = [(view.factor(one.factor), view.grade(one.factor), view.reach(one.factor) if one.factor >= 0 else "–", view.amount(one.mu_star),
             view.span(one.low, one.high), view.delta(one.mu), view.chance(one), view.amount(one.sigma), view.way(one), view.verdict(one))
            for one in shown]
    return Table(tuple(view.tell(f"col.{key}") for key in head), tuple(rows))
