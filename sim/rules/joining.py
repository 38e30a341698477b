"""Becoming aware, applying, being let in, waiting, and filling in a profile."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp, log, logistic
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("aware_rate", 0.00649, 0.004, 0.008, "a day", "hazard of hearing of the community without any channel",
     "fitted: about a third of the audience has joined after a year", "E", {"enters": "fitted", "off": 0.0, "moves": "members"}),
    ("join_base", -0.8576, -1.2, -0.58, "logit", "inclination of a person who has heard of it to join", "judgement", "E", {"enters": "fitted"}),
    ("join_value", 2.603, 2.2, 3.0, "logit per value unit", "weight of the worth seen from outside", "judgement", "E",
     {"enters": "fitted", "off": 0.0, "moves": "members"}),
    ("promise", 0.3389, 0.24, 0.44, "value units", "worth expected beyond what can be seen", "judgement", "E",
     {"off": 0.0, "moves": "joined_total"}),
    ("crowd", 0.4419, 0.2, 0.7, "value units", "worth of seeing that people are there, saturating at some 30 active",
     "critical mass: Kraut & Resnick 2012; size judged", "C/E", {"enters": "fitted", "off": 0.0, "moves": "members"}),
    ("outside_posts", 3.0, 1.5, 5.0, "posts", "posts a day at which 63 % of the informational worth is visible",
     "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 8 % at most at the ends of what is believable"}),
    ("outside_substitute", 0.1221, -0.1, 0.4, "value units", "how far reading from outside replaces joining",
     "contested: open reading also shows what one would join", "E",
     {"off": 0.0, "moves": "joined_total"}),
    ("fit_joins", 0.4035, 0.1, 0.7, "logit per sd", "people whom the topic fits join more", "judgement", "E",
     {"off": 0.0, "moves": "refused_total"}),
    ("effort_drive", 0.4358, 0.1, 0.8, "share", "how far people who visit much shrug off effort at entry",
     "those who did extra entry work contributed more (Drenner, Sen & Terveen 2008); size judged", "A/E",
     {"policy": "access", "off": 0.0, "moves": "retention_30"}),
    ("effort_spam", 2.5, 1.5, 4.0, "factor", "how much more a given effort deters a spammer",
     "spam arrivals x 0.1-0.3 under application; judgement", "E",
     {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable", "off": 0.0, "moves": "refused_total"}),
    ("stale_tau", 35.35, 7.0, 60.0, "days", "wait before launch at which the interest lost by waiting has set in once",
     "judgement", "E", {"policy": "reach"}),
    ("stale", 0.5131, 0.0, 1.0, "logit", "loss of interest per doubling of the wait before launch", "judgement", "E",
     {"policy": "reach", "off": 0.0, "moves": "members"}),
    ("tire", 0.012, 0.001, 0.03, "a day", "hazard of giving up while waiting to be let in", "judgement", "E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 2 % at most at the ends of what is believable",
      "off": 0.0, "moves": "members"}),
    ("profile_base", -0.85, -1.4, -0.3, "logit", "filling in a profile when all profiles shown are empty",
     "gives 30 %; judgement", "E", {"kind": "constant", "why": "moves no headline measure by more than 2 % at the ends of what is believable"}),
    ("norm_profile", 1.5, 0.5, 2.5, "logit", "added when all profiles shown are filled in",
     "conformity experiments (Chen et al. 2010; John & Norton 2013): sign; size judged", "B/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 4 % at most at the ends of what is believable",
      "off": 0.0, "moves": "profile_share"}),
    ("nudge_profile", 0.4084, -0.2, 1.2, "logit", "added when newcomers are told why a profile matters",
     "contested: social framing lowered disclosure (Butler et al.); judgement", "E", {"policy": "onboarding", "off": 0.0, "moves": "profile_share"}),
    ("profiles_shown", 12.0, 6.0, 20.0, "items", "profiles a newcomer is shown", "judgement", "E",
     {"kind": "setting", "why": "the platform decides what it shows"}),
    ("look_again", 0.00329, 0.001, 0.006, "a day", "hazard that somebody who knows the community and has not joined looks again", "judgement", "E",
     {"off": 0.0, "moves": "joined_total"}),
    ("return_rate", 0.001219, 0.0007, 0.002, "a day", "hazard that somebody who left looks again",
     "17-48 % of churned posters of six real logs came back, mostly from sleep", "E",
     {"off": 0.0, "moves": "rejoined"}),
    ("spammer_returns", 0.04387, 0.01, 0.15, "a day", "hazard that a banned spammer is back under a new name",
     "judgement", "E", {"policy": "moderation", "off": 0.0, "moves": "rejoined"}),
])


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
