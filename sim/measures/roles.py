"""What people were seen doing: as shares of all members, among those who posted, and by role: visits by that of the evening, the rest by the one they had before."""

from __future__ import annotations

from sim.measures.measure import Measure, from_events, per_month, share_of

ROLES = ("lurker", "critic", "creator", "ambassador", "spammer", "inactive")

_DIRECTION = {"critic": +1, "creator": +1, "spammer": -1, "inactive": -1}
_WRITERS = ("critic", "creator", "ambassador", "spammer")
_SEEN = {"quiet": ("role_lurker", "role_inactive")}

MEASURES = (
    tuple(
        Measure(
            f"role_{role}",
            "share",
            _DIRECTION.get(role, 0),
            share_of(f"role_{role}", "members"),
            smallest_absolute=0.01,
        )
        for role in ROLES
    )
    + tuple(
        from_events(f"{did}_{days}", "share", 0, 0.02)
        for days in (30, 90)
        for did in ("only_start", "only_reply", "start_and_reply")
    )
    + tuple(
        Measure(
            f"visits_of_{role}",
            "visits_a_month",
            -1 if role == "spammer" else +1,
            per_month(f"visits_{role}", *_SEEN.get(role, (f"role_{role}",))),
        )
        for role in ("quiet", *_WRITERS)
    )
    + tuple(
        from_events(f"posts_of_{role}", "posts_a_month", -1 if role == "spammer" else +1)
        for role in ("quiet", *_WRITERS)
    )
    + tuple(
        from_events(f"leaving_of_{role}", "share_a_month", 0 if role == "spammer" else -1, 0.01)
        for role in ("quiet", *_WRITERS)
    )
    + tuple(
        from_events(f"silence_of_{role}", "share_a_month", 0 if role == "spammer" else -1, 0.02) for role in _WRITERS
    )
)
