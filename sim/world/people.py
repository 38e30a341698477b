"""The table of people: one record per person, fixed length, row i is person i for ever.

Traits are drawn once; stocks and states change. Rules compute in float64; traits and stocks are kept as float32, the
hazard that adds up over a life as float64. Days count from the opening of the community (negative: before it); -1 in a count of days or hours
means never.
"""

from __future__ import annotations

import numpy as np

OUTSIDE, KNOWS, QUEUED, WAITING, AWAKE, ASLEEP, LEFT, REMOVED, REFUSED = range(9)
STATES = ("outside", "aware", "queued", "waiting", "awake", "asleep", "left", "removed", "refused")
NEVER = -30_000
VISITED_30, VISITED_90, VISITED_180, POSTED_EARLY, WARNED, CHOSEN, FOUNDER = 1, 2, 4, 8, 16, 64, 128
"""Bits of `flags`: visited on days 30 to 59, 90 to 119 and 180 to 209 of membership; posted in the first 30 of them; was warned; is chosen in the
round that is going on; was there before the doors opened."""
HELPS, OWNS = 1, 2
"""Of `manages`: shares the host's work; owns the community together with it."""
IN_LINE = 3
"""Of `was_welcomed`: waits for a personal welcome. Otherwise it says how one was welcomed, by the codes of the programme."""

PERSON = np.dtype(
    [
        # read every day, also of who sleeps
        ("uid", "i4"),  # identity: keys every draw; equal to the row unless rows were permuted
        ("due_hour", "i4"),  # hour since opening of a visit that a notice brings; -1 none
        ("value", "f4"),
        ("weary", "f4"),  # contacts of late that brought nothing, fading
        ("state", "u1"),
        ("flags", "u1"),  # bits: 1, 2, 4 visited late, 8 posted early, 16 warned, 64 chosen, 128 there before the start
        ("on_duty", "u1"),
        ("manages", "u1"),  # 1 shares the host's work, 2 owns the community with it
        ("last_visit_day", "i2"),
        ("last_post_day", "i2"),
        ("last_start_day", "i2"),
        ("last_reply_day", "i2"),
        ("last_spam_day", "i2"),
        ("today_day", "i2"),  # day for which posts_today and visits_today count
        ("visits_today", "i2"),
        ("has_profile", "u1"),
        ("expert", "u1"),  # knows more than the target group, and is not of it
        ("relations", "f4"),
        ("identity", "f4"),
        ("standing", "f4"),
        ("conflict", "f4"),
        ("drive", "f4"),  # logits added to reacting and posting by recognition or comparison, fading
        ("hazard", "f8"),  # cumulated hazard of leaving
        # read every day
        ("leave_at", "f8"),  # cumulated hazard at which this person leaves (this episode)
        ("strikes", "f4"),  # own posts removed, weighed, fading
        ("lessons", "f4"),  # what removals taught, fading
        ("stop_hour", "i4"),  # hour at which stopping after the first post is judged; -1 none
        ("n_posts", "i4"),
        ("habit", "f4"),
        ("act", "f4"),  # visiting, logit
        ("hope", "f4"),  # logits that this expectation adds to visiting
        ("peak", "f4"),  # hour of the day
        ("information", "f4"),  # what a visit is expected to bring
        ("trust", "f4"),
        ("cost", "f4"),
        ("promotion", "f4"),
        ("reward", "f4"),  # of the best visit today
        ("spam", "u1"),  # 1 for those who come to spam
        ("was_promoted", "u1"),  # on duty by promotion, not by appointment
        ("n_ties", "i1"),  # ties in use: the first so many places of the row
        ("role", "u1"),  # preset drawn from; read by no rule
        # read in a visit: what is seen and done
        ("duty_minutes", "f4"),
        ("seen_n", "i4"),  # number of the newest post at the last visit
        ("att", "f4"),  # threads opened in a visit
        ("cre", "f4"),  # reacting ceiling, logit
        ("crp", "f4"),  # replying ceiling, logit
        ("cst", "f4"),  # starting ceiling, logit
        ("hesitation", "f4"),  # logits that hold back from posting
        ("answers", "f4"),  # received since the last visit
        ("n_visits", "i4"),
        ("today_at", "i4"),  # place in the list of those who visit today; -1 none
        ("bad_seen", "f4"),  # share of bad items, adapting
        ("join_day", "i2"),
        ("posts_today", "i2"),
        ("muted_until", "i2"),
        ("spotlit_until", "i2"),
        ("lately_day", "i2"),  # day to which the two counts of late have faded
        ("first", "u1"),  # first topic, 0-7
        ("second", "u1"),  # second topic
        ("seeks", "u1"),  # looks for offers
        ("learns", "u1"),  # hesitation falls with reading (not-yet lurkers)
        ("has_need", "u1"),  # came with a question of one's own
        ("was_welcomed", "u1"),  # 1 automatic, 2 personal, 3 in line for a personal one
        ("segment", "u1"),  # 0-3, for acquaintance
        ("invited", "u1"),
        ("stopped", "u1"),
        ("channel", "i1"),  # through which they heard of it; -1 none
        # the rest
        ("key", "u8"),  # hash of the identity, to break ties without favour
        ("fit", "f4"),  # how well the topic suits, z-score
        ("skill", "f4"),  # quality of own posts, z-score
        ("harsh", "f4"),  # harshness, logit above the base
        ("sells", "f4"),  # chance that an own start is promotional
        ("list_at", "i4"),  # place in the list of members
        ("next_due", "i4"),  # chain of people who look again on the same day; -2 its end, -1 in no chain
        ("value_then", "f4"),  # value at the first post
        ("posts_lately", "f4"),  # own posts, fading over a month
        ("acts_lately", "f4"),  # own posts and reactions, fading over a month
        ("rival", "f4"),  # worth of the best rival community, value units
        ("aware_day", "i2"),
        ("apply_day", "i2"),
        ("welcome_day", "i2"),
        ("message_day", "i2"),  # on which the host last wrote
        ("event_day", "i2"),  # of the last offline event they were at
        ("n_contacts", "i2"),
        ("n_episodes", "i2"),
        ("n_invited", "i2"),
    ],
    align=True,
)
"""256 bytes: four lines of a processor's memory, one for each group above; `tables.lay_out` begins the table at the start of a line. What walks
over everybody waits for memory, so it should find what it needs in the first two."""

IN_ADVANCE = 8
"""How many rows ahead whoever walks over everybody asks for one: about what memory takes to answer."""

TIES = 16
TIE = np.dtype([("who", "i4"), ("strength", "f4"), ("day", "i2")])
