"""Reacting and replying to what one has opened."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import log, log_count, logistic
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("react_base", -1.954, -2.5, -1.3, "logit", "reacting to a post one has read",
     "level from 3-8 reactions per comment (KDnuggets 2016)", "D", {"enters": "fitted"}),
    ("react_match", 0.8, 0.4, 1.2, "logit", "weight of the match", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
      "off": 0.0, "moves": "reactions"}),
    ("react_herd", 0.07, 0.0, 0.30, "logit", "weight of ln(1 + reactions already there)",
     "+11 to +32 % for a first vote (Muchnik et al. 2013; Glenski & Weninger 2016)", "A",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 0.0, "moves": "reactions"}),
    ("reply_base", -4.56, -4.8, -4.4, "logit", "replying in a thread one has opened",
     "fitted: replies per answered thread, threads without answer", "C", {"enters": "fitted"}),
    ("reply_match", 0.887, 0.61, 1.0, "logit", "weight of the match", "judgement", "E",
     {"off": 0.0, "moves": "replies_own"}),
    ("post_value", 0.1936, 0.1, 0.3, "logit per value unit", "weight of what the community is worth, on all posting",
     "fitted; small, since worth -> posts -> worth runs away", "C", {"enters": "fitted", "off": 0.0, "moves": "posts_own"}),
    ("reply_norm", -0.04349, -0.2, 0.1, "logit", "weight of ln(1 + replies there): others' replies invite or discourage",
     "contested", "E",
     {"off": 0.0, "moves": "replies_own"}),
    ("reply_addressed", 1.09, 0.83, 1.4, "logit", "somebody has answered me here",
     "fitted: lift of a reply on posting again", "B", {"enters": "fitted", "off": 0.0, "moves": "posts_own"}),
    ("reply_open", 0.4382, 0.21, 0.66, "logit", "no answer yet: pity or doubt", "contested; fitted near zero", "E",
     {"enters": "fitted", "off": 0.0, "moves": "unanswered"}),
    ("reply_question", 0.5283, 0.32, 0.67, "logit", "the thread asks something",
     "requests draw replies (Burke, Kraut & Joyce 2010)", "A/E", {"off": 0.0, "moves": "replies_own"}),
    ("reply_challenge", 0.35, 0.0, 0.7, "logit", "the thread challenges",
     "controversy has the largest elasticity on comments (Rooderkerk & Pauwels 2016)", "C/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
      "off": 0.0, "moves": "replies_own"}),
    ("reply_intro", 0.3, 0.0, 0.6, "logit", "the thread introduces a newcomer",
     "introductions raise replies (Burke et al. 2007)", "A/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
      "off": 0.0, "moves": "first_answered"}),
    ("reply_promo", -0.9525, -2.0, 0.0, "logit", "the thread sells something", "judgement", "E",
     {"off": 0.0, "moves": "unanswered"}),
    ("reply_profile", 0.3, 0.0, 0.6, "logit", "the newcomer who opened it, unanswered, has a profile",
     "filled profiles go with more ties (Lampe et al. 2007); size judged", "C/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 10 % at most at the ends of what is believable",
      "off": 0.0, "moves": "first_answered"}),
    ("reply_spotlit", 0.4, 0.0, 0.8, "logit", "the newcomer who opened it was named in an update", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": 0.0, "moves": "first_answered"}),
    ("reply_age", 0.568, 0.3, 0.8, "logit", "weight of ln(1 + age/24 h) of the thread",
     "keeps threads mortal; fitted", "E", {"enters": "fitted", "off": 0.0, "moves": "replies"}),
    ("post_fatigue", 0.7451, 0.6, 0.95, "logit", "weight of ln(1 + own posts today)", "fitted", "E",
     {"enters": "fitted", "off": 0.0, "moves": "posts_own"}),
    ("reply_last", 0.5815, 0.4, 0.8, "chance", "a reply goes to the last post rather than the first", "judgement", "E",
     {"off": 0.0, "moves": "first_answered"}),
    ("answer_solves", 0.5, 0.35, 0.65, "share", "quality from which an answer solves a question, or takes an idea further", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0,
      "moves": "solved_by_members"}),
    ("harsh_base", -3.463, -4.5, -2.5, "logit", "a reply is harsh", "judgement", "E",
     {"off": -20.0, "moves": "value"}),
])


@rule
def react_chance(ceiling, matching, reactions, value, p):
    """Chance of reacting to a post just read: lg(own ceiling + m match + h ln(1 + reactions) + v V).

    Checks: match = reactions = V = 0 -> lg(ceiling).
    """
    x = ceiling + p.react_match * matching + p.post_value * value
    x += p.react_herd * log_count(reactions)
    return logistic(x)


@rule
def solves(quality, p):
    """Whether an answer of this quality is good enough to solve what was asked. Checks: answer_solves = 0 -> always."""
    return quality >= p.answer_solves


@rule
def reply_chance(ceiling, matching, value, momentum, replies, addressed, kind, newcomer, age_hours, own_today, hesitation, p):
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
    x -= p.reply_age * log(1.0 + age_hours / 24.0)
    if own_today > 0:
        x -= p.post_fatigue * log_count(own_today)
    return logistic(x)
