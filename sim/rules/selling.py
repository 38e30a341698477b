"""Selling to one another: what promotion is worth to those who look for it, and what it costs the others."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("seeker_share", 0.12, 0.03, 0.25, "share", "people who look for offers", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "leads"}),
    ("seeker_worth", 1.0, 0.5, 1.5, "factor", "worth of a fitting offer to those, against other posts of the same quality", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "information"}),
    ("offer_worth", 0.4, 0.1, 1.0, "share", "worth left of an offer, as information, to those who look for none", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
      "off": 1.0, "moves": "information"}),
    ("lead", 0.15, 0.05, 0.3, "chance", "somebody who looks for offers follows up a fitting one", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "leads"}),
    ("says_so", 0.4, 0.1, 0.7, "chance", "a promotional post says what it is, where nobody asks it to", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 0.0, "moves": "promo_seen"}),
    ("disclosed_skip", 0.5, 0.2, 1.0, "share", "chance left of opening a promotional post that says what it is", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 1.0, "moves": "promo_seen"}),
    ("disclosed_load", 0.6, 0.3, 1.0, "share", "load of promotion that says what it is, against disguised promotion",
     "members resent disguised selling more (Kraut & Resnick 2012): direction; size judged", "C/E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 1.0, "moves": "cost"}),
    ("disguised_harm", 0.25, 0.0, 0.6, "items", "bad items that one disguised promotional post counts for", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 13 % at most at the ends of what is believable",
      "off": 0.0, "moves": "trust"}),
    ("section_leak", 0.06, 0.02, 0.15, "chance", "somebody who looks for no offers strays into the section for them, in a visit",
     "a section lowers exposure to a fifth to two fifths: judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "promo_seen"}),
    ("ban_obeyed", 0.6489, 0.4, 0.9, "chance", "a promotional post is not made where it is banned; the others are made in disguise",
     "judgement", "E", {"policy": "commercial", "off": 0.0, "moves": "posts_promo"}),
    ("approval_bar", -0.4, -1.0, 0.4, "sd", "quality below which a promotional post is not approved", "judgement", "E",
     {"kind": "setting", "why": "a rule of the host's own", "off": -9.0, "moves": "promos_rejected", "hard_low": -9.0}),
])


@rule
def load_of(disclosed, p):
    """Promotional load of one promotional post read by somebody who looks for no offers. Checks: disguised -> 1."""
    return p.disclosed_load if disclosed else 1.0


@rule
def lead_chance(matching, quality, p):
    """Chance that somebody who looks for offers follows one up: lead x match x quality. Checks: match = 0 -> 0."""
    return p.lead * matching * quality
