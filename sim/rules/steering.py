"""How management's support follows the results it gets to see."""

from __future__ import annotations

from sim.rules.rule import rule
from sim.world.parameters import declare, parameter

SEEN_MOST = 1.5
"""Times what was expected beyond which a result impresses no further: judgement."""

PARAMETERS = declare(
    __name__,
    [
        parameter(
            "support_drift",
            default=0.015,
            low=0.004,
            high=0.04,
            unit="a day",
            sign="E",
            size="E",
            kind="setting",
            off=0.0,
            moves="support",
            hard_low=0.0,
            hard_high=1.0,
            text="share of the gap between management's support and the last result it saw that closes a day",
            source="invented",
            why="how soon the own management comes round is a fact of the organisation",
        ),
        parameter(
            "support_unseen",
            default=0.5,
            low=0.0,
            high=1.0,
            unit="share",
            sign="E",
            size="E",
            policy="support",
            off=1.0,
            moves="support",
            hard_low=0.0,
            hard_high=1.0,
            text="share of what it expects that management takes for granted where nothing is reported",
            source="practitioners say that a community whose results stay unseen loses its support: sign; size invented",
        ),
        parameter(
            "support_experts",
            default=0.5,
            low=0.0,
            high=1.5,
            unit="logit",
            sign="E",
            size="E",
            policy="support",
            off=0.0,
            moves="support",
            text="fall in the inclination of experts to answer where all support of management is gone",
            source="invented",
        ),
    ],
)


@rule
def shortfall_of(reading, target):
    """What a reported result lacks of what was expected, as a share of it; negative where it exceeds it.

        1 - min(reading / target, 1.5)
    Checks: reading = target -> 0; nothing -> 1; twice as much -> -0.5.
    """
    seen = reading / target
    return 1.0 - (seen if seen < SEEN_MOST else SEEN_MOST)


@rule
def doubt_after(doubt, shortfall, p):
    """1 - support after a day: d' = d + g (last shortfall seen - d), 1 at most. Checks: shortfall = doubt, or g = 0 -> unchanged."""
    after = doubt + p.support_drift * (shortfall - doubt)
    return after if after < 1.0 else 1.0


@rule
def expert_ease(doubt, p):
    """Logits added to an expert's answering: -b d. Checks: doubt = 0 -> 0; doubt = 1 -> -support_experts."""
    return -p.support_experts * doubt
