"""Posts and visits where people only post, or only visit: exact counting laws, and independence."""

from __future__ import annotations

import numpy as np
from scipy import stats
from worlds import MUTE, STAY, STILL, policy, world

from sim.day import simulate
from sim.day.run import Stepper

Z = 4.9
ONLY_START = {
    **STILL,
    **STAY,
    "reply_base": -40.0,
    "reply_addressed": 0.0,
    "react_base": -40.0,
    "correct_base": -40.0,
    "post_value": 0.0,
    "post_fatigue": 0.0,
    "need_share": 0.0,
    "stop_first": 0.0,
    "start_base": -2.0,
    "visit_base": -0.5,
    "again_posted": 0.0,
    "visit_habit": 0.0,
    "visit_value": 0.0,
    "activity_sd": 0.0,
    "weekend": 0.0,
    "momentum": 0.0,
}
CREATORS = {"creator": 1.0}


def posting(seed: int, days: int = 40, start_day: int = 0) -> tuple[Stepper, np.ndarray, np.ndarray]:
    """A run in which people only start threads; their events from ``start_day`` on; each one's chance to start in a visit."""
    stepper = Stepper(
        world(audience=300, days=days, everyone_in=True, founders=0, mix=CREATORS, seed=seed, **ONLY_START),
        events=True,
        event_room=1 << 20,
    )
    stepper.advance(days)
    assert stepper.events_lost == 0
    events = stepper.result().events
    chance = 1.0 / (1.0 + np.exp(-stepper.people["cst"].astype(float)))
    return stepper, events[events["time"] >= start_day * 86400], chance


def test_starts_are_binomial_in_visits():
    """Limit 21: with posting only, everybody's starts are binomial(visits, own chance).

    |z| < 4.9 on the total (finds 7 % too many half of the time, 11 % all but surely) and on the dispersion (sum of squared z over 300
    people; finds 40 % over-dispersion half of the time); then the second half of the run alone, away from day 0 (10 and 16 %).
    """
    for start_day in (0, 20):
        _, events, chance = posting(seed=4, start_day=start_day)
        visits = np.bincount(events["person"][events["kind"] == 1], minlength=300)
        starts = np.bincount(events["person"][events["kind"] == 2], minlength=300)
        assert (events["kind"] != 3).all()
        assert visits.sum() > 2000
        mean, var = visits * chance, visits * chance * (1.0 - chance)
        assert abs(starts.sum() - mean.sum()) < Z * np.sqrt(var.sum())
        each = (starts - mean)[var > 0] ** 2 / var[var > 0]
        excess = np.mean(3.0 + (1.0 - 6.0 * chance * (1.0 - chance)) / np.maximum(var, 1e-9) - 1.0)
        assert abs(each.sum() - len(each)) < Z * np.sqrt(len(each) * excess)


def test_gaps_between_starts_are_geometric():
    """Limit 21: having just started says nothing about the next visit: starts following a start number as many as chance says.

    Martingale: sum over visits that follow a start of (started - own chance), |z| < 4.9; finds 11 % more or
    fewer half of the time, 17 % all but surely.
    """
    _, events, chance = posting(seed=5)
    rows = events[(events["kind"] == 1) | (events["kind"] == 2)]
    hour = rows["person"].astype(np.int64) * 100_000 + rows["time"] // 3600
    visited, started = np.unique(hour[rows["kind"] == 1]), np.unique(hour[rows["kind"] == 2])
    posts = np.isin(visited, started)
    who = visited // 100_000
    follows = np.flatnonzero((who[1:] == who[:-1]) & posts[:-1]) + 1
    p = chance[who[follows]]
    assert len(follows) > 300
    assert abs(np.sum(posts[follows] - p)) < Z * np.sqrt(np.sum(p * (1.0 - p)))


def test_without_interaction_people_are_independent():
    """Limit 23: the variance of the total of visits is that of N independent people, where no week draws all of them alike and no mail goes round.

    200 replications of 60 people, totals over days 10 to 24 (away from day 0). Var(total) / (N var(one)) has a standard error of .10
    under independence; bound 4.9 of them, which finds a correlation of .008 between any two people half of the time, .02 all but surely.
    """
    n, reps = 60, 200
    alone = {**MUTE, **STILL, **STAY, "norm_profile": 0.0, "season_sd": 0.0, "notice_mail": 0.0}
    setup = world(audience=n, days=25, everyone_in=True, founders=0, **alone)
    totals, singles = np.zeros(reps), []
    for replication in range(reps):
        events = simulate(setup, replication=replication, events=True).events
        late = events[(events["kind"] == 1) & (events["time"] >= 10 * 86400)]
        count = np.bincount(late["person"], minlength=n)
        totals[replication] = count.sum()
        singles.append(count)
    counts = np.concatenate(singles).astype(float)
    ratio = totals.var(ddof=1) / (n * counts.var(ddof=1))
    error = np.sqrt((2.0 + stats.kurtosis(totals)) / reps)
    assert abs(ratio - 1.0) < Z * max(error, 0.1)
    assert counts.var() > 0


def test_filter_precision_is_that_of_bayes():
    """Limit 25: with sensitivity s and false alarms f, the share of good posts among those held is f (1 - b) / (f (1 - b) + s b).

    Given the numbers of good and bad posts offered, both held counts are binomial; |z| < 4.9 each (finds an s wrong by 3 % and
    an f wrong by 15 % half of the time, 5 and 23 % all but surely).
    """
    s, f = 0.7, 0.1
    mix = {"creator": 0.8, "spammer": 0.2}
    filtered = world(
        policy("moderation", filter_sensitivity=s, filter_false=f),
        audience=1500,
        days=40,
        everyone_in=True,
        mix=mix,
        founders=0,
        spam_learns=0.0,
        **ONLY_START,
    )
    d = simulate(filtered).diary
    held_bad = d["held_posts"].sum() - d["held_wrong"].sum()
    bad, good = d["posts_spam"].sum() + held_bad, d["posts_own"].sum() + d["held_wrong"].sum()
    assert min(bad, good) > 9000
    assert abs(held_bad - s * bad) < Z * np.sqrt(bad * s * (1 - s))
    assert abs(d["held_wrong"].sum() - f * good) < Z * np.sqrt(good * f * (1 - f))
