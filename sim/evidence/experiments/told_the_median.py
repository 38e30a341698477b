"""Telling members the median: Chen, Harper, Konstan & Li 2010, in two arms under the same chance.

Who did little last month does more in the next and who did much does less, told or not: everybody slides towards the own mean. So a
group is never held against its own past, only against the same group, of the same people, in the arm where nobody was told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.evidence.bands import around_effect, beside, published
from sim.evidence.experiments.design import Design, Experiment
from sim.evidence.experiments.seen import load, observe
from sim.evidence.held import EFFECT
from sim.evidence.seen import DAY, Log
from sim.world.eventlog import REACTED

TOLD_ON = 210
"""Day on which members are told [day]."""

MONTH = 30
"""Length of the month before and the month after [days]."""

SHARE_TOLD = 0.1
"""Share of people who are told in the design nearest to the paper, where some hundreds of many thousands were. Invented."""

LEAST = 1e-9
"""How far a count must lie from the median to be below or above it: less than any contribution."""

FAR_BELOW = -1e9
"""Contributions of late of those who must not be told."""

BELOW, AT, ABOVE = range(3)


def contributions(log: Log) -> tuple[np.ndarray, np.ndarray]:
    """Return who contributed when: members' posts, replies and reactions; person and time [s] of each."""
    reactions = log.of(REACTED)
    reactions = reactions[reactions["person"] >= 0]
    reactions = reactions[~log.spam[reactions["person"]]]
    return np.r_[log.own["person"], reactions["person"]], np.r_[log.own["time"], reactions["time"]]


def lately(who: np.ndarray, when: np.ndarray, n_people: int, day: int, tau: float) -> np.ndarray:
    """Return each person's contributions before a day, each fading with its age: sum e^(-age/tau); float64 (people,).

    The count that a member is told, as the model keeps it. Ages in whole days. Check: one today -> 1; one ``tau`` days old -> .37.
    """
    known = when < day * DAY
    age = day - when[known] // DAY
    return np.bincount(who[known], weights=np.exp(-age / tau), minlength=n_people)


def in_month(who: np.ndarray, when: np.ndarray, n_people: int, first: int) -> np.ndarray:
    """Return each person's contributions in the month from a day on; float64 (people,)."""
    known = (when >= first * DAY) & (when < (first + MONTH) * DAY)
    return np.bincount(who[known], minlength=n_people).astype(float)


def by_median(before: np.ndarray, taking_part: np.ndarray) -> np.ndarray:
    """Return where everybody stands against the median of those who take part: BELOW, AT, ABOVE; -1 for who does not take part.

    Parameters
    ----------
    before : float64 (people,)
        Contributions before they were told.
    taking_part : bool (people,)
        Who is told.
    """
    group = np.full(before.size, -1)
    if not taking_part.any():
        return group
    gap = before - np.median(before[taking_part])
    group[taking_part] = AT
    group[taking_part & (gap < -LEAST)] = BELOW
    group[taking_part & (gap > LEAST)] = ABOVE
    return group


def compare_groups(
    group: np.ndarray, before: np.ndarray, told: np.ndarray, untold: np.ndarray
) -> dict[str, tuple[float, ...]]:
    """Return the parts of every target: contributions of a group in the month after, when told and when not.

    Parameters
    ----------
    group : int (people,)
        From `by_median`.
    before : float64 (people,)
        Contributions in the month before, the same in both arms.
    told, untold : float64 (people,)
        Contributions in the month after, in either arm.
    """
    parts: dict[str, tuple[float, ...]] = {}
    for name, which in (("below", BELOW), ("at", AT), ("above", ABOVE)):
        of = group == which
        parts[name] = (float(told[of].sum()), float(untold[of].sum()))
        parts[f"{name}_past"] = (float(untold[of].sum()), float(before[of].sum()))
    whole = group >= 0
    parts["whole"] = (float(told[whole].sum()), float(untold[whole].sum()))
    return parts


def sample(n_people: int, replication: int) -> np.ndarray:
    """Return who would be told if only some are, bool (people,): each with chance `SHARE_TOLD`."""
    return np.random.default_rng([2010, replication]).random(n_people) < SHARE_TOLD


def leave_out(people: np.ndarray, who: np.ndarray) -> None:
    """Take everybody but ``who`` out of those who are told, on the morning of that day.

    Told are those whose count of contributions of late is above 0, and they get a drive and a mail that may bring a visit; whom the
    lot leaves out stands so far below that nothing they do on the day brings them there. Nothing else in the model reads that count.
    """
    people["acts_lately"][~who] = FAR_BELOW


def told_apart(replication: int, sets: Sequence[str], who: np.ndarray | None) -> dict[str, tuple[float, ...]]:
    """Run both arms under the same chance and compare the groups; only those in ``who`` are told, all when None.

    The policy tells everybody who is awake and has contributed of late; whom the lot leaves out has not, as far as it can see. So those who
    are told hear the median among themselves, and are grouped by it.
    """
    from sim.rules import PARAMETERS
    from sim.world.people import AWAKE

    awake: list[np.ndarray] = []

    def look(people: np.ndarray) -> None:
        awake.append(people["state"] == AWAKE)

    scenario = load("ratings", tuple(sets))
    tau = scenario.behaviour.get("lately_tau", PARAMETERS["lately_tau"].default)
    untold = observe(scenario, replication, hand=(TOLD_ON, look), reactions=True).log
    hand = None if who is None else (TOLD_ON, lambda people: leave_out(people, who))
    told = observe(load("ratings-told", tuple(sets)), replication, hand=hand, reactions=True).log
    n_people = untold.n_people
    acts, acts_told = contributions(untold), contributions(told)
    count = lately(*acts, n_people, TOLD_ON, tau)
    group = by_median(count, (count > 0.0) & awake[-1] & ~untold.spam & (True if who is None else who))
    return compare_groups(
        group,
        in_month(*acts, n_people, TOLD_ON - MONTH),
        in_month(*acts_told, n_people, TOLD_ON),
        in_month(*acts, n_people, TOLD_ON),
    )


def observe_some(replication: int, sets: Sequence[str] = ()) -> dict[str, tuple[float, ...]]:
    """A few members are told, as in the paper: what the others do stays as it was."""
    n_people = load("ratings").community.audience
    return told_apart(replication, sets, sample(n_people, replication))


def observe_all(replication: int, sets: Sequence[str] = ()) -> dict[str, tuple[float, ...]]:
    """Everybody is told: what one does changes what others find."""
    return {f"{name}_all": parts for name, parts in told_apart(replication, sets, None).items()}


def change(parts: np.ndarray) -> float:
    """First column over the second, less 1: all runs together."""
    above, below = parts.sum(axis=0)
    return float(above / below) - 1.0 if below > 0 else math.nan


STRONGER = ("behaviour.comparison=0.8", "behaviour.comparison=3.0 & behaviour.drive_most=4.0")

SOME_TOLD = Design(
    "some_told",
    ("ratings-told", "ratings"),
    observe_some,
    40,
    4,
    12,
    (
        published(
            "below", EFFECT, "change", change, **around_effect(5.30), leans_on=("comparison",), suspects=STRONGER
        ),
        published(
            "above", EFFECT, "change", change, **around_effect(-0.62), leans_on=("comparison",), suspects=STRONGER
        ),
        beside("below_past", "change", change),
        beside("above_past", "change", change),
    ),
)
ALL_TOLD = Design(
    "all_told",
    ("ratings-told", "ratings"),
    observe_all,
    10,
    4,
    10,
    (
        beside("below_all", "change", change),
        beside("above_all", "change", change),
        beside("whole_all", "change", change),
    ),
)

EXPERIMENT = Experiment(
    "comparison",
    2010,
    "Chen, Harper, Konstan & Li 2010, Social comparisons and contributions to online communities, AER 100(4)",
    (SOME_TOLD, ALL_TOLD),
    ("comparison", "drive_tau", "drive_most", "lately_tau", "react_base", "reply_base", "start_base"),
)
