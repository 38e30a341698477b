"""The slow stocks of a person, and what the community is worth to them.

All stocks lie in 0..1; cost and value are in value units (1 = a full stock at weight 1).
"""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "weight_information",
            default=1.211,
            low=1.0,
            high=1.45,
            unit="value units",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="value",
            text="worth, to a member, of full information",
            source="level fitted, split judged",
        ),
        parameter(
            "weight_relations",
            default=0.7917,
            low=0.6,
            high=1.0,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="value",
            text="worth, to a member, of full relations",
            source="split judged",
        ),
        parameter(
            "weight_identity",
            default=0.4244,
            low=0.0,
            high=0.9,
            unit="value units",
            sign="A",
            size="E",
            off=0.0,
            moves="value",
            text="worth, to a member, of full group identity",
            source="identity features doubled visits (Ren et al. 2012); weight judged",
        ),
        parameter(
            "weight_standing",
            default=0.3485,
            low=0.2,
            high=0.5,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="value",
            text="worth, to a member, of full standing",
            source="split judged",
        ),
        parameter(
            "rival",
            default=0.4042,
            low=0.33,
            high=0.48,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="value",
            text="worth of the best other use of a member's time",
            source="only the level of V is seen",
        ),
        parameter(
            "relations_gain",
            default=0.1942,
            low=0.05,
            high=0.3,
            unit="share",
            sign="B",
            size="C",
            enters="fitted",
            off=0.0,
            moves="relations",
            text="share of full relations that a member gains by an answer received",
            source="fitted: causal effect of a reply",
        ),
        parameter(
            "relations_tie",
            default=0.02364,
            low=0.0,
            high=0.05,
            unit="share",
            sign="E",
            size="E",
            off=0.0,
            moves="relations",
            text="share of full relations that a member gains by reading somebody they have a tie with",
            source="judgement",
        ),
        parameter(
            "relations_tau",
            default=75.0,
            low=60.0,
            high=130.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="decay time of a member's relations",
            source="not identified",
            why="moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable",
        ),
        parameter(
            "host_answer",
            default=0.6283,
            low=0.3,
            high=1.0,
            unit="share",
            sign="E",
            size="E",
            off=0.0,
            moves="relations",
            text="worth of an answer of the host to a member, as a share of that of a member's answer",
            source="judgement",
        ),
        parameter(
            "standing_gain",
            default=0.08,
            low=0.03,
            high=0.2,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="standing",
            text="share of full standing that a member gains by a reaction (three times as much by an answer)",
            source="not identified",
            why="moves headline measures by less than what is kept as uncertain: 7 % at most at the ends of what is believable",
        ),
        parameter(
            "standing_tau",
            default=14.0,
            low=12.0,
            high=32.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="decay time of a member's standing",
            source="not identified",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "identity_gain",
            default=0.015,
            low=0.005,
            high=0.03,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="identity",
            text="share of full group identity that a member gains by a good visit",
            source="not identified",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "kind_identity",
            default=0.1035,
            low=-0.3,
            high=0.6,
            unit="factor",
            sign="E",
            size="E",
            off=0.0,
            moves="identity",
            text="loss of the gain in group identity where those one reads are not of one's own kind",
            source="contested: shared identity pays (Ren et al. 2012), unlike groups took part more (Ludford et al. 2004)",
        ),
        parameter(
            "off_bond",
            default=0.015,
            low=0.0,
            high=0.05,
            unit="share",
            sign="C",
            size="E",
            kind="constant",
            off=0.0,
            moves="relations",
            text="share of full relations that a member gains by reading small talk",
            source="off-topic talk goes with members' contributions; size judged",
            why="moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
        ),
        parameter(
            "stale_noise",
            default=0.2515,
            low=0.0,
            high=0.5,
            unit="items",
            sign="E",
            size="E",
            off=0.0,
            moves="cost",
            text="number of bad items that one post out of date counts for",
            source="judgement",
        ),
        parameter(
            "identity_tau",
            default=120.0,
            low=60.0,
            high=240.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="decay time of a member's group identity",
            source="not identified",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "cost_noise",
            default=1.6,
            low=0.8,
            high=2.4,
            unit="value units",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="cost",
            text="cost, to a member, of a visit that shows only spam and norm-breaking",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 6 % at most at the ends of what is believable",
        ),
        parameter(
            "cost_overload",
            default=0.08,
            low=0.02,
            high=0.15,
            unit="value units",
            sign="B",
            size="E",
            kind="constant",
            off=0.0,
            moves="cost",
            text="cost, to a member, of each log unit of news beyond their attention",
            source="overload ends participation sooner (Jones, Ravid & Rafaeli 2004); size judged",
            why="moves headline measures by less than what is kept as uncertain: 11 % at most at the ends of what is believable",
        ),
        parameter(
            "cost_promotion",
            default=0.7774,
            low=0.2,
            high=1.6,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="cost",
            text="cost, to a member, of seeing nothing but promotion for long",
            source="linear and three times larger in the long run (Huang, Reiley & Riabov 2018, by analogy)",
        ),
        parameter(
            "promotion_tau",
            default=120.0,
            low=60.0,
            high=240.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="time in which a change in promotion comes to be felt by a member",
            source="about a year to be fully felt (Goli et al. 2025, by analogy)",
            why="moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
        ),
        parameter(
            "cost_conflict",
            default=0.2521,
            low=0.13,
            high=0.36,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="cost",
            text="cost, to a member, of a harsh answer or an unexplained removal",
            source="judgement",
        ),
        parameter(
            "conflict_tau",
            default=26.89,
            low=7.0,
            high=45.0,
            unit="days",
            sign="E",
            size="E",
            text="decay time of the conflict and effort a member has felt",
            source="judgement",
        ),
        parameter(
            "cost_gain",
            default=0.12,
            low=0.10,
            high=0.17,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="cost",
            text="share of a surprise by which the expected cost of a visit adapts",
            source="not identified",
            why="moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
        ),
        parameter(
            "trust_start",
            default=0.5525,
            low=0.4,
            high=0.7,
            unit="share",
            sign="E",
            size="E",
            text="trust of a new member in the community, as a share of full trust",
            source="judgement; newcomers are undecided",
        ),
        parameter(
            "trust_gain",
            default=0.01,
            low=0.005,
            high=0.02,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="trust",
            text="share of full trust that a member gains by a good visit (twice as much by an answer)",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 14 % at most at the ends of what is believable",
        ),
        parameter(
            "expert_answer",
            default=1.411,
            low=1.0,
            high=1.8,
            unit="factor",
            sign="E",
            size="E",
            off=1.0,
            moves="relations",
            text="worth of an expert's answer, as a multiple of that of another member's",
            source="judgement",
        ),
        parameter(
            "missed_reply",
            default=0.5,
            low=0.0,
            high=1.5,
            unit="items",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="trust",
            text="number of bad items that a thread of one's own left without an answer counts for",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 13 % at most at the ends of what is believable",
        ),
        parameter(
            "missed_days",
            default=3.0,
            low=1.0,
            high=6.0,
            unit="days",
            sign="E",
            size="E",
            kind="constant",
            text="days after which a member gives up hoping for an answer",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "slip_weight",
            default=21.3,
            low=5.0,
            high=40.0,
            unit="items",
            sign="E",
            size="E",
            policy="incident/voice",
            off=0.0,
            moves="trust",
            hard_low=0.0,
            text="number of bad items that a slip of the host at its worst counts for, each time it is read",
            source="invented",
        ),
        parameter(
            "trust_ratio",
            default=5.541,
            low=2.0,
            high=8.0,
            unit="factor",
            sign="C",
            size="E",
            off=0.0,
            moves="trust",
            text="trust lost by a bad event, as a multiple of the trust gained by a good one alike",
            source="trust asymmetry (Slovic 1993): direction; size judged",
        ),
    ],
)


@rule
def value_of(information, relations, identity, standing, cost, promotion, conflict, trust, p):
    """What the community is worth to a member, in value units.

        V = T (wI I + wR R + wG G + wS S) - K - kP promotion - conflict - rival
    Checks: T = 0 and no cost -> -rival; all stocks 1, no cost -> sum of the weights - rival.
    """
    gain = (
        p.weight_information * information
        + p.weight_relations * relations
        + p.weight_identity * identity
        + p.weight_standing * standing
    )
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
