"""Spammers: how much they leave, when they come in campaigns, and how they learn to get past the filter."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("spam_posts", 2.0, 1.0, 4.0, "posts", "posts a spammer leaves in a visit", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "spam_seen",
      "hard_low": 0.0}),
    ("spam_learns", 0.01, 0.0, 0.05, "share", "what spammers learn about the filter from one post held back", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "evasion"}),
    ("filter_learns", 0.7, 0.3, 0.95, "share", "what bringing the filter up to date takes away of that", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "evasion"}),
    ("campaign_weeks", 0.12, 0.0, 0.3, "chance", "a week is one of a spam campaign", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 15 % at most at the ends of what is believable",
      "off": 0.0, "moves": "posts_spam"}),
    ("campaign_drive", 1.5, 0.5, 3.0, "logit", "spammers visit more in the weeks of a campaign", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
      "off": 0.0, "moves": "posts_spam"}),
])


@rule
def caught_chance(sensitivity, evasion):
    """Chance that the filter holds back a spam post: s (1 - e). Checks: evasion = 0 -> the filter's sensitivity; 1 -> 0."""
    return sensitivity * (1.0 - evasion)


@rule
def evasion_after(evasion, p):
    """What spammers know of the filter (0..1) after one more post was held back: e + l (1 - e). Checks: l = 0 -> unchanged."""
    return evasion + p.spam_learns * (1.0 - evasion)
