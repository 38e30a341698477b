"""What the host's work costs in minutes, and how well it is done."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare

PARAMETERS = declare(__name__, [
    ("minutes_application", 5.0, 2.0, 10.0, "minutes", "reviewing one application", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "hours_applications"}),
    ("minutes_removal", 4.0, 2.0, 7.0, "minutes", "handling one report", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "hours_removals"}),
    ("minutes_welcome", 12.0, 5.0, 20.0, "minutes", "one personal welcome", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "hours_welcomes"}),
    ("minutes_answer", 6.7, 5.0, 10.0, "minutes", "one answer",
     "1,085 comments a month for one full-time host (inSided 2017)", "D",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "hours_answers"}),
    ("minutes_patrol", 0.5, 0.2, 1.0, "minutes", "looking at one post that nobody reported", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "hours_patrol"}),
    ("minutes_approval", 4.0, 2.0, 8.0, "minutes", "judging one promotional post before it appears", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "minutes_approvals"}),
    ("minutes_round", 20.0, 10.0, 60.0, "minutes", "one round: an update naming newcomers, a recognition, a review of members, bringing the "
     "filter up to date", "judgement", "E", {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "minutes_rounds"}),
    ("minutes_asked", 5.0, 2.0, 15.0, "minutes", "asking one person on duty for advice", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "minutes_rounds"}),
    ("minutes_message", 6.0, 3.0, 15.0, "minutes", "writing to a member who has gone quiet", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "minutes_messages"}),
    ("minutes_thread", 20.0, 10.0, 45.0, "minutes", "starting a thread beyond the calendar", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "minutes_threads"}),
    ("minutes_slip", 60.0, 20.0, 240.0, "minutes", "answering for a slip", "judgement", "E",
     {"kind": "setting", "why": "the host knows what a task takes", "off": 1e-6, "moves": "minutes_rounds"}),
    ("review_spam", 0.8, 0.5, 0.95, "chance", "a spammer is recognised in review", "judgement", "E",
     {"kind": "setting", "why": "the host knows how well applications are reviewed", "off": 0.0, "moves": "refused_total"}),
    ("review_noise", 0.7, 0.3, 1.2, "sd", "error of the fit that a reviewer sees", "judgement", "E",
     {"kind": "setting", "why": "the host knows how well applications are reviewed", "off": 1e-6, "moves": "refused_total"}),
    ("welcome_days", 14.0, 7.0, 30.0, "days", "after which a welcome is no longer sent", "judgement", "E",
     {"kind": "setting", "why": "a rule of the host's own"}),
])


@rule
def tasks_done(minutes, each, waiting):
    """How many of ``waiting`` tasks of ``each`` minutes fit into ``minutes``. Checks: each = 0 -> all."""
    if each <= 0.0:
        return waiting
    n = int(minutes / each)
    return n if n < waiting else waiting
