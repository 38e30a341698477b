"""What a visit brings, what the next one is expected to bring, and the habit that grows from it.

People come for what they have found: expectancies of an outcome decide whether one goes on attending (LaRose 2010; expectancy-value and
uses and gratifications), and habit grows only where a visit was rewarded (Wood & Neal 2007).
"""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare, parameter

HOPE_LEVEL = 0.7
"""Expectation at which hope neither draws nor repels: that of somebody who found the place worth it."""
HOPE_FLOOR = 0.02
"""Added to the expectation, so that whoever expects nothing still comes now and then."""
GAP_LEARNT = 0.25
"""Share of the way by which what members take for the usual gap between planned posts moves with each: judgement."""
MOST_MISSED = 4
"""Planned posts in a row that are still missed; then nobody expects another: judgement."""

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "reward_ref",
            default=0.1919,
            low=0.08,
            high=0.3,
            unit="items",
            sign="E",
            size="E",
            enters="fitted",
            text="worth found in a visit at which it brings 63% of a full reward",
            source="fitted: an ordinary visit is near saturation, or worth runs away",
        ),
        parameter(
            "answer_worth",
            default=1.227,
            low=0.4,
            high=2.0,
            unit="items",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="information",
            hard_low=0.0,
            text="worth of an answer received, at the next visit",
            source="fitted: communities in which nobody replies",
        ),
        parameter(
            "tie_worth",
            default=0.3827,
            low=0.1,
            high=1.1,
            unit="items",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="information",
            hard_low=0.0,
            text="worth of hearing from somebody one has a tie with, beyond what they say",
            source="friends' contributions keep people (Burke, Marlow & Lento 2009); size fitted",
        ),
        parameter(
            "first_look",
            default=1.601,
            low=1.0,
            high=2.2,
            unit="visits",
            sign="E",
            size="E",
            enters="fitted",
            hard_low=1.0,
            text="number of visits for which the expectation before the first one counts",
            source="first impressions weigh most: the gain of a Kalman filter falls as 1/n; size fitted",
        ),
        parameter(
            "information_gain",
            default=0.1615,
            low=0.08,
            high=0.25,
            unit="share",
            sign="E",
            size="E",
            off=0.0,
            moves="information",
            text="share of a surprise by which a settled expectation of a visit adapts",
            source="prediction error (Rescorla & Wagner 1972); rate not identified",
        ),
        parameter(
            "visit_hope",
            default=0.789,
            low=0.6,
            high=0.97,
            unit="logit per ln",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="visitors",
            text="weight of what a visit is expected to bring on visiting",
            source="fitted: empty and silent communities",
        ),
        parameter(
            "habit_gain",
            default=0.3197,
            low=0.25,
            high=0.38,
            unit="share",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="habit",
            text="share of the way that habit moves towards the reward of a day with a visit",
            source="fitted",
        ),
        parameter(
            "habit_tau",
            default=27.77,
            low=23.0,
            high=36.0,
            unit="days",
            sign="C",
            size="C",
            enters="fitted",
            text="decay time of the habit of visiting",
            source="fitted: active after 30 and 180 days",
        ),
        parameter(
            "missed_post",
            default=0.0,
            low=-0.02,
            high=0.06,
            unit="share",
            sign="D",
            size="E",
            policy="calendar",
            hard_low=-1.0,
            hard_high=1.0,
            off=0.0,
            moves="habit",
            text="share of the habit of visiting that members lose each time a planned post they had come to expect does not appear",
            source="practitioners: post regularly or go silent; no causal estimate found, range crosses zero",
        ),
        parameter(
            "habit_start",
            default=0.6051,
            low=0.4,
            high=0.8,
            unit="share",
            sign="C",
            size="C",
            enters="fitted",
            text="habit of a new member after a first visit that was fully worth it, as a share of full habit",
            source="fitted",
        ),
        parameter(
            "habit_free",
            default=0.09974,
            low=0.0,
            high=0.25,
            unit="share",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="retention_30",
            text="share of a new member's habit that is there even if nothing is found",
            source="fitted: empty communities",
        ),
        parameter(
            "resolve",
            default=0.4839,
            low=0.28,
            high=0.68,
            unit="share",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="posts_own",
            text="expectation, as a share of the best, below which that of founders does not fall at first",
            source="active founders keep groups alive (Kraut & Fiore 2014): sign; size judged",
        ),
        parameter(
            "resolve_tau",
            default=300.0,
            low=90.0,
            high=600.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="decay time of the resolve of founders to go on without finding anything",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
    ],
)


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


@rule
def usual_gap(gap, days):
    """Days that members take for usual between planned posts, after one that came ``days`` after the last: G + .25 (d - G).

    Checks: none known (G = 0) -> d; d = G -> G. Assumption: a rhythm is learnt from the posts that come.
    """
    return gap + GAP_LEARNT * (days - gap) if gap > 0.0 else days


@rule
def is_missed(days, gap, missed):
    """Whether, ``days`` after the last planned post, one more of those expected has not come: d > (m + 2) G, m < 4, m missed before it.

    Checks: no usual gap -> never; G = 7, m = 0 -> from day 15 on; m = 4 -> never.
    """
    return gap > 0.0 and missed < MOST_MISSED and days > (missed + 2.0) * gap


@rule
def habit_without(habit, p):
    """Habit after a planned post that did not come: H (1 - x), 1 at most. Checks: x = 0 -> H; x = 1 -> 0."""
    after = habit * (1.0 - p.missed_post)
    return after if after < 1.0 else 1.0
