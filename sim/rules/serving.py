"""Serving the community: how duty wears people out, and what their advice is worth while it is built."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "cost_effort",
            default=0.015,
            low=0.0,
            high=0.04,
            unit="value units",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="on_duty",
            text="cost, to a member on duty, of each answer given (burn-out)",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "step_down",
            default=0.0012,
            low=0.0,
            high=0.004,
            unit="a day",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="burned_out",
            text="chance a day that a member lays down a duty that costs no effort",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 20 % at most at the ends of what is believable",
        ),
        parameter(
            "step_down_effort",
            default=2.0,
            low=0.5,
            high=4.0,
            unit="per value unit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="burned_out",
            text="weight of effort and conflict on laying down a duty",
            source="own burn-out of ambassadors: judgement",
            why="moves headline measures by less than what is kept as uncertain: 24 % at most at the ends of what is believable",
        ),
        parameter(
            "coach_relief",
            default=0.7,
            low=0.2,
            high=1.0,
            unit="share",
            sign="D",
            size="E",
            policy="ambassadors/promotion",
            off=0.0,
            moves="burned_out_total",
            text="share of the cost of effort that a week of being looked after takes away from a member on duty",
            source="volunteers who are trained and thanked stay longer (Hager & Brudney 2004): sign; size judged",
        ),
        parameter(
            "asked_identity",
            default=0.08021,
            low=0.0,
            high=0.15,
            unit="share",
            sign="A",
            size="E",
            policy="ambassadors/control",
            off=0.0,
            moves="identity",
            text="share of full group identity that a member gains by being asked for advice",
            source="being told that one's contribution is unique raised it (Ling et al. 2005): sign; size judged",
        ),
        parameter(
            "host_guess",
            default=7.588,
            low=3.0,
            high=30.0,
            unit="people",
            sign="E",
            size="E",
            policy="ambassadors",
            off=1e9,
            moves="information",
            hard_low=1e-6,
            hard_high=1e12,
            text="number of people asked for advice who together weigh as much as the host's own idea of what is wanted",
            source="invented",
        ),
        parameter(
            "poll_answers",
            default=0.2,
            low=0.02,
            high=0.5,
            unit="share",
            sign="E",
            size="E",
            policy="calendar",
            off=0.0,
            moves="poll_answers_total",
            text="share of members who open a poll on topics and answer it",
            source="invented",
        ),
    ],
)


@rule
def step_down_hazard(effort, p):
    """Hazard of laying down a duty, per day: h0 e^(b effort). Checks: effort = 0 -> step_down."""
    return p.step_down * exp(p.step_down_effort * effort)
