"""Subgroups by topic beside a general group: where people look, and what belonging to a smaller group does."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "subgroup_looks",
            default=0.7,
            low=0.4,
            high=0.95,
            unit="share",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="subgroup_read_share",
            text="share of a reader's looks that go to the own subgroups rather than to the general group",
            source="invented",
            why="the platform decides what it shows",
        ),
        parameter(
            "subgroup_identity",
            default=0.25,
            low=-0.5,
            high=1.0,
            unit="factor",
            sign="B",
            size="E",
            policy="subgroups",
            off=0.0,
            moves="identity",
            hard_low=-1.0,
            text="extra group identity that a member gains where all they read is in their own subgroups, as a multiple of the usual",
            source="identity with a small group pays (Ren et al. 2012), and may take from that with the whole (Kraut & Resnick 2012): size invented",
        ),
        parameter(
            "narrow_identity",
            default=0.0,
            low=-0.2,
            high=0.6,
            unit="factor",
            sign="C",
            size="E",
            kind="constant",
            off=0.0,
            moves="identity",
            hard_low=-1.0,
            hard_high=5.0,
            text="extra group identity that a visit adds in a community about one topic, as a multiple of what it adds in one about all of them",
            source="contested: attachment to a group is stronger where it is for one thing (Ren, Kraut & Kiesler 2007), and a broad one has more people to be of one kind with",
            why="felt only where a scenario has few topics, and a study of one about all of them would draw it in vain",
        ),
    ],
)


@rule
def identity_in_subgroup(before, after, within, p):
    """Group identity after a visit of which a share ``within`` was read in subgroups: G' + b w (G' - G), at most 1.

    Checks: within = 0 or b = 0 -> as it is without; b = 1, within = 1 -> twice the gain. G' is not below G.
    """
    raised = after + p.subgroup_identity * within * (after - before)
    return raised if raised < 1.0 else 1.0


@rule
def identity_narrow(before, after, breadth, p):
    """Group identity after a visit to a community about few of the eight topics: G + (1 + n (8 - b) / 7) (G' - G), at most 1.

    Checks: b = 8 or n = 0 -> G'. Source: contested, see ``narrow_identity``.
    """
    x = before + (1.0 + p.narrow_identity * (8.0 - breadth) / 7.0) * (after - before)
    return x if x < 1.0 else 1.0
