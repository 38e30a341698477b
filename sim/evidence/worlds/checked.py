"""What fitted members show of rows that were not fitted, and everything at the centre: how often each row is inside its band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.evidence.crew import Tell
from sim.evidence.facts import FACTS
from sim.evidence.held import INSIDE
from sim.evidence.worlds.members import Counted, Plan, Task, more_runs
from sim.evidence.worlds.parts import FitFolder, Workshop
from sim.evidence.worlds.smoothing import Shown, Smoothed
from sim.evidence.worlds.targets import ROW
from sim.laboratory.worlds.ensemble import Ensemble
from sim.laboratory.worlds.prior import Prior

CENTRE_STAGE, BEFORE_STAGE, AFTER_STAGE, CENTRE_CHECKS_STAGE = 60, 61, 62, 63
CENTRE_TIMES = 4
"""How many times as many runs the centre has as a member: it becomes the defaults."""


@dataclass(frozen=True)
class Passed:
    """How often members show a row of the facts inside its band.

    Attributes
    ----------
    row : number of the fact.
    runs : runs of each member.
    before, after : of members as drawn from the ranges, and as fitted: members asked, and share of them inside the band.
    middle, low, high : median and 10th and 90th percentile of the fitted members' figure.
    centre : the figure at the centre.
    """

    row: str
    runs: int
    before: tuple[int, float]
    after: tuple[int, float]
    middle: float
    low: float
    high: float
    centre: float


def looks(
    held: FitFolder,
    workshop: Workshop,
    prior: Prior,
    ensemble: Ensemble,
    smoothed: Smoothed,
    plans: tuple[Plan, Plan],
    n: int,
    tell: Tell | None,
) -> dict[str, Any]:
    """Count what is not fitted, of some members before and after, and everything at the centre."""
    plan, checked = plans

    def look(stage: str, number: int, what: Plan, members: np.ndarray, values: np.ndarray) -> dict[int, Counted]:
        tasks = [
            Task(what, prior.names, tuple(row.tolist()), number, int(m)) for m, row in zip(members, values, strict=True)
        ]
        counts = workshop.run(held, stage, tasks, tell)
        return {member: outcome for member, outcome in counts.items() if not outcome.error}

    centre = dict(look("centre", CENTRE_STAGE, more_runs(plan, CENTRE_TIMES), np.array([0]), ensemble.centre[None]))
    figures = {name: value for member in centre.values() for name, (value, _) in member.figures.items()}
    shown_by: dict[str, Any] = {"centre": figures}
    if n and checked.rows:
        at_centre = look(
            "centre-checks", CENTRE_CHECKS_STAGE, more_runs(checked, CENTRE_TIMES), np.array([0]), ensemble.centre[None]
        )
        figures |= {name: value for member in at_centre.values() for name, (value, _) in member.figures.items()}
        for name, stage, shown in (("before", BEFORE_STAGE, smoothed.before), ("after", AFTER_STAGE, smoothed.after)):
            got = look(f"checks-{name}", stage, checked, shown.members[:n], prior.values(shown.z[:n]))
            shown_by[name] = Shown(
                np.array(sorted(got)), np.empty((len(got), 0)), tuple(got[member] for member in sorted(got))
            )
    return shown_by


def passed(smoothed: Smoothed, plan: Plan, checked: Plan, counted: Mapping[str, Any]) -> tuple[Passed, ...]:
    """Return how often each row is inside its band."""
    runs = dict(plan.rows) | (dict(checked.rows) if "after" in counted else {})
    own = {row for row, _ in plan.rows}
    rows = []
    for row in (row for row in FACTS if row in runs):
        before, after = (smoothed.before, smoothed.after) if row in own else (counted["before"], counted["after"])
        figure = after.figure(f"{ROW}.{row}")
        known = figure[np.isfinite(figure)]
        low, middle, high = np.quantile(known, [0.1, 0.5, 0.9]) if known.size else (np.nan,) * 3
        rows.append(
            Passed(
                row,
                runs[row],
                _inside(row, before),
                _inside(row, after),
                float(middle),
                float(low),
                float(high),
                counted["centre"].get(f"{ROW}.{row}", np.nan),
            )
        )
    return tuple(rows)


def _inside(row: str, shown: Shown) -> tuple[int, float]:
    """Return how many members were asked, and the share of them whose figure lies in the row's band; one without a figure does not."""
    name = f"{ROW}.{row}"
    figure = [member.figures[name][0] for member in shown.counted if name in member.figures]
    return len(figure), float(
        np.mean([FACTS[row].verdict(float(value)) == INSIDE for value in figure])
    ) if figure else np.nan
