"""A sweep in plain text and as plain data: what the command prints."""

from __future__ import annotations

import hashlib
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.report.press.planned import cost
from sim.report.press.text import WIDTH, table
from sim.report.sweep.answer import answer
from sim.report.sweep.view import SweepView
from sim.studies.sweep.table import PointRow
from sim.words import number, say

if TYPE_CHECKING:
    from sim.studies.estimate import Estimate
    from sim.studies.study import Study
    from sim.studies.sweep.study import Sweep

MOST_ROWS = 20
FIRST_ROWS = 10


def sweep_text(sweep: Sweep, lang: str) -> str:
    """Tell a sweep: the answer, and the points from best to worst."""
    view = SweepView(sweep, lang)
    if not view.ranked:
        return "\n\n".join(textwrap.fill(text, WIDTH) for text in answer(view))
    texts = [textwrap.fill(text, WIDTH) for text in answer(view)]
    return "\n\n".join([*texts, _table(view, MOST_ROWS)])


def first_look(sweep: Sweep, reps: int, lang: str) -> str:
    """Tell what the first replications say, marked as provisional."""
    view = SweepView(sweep, lang)
    return say("studies.first_look", lang, n=sweep.n_reps, all=reps) + "\n" + _table(view, FIRST_ROWS)


def _table(view: SweepView, most: int) -> str:
    rows = view.ranked
    skipped = len(rows) > most
    shown: list[PointRow | None] = [*rows[: most // 2], None, *rows[-(most // 2) :]] if skipped else list(rows)
    head = [view.say(f"col.{key}") for key in ("point", "values", "mean", "chance", "behind", "behind_chance")]
    lines = [
        ["...", "", "", "", "", ""]
        if row is None
        else [
            view.point(row.index),
            f"{row.n} / {view.sweep.n_reps}",
            view.amount(view.primary, row.mean),
            view.ends(row.low, row.high),
            view.say("table.best") if row.index == view.best else view.delta(view.primary, row.behind),
            "–" if row.index == view.best else view.ends(row.behind_low, row.behind_high, sign=True),
        ]
        for row in shown
    ]
    return table(head, lines)


def sweep_data(sweep: Sweep) -> dict[str, Any]:
    """Return a sweep as plain data: every point with its settings and its primary measure, and the main effects."""
    view = SweepView(sweep, "en")
    points = [
        {
            "point": sweep.points[row.index].number,
            "scenario": sweep.points[row.index].label,
            "settings": sweep.setting(row.index),
            **{key: value for key, value in vars(row).items() if key != "index"},
        }
        for row in view.rows
    ]
    axes = [
        {"axis": lever.column, "is_sliced": lever.is_sliced, "levels": [vars(level) for level in lever.levels]}
        for lever in view.axes
    ]
    return {
        "primary": sweep.primary,
        "points": points,
        "best": sweep.points[view.best].number if view.best >= 0 else None,
        "compared_over": view.compared.n,
        "missing": view.compared.n_missing,
        "axes": axes,
        "variance": vars(view.parts) | {"chance_of_runs": view.parts.chance_of_runs},
        "failed": sweep.failed,
        "provenance": sweep.provenance,
    }


def estimate_text(estimate: Estimate, lang: str) -> str:
    """Tell what a study would take."""
    lines = [
        say(
            "studies.dry.runs",
            lang,
            points=number(estimate.n_points, lang),
            reps=number(estimate.n_reps, lang),
            runs=number(estimate.n_runs, lang),
        ),
        *cost(estimate, lang),
        say("studies.dry.cases", lang),
    ]
    for point, setting in estimate.cases:
        lines.append(
            "  "
            + "  ".join([f"{point.number}  {point.label}", *(f"{key} = {value}" for key, value in setting.items())])
        )
        lines.append("     " + point.scenario_hash[:16])
    return "\n".join(lines)


def estimate_data(estimate: Estimate) -> dict[str, Any]:
    """Return what a study would take as plain data."""
    cases = [
        {"point": point.number, "scenario": point.label, "settings": setting, "scenario_hash": point.scenario_hash}
        for point, setting in estimate.cases
    ]
    return {**{key: value for key, value in vars(estimate).items() if key != "cases"}, "cases": cases}


def sweep_folder(study: Study) -> Path:
    """Return where a sweep goes when nobody said: a name of its own for this study and this engine."""
    from sim.laboratory.own import engine_at, said_of

    kernel = study.engine()
    own = "".join(map(str, said_of(kernel).values()))
    whole = hashlib.sha256(f"{engine_at(kernel).engine_id()}\n{study.design_hash}{own}".encode()).hexdigest()
    return Path("results") / f"{study.plan.name[:60]}-{whole[:8]}"
