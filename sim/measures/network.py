"""Whether people answer one another: pairs that answer both ways, and the core of the network of replies."""

from __future__ import annotations

from sim.measures.measure import from_events

MEASURES = (
    from_events("reciprocity", "share", +1, 0.02),
    from_events("core_k", "neighbours", +1),
    from_events("core_size", "people", +1),
    from_events("core_3_share", "share", +1, 0.02),
)
