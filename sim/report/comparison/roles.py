"""Who does what under each policy: visits, posts, leaving and silence by role, in one table with a paired interval beside each difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.report.comparison.rows import interval
from sim.report.comparison.view import View
from sim.report.press.numbers import NONE, apart, fine

WRITERS = ("critic", "creator", "ambassador", "spammer")
GROUPS = {
    "all": {
        "visits": "visits_per_member",
        "posts": "posts_per_member",
        "leaving": "leave_rate",
        "silence": "churn_30d",
    },
    "quiet": {
        "lurker": "role_lurker",
        "inactive": "role_inactive",
        "visits": "visits_of_quiet",
        "posts": "posts_of_quiet",
        "leaving": "leaving_of_quiet",
    },
} | {
    role: {"share": f"role_{role}", **{what: f"{what}_of_{role}" for what in ("visits", "posts", "leaving", "silence")}}
    for role in WRITERS
}
"""Measures by group of members and by what they tell, in the order of the table."""


@dataclass(frozen=True)
class Cell:
    """What one policy has: its mean and, for all but the first policy, the difference to the first with its interval."""

    value: str
    difference: str = ""
    interval: str = ""


@dataclass(frozen=True)
class Row:
    """One measure of one group of members, a cell for every policy."""

    measure: str
    label: str
    cells: tuple[Cell, ...]


def table(view: View) -> list[tuple[str, str, list[Row]]]:
    """Return every group that somebody belongs to under some policy: its key, its name and its rows."""
    groups = []
    for key, wanted in GROUPS.items():
        names = {
            what: name for what, name in wanted.items() if name in view.comparison.measures and any_value(view, name)
        }
        if names and ("share" not in names or any(view.mean(names["share"], i) > 0 for i in range(view.n_policies))):
            rows = [Row(name, view.say(f"roles.row.{what}"), cells(view, name)) for what, name in names.items()]
            groups.append((key, view.say(f"roles.group.{key}"), rows))
    return groups


def any_value(view: View, name: str) -> bool:
    """Whether a measure has a value in some run."""
    return any(bool(np.isfinite(view.values(name, index)).any()) for index in range(view.n_policies))


def cells(view: View, name: str) -> tuple[Cell, ...]:
    """Write one measure under every policy, with the same decimals; beside one other policy the first has its mean over the pairs with a value."""
    pairs = {index: view.means(name, index) for index in view.others}
    first = pairs[1][0] if view.n_policies == 2 else view.mean(name, 0)
    places = max(apart(a, b) for a, b in pairs.values())
    out = [Cell(view.amount(name, first, places))]
    for index, (_, b) in pairs.items():
        row = view.row(name, index)
        difference = view.delta(name, row.difference, fine(row.difference, row.low, row.high))
        out.append(
            Cell(view.amount(name, b, places), difference, interval(view, name, index) if difference != NONE else NONE)
        )
    return tuple(out)
