"""Becoming aware, applying, being let in, waiting, and filling in a profile."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log, logistic
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "aware_rate",
            default=0.00649,
            low=0.004,
            high=0.008,
            unit="a day",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="members",
            text="chance a day that somebody hears of the community without any channel",
            source="fitted: about a third of the audience has joined after a year",
        ),
        parameter(
            "join_base",
            default=-0.8576,
            low=-1.2,
            high=-0.58,
            unit="logit",
            sign="E",
            size="E",
            enters="fitted",
            text="inclination to join of somebody who has heard of the community",
            source="judgement",
        ),
        parameter(
            "join_value",
            default=2.603,
            low=2.2,
            high=3.0,
            unit="logit per value unit",
            sign="E",
            size="E",
            enters="fitted",
            off=0.0,
            moves="members",
            text="weight of what the community seems worth from outside on joining",
            source="judgement",
        ),
        parameter(
            "promise",
            default=0.3389,
            low=0.24,
            high=0.44,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="joined_total",
            text="worth that people outside expect beyond what they can see",
            source="judgement",
        ),
        parameter(
            "crowd",
            default=0.4419,
            low=0.2,
            high=0.7,
            unit="value units",
            sign="C",
            size="E",
            enters="fitted",
            off=0.0,
            moves="members",
            text="worth, to people outside, of seeing that others are there (63% of it at 30 active people)",
            source="critical mass: Kraut & Resnick 2012; size judged",
        ),
        parameter(
            "outside_posts",
            default=3.0,
            low=1.5,
            high=5.0,
            unit="posts",
            sign="E",
            size="E",
            kind="constant",
            text="posts a day at which 63% of the informational worth shows from outside",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable",
        ),
        parameter(
            "outside_substitute",
            default=0.1221,
            low=-0.1,
            high=0.4,
            unit="value units",
            sign="E",
            size="E",
            off=0.0,
            moves="joined_total",
            text="worth that joining loses where everything can be read from outside",
            source="contested: open reading also shows what one would join",
        ),
        parameter(
            "fit_joins",
            default=0.4035,
            low=0.1,
            high=0.7,
            unit="logit per sd",
            sign="E",
            size="E",
            off=0.0,
            moves="refused_total",
            text="weight of how well the topic fits a person on joining",
            source="judgement",
        ),
        parameter(
            "effort_drive",
            default=0.4358,
            low=0.1,
            high=0.8,
            unit="share",
            sign="A",
            size="E",
            policy="access",
            off=0.0,
            moves="retention_30",
            text="share of the effort at entry that people who visit very much shrug off",
            source="those who did extra entry work contributed more (Drenner, Sen & Terveen 2008); size judged",
        ),
        parameter(
            "effort_spam",
            default=2.5,
            low=1.5,
            high=4.0,
            unit="factor",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="refused_total",
            text="deterrence of a spammer by effort at entry, as a multiple of that of others",
            source="spam arrivals x 0.1-0.3 under application; judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "stale_tau",
            default=35.35,
            low=7.0,
            high=60.0,
            unit="days",
            sign="E",
            size="E",
            policy="reach",
            text="days of waiting for the launch that cost the first step of interest",
            source="judgement",
        ),
        parameter(
            "stale",
            default=0.5131,
            low=0.0,
            high=1.0,
            unit="logit",
            sign="E",
            size="E",
            policy="reach",
            off=0.0,
            moves="members",
            text="fall in the inclination to join with each doubling of the wait for the launch",
            source="judgement",
        ),
        parameter(
            "tire",
            default=0.012,
            low=0.001,
            high=0.03,
            unit="a day",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="members",
            text="chance a day that somebody gives up while waiting to be let in",
            source="judgement",
            why="moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
        ),
        parameter(
            "profile_base",
            default=-0.85,
            low=-1.4,
            high=-0.3,
            unit="logit",
            sign="E",
            size="E",
            kind="constant",
            text="inclination of newcomers to fill in a profile where all profiles shown are empty",
            source="gives 30 %; judgement",
            why="moves no headline measure by more than 2 % at the ends of what is believable",
        ),
        parameter(
            "norm_profile",
            default=1.5,
            low=0.5,
            high=2.5,
            unit="logit",
            sign="B",
            size="E",
            kind="constant",
            off=0.0,
            moves="profile_share",
            text="extra inclination of newcomers to fill in a profile where all profiles shown are filled in",
            source="conformity experiments (Chen et al. 2010; John & Norton 2013): sign; size judged",
            why="moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
        ),
        parameter(
            "nudge_profile",
            default=0.4084,
            low=-0.2,
            high=1.2,
            unit="logit",
            sign="E",
            size="E",
            policy="onboarding",
            off=0.0,
            moves="profile_share",
            text="extra inclination of newcomers to fill in a profile when told why it matters",
            source="contested: social framing lowered disclosure (Butler et al.); judgement",
        ),
        parameter(
            "already_joins",
            default=0.4,
            low=-0.2,
            high=1.0,
            unit="logit",
            sign="D",
            size="E",
            kind="constant",
            off=0.0,
            moves="joined_total",
            text="extra inclination to join of somebody who is active on the platform already",
            source="practitioners: go where your target group is; every step of a sign-up costs people, and other groups there have taken a place: size invented",
            why="felt only where a scenario says who is on the platform already, and a study of one without would draw it in vain",
        ),
        parameter(
            "profiles_shown",
            default=12.0,
            low=6.0,
            high=20.0,
            unit="items",
            sign="E",
            size="E",
            kind="setting",
            text="number of profiles a newcomer is shown",
            source="judgement",
            why="the platform decides what it shows",
        ),
        parameter(
            "look_again",
            default=0.00329,
            low=0.001,
            high=0.006,
            unit="a day",
            sign="E",
            size="E",
            off=0.0,
            moves="joined_total",
            text="chance a day that somebody who knows the community and did not join looks again",
            source="judgement",
        ),
        parameter(
            "return_rate",
            default=0.001219,
            low=0.0007,
            high=0.002,
            unit="a day",
            sign="E",
            size="E",
            off=0.0,
            moves="rejoined",
            text="chance a day that somebody who left looks again",
            source="17-48 % of churned posters of six real logs came back, mostly from sleep",
        ),
        parameter(
            "spammer_returns",
            default=0.04387,
            low=0.01,
            high=0.15,
            unit="a day",
            sign="E",
            size="E",
            policy="moderation",
            off=0.0,
            moves="rejoined",
            text="chance a day that a banned spammer is back under a new name",
            source="judgement",
        ),
    ],
)


@rule
def outside_value(information_weight, fit, posts_a_day, active, reading, rival, p):
    """What the community seems worth from outside, in value units.

        V = (.5 + .5 r) .6 wI (1 - e^(-posts/ref)) (1 + .2 fit) + crowd (1 - e^(-active/30)) + promise - r substitute - rival
    with r the share that can be read from outside: half of the worth is guessed where nothing can be read.
    Checks: posts = active = 0 -> promise - r substitute - rival. Assumption.
    """
    seen = 0.5 + 0.5 * reading
    shine = 0.6 * information_weight * (1.0 - exp(-posts_a_day / p.outside_posts)) * (1.0 + 0.2 * fit) * seen
    return shine + p.crowd * (1.0 - exp(-active / 30.0)) + p.promise - reading * p.outside_substitute - rival


@rule
def join_chance(value, fit, conversion, waited, effort, activity, spammer, p):
    """Chance that a person who has heard of the community joins, or applies where it must be asked.

        lg(j0 + bJ V + bF fit + conversion - stale log2(1 + waited/tau) - effort (1 - drive a/(1 + |a|)))
    with a the activity. A spammer is one logit keener, and effort counts ``effort_spam`` times for one.
    Checks: effort = waited = 0 and all weights 0 -> lg(j0).
    """
    x = p.join_base + p.join_value * value + p.fit_joins * fit + conversion
    x -= p.stale * log(1.0 + waited / p.stale_tau) * 1.4426950408889634
    if spammer > 0.0:
        return logistic(x + 1.0 - effort * p.effort_spam)
    drive = activity / (1.0 + (activity if activity > 0.0 else -activity))
    return logistic(x - effort * (1.0 - p.effort_drive * drive))


@rule
def profile_chance(share_filled, nudge, p):
    """Chance that a newcomer fills in a profile, having looked at the profiles shown.

        lg(b + n share + nudge)
    Checks: share = nudge = 0 -> lg(b) (30 % at the default); share = 1 -> 66 %.
    """
    return logistic(p.profile_base + p.norm_profile * share_filled + p.nudge_profile * nudge)
