"""The comparison as a table: one line a measure, the primary one first, what is exploratory marked as such."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.report.numbers import NONE, digits_for
from sim.report.sentences import verdict_key
from sim.report.view import View

#: measures shown open besides the primary one and those that must be read beside it; the others fold away
KEY = (
    "members_end",
    "visitors",
    "posters_7d",
    "posts_own",
    "posts_own_total",
    "posters_share",
    "churn_30d",
    "retention_30",
    "retention_90",
    "posted_30",
    "first_answered",
    "first_answer_hours",
    "unanswered",
    "profile_share",
    "spam_seen",
    "trust",
    "value",
    "gini",
    "waiting_end",
    "host_hours",
    "backlog",
    "alive_end",
)


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
    """Return the lines shown open and the lines folded away, for one other policy."""
    from sim.measures import BESIDE

    goal = getattr(view.comparison.scenarios[0].community, "goal", "participation")
    first = (view.primary, *BESIDE.get(goal, ()), *KEY)
    order = {name: place for place, name in reversed(list(enumerate(first)))}
    rows = [row for row in view.comparison.rows if row.policy == index]
    shown = sorted((row.measure for row in rows if row.measure in order), key=order.__getitem__)
    return [line(view, name, index) for name in shown], [line(view, row.measure, index) for row in rows if row.measure not in order]


def line(view: View, measure: str, index: int) -> Line:
    """Write one line."""
    row = view.row(measure, index)
    a, b = view.mean(measure, 0), view.mean(measure, index)
    places, fine = digits_for(a, b), digits_for(row.difference, row.low, row.high)
    key = verdict_key(view, measure, row.verdict)
    constant = row.correlation is None
    unknown = not math.isfinite(row.difference)
    pairs = row.n_pairs or view.n_reps
    return Line(
        measure,
        view.start(view.label(measure)),
        unit(view, measure),
        view.amount(measure, a, places),
        view.amount(measure, b, places),
        view.delta(measure, row.difference, fine),
        view.span(row.low, row.high, fine),
        NONE if unknown or view.direction(measure) == 0 else f"{view.count(row.share_better * pairs)} / {pairs}",
        NONE if constant else view.show(row.correlation, 2),
        f"± {view.show(view.noise(measure), digits_for(view.noise(measure), meaningful=2))}" if math.isfinite(view.noise(measure)) else NONE,
        f"{view.amount(measure, row.low_end, places)} → {view.amount(measure, row.other_low_end, places)}",
        view.say("verdict.unknown") if unknown else view.say(f"verdict.{key}"),
        "unknown" if unknown else key,
        row.is_primary,
        constant and not unknown,
    )
