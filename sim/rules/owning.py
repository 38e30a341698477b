"""What it does to share control with members: to all who come, to the rules that are kept, and to what the host sells."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "shared_identity",
            default=0.1,
            low=-0.3,
            high=0.6,
            unit="factor",
            sign="E",
            size="E",
            policy="control",
            off=0.0,
            hard_low=-1.0,
            moves="identity",
            text="extra gain in group identity by a visit, as a factor, of members whose community is run by some of them",
            source="contested: ownership pays with those who own; sponsored groups had more to offer (Porter & Donthu 2008, by analogy); range crosses zero",
        ),
        parameter(
            "owner_rules",
            default=0.05,
            low=-0.3,
            high=0.4,
            unit="share",
            sign="E",
            size="E",
            policy="control",
            off=0.0,
            moves="removed_posts",
            hard_low=-1.0,
            hard_high=1.0,
            text="share of what breaks the host's rules that members who own the community let pass; below 0 they remove more",
            source="invented; contested: members' own rules are followed better or are milder; range crosses zero",
        ),
    ],
)


@rule
def owned_identity(before, after, control, p):
    """Group identity after a visit where control is shared: the gain of the visit, times 1 + k c; never beyond 1.

    Checks: c = 0 or k = 0 -> the same gain.
    """
    x = before + (after - before) * (1.0 + p.shared_identity * control)
    return x if x < 1.0 else 1.0


@rule
def removed_by_owners(chance, control, p):
    """Chance that a bad post goes where owners have a say: q (1 - r c), at most 1. Checks: c = 0 or r = 0 -> q."""
    x = chance * (1.0 - p.owner_rules * control)
    return x if x < 1.0 else 1.0


@rule
def host_sells(share, control):
    """Share of the planned posts that sell, where control is shared: s (1 - c). Checks: c = 0 -> s; c = 1 -> 0. Assumption."""
    return share * (1.0 - control)
