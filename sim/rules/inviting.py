"""Inviting people one knows, and forming ties with people one meets."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, logistic
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("invite_base", -7.2, -8.0, -6.4, "logit", "inviting somebody in a visit", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": -20.0, "moves": "invitations"}),
    ("invite_value", 0.8, 0.3, 1.3, "logit per value unit", "weight of what the community is worth",
     "word of mouth follows satisfaction; size judged", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
      "off": 0.0, "moves": "invitations"}),
    ("invited_joins", 0.6, 0.2, 1.0, "logit", "a personal invitation makes joining likelier",
     "personal invitations work better apiece (Aral & Walker 2011)", "A/E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "invited_joins"}),
    ("tie_gain", 0.2563, 0.1, 0.4, "strength", "strength a tie gains by a reply", "judgement", "E",
     {"off": 0.0, "moves": "ties"}),
    ("tie_tau", 60.0, 30.0, 120.0, "days", "decay time of a tie", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable"}),
    ("tie_profile", 0.3, 0.0, 0.6, "share", "ties form faster with people who have a profile",
     "filled profiles go with more ties (Lampe et al. 2007)", "C/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 22 % at most at the ends of what is believable",
      "off": 0.0, "moves": "ties"}),
])


@rule
def invite_chance(value, ease, p):
    """Chance of inviting somebody in a visit: lg(b + v V + ease). Checks: V = ease = 0 -> lg(b)."""
    return logistic(p.invite_base + p.invite_value * value + ease)


@rule
def tie_after(strength, idle_days, gain, p):
    """Strength of a tie (0..1) after ``idle_days`` of decay and one more meeting: s e^(-t/tau) + g (1 - s e^(-t/tau)).

    Checks: gain = 0, idle = 0 -> unchanged; gain = 1 -> 1.
    """
    s = strength * exp(-idle_days / p.tie_tau)
    return s + gain * (1.0 - s)
