"""Inviting people one knows, and forming ties with people one meets."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp
from sim.world.chances import chance
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "invite_base",
            default=-7.2,
            low=-8.0,
            high=-6.4,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=-20.0,
            moves="invitations",
            text="inclination of a member to invite somebody in a visit",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "invite_value",
            default=0.8,
            low=0.3,
            high=1.3,
            unit="logit per value unit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="invitations",
            text="weight of what the community is worth to a member on inviting",
            source="word of mouth follows satisfaction; size judged",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "invited_joins",
            default=0.6,
            low=0.2,
            high=1.0,
            unit="logit",
            sign="A",
            size="E",
            kind="constant",
            off=0.0,
            moves="invited_joins",
            text="extra inclination to join of somebody who was invited in person",
            source="personal invitations work better apiece (Aral & Walker 2011)",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "invite_closed",
            default=1.8,
            low=0.0,
            high=3.6,
            unit="logit",
            sign="E",
            size="E",
            policy="access",
            off=0.0,
            moves="invitations_total",
            text="extra inclination of a member to invite somebody where nobody comes in otherwise",
            source="invented: two members in a hundred invite somebody in a month, many times more than where the door is open",
        ),
        parameter(
            "invite_asked",
            default=0.5,
            low=0.15,
            high=0.85,
            unit="chance",
            sign="E",
            size="E",
            policy="access",
            off=0.0,
            moves="joined_total",
            text="chance that a member lets in an acquaintance who asks for it, where one comes in by invitation only",
            source="judgement",
        ),
        parameter(
            "tie_gain",
            default=0.2563,
            low=0.1,
            high=0.4,
            unit="strength",
            sign="E",
            size="E",
            off=0.0,
            moves="ties",
            text="strength a tie between two members gains by a reply",
            source="judgement",
        ),
        parameter(
            "tie_tau",
            default=60.0,
            low=30.0,
            high=120.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="decay time of a tie between two members",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable",
        ),
        parameter(
            "tie_profile",
            default=0.3,
            low=0.0,
            high=0.6,
            unit="share",
            sign="C",
            size="E",
            kind="constant",
            off=0.0,
            hard_high=5.0,
            moves="ties",
            text="share by which ties grow faster with people who have a profile",
            source="filled profiles go with more ties (Lampe et al. 2007)",
            why="moves headline measures by less than what is kept as uncertain: 22 % at most at the ends of what is believable",
        ),
    ],
)


@rule
def invite_chance(value, ease, p):
    """Chance of inviting somebody in a visit: lg(b + v V + ease). Checks: V = ease = 0 -> lg(b)."""
    return chance(p.invite_base + p.invite_value * value + ease)


@rule
def tie_gain_of(share, profile, p):
    """Strength that a tie gains by a reply: share times g (1 + r [profile]). Checks: r = 0 -> share times g.

    A profile makes one recognisable: r says how much sooner somebody with one is known.
    """
    return share * p.tie_gain * (1.0 + p.tie_profile * profile)


@rule
def tie_after(strength, idle_days, gain, p):
    """Strength of a tie (0..1) after ``idle_days`` of decay and one more meeting: s e^(-t/tau) + g (1 - s e^(-t/tau)).

    Checks: gain = 0, idle = 0 -> unchanged; gain = 1 -> 1.
    """
    s = strength * exp(-idle_days / p.tie_tau)
    return s + gain * (1.0 - s)
