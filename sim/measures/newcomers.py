"""Whether newcomers start to post, and go on after an answer or without one."""

from __future__ import annotations

from sim.measures.measure import from_events

MEASURES = (
    from_events("new_posters", "people_a_month", +1),
    from_events("again_answered", "share", +1, 0.05),
    from_events("again_unanswered", "share", +1, 0.05),
    from_events("again_difference", "points", 0, 5.0),
    from_events("elsewhere_answered", "share", +1, 0.05),
    from_events("elsewhere_unanswered", "share", +1, 0.05),
    from_events("elsewhere_difference", "points", 0, 5.0),
    from_events("posting_30", "share", +1),
    from_events("posting_90", "share", +1),
    from_events("posting_180", "share", +1),
)
