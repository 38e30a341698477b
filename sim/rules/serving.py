"""Serving the community: how duty wears people out, and what their advice is worth while it is built."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("cost_effort", 0.015, 0.0, 0.04, "value units", "cost of an answer given on duty: burn-out", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": 0.0, "moves": "on_duty"}),
    ("step_down", 0.0012, 0.0, 0.004, "a day", "hazard of laying down a duty that costs no effort", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 20 % at most at the ends of what is believable",
      "off": 0.0, "moves": "burned_out"}),
    ("step_down_effort", 2.0, 0.5, 4.0, "per value unit", "how effort and conflict raise that hazard",
     "own burn-out of ambassadors: judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 24 % at most at the ends of what is believable",
      "off": 0.0, "moves": "burned_out"}),
    ("asked_identity", 0.08021, 0.0, 0.15, "share", "group identity gained by being asked for advice",
     "being told that one's contribution is unique raised it (Ling et al. 2005): sign; size judged", "A/E",
     {"policy": "ambassadors", "off": 0.0, "moves": "identity"}),
    ("host_guess", 7.588, 3.0, 30.0, "people", "people asked after which advice weighs as much as the host's own idea of what is wanted",
     "invented", "E", {"policy": "ambassadors", "off": 1e9, "moves": "information", "hard_low": 1e-6, "hard_high": 1e12}),
])


@rule
def step_down_hazard(effort, p):
    """Hazard of laying down a duty, per day: h0 e^(b effort). Checks: effort = 0 -> step_down."""
    return p.step_down * exp(p.step_down_effort * effort)
