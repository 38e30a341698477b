"""When people come: the first visit of a day, its hour, coming again, notices and digests."""

from __future__ import annotations

from sim.rules.registry import rule
from sim.world.arithmetic import exp, logistic
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("visit_base", -5.1, -6.0, -4.7, "logit", "visiting on a weekday without habit or worth",
     "fitted: active after 30 and 180 days, posters of a month", "C", {"enters": "fitted"}),
    ("visit_habit", 2.9, 2.4, 3.4, "logit", "weight of habit", "fitted; stays below the two-resting-states limit", "C",
     {"enters": "fitted", "off": 0.0, "moves": "visitors"}),
    ("visit_value", 0.6, 0.4, 0.85, "logit per value unit", "weight of what the community is worth", "fitted", "C",
     {"enters": "fitted", "off": 0.0, "moves": "visitors"}),
    ("weekend", 1.4, 0.5, 1.8, "logit", "fewer visits on Saturday and Sunday",
     "weekday/weekend 1.3-4.1 in six real logs, median 2.7", "C", {"off": 0.0, "moves": "visitors"}),
    ("clock_sd", 3.5, 2.5, 4.5, "hours", "spread of a person's hour of visiting round the own peak",
     "daily cycles: Kaltenbrunner et al. 2007; size judged", "C"),
    ("again", 0.20, 0.10, 0.30, "chance", "coming again within 1-5 hours", "fitted: poster-days in more than one hour",
     "C", {"enters": "fitted", "off": 0.0, "moves": "visits"}),
    ("again_posted", 0.25, 0.0, 0.45, "chance", "added when one has just posted and waits for an answer",
     "poster-days with posts in several hours .21-.44 in real logs", "C", {"off": 0.0, "moves": "visits"}),
    ("notice", 0.79, 0.58, 0.85, "chance", "an answer is noticed and brings a visit",
     "carries the effect of a reply on coming back (Joyce & Kraut 2006)", "B",
     {"enters": "fitted", "off": 0.0, "moves": "visits"}),
    ("notice_delay", 1.6, 1.0, 4.0, "hours", "median delay of that visit", "judgement", "E"),
    ("notice_delay_sd", 1.5, 1.1, 1.9, "sd", "spread of that delay (log-normal)",
     "log-normal reply delays: Kaltenbrunner et al. 2007", "C"),
    ("wake", 0.4, 0.1, 0.5, "chance", "a contact wakes somebody asleep", "fitted: churned posters who return", "C",
     {"enters": "fitted", "off": 0.0, "moves": "woke"}),
    ("digest", 0.004, 0.0, 0.008, "a day", "a digest is read by somebody asleep",
     "association e-mail: click 2.9 % a mailing (NationBuilder 2016)", "D", {"off": 0.0, "moves": "woke"}),
    ("duty_visits", 2.0, 1.0, 3.0, "logit", "people on duty visit more", "judgement", "E",
     {"off": 0.0, "moves": "posts_duty"}),
    ("calendar_habit", 0.02, -0.05, 0.15, "logit", "more visits on a day with a planned post",
     "no causal estimate found; range crosses zero", "E", {"off": 0.0, "moves": "visits"}),
])


@rule
def visit_chance(activity, habit, value, weekend, duty, planned, p):
    """Chance of visiting today.

        lg(v0 + activity + bH H + bV V - weekend + duty + planned)
    Checks: all 0 -> lg(v0). Logistic in habit and value: fitted form.
    """
    x = p.visit_base + activity + p.visit_habit * habit + p.visit_value * value
    if weekend:
        x -= p.weekend
    if duty:
        x += p.duty_visits
    if planned:
        x += p.calendar_habit
    return logistic(x)


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


@rule
def notice_delay_hours(z, p):
    """Hours until the visit that an answer brings: 1 + log-normal. Checks: z = 0 -> 1 + median."""
    return 1 + int(p.notice_delay * exp(p.notice_delay_sd * z))
