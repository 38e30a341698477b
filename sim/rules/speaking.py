"""In whose name the host speaks: how warm its answers are, what a slip does, and answers that contradict each other."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "voice_warmth",
            default=1.05,
            low=0.85,
            high=1.3,
            unit="factor",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            moves="relations",
            hard_low=0.0,
            hard_high=2.0,
            text="worth of an answer that the host gives in its own name, as a multiple of one in nobody's",
            source="invented; practitioners speak for the personal voice, nobody measured it: range includes the opposite",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "contradiction",
            default=0.1,
            low=0.0,
            high=0.3,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="trust",
            text="weight of a slip that an answer of the host which contradicts another is, as a share of the worst",
            source="invented",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "contradicts",
            default=0.05,
            low=0.01,
            high=0.2,
            unit="chance",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="incident_seen",
            text="chance that an answer of the host contradicts another where all speak for themselves and nothing was agreed",
            source="judgement",
            why="the host knows how often its people contradict each other",
        ),
        parameter(
            "minutes_agree",
            default=30.0,
            low=10.0,
            high=90.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="minutes_rounds",
            text="minutes of the host a week to agree who speaks about what",
            source="judgement",
            why="the host knows what a task takes",
        ),
    ],
)


@rule
def warmth_of(voice, p):
    """What the host's voice makes of its answers, as a factor: own names w, those of the company 2 - w, nothing settled 1.

    Voices as in world.programme: 0 nothing settled, 1 personal, 2 company, 3 agreed (own names, by agreement).
    Checks: w = 1 -> 1 for every voice.
    """
    if voice == 0:
        return 1.0
    return 2.0 - p.voice_warmth if voice == 2 else p.voice_warmth


@rule
def blame_of(severity, voice, p):
    """Bad items that a slip of the host counts for when it is read: less by as much as its voice is warmer.

    Checks: nothing settled -> slip_weight x severity; w = 1 -> the same for every voice. Assumption: people forgive a person more than a company.
    """
    return p.slip_weight * severity * (2.0 - warmth_of(voice, p))
