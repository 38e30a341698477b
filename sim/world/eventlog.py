"""The event log: who did what when, the same table for a simulated and a real community.

A run keeps none, all, or only what measures need (``POSTS_ONLY``: everything but visits and reactions).
"""

from __future__ import annotations

import numpy as np

JOIN, VISIT, POSTED, REPLIED, REACTED, INVITED, REMOVED, LEFT = range(8)
EVENT_KINDS = ("join", "visit", "post", "reply", "reaction", "invitation", "removal", "leave")

NO_EVENTS, ALL_EVENTS, POSTS_ONLY = range(3)

THERE_BEFORE = 1
"""Sort of the joins of those who were there before the doors opened."""

OWN, ON_DUTY, TO_SPAM, BY_STAFF = range(4)
PARTS = ("own", "duty", "spam", "staff")

EVENT = np.dtype(
    [
        ("time", "i8"),  # seconds since the opening
        ("kind", "u1"),
        ("person", "i4"),  # row; -1 the host
        ("thread", "i8"),  # number of the opening post; -1 none
        ("post", "i8"),  # number of the post made or acted upon; -1 none
        ("reply_to", "i8"),  # number of the post answered, or the person invited; -1 none
        ("part", "u1"),  # in which part somebody posts: as a member, on duty, to spam, as staff
        ("sort", "u1"),  # kind of post (world.posts); of a join: 1 for those there before the doors opened
    ],
    align=True,
)
