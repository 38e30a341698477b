"""Reacting and replying to what one has opened."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import log_count, log_days
from sim.world.chances import chance
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "react_base",
            default=-1.954,
            low=-2.5,
            high=-1.3,
            unit="logit",
            sign="D",
            size="D",
            enters="fitted",
            text="inclination to react with one click to a post just read",
            source="level from 3-8 reactions per comment (KDnuggets 2016)",
        ),
        parameter(
            "react_match",
            default=0.8,
            low=0.4,
            high=1.2,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="reactions",
            text="weight of how well a post matches the reader's interests on reacting with one click",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "react_herd",
            default=0.07,
            low=0.0,
            high=0.30,
            unit="logit",
            sign="A",
            size="A",
            kind="constant",
            off=0.0,
            moves="reactions",
            text="weight of the reactions already there on reacting with one click: of ln(1 + reactions)",
            source="+11 to +32 % for a first vote (Muchnik et al. 2013; Glenski & Weninger 2016)",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "reply_base",
            default=-4.56,
            low=-4.8,
            high=-4.4,
            unit="logit",
            sign="C",
            size="C",
            enters="fitted",
            text="inclination to reply in a thread just opened",
            source="fitted: replies per answered thread, threads without answer",
        ),
        parameter(
            "reply_match",
            default=0.887,
            low=0.61,
            high=1.0,
            unit="logit",
            sign="E",
            size="E",
            off=0.0,
            moves="replies_own",
            text="weight of how well a thread matches the reader's interests on replying",
            source="judgement",
        ),
        parameter(
            "post_value",
            default=0.1936,
            low=0.1,
            high=0.3,
            unit="logit per value unit",
            sign="C",
            size="C",
            enters="fitted",
            off=0.0,
            moves="posts_own",
            text="weight of what the community is worth to a member on reacting, replying and starting threads",
            source="fitted; small, since worth -> posts -> worth runs away",
        ),
        parameter(
            "reply_norm",
            default=-0.04349,
            low=-0.2,
            high=0.1,
            unit="logit",
            sign="E",
            size="E",
            off=0.0,
            moves="replies_own",
            text="weight of the replies already there on replying: of ln(1 + replies)",
            source="contested",
        ),
        parameter(
            "reply_addressed",
            default=1.09,
            low=0.83,
            high=1.4,
            unit="logit",
            sign="B",
            size="B",
            enters="fitted",
            off=0.0,
            moves="posts_own",
            text="extra inclination to reply where somebody has answered oneself",
            source="fitted: lift of a reply on posting again",
        ),
        parameter(
            "reply_open",
            default=0.4382,
            low=0.21,
            high=0.66,
            unit="logit",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="unanswered",
            text="extra inclination to reply in a thread that has no answer yet",
            source="contested; fitted near zero",
        ),
        parameter(
            "reply_question",
            default=0.5283,
            low=0.32,
            high=0.67,
            unit="logit",
            sign="A",
            size="E",
            off=0.0,
            moves="replies_own",
            text="extra inclination to reply in a thread that asks something",
            source="requests draw replies (Burke, Kraut & Joyce 2010)",
        ),
        parameter(
            "reply_challenge",
            default=0.35,
            low=0.0,
            high=0.7,
            unit="logit",
            sign="C",
            size="E",
            kind="constant",
            off=0.0,
            moves="replies_own",
            text="extra inclination to reply in a thread that challenges",
            source="controversy has the largest elasticity on comments (Rooderkerk & Pauwels 2016)",
            why="moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
        ),
        parameter(
            "reply_intro",
            default=0.3,
            low=0.0,
            high=0.6,
            unit="logit",
            sign="A",
            size="E",
            kind="constant",
            off=0.0,
            moves="first_answered",
            text="extra inclination to reply to a newcomer's introduction",
            source="introductions raise replies (Burke et al. 2007)",
            why="moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
        ),
        parameter(
            "reply_promo",
            default=-0.9525,
            low=-2.0,
            high=0.0,
            unit="logit",
            sign="E",
            size="E",
            off=0.0,
            moves="unanswered",
            text="change in the inclination to reply in a thread that sells something",
            source="judgement",
        ),
        parameter(
            "reply_profile",
            default=0.3,
            low=0.0,
            high=0.6,
            unit="logit",
            sign="C",
            size="E",
            kind="constant",
            off=0.0,
            moves="first_answered",
            text="extra inclination to reply to a newcomer who has a profile and no answer yet",
            source="filled profiles go with more ties (Lampe et al. 2007); size judged",
            why="moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable",
        ),
        parameter(
            "reply_spotlit",
            default=0.4,
            low=0.0,
            high=0.8,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="first_answered",
            text="extra inclination to reply to a newcomer who was named in an update and has no answer yet",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "reply_age",
            default=0.568,
            low=0.3,
            high=0.8,
            unit="logit",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="replies",
            text="weight of a thread's age against replying: of ln(1 + age / 24 hours)",
            source="keeps threads mortal; fitted",
        ),
        parameter(
            "post_fatigue",
            default=0.7451,
            low=0.6,
            high=0.95,
            unit="logit",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="posts_own",
            text="weight of a member's posts of the day against posting more: of ln(1 + own posts)",
            source="fitted",
        ),
        parameter(
            "reply_last",
            default=0.5815,
            low=0.4,
            high=0.8,
            unit="chance",
            sign="E",
            size="E",
            off=0.0,
            moves="first_answered",
            text="chance that a reply goes to the last post of a thread rather than to the first",
            source="judgement",
        ),
        parameter(
            "answer_solves",
            default=0.5,
            low=0.35,
            high=0.65,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="solved_by_members",
            text="quality, as a share of the best, from which an answer solves a question or takes an idea further",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "harsh_base",
            default=-3.463,
            low=-4.5,
            high=-2.5,
            unit="logit",
            sign="E",
            size="E",
            off=-20.0,
            moves="value",
            text="inclination to be harsh in a reply",
            source="judgement",
        ),
    ],
)


@rule
def react_chance(ceiling, matching, reactions, value, p):
    """Chance of reacting to a post just read: lg(own ceiling + m match + h ln(1 + reactions) + v V).

    Checks: match = reactions = V = 0 -> lg(ceiling).
    """
    x = ceiling + p.react_match * matching + p.post_value * value
    x += p.react_herd * log_count(reactions)
    return chance(x)


@rule
def solves(quality, p):
    """Whether an answer of this quality is good enough to solve what was asked. Checks: answer_solves = 0 -> always."""
    return quality >= p.answer_solves


@rule
def reply_chance(
    ceiling, matching, value, momentum, replies, addressed, kind, newcomer, age_hours, own_today, hesitation, p
):
    """Chance of replying in a thread just opened.

        lg(own ceiling + m match + v V + momentum + n ln(1 + replies) + addressed + open + kind + newcomer
           - a ln(1 + age/24) - f ln(1 + own posts today) - hesitation)
    ``newcomer`` is the sum of what makes an unanswered newcomer visible (0 otherwise); kinds as in world.posts.
    Checks: everything 0 -> lg(ceiling + reply_open); one's own hesitation does not count when addressed.
    """
    x = ceiling + p.reply_match * matching + p.post_value * value + momentum
    if addressed:
        x += p.reply_addressed
    else:
        x -= hesitation
    if replies == 0:
        x += p.reply_open + newcomer
    else:
        x += p.reply_norm * log_count(replies)
    if kind == 1:
        x += p.reply_question
    elif kind == 2:
        x += p.reply_challenge
    elif kind == 4:
        x += p.reply_intro
    elif kind == 6:
        x += p.reply_promo
    x -= p.reply_age * log_days(age_hours)
    if own_today > 0:
        x -= p.post_fatigue * log_count(own_today)
    return chance(x)
