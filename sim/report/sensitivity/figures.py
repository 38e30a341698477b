"""The figures of both stages: how strongly each factor moves the answer and where chance alone would reach; how much of the variance is whose."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.report.press.axes import legend_marks, note, speak
from sim.report.press.panel import Panel, Place, Table, canvas, finish
from sim.report.press.style import BAND, DOUBT, INK, SOFT, look

if TYPE_CHECKING:
    from sim.report.sensitivity.view import SensitivityView
    from sim.studies.sensitivity.effects import Effect
    from sim.studies.sensitivity.study import Answer

MOST = 20
"""Factors that are drawn; all stand in tables/factors.csv."""
MARKS = {1: (0, "^"), -1: (1, "v"), 0: (2, "D")}
"""Way -> look and marker: shape and colour both tell it."""


def screen(view: SensitivityView, answer: Answer, name: str, at: Place | None = None) -> Panel:
    """Draw mu* of the strongest factors with its interval, over the reach of chance; the person fewer below them."""
    shown = [*answer.ranked[:MOST], answer.dummy]
    times = view.scale(view.primary)
    with canvas(height=0.95 + 0.27 * len(shown), width=7.6, place=at) as (figure, axes):
        for place, factor in enumerate(shown):
            if math.isfinite(factor.reach):
                axes.fill_between([0, factor.reach * times], place - 0.42, place + 0.42, color=BAND, lw=0, zorder=1)
                axes.plot([factor.chance * times] * 2, [place - 0.42, place + 0.42], color=SOFT, lw=1, zorder=2)
                axes.plot(
                    [factor.one_way * times] * 2,
                    [place - 0.42, place + 0.42],
                    color=SOFT,
                    lw=1,
                    ls=(0, (1.5, 1.5)),
                    zorder=2,
                )
            mark, marker = (look(MARKS[factor.way][0]), MARKS[factor.way][1]) if factor.stands_out else (None, "o")
            colour = mark.line if mark is not None else SOFT
            if math.isfinite(factor.low):
                axes.plot([factor.low * times, factor.high * times], [place, place], color=colour, lw=1.8, zorder=3)
            axes.scatter(
                [factor.mu_star * times],
                [place],
                marker=marker,
                s=34,
                zorder=4,
                facecolor=colour if mark is not None else "white",
                edgecolor=colour,
            )
        axes.axhline(len(shown) - 1.5, color=SOFT, lw=0.8, ls=(0, (2, 2)))
        axes.set_ylim(len(shown) - 0.4, -0.6)
        axes.set_xlim(left=0)
        speak(axes, view, y=False)
        axes.set_yticks(range(len(shown)), [label(view, driver) for driver in shown])
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(
            view.tell("figure.screen_axis", measure=view.label(view.primary)) + (" (%)" if times > 1 else ""),
            loc="right",
        )
        legend_marks(
            axes if at else figure,
            [
                (view.tell("legend.up"), look(0).line, "^", True),
                (view.tell("legend.down"), look(1).line, "v", True),
                (view.tell("legend.both"), look(2).line, "D", True),
                (view.tell("legend.in"), SOFT, "o", False),
            ],
        )
        out = [effect for effect in answer.effects if effect.stands_out]
        below = [driver for driver in answer.ranked[MOST:] if not driver.stands_out]
        alt = view.tell(
            "figure.screen_alt",
            question=view.question(answer),
            n=view.show(len(out)),
            all=view.show(len(answer.effects)),
            top=view.factor(shown[0].factor),
            mu=view.amount(view.primary, shown[0].mu_star),
        )
        caption = view.tell(
            "figure.screen", rest=view.tell("figure.rest", n=view.show(len(below))) if below else ""
        ).strip()
        return finish(figure, name, alt=alt, caption=caption, table=screen_table(view, shown), at=axes if at else None)


def label(view: SensitivityView, effect: Effect) -> str:
    """Return a factor's name with its grade, short enough for an axis."""
    text = view.factor(effect.factor)
    text = text if len(text) <= 54 else text[:53] + "…"
    return text if effect.factor < 0 else f"{text} · {view.grade(effect.factor)}"


def screen_table(view: SensitivityView, shown: list[Effect]) -> Table:
    """Return the numbers of the first stage."""
    head = ("factor", "grade", "range", "mu_star", "interval", "mu", "chance", "sigma", "way", "verdict")
    rows = [
        (
            view.factor(driver.factor),
            view.grade(driver.factor),
            view.reach(driver.factor) if driver.factor >= 0 else "–",
            view.amount(view.primary, driver.mu_star),
            view.ends(driver.low, driver.high),
            view.delta(view.primary, driver.mu),
            view.chance(driver),
            view.amount(view.primary, driver.sigma),
            view.way(driver),
            view.verdict(driver),
        )
        for driver in shown
    ]
    return Table(tuple(view.tell(f"col.{key}") for key in head), tuple(rows))


def indices(view: SensitivityView, answer: Answer, name: str) -> Panel | None:
    """Draw first and total order index of each factor with their intervals; none without a second stage."""
    shown = sorted(answer.indices, key=lambda index: (-index.total, index.factor))
    if not shown:
        return None
    with canvas(height=1.0 + 0.5 * len(shown), width=7.6) as (figure, axes):
        for place, effect in enumerate(shown):
            axes.fill_between([0, 100 * effect.chance], place - 0.02, place + 0.36, color=BAND, lw=0, zorder=1)
            both = (
                (effect.first, effect.first_low, effect.first_high),
                (effect.total, effect.total_low, effect.total_high),
            )
            for mark, (shift, (x, low, high)) in enumerate(zip((-0.17, 0.17), both, strict=True)):
                drawn = look(mark)
                axes.plot([100 * low, 100 * high], [place + shift] * 2, color=drawn.line, lw=1.8, zorder=3)
                axes.scatter([100 * x], [place + shift], color=drawn.line, marker=drawn.marker, s=32, zorder=4)
        axes.axvline(0, color=INK, lw=0.8)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        speak(axes, view, y=False)
        axes.set_yticks(range(len(shown)), [_name(view, driver.factor) for driver in shown])
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(view.tell("figure.indices_axis"))
        legend_marks(
            figure,
            [
                (view.tell("legend.first"), look(0).line, look(0).marker, True),
                (view.tell("legend.total"), look(1).line, look(1).marker, True),
            ],
        )
        head = tuple(
            view.tell(f"col.{key}")
            for key in ("factor", "grade", "first", "interval", "total", "interval", "chance_in_total")
        )
        rows = tuple(
            (
                view.factor(driver.factor),
                view.grade(driver.factor),
                view.share(driver.first),
                view.share_span(driver.first_low, driver.first_high),
                view.share(driver.total),
                view.share_span(driver.total_low, driver.total_high),
                view.share(driver.chance),
            )
            for driver in shown
        )
        top = shown[0]
        alt = view.tell(
            "figure.indices_alt",
            question=view.question(answer),
            top=view.factor(top.factor),
            first=view.share(top.first),
            total=view.share(top.total),
        )
        return finish(figure, name, alt=alt, caption=view.tell("figure.indices"), table=Table(head, rows))


def chance(view: SensitivityView, answer: Answer, name: str) -> Panel | None:
    """Draw how much of the variance is chance: of single runs, and of the means that the indices divide; None where it is not known."""
    part = answer.chance
    if part is None:
        return None
    bars = (
        (view.tell("chance.runs"), part.of_runs, part.runs_low, part.runs_high),
        (view.tell("chance.means", n=view.show(view.sweep.n_reps)), part.of_means, part.means_low, part.means_high),
    )
    with canvas(height=1.55, width=7.6) as (figure, axes):
        for place, (_, x, low, high) in enumerate(bars):
            axes.barh(place, 100 * x, height=0.5, color=DOUBT, zorder=2)
            axes.barh(
                place,
                100 * (1 - x),
                left=100 * x,
                height=0.5,
                facecolor="white",
                edgecolor=SOFT,
                hatch="///",
                lw=0.8,
                zorder=2,
            )
            axes.plot([100 * low, 100 * high], [place, place], color=INK, lw=2, zorder=3)
            if x > 0.25:
                note(axes, view.tell("chance.dark"), 1.0, place - 0.14, va="center", color="white", zorder=4)
            if x < 0.6:
                axes.text(
                    99.0,
                    place - 0.14,
                    view.tell("chance.light"),
                    ha="right",
                    va="center",
                    fontsize=8.7,
                    color=INK,
                    zorder=4,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
                )
        axes.set_xlim(0, 100)
        axes.set_ylim(1.5, -0.5)
        speak(axes, view, y=False)
        axes.set_yticks(range(2), [bar[0] for bar in bars])
        axes.grid(visible=False)
        axes.set_xlabel(view.tell("chance.axis"))
        alt = view.tell(
            "chance.alt", runs=view.share(part.of_runs), means=view.share(part.of_means), n=view.show(view.sweep.n_reps)
        )
        table = Table(
            (view.tell("chance.of"), view.tell("chance.share"), view.tell("col.interval")),
            tuple((text, view.share(x), view.share_span(low, high)) for text, x, low, high in bars),
        )
        return finish(figure, name, alt=alt, caption=view.tell("chance.caption"), table=table)


def _name(view: SensitivityView, index: int) -> str:
    text = view.factor(index)
    return f"{text if len(text) <= 54 else text[:53] + '…'} · {view.grade(index)}"
