"""Stopping after the first post, falling asleep, leaving."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, logistic, logit
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("stop_first", 0.05163, 0.02, 0.2, "chance", "never posting again after the first post",
     "real logs .15-.46 never post again for any reason; part of it is habit lost, so less here", "C",
     {"enters": "fitted", "off": 0.0, "moves": "stopped"}),
    ("stop_worth", 0.283, 0.0, 0.6, "logit per value unit", "a gain in worth since that post keeps people", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "stopped_share"}),
    ("stop_fall", 2.0, 1.0, 3.0, "logit", "fall of the posting ceilings of those who stop", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable"}),
    ("leave_base", 0.007004, 0.005, 0.009, "a day", "hazard of leaving at worth 0 before any post",
     "fitted: active after 180 days", "C", {"enters": "fitted", "off": 0.0, "moves": "left"}),
    ("leave_worth", 0.5054, 0.3, 0.8, "per value unit", "how much worth keeps people", "fitted", "C",
     {"enters": "fitted", "off": 0.0, "moves": "left"}),
    ("leave_posts", 2.0, 1.4, 4.0, "posts", "posts that halve the hazard",
     "quitting falls about as 1/n (Wilkinson 2008)", "B",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 7 % at most at the ends of what is believable",
      "off": 1e6, "moves": "left"}),
    ("leave_floor", 0.12, 0.05, 0.25, "share", "part of the hazard that posts never take away",
     "regulars quit too: .07-.18 after the 8th post in real logs", "C",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable",
      "off": 0.0, "moves": "left_total"}),
    ("sleep_habit", 0.02, 0.01, 0.035, "share", "habit below which one falls asleep", "not identified", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable",
      "off": 0.0, "moves": "asleep"}),
    ("asleep_leaves", 0.25, 0.1, 0.6, "share", "hazard of leaving of those asleep, against awake",
     "nobody deletes an account (practitioners); size judged", "D/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": 0.0, "moves": "left_total"}),
])


@rule
def leave_hazard(value, n_posts, asleep, p):
    """Hazard of leaving, per day.

        h0 e^(-b V) (f + (1 - f) / (1 + n/bn)),  times ``asleep_leaves`` while asleep
    Checks: V = 0, n = 0, awake -> h0; many posts -> f h0.
    """
    h = p.leave_base * exp(-p.leave_worth * value)
    h *= p.leave_floor + (1.0 - p.leave_floor) / (1.0 + n_posts / p.leave_posts)
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
