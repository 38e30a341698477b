"""Who people are: roles as presets over traits. No rule ever asks for a role's name."""

from __future__ import annotations

import numpy as np

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare, parameter

ROLES = ("lurker_content", "lurker_not_yet", "lurker_hindered", "critic", "creator", "spammer")
DEFAULT_MIX = {
    "lurker_content": 0.43,
    "lurker_not_yet": 0.26,
    "lurker_hindered": 0.16,
    "critic": 0.10,
    "creator": 0.045,
    "spammer": 0.005,
}

# Shift of each trait by role, in logits: activity, reacting, replying, starting, hesitation, harshness; then
# whether hesitation falls by reading, and the intent to spam. Grade E: only the signs follow Nonnecke & Preece 2004 (three kinds of
# lurkers) and the critic/creator ladder of Forrester 2007; sizes are chosen so that the whole mix shows the facts.
PRESETS = np.array(
    [
        # act   react  reply  start  hesit  harsh  learns spam
        [-0.10, -0.30, -1.20, -1.10, 0.0, 0.0, 0.0, 0.0],
        [0.00, 0.00, 0.30, 0.20, 1.6, 0.0, 1.0, 0.0],
        [0.00, 0.00, 0.30, 0.30, 1.8, 0.0, 0.0, 0.0],
        [0.20, 0.60, 1.00, 0.10, 0.0, 1.2, 0.0, 0.0],
        [0.60, 0.50, 0.70, 1.30, 0.0, 0.0, 0.0, 0.0],
        [1.00, -3.00, -6.00, -6.00, 0.0, 0.0, 0.0, 1.0],
    ]
)

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "activity_sd",
            default=1.353,
            low=1.2,
            high=1.5,
            unit="sd",
            sign="C",
            size="C",
            enters="fitted",
            off=1e-6,
            moves="visitors",
            text="spread between people in how often they visit of their own accord",
            source="fitted: posters of a month with survival of joiners",
        ),
        parameter(
            "posting_sd",
            default=0.6393,
            low=0.55,
            high=0.72,
            unit="sd",
            sign="C",
            size="C",
            enters="fitted",
            off=1e-6,
            moves="gini",
            text="spread between people of one role in how inclined they are to post",
            source="fitted: top shares and early-core ratio of real logs",
        ),
        parameter(
            "activity_posting_r",
            default=0.1721,
            low=0.07,
            high=0.27,
            unit="correlation",
            sign="C",
            size="C",
            enters="fitted",
            hard_low=-0.99,
            hard_high=0.99,
            off=0.0,
            moves="posts_own_total",
            text="correlation between how often people visit and how much they post",
            source="fitted: share who ever contribute",
        ),
        parameter(
            "attention_items",
            default=3.603,
            low=3.2,
            high=4.0,
            unit="items",
            sign="E",
            size="E",
            enters="fitted",
            text="median number of threads a person opens in a visit",
            source="fitted: replies per answered thread",
        ),
        parameter(
            "attention_sd",
            default=0.4,
            low=0.3,
            high=0.5,
            unit="sd",
            sign="E",
            size="E",
            kind="constant",
            off=1e-6,
            moves="information",
            text="spread between people in the number of threads opened in a visit (log-normal)",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable",
        ),
        parameter(
            "clock_peak",
            default=13.5,
            low=11.0,
            high=16.0,
            unit="hour",
            sign="C",
            size="E",
            kind="setting",
            hard_low=0.0,
            hard_high=23.0,
            text="hour of the day at which most people visit",
            source="daily cycles: Kaltenbrunner et al. 2007; level judged",
            why="the host knows at which hour people are there",
        ),
        parameter(
            "clock_between",
            default=4.5,
            low=3.0,
            high=6.0,
            unit="hours",
            sign="E",
            size="E",
            kind="constant",
            text="spread between people in their usual hour of visiting",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable",
        ),
        parameter(
            "need_share",
            default=0.2713,
            low=0.21,
            high=0.33,
            unit="share",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="posted_30",
            text="share of people who join with a question of their own",
            source="fitted: 72 % of first posts within a day of joining on a Q&A site",
        ),
        parameter(
            "topic_skew",
            default=0.9315,
            low=0.58,
            high=1.2,
            unit="exponent",
            sign="E",
            size="E",
            off=0.0,
            moves="information",
            hard_low=0.0,
            hard_high=10.0,
            text="skew of the demand for topics: the k-th topic is wanted as 1 / k^skew",
            source="invented",
        ),
        parameter(
            "experts",
            default=0.06882,
            low=0.02,
            high=0.12,
            unit="share",
            sign="E",
            size="E",
            off=0.0,
            moves="experts",
            text="share of people who know more than the target group and do not belong to it",
            source="judgement",
        ),
        parameter(
            "expert_skill",
            default=1.001,
            low=0.5,
            high=1.5,
            unit="sd",
            sign="E",
            size="E",
            off=0.0,
            moves="quality_read",
            hard_low=0.0,
            text="lead of experts over others in the quality of their posts",
            source="judgement",
        ),
        parameter(
            "founder_drive",
            default=0.8255,
            low=0.45,
            high=1.1,
            unit="logit",
            sign="B",
            size="E",
            enters="fitted",
            off=0.0,
            moves="posts_own_total",
            text="extra inclination of founders to reply, to start and, at first, to come",
            source="active founders keep groups alive (Kraut & Fiore 2014): sign; size judged",
        ),
        parameter(
            "founders_know",
            default=0.5102,
            low=0.2,
            high=0.8,
            unit="strength",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="ties",
            hard_low=0.0,
            hard_high=1.0,
            text="strength of the ties between founders on day 0",
            source="founders who knew each other: judgement",
        ),
        parameter(
            "seller_share",
            default=0.03484,
            low=0.01,
            high=0.12,
            unit="share",
            sign="E",
            size="E",
            off=0.0,
            moves="posts_promo",
            text="share of people with something to sell",
            source="judgement",
        ),
        parameter(
            "seller_posts",
            default=0.5,
            low=0.2,
            high=0.8,
            unit="chance",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="posts_promo",
            text="chance that a thread started by somebody with something to sell is promotional",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 13 % at most at the ends of what is believable",
        ),
        parameter(
            "seller_drive",
            default=1.199,
            low=0.0,
            high=2.0,
            unit="logit",
            sign="E",
            size="E",
            off=0.0,
            moves="posts_promo",
            text="extra inclination of people with something to sell to start a thread",
            source="judgement",
        ),
        parameter(
            "acquaintances",
            default=6.0,
            low=2.0,
            high=12.0,
            unit="people",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="invitations",
            hard_low=0.0,
            hard_high=100.0,
            text="number of people a person knows outside the platform",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
        ),
        parameter(
            "same_segment",
            default=4.0,
            low=1.0,
            high=8.0,
            unit="factor",
            sign="C",
            size="E",
            kind="constant",
            hard_low=0.0,
            hard_high=1000.0,
            text="chance of knowing somebody of one's own segment, as a multiple of somebody of another",
            source="judgement; homophily is well documented, the size is not",
            why="moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable",
        ),
    ],
)


@rule
def wanted_share(rank, p):
    """How much the topic of this rank (0 the most wanted) is wanted, before scaling to a sum of 1: 1 / (rank + 1)^skew.

    Checks: skew = 0 -> 1 for every topic.
    """
    return exp(-p.topic_skew * log(rank + 1.0))


@rule
def role_of(u, mix):
    """The role of a person with keyed uniform ``u``: the first role whose cumulative share exceeds it.

    Monotone in u, so that another mix changes few people. Checks: u = 0 -> first role with a share.
    """
    total = 0.0
    for role in range(5):
        total += mix[role]
        if u < total:
            return role
    return 5 if mix[5] > 0.0 else 0


@rule
def acquainted(distance, same, p):
    """Chance that two people know each other outside the platform.

        c / distance in the list (0 beyond 64), times ``same_segment`` inside a segment, at most 1.
    The sum over the 64 neighbours on both sides is about ``acquaintances``. Checks: acquaintances = 0 -> 0.
    Assumption (small world: most contacts are near; Watts & Strogatz 1998).
    """
    if distance == 0 or distance > 64:
        return 0.0
    base = p.acquaintances / (4.74 * (1.0 + 0.25 * (p.same_segment - 1.0))) / (2.0 * distance)
    if same:
        base *= p.same_segment
    return base if base < 1.0 else 1.0
