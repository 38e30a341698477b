"""A run by role and by cohort: tidy tables, of its days and at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.measures import MEASURES, measure_all
from sim.world.people import ASLEEP, AWAKE

if TYPE_CHECKING:
    import pandas

    from sim.day.run import Run, Stepper

ROLES = ("ambassador", "spammer", "creator", "critic", "lurker", "inactive")
"""What somebody is seen to be, the first that fits: on duty; spam, a start, an answer, a visit in the last 30 days; none of these."""
RATES = ("visits_of", "posts_of", "leaving_of", "silence_of")
WINDOWS = {"visited_30": 60, "visited_90": 120, "visited_180": 210, "posted_30": 30, "posts_90": 90}
"""Column of a cohort -> days after joining at which it is complete."""


def seen_roles(stepper: Stepper) -> dict[int, str]:
    """Return the role that the last 30 days show of every member, by row, as the diary counts them; "" for who is no member."""
    people, since = stepper.people, stepper.day - 1 - 30
    roles = {}
    for row, person in enumerate(people):
        if person["state"] not in (AWAKE, ASLEEP):
            roles[row] = ""
        elif person["on_duty"] == 1:
            roles[row] = "ambassador"
        else:
            last = (
                ("spammer", "last_spam_day"),
                ("creator", "last_start_day"),
                ("critic", "last_reply_day"),
                ("lurker", "last_visit_day"),
            )
            roles[row] = next((role for role, field in last if person[field] > since), "inactive")
    return roles


def series_by_role(run: Run) -> pandas.DataFrame:
    """Return one row a day and role: day, role, members, visits; visits of lurkers and absentees are counted together, with the lurkers."""
    import pandas

    days = np.arange(len(run.diary))
    parts = []
    for role in ROLES:
        visits = {"lurker": "visits_quiet", "inactive": ""}.get(role, f"visits_{role}")
        parts.append(
            pandas.DataFrame(
                {
                    "day": days,
                    "role": role,
                    "members": run.diary[f"role_{role}"],
                    "visits": run.diary[visits] if visits else np.nan,
                }
            )
        )
    return pandas.concat(parts, ignore_index=True).sort_values(["day", "role"], ignore_index=True)


def table_by_role(run: Run) -> pandas.DataFrame:
    """Return one row a role at the end: members, share of them, and the rates that the measures have by role (visits, posts, leaving, silence)."""
    import pandas

    values = measure_all(run.diary, run.cohorts, run.events)
    rows = []
    for role in ROLES:
        named = {"lurker": "quiet"}.get(role, role)
        row: dict[str, Any] = {
            "role": role,
            "members": float(run.diary[f"role_{role}"][-1]),
            "share": values.get(f"role_{role}", np.nan),
        }
        row |= {
            rate.removesuffix("_of"): values.get(f"{rate}_{named}", np.nan)
            for rate in RATES
            if any(f"{rate}_{who}" in MEASURES for who in ROLES)
        }
        rows.append(row)
    return pandas.DataFrame(rows)


def table_by_cohort(run: Run, days: int = 30) -> pandas.DataFrame:
    """Return one row for all who joined in the same so many days: first_day, joined, and per joiner what they did later.

    NaN where the days after joining that a column looks at do not lie in the run whole.

    Parameters
    ----------
    run : Run
    days : int
        Days of joining that make a cohort.
    """
    import pandas

    length, cohorts = len(run.cohorts), run.cohorts
    rows = []
    for first in range(0, length, days):
        some = cohorts[first : first + days]
        joined = float(some["joined"].sum())
        row: dict[str, Any] = {"first_day": first, "last_day": min(first + days, length) - 1, "joined": joined}
        for column, window in WINDOWS.items():
            is_whole = joined > 0 and row["last_day"] + window <= length
            row[column] = float(some[column].sum()) / joined if is_whole else np.nan
        rows.append(row)
    return pandas.DataFrame(rows)
