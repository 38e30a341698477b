"""Selling to one another: what promotion is worth to those who look for it, and what it costs the others."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

PARAMETERS = declare(__name__, [
    parameter("seeker_share", default=0.12, low=0.03, high=0.25, unit="share", sign="E", size="E", kind="constant", off=0.0, moves="leads",
              text="share of people who look for offers", source="judgement",
              why="moves no headline measure by more than 2 % at the ends of what is believable"),
    parameter("seeker_worth", default=1.0, low=0.5, high=1.5, unit="factor", sign="E", size="E", kind="constant", off=0.0, moves="information",
              text="worth of a fitting offer to people who look for offers, as a multiple of other posts as good", source="judgement",
              why="moves no headline measure by more than 2 % at the ends of what is believable"),
    parameter("offer_worth", default=0.4, low=0.1, high=1.0, unit="share", sign="E", size="E", kind="constant", off=1.0, moves="information",
              text="worth as information that an offer keeps for people who look for none, as a share of full worth", source="judgement",
              why="moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable"),
    parameter("lead", default=0.15, low=0.05, high=0.3, unit="chance", sign="E", size="E", kind="constant", off=0.0, moves="leads",
              text="chance that somebody who looks for offers follows up a fitting one", source="judgement",
              why="moves no headline measure by more than 2 % at the ends of what is believable"),
    parameter("says_so", default=0.4, low=0.1, high=0.7, unit="chance", sign="E", size="E", kind="constant", off=0.0, moves="promo_seen",
              text="chance that a promotional post says what it is where nobody asks it to", source="judgement",
              why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable"),
    parameter("disclosed_skip", default=0.5, low=0.2, high=1.0, unit="share", sign="E", size="E", kind="constant", off=1.0, moves="promo_seen",
              text="chance that a promotional post which says what it is gets opened, as a share of that of another post", source="judgement",
              why="moves no headline measure by more than 2 % at the ends of what is believable"),
    parameter("disclosed_load", default=0.6, low=0.3, high=1.0, unit="share", sign="C", size="E", kind="constant", off=1.0, moves="cost",
              text="load of promotion that says what it is, as a share of that of disguised promotion",
              source="members resent disguised selling more (Kraut & Resnick 2012): direction; size judged",
              why="moves no headline measure by more than 2 % at the ends of what is believable"),
    parameter("disguised_harm", default=0.25, low=0.0, high=0.6, unit="items", sign="E", size="E", kind="constant", off=0.0, moves="trust",
              text="number of bad items that one disguised promotional post counts for", source="judgement",
              why="moves headline measures by less than what is kept as uncertain: 13 % at most at the ends of what is believable"),
    parameter("section_leak", default=0.06, low=0.02, high=0.15, unit="chance", sign="E", size="E", kind="constant", off=0.0, moves="promo_seen",
              text="chance that somebody who looks for no offers strays, in a visit, into the section for them",
              source="a section lowers exposure to a fifth to two fifths: judgement",
              why="moves no headline measure by more than 2 % at the ends of what is believable"),
    parameter("ban_obeyed", default=0.6489, low=0.4, high=0.9, unit="chance", sign="E", size="E", policy="commercial", off=0.0, moves="posts_promo",
              text="chance that a promotional post is not made where it is banned, rather than made in disguise", source="judgement"),
    parameter("approval_bar", default=-0.4, low=-1.0, high=0.4, unit="sd", sign="E", size="E", kind="setting", off=-9.0, moves="promos_rejected",
              hard_low=-9.0,
              text="quality below which the host does not approve a promotional post", source="judgement", why="a rule of the host's own"),
])


@rule
def load_of(disclosed, p):
    """Promotional load of one promotional post read by somebody who looks for no offers. Checks: disguised -> 1."""
    return p.disclosed_load if disclosed else 1.0


@rule
def lead_chance(matching, quality, p):
    """Chance that somebody who looks for offers follows one up: lead x match x quality. Checks: match = 0 -> 0."""
    return p.lead * matching * quality
