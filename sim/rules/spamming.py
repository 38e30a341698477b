"""Spammers: how much they leave, when they come in campaigns, and how they learn to get past the filter."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "spam_posts",
            default=2.0,
            low=1.0,
            high=4.0,
            unit="posts",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="spam_seen",
            hard_low=0.0,
            text="posts a spammer leaves in a visit",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "spam_learns",
            default=0.01,
            low=0.0,
            high=0.05,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="evasion",
            text="share of what is left to know of the filter that spammers learn from one post held back",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "filter_learns",
            default=0.7,
            low=0.3,
            high=0.95,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="evasion",
            text="share of what spammers know of the filter that bringing it up to date takes away",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "removal_trains",
            default=0.02,
            low=0.005,
            high=0.06,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="evasion",
            text="share of what spammers know of the filter that one spam post taken away costs them, where the filter learns from it",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable, where the filter learns",
        ),
        parameter(
            "campaign_weeks",
            default=0.12,
            low=0.0,
            high=0.3,
            unit="chance",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="posts_spam",
            text="chance that a week is one of a spam campaign",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 15 % at most at the ends of what is believable",
        ),
        parameter(
            "campaign_drive",
            default=1.5,
            low=0.5,
            high=3.0,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="posts_spam",
            text="extra inclination of spammers to visit in the weeks of a spam campaign",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
        ),
    ],
)


@rule
def caught_chance(sensitivity, evasion):
    """Chance that the filter holds back a spam post: s (1 - e). Checks: evasion = 0 -> the filter's sensitivity; 1 -> 0."""
    return sensitivity * (1.0 - evasion)


@rule
def evasion_after(evasion, p):
    """What spammers know of the filter (0..1) after one more post was held back: e + l (1 - e). Checks: l = 0 -> unchanged."""
    return evasion + p.spam_learns * (1.0 - evasion)
