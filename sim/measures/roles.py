"""What people were seen doing: as shares of all members, and among those who posted."""

from __future__ import annotations

from sim.measures.measure import Measure, from_events, share_of

ROLES = ("lurker", "critic", "creator", "ambassador", "spammer", "inactive")

_DIRECTION = {"critic": +1, "creator": +1, "spammer": -1, "inactive": -1}

MEASURES = tuple(
    Measure(f"role_{role}", "share", _DIRECTION.get(role, 0), share_of(f"role_{role}", "members"), smallest_absolute=0.01)
    for role in ROLES
) + tuple(
    from_events(f"{did}_{days}", "share", 0, 0.02)
    for days in (30, 90) for did in ("only_start", "only_reply", "start_and_reply")
)
