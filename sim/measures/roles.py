"""What people were seen doing in the last 30 days, as shares of all members."""

from __future__ import annotations

from sim.measures.measure import Measure, share_of

ROLES = ("lurker", "critic", "creator", "ambassador", "spammer", "inactive")

_DIRECTION = {"critic": +1, "creator": +1, "spammer": -1, "inactive": -1}

MEASURES = tuple(
    Measure(f"role_{role}", "share", _DIRECTION.get(role, 0), share_of(f"role_{role}", "members"), smallest_absolute=0.01)
    for role in ROLES
)
