"""What the host's work costs in minutes, and how well it is done."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

PARAMETERS = declare(__name__, [
    parameter("minutes_application", default=5.0, low=2.0, high=10.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="hours_applications",
              text="minutes of the host to review one application", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_removal", default=4.0, low=2.0, high=7.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="hours_removals",
              text="minutes of the host to handle one report", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_welcome", default=12.0, low=5.0, high=20.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="hours_welcomes",
              text="minutes of the host to give one personal welcome", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_answer", default=6.7, low=5.0, high=10.0, unit="minutes", sign="D", size="D", kind="setting", off=1e-6, moves="hours_answers",
              text="minutes of the host to write one answer",
              source="1,085 comments a month for one full-time host (inSided 2017)", why="the host knows what a task takes"),
    parameter("minutes_patrol", default=0.5, low=0.2, high=1.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6, moves="hours_patrol",
              text="minutes of the host to look at one post that nobody reported", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_approval", default=4.0, low=2.0, high=8.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="minutes_approvals",
              text="minutes of the host to judge one promotional post before it appears", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_round", default=20.0, low=10.0, high=60.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="minutes_rounds",
              text="minutes of the host for one round (an update naming newcomers, a recognition, a review of members, bringing the filter up to date)",
              source="judgement",
              why="the host knows what a task takes"),
    parameter("minutes_asked", default=5.0, low=2.0, high=15.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6, moves="minutes_rounds",
              text="minutes of the host to ask one person on duty for advice", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_message", default=6.0, low=3.0, high=15.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="minutes_messages",
              text="minutes of the host to write to one member who has gone quiet", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_thread", default=20.0, low=10.0, high=45.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="minutes_threads",
              text="minutes of the host to start one thread beyond the calendar", source="judgement", why="the host knows what a task takes"),
    parameter("minutes_slip", default=60.0, low=20.0, high=240.0, unit="minutes", sign="E", size="E", kind="setting", off=1e-6,
              moves="minutes_rounds",
              text="minutes of the host to answer for one slip", source="judgement", why="the host knows what a task takes"),
    parameter("review_spam", default=0.8, low=0.5, high=0.95, unit="chance", sign="E", size="E", kind="setting", off=0.0, moves="refused_total",
              text="chance that a reviewer recognises a spammer's application",
              source="judgement", why="the host knows how well applications are reviewed"),
    parameter("review_noise", default=0.7, low=0.3, high=1.2, unit="sd", sign="E", size="E", kind="setting", off=1e-6, moves="refused_total",
              text="error in how well a reviewer sees that an applicant fits",
              source="judgement", why="the host knows how well applications are reviewed"),
    parameter("welcome_days", default=14.0, low=7.0, high=30.0, unit="days", sign="E", size="E", kind="setting",
              text="days from joining after which a newcomer is no longer sent a welcome", source="judgement", why="a rule of the host's own"),
])


@rule
def tasks_done(minutes, each, waiting):
    """How many of ``waiting`` tasks of ``each`` minutes fit into ``minutes``. Checks: each = 0 -> all."""
    if each <= 0.0:
        return waiting
    n = int(minutes / each)
    return n if n < waiting else waiting
