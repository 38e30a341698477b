"""When people come: the first visit of a day, its hour, coming again."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import logistic
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("visit_base", -4.997, -5.3, -4.65, "logit", "visiting on a weekday without habit or worth",
     "fitted: active after 30 and 180 days, posters of a month", "C", {"enters": "fitted"}),
    ("visit_habit", 1.564, 1.25, 1.78, "logit", "weight of habit", "fitted; stays below the two-resting-states limit", "C",
     {"enters": "fitted", "off": 0.0, "moves": "visitors"}),
    ("visit_value", 0.2234, 0.12, 0.32, "logit per value unit", "weight of what the community is worth", "fitted", "C",
     {"enters": "fitted", "off": 0.0, "moves": "visitors"}),
    ("weekend", 1.282, 0.5, 1.8, "logit", "fewer visits on Saturday and Sunday",
     "weekday/weekend 1.3-4.1 in six real logs, median 2.7", "C", {"off": 0.0, "moves": "visitors"}),
    ("season_sd", 0.1972, 0.0, 0.4, "logit", "weeks in which everybody comes more or less: holidays, news, work",
     "weekly posts of six real logs vary far more than chance; size judged", "E", {"off": 0.0, "moves": "visitors"}),
    ("clock_sd", 3.5, 2.5, 4.5, "hours", "spread of a person's hour of visiting round the own peak",
     "daily cycles: Kaltenbrunner et al. 2007; size judged", "C/E",
     {"kind": "constant", "why": "moves headline measures by less than what is kept as uncertain: 9 % at most at the ends of what is believable"}),
    ("again", 0.3064, 0.2, 0.4, "chance", "coming again within 1-5 hours", "fitted: poster-days in more than one hour",
     "C", {"enters": "fitted", "off": 0.0, "moves": "visits"}),
    ("again_posted", 0.872, 0.7, 0.98, "chance", "coming again for having just posted: to see whether somebody answers",
     "poster-days with posts in several hours .21-.44 in real logs", "C", {"enters": "fitted", "off": 0.0, "moves": "visits"}),
    ("duty_visits", 1.992, 1.0, 3.0, "logit", "people on duty visit more", "judgement", "E",
     {"policy": "ambassadors/promotion", "off": 0.0, "moves": "posts_duty"}),
    ("calendar_habit", 0.04718, -0.05, 0.15, "logit", "more visits on a day with a planned post",
     "no causal estimate found; range crosses zero", "E", {"policy": "calendar", "off": 0.0, "moves": "visits"}),
])


@rule
def visit_chance(activity, habit, value, hope, season, weekend, duty, planned, p):
    """Chance of visiting today.

        lg(v0 + activity + bH H + bV V + hope + season - weekend + duty + planned)
    with the hope of `expecting.hope_of` and the season of `season_of`. Checks: all 0 -> lg(v0). Logistic in habit and value: fitted form.
    """
    x = p.visit_base + activity + p.visit_habit * habit + p.visit_value * value + hope + season
    if weekend:
        x -= p.weekend
    if duty:
        x += p.duty_visits
    if planned:
        x += p.calendar_habit
    return logistic(x)


@rule
def again_chance(posted, p):
    """Chance of coming again within 1-5 hours: of itself, or, once one has posted, also for the answers.

        a,   or 1 - (1 - a) (1 - ap) after a post
    Checks: a = ap = 0 -> 0; ap = 1 and posted -> 1. Two reasons that come independently of each other.
    """
    return 1.0 - (1.0 - p.again) * (1.0 - p.again_posted) if posted else p.again


@rule
def season_of(z, p):
    """Logits that the week adds to everybody's visiting: s z, z a slow standard normal of the week. Checks: z = 0 -> 0."""
    return p.season_sd * z


@rule
def visit_hour(peak, z, p):
    """Hour of the day (0-23) of a visit: own peak plus a normal spread, kept inside the day.

    Checks: z = 0 -> the whole hour of the peak.
    """
    hour = peak + p.clock_sd * z
    if hour < 0.0:
        hour = 0.0
    if hour > 23.0:
        hour = 23.0
    return int(hour)
