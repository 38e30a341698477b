"""Reporting what does not belong, and judging it."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.chances import chance
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "report_base",
            default=-3.2,
            low=-4.0,
            high=-2.4,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=-20.0,
            moves="reports",
            text="inclination to report a spam post just opened",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "report_poor",
            default=-2.5,
            low=-3.5,
            high=-1.5,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="reports",
            text="change in the inclination to report a post that is only careless, not spam",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "report_good",
            default=-4.0,
            low=-6.0,
            high=-2.5,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=-20.0,
            moves="removed_wrong_total",
            text="change in the inclination to report a post with which nothing is wrong",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "report_bond",
            default=0.9333,
            low=0.3,
            high=1.7,
            unit="logit",
            sign="E",
            size="E",
            off=0.0,
            moves="reports",
            text="extra inclination to report a bad post at full group identity",
            source="judgement",
        ),
        parameter(
            "correct_base",
            default=-2.8,
            low=-3.8,
            high=-1.8,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=-20.0,
            moves="corrected",
            text="inclination to set right a poor post just opened",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "correct_bond",
            default=1.0,
            low=0.3,
            high=1.7,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="corrected",
            text="extra inclination to set right a poor post at full group identity",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "corrected_noise",
            default=0.4911,
            low=0.0,
            high=1.0,
            unit="share",
            sign="E",
            size="E",
            off=1.0,
            moves="trust",
            text="harm left of a poor post that was set right, as a share of its harm",
            source="judgement",
        ),
        parameter(
            "answer_eases",
            default=0.7,
            low=0.4,
            high=1.0,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            moves="trust",
            text="harm left of a slip of the host that was answered for, as a share of its harm",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "apology_eases",
            default=0.4,
            low=0.2,
            high=0.9,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=1.0,
            moves="trust",
            text="harm left of a slip of the host that was apologised for, as a share of its harm",
            source="judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "judge_bad",
            default=0.95,
            low=0.85,
            high=0.99,
            unit="chance",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="removed_total",
            text="chance that the host judges a reported bad post bad",
            source="judgement",
            why="the host knows how well reports are judged",
        ),
        parameter(
            "judge_good",
            default=0.04,
            low=0.01,
            high=0.10,
            unit="chance",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="removed_wrong_total",
            text="chance that the host judges a reported good post bad",
            source="judgement",
            why="the host knows how well reports are judged",
        ),
        parameter(
            "strike_poor",
            default=0.25,
            low=0.0,
            high=1.0,
            unit="share",
            sign="E",
            size="E",
            kind="setting",
            text="strike for a removed post that is not spam, as a share of one for spam",
            source="judgement",
            why="a rule of the host's own",
        ),
        parameter(
            "strike_tau",
            default=60.0,
            low=20.0,
            high=180.0,
            unit="days",
            sign="E",
            size="E",
            kind="setting",
            text="decay time of strikes against a member",
            source="judgement",
            why="a rule of the host's own",
        ),
        parameter(
            "warned_first",
            default=0.6175,
            low=0.2,
            high=1.0,
            unit="share",
            sign="C",
            size="E",
            policy="moderation",
            off=1.0,
            moves="cost",
            text="cost of a removal to its author where a warning comes first, as a share of that of another removal",
            source="graduated sanctions are accepted better (Kraut & Resnick 2012): direction; size judged",
        ),
        parameter(
            "explained",
            default=0.45,
            low=0.25,
            high=0.9,
            unit="share",
            sign="C",
            size="E",
            kind="constant",
            text="cost of a removal to its author where a reason is given, as a share of that of one without",
            source="a reason raises felt fairness and the wish to post on (Jhaver et al. 2019); size judged",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
    ],
)


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
    return chance(p.correct_base + p.correct_bond * identity)


@rule
def report_chance(is_spam, is_poor, identity, ease, p):
    """Chance of reporting a post just opened: lg(b + [only poor] + [nothing wrong] + bond G + ease).

    Checks: spam, G = ease = 0 -> lg(report_base).
    """
    x = p.report_base + p.report_bond * identity + ease
    if not is_spam:
        x += p.report_poor if is_poor else p.report_good
    return chance(x)
