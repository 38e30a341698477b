"""The event log: who did what when, the same table for a simulated and a real community."""

from __future__ import annotations

import numpy as np

JOIN, VISIT, POSTED, REPLIED, REACTED, INVITED, REMOVED, LEFT = range(8)
EVENT_KINDS = ("join", "visit", "post", "reply", "reaction", "invitation", "removal", "leave")

EVENT = np.dtype(
    [
        ("time", "i8"),  # seconds since the opening
        ("kind", "u1"),
        ("person", "i4"),  # row; -1 the host
        ("thread", "i8"),  # number of the opening post; -1 none
        ("post", "i8"),  # number of the post made or acted upon; -1 none
        ("reply_to", "i8"),  # number of the post answered, or the person invited; -1 none
    ],
    align=True,
)
