"""Whether the community lives: time to silence, and own posts in the month before a date.

Only members' own posts count. A community in which staff and people on duty post alone is silent.
"""

from __future__ import annotations

import numpy as np

from sim.measures.measure import MONTH, Measure, Read
from sim.measures.tally import Tally


def days_to_silence(tally: Tally) -> float:
    """First day from which 30 days pass without an own post; the length of the run if none does.

    A value equal to the run's length is censored: the community did not fall silent in the run.
    """
    n_days = tally.days
    if n_days == 0:
        return float("nan")
    posted = np.concatenate(([-1], np.flatnonzero(tally.diary["posts_own"] > 0), [n_days]))
    silence = np.diff(posted) - 1
    long_enough = np.flatnonzero(silence >= MONTH)
    return float(posted[long_enough[0]] + 1) if long_enough.size else float(n_days)


def alive_at(day: int) -> Read:
    """Return the measure 'an own post within the 30 days up to this day', 0 or 1."""

    def read(tally: Tally) -> float:
        if tally.days < day:
            return float("nan")
        return float(tally.diary["posts_own"][max(0, day - MONTH) : day].sum() > 0)

    return read


def alive_end(tally: Tally) -> float:
    """An own post within the last 30 days of the run, 0 or 1."""
    return alive_at(tally.days)(tally) if tally.days else float("nan")


MEASURES = (
    Measure("days_to_silence", "days", +1, days_to_silence),
    Measure("alive_90", "chance", +1, alive_at(90), smallest_absolute=0.05),
    Measure("alive_180", "chance", +1, alive_at(180), smallest_absolute=0.05),
    Measure("alive_end", "chance", +1, alive_end, smallest_absolute=0.05),
)
