"""The figures of the second stage: first and total order index of each factor, and the share of chance, apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.axes import legend_marks, note, speak
from sim.report.panel import Panel, Table, canvas, finish
from sim.report.style import BAND, DOUBT, INK, SOFT, look

if TYPE_CHECKING:
    from sim.report.sensitivity_view import SensitivityView
    from sim.studies.influence.study import Answer


def indices(view: SensitivityView, answer: Answer, name: str) -> Panel | None:
    """Draw first and total order index of each factor with their intervals; none without a second stage."""
    shown = sorted(answer.indices, key=lambda one: (-one.total, one.factor))
    if not shown:
        return None
    with canvas(height=1.0 + 0.5 * len(shown), width=7.6) as (figure, axes):
        for place, one in enumerate(shown):
            axes.fill_between([0, 100 * one.chance], place - 0.02, place + 0.36, color=BAND, lw=0, zorder=1)
            both = ((one.first, one.first_low, one.first_high), (one.total, one.total_low, one.total_high))
            for mark, (shift, (x, low, high)) in enumerate(zip((-0.17, 0.17), both, strict=True)):
                drawn = look(mark)
                axes.plot([100 * low, 100 * high], [place + shift] * 2, color=drawn.line, lw=1.8, zorder=3)
                axes.scatter([100 * x], [place + shift], color=drawn.line, marker=drawn.marker, s=32, zorder=4)
        axes.axvline(0, color=INK, lw=0.8)
        axes.set_ylim(len(shown) - 0.4, -0.6)
        speak(axes, view, y=False)
        axes.set_yticks(range(len(shown)), [_name(view, one.factor) for one in shown])
        axes.grid(axis="x")
        axes.grid(axis="y", visible=False)
        axes.set_xlabel(view.tell("figure.indices_axis"))
        legend_marks(figure, [(view.tell("legend.first"), look(0).line, look(0).marker, True),
                              (view.tell("legend.total"), look(1).line, look(1).marker, True)])
        head = tuple(view.tell(f"col.{key}") for key in ("factor", "grade", "first", "interval", "total", "interval", "chance_in_total"))
        rows = tuple((view.factor(one.factor), view.grade(one.factor), view.share(one.first), view.share_span(one.first_low, one.first_high),
                      view.share(one.total), view.share_span(one.total_low, one.total_high), view.share(one.chance)) for one in shown)
        top = shown[0]
        alt = view.tell("figure.indices_alt", question=view.question(answer), top=view.factor(top.factor), first=view.share(top.first),
                        total=view.share(top.total))
        return finish(figure, name, alt=alt, caption=view.tell("figure.indices"), table=Table(head, rows))


def chance(view: SensitivityView, answer: Answer, name: str) -> Panel | None:
    """Draw how much of the variance is chance: of single runs, and of the means that the indices divide; None where it is not known."""
    part = answer.chance
    if part is None:
        return None
    bars = ((view.tell("chance.runs"), part.of_runs, part.runs_low, part.runs_high),
            (view.tell("chance.means", n=view.show(view.sweep.n_reps)), part.of_means, part.means_low, part.means_high))
    with canvas(height=1.55, width=7.6) as (figure, axes):
        for place, (_, x, low, high) in enumerate(bars):
            axes.barh(place, 100 * x, height=0.5, color=DOUBT, zorder=2)
            axes.barh(place, 100 * (1 - x), left=100 * x, height=0.5, facecolor="white", edgecolor=SOFT, hatch="///", lw=0.8, zorder=2)
            axes.plot([100 * low, 100 * high], [place, place], color=INK, lw=2, zorder=3)
            if x > 0.25:
                note(axes, view.tell("chance.dark"), 1.0, place - 0.14, va="center", color="white", zorder=4)
            if x < 0.6:
                axes.text(99.0, place - 0.14, view.tell("chance.light"), ha="right", va="center", fontsize=8.7, color=INK, zorder=4,
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})
        axes.set_xlim(0, 100)
        axes.set_ylim(1.5, -0.5)
        speak(axes, view, y=False)
        axes.set_yticks(range(2), [one[0] for one in bars])
        axes.grid(visible=False)
        axes.set_xlabel(view.tell("chance.axis"))
        alt = view.tell("chance.alt", runs=view.share(part.of_runs), means=view.share(part.of_means), n=view.show(view.sweep.n_reps))
        table = Table((view.tell("chance.of"), view.tell("chance.share"), view.tell("col.interval")),
                      tuple((text, view.share(x), view.share_span(low, high)) for text, x, low, high in bars))
        return finish(figure, name, alt=alt, caption=view.tell("chance.caption"), table=table)


def _name(view: SensitivityView, index: int) -> str:
    text = view.factor(index)
    return f"{text if len(text) <= 54 else text[:53] + '…'} · {view.grade(index)}"
