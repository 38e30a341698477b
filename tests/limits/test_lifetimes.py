"""Lifetimes and numbers of members where the exact law is known.

The discrete convention: the hazard h of a day is added at its evening, and somebody leaves on the first evening on which the
sum reaches an exponential threshold E drawn for this membership. Who joins in the morning of day d is still a member after the
evening of day t with probability exp(-h (t - d + 1)); whole days lived are ceil(E / h), geometric with 1 - exp(-h).
All tests have fixed seeds; bounds are set for a false alarm of 1e-6 each, had the seed been drawn at random.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from worlds import MUTE, policy, world

from sim.day import simulate
from sim.day.run import Stepper
from sim.world.people import NEVER

HAZARD = 0.05
CONSTANT = {
    **MUTE,
    "leave_base": HAZARD,
    "leave_worth": 0.0,
    "leave_posts": 1e6,
    "asleep_leaves": 1.0,
    "return_rate": 0.0,
    "invite_base": -40.0,
}
ONE_IN_A_MILLION = 1e-6
Z = 4.9


def lifetimes(days: int, **values) -> tuple[np.ndarray, np.ndarray, Stepper]:
    """Day of joining and whole days lived (0: still a member) of everybody who joined."""
    stepper = Stepper(world(days=days, **{**CONSTANT, **values}), events=True, event_room=1 << 21)
    stepper.advance(days)
    events = stepper.result().events
    assert stepper.events_lost == 0
    lived = np.zeros(len(stepper.people), np.int64)
    gone = events[events["kind"] == 7]
    lived[gone["person"]] = gone["time"] // 86400 - stepper.people["join_day"][gone["person"]] + 1
    came = stepper.people["join_day"] != NEVER
    return stepper.people["join_day"][came], lived[came], stepper


@pytest.mark.parametrize("start", ["all at once", "late joiners"])
def test_constant_hazard_gives_geometric_lifetimes(start):
    """Limit 19. 6,000 people; chi-square over whole days lived, at 1e-6.

    Finds a hazard wrong by a fifth all but surely (tried: a tenth gives p of about .001, so it is found half of the time at best).
    Late joiners: the law counts from the own day of joining, not from day 0.
    """
    if start == "all at once":
        joined, lived, _ = lifetimes(60, audience=6000, everyone_in=True)
    else:
        joined, lived, _ = lifetimes(90, audience=9000, founders=0, aware_rate=0.05, join_base=20.0)
        late = (joined >= 7) & (joined < 30)
        joined, lived = joined[late], lived[late]
        assert len(joined) > 3000
    horizon = 60
    lived = np.where(lived > horizon, 0, lived)
    chance = np.exp(-HAZARD * np.arange(horizon)) * (1.0 - np.exp(-HAZARD))
    expected = len(lived) * np.append(chance, np.exp(-HAZARD * horizon))
    seen = np.bincount(np.where(lived == 0, horizon + 1, lived), minlength=horizon + 2)[1:]
    assert seen.sum() == len(lived)
    assert stats.chisquare(seen, expected).pvalue > ONE_IN_A_MILLION
    died = lived[lived > 0]
    capped = stats.truncexpon(horizon * HAZARD, scale=1.0 / HAZARD)
    assert abs(np.mean(died) - 0.5 - capped.mean()) < Z * capped.std() / np.sqrt(len(died)) + 0.01


def test_everybody_leaves_on_the_evening_their_threshold_says():
    """Limit 19 person by person: exact, no chance at all. The threshold is drawn before, the evening follows."""
    joined, lived, stepper = lifetimes(60, audience=500, everyone_in=True)
    sums = np.add.accumulate(np.full(60, HAZARD))
    threshold = stepper.people["leave_at"]
    evening = np.searchsorted(sums, threshold, side="left") + 1
    np.testing.assert_array_equal(lived, np.where(evening > 60, 0, evening))
    assert stats.kstest(threshold, stats.expon.cdf).pvalue > ONE_IN_A_MILLION
    assert (joined == 0).all()


def membership(day: int, rate: float) -> float:
    """Exact chance that an outsider of day 0 is a member after the evening of ``day``."""
    came = np.exp(-rate * np.arange(day + 1)) * (1.0 - np.exp(-rate))
    return float(np.sum(came * np.exp(-HAZARD * (day - np.arange(day + 1) + 1))))


def test_arrivals_and_constant_hazard_give_the_size_of_an_infinite_server_queue():
    """Limit 20, with a source that runs out: members after day t are binomial(N, p_t), exactly; near N rate / hazard while it lasts.

    N = 4,000 outsiders, rate .002 a day, everybody who hears joins; 40 replications added up. At five days |z| < 4.9 (five looks: false
    alarm 5e-6 at most). Finds an error of 7 % in the size half of the time, of 11 % all but surely, from day 50 on.
    """
    n, rate, reps = 4000, 0.002, 40
    setup = world(days=200, **{**CONSTANT, "audience": n, "founders": 0, "aware_rate": rate, "join_base": 20.0})
    members = sum(simulate(setup, replication=r).diary["members"] for r in range(reps))
    for day in (10, 50, 100, 150, 199):
        p = membership(day, rate)
        assert abs(members[day] - reps * n * p) < Z * np.sqrt(reps * n * p * (1.0 - p))
    poisson = n * np.exp(-rate * 60) * rate / HAZARD
    assert membership(60, rate) * n == pytest.approx(poisson, rel=0.08)


def test_a_source_that_opens_late_gives_the_same_law_later():
    """Limit 20 away from day 0: a channel from day 40 on reaches a share a day; binomial from there.

    20 replications added up; |z| < 4.9 at three days; finds an error of 11 % all but surely from day 80 on.
    """
    n, share, reps = 4000, 0.004, 20
    setup = world(
        policy("reach", daily_reach=share, from_day=40),
        days=140,
        **{**CONSTANT, "audience": n, "founders": 0, "aware_rate": 0.0, "join_base": 20.0},
    )
    members = sum(simulate(setup, replication=r).diary["members"] for r in range(reps))
    assert members[:40].sum() == 0
    for day in (45, 80, 139):
        p = membership(day - 40, -np.log1p(-share))
        assert abs(members[day] - reps * n * p) < Z * np.sqrt(reps * n * p * (1.0 - p))


def test_hazard_that_doubles_halves_the_lifetime_of_the_same_person():
    """Common random numbers: with twice the hazard everybody leaves, and never later."""
    slow, fast = (lifetimes(120, audience=400, everyone_in=True, leave_base=h)[1] for h in (HAZARD, 2 * HAZARD))
    both = (slow > 0) & (fast > 0)
    assert (fast[both] <= slow[both]).all()
    assert (np.abs(2 * fast[both] - slow[both]) <= 1).all()
