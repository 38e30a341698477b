"""Bounds of levers: a community in which chance has been taken out, and a mark that says which lever's bound a test holds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import binom
from worlds import MUTE, STAY, STILL, world

from sim.day.run import Stepper
from sim.world.eventlog import POSTED, REPLIED

CERTAIN, NEVER_AGAIN = 40.0, 1e30
ALARM = 1e-6
PEAK = 20
"""Hour of the day at which everybody visits here."""

CLOCKWORK = {
    **STILL,
    **STAY,
    **MUTE,
    "visit_base": CERTAIN,
    "again": 0.0,
    "again_posted": 0.0,
    "notice": 0.0,
    "weekend": 0.0,
    "clock_peak": float(PEAK),
    "clock_between": 0.0,
    "clock_sd": 0.0,
    "need_share": 0.0,
    "stop_first": 0.0,
    "sleep_habit": 0.0,
    "momentum": 0.0,
    "post_fatigue": 0.0,
    "seller_share": 0.0,
    "step_down": 0.0,
    "founder_drive": 0.0,
    "question_share": 0.0,
    "challenge_share": 0.0,
}
"""Behaviour in which everybody visits once a day at eight in the evening and does nothing; from the second day on there is no other visit."""

POSTING = {**CLOCKWORK, "start_base": CERTAIN}
"""The same where everybody starts a thread in every visit."""

ALL_IN = {"everyone_in": True, "founders": 0, "mix": {"lurker_content": 1.0}}


def bound(*levers: str) -> Callable:
    """Mark a test as holding the bound of levers, named ``policy.field``; `tests/laws/test_lever_list.py` sees that none is left out."""
    assert all(lever.count(".") == 1 for lever in levers)
    return lambda test: test


def lived(*policies, until: int | None = None, **values) -> Stepper:
    """A run with its tables and events, to its end or until the evening before a day."""
    stepper = Stepper(world(*policies, **values), events=True)
    stepper.advance(stepper.setup.days if until is None else until)
    return stepper


def days_with(series: np.ndarray) -> list[int]:
    """Days on which a series is above zero."""
    return np.flatnonzero(series > 0).tolist()


def posts_of(done: Stepper) -> np.ndarray:
    """Posts and replies among the events, with the day in a column of its own left to the reader."""
    events = done.result().events
    return events[np.isin(events["kind"], (POSTED, REPLIED))]


def same_lives(stepper: Stepper, other: Stepper, but: str = "") -> bool:
    """Whether two runs are the same in every event and every series, but for one that is only counted."""
    return stepper.result().events.tobytes() == other.result().events.tobytes() and all(
        stepper.diary[name].tobytes() == other.diary[name].tobytes()
        for name in stepper.diary.dtype.names
        if name != but
    )


def likely(count: float, n: int, chance: float) -> bool:
    """Whether a count lies where a binomial one lies but for once in a million."""
    return binom.ppf(ALARM / 2, n, chance) <= count <= binom.isf(ALARM / 2, n, chance)
