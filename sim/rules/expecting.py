"""What a visit brings, what the next one is expected to bring, and the habit that grows from it.

People come for what they have found: expectancies of an outcome decide whether one goes on attending (LaRose 2010; expectancy-value and
uses and gratifications), and habit grows only where a visit was rewarded (Wood & Neal 2007).
"""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare

HOPE_LEVEL = 0.7
"""Expectation at which hope neither draws nor repels: that of somebody who found the place worth it."""
HOPE_FLOOR = 0.02
"""Added to the expectation, so that whoever expects nothing still comes now and then."""

PARAMETERS = declare(__name__, [
    ("reward_ref", 0.1919, 0.08, 0.3, "items", "worth found in a visit at which 63 % of a full reward is reached",
     "fitted: an ordinary visit is near saturation, or worth runs away", "E", {"enters": "fitted"}),
    ("answer_worth", 1.227, 0.4, 2.0, "items", "worth of an answer received, at the next visit", "fitted: communities in which nobody replies", "E",
     {"enters": "fitted", "off": 0.0, "moves": "information", "hard_low": 0.0}),
    ("tie_worth", 0.3827, 0.1, 1.1, "items", "worth of hearing from somebody one has a tie with, beyond what is said",
     "friends' contributions keep people (Burke, Marlow & Lento 2009); size fitted", "E",
     {"enters": "fitted", "off": 0.0, "moves": "information", "hard_low": 0.0}),
    ("first_look", 1.601, 1.0, 2.2, "visits", "visits that the expectation before the first one counts for",
     "first impressions weigh most: the gain of a Kalman filter falls as 1/n; size fitted", "E", {"enters": "fitted", "hard_low": 1.0}),
    ("information_gain", 0.1615, 0.08, 0.25, "share", "how fast a settled expectation of a visit adapts", "prediction error (Rescorla & Wagner 1972); "
     "rate not identified", "E", {"off": 0.0, "moves": "information"}),
    ("visit_hope", 0.789, 0.6, 0.97, "logit per ln", "weight of the expectation on visiting", "fitted: empty and silent communities", "E",
     {"enters": "fitted", "off": 0.0, "moves": "visitors"}),
    ("habit_gain", 0.3197, 0.25, 0.38, "share", "how fast habit follows the reward of a day with a visit", "fitted", "C",
     {"enters": "fitted", "off": 0.0, "moves": "habit"}),
    ("habit_tau", 27.77, 23.0, 36.0, "days", "decay time of habit", "fitted: active after 30 and 180 days", "C", {"enters": "fitted"}),
    ("habit_start", 0.6051, 0.4, 0.8, "share", "habit on joining after a first visit that was fully worth it: curiosity", "fitted", "C",
     {"enters": "fitted"}),
    ("habit_free", 0.09974, 0.0, 0.25, "share", "of that, what comes without anything found", "fitted: empty communities", "E",
     {"enters": "fitted", "off": 0.0, "moves": "retention_30"}),
    ("resolve", 0.4839, 0.28, 0.68, "share", "expectation below which founders do not fall at first: they go on until somebody comes",
     "active founders keep groups alive (Kraut & Fiore 2014): sign; size judged", "E", {"enters": "fitted", "off": 0.0, "moves": "posts_own"}),
    ("resolve_tau", 300.0, 90.0, 600.0, "days", "how long founders go on without finding anything", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable"}),
])


@rule
def reward_of(worth, p):
    """What a visit was worth to the visitor, 0..1: 1 - e^(-worth/ref), worth in items of full match and quality.

    Checks: nothing found -> 0; worth = ref -> .632.
    """
    return 1.0 - exp(-worth / p.reward_ref)


@rule
def expectation_after(expectation, reward, visits, p):
    """What the next visit is expected to bring (0..1), by prediction error: E + max(a, 1 / (k + n)) (r - E), n visits before this one.

    Checks: reward = expectation -> unchanged; k = 1, n = 0 -> the reward itself. Source: Rescorla & Wagner 1972; a gain that falls
    with the number of looks is that of a Kalman filter for a constant.
    """
    gain = 1.0 / (p.first_look + visits)
    if gain < p.information_gain:
        gain = p.information_gain
    return expectation + gain * (reward - expectation)


@rule
def hope_of(expectation, p):
    """Logits that the expectation adds to visiting: b ln((E + .02) / .7). Checks: E = .68 -> 0; b = 0 -> 0.

    Expectancy times propensity: halving what is expected lowers the odds of a visit by the factor 2^-b.
    """
    return p.visit_hope * log((expectation + HOPE_FLOOR) / HOPE_LEVEL)


@rule
def habit_after(habit, reward, p):
    """Habit after a day with visits, the best of which brought ``reward``: H + g (r - H).

    Checks: g = 0 -> unchanged; empty visits wear it off, H (1 - g).
    """
    return habit + p.habit_gain * (reward - habit)


@rule
def habit_begun(reward, p):
    """Habit after the first visit ever: start (free + (1 - free) r). Checks: free = 0, r = 0 -> 0; r = 1 -> start."""
    return p.habit_start * (p.habit_free + (1.0 - p.habit_free) * reward)


@rule
def resolve_of(days, p):
    """Expectation below which a founder's does not fall, ``days`` after the opening: r e^(-t/tau). Checks: t = 0 -> r."""
    return p.resolve * exp(-days / p.resolve_tau)
