"""The page of a sweep: what it asked, what came out, chance kept apart from what the design changes; as HTML and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.report.press.page import Page, Part, write_csv, write_report
from sim.report.press.panel import Table
from sim.report.sweep import figures as effects
from sim.report.sweep.answer import answer, headline
from sim.report.sweep.view import SweepView
from sim.studies.sweep.compared import compared, mean_of
from sim.studies.sweep.study import Sweep

MOST_ROWS = 40
"""Points that a page shows; of more, the best and the worst half of so many. All stand in tables/points.csv."""
MOST_AXES = 12


def sweep_parts(view: SweepView) -> list[Part]:
    """Return the parts of the page, every sentence computed."""
    parts = [Part(view.say("page.answer"), tuple(answer(view)))]
    drawn = (
        [figure for figure in (effects.crossing(view), effects.points(view)) if figure is not None]
        if view.ranked
        else []
    )
    if drawn:
        tables = leader_tables(view)
        parts.append(Part(view.say("page.points"), (*drawn, *([view.say("leaders.what")] if tables else []), *tables)))
    axes = sorted(view.axes, key=lambda axis: -axis.reach)[:MOST_AXES] if view.ranked else []
    if axes:
        panels = [
            effects.effect(view, axis, f"{k + 1}-{re.sub('[^a-z0-9]+', '-', axis.column.lower())}")
            for k, axis in enumerate(axes)
        ]
        parts.append(Part(view.say("page.effects"), (view.say("effects.what"), *effect_sentences(view), *panels)))
    note = (
        [view.say("table.cut", n=view.show(len(view.rows)), half=MOST_ROWS // 2)] if len(view.rows) > MOST_ROWS else []
    )
    parts.append(
        Part(
            view.say("page.table"),
            (view.say("table.what", n=view.show(view.compared.n)), *note, _points_table(view, view.shown(MOST_ROWS))),
        )
    )
    beside = _beside(view)
    if beside is not None:
        parts.append(Part(view.say("page.beside"), (view.say("beside.what"), beside)))
    parts.append(Part(view.say("page.how"), tuple(_how(view))))
    return parts


def leader_tables(view: SweepView) -> list[Table]:
    """Return the best level of one crossed axis at each level of the other, with its lead."""
    return [
        Table(
            (
                view.axis(other.column),
                view.say("col.leader", axis=view.axis(axis.column)),
                view.say("col.second"),
                view.say("col.ahead"),
                view.say("col.behind_chance"),
            ),
            tuple(
                (
                    view.value(other.column, leader.at),
                    view.value(axis.column, leader.best),
                    view.value(axis.column, leader.second),
                    view.delta(view.primary, leader.ahead.mean),
                    view.ends(leader.ahead.low, leader.ahead.high, sign=True),
                )
                for leader in leaders
            ),
        )
        for axis, other, leaders in view.leaders
        if leaders
    ]


def effect_sentences(view: SweepView) -> list[str]:
    """Tell each axis: from its first to its last level, with the interval of chance."""
    sentences = []
    for strongest in sorted(view.axes, key=lambda axis: -axis.reach)[:MOST_AXES]:
        first, last = strongest.levels[0], strongest.levels[-1]
        is_clear = last.sign != 0
        names = {
            "axis": view.axis(strongest.column),
            "first": view.value(strongest.column, first.value),
            "last": view.value(strongest.column, last.value),
        }
        times = view.scale(view.primary)
        ends = view.ends(last.difference_low, last.difference_high, sign=True)
        middle = max(strongest.levels, key=lambda level: level.mean)
        least = min(strongest.levels, key=lambda level: level.mean)
        sentences.append(
            view.say(
                "effects.line" if is_clear else "effects.line_unclear",
                difference=view.delta(view.primary, last.difference),
                interval=ends,
                **names,
            )
        )
        if len(strongest.levels) > 2 and {id(middle), id(least)} != {id(first), id(last)} and times:
            sentences[-1] += " " + view.say(
                "effects.bent",
                top=view.value(strongest.column, middle.value),
                a=view.amount(view.primary, middle.mean),
                bottom=view.value(strongest.column, least.value),
                b=view.amount(view.primary, least.mean),
            )
    return sentences


def _points_table(view: SweepView, rows: Sequence[Any]) -> Table:
    columns = [factor.column for factor in view.sweep.factors]
    many = view.sweep.n_arms > 1 or not columns
    head = [
        *([view.say("col.scenario")] if many else []),
        *(view.axis(column) for column in columns),
        view.say("col.values"),
        view.say("col.mean"),
        view.say("col.chance"),
        view.say("col.runs"),
        view.say("col.behind"),
        view.say("col.behind_chance"),
    ]
    cells = []
    for row in rows:
        setting = view.sweep.setting(row.index)
        is_best = row.index == view.best
        cells.append(
            (
                *([view.arm(row.index % view.sweep.n_arms)] if many else []),
                *(view.value(c, setting[c]) for c in columns),
                f"{row.n} / {view.sweep.n_reps}",
                view.amount(view.primary, row.mean),
                view.ends(row.low, row.high),
                view.ends(row.run_low, row.run_high),
                view.say("table.best")
                if is_best
                else view.delta(view.primary, row.behind)
                if row.is_compared
                else view.say("table.apart"),
                "–" if is_best else view.ends(row.behind_low, row.behind_high, sign=True),
            )
        )
    return Table(tuple(head), tuple(cells))


def _beside(view: SweepView) -> Table | None:
    """Return what must be read beside the primary measure, at every point; none when there are too many points."""
    names = view.sweep.beside
    if len(view.rows) > MOST_ROWS or not names:
        return None
    means = {name: mean_of(compared(view.sweep.of(name)).table, axis=1) for name in names}
    rows = tuple(
        (view.point(i), *(view.amount(name, float(means[name][i])) for name in names)) for i in range(len(view.rows))
    )
    return Table((view.say("col.point"), *(view.label(name) for name in names)), rows)


def _how(view: SweepView) -> list[str]:
    sweep, plan = view.sweep, view.sweep.plan
    sentences = [
        view.say("how.measure", measure=view.label(view.primary), definition=view.definition(view.primary)),
        view.say(
            f"how.{plan.design.kind}{'.arms' if plan.design.kind == 'factorial' and sweep.n_arms > 1 else ''}",
            n=view.show(len(sweep.draws)),
            arms=view.show(sweep.n_arms),
            seed=view.show(plan.design.seed),
        ),
        view.say(
            "how.runs",
            points=view.show(len(sweep.points)),
            reps=view.show(sweep.n_reps),
            runs=view.show(len(sweep.points) * sweep.n_reps),
            seed=view.show(sweep.points[0].scenario.community.seed),
            engine=view.engine,
        ),
        *(
            []
            if plan.head.precision is None
            else [
                view.say(
                    f"how.{'precise' if 'precise_after' in sweep.provenance else 'imprecise'}",
                    width=plan.head.precision,
                    n=view.show(sweep.n_reps),
                )
            ]
        ),
        *view.of_worlds(),
        view.say("how.chance"),
    ]
    return [*sentences, view.say("how.model")]


# --- as files --------------------------------------------------------------------------------------------------


def sweep_page(view: SweepView) -> Page:
    """Return the page of a sweep in one language."""
    return Page(
        view.lang,
        view.say("page.kind"),
        view.title,
        view.about,
        headline(view),
        view.engine,
        tuple(sweep_parts(view)),
        untabled=("points",),
    )


def write_sweep_report(sweep: Sweep, folder: str | Path, lang: str = "en") -> Path:
    """Write the report of a sweep into ``report/`` of its folder and return the path of its first page."""
    room = Path(folder) / "report"
    first = write_report(room, lang, lambda language: sweep_page(SweepView(sweep, language)))
    write_csv(room / "tables" / "points.csv", *points_table(sweep))
    return first


def points_table(sweep: Sweep) -> tuple[list[str], list[list[Any]]]:
    """Return every point with all its numbers."""
    head = [
        "point",
        "scenario",
        *(factor.column for factor in sweep.factors),
        "runs",
        "failed",
        "compared",
        "mean",
        "low",
        "high",
        "run_low_10",
        "run_high_90",
        "behind_best",
        "behind_low",
        "behind_high",
    ]
    rows = [
        [
            sweep.points[r.index].number,
            sweep.points[r.index].label,
            *sweep.setting(r.index).values(),
            r.n,
            r.failed,
            int(r.is_compared),
            r.mean,
            r.low,
            r.high,
            r.run_low,
            r.run_high,
            r.behind,
            r.behind_low,
            r.behind_high,
        ]
        for r in SweepView(sweep, "en").rows
    ]
    return head, rows
