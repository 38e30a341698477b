"""Who people are: roles as presets over traits. No rule ever asks for a role's name."""

from __future__ import annotations

import numpy as np

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log
from sim.world.parameters import declare

ROLES = ("lurker_content", "lurker_not_yet", "lurker_hindered", "critic", "creator", "spammer")
DEFAULT_MIX = {"lurker_content": 0.43, "lurker_not_yet": 0.26, "lurker_hindered": 0.16, "critic": 0.10,
               "creator": 0.045, "spammer": 0.005}

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

PARAMETERS = declare(__name__, [
    ("activity_sd", 1.353, 1.2, 1.5, "sd", "spread of people's own visiting rate (log-odds)",
     "fitted: posters of a month with survival of joiners", "C", {"enters": "fitted", "off": 1e-6, "moves": "visitors"}),
    ("posting_sd", 0.6393, 0.55, 0.72, "sd", "spread of people's inclination to post, within a role (log-odds)",
     "fitted: top shares and early-core ratio of real logs", "C", {"enters": "fitted", "off": 1e-6, "moves": "gini"}),
    ("activity_posting_r", 0.1721, 0.07, 0.27, "correlation", "how visiting and posting go together",
     "fitted: share who ever contribute", "C", {"enters": "fitted", "hard_low": -0.99, "hard_high": 0.99, "off": 0.0, "moves": "posts_own_total"}),
    ("attention_items", 3.603, 3.2, 4.0, "items", "threads a person opens in a visit, median",
     "fitted: replies per answered thread", "E", {"enters": "fitted"}),
    ("attention_sd", 0.4, 0.3, 0.5, "sd", "spread of that (log-normal)", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable",
      "off": 1e-6, "moves": "information"}),
    ("clock_peak", 13.5, 11.0, 16.0, "hour", "hour of the day at which most people visit",
     "daily cycles: Kaltenbrunner et al. 2007; level judged", "C/E",
     {"kind": "setting", "why": "the host knows at which hour people are there", "hard_low": 0.0, "hard_high": 23.0}),
    ("clock_between", 4.5, 3.0, 6.0, "hours", "spread of people's own hours", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable"}),
    ("need_share", 0.2713, 0.21, 0.33, "share", "people who join with a question of their own",
     "fitted: 72 % of first posts within a day of joining on a Q&A site", "C", {"enters": "fitted", "off": 0.0, "moves": "posted_30"}),
    ("topic_skew", 0.9315, 0.58, 1.2, "exponent", "how much more people share the first topics than the last: the k-th is wanted as 1 / k^skew",
     "invented", "E", {"off": 0.0, "moves": "information", "hard_low": 0.0, "hard_high": 10.0}),
    ("experts", 0.06882, 0.02, 0.12, "share", "people who know more than the target group and are not of it", "judgement", "E",
     {"off": 0.0, "moves": "experts"}),
    ("expert_skill", 1.001, 0.5, 1.5, "sd", "how much better their posts are", "judgement", "E", {"off": 0.0, "moves": "information", "hard_low": 0.0}),
    ("founder_drive", 0.8255, 0.45, 1.1, "logit", "founders reply, start and, at first, come more than others",
     "active founders keep groups alive (Kraut & Fiore 2014): sign; size judged", "B/E",
     {"enters": "fitted", "off": 0.0, "moves": "posts_own_total"}),
    ("founders_know", 0.5102, 0.2, 0.8, "strength", "ties between founders on day 0", "founders who knew each other: judgement", "E",
     {"enters": "fitted", "off": 0.0, "moves": "ties", "hard_low": 0.0, "hard_high": 1.0}),
    ("seller_share", 0.03484, 0.01, 0.12, "share", "people with something to sell",
     "judgement", "E", {"off": 0.0, "moves": "posts_promo"}),
    ("seller_posts", 0.5, 0.2, 0.8, "chance", "chance that a start by such a person is promotional",
     "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 13 % at most at the ends of what is believable",
      "off": 0.0, "moves": "posts_promo"}),
    ("seller_drive", 1.199, 0.0, 2.0, "logit", "people with something to sell start more than others", "judgement", "E",
     {"off": 0.0, "moves": "posts_promo"}),
    ("acquaintances", 6.0, 2.0, 12.0, "people", "people one knows outside the platform", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
      "off": 0.0, "moves": "invitations", "hard_low": 0.0, "hard_high": 100.0}),
    ("same_segment", 4.0, 1.0, 8.0, "factor", "how much likelier one knows somebody of the own segment",
     "judgement; homophily is well documented, the size is not", "C/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable",
      "hard_low": 0.0, "hard_high": 1000.0}),
])


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
