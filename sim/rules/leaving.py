"""Stopping after the first post, falling asleep, leaving."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, logistic, logit
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "stop_first",
            default=0.05163,
            low=0.02,
            high=0.2,
            unit="chance",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="stopped",
            text="chance that a member never posts again after the first post",
            source="real logs .15-.46 never post again for any reason; part of it is habit lost, so less here",
        ),
        parameter(
            "stop_worth",
            default=0.283,
            low=0.0,
            high=0.6,
            unit="logit per value unit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="stopped_share",
            text="weight of a gain in worth since a member's first post against stopping there",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "stop_fall",
            default=2.0,
            low=1.0,
            high=3.0,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            text="fall in the inclination to post of members who stop after their first post",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "leave_base",
            default=0.007004,
            low=0.005,
            high=0.009,
            unit="a day",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="left",
            text="chance a day that a member leaves at worth 0, before any post",
            source="fitted: active after 180 days",
        ),
        parameter(
            "leave_worth",
            default=0.5054,
            low=0.3,
            high=0.8,
            unit="per value unit",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="left",
            text="weight of what the community is worth to a member against leaving",
            source="fitted",
        ),
        parameter(
            "leave_posts",
            default=2.0,
            low=1.4,
            high=4.0,
            unit="posts",
            sign="B",
            size="B",
            kind="constant",
            off=1e6,
            moves="left",
            text="posts of one's own that halve the chance of leaving",
            source="quitting falls about as 1/n (Wilkinson 2008)",
            why="moves headline measures by less than what is kept as uncertain: 7 % at most at the ends of what is believable",
        ),
        parameter(
            "leave_floor",
            default=0.12,
            low=0.05,
            high=0.25,
            unit="share",
            sign="C",
            size="C",
            kind="constant",
            off=0.0,
            moves="left_total",
            text="share of the chance of leaving that a member's posts never take away",
            source="regulars quit too: .07-.18 after the 8th post in real logs",
            why="moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable",
        ),
        parameter(
            "sleep_habit",
            default=0.02,
            low=0.01,
            high=0.035,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="asleep",
            text="habit, as a share of full habit, below which a member falls asleep",
            source="not identified",
            why="moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable",
        ),
        parameter(
            "asleep_leaves",
            default=0.25,
            low=0.1,
            high=0.6,
            unit="share",
            sign="D",
            size="E",
            kind="constant",
            off=0.0,
            moves="left_total",
            text="chance that a member asleep leaves, as a share of that of one awake",
            source="nobody deletes an account (practitioners); size judged",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
    ],
)


@rule
def leave_hazard(value, n_posts, asleep, p):
    """Hazard of leaving, per day.

        h0 e^(-b V) (f + (1 - f) / (1 + n/bn)),  times ``asleep_leaves`` while asleep
    Checks: V = 0, n = 0, awake -> h0; many posts -> f h0.
    """
    h = p.leave_base * exp(-p.leave_worth * value)
    if n_posts > 0.0:
        h *= p.leave_floor + (1.0 - p.leave_floor) / (1.0 + n_posts / p.leave_posts)
    else:  # the same without dividing by 1
        h *= p.leave_floor + (1.0 - p.leave_floor)
    if asleep:
        h *= p.asleep_leaves
    return h


@rule
def stop_chance(gain, p):
    """Chance of stopping after a first post that stayed the only one for 72 hours.

        lg(logit(stop_first) - b (V now - V then))
    Checks: gain = 0 -> stop_first; stop_first = 0 -> 0.
    """
    if p.stop_first <= 0.0:
        return 0.0
    if p.stop_first >= 1.0:
        return 1.0
    return logistic(logit(p.stop_first) - p.stop_worth * gain)
