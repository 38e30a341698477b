"""The slow stocks of a person, and what the community is worth to them.

All stocks lie in 0..1; cost and value are in value units (1 = a full stock at weight 1).
"""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("weight_information", 1.211, 1.0, 1.45, "value units", "worth of full information", "level fitted, split judged", "E",
     {"enters": "fitted", "off": 0.0, "moves": "value"}),
    ("weight_relations", 0.7917, 0.6, 1.0, "value units", "worth of full relations", "split judged", "E",
     {"off": 0.0, "moves": "value"}),
    ("weight_identity", 0.4244, 0.0, 0.9, "value units", "worth of full group identity",
     "identity features doubled visits (Ren et al. 2012); weight judged", "A/E", {"off": 0.0, "moves": "value"}),
    ("weight_standing", 0.3485, 0.2, 0.5, "value units", "worth of full standing", "split judged", "E",
     {"off": 0.0, "moves": "value"}),
    ("rival", 0.4042, 0.33, 0.48, "value units", "worth of the best other use of the time", "only the level of V is seen", "E",
     {"off": 0.0, "moves": "value"}),
    ("relations_gain", 0.1942, 0.05, 0.3, "share", "gain by an answer received", "fitted: causal effect of a reply", "B/C",
     {"enters": "fitted", "off": 0.0, "moves": "relations"}),
    ("relations_tie", 0.02364, 0.0, 0.05, "share", "gain by reading somebody one has a tie with", "judgement", "E",
     {"off": 0.0, "moves": "relations"}),
    ("relations_tau", 75.0, 60.0, 130.0, "days", "decay time of relations", "not identified", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable"}),
    ("host_answer", 0.6283, 0.3, 1.0, "share", "worth of the host's answer against a member's", "judgement", "E",
     {"off": 0.0, "moves": "relations"}),
    ("standing_gain", 0.08, 0.03, 0.2, "share", "gain by a reaction; an answer counts three times", "not identified", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 7 % at most at the ends of what is believable",
      "off": 0.0, "moves": "standing"}),
    ("standing_tau", 14.0, 12.0, 32.0, "days", "decay time of standing", "not identified", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable"}),
    ("identity_gain", 0.015, 0.005, 0.03, "share", "gain by a good visit", "not identified", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
      "off": 0.0, "moves": "identity"}),
    ("kind_identity", 0.1035, -0.3, 0.6, "factor", "group identity not gained where those one reads are not of one's own kind",
     "contested: shared identity pays (Ren et al. 2012), unlike groups took part more (Ludford et al. 2004)", "E",
     {"off": 0.0, "moves": "identity"}),
    ("off_bond", 0.015, 0.0, 0.05, "share", "relations gained by reading small talk",
     "off-topic talk goes with members' contributions; size judged", "C/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
      "off": 0.0, "moves": "relations"}),
    ("stale_noise", 0.2515, 0.0, 0.5, "items", "bad items that one post out of date counts for", "judgement", "E",
     {"off": 0.0, "moves": "cost"}),
    ("identity_tau", 120.0, 60.0, 240.0, "days", "decay time of group identity", "not identified", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable"}),
    ("cost_noise", 1.6, 0.8, 2.4, "value units", "cost of a visit that shows only spam and norm-breaking", "judgement",
     "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
      "off": 0.0, "moves": "cost"}),
    ("cost_overload", 0.08, 0.02, 0.15, "value units", "cost per log unit of news above attention",
     "overload ends participation sooner (Jones, Ravid & Rafaeli 2004); size judged", "B/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 11 % at most at the ends of what is believable",
      "off": 0.0, "moves": "cost"}),
    ("cost_promotion", 0.7774, 0.2, 1.6, "value units", "cost of a full promotional load, slow",
     "linear and three times larger in the long run (Huang, Reiley & Riabov 2018, by analogy)", "E",
     {"off": 0.0, "moves": "cost"}),
    ("promotion_tau", 120.0, 60.0, 240.0, "days", "how slowly the promotional load is felt",
     "about a year to be fully felt (Goli et al. 2025, by analogy)", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable"}),
    ("cost_conflict", 0.2521, 0.13, 0.36, "value units", "cost of a harsh answer or an unexplained removal", "judgement", "E",
     {"off": 0.0, "moves": "cost"}),
    ("conflict_tau", 26.89, 7.0, 45.0, "days", "decay time of conflict and effort", "judgement", "E"),
    ("cost_gain", 0.12, 0.10, 0.17, "share", "how fast the cost of a visit adapts", "not identified", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
      "off": 0.0, "moves": "cost"}),
    ("trust_start", 0.5525, 0.4, 0.7, "share", "trust on joining", "judgement; newcomers are undecided", "E"),
    ("trust_gain", 0.01, 0.005, 0.02, "share", "gain by a good visit; an answer counts double", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 14 % at most at the ends of what is believable",
      "off": 0.0, "moves": "trust"}),
    ("expert_answer", 1.411, 1.0, 1.8, "factor", "worth of an expert's answer against another member's", "judgement", "E",
     {"off": 1.0, "moves": "relations"}),
    ("missed_reply", 0.5, 0.0, 1.5, "items", "bad items that an own thread left without an answer counts for", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 13 % at most at the ends of what is believable",
      "off": 0.0, "moves": "trust"}),
    ("missed_days", 3.0, 1.0, 6.0, "days", "after which one gives up hoping for an answer", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable"}),
    ("slip_weight", 21.3, 5.0, 40.0, "items", "bad items that a slip of the host at its worst counts for, each time it is read",
     "invented", "E", {"policy": "incident", "off": 0.0, "moves": "trust", "hard_low": 0.0}),
    ("trust_ratio", 5.541, 2.0, 8.0, "factor", "loss against gain for a comparable event",
     "trust asymmetry (Slovic 1993): direction; size judged", "C/E", {"off": 0.0, "moves": "trust"}),
])


@rule
def value_of(information, relations, identity, standing, cost, promotion, conflict, trust, p):
    """What the community is worth to a member, in value units.

        V = T (wI I + wR R + wG G + wS S) - K - kP promotion - conflict - rival
    Checks: T = 0 and no cost -> -rival; all stocks 1, no cost -> sum of the weights - rival.
    """
    gain = (p.weight_information * information + p.weight_relations * relations
            + p.weight_identity * identity + p.weight_standing * standing)
    return trust * gain - cost - p.cost_promotion * promotion - conflict - p.rival


@rule
def trust_lost(trust, items, p):
    """Trust left after a blow that counts for so many bad items: T e^(-r g items). Checks: items = 0 -> unchanged.

    Source: trust comes slowly and goes fast (Slovic 1993): direction; size judged.
    """
    return trust * exp(-p.trust_ratio * p.trust_gain * items)


@rule
def promotion_after(promotion, share, idle_days, p):
    """Promotional load after a day with a visit, over the days since the last one: L + (share - L) (1 - e^(-t/tau)).

    Checks: t = 0 -> unchanged; t far beyond tau -> share.
    """
    return promotion + (share - promotion) * (1.0 - exp(-idle_days / p.promotion_tau))


@rule
def cost_after(cost, bad_share, news, attention, p):
    """Cost of a visit, adapting to what is met: K + a (n bad share + o max(0, ln(news/attention)) - K).

    Checks: no bad item and news <= attention -> K falls towards 0.
    """
    target = p.cost_noise * bad_share
    if news > attention:
        target += p.cost_overload * log(news / attention)
    return cost + p.cost_gain * (target - cost)


@rule
def identity_after(identity, bad_share, others_share, p):
    """Group identity after a visit: G + g (1 - bad) (1 - k others) (1 - G), others being those not of one's own kind.

    Checks: bad = 1 -> unchanged; k = 0 -> who wrote does not matter. Source: contested, see ``kind_identity``.
    """
    return identity + p.identity_gain * (1.0 - bad_share) * (1.0 - p.kind_identity * others_share) * (1.0 - identity)


@rule
def trust_after(trust, bad_share, p):
    """Trust after a visit (0..1): up slowly by good items, fast down by bad ones; the convinced discount bad news.

        T += g (1 - T) (1 - bad);   T -= r g bad T (1 - |2T - 1| / 2)
    Checks: bad = 0 -> T rises; r = 0 -> never falls. Source: Slovic 1993; Poortinga & Pidgeon 2004; sizes judged.
    """
    t = trust + p.trust_gain * (1.0 - trust) * (1.0 - bad_share)
    if bad_share > 0.0:
        lean = 2.0 * t - 1.0
        if lean < 0.0:
            lean = -lean
        t -= p.trust_ratio * p.trust_gain * bad_share * t * (1.0 - 0.5 * lean)
    if t < 0.0:
        t = 0.0
    return t if t < 1.0 else 1.0
