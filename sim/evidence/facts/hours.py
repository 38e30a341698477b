"""What the team's hours do: one, two, four and eight a week for the same three thousand people: R8.

The wait for a first answer is the mean over all threads of members, a thread nobody answered in a week counting as a week: the
median over answered threads would rise when the host answers what nobody else would have.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from sim.evidence.bands import response, told
from sim.evidence.facts.answering import HOUR, WEEK, starts
from sim.evidence.facts.responses import HALF_YEAR, stayed
from sim.evidence.figures import ratio
from sim.evidence.held import CHECKED, OPEN_END
from sim.evidence.seen import NEVER, Log
from sim.measures.host import TASKS

SETTINGS = {1: "hours-1", 2: "hours-2", 4: "hours-4", 8: "living"}
"""Setting by the team's hours a week."""

SURE = 2.24
"""Standard errors by which the surer of two gains must lie above nothing: 95 % for both at once (Bonferroni)."""


def _worked(log: Log) -> float:
    return float(sum(log.diary[f"minutes_{task}"].sum() for task in TASKS) - log.diary["minutes_managers"].sum())


def hours_used(log: Log) -> tuple[float, float]:
    """Minutes the team worked, and minutes it had."""
    return _worked(log), float(log.diary["minutes_available"].sum())


def hours_left(log: Log) -> tuple[float, float]:
    """Hours of the team that nothing was done with, and weeks."""
    return (float(log.diary["minutes_available"].sum()) - _worked(log)) / 60.0, log.days / 7.0


def wait(log: Log) -> float:
    """Mean hours a member's thread waits for its first answer, a week at most [h]."""
    openings = starts(log)
    if not openings.size:
        return math.nan
    answer, asked = log.first_answer[openings], log.posts["time"][openings]
    waited = np.where(answer < NEVER, np.minimum(answer - asked, WEEK), WEEK)
    return float(waited.mean()) / HOUR


def _kept(log: Log) -> float:
    kept, joined = stayed(log, HALF_YEAR)
    return kept / joined if joined > 0 else math.nan


def doubling(twice: Log, once: Log) -> tuple[float, float]:
    """What doubling the hours gained: hours of waiting saved, and share of joiners still there after half a year."""
    return wait(once) - wait(twice), _kept(twice) - _kept(once)


def surer_gain(parts: np.ndarray) -> float:
    """Standard errors by which the surer of the two paired gains lies above nothing; NaN for fewer than two runs."""
    known = parts[np.isfinite(parts).all(axis=1)]
    if len(known) < 2:
        return math.nan
    error = known.std(axis=0, ddof=1) / math.sqrt(len(known))
    gains = [
        gain / standard_error if standard_error > 0 else (math.copysign(math.inf, gain) if gain else 0.0)
        for gain, standard_error in zip(known.mean(axis=0), error, strict=True)
    ]
    return float(np.clip(max(gains), -99.0, 99.0))


def two_doublings(four: Log, two: Log, one: Log) -> tuple[float, float]:
    """Hours of waiting saved by the second doubling, and by the first."""
    return wait(two) - wait(four), wait(one) - wait(two)


def saved_more(parts: np.ndarray) -> float:
    """Hours of waiting that the later doubling saves, less what the earlier one did; means over runs."""
    known = parts[np.isfinite(parts).all(axis=1)]
    return float((known[:, 0] - known[:, 1]).mean()) if len(known) else math.nan


FACTS = (
    *(
        response(f"R8.{n}", setting, CHECKED, 0.70, 1.0, hours_used, ratio, "reasoned: teams have more to do than time")
        for n, setting in enumerate(SETTINGS.values(), 1)
    ),
    *(
        response(
            f"R8.{n}",
            SETTINGS[twice],
            CHECKED,
            SURE,
            OPEN_END,
            doubling,
            surer_gain,
            "reasoned",
            against=SETTINGS[once],
            unit="decimal",
        )
        for n, (once, twice) in enumerate(pairwise(SETTINGS), 5)
    ),
    *(
        response(
            f"R8.{n}",
            SETTINGS[four],
            CHECKED,
            -OPEN_END,
            0.0,
            two_doublings,
            saved_more,
            "reasoned: the most urgent is done first",
            against=(SETTINGS[two], SETTINGS[one]),
            unit="hours",
        )
        for n, (one, two, four) in enumerate(((1, 2, 4), (2, 4, 8)), 8)
    ),
    told("R8.10", "living", hours_left, ratio, unit="hours"),
)
