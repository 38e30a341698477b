"""Reporting what does not belong, and judging it."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import logistic
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("report_base", -3.2, -4.0, -2.4, "logit", "reporting a spam post one has opened", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
      "off": -20.0, "moves": "reports"}),
    ("report_poor", -2.5, -3.5, -1.5, "logit", "added when it is only poor, not spam", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
      "off": 0.0, "moves": "reports"}),
    ("report_good", -4.0, -6.0, -2.5, "logit", "added when nothing is wrong with it: a matter of taste", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": -20.0,
      "moves": "removed_wrong_total"}),
    ("report_bond", 0.9333, 0.3, 1.7, "logit", "added at full group identity", "judgement", "E",
     {"off": 0.0, "moves": "reports"}),
    ("correct_base", -2.8, -3.8, -1.8, "logit", "setting right a poor post one has opened", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": -20.0, "moves": "corrected"}),
    ("correct_bond", 1.0, 0.3, 1.7, "logit", "added at full group identity", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
      "off": 0.0, "moves": "corrected"}),
    ("corrected_noise", 0.4911, 0.0, 1.0, "share", "harm left in a poor post that was set right", "judgement", "E",
     {"off": 1.0, "moves": "trust"}),
    ("answer_eases", 0.7, 0.4, 1.0, "share", "harm left in a slip of the host that was answered for", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 1.0, "moves": "trust"}),
    ("apology_eases", 0.4, 0.2, 0.9, "share", "harm left in a slip that was apologised for", "judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 1.0, "moves": "trust"}),
    ("judge_bad", 0.95, 0.85, 0.99, "chance", "a reported bad post is judged bad", "judgement", "E",
     {"kind": "setting", "why": "the host knows how well reports are judged", "off": 0.0, "moves": "removed_total"}),
    ("judge_good", 0.04, 0.01, 0.10, "chance", "a reported good post is judged bad", "judgement", "E",
     {"kind": "setting", "why": "the host knows how well reports are judged", "off": 0.0, "moves": "removed_wrong_total"}),
    ("strike_poor", 0.25, 0.0, 1.0, "share", "strike for a removed post that is not spam, against one for spam", "judgement", "E",
     {"kind": "setting", "why": "a rule of the host's own"}),
    ("strike_tau", 60.0, 20.0, 180.0, "days", "how slowly strikes fade", "judgement", "E", {"kind": "setting", "why": "a rule of the host's own"}),
    ("warned_first", 0.6175, 0.2, 1.0, "share", "cost of a removal that comes as a first warning, against another",
     "graduated sanctions are accepted better (Kraut & Resnick 2012): direction; size judged", "C/E",
     {"policy": "moderation", "off": 1.0, "moves": "cost"}),
    ("explained", 0.45, 0.25, 0.9, "share", "cost of a removal with a reason, against one without",
     "a reason raises felt fairness and the wish to post on (Jhaver et al. 2019); size judged", "C/E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable"}),
])


@rule
def strike_for(is_spam, p):
    """Strikes for one removed post: 1 for spam, ``strike_poor`` for any other. A ban follows half a strike below the
    policy's number, so that what faded since the last one does not matter.

    Checks: spam -> 1.
    """
    return 1.0 if is_spam else p.strike_poor


@rule
def correct_chance(identity, p):
    """Chance of setting right a poor post just opened: lg(c + bond G). Checks: G = 0 -> lg(correct_base)."""
    return logistic(p.correct_base + p.correct_bond * identity)


@rule
def report_chance(is_spam, is_poor, identity, ease, p):
    """Chance of reporting a post just opened: lg(b + [only poor] + [nothing wrong] + bond G + ease).

    Checks: spam, G = ease = 0 -> lg(report_base).
    """
    x = p.report_base + p.report_bond * identity + ease
    if not is_spam:
        x += p.report_poor if is_poor else p.report_good
    return logistic(x)
