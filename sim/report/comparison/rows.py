"""The comparison as a table: one line a measure, the primary one first, then the family that is claimed with it, then what is exploratory."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.laboratory.intervals import FEWEST_CORRELATED
from sim.report.comparison.answer import verdict_key
from sim.report.comparison.view import View
from sim.report.press.numbers import NONE, apart, digits_for, fine
from sim.studies.comparison.rows import family

WHOLE_HOURS = 10.0
"""Hours from which on they are shown whole, in the table as in sentences."""


@dataclass(frozen=True)
class Line:
    """One measure and one other policy, every cell written out."""

    measure: str
    label: str
    unit: str
    a: str
    b: str
    difference: str
    interval: str
    better: str
    correlation: str
    noise: str
    low_ends: str
    verdict: str
    verdict_key: str
    primary: bool
    without_variance: bool


#: units that the name of a measure or its per cent sign already says
SAID = {
    "people",
    "posts",
    "days",
    "ties",
    "share",
    "share_a_month",
    "chance",
    "posts_a_day",
    "visits_a_day",
    "reactions_a_day",
    "reports_a_day",
    "hours",
}


def unit(view: View, measure: str) -> str:
    """Return a measure's unit in words where its name leaves it open."""
    return "" if view.unit(measure) in SAID else view.unit_words(measure)


def lines(view: View, index: int) -> tuple[list[Line], list[Line]]:
    """Return the lines of what is claimed and those of what is exploratory, for one other policy."""
    rows = [row for row in view.comparison.rows if row.policy == index]
    order = {name: place for place, name in enumerate((view.primary, *family(view.primary)))}
    claimed = sorted(
        (row.measure for row in rows if row.is_primary or row.is_claimed), key=lambda name: order.get(name, len(order))
    )
    return [line(view, name, index) for name in claimed], [
        line(view, row.measure, index) for row in rows if not (row.is_primary or row.is_claimed)
    ]


def line(view: View, measure: str, index: int) -> Line:
    """Write one line."""
    row = view.row(measure, index)
    a, b = view.means(measure, index)
    places = 0 if view.unit(measure) == "hours" and min(abs(a), abs(b)) >= WHOLE_HOURS else apart(a, b)
    digits = fine(row.difference, row.low, row.high)
    key = verdict_key(view, measure, row.verdict)
    constant = row.correlation is None
    unknown = not math.isfinite(row.difference)
    pairs = row.n_pairs
    return Line(
        measure,
        view.start(view.label(measure)),
        unit(view, measure),
        view.amount(measure, a, places),
        view.amount(measure, b, places),
        view.delta(measure, row.difference, digits),
        interval(view, measure, index),
        NONE
        if unknown or view.direction(measure) == 0 or not row.n_unlike
        else f"{view.count(round(2 * row.share_better * pairs) / 2)} / {pairs}",
        NONE if constant else view.show(row.correlation, 2),
        f"± {view.show(view.noise(measure), digits_for(view.noise(measure), meaningful=2))}"
        if math.isfinite(view.noise(measure))
        else NONE,
        f"{view.amount(measure, row.low_end, places)} → {view.amount(measure, row.other_low_end, places)}",
        view.say("verdict.unknown") if unknown else view.say(f"verdict.{key}"),
        "unknown" if unknown else key,
        row.is_primary,
        constant and pairs >= FEWEST_CORRELATED,
    )


def interval(view: View, measure: str, index: int) -> str:
    """Write a difference's interval; where there is none because hardly any pair differs, in how many do."""
    row = view.row(measure, index)
    if math.isfinite(row.low) or row.n_pairs < 2:
        return view.span(row.low, row.high, fine(row.difference, row.low, row.high))
    return view.say(
        "interval.same" if row.method == "equal" and row.n_unlike else "interval.unlike", k=row.n_unlike, n=row.n_pairs
    )
