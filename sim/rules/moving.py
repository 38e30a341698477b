"""Who goes along when the platform closes and the community moves to another."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.arithmetic import logistic
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "move_effort",
            default=1.5,
            low=0.0,
            high=3.0,
            unit="logit",
            sign="E",
            size="E",
            policy="platform_shock",
            off=-20.0,
            moves="followed",
            text="deterrence by the effort of moving to another platform, where nobody helps",
            source="invented; half or fewer of a closed group's members are said to follow",
        ),
        parameter(
            "move_ties",
            default=1.0,
            low=0.0,
            high=2.5,
            unit="logit",
            sign="C",
            size="E",
            policy="platform_shock",
            off=0.0,
            moves="followed",
            text="extra inclination to move of a member whose ties have moved, together as strong as one full tie",
            source="people leave and join where their acquaintances do: direction; size invented",
        ),
        parameter(
            "minutes_move",
            default=2.0,
            low=0.5,
            high=10.0,
            unit="minutes",
            sign="E",
            size="E",
            kind="setting",
            off=1e6,
            moves="followed",
            text="minutes of the host to help one member move to another platform",
            source="judgement",
            why="the host knows what a task takes",
        ),
    ],
)


@rule
def follow_chance(value, habit, tied, helped, p):
    """Chance of moving along: lg(V + bH H + t x - e (1 - h)), x the strength of ties that have moved (at most 1), h the help there is (0..1).

    Checks: everything 0 -> lg(-e); h = 1 -> no effort is left. Logistic in habit as visiting is; a value unit counts as a logit: assumption.
    """
    together = tied if tied < 1.0 else 1.0
    return logistic(value + p.visit_habit * habit + p.move_ties * together - p.move_effort * (1.0 - helped))
