"""Members who meet: an offline event linked to the group, who comes and what it leaves."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp
from sim.world.parameters import declare, parameter

WORTH_ATTENDS = 1.0
"""How many times the odds of coming are e for each value unit that the community is worth more: judgement."""

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "event_tie",
            default=0.3,
            low=0.1,
            high=0.6,
            unit="strength",
            sign="B",
            size="E",
            kind="constant",
            off=0.0,
            moves="ties",
            text="strength a tie between two members gains when they meet at an event",
            source="those who met tied to each other (Sessions 2010, eight years of a log): sign; size invented",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "event_apart",
            default=0.15,
            low=0.0,
            high=0.3,
            unit="share",
            sign="B",
            size="E",
            kind="constant",
            off=0.0,
            moves="ties",
            text="share of a tie to somebody who was not at the event that a member who was there loses",
            source="ties to those who stayed away dissolved (Sessions 2010): sign; size judged",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "event_drive",
            default=0.05,
            low=-0.2,
            high=0.35,
            unit="logit",
            sign="C",
            size="E",
            policy="event",
            off=0.0,
            moves="posts_own_total",
            text="drive that having been at an event gives to a member",
            source="contested: more engaged (Sessions 2010), or stronger relations and less contributed (McCully et al. 2011)",
        ),
    ],
)


@rule
def attend_chance(share, value):
    """Chance of coming to an event: odds s / (1 - s), times e^(V) for what the community is worth beyond what else one could do.

    Checks: V = 0 -> s; s = 0 -> 0; s = 1 -> 1. Assumption.
    """
    if share >= 1.0:
        return 1.0
    odds = share / (1.0 - share) * exp(WORTH_ATTENDS * value)
    return odds / (1.0 + odds)


@rule
def drive_by_event(drive, p):
    """Drive after an event: renewed, not heaped up. Checks: drive = 0 -> event_drive; a drive beyond what is given stays."""
    if p.event_drive >= 0.0:
        return p.event_drive if drive < p.event_drive else drive
    return p.event_drive if drive > p.event_drive else drive
