"""How a community becomes known: the limits of Bass's model of adoption that this model contains.

Bass: an outsider adopts with hazard p (innovation) + q x share of adopters (imitation). Here p is ``aware_rate`` and q comes from
invitations. Invitations reach acquaintances, who are near in a small world, and nobody knows more than 64 people to either side;
so complete mixing exists up to 65 people, and not in communities of thousands. Hence two tests: pure innovation (q = 0) at
growing sizes against the exact curve with errors that shrink as N^-1/2, and pure imitation (p = 0) under complete mixing at 60
people, against the exact chances given the invitations sent. With p = q = 0 nobody ever adopts (tests of the zero cases).
"""

from __future__ import annotations

import numpy as np
from worlds import MUTE, STAY, world

from sim.checks import simulate

Z = 4.9
JOINS = {**MUTE, **STAY, "join_base": 30.0, "tire": 0.0}


def adopters(n: int, rate: float, days: int, replication: int) -> np.ndarray:
    """Members by day, all by innovation."""
    setup = world(audience=n, days=days, founders=0, aware_rate=rate, invite_base=-40.0, seed=11, **JOINS)
    return simulate(setup, replication=replication).diary["members"]


def test_pure_innovation_follows_the_curve_and_errors_shrink_as_one_over_root_n():
    """Limit 22 with q = 0: members after day t are binomial(N, 1 - e^(-p (t + 1))).

    Root mean square error of the share over 40 replications at N = 250, 1000, 4000 and three days; each |z| < 4.9 on the mean, and the
    slope of log error on log N is -1/2 within .15 (its standard error is .03 at 120 values a size; finds a bias of 2 % at N = 4000).
    """
    rate, days, reps = 0.03, 60, 40
    exact = 1.0 - np.exp(-rate * (np.arange(days) + 1.0))
    at, sizes = np.array([5, 20, 50]), (250, 1000, 4000)
    errors = []
    for n in sizes:
        share = np.array([adopters(n, rate, days, r) for r in range(reps)])[:, at] / n
        p = exact[at]
        assert (np.abs(share.mean(0) - p) < Z * np.sqrt(p * (1 - p) / n / reps)).all()
        errors.append(np.sqrt(np.mean((share - p) ** 2)))
    slope = np.polyfit(np.log(sizes), np.log(errors), 1)[0]
    assert abs(slope + 0.5) < 0.15


def test_pure_imitation_under_complete_mixing():
    """Limit 22 with p = 0: everybody knows everybody, every invited outsider joins, one founder.

    Given I invitations sent on a day and u outsiders, each invitation hits one of the other N - 1 people, all alike: the number who
    enter has the mean u (1 - (1 - 1/(N-1))^I) and the variance of an occupancy. Martingale over 30 runs of 60 days: |z| < 4.9
    (over 1,700 entries; finds 12 %). Entrants are members from the next morning.
    """
    n, days = 60, 60
    total, variance, entered = 0.0, 0.0, 0.0
    for replication in range(30):
        setup = world(
            audience=n,
            days=days,
            founders=1,
            aware_rate=0.0,
            acquaintances=1e6,
            same_segment=1.0,
            invite_base=-1.5,
            invite_value=0.0,
            visit_base=40.0,
            seed=12,
            mix={"lurker_content": 1.0},
            sleep_habit=0.0,
            **JOINS,
        )
        d = simulate(setup, replication=replication, check=True).diary
        new, sent = d["accepted"], d["invitations"]
        outside = n - 1 - np.concatenate([[0.0], np.cumsum(new)[:-1]])
        np.testing.assert_array_equal(d["invited_joins"], new)
        np.testing.assert_array_equal(d["joined"][1:], new[:-1])
        miss, both = (1 - 1 / (n - 1)) ** sent, (1 - 2 / (n - 1)) ** sent
        mean = outside * (1 - miss)
        total += np.sum(new - mean)
        variance += np.sum(outside * (1 - miss) + outside * (outside - 1) * (1 - 2 * miss + both) - mean**2)
        entered += new.sum()
    assert entered > 1700
    assert abs(total) < Z * np.sqrt(variance)


def test_acquaintance_is_complete_up_to_65_people_and_no_further():
    """Why the imitation limit stops at 65 people: distance in the list is at most 64."""
    from sim.rules import RULES
    from sim.rules.people import acquainted

    class Everybody:
        acquaintances = 1e6
        same_segment = 1.0

    assert RULES["acquainted"] is acquainted
    knows = acquainted.py_func
    assert all(knows(d, False, Everybody) == 1.0 for d in range(1, 65))
    assert knows(65, False, Everybody) == 0.0 == knows(0, True, Everybody)
