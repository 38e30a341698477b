"""Rival communities: what they are worth to somebody, and what is worth less here because it can be read there."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

BROAD_MATCH = 0.25
"""How well a rival for all topics suits anybody: the mean of `reading.match` over eight topics, (1 + .7 + 6 x .05) / 8."""

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "rival_overlap",
            default=0.3,
            low=0.0,
            high=0.6,
            unit="share",
            sign="E",
            size="E",
            kind="constant",
            off=0.0,
            moves="information",
            text="share of the worth of a post that a reader loses where all of it can be read at a rival",
            source="invented",
            why="felt only where a scenario has rival communities, and a study of one without would draw it in vain",
        )
    ],
)


@rule
def rival_match(own, specificity):
    """How well a rival suits: s m + (1 - s) b, with m the match with its topic and b that of a rival for all topics.

    Checks: s = 1 -> m; s = 0 -> .25 for everybody. Assumption.
    """
    return specificity * own + (1.0 - specificity) * BROAD_MATCH


@rule
def rival_worth(matching, size, p):
    """Worth of a rival to somebody, in value units, beyond their other uses of time: r s m. Checks: s = m = 1 -> as much as all other uses.

    Assumption: a rival as large as all else one could do, and that suits wholly, makes the alternative twice as good.
    """
    return p.rival * size * matching


@rule
def share_left(covered, exclusive, p):
    """Share of a post's worth that is left where the part ``covered`` of its topic can be read at rivals too.

        1 - o c,   and for what is found nowhere else (1 + (e - 1) (1 - c)) / e: what is exclusive loses what makes it so
    Checks: c = 0 -> 1; o = 0 -> 1 for what is not exclusive; exclusive, c = 1 -> 1 / e.
    """
    if exclusive:
        return (1.0 + (p.exclusive_worth - 1.0) * (1.0 - covered)) / p.exclusive_worth
    return 1.0 - p.rival_overlap * covered
