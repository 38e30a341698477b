"""What the page measures: formulas of the registry's measures as data, the charts, the quantiles of its intervals.

A formula is a sum of parts above a sum of parts below; a part is a stretch of days, a series and a weight. `last` are the last 90 days,
`total` all days, `awake` the last 90 with anybody awake (a mean), `joined:N` the days of joining whose N days lie inside the run. A law
holds every formula to the measure of the same name.
"""

from __future__ import annotations

from typing import Any

from sim.laboratory.intervals import LEVEL, normal_quantile, t_quantile
from sim.measures import GOAL_WEIGHTS, GOALS, MEASURES
from sim.measures.answers import SOLVERS
from sim.measures.host import HELPERS, TASKS
from sim.measures.measure import MONTH
from sim.measures.tally import LAST
from sim.report.press.numbers import SHARE_UNITS

MINUTE = 1.0 / 60.0
MOST_PAIRS = 200
WORKED = [["total", f"minutes_{task}", MINUTE] for task in TASKS]
HOST = [*WORKED, ["total", "minutes_managers", -MINUTE]]
DAYS = [["last", "", 1.0]]
"""The number of days themselves."""


def _mean(series: str) -> dict[str, Any]:
    return {"above": [["last", series, 1.0]], "below": DAYS}


def _share(above: str, below: str, days: str = "last", times: float = 1.0) -> dict[str, Any]:
    return {"above": [[days, above, times]], "below": [[days, below, 1.0]]}


PARTS: dict[str, tuple[tuple[str, str, float], ...]] = {
    **{name: (("last", name, 1.0),) for name in ("posts_own", "posts_promo", "awake", "members", "experts", "aware")},
    **{name: (("total", name, 1.0),) for name in ("invited_joins",)},
    "burned_out_total": (("total", "burned_out", 1.0),),
    "replies": (("last", "replies_own", 1.0),),
    "ideas_month": (("last", "ideas", MONTH),),
    "leads_month": (("last", "leads", MONTH),),
    "solved_month": tuple(("last", f"solved_by_{who}", MONTH) for who in SOLVERS),
    **{f"solved_{who}_month": (("last", f"solved_by_{who}", MONTH),) for who in SOLVERS},
    "unanswered_month": (("last", "matured_unanswered", MONTH),),
    "answered_starts": (("last", "matured_starts", 1.0), ("last", "matured_unanswered", -1.0)),
    "ties": (("awake", "ties", 1.0),),
}
"""Measure of which a goal is a sum -> its parts: of the last days a mean, of all days a sum."""


def _goal(weights: dict[str, float]) -> dict[str, Any]:
    """The formula of a goal: its measures, each times what it is worth."""
    above = [[days, series, times * worth] for name, worth in weights.items() for days, series, times in PARTS[name]]
    return {"above": above} | ({"below": DAYS} if above[0][0] == "last" else {})


FORMULAS: dict[str, dict[str, Any]] = {
    "posters_30d": _mean("posters_30d"),
    "visitors": _mean("visitors"),
    "members": _mean("members"),
    "posts_own": _mean("posts_own"),
    "retention_90": _share("visited_90", "joined", "joined:120"),
    "retention_30": _share("visited_30", "joined", "joined:60"),
    "trust": {"above": [["awake", "trust", 1.0]]},
    "answered": {
        "above": [["last", "matured_starts", 1.0], ["last", "matured_unanswered", -1.0]],
        "below": [["last", "matured_starts", 1.0]],
    },
    "first_answered": _share("matured_first_answered", "matured_first", "total"),
    "churn_30d": _share("churned_30d", "posters_30d", "last", 30.0),
    "joined_total": {"above": [["total", "joined", 1.0]]},
    "host_hours": {"above": HOST},
    "hours_all": {"above": [*WORKED, ["total", "minutes_duty", MINUTE]]},
    "hours_unused": {
        "above": [["total", "minutes_available", MINUTE], *([days, series, -weight] for days, series, weight in HOST)]
    },
    "host_use": {"above": HOST, "below": [["total", "minutes_available", MINUTE]]},
    **{GOALS[goal]: _goal(weights) for goal, weights in GOAL_WEIGHTS.items() if weights.keys() <= PARTS.keys()},
    **{f"hours_{task}": {"above": [["total", f"minutes_{task}", MINUTE]]} for task in (*TASKS, *HELPERS)},
}

CHARTS: tuple[dict[str, Any], ...] = (
    {"measure": "posters_30d", "path": "day", "series": ["posters_30d"]},
    {"measure": "visitors", "path": "mean", "days": 7, "series": ["visitors"]},
    {"measure": "members", "path": "day", "series": ["members"]},
    {"measure": "retention_90", "path": "joined", "days": 120, "series": ["visited_90", "joined"]},
    {"measure": "trust", "path": "day", "series": ["trust"]},
    {"measure": "answered", "path": "share", "days": LAST, "series": ["matured_unanswered", "matured_starts"]},
    {
        "measure": "host_hours",
        "path": "hours",
        "days": 28,
        "series": [series for _, series, _ in HOST],
        "weights": [weight for _, _, weight in HOST],
    },
    {"measure": "posts_own", "path": "mean", "days": 7, "series": ["posts_own"]},
)
"""Measure -> its course: each day, the mean of some days, of all who joined up to a day, the share of some days, hours a week."""


def figures() -> dict[str, Any]:
    """Return formulas, charts and quantiles as data."""
    about = {
        name: {
            "direction": MEASURES[name].direction,
            "share": MEASURES[name].unit in SHARE_UNITS,
            "unit": MEASURES[name].unit,
            "margin": [MEASURES[name].smallest_absolute, MEASURES[name].smallest_relative],
        }
        for name in FORMULAS
    }
    return {
        "formulas": FORMULAS,
        "charts": CHARTS,
        "about": about,
        "last": LAST,
        "goals": GOALS,
        "tasks": list(TASKS),
        "helpers": list(HELPERS),
        "level": LEVEL,
        "normal": normal_quantile(LEVEL),
        "quantiles": [t_quantile(n, LEVEL) for n in range(1, MOST_PAIRS)],
    }
