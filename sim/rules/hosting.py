"""What the host's work costs in minutes, how well it is done, and what training adds."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import exp
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "minutes_application",
            default=5.0,
            low=2.0,
            high=10.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="hours_applications",
            text="minutes of the host to review one application",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_removal",
            default=4.0,
            low=2.0,
            high=7.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="hours_removals",
            text="minutes of the host to handle one report",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_welcome",
            default=12.0,
            low=5.0,
            high=20.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="hours_welcomes",
            text="minutes of the host to give one personal welcome",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_answer",
            default=6.7,
            low=5.0,
            high=10.0,
            unit="minutes",
            sign="D",
            size="D",
            kind="setting",
            off=1e-6,
            moves="hours_answers",
            text="minutes of the host to write one answer",
            source="1,085 comments a month for one full-time host (inSided 2017)",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_patrol",
            default=0.5,
            low=0.2,
            high=1.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="hours_patrol",
            text="minutes of the host to look at one post that nobody reported",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_approval",
            default=4.0,
            low=2.0,
            high=8.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="minutes_approvals",
            text="minutes of the host to judge one promotional post before it appears",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_round",
            default=20.0,
            low=10.0,
            high=60.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="minutes_rounds",
            text="minutes of the host for one round (an update naming newcomers, a recognition, a review of members, bringing the filter up to date)",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_asked",
            default=5.0,
            low=2.0,
            high=15.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="minutes_rounds",
            text="minutes of the host to ask one person on duty for advice",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_message",
            default=6.0,
            low=3.0,
            high=15.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="minutes_messages",
            text="minutes of the host to write to one member who has gone quiet",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_thread",
            default=20.0,
            low=10.0,
            high=45.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="minutes_threads",
            text="minutes of the host to start one thread beyond the calendar",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "minutes_slip",
            default=60.0,
            low=20.0,
            high=240.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="minutes_rounds",
            text="minutes of the host to answer for one slip",
            source="judgement",
            why="the host knows what a task takes",
        ),
        parameter(
            "review_spam",
            default=0.8,
            low=0.5,
            high=0.95,
            unit="chance",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="refused_total",
            text="chance that a reviewer recognises a spammer's application",
            source="judgement",
            why="the host knows how well applications are reviewed",
        ),
        parameter(
            "review_noise",
            default=0.7,
            low=0.3,
            high=1.2,
            unit="sd",
            sign="E",
            size="E",
            kind="setting",
            off=1e-6,
            moves="refused_total",
            text="error in how well a reviewer sees that an applicant fits",
            source="judgement",
            why="the host knows how well applications are reviewed",
        ),
        parameter(
            "welcome_days",
            default=14.0,
            low=7.0,
            high=30.0,
            unit="days",
            sign="E",
            size="E",
            kind="setting",
            text="days from joining after which a newcomer is no longer sent a welcome",
            source="judgement",
            why="a rule of the host's own",
        ),
        parameter(
            "venue_hours",
            default=4.0,
            low=0.0,
            high=20.0,
            unit="hours",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="minutes_managers",
            text="time a week of the host of a community that one joins",
            source="judgement",
            why="who joins a community sees what its host does",
        ),
        parameter(
            "skill_share",
            default=0.3,
            low=0.0,
            high=0.6,
            unit="share",
            sign="D",
            size="E",
            kind="constant",
            off=0.0,
            moves="quality_read",
            text="share by which what the most skilled host writes and judges is better than an ordinary host's, and the least skilled host's worse",
            source="practitioners: an intern or a traditional marketer will not do; size invented",
            why="moves headline measures by less than what is kept as uncertain: 5 % at most at the ends of what is believable",
        ),
        parameter(
            "training_ref",
            default=40.0,
            low=15.0,
            high=120.0,
            unit="hours",
            sign="E",
            size="E",
            kind="constant",
            off=1e6,
            moves="quality_read",
            text="time in training after which the host has learnt 63% of what it had to learn",
            source="invented; a course of a week",
            why="moves headline measures by less than what is kept as uncertain: 3 % at most at the ends of what is believable",
        ),
    ],
)


@rule
def tasks_done(minutes, each, waiting):
    """How many of ``waiting`` tasks of ``each`` minutes fit into ``minutes``. Checks: each = 0 -> all."""
    if each <= 0.0:
        return waiting
    n = int(minutes / each)
    return n if n < waiting else waiting


@rule
def skill_after(skill, trained_hours, p):
    """Skill of a host (0..1) after so many hours of training: s + (1 - s) (1 - e^(-h/ref)).

    Checks: h = 0 -> s; s = 1 -> 1; h = ref, s = 0 -> .632. Assumption: who knows little learns most, and nothing is forgotten.
    """
    return skill + (1.0 - skill) * (1.0 - exp(-trained_hours / p.training_ref))


@rule
def done_well(level, skill, p):
    """What the host does (a quality, a worth, a chance of judging rightly), by its skill: x (1 + a (2s - 1)), at most 1.

    Checks: s = .5 -> x; a = 0 -> x.
    """
    x = level * (1.0 + p.skill_share * (2.0 * skill - 1.0))
    return x if x < 1.0 else 1.0


@rule
def done_wrong(error, skill, p):
    """An error of the host (a chance, a spread), by its skill: e (1 - a (2s - 1)), never below 0. Checks: s = .5 -> e; a = 0 -> e."""
    x = error * (1.0 - p.skill_share * (2.0 * skill - 1.0))
    return x if x > 0.0 else 0.0
